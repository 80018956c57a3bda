"""The passports of printers: how far texts are moved so that they meet a blank, for each printer and tray."""

from flask_babel import gettext as _
from sqlalchemy import select

from awards.accounts.models import User
from awards.audit import services as audit
from awards.certificates.models import Printer
from awards.certificates.printing import Placement, corrected
from awards.certificates.services.designs import printing_units
from awards.core import clock
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused, Stale
from awards.units.models import Unit

MOST_SHIFT, LEAST_SCALE, MOST_SCALE = 30.0, 90.0, 110.0


def printers_of(actor: User) -> list[Printer]:
    """The printers of the units for which this person prints."""
    units = [unit.id for unit in printing_units(actor)]
    return list(db.session.scalars(select(Printer).where(Printer.unit_id.in_(units)).order_by(Printer.id)))


def get_printer(printer_id: int, *, actor: User) -> Printer:
    """The printer, or NoResultFound when it does not exist for this person."""
    units = [unit.id for unit in printing_units(actor)]
    return db.session.scalars(select(Printer).where(Printer.id == printer_id, Printer.unit_id.in_(units))).one()


def placement_of(printer: Printer) -> Placement:
    """The printer's shift in millimetres and its scale."""
    return Placement(printer.right, printer.down, printer.scale / 100)


def add_printer(unit: Unit, name: str, tray: str, *, actor: User) -> Printer:
    """A printer's tray, not yet measured. Refuses who does not print for the unit, and a tray that is there already."""
    if not actor.holds(Role.PRINT_CLERK, unit.id):
        raise Refused(_("Máy in do người in của đơn vị khai."))
    if any((one.unit_id, one.name, one.tray) == (unit.id, name, tray) for one in printers_of(actor)):
        raise Refused(_("Khay này của máy in đã có trong danh sách."), "tray")
    printer = Printer(unit=unit, name=name, tray=tray)
    db.session.add(printer)
    db.session.flush()
    audit.record("printer.add", printer, actor=actor)
    return printer


def measure(printer: Printer, readings: tuple[float, float, float], *, seen: int, actor: User) -> None:
    """Enter what was read from the ruler page printed with the present passport.

    The readings are millimetres from the left edge and from the upper edge to the first cross, and between the crosses.

    Refuses readings that no printer gives: more than 30 mm of shift, a scale outside 90 to 110 %.
    """
    if printer.version != seen:
        raise Stale(_("Hộ chiếu máy in vừa thay đổi. Xin in lại trang thước rồi đo lại."))
    place = corrected(placement_of(printer), *readings)
    if max(abs(place.right), abs(place.down)) > MOST_SHIFT:
        raise Refused(_("Lệch quá 30 mm: xin kiểm tra lại số đo và cách đặt giấy."), "left")
    if not LEAST_SCALE <= place.scale * 100 <= MOST_SCALE:
        raise Refused(_("Tỉ lệ ngoài 90 đến 110 %%: xin kiểm tra lại số đo."), "length")
    printer.right, printer.down, printer.scale = place.right, place.down, round(place.scale * 100, 3)
    printer.measured_by, printer.measured_at = actor, clock.now()
    audit.record("printer.measure", printer, actor=actor, right=place.right, down=place.down, scale=printer.scale)
