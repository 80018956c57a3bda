"""The tờ trình: one or many nominations go up with one letter (L06 Art. 84; D30 for its form)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from awards.accounts.models import Appointment, User
from awards.audit import services as audit
from awards.core import clock
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.core.words import document_number
from awards.law import services as law
from awards.law.models import SubjectKind
from awards.nominations.models import LetterItem, Nomination, ProposalLetter
from awards.nominations.route import Action
from awards.nominations.services.content import Words, fingerprint_of, words_of
from awards.nominations.services.moves import move
from awards.nominations.services.reading import units_of
from awards.units import services as units
from awards.units.models import Unit

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
        paper=_paper(_in_order(nominations), unit, to_unit, letterhead.signed_on, actor),
    )
    db.session.add(letter)
    audit.record("letter.sign", letter, actor=actor, number=letter.number_text, nominations=[n.id for n in nominations])
    for ordinal, nomination in enumerate(_in_order(nominations), 1):
        item = LetterItem(letter=letter, ordinal=ordinal, nomination=nomination, fingerprint=fingerprint_of(nomination))
        db.session.add(item)
        move(nomination, action, actor=actor, seen=seen.get(nomination.id, ""), letter=letter)
    return letter


def _check_belong_together(nominations: Sequence[Nomination]) -> None:
    if len({(n.campaign_id, n.desk_id, n.stage_id) for n in nominations}) > 1:
        raise Refused(_("Một tờ trình chỉ gồm các hồ sơ của cùng một đợt xét, đang ở cùng một đơn vị."))
    if len({n.award.award_form.decided_at for n in nominations}) > 1:
        raise Refused(_("Mỗi cấp có thẩm quyền quyết định cần một tờ trình riêng."))


def _next_unit(nomination: Nomination) -> Unit:
    position = nomination.stage.position
    if position >= len(nomination.desks):
        raise Refused(_("Hồ sơ đã ở cấp cao nhất của tuyến xét."))
    return nomination.desks[position].unit


def _in_order(nominations: Sequence[Nomination]) -> list[Nomination]:
    """Collectives, households, individuals; by name inside each: the order of the list on paper."""
    return sorted(nominations, key=lambda n: (KINDS.index(n.kind), n.sort_key, n.id))


def _paper(nominations: list[Nomination], unit: Unit, to_unit: Unit, on: date, signer: User) -> dict[str, Any]:
    """Every word of the letter, frozen (documents/letter.html says what each is)."""
    agency, addressee = units.agency_of(unit), units.agency_of(to_unit)
    campaign = nominations[0].campaign
    counts = Counter(n.kind.value for n in nominations)
    return {
        "agency_parent": agency.parent,
        "agency": agency.name,
        "place": agency.place,
        "addressee": addressee.running_name,
        "subject": f"Về việc đề nghị khen thưởng trong Phong trào thi đua “{campaign.movement.name}”",
        "campaign": campaign.name,
        "movement": campaign.movement.name,
        "bases": [*law.bases(on), campaign.legal_act],
        "counts": dict(counts),
        "nominees": [_listed(n, words_of(n)) for n in nominations],
        "signer_title": _title_of(signer, unit),
        "signer_name": signer.name,
    }


def _listed(nomination: Nomination, words: Words) -> dict[str, Any]:
    return {
        "kind": words.kind.value,
        "prefix": words.prefix,
        "name": words.name,
        "birth_year": nomination.birth_year,
        "lines": list(words.lines),
        "citation": words.citation,
        "award": nomination.award.award_form.name,
    }


def _title_of(signer: User, unit: Unit) -> str:
    leads: list[Appointment] = [a for a in signer.appointments_now() if a.unit_id == unit.id and a.role is Role.LEADER]
    return leads[0].title if leads else units.agency_of(unit).head_title


def letters_of(actor: User) -> list[ProposalLetter]:
    """Letters that this person's units signed or were sent, newest first."""
    mine = units_of(actor)
    return list(
        db.session.scalars(
            select(ProposalLetter)
            .where(ProposalLetter.unit_id.in_(mine) | ProposalLetter.to_unit_id.in_(mine))
            .options(selectinload(ProposalLetter.items))
            .order_by(ProposalLetter.id.desc())
            .limit(200)
        )
    )


def get_letter(letter_id: int, *, actor: User) -> ProposalLetter:
    """The letter, or NoResultFound when neither its writer nor its addressee is a unit of this person."""
    mine = units_of(actor)
    return db.session.scalars(
        select(ProposalLetter).where(
            ProposalLetter.id == letter_id, ProposalLetter.unit_id.in_(mine) | ProposalLetter.to_unit_id.in_(mine)
        )
    ).one()
