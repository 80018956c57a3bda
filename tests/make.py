"""Plain builders: the least a record needs; every value can be given by name. Each commits what it made."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from itertools import count
from typing import Any, ParamSpec, TypeVar

from awards.accounts.models import Appointment, User
from awards.campaigns.models import Campaign, CampaignAward, Movement, Phase, Route, Stage
from awards.certificates import services as certificates
from awards.certificates.models import Batch
from awards.core import clock
from awards.core.access import Role
from awards.core.db import Model, db
from awards.core.levels import Level
from awards.core.text import fold
from awards.decisions import services as decisions
from awards.decisions.models import Cause, Decision, DecisionKind, DecisionState
from awards.law.models import AwardForm, CertificateKind, SubjectKind
from awards.nominations import services as nominations
from awards.nominations.models import Honorific, Nomination, ProposalLetter
from awards.nominations.report import SECTIONS
from awards.nominations.route import Action
from awards.units.models import Unit, UnitPlace

T = TypeVar("T", bound=Model)
P, R = ParamSpec("P"), TypeVar("R")
_number = count(1)
LONG_AGO = date(2000, 1, 1)
EVERY_KIND = [kind.value for kind in SubjectKind]

ROUTES = {
    "three": (Level.COMMUNE, Level.DISTRICT, Level.CENTRAL),
    "four": (Level.COMMUNE, Level.DISTRICT, Level.PROVINCE, Level.CENTRAL),
    "two_tier": (Level.COMMUNE, Level.PROVINCE, Level.CENTRAL),
}


_within: list[str] = []  # the builders at work, one called by the other


def whole(build: Callable[P, R]) -> Callable[P, R]:
    """What a builder makes with the help of others is committed once, when all of it is there."""

    @wraps(build)
    def built(*args: P.args, **kwargs: P.kwargs) -> R:
        _within.append(build.__name__)
        try:
            made = build(*args, **kwargs)
        finally:
            _within.pop()
        (db.session.flush if _within else db.session.commit)()
        return made

    return built


@whole
def save(record: T) -> T:
    db.session.add(record)
    return record


@whole
def unit(level: Level = Level.COMMUNE, parent: Unit | None = None, **values: Any) -> Unit:
    number = next(_number)
    name = values.pop("name", f"Đơn vị {number}")
    made = {"code": f"9{number:06d}", "search_key": fold(name), "sort_key": name, "valid_from": LONG_AGO} | values
    record = save(Unit(name=name, level=level, **made))
    if parent is not None:
        save(UnitPlace(unit=record, parent=parent, valid_from=LONG_AGO))
    return record


@whole
def branch(levels: tuple[Level, ...] = ROUTES["three"], top: Unit | None = None) -> list[Unit]:
    """A line of units from the lowest of these levels to the highest; `top` is used as the highest if given."""
    above = top or unit(levels[-1])
    line = [above]
    for level in reversed(levels[:-1]):
        line.insert(0, unit(level, parent=line[0]))
    return line


@whole
def user(role: Role | None = Role.OFFICER, unit: Unit | None = None, **values: Any) -> User:
    """A person with this appointment; role None: a person without any."""
    number = next(_number)
    made = {"username": f"nguoi{number}", "name": f"Lò Thị Mẫu {number}"} | values
    record = save(User(search_key=f"{fold(made['name'])} {made['username']}", **made))
    if role is not None:
        appoint(record, role, unit or globals()["unit"]())
    return record


def appoint(person: User, role: Role, unit: Unit, **values: Any) -> Appointment:
    made = {"title": "CHỦ TỊCH" if role is Role.LEADER else "Chuyên viên", "valid_from": LONG_AGO}
    made |= {"confirmed_at": clock.now()} | values
    return save(Appointment(user=person, unit=unit, role=role, **made))


def award_form(decided_at: Level = Level.CENTRAL, **values: Any) -> AwardForm:
    number = next(_number)
    made = {
        "code": f"form-{number}",
        "name": "Giấy chứng nhận của phong trào",
        "certificate_kind": CertificateKind.GIAY_CHUNG_NHAN,
        "subject_kinds": EVERY_KIND,
        "article": "Điều lệ phong trào",
        "valid_from": LONG_AGO,
        "source": "mẫu",
        "verified": False,
    }
    return save(AwardForm(decided_at=decided_at, **made | values))


@whole
def campaign(levels: tuple[Level, ...] = ROUTES["three"], *, unit: Unit | None = None, **values: Any) -> Campaign:
    """An open campaign on this route, with one award that its highest level decides."""
    number = next(_number)
    opened_by = unit or globals()["unit"](levels[-1])
    movement = save(
        Movement(name=f"Phong trào {number}", legal_act="Quyết định số 666/QĐ-TTg", from_year=2021, to_year=2025)
    )
    made = {
        "name": f"Đợt xét {number}",
        "phase": Phase.FINAL,
        "legal_act": "Quyết định số 666/QĐ-TTg",
        "units_on": date(2023, 9, 30),
        "issuer": "TRƯỞNG BAN THI ĐUA - KHEN THƯỞNG TRUNG ƯƠNG",
    } | values
    record = save(Campaign(movement=movement, unit=opened_by, **made))
    route = save(Route(campaign=record))
    for position, level in enumerate(levels, 1):
        save(Stage(route=route, position=position, level=level, deadline=date(2099, 12, 31)))
    save(
        CampaignAward(
            campaign=record,
            award_form=award_form(levels[-1]),
            subject_kinds=EVERY_KIND,
            criteria="Có thành tích xuất sắc.",
        )
    )
    return record


@whole
def campaign_award(world: "World", stage: int) -> CampaignAward:
    """One more award of the campaign, which the level of this stage decides."""
    level = world.units[stage - 1].level
    form = award_form(level, certificate_kind=CertificateKind.GIAY_KHEN, name="Giấy khen")
    award = CampaignAward(campaign=world.campaign, award_form=form, subject_kinds=EVERY_KIND, criteria="Gương mẫu.")
    return save(award)


@dataclass
class World:
    """A campaign, its line of units from the lowest up, and an officer and a leader in each of them."""

    campaign: Campaign
    units: list[Unit]
    officers: list[User]
    leaders: list[User]

    @property
    def secretary(self) -> User:
        return user(Role.SECRETARY, self.units[-1])

    @property
    def records_clerk(self) -> User:
        return user(Role.RECORDS_CLERK, self.units[-1])


@whole
def world(levels: tuple[Level, ...] = ROUTES["three"], *, units: list[Unit] | None = None) -> World:
    units = units or branch(levels)
    return World(
        campaign(levels, unit=units[-1]),
        units,
        [user(Role.OFFICER, one) for one in units],
        [user(Role.LEADER, one) for one in units],
    )


@whole
def nomination(world: World, *, kind: SubjectKind = SubjectKind.INDIVIDUAL, **subject: Any) -> Nomination:
    """A draft with gaps, at the lowest unit."""
    values = {"name": f"Lường Thị Mẫu {next(_number)}", "honorific": Honorific.BA, "address": "bản Mẫu"}
    values |= {"repeat_reason": "Người khác cùng tên."} | subject
    return nominations.draft(
        world.campaign, world.campaign.awards[0], kind=kind, unit=world.units[0], actor=world.officers[0], **values
    )


@whole
def ready(world: World, **values: Any) -> Nomination:
    """A draft without gaps."""
    record = nomination(world, **values)
    nominations.edit(
        record,
        actor=world.officers[0],
        seen=nominations.seen_of(record),
        citation="Đã có thành tích xuất sắc.",
        report={section.code: "Giúp 12 hộ thoát nghèo." for section in SECTIONS[record.kind]},
    )
    return record


@whole
def step(record: Nomination, action: Action, actor: User, reason: str = "") -> None:
    """One step by this person, on what stands there now."""
    nominations.move(record, action, actor=actor, seen=nominations.seen_of(record), reason=reason)


@whole
def send(records: list[Nomination], officer: User, leader: User) -> ProposalLetter:
    """What the officer proposes, the leader sends up with one letter."""
    for record in records:
        step(record, Action.PROPOSE, officer)
    head = nominations.Letterhead(nominations.next_number(records[0].desk, clock.today().year), clock.today())
    action = Action.SUBMIT if records[0].is_first else Action.ENDORSE
    seen = {record.id: nominations.seen_of(record) for record in records}
    return nominations.send(records, action, head, actor=leader, seen=seen)


@whole
def send_back(record: Nomination, leader: User, again: str = "", **remarks: str) -> None:
    """Returned for these parts; “__” in a name stands for a dot."""
    marked = {part.replace("__", "."): sentence for part, sentence in remarks.items()}
    seen = nominations.seen_of(record)
    nominations.move(record, Action.RETURN, actor=leader, seen=seen, remarks=marked, again=again)


@whole
def correct(record: Nomination, world: World, **values: Any) -> ProposalLetter:
    """Changed by its officer, and sent back to whoever asked."""
    nominations.edit(record, actor=world.officers[0], seen=nominations.seen_of(record), **values)
    return send([record], world.officers[0], world.leaders[0])


@whole
def sent(world: World, **values: Any) -> Nomination:
    """Sent by the lowest unit, not yet received."""
    record = ready(world, **values)
    send([record], world.officers[0], world.leaders[0])
    return record


@whole
def received(world: World, stage: int = 2, **values: Any) -> Nomination:
    """Received at this stage (2: the second one)."""
    record = sent(world, **values)
    for here in range(1, stage):
        step(record, Action.RECEIVE, world.officers[here])
        if here < stage - 1:
            send([record], world.officers[here], world.leaders[here])
    return record


@whole
def accepted(world: World, **values: Any) -> Nomination:
    """Accepted by the leader of the deciding level: ready for a decision."""
    record = received(world, len(world.units), **values)
    step(record, Action.PROPOSE, world.officers[-1])
    step(record, Action.ACCEPT, world.leaders[-1])
    return record


@dataclass
class Desk:
    """The four people of a deciding unit's decisions, and what they decide on."""

    world: World
    secretary: User
    leader: User
    records_clerk: User
    print_clerk: User

    @property
    def award_form(self) -> AwardForm:
        return self.world.campaign.awards[0].award_form


@whole
def decision_desk(levels: tuple[Level, ...] = (Level.COMMUNE, Level.CENTRAL)) -> Desk:
    """Four people at the top of a short route, with nothing to decide yet."""
    there = world(levels)
    top = there.units[-1]
    return Desk(there, there.secretary, there.leaders[-1], there.records_clerk, user(Role.PRINT_CLERK, top))


@whole
def drafted(desk: Desk, count: int = 2, **subject: Any) -> Decision:
    """A draft with so many accepted individuals."""
    records = [accepted(desk.world, **subject) for _ in range(count)]
    return decisions.draft(desk.world.campaign, desk.award_form, records, actor=desk.secretary)


@whole
def advance(record: Decision, desk: Desk, to: DecisionState) -> Decision:
    """Take the decision on its way up to this state, each step by the right person."""
    while record.state is not to:
        seen = record.version
        if record.state is DecisionState.DRAFTED:
            certificates.freeze(record, seen=seen, actor=desk.secretary)
        elif record.state is DecisionState.FROZEN:
            decisions.sign(record, seen=seen, signed_on=clock.today(), actor=desk.leader)
        elif record.state is DecisionState.SIGNED:
            decisions.number(record, seen=seen, actor=desk.records_clerk)
        else:
            certificates.issue(record, seen=seen, actor=desk.records_clerk)
    return record


@whole
def issued(desk: Desk, count: int = 2, **subject: Any) -> Decision:
    """An issued decision with its certificates."""
    return advance(drafted(desk, count, **subject), desk, DecisionState.ISSUED)


def batch(record: Decision, actor: User, **asked: Any) -> Batch:
    """A printing that was begun by somebody who has opened the proof; not yet committed."""
    certificates.open_proof(record, actor=actor)
    return certificates.start_batch(record, certificates.Asked(**asked), actor=actor)


@whole
def amendment(desk: Desk, original: Decision, kind: DecisionKind, *places: int, **why: Any) -> Decision:
    """The draft that undoes the papers at these places (số sổ vàng; none: all) of an issued decision."""
    papers = [one for one in certificates.standing(original) if not places or one.item.ordinal in places]
    return certificates.amend(original, kind, papers, actor=desk.secretary, **why)


@whole
def revoked(desk: Desk, original: Decision, *places: int) -> Decision:
    """An issued decision that takes these papers back."""
    why = {"cause": Cause.FALSE_CLAIM, "facts": "Kết luận số 05/KL-TTr ngày 02 tháng 3 năm 2026"}
    return advance(amendment(desk, original, DecisionKind.REVOCATION, *places, **why), desk, DecisionState.ISSUED)


@whole
def reissued(desk: Desk, original: Decision, *places: int) -> Decision:
    """An issued decision that gives lost papers again."""
    record = amendment(desk, original, DecisionKind.REISSUE, *places, cause=Cause.LOST)
    return advance(record, desk, DecisionState.ISSUED)


@whole
def corrected(desk: Desk, original: Decision, place: int, **words: Any) -> Decision:
    """An issued decision that corrects one paper."""
    record = amendment(desk, original, DecisionKind.CORRECTION, place)
    decisions.reword(record.amended[0], words, seen=record.version, actor=desk.secretary)
    return advance(record, desk, DecisionState.ISSUED)
