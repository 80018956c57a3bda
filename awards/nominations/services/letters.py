"""The tờ trình: one or many nominations go up with one letter (L06 Art. 84; D30 for its form)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload, selectinload

from awards.accounts.models import Delegation, User
from awards.audit import services as audit
from awards.core import clock
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.core.levels import Level
from awards.core.paper import Entry, Letter, Signer
from awards.core.words import document_number, upper
from awards.law import services as law
from awards.law.models import CertificateKind, SubjectKind
from awards.nominations.models import Desk, LetterItem, Nomination, ProposalLetter
from awards.nominations.route import Action
from awards.nominations.services.content import fingerprint_of, words_of
from awards.nominations.services.facts import together_in_words
from awards.nominations.services.moves import move, next_desk
from awards.nominations.services.reading import units_of
from awards.units import services as units
from awards.units.models import Unit
from awards.units.services import Agency

KINDS = (SubjectKind.COLLECTIVE, SubjectKind.HOUSEHOLD, SubjectKind.INDIVIDUAL)


@dataclass(frozen=True)
class Letterhead:
    """What the signer writes: the number of the unit's own register and the date of signature."""

    number: int
    signed_on: date


def next_number(unit: Unit, year: int) -> int:
    """The number after the highest one this unit has used this year: an offer, not a reservation."""
    used = select(func.max(ProposalLetter.number)).where(ProposalLetter.unit_id == unit.id, ProposalLetter.year == year)
    return (db.session.scalar(used) or 0) + 1


def send(
    nominations: Sequence[Nomination], action: Action, letterhead: Letterhead, *, actor: User, seen: dict[int, str]
) -> ProposalLetter:
    """Sign one letter for these dossiers and send them up with it: all of them, or none.

    Refuses an empty list, dossiers of different campaigns, desks or deciding authorities, a number already used this
    year, a date in the future, and whatever refuses the step itself.
    """
    if not nominations:
        raise Refused(_("Chưa chọn hồ sơ nào."))
    first = nominations[0]
    _check_belong_together(nominations)
    if letterhead.signed_on > clock.today():
        raise Refused(_("Ngày ký tờ trình không thể ở tương lai."), "signed_on")
    unit, to_unit = first.desk, _next_unit(first)
    year = letterhead.signed_on.year
    taken = select(ProposalLetter.id).where(
        ProposalLetter.unit_id == unit.id, ProposalLetter.year == year, ProposalLetter.number == letterhead.number
    )
    if db.session.scalar(taken) is not None:
        raise Refused(_("Số tờ trình này đã dùng trong năm %(year)s.", year=year), "number")
    letter = ProposalLetter(
        campaign=first.campaign,
        unit=unit,
        to_unit=to_unit,
        number=letterhead.number,
        year=year,
        number_text=document_number(letterhead.number, "TTr", units.agency_of(unit).symbol),
        signed_on=letterhead.signed_on,
        signer=actor,
        paper={},
    )
    letter.paper = dict(_paper(letter, _in_order(nominations)))
    db.session.add(letter)
    audit.record("letter.sign", letter, actor=actor, number=letter.number_text, nominations=[n.id for n in nominations])
    for ordinal, nomination in enumerate(_in_order(nominations), 1):
        item = LetterItem(letter=letter, ordinal=ordinal, nomination=nomination, fingerprint=fingerprint_of(nomination))
        db.session.add(item)
        move(nomination, action, actor=actor, seen=seen.get(nomination.id, ""), letter=letter)
    return letter


def by_authority(nominations: Sequence[Nomination]) -> list[tuple[Level, list[Nomination]]]:
    """The dossiers by the level that decides their award: each of these lists takes a letter of its own."""
    found: dict[Level, list[Nomination]] = {}
    for nomination in nominations:
        found.setdefault(nomination.award.award_form.decided_at, []).append(nomination)
    return list(found.items())


def _check_belong_together(nominations: Sequence[Nomination]) -> None:
    if len({(n.campaign_id, n.desk_id, n.stage_id) for n in nominations}) > 1:
        raise Refused(_("Một tờ trình chỉ gồm các hồ sơ của cùng một đợt xét, đang ở cùng một đơn vị."))
    if len({above.unit_id for above in map(next_desk, nominations) if above is not None}) > 1:
        raise Refused(_("Có hồ sơ bổ sung gửi thẳng cho cấp đã yêu cầu; hồ sơ đó cần một tờ trình riêng."))
    if len(by_authority(nominations)) > 1:
        raise Refused(_("Mỗi cấp có thẩm quyền quyết định cần một tờ trình riêng."))


def _next_unit(nomination: Nomination) -> Unit:
    above = next_desk(nomination)
    if above is None:
        raise Refused(_("Hồ sơ đã ở cấp quyết định khen thưởng."))
    return above.unit


def _in_order(nominations: Sequence[Nomination]) -> list[Nomination]:
    """Collectives, households, individuals; by name inside each: the order of the list on paper."""
    return sorted(nominations, key=lambda n: (KINDS.index(n.kind), n.sort_key, n.id))


def _paper(letter: ProposalLetter, nominations: list[Nomination]) -> Letter:
    """Every word of the letter, frozen."""
    agency, addressee = units.agency_of(letter.unit), units.agency_of(letter.to_unit)
    movement = f"Phong trào thi đua “{letter.campaign.movement.name}”"
    return Letter(
        agency_parent=agency.parent,
        agency=agency.name,
        proposer=agency.running_name,
        number_text=letter.number_text,
        place=agency.place,
        date=letter.signed_on.isoformat(),
        subject=f"đề nghị khen thưởng trong {movement}",
        addressees=[addressee.running_name],
        decides=letter.to_unit.level == nominations[0].award.award_form.decided_at,
        bases=[*law.bases(letter.signed_on), letter.campaign.legal_act],
        merit=f"đã có thành tích xuất sắc trong {movement}",
        entries=[_entry(nomination) for nomination in nominations],
        statements=_statements(nominations),
        recipients=["Như trên", "Lưu: VT"],
        signer=_signer(letter.signer, letter.unit, agency),
    )


def _statements(nominations: list[Nomination]) -> list[str]:
    """What all of them together gave in the movement."""
    sums = together_in_words(nominations)
    return [f"Kết quả đã giúp đỡ trong phong trào của các trường hợp được đề nghị. {sums}"] if sums else []


def _entry(nomination: Nomination) -> Entry:
    words, form = words_of(nomination), nomination.award.award_form
    return Entry(
        kind=words.kind.value,
        prefix=words.prefix,
        name=words.name,
        birth_year=nomination.birth_year if words.kind is SubjectKind.INDIVIDUAL else None,
        lines=list(words.lines),
        citation=words.citation,
        award=form.name,
        article="" if form.certificate_kind is CertificateKind.GIAY_CHUNG_NHAN else form.article,
        note="",
        ordinal=None,
    )


def _signer(signer: User, unit: Unit, agency: Agency) -> Signer:
    """The head of a People's Committee signs “TM.” for it, a deputy “KT.” for the head besides; “TL.” and “TUQ.” stand
    alone (D30 Art. 13)."""
    held = [a for a in signer.appointments_now() if a.unit_id == unit.id and a.role is Role.LEADER]
    title, line = (held[0].title, held[0].signs_for) if held else (agency.head_title, "")
    speaks_for_all = agency.symbol == "UBND" and not line.startswith((Delegation.BY_ORDER, Delegation.AUTHORISED))
    mode = [*(["TM. ỦY BAN NHÂN DÂN"] if speaks_for_all else []), *([upper(line)] if line else [])]
    return Signer(mode=mode, title=title, name=signer.name)


def _readable(actor: User) -> ColumnElement[bool]:
    """Signed by one of this person's units; or sent to one, and not all of it recalled before it was received."""
    mine = units_of(actor)
    arrived = (
        select(LetterItem.letter_id)
        .join(Desk, Desk.nomination_id == LetterItem.nomination_id)
        .where(Desk.unit_id == ProposalLetter.to_unit_id, Desk.reached_at.is_not(None))
    )
    sent_here = ProposalLetter.to_unit_id.in_(mine) & ProposalLetter.id.in_(arrived)
    return ProposalLetter.unit_id.in_(mine) | sent_here


def letters_of(actor: User, most: int | None = 200) -> list[ProposalLetter]:
    """Letters that this person's units signed or were sent, newest first; at most so many."""
    query = select(ProposalLetter).where(_readable(actor)).order_by(ProposalLetter.id.desc()).limit(most)
    whole = (
        selectinload(ProposalLetter.items),
        joinedload(ProposalLetter.unit),
        joinedload(ProposalLetter.to_unit),
    )
    return list(db.session.scalars(query.options(*whole)))


def get_letter(letter_id: int, *, actor: User) -> ProposalLetter:
    """The letter, or NoResultFound when neither its writer nor its addressee is a unit of this person."""
    items = selectinload(ProposalLetter.items).joinedload(LetterItem.nomination)
    query = select(ProposalLetter).where(ProposalLetter.id == letter_id, _readable(actor))
    return db.session.scalars(query.options(items)).one()


def readable_letters(nomination: Nomination, *, actor: User) -> frozenset[int]:
    """The letters this dossier travelled with, by id, that this person may read."""
    ids = {move.letter_id for move in nomination.moves if move.letter_id is not None}
    query = select(ProposalLetter.id).where(ProposalLetter.id.in_(ids), _readable(actor))
    return frozenset(db.session.scalars(query)) if ids else frozenset()
