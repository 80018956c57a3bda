"""The shape of what is written in a decision. Each form carries the version that was on the screen."""

from typing import Any

from wtforms import RadioField
from wtforms.validators import InputRequired

from awards.core.forms import Form, amount, choice, day, file, long_text, number, options, seen, text
from awards.core.sentences import lazy as _l
from awards.decisions.models import Decision, Medium, SignMode
from awards.decisions.services import leaders_of
from awards.nominations.forms.conflicts import ConflictForm


class DecisionForm(Form):
    """A step that asks for nothing but the version."""

    seen = seen()

    @property
    def version(self) -> int:
        """The version that was on the screen; 0, which no record ever has, when it is not a number."""
        written = self.seen.data or ""
        return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0


class WordsForm(DecisionForm):
    """What the decision is about."""

    subject = long_text(
        _l("Trích yếu"),
        longest=300,
        required=_l("Ghi trích yếu của quyết định."),
        hint=_l("Đứng sau “Về việc”, ví dụ: tặng Giấy chứng nhận của phong trào."),
        rows=2,
    )
    merit = long_text(
        _l("Thành tích ghi tại Điều 1"),
        longest=500,
        required=_l("Ghi thành tích tại Điều 1."),
        hint=_l("Đứng sau số lượng tập thể, hộ gia đình, cá nhân; bắt đầu bằng “đã có thành tích”."),
        rows=3,
    )


SIGN_MODES = {
    SignMode.ORDER.value: _l("TL. – ký thừa lệnh"),
    SignMode.AUTHORISED.value: _l("TUQ. – ký thừa ủy quyền"),
    SignMode.ACTING.value: _l("Q. – quyền người đứng đầu"),
}


MEDIUM_NAMES = {
    Medium.PAPER.value: _l("Văn bản giấy, ký tay và đóng dấu"),
    Medium.ELECTRONIC.value: _l("Văn bản điện tử, ký số"),
}


class FreezeForm(DecisionForm):
    """Whose name the paper carries."""

    signer = choice(_l("Người ký"), coerce=int, required=_l("Chọn người ký."))

    mode = choice(_l("Ký với tư cách"), hint=_l("Theo Điều 13 Nghị định 30/2020/NĐ-CP."))
    basis = text(
        _l("Văn bản giao ký, ủy quyền"), longest=200, hint=_l("Số, ngày của văn bản; cần khi ký TL. hoặc TUQ.")
    )

    medium = choice(
        _l("Văn bản được ký"),
        default=Medium.PAPER.value,
        hint=_l("Văn bản giấy do văn thư cấp số sau khi ký; văn bản điện tử được hệ thống cấp số ngay khi ký số."),
    )

    @property
    def chosen_mode(self) -> SignMode | None:
        """None: as the signer's title says."""
        return SignMode(self.mode.data) if self.mode.data else None

    @property
    def how(self) -> dict[str, Any]:
        """In which capacity, by what authority and on what it is signed, as `freeze` takes it."""
        return {"mode": self.chosen_mode, "basis": self.basis.data or "", "medium": Medium(self.medium.data)}

    def offer(self, decision: Decision) -> None:
        """The leaders of the deciding unit today."""
        self.medium.choices = list(MEDIUM_NAMES.items())
        self.mode.choices = [("", _l("Theo chức danh")), *SIGN_MODES.items()]
        leaders = leaders_of(decision.unit)
        self.signer.choices = [(a.user_id, f"{a.user.name} – {a.title}") for a in leaders]


class ThawForm(DecisionForm):
    """Why a frozen list is opened again."""

    reason = long_text(_l("Lý do"), longest=1000, required=_l("Ghi lý do mở lại danh sách."), rows=3)


class SignForm(DecisionForm):
    """When the paper was signed."""

    signed_on = day(_l("Ngày ký"), required=_l("Ghi ngày ký trên quyết định."))


class RewordForm(DecisionForm):
    """What a corrected certificate shall say."""

    prefix = text(_l("Danh xưng"), longest=60, hint=_l("Ông, Bà, Tập thể, Hộ gia đình ông …"))
    name = text(_l("Tên"), longest=200, required=_l("Ghi tên."))
    lines = long_text(
        _l("Chức vụ, đơn vị hoặc địa chỉ"), longest=400, hint=_l("Mỗi dòng in thành một dòng trên giấy."), rows=2
    )
    citation = long_text(_l("Thành tích"), longest=600, required=_l("Ghi thành tích."), rows=3)

    @property
    def words(self) -> dict[str, Any]:
        lines = [line.strip() for line in (self.lines.data or "").splitlines() if line.strip()]
        return {
            "prefix": self.prefix.data or "",
            "name": self.name.data,
            "citation": self.citation.data,
            "lines": lines,
        }


class HandBackForm(Form):
    """When the old paper came back."""

    on = day(_l("Ngày nộp lại giấy cũ"), required=_l("Ghi ngày nộp lại."))


class StartForm(Form):
    """Where a year's numbers begin."""

    year = number(_l("Năm"), required=_l("Ghi năm."))
    first = number(
        _l("Số đầu tiên cấp trên hệ thống"),
        required=_l("Ghi số đầu tiên."),
        hint=_l("Số tiếp theo số cuối cùng trong sổ giấy; ví dụ sổ giấy đã đến 41 thì ghi 42."),
    )


class PayForm(Form):
    """On which day money was paid out, or came back."""

    on = day(_l("Ngày chi hoặc thu"), required=_l("Ghi ngày."))


class ReceiveForm(Form):
    """Money that comes into a fund, or goes out of it for organising work."""

    does = RadioField(
        _l("Ghi việc gì"),
        choices=options([("receive", _l("Thu vào quỹ")), ("spend", _l("Chi tổ chức, chỉ đạo phong trào"))]),
        validators=[InputRequired(_l("Chọn ghi thu hay ghi chi."))],
        default="receive",
    )
    amount = amount(_l("Số tiền (đồng)"), required=_l("Ghi số tiền."), hint=_l("Ví dụ: 50.000.000"))
    on = day(_l("Ngày thu hoặc chi"), required=_l("Ghi ngày."))
    note = text(
        _l("Nguồn tiền hoặc việc chi, chứng từ"),
        longest=300,
        required=_l("Ghi rõ nguồn tiền hoặc việc chi."),
        hint=_l("Ví dụ: Trích ngân sách năm 2026, phiếu thu số 05."),
    )


class ScanForm(Form):
    """The signed paper."""

    file = file(
        _l("Bản quét quyết định đã ký"),
        required=_l("Chọn tệp bản quét."),
        hint=_l("PDF (nên dùng), JPG hoặc PNG, nhiều nhất 10 MB."),
        accept="application/pdf,image/jpeg,image/png",
    )


class OutsideForm(DecisionForm):
    """The decision of somebody outside, as it came."""

    body = text(_l("Cơ quan, người quyết định"), longest=200, required=_l("Ghi người quyết định."))
    number_text = text(
        _l("Số, ký hiệu"), longest=50, required=_l("Ghi số, ký hiệu quyết định."), hint=_l("Ví dụ: 1234/QĐ-TTg")
    )
    decided_on = day(_l("Ngày quyết định"), required=_l("Ghi ngày quyết định."))
    file = file(
        _l("Bản quét quyết định"),
        required=_l("Chọn tệp bản quét."),
        hint=_l("PDF (nên dùng), JPG hoặc PNG, nhiều nhất 10 MB. Lưu xong là khóa."),
        accept="application/pdf,image/jpeg,image/png",
    )


class LeaveOutForm(DecisionForm):
    """Why a dossier is taken out of a list that was submitted."""

    reason = long_text(
        _l("Lý do"), longest=1000, required=_l("Ghi lý do."), hint=_l("Số, ngày của thông báo, nếu có."), rows=3
    )


def chosen(values: list[str]) -> list[int]:
    """The ids that were ticked, once each, in their order."""
    ids = [int(tick) for tick in values if tick.isascii() and tick.isdigit() and len(tick) < 11]
    return list(dict.fromkeys(ids))


class ListedConflictForm(ConflictForm):
    """With whom of the list, and how one stands to them."""

    whom = choice(_l("Với ai trong danh sách"), coerce=int, required=_l("Chọn một người, hộ hoặc tập thể."))
