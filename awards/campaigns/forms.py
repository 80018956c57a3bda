"""The shape of a new campaign. Its deadlines and awards depend on the route, so each route has a form of its own."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from wtforms import RadioField, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired

from awards.campaigns.criteria import criteria_for
from awards.campaigns.models import PHASE_NAMES, Movement, Phase
from awards.campaigns.route import Preset
from awards.campaigns.services import Honour
from awards.core.forms import Form, choice, day, long_text, number, options, seen, text
from awards.core.levels import LEVEL_NAMES
from awards.core.sentences import lazy as _l
from awards.law.models import SUBJECT_NAMES, AwardForm, SubjectKind

ANOTHER = 0  # in place of a movement's id: the one named below
OF_A_NEW_MOVEMENT = {
    "movement_name": _l("Ghi tên phong trào mới."),
    "movement_act": _l("Ghi văn bản phát động phong trào mới."),
    "from_year": _l("Ghi năm bắt đầu của phong trào mới."),
    "to_year": _l("Ghi năm kết thúc của phong trào mới."),
}


class CampaignForm(Form):
    """What every campaign says."""

    movement = choice(_l("Phong trào thi đua"), coerce=int)
    movement_name = text(_l("Tên phong trào"), hint=_l("Ghi đúng như văn bản phát động, không ghi dấu ngoặc kép."))
    movement_act = long_text(
        _l("Văn bản phát động"), longest=1000, rows=3, hint=_l("Ghi đủ loại, số, ngày, cơ quan ban hành, trích yếu.")
    )
    from_year = number(_l("Từ năm"))
    to_year = number(_l("Đến năm"))
    name = text(
        _l("Tên đợt xét"),
        required=_l("Ghi tên đợt xét."),
        hint=_l("Ví dụ: Biểu dương gương sáng giai đoạn 2021 - 2025"),
    )
    phase = RadioField(
        _l("Dịp xét"),
        choices=options((phase.value, name) for phase, name in PHASE_NAMES.items()),
        validators=[InputRequired(_l("Chọn sơ kết hay tổng kết."))],
    )
    legal_act = long_text(
        _l("Căn cứ của đợt xét"),
        longest=1000,
        rows=4,
        required=_l("Ghi văn bản làm căn cứ."),
        hint=_l("In sau chữ “Căn cứ” trên tờ trình và quyết định."),
    )
    units_on = day(
        _l("Lấy đơn vị hành chính theo ngày"),
        required=_l("Ghi ngày lấy đơn vị hành chính."),
        hint=_l("Hồ sơ đi qua các đơn vị, và ghi tên đơn vị, đúng như vào ngày này. Ví dụ: 30/09/2023"),
    )
    issuer = text(
        _l("Người quyết định"),
        required=_l("Ghi chức danh người quyết định."),
        hint=_l("Chức danh in trên giấy, viết hoa. Ví dụ: TRƯỞNG BAN THI ĐUA - KHEN THƯỞNG TRUNG ƯƠNG"),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Another movement is named in full; a known one is not."""
        sound = bool(super().validate(extra_validators))
        if self.movement.data != ANOTHER:
            return sound
        for name, sentence in OF_A_NEW_MOVEMENT.items():
            if not self[name].data and not self[name].errors:
                self[name].errors = [sentence]
                sound = False
        return sound


def campaign_form(
    route: Preset, awards: Iterable[AwardForm], movements: Sequence[Movement], filled: dict[str, Any]
) -> CampaignForm:
    """The form for a campaign on this route: with a deadline for each level, and kinds and criteria for each award."""
    fields: dict[str, Any] = {}
    for level in route.levels:
        fields[f"deadline_{level.value}"] = day(LEVEL_NAMES[level], required=_l("Ghi thời hạn của cấp này."))
    for award in awards:
        key, kinds = _key(award), [kind.value for kind in award.kinds]
        fields |= {f"kinds_{key}": _kinds_field(award), f"criteria_{key}": _criteria_field(award)}
        filled |= {f"kinds_{key}": [] if award.is_statutory else kinds}
        filled |= {f"criteria_{key}": criteria_for(award.code, award.kinds)}
    form: CampaignForm = type("CampaignFormOfRoute", (CampaignForm,), fields)(data=filled)
    known = [(movement.id, f"{movement.name} ({movement.from_year} - {movement.to_year})") for movement in movements]
    form.movement.choices = options([*known, (ANOTHER, _("Phong trào khác, ghi ở dưới"))])
    return form


def _kinds_field(award: AwardForm) -> SelectMultipleField:
    hint = award.article if award.verified else _("%(article)s; chưa đối chiếu bản gốc", article=award.article)
    choices = options((kind.value, SUBJECT_NAMES[kind]) for kind in award.kinds)
    return SelectMultipleField(award.name, choices=choices, description=hint)


def _criteria_field(award: AwardForm) -> TextAreaField:
    return long_text(_("Tiêu chuẩn: %(award)s", award=award.name), longest=5000, rows=12)


def _key(award: AwardForm) -> str:
    return award.code.replace("-", "_")


def values_of(
    form: CampaignForm, route: Preset, awards: Iterable[AwardForm], movements: Sequence[Movement]
) -> dict[str, Any]:
    """What `open_campaign` is given, from a valid form."""
    chosen = next((movement for movement in movements if movement.id == form.movement.data), None)
    return {
        "movement_name": chosen.name if chosen else form.movement_name.data,
        "movement_act": chosen.legal_act if chosen else form.movement_act.data,
        "from_year": chosen.from_year if chosen else form.from_year.data,
        "to_year": chosen.to_year if chosen else form.to_year.data,
        "name": form.name.data,
        "phase": Phase(form.phase.data),
        "legal_act": form.legal_act.data,
        "units_on": form.units_on.data,
        "issuer": form.issuer.data,
        "preset": route.code,
        "deadlines": [form[f"deadline_{level.value}"].data for level in route.levels],
        "awards": [_honour(form, award) for award in awards if form[f"kinds_{_key(award)}"].data],
    }


def _honour(form: CampaignForm, award: AwardForm) -> Honour:
    kinds = tuple(SubjectKind(kind) for kind in form[f"kinds_{_key(award)}"].data)
    return Honour(award.code, kinds, form[f"criteria_{_key(award)}"].data or "")


class CloseForm(Form):
    """Ending a campaign: only which version of it was on the screen."""

    seen = seen()
