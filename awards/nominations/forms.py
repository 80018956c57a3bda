"""The shape of what is written in a dossier."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import Optional, ValidationError

from awards.campaigns.models import CampaignAward
from awards.core.forms import Form, choice, day, file, long_text, number, options, seen, text
from awards.law.models import SubjectKind
from awards.nominations.models import DocType, Honorific
from awards.nominations.report import LONGEST, SECTIONS
from awards.nominations.services.returns import LONGEST_REMARK, Part

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
ACCEPTED = ".pdf,.jpg,.jpeg,.png,.docx"


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
    seen = seen()
    award = choice(_l("Hình thức đề nghị"), coerce=int, required=_l("Chọn hình thức đề nghị."))


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


def report_form(kind: SubjectKind, written: dict[str, str]) -> ReportForm:
    """The form with this kind's sections, filled with what is written already."""
    fields = {
        section.code: long_text(section.label, longest=LONGEST, hint=section.hint, rows=8) for section in SECTIONS[kind]
    }
    form: ReportForm = type("ReportFormOfKind", (ReportForm,), fields)(data=written)
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
    file = file(
        _l("Tệp"),
        required=_l("Chọn tệp cần gửi."),
        hint=_l("PDF, JPG, PNG hoặc DOCX, nhiều nhất 10 MB mỗi tệp."),
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
