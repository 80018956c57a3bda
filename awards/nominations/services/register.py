"""The register of nominees: kept across campaigns, with names over time, members, commendations."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from awards.accounts.models import User
from awards.audit import services as audit
from awards.core import clock
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.core.text import fold, sort_key
from awards.law.models import SubjectKind
from awards.nominations.models import Commendation, CommendationSource, NameRole, Nomination, Nominee, NomineeName
from awards.nominations.services.conflicts import conflicting
from awards.nominations.services.likeness import hamlet_key, hamlet_of, name_key, syllables
from awards.nominations.services.reading import units_of, visible_to
from awards.notices import services as notices
from awards.units.models import Unit

SUBJECT = ("name", "honorific", "birth_year", "position", "address")


def get_nominee(nominee_id: int, *, actor: User) -> Nominee:
    """One entry of the register of this person's units, or NoResultFound."""
    query = select(Nominee).where(Nominee.id == nominee_id, Nominee.unit_id.in_(units_of(actor)))
    query = query.where(Nominee.id.not_in(conflicting(actor)))
    whole = query.options(joinedload(Nominee.unit), selectinload(Nominee.names), selectinload(Nominee.commendations))
    return db.session.scalars(whole).one()


def nominations_of(nominee: Nominee, *, actor: User) -> Sequence[Nomination]:
    """The dossiers of this nominee that this person may read, the newest first."""
    query = visible_to(actor).where(Nomination.nominee_id == nominee.id).order_by(Nomination.id.desc())
    return db.session.scalars(query.options(joinedload(Nomination.campaign))).all()


def may_keep(nominee: Nominee, actor: User) -> bool:
    """The register of a unit is kept by its officers."""
    return any(
        appointment.role is Role.OFFICER and nominee.unit_id in units_of(actor)
        for appointment in actor.appointments_now()
    )


def _check_may_keep(nominee: Nominee, actor: User) -> None:
    if not may_keep(nominee, actor):
        raise Refused(_("Sổ đối tượng do chuyên viên của đơn vị ghi."))
    if nominee.erased_on is not None:
        raise Refused(_("Dữ liệu của đối tượng này đã xóa theo quy định."))


def write_names(nominee: Nominee, *, members: str | None = None) -> None:
    """Bring the names by which it is found in line with the entry; `members`: one a line, as the form takes them.

    A name that was used in an earlier dossier or commendation stays as a former one.
    """
    nominee.hamlet, nominee.hamlet_key = hamlet_of(nominee.address), hamlet_key(nominee.address)
    current = next((one for one in nominee.names if one.role is NameRole.CURRENT), None)
    if current is None:
        nominee.names.append(_name(nominee, NameRole.CURRENT, nominee.name))
    elif current.name != nominee.name:
        if _was_used(nominee):
            nominee.names.append(_name(nominee, NameRole.FORMER, current.name))
        fresh = _name(nominee, NameRole.CURRENT, nominee.name)
        current.name, current.search_key, current.syllables = fresh.name, fresh.search_key, fresh.syllables
    if members is not None:
        for one in [one for one in nominee.names if one.role is NameRole.MEMBER]:
            nominee.names.remove(one)
        nominee.names += [_member(nominee, line) for line in members.split("\n") if line.strip(" ,;")]


def _name(nominee: Nominee, role: NameRole, name: str, **more: Any) -> NomineeName:
    kind = SubjectKind.INDIVIDUAL if role is NameRole.MEMBER else nominee.kind
    return NomineeName(role=role, name=name, search_key=name_key(name, kind), syllables=syllables(name, kind), **more)


def _member(nominee: Nominee, line: str) -> NomineeName:
    """“Lò Thị Hoa, 1990, con gái”: a name, and in any order a year and a relation."""
    parts = [part.strip() for part in line.replace(";", ",").split(",")]
    years = [int(part) for part in parts if part.isascii() and part.isdigit() and len(part) == 4]
    note = ", ".join(part for part in parts[1:] if part and not part.isdigit())
    return _name(nominee, NameRole.MEMBER, parts[0], birth_year=years[0] if years else None, note=note)


def _was_used(nominee: Nominee) -> bool:
    """Does a paper elsewhere bear the earlier name: a commendation, or a dossier that was sent?"""
    sent = select(Nomination.id).where(Nomination.nominee_id == nominee.id, Nomination.step > 0).limit(1)
    return bool(nominee.commendations) or db.session.scalar(sent) is not None


def add_name(nominee: Nominee, *, name: str, note: str, actor: User) -> None:
    """Write down a name it went by before. Refuses one that stands there already."""
    _check_may_keep(nominee, actor)
    if fold(name) in {fold(one.name) for one in nominee.names}:
        raise Refused(_("Sổ đã có tên này."), "name")
    nominee.names.append(_name(nominee, NameRole.FORMER, name, note=note))
    audit.record("nominee.name", nominee, actor=actor, name=name, note=note)


def columns_of(kind: SubjectKind, subject: dict[str, Any]) -> dict[str, Any]:
    """A subject (see `SUBJECT`) as the columns of the register and of a dossier alike."""
    words = {field: subject.get(field) for field in SUBJECT}
    words |= {"position": words["position"] or "", "address": words["address"] or ""}
    if kind is SubjectKind.COLLECTIVE:
        words |= {"honorific": None, "birth_year": None}
    name: str = words["name"] or ""
    return words | {"kind": kind, "search_key": fold(name), "sort_key": sort_key(name)}


def enter_nominee(kind: SubjectKind, unit: Unit, *, actor: User, **subject: Any) -> Nominee:
    """Write somebody into the register of whom only earlier commendations are known; `subject`: see `SUBJECT`.

    Refuses whoever is not an officer of the unit.
    """
    if not actor.holds(Role.OFFICER, unit.id):
        raise Refused(_("Sổ đối tượng do chuyên viên của đơn vị ghi."))
    nominee = Nominee(unit=unit, **columns_of(kind, subject))
    db.session.add(nominee)
    write_names(nominee)
    audit.record("nominee.enter", nominee, actor=actor, kind=kind.value, name=nominee.name)
    return nominee


def commendations_of(actor: User) -> Sequence[tuple[Nominee, Commendation]]:
    """All commendations in the registers of this person's units, each with whose it is."""
    query = select(Nominee, Commendation).join(Commendation.nominee).where(Nominee.unit_id.in_(units_of(actor)))
    return [(nominee, one) for nominee, one in db.session.execute(query)]


def add_commendation(nominee: Nominee, *, actor: User, **words: Any) -> Commendation:
    """Write down an earlier commendation: award, number_text, decided_on, body, achievement; its source, unless typed.

    Refuses a date in the future and a decision number that stands there already for this award.
    """
    _check_may_keep(nominee, actor)
    if words.get("decided_on") and words["decided_on"] > clock.today():
        raise Refused(_("Ngày quyết định không thể ở tương lai."), "decided_on")
    known = {(fold(one.number_text), fold(one.award)) for one in nominee.commendations}
    if (fold(words["number_text"]), fold(words["award"])) in known:
        raise Refused(_("Sổ đã có lần khen thưởng này."), "number_text")
    entry = Commendation(nominee=nominee, entered_by_id=actor.id, **({"source": CommendationSource.TYPED} | words))
    db.session.add(entry)
    audit.record("nominee.commend", nominee, actor=actor, award=entry.award, number=entry.number_text)
    return entry


def enter_issued(nomination: Nomination, *, number_text: str, decided_on: date | None, body: str) -> None:
    """A decision of this system has honoured the nominee: the register says so from now on."""
    db.session.add(
        Commendation(
            nominee=nomination.nominee,
            nomination_id=nomination.id,
            award=nomination.award.award_form.name,
            number_text=number_text,
            decided_on=decided_on,
            body=body,
            achievement=nomination.citation,
            source=CommendationSource.ISSUED,
        )
    )


def enter_revoked(nomination: Nomination, *, number_text: str, decided_on: date | None, body: str) -> None:
    """A decision of this system has taken the award back (L06 Art. 93(2)): the register and the dossier say so.

    Nothing is deleted, and the dossier's way stays as it was; the proposing unit is told.
    """
    for entry in db.session.scalars(select(Commendation).where(Commendation.nomination_id == nomination.id)):
        entry.revoked_on, entry.revoked_by = decided_on, number_text
    sentence = _(
        "%(code)s – %(name)s: %(body)s đã hủy bỏ việc khen thưởng theo Quyết định số %(number)s.",
        code=nomination.code,
        name=nomination.name,
        body=body,
        number=number_text,
    )
    for role in (Role.OFFICER, Role.LEADER):
        notices.tell(nomination.unit_id, role, sentence, f"/nominations/{nomination.id}")


def commendation_of(nomination: Nomination) -> Commendation | None:
    """What this dossier led to, as the register says it; None before a decision is issued."""
    return db.session.scalars(select(Commendation).where(Commendation.nomination_id == nomination.id)).one_or_none()


def dissolve(nominee: Nominee, *, on: date, successor: Nominee | None, actor: User) -> None:
    """A collective has ended: nothing is proposed for it any more (TT 15/2025/TT-BNV); its awards stay to be seen.

    Refuses persons and households, a date in the future, and a successor that is the collective itself or a circle.
    """
    _check_may_keep(nominee, actor)
    if nominee.kind is not SubjectKind.COLLECTIVE:
        raise Refused(_("Chỉ tập thể mới có ngày giải thể."))
    if on > clock.today():
        raise Refused(_("Ngày giải thể không thể ở tương lai."), "dissolved_on")
    following = successor
    while following is not None:
        if following.id == nominee.id:
            raise Refused(_("Một tập thể không thể kế thừa chính mình."), "successor")
        following = following.successor
    nominee.dissolved_on, nominee.successor = on, successor
    audit.record("nominee.dissolve", nominee, actor=actor, on=on.isoformat(), successor=successor and successor.id)


def collectives_beside(nominee: Nominee) -> Sequence[Nominee]:
    """The collectives of the same unit that may have taken over from this one."""
    query = select(Nominee).where(
        Nominee.unit_id == nominee.unit_id,
        Nominee.kind == SubjectKind.COLLECTIVE,
        Nominee.id != nominee.id,
        Nominee.dissolved_on.is_(None),
    )
    return db.session.scalars(query.order_by(Nominee.sort_key).limit(500)).all()


def predecessors_of(nominee: Nominee) -> Sequence[Nominee]:
    """The dissolved collectives that this one took over from, with their commendations."""
    query = select(Nominee).where(Nominee.successor_id == nominee.id).order_by(Nominee.sort_key)
    return db.session.scalars(query.options(selectinload(Nominee.commendations))).all()


def check_not_dissolved(nominee: Nominee) -> None:
    """Refuses to propose a collective that has ended."""
    if nominee.dissolved_on is not None and nominee.dissolved_on <= clock.today():
        raise Refused(
            _(
                "Tập thể này đã giải thể ngày %(day)s nên không đề nghị khen thưởng được (Thông tư 15/2025/TT-BNV).",
                day=nominee.dissolved_on.strftime("%d/%m/%Y"),
            ),
            "name",
        )
