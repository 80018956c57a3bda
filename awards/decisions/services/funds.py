"""The ledger of a unit's Quỹ thi đua, khen thưởng: money in, money out, and a balance that is never wrong.

The level that decides pays (L06 Art. 11). The records clerk of the deciding unit keeps the ledger: they are neither who
drafted the list nor who signed it.
"""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from awards.accounts.models import User
from awards.audit import services as audit
from awards.core import clock
from awards.core.access import Permission, Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.decisions.models import Decision, EmulationFund, Flow, FundEntry
from awards.decisions.services.hands import check_hand
from awards.decisions.services.prizes import Due, Line, lines_of
from awards.decisions.services.reading import units_of
from awards.units.models import Unit

FLOW_NAMES = {
    Flow.RECEIVED: "Thu vào quỹ",
    Flow.PAID: "Chi tiền thưởng",
    Flow.RECOVERED: "Thu hồi tiền thưởng",
}
# What each line does to (received, paid).
EFFECTS = {Flow.RECEIVED: (1, 0), Flow.PAID: (0, 1), Flow.RECOVERED: (1, 0)}
LARGEST = 999_999_999_999  # đồng in one line
SHOWN = 200


def funds(actor: User) -> list[tuple[Unit, EmulationFund | None]]:
    """The units whose decisions this person may read, each with its fund, if one was begun."""
    ids = units_of(actor, Permission.DECISION_VIEW)
    query = select(Unit, EmulationFund).outerjoin(EmulationFund, EmulationFund.unit_id == Unit.id)
    return [(unit, fund) for unit, fund in db.session.execute(query.where(Unit.id.in_(ids)).order_by(Unit.sort_key))]


def fund_of(unit_id: int, *, actor: User) -> tuple[Unit, EmulationFund | None]:
    """One of them, or NoResultFound when it does not exist for this person."""
    ids = units_of(actor, Permission.DECISION_VIEW)
    unit = db.session.scalars(select(Unit).where(Unit.id == unit_id, Unit.id.in_(ids))).one()
    return unit, _begun(unit)


def entries_of(fund: EmulationFund | None) -> Sequence[FundEntry]:
    """The newest lines of a fund's ledger."""
    if fund is None:
        return []
    query = select(FundEntry).where(FundEntry.fund_id == fund.id).order_by(FundEntry.id.desc()).limit(SHOWN)
    return db.session.scalars(query.options(joinedload(FundEntry.by), joinedload(FundEntry.prize))).all()


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
    _check_day(on)
    audit.take_turn()
    fund = _begun(unit) or EmulationFund(unit=unit, received=0, paid=0, balance=0)
    db.session.add(fund)
    _enter(fund, Flow.RECEIVED, amount, on, note.strip(), None, actor)


def pay(decision: Decision, ordinals: Sequence[int], on: date, *, actor: User) -> int:
    """Pay these recipients (by số sổ vàng) out of the deciding unit's fund; returns the sum in đồng.

    Refuses everybody but the unit's records clerk, an empty choice, a prize that is paid or whose award was taken back,
    and more than there is in the fund.
    """
    audit.take_turn()
    lines = _chosen(decision, ordinals, Due.OWED, actor)
    _check_day(on)
    fund, whole = _begun(decision.unit), sum(line.amount for line in lines)
    there = fund.balance if fund else 0
    if fund is None or there < whole:
        words = {"there": f"{there:,}".replace(",", "."), "needed": f"{whole:,}".replace(",", ".")}
        raise Refused(_("Quỹ còn %(there)s đồng, không đủ chi %(needed)s đồng.", **words))
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
    _check_day(on)
    fund = _begun(decision.unit)
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


def _check_day(on: date) -> None:
    if on > clock.today():
        raise Refused(_("Ngày ghi sổ không thể ở tương lai."), "on")


def _begun(unit: Unit) -> EmulationFund | None:
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
