"""The register of outgoing decisions: where its numbers begin, what stands in it, and the signed paper behind it.

D30 Art. 15 and 16, App. IV: numbers run from 01 on 1 January without a gap, and the register prints in ten columns.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from awards.accounts.models import User
from awards.audit import services as audit
from awards.core import clock, paper, storage
from awards.core.access import Permission, Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.core.words import short_date
from awards.decisions.models import Decision, DecisionState, Medium, NumberRegister, SignedScan
from awards.decisions.services.amendments import KIND_NAMES
from awards.decisions.services.hands import check_hand
from awards.decisions.services.reading import units_of
from awards.decisions.services.steps import SERIES
from awards.nominations import evidence
from awards.units import services as units
from awards.units.models import Unit

SCANS = {"application/pdf", "image/jpeg", "image/png"}
SIGNED = (DecisionState.SIGNED, DecisionState.NUMBERED, DecisionState.ISSUED)


@dataclass(frozen=True)
class Book:
    """The register of one unit in one year; `entries` by number."""

    unit: Unit
    year: int
    first: int
    entries: Sequence[Decision]


def books(actor: User, year: int) -> list[Book]:
    """The registers of this year that this person may read, one for each of their units."""
    ids = units_of(actor, Permission.DECISION_VIEW)
    found = db.session.scalars(select(Unit).where(Unit.id.in_(ids)).order_by(Unit.sort_key, Unit.id))
    return [_book(unit, year) for unit in found]


def get_book(unit_id: int, year: int, *, actor: User) -> Book:
    """The register of this unit and year, or NoResultFound when it does not exist for this person."""
    ids = units_of(actor, Permission.DECISION_VIEW)
    return _book(db.session.scalars(select(Unit).where(Unit.id == unit_id, Unit.id.in_(ids))).one(), year)


def _book(unit: Unit, year: int) -> Book:
    numbered = select(Decision).where(Decision.unit_id == unit.id, Decision.year == year)
    register = _register(unit, year)
    entries = db.session.scalars(numbered.order_by(Decision.number)).all()
    return Book(unit, year, register.first if register else 1, entries)


def _register(unit: Unit, year: int) -> NumberRegister | None:
    key = (NumberRegister.unit_id == unit.id, NumberRegister.series == SERIES, NumberRegister.year == year)
    return db.session.scalars(select(NumberRegister).where(*key)).first()


def start_register(unit: Unit, year: int, first: int, *, actor: User) -> None:
    """Begin the year's numbers at `first`: an office that comes in mid-year goes on from its paper register.

    Refuses everybody but the unit's records clerk, a year that is neither this nor the next, a number below 1, and a
    register that has begun.
    """
    if not actor.holds(Role.RECORDS_CLERK, unit.id):
        raise Refused(_("Việc này do văn thư của đơn vị ra quyết định thực hiện."))
    this = clock.today().year
    if year not in {this, this + 1}:
        raise Refused(_("Chỉ đặt số đầu cho năm nay hoặc năm sau."), "year")
    if not 1 <= first <= 99_999:
        raise Refused(_("Số đầu từ 1 đến 99.999."), "first")
    audit.take_turn()
    if _register(unit, year) is not None:
        raise Refused(_("Sổ năm %(year)s đã mở nên không đổi số đầu được nữa.", year=year), "first")
    register = NumberRegister(unit_id=unit.id, series=SERIES, year=year, first=first, last=first - 1)
    db.session.add(register)
    audit.record("register.start", register, actor=actor, unit=unit.id, year=year, first=first)


def register_words(book: Book) -> paper.Register:
    """What the printed register says: the ten columns of D30 App. IV."""
    agency, undone = units.agency_of(book.unit), _undone(book.entries)
    return paper.Register(
        agency_parent=agency.parent,
        agency=agency.name,
        year=book.year,
        rows=[_row(decision, undone.get(decision.id, [])) for decision in book.entries],
    )


def _undone(entries: Sequence[Decision]) -> dict[int, list[Decision]]:
    """The issued decisions that undo paper of each of these, whatever year they are of."""
    query = select(Decision).where(Decision.original_id.in_([one.id for one in entries]))
    found: dict[int, list[Decision]] = {}
    for one in db.session.scalars(query.where(Decision.state == DecisionState.ISSUED).order_by(Decision.id)):
        found.setdefault(one.original_id or 0, []).append(one)
    return found


def _row(decision: Decision, undone: Sequence[Decision]) -> list[str]:
    words = decision.paper
    kept = [recipient for recipient in words["recipients"] if recipient.startswith("Lưu")]
    sent = [recipient for recipient in words["recipients"] if recipient not in kept]
    issued = clock.local(decision.issued_at).date() if decision.issued_at else None
    return [
        decision.number_text,
        short_date(decision.signed_on) if decision.signed_on else "",
        f"Quyết định về việc {decision.subject}",
        words["signer"]["name"],
        "; ".join(sent),
        "; ".join(kept).removeprefix("Lưu: "),
        "",
        short_date(issued) if issued else "",
        "",
        "; ".join(_notes(decision, undone)),
    ]


def _notes(decision: Decision, undone: Sequence[Decision]) -> Iterator[str]:
    if decision.medium is Medium.ELECTRONIC:
        yield _("Văn bản điện tử")
    if decision.scan:
        yield _("Có bản quét đã ký")
    for one in undone:
        yield _("%(kind)s: số %(number)s", kind=KIND_NAMES[one.kind].capitalize(), number=one.number_text)


def keep_scan(decision: Decision, content: bytes, *, actor: User) -> SignedScan:
    """Keep the signed paper; from here on it cannot be replaced. Its SHA-256 stands in the log.

    Refuses everybody but the records clerk, a decision that is not signed, a second scan, and what is neither PDF nor
    a picture.
    """
    check_hand(decision, Role.RECORDS_CLERK, actor)
    if decision.state not in SIGNED:
        raise Refused(_("Quyết định chưa ký nên chưa có bản quét."))
    if decision.scan is not None:
        raise Refused(_("Bản quét đã lưu và khóa, không thay được."))
    judged = evidence.judge(content)
    if judged.media_type not in SCANS:
        raise Refused(_("Bản quét phải là tệp PDF, JPG hoặc PNG."), "file")
    audit.take_turn()
    scan = SignedScan(
        decision_id=decision.id,
        sha256=storage.keep(judged.content),
        size=len(judged.content),
        media_type=judged.media_type,
        uploaded_by=actor,
    )
    db.session.add(scan)
    audit.record("decision.scan", decision, actor=actor, sha256=scan.sha256, size=scan.size)
    return scan
