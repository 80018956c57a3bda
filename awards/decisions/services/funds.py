"""The ledger of a unit's Quỹ thi đua, khen thưởng: money in, money out, and a balance that is never wrong.

The level that decides pays (L06 Art. 11). The records clerk of the deciding unit keeps the ledger: they are neither who
drafted the list nor who signed it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from awards.accounts.models import User
from awards.audit import services as audit
from awards.core import clock
from awards.core.access import Permission, Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.decisions.models import Decision, EmulationFund, Flow, FundEntry, FundSpending, Purpose
from awards.decisions.services.hands import check_hand
from awards.decisions.services.prizes import Due, Line, grouped, lines_of
from awards.decisions.services.reading import units_of
from awards.units.models import Unit

T = TypeVar("T", FundEntry, FundSpending)
FLOW_NAMES = {
    Flow.RECEIVED: "Thu vào quỹ",
    Flow.PAID: "Chi tiền thưởng",
    Flow.RECOVERED: "Thu hồi tiền thưởng",
}
# What each line does to (received, paid).
EFFECTS = {Flow.RECEIVED: (1, 0), Flow.PAID: (0, 1), Flow.RECOVERED: (1, 0)}
LARGEST = 999_999_999_999  # đồng in one line
SHOWN = 200
PURPOSE_NAMES = {
    Purpose.OUTSIDE_PRIZE: "Chi tiền thưởng kèm khen thưởng của cấp trên",
    Purpose.ORGANISING: "Chi tổ chức, chỉ đạo phong trào",
}


@dataclass(frozen=True)
class LedgerLine:
    """One line of a fund's ledger as people read it: what happened, how much in đồng, about what, and who wrote it."""

    on: date
    what: str
    amount: int
    note: str
    by: User
    at: datetime


def funds(actor: User) -> list[tuple[Unit, EmulationFund | None]]:
    """The units whose decisions this person may read, each with its fund, if one was begun."""
    ids = units_of(actor, Permission.DECISION_VIEW)
    query = select(Unit, EmulationFund).outerjoin(EmulationFund, EmulationFund.unit_id == Unit.id)
    return [(unit, fund) for unit, fund in db.session.execute(query.where(Unit.id.in_(ids)).order_by(Unit.sort_key))]


def fund_of(unit_id: int, *, actor: User) -> tuple[Unit, EmulationFund | None]:
    """One of them, or NoResultFound when it does not exist for this person."""
    ids = units_of(actor, Permission.DECISION_VIEW)
    unit = db.session.scalars(select(Unit).where(Unit.id == unit_id, Unit.id.in_(ids))).one()
    return unit, begun(unit)


def entries_of(fund: EmulationFund | None) -> list[LedgerLine]:
    """The newest lines of a fund's ledger, the newest first."""
    if fund is None:
        return []
    entries = select(FundEntry).where(FundEntry.fund_id == fund.id).options(joinedload(FundEntry.by))
    spent = select(FundSpending).where(FundSpending.fund_id == fund.id).options(joinedload(FundSpending.by))
    lines = [_read(one, FLOW_NAMES[one.flow]) for one in _newest(entries, FundEntry)]
    lines += [_read(one, PURPOSE_NAMES[one.purpose]) for one in _newest(spent, FundSpending)]
    return sorted(lines, key=lambda line: line.at, reverse=True)[:SHOWN]


def _newest(query: Select[T], lines: type[FundEntry] | type[FundSpending]) -> Sequence[T]:
    return db.session.scalars(query.order_by(lines.id.desc()).limit(SHOWN)).all()


def _read(one: FundEntry | FundSpending, what: str) -> LedgerLine:
    return LedgerLine(one.on, what, one.amount, one.note, one.by, one.at)


def receive(unit: Unit, amount: int, on: date, note: str, *, actor: User) -> None:
    """Money comes into the unit's fund; the first line begins it.

    Refuses everybody but the unit's records clerk, no money, a date in the future, and a line that does not say where
    the money is from.
    """
    if not actor.holds(Role.RECORDS_CLERK, unit.id):
        raise Refused(_("Sổ quỹ do văn thư của đơn vị ra quyết định ghi."))
    if not 1 <= amount <= LARGEST:
        raise Refused(_("Số tiền phải từ 1 đồng đến dưới 1.000 tỷ đồng."), "amount")
    if not note.strip():
        raise Refused(_("Ghi rõ nguồn tiền và số chứng từ."), "note")
    check_day(on)
    audit.take_turn()
    fund = begun(unit) or EmulationFund(unit=unit, received=0, paid=0, balance=0)
    db.session.add(fund)
    _enter(fund, Flow.RECEIVED, amount, on, note.strip(), None, actor)


def pay(decision: Decision, ordinals: Sequence[int], on: date, *, actor: User) -> int:
    """Pay these recipients (by số sổ vàng) out of the deciding unit's fund; returns the sum in đồng.

    Refuses everybody but the unit's records clerk, an empty choice, a prize that is paid or whose award was taken back,
    and more than there is in the fund.
    """
    audit.take_turn()
    lines = _chosen(decision, ordinals, Due.OWED, actor)
    check_day(on)
    whole = sum(line.amount for line in lines)
    fund = check_there(decision.unit, whole)
    for line in lines:
        note = _("%(name)s, Quyết định số %(number)s", name=line.who, number=decision.number_text)
        _enter(fund, Flow.PAID, line.amount, on, note, line, actor)
    return whole


def recover(decision: Decision, ordinals: Sequence[int], on: date, *, actor: User) -> int:
    """Money of awards that were taken back has come in again (L06 Art. 93(2)); returns the sum in đồng.

    Refuses everybody but the unit's records clerk, an empty choice, and whoever owes nothing.
    """
    audit.take_turn()
    lines = _chosen(decision, ordinals, Due.TO_RECOVER, actor)
    check_day(on)
    fund = begun(decision.unit)
    if fund is None:
        raise ValueError("a prize was paid out of no fund")
    for line in lines:
        note = _("Thu hồi của %(name)s, Quyết định số %(number)s", name=line.who, number=decision.number_text)
        _enter(fund, Flow.RECOVERED, line.amount, on, note, line, actor)
    return sum(line.amount for line in lines)


def _chosen(decision: Decision, ordinals: Sequence[int], wanted: Due, actor: User) -> list[Line]:
    check_hand(decision, Role.RECORDS_CLERK, actor)
    lines = [line for line in lines_of(decision) if line.ordinal in ordinals]
    if not lines:
        raise Refused(_("Chưa chọn ai."))
    for line in lines:
        if line.due is not wanted:
            said = _("chưa chi được hoặc đã chi") if wanted is Due.OWED else _("không có tiền phải thu hồi")
            raise Refused(_("%(name)s: %(said)s.", name=line.who, said=said))
    return lines


def check_day(on: date) -> None:
    """Refuses a day in the future."""
    if on > clock.today():
        raise Refused(_("Ngày ghi sổ không thể ở tương lai."), "on")


def check_there(unit: Unit, whole: int) -> EmulationFund:
    """The unit's fund. Refuses when there is less in it than this."""
    fund = begun(unit)
    there = fund.balance if fund else 0
    if fund is None or there < whole:
        said = {"there": grouped(there), "needed": grouped(whole)}
        raise Refused(_("Quỹ còn %(there)s đồng, không đủ chi %(needed)s đồng.", **said))
    return fund


def begun(unit: Unit) -> EmulationFund | None:
    """The unit's fund, if its ledger has a first line; read anew."""
    query = select(EmulationFund).where(EmulationFund.unit_id == unit.id)
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def _enter(fund: EmulationFund, flow: Flow, amount: int, on: date, note: str, line: Line | None, actor: User) -> None:
    """One line of the ledger, carried over to the sums."""
    received, paid = EFFECTS[flow]
    fund.received += received * amount
    fund.paid += paid * amount
    fund.balance = fund.received - fund.paid
    prize = line.prize if line else None
    about = {"amount": amount, "on": on, "note": note, "prize": prize, "by": actor, "at": clock.now()}
    db.session.add(FundEntry(fund=fund, flow=flow, **about))
    db.session.flush()
    audit.record(f"fund.{flow}", fund, actor=actor, amount=amount, on=on.isoformat(), prize=prize and prize.id)
