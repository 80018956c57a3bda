"""One achievement, one award (L06 Art. 5(2)c): who in the register may be the one whose name is being typed.

What a person may learn about somebody else's nominee is decided in docs/decisions: see `Match`.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import selectinload

from awards.accounts.models import User
from awards.core.db import db
from awards.core.errors import Refused
from awards.core.text import fold
from awards.law.models import SubjectKind
from awards.nominations.models import Commendation, NameRole, Nomination, Nominee, NomineeName, RepeatNote
from awards.nominations.route import ENDED
from awards.nominations.services.conflicts import conflicting
from awards.nominations.services.likeness import (
    CERTAIN,
    ENOUGH,
    NAMED,
    NUMBER,
    Described,
    hamlet_key,
    likeness,
    syllables,
)
from awards.nominations.services.reading import units_of
from awards.units import services as units

MOST = 8  # shown
CANDIDATES = 400  # looked at for each way of finding them


@dataclass(frozen=True)
class Subject:
    """Who is being written down, as far as it is typed."""

    kind: SubjectKind
    name: str
    birth_year: int | None = None
    address: str = ""
    honorific: str = ""
    citizen_index: str = ""  # equal for equal citizen numbers, which nobody needs to open for this


@dataclass(frozen=True)
class Award:
    """An earlier commendation: public by law, so everybody may see it."""

    name: str
    number_text: str
    decided_on: date | None


@dataclass(frozen=True)
class Match:
    """Somebody alike. Of a nominee outside one's own units only name, unit and awards are there.

    `running`: dossiers this person may read; `running_elsewhere`: one exists that was sent and that they may not.
    """

    nominee_id: int | None
    kind: SubjectKind
    name: str
    unit_name: str
    score: float
    reasons: tuple[str, ...]
    awards: tuple[Award, ...]
    running: tuple[Nomination, ...] = ()
    running_elsewhere: bool = False
    dissolved_on: date | None = None
    birth_year: int | None = field(default=None)
    address: str = ""

    @property
    def is_repeat(self) -> bool:
        """Has it been honoured, or is it being considered? Others only stand in the register."""
        return bool(self.awards or self.running or self.running_elsewhere)


def similar(subject: Subject, *, unit_id: int, actor: User, but: Nomination | None = None) -> list[Match]:
    """The nominees alike, the most alike first. `but`: the dossier that is being written, which is no repeat of itself.

    A draft of a unit that is not one's own is never shown, nor hinted at. Of a nominee with whom this person has a
    conflict only awards are there, which are public.
    """
    closed = frozenset(db.session.scalars(conflicting(actor)))
    return _matches(_alike(subject, unit_id, actor), units_of(actor), but, closed)[:MOST]


def look_up(subject: Subject, *, unit_id: int, actor: User) -> list[Match]:
    """Whoever goes by this name, for somebody who searches: likelier ones first, and no year or hamlet is needed.

    Of another unit's nominee who is no more than a namesake only awards are there.
    """
    closed = frozenset(db.session.scalars(conflicting(actor)))
    return _matches(_alike(subject, unit_id, actor, NAMED), units_of(actor), None, closed)[:MOST]


def is_like_someone_closed(subject: Subject, *, unit_id: int, actor: User) -> bool:
    """Has this person a conflict of interest with somebody alike? Says no more than that."""
    closed = frozenset(db.session.scalars(conflicting(actor)))
    return bool(closed) and any(nominee.id in closed for *_why, nominee in _alike(subject, unit_id, actor))


def _alike(
    subject: Subject, unit_id: int, actor: User, enough: float = ENOUGH
) -> list[tuple[float, list[str], Nominee]]:
    """(how much, why, whom), the most alike first."""
    if not syllables(subject.name, subject.kind):
        return []
    line = units_of(actor) | units.with_predecessors({unit_id})
    new = Described(
        subject.kind,
        ((subject.name, "current"),),
        subject.birth_year,
        hamlet_key(subject.address),
        honorific=subject.honorific,
    )
    scored = []
    for nominee in _candidates(subject, new.hamlet_key, line):
        score, reasons = max((likeness(new, one) for one in _described(nominee, line)), key=lambda found: found[0])
        if subject.citizen_index and nominee.citizen_index == subject.citizen_index:
            score, reasons = CERTAIN, [str(NUMBER), *reasons]
        if score >= enough:
            scored.append((score, reasons, nominee))
    scored.sort(key=lambda found: (-found[0], found[2].id))
    return scored[: 2 * MOST]


def _candidates(subject: Subject, hamlet: str, line: frozenset[int]) -> list[Nominee]:
    """Ways to find somebody, each along an index: the syllables, the hamlet with the year, the unit, the number."""
    key = syllables(subject.name, subject.kind)
    by_name = select(NomineeName.nominee_id).where(NomineeName.syllables == key).limit(CANDIDATES)
    ways: list[ColumnElement[bool]] = [Nominee.unit_id.in_(line)]
    if subject.kind is not SubjectKind.COLLECTIVE and hamlet and subject.birth_year:
        there = and_(Nominee.hamlet_key == hamlet, Nominee.birth_year == subject.birth_year)
        ways.append(and_(there, Nominee.unit_id.in_(line)))
    if subject.citizen_index:
        ways.append(Nominee.citizen_index == subject.citizen_index)
    found: dict[int, Nominee] = {}
    for way in [Nominee.id.in_(by_name), *ways]:
        query = select(Nominee).where(way, _comparable(subject.kind)).order_by(Nominee.id.desc()).limit(CANDIDATES)
        whole = query.options(selectinload(Nominee.names))
        found |= {nominee.id: nominee for nominee in db.session.scalars(whole)}
    return list(found.values())


def _comparable(kind: SubjectKind) -> ColumnElement[bool]:
    is_collective = Nominee.kind == SubjectKind.COLLECTIVE
    return is_collective if kind is SubjectKind.COLLECTIVE else ~is_collective


def _described(nominee: Nominee, line: frozenset[int]) -> list[Described]:
    """The nominee by all its names, and each member of its household by theirs and their own year of birth."""
    own = [(one.name, one.role.value) for one in nominee.names if one.role is NameRole.FORMER]
    place, is_of_unit = nominee.hamlet_key, nominee.unit_id in line
    honorific = nominee.honorific.value if nominee.honorific else ""
    names = ((nominee.name, "current"), *own)
    whole = [Described(nominee.kind, names, nominee.birth_year, place, is_of_unit, honorific)]
    members = (one for one in nominee.names if one.role is NameRole.MEMBER)
    return whole + [Described(nominee.kind, ((m.name, "member"),), m.birth_year, place, is_of_unit) for m in members]


def _matches(
    scored: list[tuple[float, list[str], Nominee]],
    own: frozenset[int],
    but: Nomination | None,
    closed: frozenset[int],
) -> list[Match]:
    running = _running([nominee.id for _score, _why, nominee in scored], but)
    found = []
    for score, reasons, nominee in scored:
        if but is not None and nominee.id == but.nominee_id and not (running.get(nominee.id) or nominee.commendations):
            continue
        is_closed = nominee.id in closed
        on_the_way = [] if is_closed else running.get(nominee.id, [])
        match = _match(score, reasons, nominee, on_the_way, frozenset() if is_closed else own)
        if match.nominee_id or match.is_repeat:
            found.append(match)
    return found


def _match(score: float, reasons: list[str], nominee: Nominee, running: list[Nomination], own: frozenset[int]) -> Match:
    awards = tuple(Award(_named(one), one.number_text, one.decided_on) for one in nominee.commendations)
    readable = tuple(n for n in running if any(d.unit_id in own and d.reached_at for d in n.desks))
    hidden = [n for n in running if n not in readable and any(d.position > 1 and d.reached_at for d in n.desks)]
    elsewhere = bool(hidden) and score >= ENOUGH
    common: dict[str, Any] = {
        "kind": nominee.kind,
        "name": nominee.name,
        "unit_name": nominee.unit.name,
        "score": score,
    }
    common |= {"awards": awards, "running": readable, "running_elsewhere": elsewhere}
    common |= {"dissolved_on": nominee.dissolved_on}
    if nominee.unit_id in own:
        return Match(
            nominee_id=nominee.id,
            reasons=tuple(reasons),
            birth_year=nominee.birth_year,
            address=nominee.address,
            **common,
        )
    if not awards and not readable:  # whose dossier one may not read: not even the name as it is written there
        common |= {"name": "", "unit_name": ""}
    return Match(nominee_id=None, reasons=(reasons[0],), **common)


def _named(entry: Commendation) -> str:
    return _("%(award)s (đã bị hủy bỏ)", award=entry.award) if entry.revoked_by else entry.award


def _running(nominee_ids: list[int], but: Nomination | None) -> dict[int, list[Nomination]]:
    """The dossiers of these nominees that are on their way, without the one that is being written."""
    query = select(Nomination).where(Nomination.nominee_id.in_(nominee_ids), Nomination.state.not_in(ENDED))
    if but is not None and but.id is not None:
        query = query.where(Nomination.id != but.id)
    found: dict[int, list[Nomination]] = {}
    for nomination in db.session.scalars(query.options(selectinload(Nomination.desks))) if nominee_ids else ():
        found.setdefault(nomination.nominee_id, []).append(nomination)
    return found


def check_repeats(matches: list[Match], reason: str | None, *, name: str = "") -> None:
    """Refuses to go on without a reason where somebody alike was honoured or is being considered.

    Refuses, whatever the reason, a collective of this very name that was dissolved (TT 15/2025/TT-BNV).
    """
    for match in matches:
        if match.dissolved_on and match.nominee_id and fold(match.name) == fold(name):
            raise Refused(
                _("“%(name)s” đã giải thể ngày %(day)s.", name=match.name, day=match.dissolved_on.strftime("%d/%m/%Y")),
                "name",
            )
    if not (reason or "").strip() and any(match.is_repeat for match in matches):
        raise Refused(
            _(
                "Có người, hộ hoặc tập thể giống như vậy đã được khen hoặc đang được xét. Xem danh sách bên dưới; "
                "nếu vẫn đề nghị thì ghi lý do. Một thành tích chỉ khen một lần (Điều 5 Luật Thi đua, khen thưởng)."
            ),
            "repeat_reason",
        )


def note_repeats(nomination: Nomination, matches: list[Match], reason: str | None, *, actor: User) -> None:
    """Keep why somebody went on, and what their screen showed; those who review the dossier read it."""
    shown: list[dict[str, Any]] = [
        {
            "name": match.name,
            "unit": match.unit_name,
            "reasons": list(match.reasons),
            "awards": [[one.name, one.number_text, str(one.decided_on or "")] for one in match.awards],
            "running": [one.code for one in match.running],
        }
        for match in matches
        if match.is_repeat
    ]
    if shown and reason and reason.strip():
        note = RepeatNote(nomination=nomination, reason=reason.strip(), shown=shown, actor_id=actor.id)
        note.actor_name = actor.name
        db.session.add(note)


def subject_of(nomination: Nomination) -> Subject:
    """The dossier's subject, to be looked for in the register."""
    honorific = nomination.honorific.value if nomination.honorific else ""
    known = nomination.nominee.citizen_index or ""
    return Subject(nomination.kind, nomination.name, nomination.birth_year, nomination.address, honorific, known)


def repeats_of(nomination: Nomination, *, actor: User) -> list[Match]:
    """Who may be the same as a dossier's subject, as this reader may know it; only honoured or running ones."""
    found = similar(subject_of(nomination), unit_id=nomination.unit_id, actor=actor, but=nomination)
    return [match for match in found if match.is_repeat]
