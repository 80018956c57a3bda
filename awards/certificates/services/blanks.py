"""The ledger of blanks (phôi): at every moment delivered = used + spoiled + in stock."""

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from awards.accounts.models import User
from awards.audit import services as audit
from awards.certificates.models import Batch, Blank, BlankEntry, Certificate, Entry
from awards.certificates.services.designs import printing_units
from awards.core import clock
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.decisions.models import Decision
from awards.law.models import AwardForm
from awards.units.models import Unit

# What each entry does to (delivered, used, spoiled, in stock); the balance holds line by line.
EFFECTS = {
    Entry.DELIVERED: (1, 0, 0, 1),
    Entry.USED: (0, 1, 0, -1),
    Entry.GIVEN_BACK: (0, -1, 0, 1),
    Entry.SPOILED_IN_STOCK: (0, 0, 1, -1),
    Entry.SPOILED_IN_PRINT: (0, -1, 1, 0),
}
ENTRY_NAMES = {
    Entry.DELIVERED: "Nhận về",
    Entry.USED: "In",
    Entry.GIVEN_BACK: "Trả lại kho vì hủy lần in",
    Entry.SPOILED_IN_STOCK: "Hỏng trong kho",
    Entry.SPOILED_IN_PRINT: "Hỏng khi in",
}
MOST = 100_000


def blanks_of(actor: User) -> list[Blank]:
    """The blanks of the units for which this person prints."""
    units = [unit.id for unit in printing_units(actor)]
    query = select(Blank).where(Blank.unit_id.in_(units)).options(joinedload(Blank.award_form))
    return list(db.session.scalars(query.order_by(Blank.id)))


def blanks_for(decision: Decision, *, actor: User) -> list[Blank]:
    """The deciding unit's blanks of the decision's award form."""
    mine = [blank for blank in blanks_of(actor) if blank.unit_id == decision.unit_id]
    return [blank for blank in mine if blank.award_form_id == decision.award_form_id]


def get_blank(blank_id: int, *, actor: User) -> Blank:
    """The kind of blank, or NoResultFound when it does not exist for this person."""
    units = [unit.id for unit in printing_units(actor)]
    return db.session.scalars(select(Blank).where(Blank.id == blank_id, Blank.unit_id.in_(units))).one()


def last_entries(blank: Blank, most: int | None = 200) -> list[BlankEntry]:
    """The ledger of one kind of blank, the newest line first; at most so many."""
    query = select(BlankEntry).where(BlankEntry.blank_id == blank.id).options(joinedload(BlankEntry.by))
    return list(db.session.scalars(query.order_by(BlankEntry.id.desc()).limit(most)))


def add_blank(unit: Unit, award_form: AwardForm, name: str, *, actor: User) -> Blank:
    """A new kind of blank with none in stock. Refuses who does not print for the unit, and a name that is there."""
    if not actor.holds(Role.PRINT_CLERK, unit.id):
        raise Refused(_("Sổ phôi do người in của đơn vị giữ."))
    if any((blank.unit_id, blank.name) == (unit.id, name) for blank in blanks_of(actor)):
        raise Refused(_("Loại phôi này đã có trong sổ."), "name")
    blank = Blank(unit=unit, award_form=award_form, name=name, delivered=0, used=0, spoiled=0, in_stock=0)
    db.session.add(blank)
    db.session.flush()
    audit.record("blank.add", blank, actor=actor)
    return blank


def enter(
    blank: Blank,
    entry: Entry,
    count: int,
    *,
    actor: User,
    note: str = "",
    batch: Batch | None = None,
    certificate: Certificate | None = None,
) -> None:
    """Write one line of the ledger and carry it over to the balance.

    Refuses who does not print for the unit, a count that is not there to be taken, and spoiled sheets without a note.
    """
    if not actor.holds(Role.PRINT_CLERK, blank.unit_id):
        raise Refused(_("Sổ phôi do người in của đơn vị giữ."))
    if not 1 <= count <= MOST:
        raise Refused(_("Số tờ phải từ 1 đến 100.000."), "count")
    if entry in {Entry.SPOILED_IN_STOCK, Entry.SPOILED_IN_PRINT} and not note:
        raise Refused(_("Ghi rõ vì sao hỏng."), "note")
    delivered, used, spoiled, in_stock = EFFECTS[entry]
    if blank.in_stock + in_stock * count < 0:
        raise Refused(_("Trong kho chỉ còn %(n)s tờ “%(name)s”.", n=blank.in_stock, name=blank.name), "count")
    if blank.used + used * count < 0:
        raise Refused(_("Mới in %(n)s tờ “%(name)s”.", n=blank.used, name=blank.name), "count")
    blank.delivered += delivered * count
    blank.used += used * count
    blank.spoiled += spoiled * count
    blank.in_stock += in_stock * count
    because = {"note": note, "batch": batch, "certificate": certificate, "by": actor, "at": clock.now()}
    db.session.add(BlankEntry(blank=blank, entry=entry, count=count, **because))
    db.session.flush()
    audit.record("blank.enter", blank, actor=actor, entry=entry.value, count=count)
