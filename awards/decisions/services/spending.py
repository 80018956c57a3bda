"""What a fund pays besides the prizes of its own decisions: prizes of awards decided outside, and organising work.

For what the Prime Minister or the President decide, the proposing province pays, or the ministry where no province is
on the way (L06 Art. 11). Of a fund, 20 % is for organising work (Circular 28/2025/TT-BTC).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from awards.accounts.models import User
from awards.audit import services as audit
from awards.campaigns.models import Stage
from awards.core import clock, paper
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.core.words import number_in_words
from awards.decisions.models import EmulationFund, FundSpending, OutsideDecision, OutsideItem, Purpose
from awards.decisions.services.funds import LARGEST, check_day, check_there
from awards.decisions.services.prizes import grouped, times
from awards.law import services as law
from awards.law.models import SubjectKind
from awards.nominations.models import Desk
from awards.units import services as units
from awards.units.models import Unit

ORGANISING_SHARE = 20  # percent of a fund


@dataclass(frozen=True)
class OutsideLine:
    """The money of one recipient of an award decided outside; `paid_on` is None while it is owed."""

    item: OutsideItem
    found: law.PrizeLaw
    paid_on: date | None

    @property
    def who(self) -> str:
        words = self.item.words
        return str(words["name"] if words["kind"] == "collective" else f"{words['prefix']} {words['name']}")

    @property
    def where(self) -> str:
        return ", ".join(self.item.words["lines"])

    @property
    def times(self) -> str:
        return times(self.found.hundredths)


def outside_paid_by(unit: Unit) -> list[OutsideDecision]:
    """The recorded decisions of others whose prizes this unit pays, in whole or in part, the newest first."""
    mine = select(OutsideItem.outside_id).join(OutsideDecision).where(_is_payer(unit))
    recorded = select(OutsideDecision).where(OutsideDecision.recorded_at.is_not(None), OutsideDecision.id.in_(mine))
    whole = (joinedload(OutsideDecision.award_form), joinedload(OutsideDecision.campaign))
    return list(db.session.scalars(recorded.options(*whole).order_by(OutsideDecision.id.desc())))


def _is_payer(unit: Unit) -> ColumnElement[bool]:
    """Does this unit pay for the item: the province on the dossier's way, else the unit that submitted it?"""
    province = and_(Desk.nomination_id == OutsideItem.nomination_id, Stage.level == law.PAYS_FOR_OTHERS)
    on_the_way = exists().where(Desk.stage_id == Stage.id, province)
    return or_(on_the_way.where(Desk.unit_id == unit.id), and_(OutsideDecision.unit_id == unit.id, ~on_the_way))


def outside_lines(outside: OutsideDecision, unit: Unit) -> list[OutsideLine]:
    """The money that this unit pays for a recorded decision of others, by the law of the day of that decision."""
    prizes = law.prizes(outside.award_form, outside.decided_on or clock.today())
    query = (
        select(OutsideItem, FundSpending.on)
        .join(OutsideDecision, OutsideDecision.id == OutsideItem.outside_id)
        .outerjoin(FundSpending, FundSpending.outside_item_id == OutsideItem.id)
        .where(OutsideItem.outside_id == outside.id, _is_payer(unit))
        .order_by(OutsideItem.id)
    )
    rows = [(item, prizes.get(SubjectKind(item.words["kind"])), on) for item, on in db.session.execute(query)]
    return [OutsideLine(item, found, on) for item, found, on in rows if found]


def pay_outside(outside: OutsideDecision, unit: Unit, items: Sequence[int], on: date, *, actor: User) -> int:
    """Pay these recipients (by the id of their place in the list) out of this unit's fund; returns the sum in đồng.

    Refuses everybody but the unit's records clerk, an empty choice, whom this unit does not pay or has paid, a day
    before the decision or in the future, and more than there is in the fund.
    """
    _check_clerk(unit, actor)
    audit.take_turn()
    lines = [line for line in outside_lines(outside, unit) if line.item.id in items]
    if not lines:
        raise Refused(_("Chưa chọn ai."))
    for line in lines:
        if line.paid_on is not None:
            raise Refused(_("%(name)s: đã chi tiền thưởng.", name=line.who))
    check_day(on)
    if outside.decided_on and on < outside.decided_on:
        raise Refused(_("Ngày chi không thể trước ngày quyết định."), "on")
    whole = sum(line.found.amount for line in lines)
    fund = check_there(unit, whole)
    for line in lines:
        note = _("%(name)s, Quyết định số %(number)s", name=line.who, number=outside.number_text)
        _spend(fund, Purpose.OUTSIDE_PRIZE, line.found.amount, on, note, actor, line.item)
    return whole


def spend(unit: Unit, amount: int, on: date, note: str, *, actor: User) -> None:
    """Pay for organising work out of the unit's fund.

    Refuses everybody but the unit's records clerk, no money, a date in the future, more than there is, and a line that
    does not say what it was for.
    """
    _check_clerk(unit, actor)
    if not 1 <= amount <= LARGEST:
        raise Refused(_("Số tiền phải từ 1 đồng đến dưới 1.000 tỷ đồng."), "amount")
    if not note.strip():
        raise Refused(_("Ghi rõ chi việc gì và số chứng từ."), "note")
    check_day(on)
    audit.take_turn()
    _spend(check_there(unit, amount), Purpose.ORGANISING, amount, on, note.strip(), actor)


def organised(fund: EmulationFund | None) -> tuple[int, bool]:
    """What was spent on organising work in đồng, and whether that is more than its share of what came in."""
    if fund is None:
        return 0, False
    spent = select(func.sum(FundSpending.amount)).where(FundSpending.purpose == Purpose.ORGANISING)
    whole = int(db.session.scalar(spent.where(FundSpending.fund_id == fund.id)) or 0)
    return whole, whole * 100 > fund.received * ORGANISING_SHARE


def _check_clerk(unit: Unit, actor: User) -> None:
    if not actor.holds(Role.RECORDS_CLERK, unit.id):
        raise Refused(_("Sổ quỹ do văn thư của đơn vị ghi."))


def _spend(
    fund: EmulationFund,
    purpose: Purpose,
    amount: int,
    on: date,
    note: str,
    actor: User,
    item: OutsideItem | None = None,
) -> None:
    """One line of the ledger, carried over to the sums."""
    fund.paid += amount
    fund.balance = fund.received - fund.paid
    about = {"amount": amount, "on": on, "note": note, "outside_item_id": item and item.id, "by": actor}
    db.session.add(FundSpending(fund=fund, purpose=purpose, at=clock.now(), **about))
    db.session.flush()
    said = {"amount": amount, "on": on.isoformat(), "item": item and item.id}
    audit.record("fund.spend", fund, actor=actor, purpose=purpose.value, **said)


def outside_payment_words(outside: OutsideDecision, unit: Unit) -> paper.Payments:
    """What the payment list of a decision of others says, for the part that this unit pays."""
    agency, lines = units.agency_of(unit), outside_lines(outside, unit)
    whole = sum(line.found.amount for line in lines)
    rows = [
        [f"{number:02}", line.who, line.where, line.times, grouped(line.found.amount)]
        for number, line in enumerate(lines, 1)
    ]
    return paper.Payments(
        agency_parent=agency.parent,
        agency=agency.name,
        place=agency.place,
        date="",
        award=outside.award_form.name,
        number_text=outside.number_text,
        decided=outside.decided_on.isoformat() if outside.decided_on else "",
        issuer=outside.body,
        base=grouped(lines[0].found.base) if lines else "0",
        rows=rows,
        total=grouped(whole),
        total_in_words=number_in_words(whole).capitalize(),
        head_title=agency.head_title,
    )
