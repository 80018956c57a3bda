"""What the proposing unit is told on paper: that a dossier was refused, and what became of all that it proposed.

Words of domain 3.2 (m) in the layout of Decree 30; the records clerk numbers them like every outgoing letter, so number
and date stay open.
"""

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from awards.accounts.models import User
from awards.core import paper
from awards.core.access import Permission
from awards.core.db import db
from awards.core.words import NO_BREAK, date_in_words, document_number
from awards.decisions.models import Decision, DecisionItem, DecisionKind, DecisionState
from awards.decisions.services.hands import leaders_of
from awards.decisions.services.heading import award_name, signer_of
from awards.decisions.services.reading import units_of
from awards.decisions.services.words import words_now
from awards.nominations.models import Desk, Move, Nomination
from awards.nominations.route import Action, State
from awards.nominations.services import words_of
from awards.units import services as units
from awards.units.models import Unit

REFUSED = "V/v thông báo hồ sơ đề nghị khen thưởng không đủ điều kiện"


def refused_by(nomination: Nomination, *, actor: User) -> Move | None:
    """The step that refused this dossier, for the people of the unit that took it; None for all others."""
    last = nomination.moves[-1] if nomination.moves else None
    if nomination.state is not State.REJECTED or last is None or last.action is not Action.REJECT:
        return None
    return last if last.unit_id in units_of(actor, Permission.NOMINATION_VIEW) else None


def refusal_words(nomination: Nomination, move: Move) -> paper.Answer:
    """The công văn that tells the proposing unit why its dossier is not considered."""
    unit = db.session.get_one(Unit, move.unit_id)
    agency, proposer = units.agency_of(unit), units.agency_of(nomination.unit).running_name
    who, award = _in_sentence(nomination), _award(nomination)
    writes, reason = agency.running_name, move.reason.strip().rstrip(".")
    asked = f"hồ sơ số {nomination.code} của {proposer} đề nghị tặng {award} cho {who}"
    return paper.Answer(
        agency_parent=agency.parent,
        agency=agency.name,
        number_text=f"{NO_BREAK * 8}/{agency.symbol}",
        about=REFUSED,
        name="",
        subject="",
        place=agency.place,
        date="",
        addressee=proposer,
        paragraphs=[
            f"{writes} đã nhận {asked}{_came_with(nomination, move)}.",
            f"Qua thẩm định, {writes} thấy hồ sơ không đủ điều kiện xét khen thưởng, lý do: {reason}.",
        ],
        groups=[],
        ending=f"{writes} thông báo để {proposer} biết và thông báo cho {who}./.",
        recipients=["Như trên", "Lưu: VT"],
        signer=signer_of(next((one for one in leaders_of(unit) if one.user_id == move.actor_id), None), agency),
    )


def _award(nomination: Nomination) -> str:
    """What was asked for, with the name of the authority that would decide it."""
    form = nomination.award.award_form
    deciding = next((desk.unit for desk in nomination.desks if desk.stage.level == form.decided_at), None)
    return award_name(form, deciding) if deciding else form.name


def _came_with(nomination: Nomination, move: Move) -> str:
    """With which tờ trình the dossier came to the level that refused it."""
    here = (one.letter for one in reversed(nomination.moves) if one.letter and one.to_stage_id == move.from_stage_id)
    letter = next(here, None)
    return f", kèm theo Tờ trình số {letter.number_text} {date_in_words(letter.signed_on)}" if letter else ""


def proposers_of(decision: Decision) -> list[Unit]:
    """The other units whose dossiers an issued award decision honours, by name; nobody before the issue."""
    if decision.kind is not DecisionKind.AWARD or decision.state is not DecisionState.ISSUED:
        return []
    honoured = select(Nomination.unit_id).join(DecisionItem).where(DecisionItem.decision_id == decision.id)
    others = select(Unit).where(Unit.id.in_(honoured), Unit.id != decision.unit_id)
    return list(db.session.scalars(others.order_by(Unit.sort_key, Unit.id)))


def result_words(decision: Decision, unit: Unit) -> paper.Answer:
    """The thông báo of one proposing unit: who of its nominees is honoured, and who was refused at this level."""
    words, agency = words_now(decision), units.agency_of(decision.unit)
    proposer, award = units.agency_of(unit).running_name, words["award"]
    of_unit = select(DecisionItem.ordinal).join(Nomination).where(Nomination.unit_id == unit.id)
    mine = set(db.session.scalars(of_unit.where(DecisionItem.decision_id == decision.id)))
    entries = [entry for entry in words["entries"] if entry["ordinal"] in mine]
    named = f"Quyết định số {words['number_text']} {date_in_words(decision.signed_on)} của {words['issuer']}"
    told = f"{agency.running_name} thông báo kết quả đối với hồ sơ do {proposer} đề nghị như sau"
    return paper.Answer(
        agency_parent=agency.parent,
        agency=agency.name,
        number_text=document_number(None, "TB", agency.symbol),
        about="",
        name="THÔNG BÁO",
        subject=f"Kết quả xét tặng {award}",
        place=words["place"],
        date="",
        addressee=proposer,
        paragraphs=[f"Căn cứ {named} về việc {words['subject']}, {told}:"],
        groups=_outcomes(decision, unit, award, entries),
        ending=f"Đề nghị {proposer} thông báo cho các {paper.kinds_of(entries)} biết và phối hợp trao tặng./.",
        recipients=["Như trên", "Lưu: VT"],
        signer=words["signer"],
    )


def _outcomes(decision: Decision, unit: Unit, award: str, entries: list[paper.Entry]) -> list[paper.AnswerGroup]:
    honoured = [[_named(one), ", ".join(one["lines"]), f"Số sổ vàng {one['ordinal']:02}"] for one in entries]
    groups = [paper.AnswerGroup(heading=f"Được tặng {award}", rows=honoured)]
    if refused := _refused(decision, unit):
        groups.append(paper.AnswerGroup(heading="Không đủ điều kiện", rows=refused))
    return groups


def _refused(decision: Decision, unit: Unit) -> list[list[str]]:
    """The unit's dossiers for the same award that the deciding unit has refused, each with its reason."""
    query = (
        select(Nomination)
        .where(
            Nomination.campaign_id == decision.campaign_id,
            Nomination.unit_id == unit.id,
            Nomination.desk_id == decision.unit_id,
            Nomination.state == State.REJECTED,
        )
        .options(selectinload(Nomination.moves), selectinload(Nomination.desks).joinedload(Desk.unit))
        .order_by(Nomination.sort_key, Nomination.id)
    )
    found = [one for one in db.session.scalars(query) if one.award.award_form_id == decision.award_form_id]
    return [[_who(one), ", ".join(words_of(one).lines), f"Lý do: {one.moves[-1].reason.strip()}"] for one in found]


def _who(nomination: Nomination) -> str:
    words = words_of(nomination)
    return words.name if words.kind.value == "collective" else f"{words.prefix} {words.name}"


def _in_sentence(nomination: Nomination) -> str:
    """“bà Mùa Thị Dợ”, “hộ gia đình ông Vì Văn Chựa”, “Bản Áng 1”."""
    who = _who(nomination)
    return who if nomination.kind.value == "collective" else who[:1].lower() + who[1:]


def _named(entry: paper.Entry) -> str:
    return entry["name"] if entry["kind"] == "collective" else f"{entry['prefix']} {entry['name']}"
