"""The shape of what is written in a dossier."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from wtforms import BooleanField, RadioField
from wtforms.validators import Optional, ValidationError

from awards.campaigns.models import CampaignAward
from awards.core import spelling
from awards.core.forms import Form, amount, choice, day, file, long_text, number, options, seen, text
from awards.core.sentences import lazy as _l
from awards.core.text import clean_text
from awards.law.models import SubjectKind
from awards.nominations.models import DocType, Honorific, ScreeningKind
from awards.nominations.report import LONGEST, SECTIONS
from awards.nominations.services.returns import LONGEST_REMARK, Part
from awards.nominations.subject import COLLECTIVE_NAMES, DETAILS, MEASURES, STATUS_NAMES, Detail, HouseholdStatus

KIND_NAMES = {
    SubjectKind.COLLECTIVE: _l("Tập thể"),
    SubjectKind.HOUSEHOLD: _l("Hộ gia đình"),
    SubjectKind.INDIVIDUAL: _l("Cá nhân"),
}
DOC_TYPE_NAMES = {
    DocType.EVIDENCE: _l("Minh chứng"),
    DocType.SUBMISSION: _l("Tờ trình"),
    DocType.REPORT: _l("Báo cáo thành tích"),
    DocType.MINUTES: _l("Biên bản"),
    DocType.CONFIRMATION: _l("Giấy xác nhận"),
}
ACCEPTED = ".pdf,.jpg,.jpeg,.png,.heic,.heif,.docx"


def _honorific() -> RadioField:
    return RadioField(
        _l("Xưng hô"),
        choices=options([(Honorific.ONG.value, _l("Ông")), (Honorific.BA.value, _l("Bà"))]),
        coerce=lambda value: Honorific(value) if value in {"ong", "ba"} else None,
        validators=[Optional()],
        validate_choice=False,
    )


def _birth_year() -> Any:
    field: Any = number(_l("Năm sinh"), hint=_l("Ví dụ: 1968"))
    field.kwargs["validators"] = [Optional(), _a_year_of_birth]
    return field


def _a_year_of_birth(form: Form, field: Any) -> None:
    if field.data is not None and not 1900 <= field.data <= 2100:
        raise ValidationError(_l("Năm sinh cần là một số như 1968."))


class _SubjectForm(Form):
    """What the three kinds have in common. An odd name is never changed in silence: the person chooses."""

    seen = seen()
    name: Any
    name_choice = RadioField(
        _l("Tên này có vẻ lạ"),
        choices=options([("mended", _l("Dùng bản sửa")), ("typed", _l("Giữ như đã gõ"))]),
        validators=[Optional()],
        validate_choice=False,
    )
    award = choice(_l("Hình thức đề nghị"), coerce=int, required=_l("Chọn hình thức đề nghị."))
    repeat_reason = long_text(
        _l("Lý do vẫn đề nghị"),
        longest=1000,
        hint=_l(
            "Ví dụ: người khác trùng tên; hoặc thành tích khác, giai đoạn khác. Người xét duyệt đọc được lý do này."
        ),
        rows=3,
    )

    @property
    def odd_name(self) -> spelling.Finding | None:
        """What the doctor finds in the name as it was typed."""
        raw = self.name.raw_data
        return spelling.look(raw[0]) if raw and isinstance(raw[0], str) else None

    def validate_name(self, field: Any) -> None:
        found = self.odd_name
        if found is None or not found.needs_choice or self.name_choice.data == "typed":
            return
        if self.name_choice.data != "mended":
            said = _(
                "Tên %(what)s. Bản sửa: “%(mended)s”. Chọn một trong hai cách ghi.",
                what=found.what,
                mended=found.mended,
            )
            raise ValidationError(said)
        field.errors = []  # what could not be written as it was typed
        field.data = clean_text(found.mended, longest=300)


class CollectiveForm(_SubjectForm):
    """A collective by its full name."""

    name = text(
        _l("Tên tập thể"),
        longest=300,
        required=_l("Ghi tên tập thể."),
        hint=_l("Ghi đầy đủ bằng chữ in thường, không viết tắt."),
    )
    position = text(_l("Cơ quan cấp trên trực tiếp"), hint=_l("Để trống nếu không có."))
    address = text(_l("Địa chỉ"), hint=_l("Thôn, bản; xã; huyện; tỉnh."))


class HouseholdForm(_SubjectForm):
    """A household by its head."""

    honorific = _honorific()
    name = text(_l("Họ và tên chủ hộ"), required=_l("Ghi họ và tên chủ hộ."))
    birth_year = _birth_year()
    address = text(_l("Địa chỉ"), hint=_l("Thôn, bản; xã; huyện; tỉnh."))


class IndividualForm(_SubjectForm):
    """One person."""

    honorific = _honorific()
    name = text(_l("Họ và tên"), required=_l("Ghi họ và tên."), hint=_l("Ghi như trong giấy khai sinh."))
    birth_year = _birth_year()
    position = text(_l("Chức vụ, đơn vị công tác"), hint=_l("Để trống nếu không có."))
    address = text(_l("Nơi ở"), hint=_l("Thôn, bản; xã; huyện; tỉnh."))


SUBJECT_FORMS: dict[SubjectKind, type[_SubjectForm]] = {
    SubjectKind.COLLECTIVE: CollectiveForm,
    SubjectKind.HOUSEHOLD: HouseholdForm,
    SubjectKind.INDIVIDUAL: IndividualForm,
}


def _detail(detail: Detail) -> Any:
    if detail.lines:
        return long_text(detail.label, longest=detail.longest, hint=detail.hint, rows=4)
    return text(detail.label, longest=detail.longest, hint=detail.hint)


def subject_form(kind: SubjectKind, **filled: Any) -> _SubjectForm:
    """The whole page of the subject: name and award, and the details of this kind."""
    fields: dict[str, Any] = {detail.code: _detail(detail) for detail in DETAILS[kind]}
    if kind is not SubjectKind.COLLECTIVE:
        fields["citizen_number"] = text(
            _l("Số định danh cá nhân"), longest=20, hint=_l("Chỉ dùng để đối chiếu người trùng tên; được lưu kín.")
        )
    if kind is SubjectKind.COLLECTIVE:
        kinds = [("", ""), *((one.value, words) for one, words in COLLECTIVE_NAMES.items())]
        fields["collective_kind"] = choice(_l("Loại tập thể"), choices=options(kinds))
    form: _SubjectForm = type("WholeSubjectForm", (SUBJECT_FORMS[kind],), fields)(**filled)
    return form


def details_in(values: dict[str, Any], kind: SubjectKind) -> dict[str, str]:
    """Take the details out of a form's values."""
    codes = [*(detail.code for detail in DETAILS[kind]), "collective_kind"]
    return {code: values.pop(code) or "" for code in codes if code in values}


class FactsForm(Form):
    """The movement facts: fields for each year, named y2021_money."""

    seen = seen()


class HouseholdFactsForm(FactsForm):
    """A household's also say by which decision it left poverty."""

    leaving_number = text(
        _l("Số quyết định công nhận thoát nghèo"), longest=60, hint=_l("Ví dụ: 125/QĐ-UBND. Để trống nếu chưa có.")
    )
    leaving_on = day(_l("Ngày quyết định"))
    leaving_body = text(_l("Cơ quan ra quyết định"), hint=_l("Ví dụ: Chủ tịch Ủy ban nhân dân xã Hua Păng."))


def facts_form(kind: SubjectKind, years: list[int], **filled: Any) -> FactsForm:
    """The form with a group of fields for each of these years."""
    fields: dict[str, Any] = {}
    for year in years:
        if kind is SubjectKind.HOUSEHOLD:
            fields[f"y{year}_status"] = choice(
                _l("Diện của hộ"),
                choices=options([("", ""), *((one.value, words) for one, words in STATUS_NAMES.items())]),
            )
        for measure in MEASURES:
            fields[f"y{year}_{measure.code}"] = amount(f"{measure.label} ({measure.unit})")
        fields[f"y{year}_help"] = text(_l("Giúp bằng cách nào"), hint=_l("Ví dụ: giống bò, kỹ thuật trồng mận."))
    base = HouseholdFactsForm if kind is SubjectKind.HOUSEHOLD else FactsForm
    form: FactsForm = type("FactsFormOfYears", (base,), fields)(**filled)
    return form


def facts_in(values: dict[str, Any], years: list[int]) -> dict[int, dict[str, Any]]:
    """Take the facts out of a form's values, by year."""
    facts: dict[int, dict[str, Any]] = {}
    for year in years:
        prefix = f"y{year}_"
        named = {name.removeprefix(prefix): value for name, value in values.items() if name.startswith(prefix)}
        for name in named:
            del values[prefix + name]
        if "status" in named:
            named["status"] = HouseholdStatus(named["status"]) if named["status"] else None
        facts[year] = named | {"help": named.get("help") or ""}
    return facts


class CitationForm(Form):
    """The sentence on the certificate."""

    seen = seen()
    citation = long_text(
        _l("Thành tích in trên giấy chứng nhận"),
        longest=300,
        hint=_l("Một câu, bắt đầu bằng “Đã có thành tích…”. Nhiều nhất 300 chữ cái."),
        rows=4,
    )


class ReportForm(Form):
    """The achievement report: one field for each section of the kind of subject."""

    seen = seen()


def report_form(kind: SubjectKind, **filled: Any) -> ReportForm:
    """The form with this kind's sections, filled with what is written already."""
    fields = {
        section.code: long_text(section.label, longest=LONGEST, hint=section.hint, rows=8) for section in SECTIONS[kind]
    }
    form: ReportForm = type("ReportFormOfKind", (ReportForm,), fields)(**filled)
    return form


class EvidenceForm(Form):
    """One file with its document type."""

    seen = seen()
    doc_type = choice(
        _l("Loại tài liệu"),
        coerce=lambda value: DocType(value),
        choices=options((kind.value, name) for kind, name in DOC_TYPE_NAMES.items()),
        required=_l("Chọn loại tài liệu."),
    )
    caption = text(_l("Chú thích"), hint=_l("Ví dụ: Bà con bản Nà Bó làm đường, tháng 5 năm 2024."))
    file = file(
        _l("Tệp"),
        required=_l("Chọn tệp cần gửi."),
        hint=_l("PDF, JPG, PNG, HEIC hoặc DOCX, nhiều nhất 10 MB mỗi tệp."),
        accept=ACCEPTED,
    )


class RemoveForm(Form):
    seen = seen()


class LetterForm(Form):
    """Number and date of the tờ trình, as the unit's own register of outgoing papers gives them."""

    number = number(_l("Số tờ trình"), required=_l("Ghi số tờ trình."), hint=_l("Chỉ ghi số, ví dụ 12."))
    signed_on = day(_l("Ngày ký"), required=_l("Ghi ngày ký tờ trình."))

    def validate_number(self, field: Any) -> None:
        if field.data is not None and field.data < 1:
            raise ValidationError(_l("Số tờ trình bắt đầu từ 1."))


class RevealForm(Form):
    """Why somebody needs to read a citizen number."""

    reason = long_text(
        _l("Lý do cần xem"),
        longest=500,
        required=_l("Ghi lý do cần xem."),
        hint=_l("Tên ông/bà, thời điểm và lý do được ghi vào nhật ký; kiểm toán viên đọc được."),
        rows=3,
    )


class StepForm(Form):
    """What a step asks for: a reason, and where it applies an award, a note, marked parts."""

    seen = seen()
    reason = long_text(_l("Lý do"), longest=2000, hint=_l("Lý do được ghi lại; những người liên quan đọc được."))


def return_form(parts: Sequence[Part], is_again: bool) -> StepForm:
    """A return: one field for each part that can be marked (`mark-` and its key), and a note on a further return."""
    fields: dict[str, Any] = {
        f"mark-{part.key}": long_text(part.label, longest=LONGEST_REMARK, rows=2) for part in parts
    }
    if is_again:
        fields["again"] = long_text(
            _l("Vì sao phải trả lại thêm lần nữa"),
            longest=2000,
            required=_l("Ghi rõ vì sao phải trả lại thêm lần nữa."),
            hint=_l("Mỗi cấp chỉ yêu cầu bổ sung một lần; thêm lần nữa thì lãnh đạo ghi rõ lý do."),
            rows=3,
        )
    form: StepForm = type("ReturnForm", (StepForm,), fields)()
    return form


def keep_form(awards: Sequence[CampaignAward]) -> StepForm:
    """Kept for an award that this level decides."""
    field = choice(_l("Hình thức khen thưởng"), coerce=int, required=_l("Chọn hình thức khen thưởng."))
    form: StepForm = type("KeepForm", (StepForm,), {"award": field})()
    form["award"].choices = options((award.id, award.award_form.name) for award in awards)
    return form


class ObjectionForm(Form):
    """An objection, or the answer to one."""

    seen = seen()
    reason = long_text(_l("Ý kiến"), longest=2000, required=_l("Ghi rõ ý kiến."), rows=3)


class FormerNameForm(Form):
    """A name that somebody went by before."""

    name = text(_l("Tên trước đây"), longest=300, required=_l("Ghi tên trước đây."))
    note = text(_l("Vì sao có tên này"), hint=_l("Ví dụ: tên trước khi kết hôn; tên trước khi sáp nhập."))


class CommendationForm(Form):
    """An earlier commendation with its decision."""

    award = text(_l("Hình thức khen thưởng"), required=_l("Ghi hình thức khen thưởng."), hint=_l("Ví dụ: Giấy khen."))
    number_text = text(
        _l("Số quyết định"), longest=60, required=_l("Ghi số quyết định."), hint=_l("Ví dụ: 125/QĐ-UBND")
    )
    decided_on = day(_l("Ngày quyết định"))
    body = text(_l("Cơ quan ra quyết định"))
    achievement = long_text(_l("Thành tích được khen"), longest=500, rows=3)


class DissolveForm(Form):
    """When a collective ended, and who took over from it."""

    dissolved_on = day(_l("Ngày giải thể"), required=_l("Ghi ngày giải thể."))
    successor = choice(_l("Tập thể kế thừa"), coerce=int)


class HandOverForm(Form):
    """To which colleague a draft goes."""

    to = choice(_l("Bàn giao cho"), coerce=int, required=_l("Chọn người nhận bàn giao."))


SCREENING_NAMES = {
    ScreeningKind.DISCIPLINE: _l("Xem xét kỷ luật"),
    ScreeningKind.INVESTIGATION: _l("Điều tra, thanh tra, kiểm tra khi có dấu hiệu vi phạm"),
    ScreeningKind.COMPLAINT: _l("Xác minh khiếu nại, tố cáo; tham nhũng, tiêu cực báo chí nêu"),
}


class ScreeningForm(Form):
    """One look into one ground."""

    seen = seen()
    kind = choice(
        _l("Nội dung kiểm tra"),
        coerce=ScreeningKind,
        choices=options((kind.value, name) for kind, name in SCREENING_NAMES.items()),
        required=_l("Chọn nội dung kiểm tra."),
    )
    source = text(_l("Nguồn"), required=_l("Ghi đã hỏi cơ quan nào."), hint=_l("Ví dụ: Công an xã, Thanh tra huyện."))
    checked_on = day(_l("Ngày kiểm tra"), required=_l("Ghi ngày kiểm tra."))
    document = text(_l("Văn bản"), hint=_l("Số, ngày, cơ quan. Bắt buộc khi có vụ việc đang xem xét."))
    has_matter = BooleanField(_l("Có vụ việc đang xem xét: hồ sơ phải tạm dừng"))


class CloseMatterForm(Form):
    """The document with which a matter ended."""

    seen = seen()
    document = text(_l("Văn bản kết luận"), required=_l("Ghi văn bản kết luận."), hint=_l("Số, ngày, cơ quan."))
    closed_on = day(_l("Ngày kết luận"), required=_l("Ghi ngày kết luận."))
