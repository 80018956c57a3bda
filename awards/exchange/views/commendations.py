"""Earlier commendations from Excel: sent in, looked at, and written into the register for whom the officer says."""

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.accounts.sessions import me
from awards.core import sheets
from awards.core.access import Permission, Role, requires
from awards.core.edge import takes_files
from awards.core.sheet import LARGEST
from awards.exchange import services
from awards.exchange.forms import SheetForm, who_form
from awards.exchange.views import bp
from awards.exchange.views.files import read_upload, workbook_file
from awards.units.models import Unit


def _own_unit() -> Unit:
    return next(one.unit for one in me().appointments_now() if one.role is Role.OFFICER)


@bp.route("/commendations/new", methods=["GET", "POST"])
@requires(Permission.NOMINATION_WRITE)
@takes_files(LARGEST + (1 << 20))
def new_commendations() -> ResponseReturnValue:
    """Send in a list; nothing is written into the register yet."""
    unit, form = _own_unit(), SheetForm()
    if form.validate_on_submit():
        content, sheet = read_upload(form, services.read_commendations)
        name = form.file.data.filename or ""
        made = services.receive_commendations(unit, sheet, file_name=name, content=content, actor=me())
        return redirect(url_for(".show_commendations", import_id=made.id), 303)
    return render_template(
        "exchange/new_commendations.html",
        form=form,
        columns=services.COMMENDATION_COLUMNS,
        earlier=services.earlier_commendations(unit),
    )


@bp.get("/commendations/blank")
@requires(Permission.NOMINATION_WRITE)
def blank_commendations() -> Response:
    """An empty list of earlier commendations, to be filled in."""
    content = sheets.blank(services.COMMENDATION_COLUMNS, services.CHOICES)
    return workbook_file(content, "mau-khen-thuong-truoc-day.xlsx")


@bp.route("/commendations/<id:import_id>", methods=["GET", "POST"])
@requires(Permission.NOMINATION_WRITE)
def show_commendations(import_id: int) -> ResponseReturnValue:
    """What was read, what is wrong in which cell, and who each person of the list may be."""
    made = services.get_commendations(import_id, actor=me())
    people = services.asked_about(made, actor=me())
    form = who_form(people)
    if form.validate_on_submit():
        chosen = {one.key: form.values[one.field] or "" for one in people}
        count = services.enter_commendations(made, chosen, actor=me())
        flash(_("Đã ghi %(count)s lần khen thưởng vào sổ.", count=count))
        return redirect(url_for(".show_commendations", import_id=made.id), 303)
    return render_template("exchange/show_commendations.html", made=made, form=form, people=people)


@bp.get("/commendations/<id:import_id>/marked")
@requires(Permission.NOMINATION_WRITE)
def marked_commendations(import_id: int) -> Response:
    """The same file with red cells and notes."""
    made = services.get_commendations(import_id, actor=me())
    return workbook_file(services.marked_commendations(made), f"khen-thuong-truoc-{made.id}-danh-dau.xlsx")
