"""The shape of what is asked in the print room, and when certificates are undone."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from wtforms import BooleanField, Field, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import TextInput

from awards.certificates.models import Blank, Entry, Layer, Order, Printer, Setting
from awards.certificates.printing import LENGTH, CertificateText
from awards.certificates.services import Asked
from awards.core.forms import Form, choice, file, long_text, number, options, seen, text
from awards.core.sentences import lazy as _l
from awards.decisions.models import CAUSES, Cause, DecisionKind
from awards.decisions.services import CAUSE_NAMES
from awards.law.models import SUBJECT_NAMES, AwardForm
from awards.units.models import Unit

PICTURES = "image/png,image/svg+xml,.png,.svg"


class Decimal(Field):
    """A number as people write it, with a comma; its data is a float, or None for an empty field."""

    widget = TextInput()
    data: float | None

    def process_formdata(self, valuelist: list[str]) -> None:
        written = (valuelist[0] if valuelist else "").strip().replace(",", ".")
        self.data = None
        if written:
            try:
                self.data = float(written)
            except ValueError as error:
                raise ValueError(_("Cần ghi một số, ví dụ 19,5.")) from error

    def _value(self) -> str:
        if isinstance(self.data, float):
            return f"{self.data:g}".replace(".", ",")
        return self.raw_data[0] if self.raw_data else ""


def millimetres(label: str, *, required: str = "", least: float = 0, most: float = 420, hint: str = "") -> Decimal:
    """A length in millimetres."""
    bounds = NumberRange(least, most, _l("Số nằm ngoài khoảng cho phép."))
    needed = InputRequired(required) if required else Optional()
    keys = {"inputmode": "decimal", "size": 8}
    return Decimal(label, description=hint, validators=[needed, bounds], render_kw=keys)


class Versioned(Form):
    """A form about a record whose version was on the screen."""

    seen = seen()

    @property
    def version(self) -> int:
        """The version that was on the screen; 0, which no record ever has, when it is not a number."""
        written = self.seen.data or ""
        return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0


def _named(records: Sequence[Any], wanted: str | None) -> Any:
    """The record of a list whose id was chosen, or None."""
    return next((record for record in records if str(record.id) == wanted), None)


class BatchForm(Form):
    """Which certificates to print, how, and on what."""

    first = number(_l("Từ số sổ vàng"), required=_l("Ghi số đầu."))
    last = number(_l("Đến số sổ vàng"), required=_l("Ghi số cuối."), hint=_l("Để in một giấy, ghi hai số như nhau."))
    pile = SelectField(
        _l("Thứ tự trong tệp"),
        choices=options([(Order.DECISION.value, _l("Theo quyết định")), (Order.COMMUNE.value, _l("Theo xã, để trao"))]),
        default=Order.DECISION.value,
    )
    layer = SelectField(
        _l("In gì"),
        choices=options(
            [
                (Layer.FULL.value, _l("Cả khung và màu, trên giấy trắng")),
                (Layer.TEXT.value, _l("Chỉ in chữ, trên phôi in sẵn")),
            ]
        ),
        default=Layer.FULL.value,
    )
    blank = SelectField(_l("Loại phôi"), validate_choice=True, description=_l("Chỉ cần khi in trên phôi."))
    printer = SelectField(_l("Máy in và khay"), description=_l("Để chữ đúng chỗ trên phôi."))
    reason = text(
        _l("Lý do in lại"), longest=300, hint=_l("Chỉ cần khi có giấy đã in rồi; được ghi vào nhật ký, tệp không đổi.")
    )
    looked = BooleanField(
        _l("Tôi đã xem bản thử: tên, địa chỉ và thành tích dài nhất đều vừa và đúng"),
        validators=[InputRequired(_l("Xin mở bản thử và xem trước khi in."))],
    )

    def offer(self, blanks: Sequence[Blank], printers: Sequence[Printer]) -> None:
        """The unit's own blanks and printers."""
        self.blanks, self.printers = blanks, printers
        stock = [(str(b.id), _("%(name)s (còn %(n)s tờ)", name=b.name, n=b.in_stock)) for b in blanks]
        self.blank.choices = options([("", _("Không dùng phôi")), *stock])
        trays = [(str(p.id), f"{p.name}, {p.tray}") for p in printers]
        self.printer.choices = options([("", _("Không dịch chữ")), *trays])

    @property
    def asked(self) -> Asked:
        """What the person wants printed."""
        return Asked(
            first=self.first.data or 0,
            last=self.last.data or 0,
            layer=Layer(self.layer.data),
            pile=Order(self.pile.data),
            reason=self.reason.data or "",
            blank=_named(self.blanks, self.blank.data),
            printer=_named(self.printers, self.printer.data),
        )


class SettingForm(Form):
    """How one recipient's name and citation are broken into lines."""

    name_lines = long_text(
        _l("Tên, mỗi dòng trên giấy là một dòng"), longest=600, rows=4, hint=_l("Chỉ xuống dòng; không sửa chữ.")
    )
    name_largest = millimetres(_l("Cỡ chữ lớn nhất của tên"), most=100, hint=_l("Để trống: theo mẫu."))
    citation_lines = long_text(_l("Thành tích, mỗi dòng trên giấy là một dòng"), longest=2000, rows=5)
    citation_largest = millimetres(_l("Cỡ chữ lớn nhất của thành tích"), most=100, hint=_l("Để trống: theo mẫu."))

    def show(self, words: CertificateText, row: Setting | None) -> None:
        """The lines as they are set by hand, or the whole text on one line."""
        by_hand = row.by_hand if row else {}
        for field, whole in (("name", words.name), ("citation", words.citation)):
            one = by_hand.get(field, {"lines": [], "largest": 0})
            self[f"{field}_lines"].data = "\n".join(one["lines"] or [whole])
            self[f"{field}_largest"].data = float(one["largest"]) or None

    @property
    def wanted(self) -> dict[str, tuple[list[str], float]]:
        """Lines and size of each text."""
        return {
            field: (
                [line.strip() for line in (self[f"{field}_lines"].data or "").splitlines() if line.strip()],
                self[f"{field}_largest"].data or 0.0,
            )
            for field in ("name", "citation")
        }


class AmendForm(Form):
    """Which certificates a new decision undoes, and why."""

    cause = choice(_l("Căn cứ"), required=_l("Chọn một trong các căn cứ."))
    facts = long_text(_l("Nội dung, văn bản kết luận"), longest=1000, hint=_l("In tại Điều 1, sau căn cứ."), rows=3)

    def offer(self, kind: DecisionKind) -> None:
        """The causes that belong to this kind; none for a correction."""
        if causes := CAUSES[kind]:
            self.cause.choices = [(cause.value, CAUSE_NAMES[cause]) for cause in causes]
        else:
            del self.cause

    @property
    def chosen_cause(self) -> Cause | None:
        return Cause(self.cause.data) if "cause" in self else None


class NewDesignForm(Form):
    """For what a new design is, and what it begins from."""

    unit = choice(_l("Đơn vị"), required=_l("Chọn đơn vị."))
    award_form = choice(_l("Hình thức khen thưởng"), required=_l("Chọn hình thức khen thưởng."))
    subject_kind = SelectField(
        _l("Dành cho"),
        choices=options([("", _l("Mọi đối tượng")), *((kind.value, name) for kind, name in SUBJECT_NAMES.items())]),
    )
    base = choice(_l("Bắt đầu từ"), required=_l("Chọn mẫu để bắt đầu."), hint=_l("Chỉ dùng khi không chọn tệp."))
    file = file(
        _l("Hoặc nhận mẫu từ tệp"), hint=_l("Tệp JSON xuất từ Gương sáng, ở đây hoặc ở đơn vị khác."), accept=".json"
    )

    def offer(self, units: Sequence[Unit], forms: Sequence[AwardForm], bases: Sequence[tuple[str, str]]) -> None:
        """The person's units, the award forms these decide, and the designs there are."""
        self.unit.choices = options((str(unit.id), unit.name) for unit in units)
        self.award_form.choices = options((str(form.id), form.name) for form in forms)
        self.base.choices = options(bases)


class DesignForm(Versioned):
    """The numbers of a design are typed cell by cell; here are the office's drawings."""

    emblem = file(_l("Biểu trưng, Quốc huy (SVG hoặc PNG)"), accept=PICTURES)
    logo = file(_l("Lô-gô (SVG hoặc PNG)"), accept=PICTURES)
    frame = file(_l("Khung riêng của cơ quan (SVG hoặc PNG, cả trang)"), accept=PICTURES)


class PrinterForm(Form):
    """A printer and one of its trays."""

    unit = choice(_l("Đơn vị"), required=_l("Chọn đơn vị."))
    name = text(_l("Máy in"), longest=80, required=_l("Ghi tên máy in."), hint=_l("Ví dụ: HP phòng Nội vụ"))
    tray = text(_l("Khay giấy"), longest=40, required=_l("Ghi khay giấy."), hint=_l("Ví dụ: khay tay"))


class MeasureForm(Versioned):
    """What was read from the ruler page."""

    left = millimetres(_l("Từ mép trái đến dấu cộng (mm)"), required=_l("Ghi số đo."), most=80)
    top = millimetres(_l("Từ mép trên đến dấu cộng (mm)"), required=_l("Ghi số đo."), most=80)
    length = millimetres(_l("Giữa hai dấu cộng (mm)"), least=150, most=250, hint=_l("Để trống khi đúng 200,0 mm."))

    @property
    def readings(self) -> tuple[float, float, float]:
        """From the left edge, from the upper edge, between the crosses; in millimetres."""
        return self.left.data or 0.0, self.top.data or 0.0, self.length.data or LENGTH


class BlankForm(Form):
    """A new kind of blank."""

    unit = choice(_l("Đơn vị"), required=_l("Chọn đơn vị."))
    award_form = choice(_l("Hình thức khen thưởng"), required=_l("Chọn hình thức khen thưởng."))
    name = text(
        _l("Tên loại phôi"), longest=120, required=_l("Ghi tên loại phôi."), hint=_l("Ví dụ: Phôi giấy khen A4")
    )


class EntryForm(Form):
    """One line of the ledger of blanks."""

    entry = SelectField(
        _l("Việc"),
        choices=options(
            [
                (Entry.DELIVERED.value, _l("Nhận về")),
                (Entry.SPOILED_IN_STOCK.value, _l("Hỏng trong kho")),
                (Entry.SPOILED_IN_PRINT.value, _l("Hỏng khi in")),
            ]
        ),
    )
    count = number(_l("Số tờ"), required=_l("Ghi số tờ."))
    note = text(_l("Số sê-ri, nơi giao hoặc lý do hỏng"), longest=300)
