"""The money with an award: what the law gives on the day of signing, and what has become of it (domain 2.13)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from awards.core import clock, paper
from awards.core.db import db
from awards.core.errors import Refused
from awards.core.words import number_in_words
from awards.decisions.models import AmendedItem, Decision, DecisionItem, DecisionKind, DecisionState, Flow, Prize
from awards.decisions.services.words import words_now
from awards.law import services as law
from awards.units import services as units


class Due(StrEnum):
    """What has become of one prize."""

    EXPECTED = "expected"  # the decision is not issued yet; by today's law
    OWED = "owed"
    PAID = "paid"
    CANCELLED = "cancelled"  # the award was taken back before it was paid
    TO_RECOVER = "to_recover"  # taken back afterwards
    RECOVERED = "recovered"


DUE_NAMES = {
    Due.EXPECTED: "Dự kiến",
    Due.OWED: "Chưa chi",
    Due.PAID: "Đã chi",
    Due.CANCELLED: "Không chi, đã hủy bỏ khen thưởng",
    Due.TO_RECOVER: "Phải thu hồi",
    Due.RECOVERED: "Đã thu hồi về quỹ",
}
COUNTS = {Due.EXPECTED, Due.OWED, Due.PAID}  # what the payment list adds up


@dataclass(frozen=True)
class Line:
    """One recipient's money, with the words of the decision; `prize` is None before the issue."""

    ordinal: int
    who: str
    where: str
    hundredths: int
    base: int
    amount: int
    due: Due
    prize: Prize | None = None

    @property
    def times(self) -> str:
        """The rate as papers write it: “2,25”."""
        return times(self.hundredths)


def times(hundredths: int) -> str:
    """So many hundredths as papers write a rate: “1,5”, “2,25”, “3”."""
    return f"{hundredths / 100:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def set_prizes(decision: Decision) -> None:
    """With the issue: each award's money, by the rates and the base salary of the day of signing."""
    prizes = law.prizes(decision.award_form, decision.signed_on or clock.today())
    for item in decision.items:
        if found := prizes.get(item.kind):
            numbers = {"hundredths": found.hundredths, "base": found.base, "amount": found.amount}
            db.session.add(Prize(item=item, article=found.article, **numbers))


def lines_of(decision: Decision) -> list[Line]:
    """The money of an award decision by số sổ vàng; nothing where the law gives none."""
    if decision.kind is not DecisionKind.AWARD:
        return []
    named = zip(decision.items, words_now(decision)["entries"], strict=True)
    made = {prize.item_id: prize for prize in _prizes(decision)}
    gone, expected = _taken_back(decision), {}
    if decision.state is not DecisionState.ISSUED:
        expected = law.prizes(decision.award_form, decision.signed_on or clock.today())
    found = [_line(entry, made.get(item.id), expected.get(item.kind), item.id in gone) for item, entry in named]
    return [line for line in found if line is not None]


def _prizes(decision: Decision) -> Sequence[Prize]:
    query = select(Prize).join(DecisionItem).where(DecisionItem.decision_id == decision.id)
    return db.session.scalars(query.options(selectinload(Prize.entries), joinedload(Prize.item))).all()


def _taken_back(decision: Decision) -> set[int]:
    query = select(AmendedItem.item_id).join(Decision, Decision.id == AmendedItem.decision_id)
    revocations = query.where(Decision.original_id == decision.id, Decision.kind == DecisionKind.REVOCATION)
    return set(db.session.scalars(revocations.where(Decision.state == DecisionState.ISSUED)))


def _line(entry: paper.Entry, prize: Prize | None, expected: law.PrizeLaw | None, gone: bool) -> Line | None:
    found = prize or expected
    if found is None:
        return None
    return Line(
        ordinal=entry["ordinal"] or 0,
        who=f"{entry['prefix']} {entry['name']}" if entry["kind"] != "collective" else entry["name"],
        where=", ".join(entry["lines"]),
        hundredths=found.hundredths,
        base=found.base,
        amount=found.amount,
        due=due_of(prize, gone) if prize else Due.EXPECTED,
        prize=prize,
    )


def due_of(prize: Prize, gone: bool) -> Due:
    """What has become of this prize; `gone`: its award was taken back."""
    flows = {entry.flow for entry in prize.entries}
    if Flow.RECOVERED in flows:
        return Due.RECOVERED
    if Flow.PAID in flows:
        return Due.TO_RECOVER if gone else Due.PAID
    return Due.CANCELLED if gone else Due.OWED


def total(lines: Sequence[Line]) -> int:
    """What is to be paid in all, in đồng."""
    return sum(line.amount for line in lines if line.due in COUNTS)


def payment_words(decision: Decision) -> paper.Payments:
    """What the printed payment list says. Awards that were taken back are not on it.

    Refuses a decision that awards nothing.
    """
    if decision.kind is not DecisionKind.AWARD:
        raise Refused(_("Quyết định này không kèm tiền thưởng, nên không có danh sách chi."))
    words, agency = words_now(decision), units.agency_of(decision.unit)
    lines = [line for line in lines_of(decision) if line.due in COUNTS]
    whole = total(lines)
    return paper.Payments(
        agency_parent=agency.parent,
        agency=agency.name,
        place=words["place"],
        date="",
        award=words["award"],
        number_text=words["number_text"],
        decided=words["date"],
        issuer=words["issuer"],
        base=grouped(lines[0].base) if lines else "0",  # one for all: it is that of the day of signing
        rows=[[f"{line.ordinal:02}", line.who, line.where, line.times, grouped(line.amount)] for line in lines],
        total=grouped(whole),
        total_in_words=number_in_words(whole).capitalize(),
        head_title=agency.head_title,
    )


def grouped(amount: int) -> str:
    """A sum as papers write it: “3.795.000”."""
    return f"{amount:,}".replace(",", ".")
