"""Campaigns: opened, read, closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import Select, literal, select
from sqlalchemy.orm import joinedload, selectinload

from awards.accounts.models import User
from awards.audit.services import record
from awards.campaigns.criteria import criteria_for
from awards.campaigns.models import Campaign, CampaignAward, Movement, Phase, Route, Stage
from awards.campaigns.route import PRESETS, Preset
from awards.core import clock
from awards.core.access import Permission, Role
from awards.core.db import db
from awards.core.errors import Refused, Stale
from awards.core.levels import LEVEL_NAMES, Level
from awards.law import services as law
from awards.law.models import SUBJECT_NAMES, AwardForm, SubjectKind
from awards.units import services as units
from awards.units.models import Unit

__all__ = [
    "PRESETS",
    "Honour",
    "close",
    "get",
    "listed",
    "movements",
    "offered",
    "open_campaign",
    "opening_unit",
    "running",
    "usual_issuer",
]


@dataclass(frozen=True)
class Honour:
    """An award form that a campaign is to give: its code in the law, for whom, and by which criteria."""

    code: str
    kinds: tuple[SubjectKind, ...]
    criteria: str


def own_honour() -> Honour:
    """The movement's own giấy chứng nhận, for every kind of subject."""
    code, kinds = "giay-chung-nhan", tuple(SubjectKind)
    return Honour(code, kinds, criteria_for(code, kinds))


def _whole() -> Select[Campaign]:
    """Campaigns with all that their pages show: a constant number of queries."""
    return select(Campaign).options(
        joinedload(Campaign.movement),
        selectinload(Campaign.routes).selectinload(Route.stages),
        selectinload(Campaign.awards).joinedload(CampaignAward.award_form),
    )


def get(campaign_id: int, *, actor: User) -> Campaign:
    """The campaign. NoResultFound for whoever may not see campaigns."""
    may_see = literal(actor.can(Permission.CAMPAIGN_VIEW))
    return db.session.scalars(_whole().where(Campaign.id == campaign_id, may_see)).one()


def listed(actor: User) -> list[Campaign]:
    """Every campaign, the newest first."""
    if not actor.can(Permission.CAMPAIGN_VIEW):
        return []
    return list(db.session.scalars(_whole().order_by(Campaign.id.desc())))


def running(actor: User) -> list[Campaign]:
    """The campaigns that take nominations, the newest first."""
    return [campaign for campaign in listed(actor) if campaign.closed_at is None]


def movements() -> list[Movement]:
    """The movements known so far, the newest first."""
    return list(db.session.scalars(select(Movement).order_by(Movement.id.desc())))


def opening_unit(actor: User) -> Unit | None:
    """The central unit for which this person, as its council's secretary, may open and close campaigns."""
    for appointment in actor.appointments_now():
        if appointment.role is Role.SECRETARY and appointment.unit.level is Level.CENTRAL:
            return appointment.unit
    return None


def offered(route: Preset) -> list[AwardForm]:
    """The award forms in force today that a campaign on this route can give."""
    return [form for form in law.award_forms(clock.today()) if _obstacle(form, route) is None]


def usual_issuer(unit: Unit) -> str:
    """The title of the deciding person of this unit, as it stands on paper: “TRƯỞNG BAN THI ĐUA - …”, “CHỦ TỊCH …”."""
    agency = units.agency_of(unit)
    first, _space, rest = agency.name.partition(" ")
    return f"{agency.head_title} {rest if agency.head_title.endswith(first) else agency.name}"


def open_campaign(
    *,
    movement_name: str,
    movement_act: str,
    from_year: int,
    to_year: int,
    name: str,
    phase: Phase,
    legal_act: str,
    units_on: date,
    issuer: str,
    preset: str,
    deadlines: Sequence[date],
    awards: Sequence[Honour] | None = None,
    actor: User,
) -> Campaign:
    """Open a campaign on one of the `PRESETS`, with one deadline for each of its levels, lowest first.

    A movement of this name is used if there is one, else made. Without `awards`: the movement's own honour. Refuses an
    actor who is not the secretary of a central unit; a date on which a level of the route had no units; deadlines that
    do not follow one another; no award; and each award that the route or today's law does not allow (L06 Art. 83).
    """
    unit, route = _secretary_for(actor), _preset(preset)
    _check_period(from_year, to_year, units_on)
    _check_units(route, units_on)
    _check_deadlines(route, deadlines)
    given = _allowed([own_honour()] if awards is None else awards, route)
    movement = _movement(movement_name, movement_act, from_year, to_year, actor)
    campaign = Campaign(
        movement=movement, unit=unit, name=name, phase=phase, legal_act=legal_act, units_on=units_on, issuer=issuer
    )
    campaign.routes.append(_route(route, deadlines))
    campaign.awards.extend(given)
    db.session.add(campaign)
    _record_opening(campaign, preset, actor)
    return campaign


def close(campaign: Campaign, *, seen: int, actor: User) -> None:
    """End the campaign: no new nominations from now on; what is on its way goes on.

    Refuses an actor who is not the secretary of the unit that opened it, a second time, and a page that is out of date.
    """
    if not actor.holds(Role.SECRETARY, campaign.unit_id):
        raise Refused(_("Chỉ thư ký của đơn vị mở đợt xét được kết thúc đợt."))
    if campaign.closed_at is not None:
        raise Refused(_("Đợt xét này đã kết thúc."))
    if seen != campaign.version:
        raise Stale(_("Đợt xét vừa được thay đổi. Hãy xem lại rồi thực hiện."))
    campaign.closed_at = clock.now()
    record("campaign.close", campaign, actor=actor)


def _secretary_for(actor: User) -> Unit:
    unit = opening_unit(actor)
    if unit is None:
        raise Refused(_("Chỉ thư ký hội đồng ở Trung ương được mở đợt xét."))
    return unit


def _preset(code: str) -> Preset:
    if code not in PRESETS:
        raise Refused(_("Cần chọn một đường đi có trong danh sách."))
    return PRESETS[code]


def _check_period(from_year: int, to_year: int, units_on: date) -> None:
    if not 1945 <= from_year <= to_year <= 2100:
        raise Refused(_("Giai đoạn của phong trào không đúng."), "from_year")
    if units_on.year < from_year:
        raise Refused(_("Ngày lấy đơn vị ở trước khi phong trào bắt đầu."), "units_on")


def _check_units(route: Preset, on: date) -> None:
    there = units.levels_on(on)
    for level in route.levels:
        if level not in there:
            words = {"day": on.strftime("%d/%m/%Y"), "level": _said(level)}
            raise Refused(_("Vào ngày %(day)s không có đơn vị %(level)s nào.", **words), "units_on")


def _said(level: Level) -> str:
    """The level's name inside a sentence."""
    return LEVEL_NAMES[level] if level is Level.CENTRAL else LEVEL_NAMES[level].lower()


def _check_deadlines(route: Preset, deadlines: Sequence[date]) -> None:
    if len(deadlines) != len(route.levels):
        raise Refused(_("Mỗi cấp trên đường đi cần một thời hạn."))
    before, below = None, None
    for level, deadline in zip(route.levels, deadlines, strict=True):
        field = f"deadline_{level.value}"
        if before is None and deadline < clock.today():
            raise Refused(_("Thời hạn đầu tiên đã qua."), field)
        if before is not None and below is not None and deadline <= before:
            words = {"level": LEVEL_NAMES[level], "below": _said(below)}
            raise Refused(_("%(level)s: thời hạn phải sau thời hạn của %(below)s.", **words), field)
        before, below = deadline, level


def _allowed(honours: Sequence[Honour], route: Preset) -> list[CampaignAward]:
    if not honours:
        raise Refused(_("Cần chọn ít nhất một hình thức trao, dành cho ít nhất một loại đối tượng."))
    in_force = {form.code: form for form in law.award_forms(clock.today())}
    given = []
    for honour in honours:
        field = f"kinds_{honour.code.replace('-', '_')}"
        form = in_force.pop(honour.code, None)
        if form is None:
            raise Refused(_("Có hình thức trao hiện không có hiệu lực, hoặc được ghi hai lần."), field)
        if obstacle := _obstacle(form, route):
            raise Refused(obstacle, field)
        _check_kinds(form, honour, field)
        kinds = [kind.value for kind in SubjectKind if kind in honour.kinds]
        given.append(CampaignAward(award_form=form, subject_kinds=kinds, criteria=honour.criteria))
    return given


def _obstacle(form: AwardForm, route: Preset) -> str | None:
    """Why this route cannot give this award: a statutory one passes the province; each is decided on the route."""
    if form.is_statutory and form.decided_at is Level.CENTRAL and Level.PROVINCE not in route.levels:
        sentence = _(
            "%(award)s là hình thức khen thưởng theo luật, phải do Chủ tịch Ủy ban nhân dân cấp tỉnh đề nghị "
            "(Điều 83 Luật Thi đua, khen thưởng). Hãy chọn đường đi có cấp tỉnh."
        )
    elif form.decided_at not in route.levels:
        sentence = _("%(award)s do %(level)s quyết định, cấp này không có trên đường đi đã chọn.")
    else:
        return None
    return str(sentence % {"award": form.name, "level": _said(form.decided_at)})


def _check_kinds(form: AwardForm, honour: Honour, field: str) -> None:
    if not honour.kinds:
        raise Refused(_("%(award)s: cần chọn ít nhất một loại đối tượng.", award=form.name), field)
    for kind in honour.kinds:
        if kind not in form.kinds:
            words = {"award": form.name, "kind": SUBJECT_NAMES[kind].lower(), "article": form.article}
            raise Refused(_("%(award)s không dành cho %(kind)s (%(article)s).", **words), field)
    if not honour.criteria.strip():
        raise Refused(_("%(award)s: cần ghi tiêu chuẩn.", award=form.name), field.replace("kinds_", "criteria_"))


def _movement(name: str, act: str, from_year: int, to_year: int, actor: User) -> Movement:
    found = db.session.scalars(select(Movement).where(Movement.name == name)).first()
    if found is not None:
        if (found.from_year, found.to_year) != (from_year, to_year):
            raise Refused(_("Đã có phong trào này với giai đoạn khác."), "movement_name")
        return found
    movement = Movement(name=name, legal_act=act, from_year=from_year, to_year=to_year)
    db.session.add(movement)
    record("movement.add", movement, actor=actor, name=name, legal_act=act, from_year=from_year, to_year=to_year)
    return movement


def _route(preset: Preset, deadlines: Sequence[date]) -> Route:
    stages = [
        Stage(position=position, level=level, deadline=deadline)
        for position, (level, deadline) in enumerate(zip(preset.levels, deadlines, strict=True), 1)
    ]
    return Route(number=1, stages=stages)


def _record_opening(campaign: Campaign, preset: str, actor: User) -> None:
    record(
        "campaign.open",
        campaign,
        actor=actor,
        name=campaign.name,
        units_on=campaign.units_on.isoformat(),
        preset=preset,
        deadlines=[stage.deadline.isoformat() for stage in campaign.route.stages],
        awards={award.award_form.code: award.subject_kinds for award in campaign.awards},
    )
