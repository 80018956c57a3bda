"""What printing needs: the passports of the printers and the ledger of blanks."""

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.accounts.sessions import me
from awards.certificates import services
from awards.certificates.forms import BlankForm, EntryForm, MeasureForm, PrinterForm
from awards.certificates.models import Entry
from awards.certificates.printing import ruler_page
from awards.certificates.views import bp
from awards.core import sheets
from awards.core.access import Permission, requires
from awards.core.db import db
from awards.core.forms import options
from awards.core.sentences import lazy as _l
from awards.core.sheets import Column

PRINT = Permission.CERTIFICATE_PRINT


@bp.route("/certificates/printers", methods=["GET", "POST"])
@requires(PRINT)
def printers() -> ResponseReturnValue:
    """The printers of one's units, tray by tray; add one."""
    units, form = services.printing_units(me()), PrinterForm()
    form.unit.choices = options((str(unit.id), unit.name) for unit in units)
    if form.validate_on_submit():
        unit = next(one for one in units if str(one.id) == form.unit.data)
        made = services.add_printer(unit, form.name.data or "", form.tray.data or "", actor=me())
        return redirect(url_for(".printer", printer_id=made.id), 303)
    return render_template("certificates/printers.html", form=form, printers=services.printers_of(me()))


@bp.route("/certificates/printers/<id:printer_id>", methods=["GET", "POST"])
@requires(PRINT)
def printer(printer_id: int) -> ResponseReturnValue:
    """One tray's passport: print the ruler page, type what the ruler says."""
    record, form = services.get_printer(printer_id, actor=me()), MeasureForm()
    if form.validate_on_submit():
        services.measure(record, form.readings, seen=form.version, actor=me())
        flash(_("Đã ghi. Hãy in lại trang thước để kiểm tra."))
        return redirect(url_for(".printer", printer_id=record.id), 303)
    if not form.is_submitted():
        form.seen.data = str(record.version)
    return render_template("certificates/printer.html", form=form, printer=record)


@bp.get("/certificates/printers/<id:printer_id>/ruler")
@requires(PRINT)
def ruler(printer_id: int) -> ResponseReturnValue:
    """The ruler page, moved by the present passport."""
    record = services.get_printer(printer_id, actor=me())
    place, name = services.placement_of(record), f"{record.name}, {record.tray}"
    db.session.rollback()  # nobody waits for the drawing
    answer = Response(ruler_page(place, name), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = 'inline; filename="trang-thuoc.pdf"'
    return answer


@bp.route("/certificates/blanks", methods=["GET", "POST"])
@requires(PRINT)
def blanks() -> ResponseReturnValue:
    """The blanks of one's units and how many there are; add a kind."""
    units, forms, form = services.printing_units(me()), services.forms_to_design(me()), BlankForm()
    form.unit.choices = options((str(unit.id), unit.name) for unit in units)
    form.award_form.choices = options((str(one.id), one.name) for one in forms)
    if form.validate_on_submit():
        unit = next(one for one in units if str(one.id) == form.unit.data)
        award_form = next(one for one in forms if str(one.id) == form.award_form.data)
        made = services.add_blank(unit, award_form, form.name.data or "", actor=me())
        return redirect(url_for(".blank", blank_id=made.id), 303)
    return render_template("certificates/blanks.html", form=form, blanks=services.blanks_of(me()), forms=forms)


LEDGER = (
    Column(_l("Lúc"), 18),
    Column(_l("Việc"), 24),
    Column(_l("Số tờ"), 10),
    Column(_l("Ghi chú"), 40),
    Column(_l("Người ghi"), 28),
)


@bp.route("/certificates/blanks/<id:blank_id>", methods=["GET", "POST"])
@requires(PRINT)
def blank(blank_id: int) -> ResponseReturnValue:
    """The ledger of one kind of blank; enter a line."""
    record, form = services.get_blank(blank_id, actor=me()), EntryForm()
    if form.validate_on_submit():
        entry, count, note = Entry(form.entry.data), form.count.data or 0, form.note.data or ""
        services.enter(record, entry, count, note=note, actor=me())
        flash(_("Đã ghi sổ phôi."))
        return redirect(url_for(".blank", blank_id=record.id), 303)
    entries, names = services.last_entries(record, None if sheets.is_wanted() else 200), services.ENTRY_NAMES
    if sheets.is_wanted():
        rows = ((one.at, names[one.entry], one.count, one.note, one.by.name) for one in entries)
        return sheets.send(f"so-phoi-{record.id}", LEDGER, rows, _("Sổ phôi") + f": {record.name}")
    return render_template("certificates/blank.html", form=form, blank=record, entries=entries, names=names)
