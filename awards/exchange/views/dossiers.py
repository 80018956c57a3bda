"""Nominations from Excel: sent in, looked at, and the clean rows entered."""

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.accounts.sessions import me
from awards.campaigns import services as campaigns
from awards.campaigns.models import Campaign
from awards.core import sheets
from awards.core.access import Permission, requires
from awards.core.db import db
from awards.core.edge import shown_on, takes_files
from awards.core.errors import Refused
from awards.core.sheet import LARGEST
from awards.exchange import services
from awards.exchange.forms import SheetForm
from awards.exchange.views import bp
from awards.exchange.views.files import read_upload, workbook_file
from awards.nominations.views.drafts import unit_for
from awards.units.models import Unit


def _unit(campaign: Campaign) -> Unit:
    unit = unit_for(campaign, me())
    if unit is None:
        raise Refused(_("Đợt xét này nhận đề nghị từ cấp khác, không phải từ đơn vị của ông/bà."))
    return unit


@bp.route("/new/<id:campaign_id>", methods=["GET", "POST"])
@requires(Permission.NOMINATION_WRITE)
@takes_files(LARGEST + (1 << 20))
def new(campaign_id: int) -> ResponseReturnValue:
    """Send in a sheet; nothing is entered yet."""
    campaign, form = campaigns.get(campaign_id, actor=me()), SheetForm()
    unit = _unit(campaign)
    if form.validate_on_submit():
        content, sheet = read_upload(form, services.read)
        name = form.file.data.filename or ""
        made = services.receive(campaign, unit, sheet, file_name=name, content=content, actor=me())
        return redirect(url_for(".show", import_id=made.id), 303)
    return render_template(
        "exchange/new.html",
        campaign=campaign,
        form=form,
        columns=services.COLUMNS,
        earlier=services.earlier(campaign, unit),
    )


@bp.get("/new/<id:campaign_id>/blank")
@requires(Permission.NOMINATION_WRITE)
def blank(campaign_id: int) -> Response:
    """An empty list for this campaign, to be filled in."""
    campaign = campaigns.get(campaign_id, actor=me())
    content = sheets.blank(services.COLUMNS, services.choices_of(campaign))
    return workbook_file(content, "mau-danh-sach-de-nghi.xlsx")


@bp.get("/<id:import_id>")
@requires(Permission.NOMINATION_WRITE)
def show(import_id: int) -> ResponseReturnValue:
    """What was read: how many rows are clean, and what is wrong in which cell."""
    made = services.get(import_id, actor=me())
    return render_template("exchange/show.html", made=made, at_once=services.AT_ONCE)


@bp.get("/<id:import_id>/marked")
@requires(Permission.NOMINATION_WRITE)
def marked(import_id: int) -> Response:
    """The same file with red cells and notes."""
    made = services.get(import_id, actor=me())
    return workbook_file(services.marked(made), f"danh-sach-{made.id}-danh-dau.xlsx")


@bp.post("/<id:import_id>/enter")
@requires(Permission.NOMINATION_WRITE)
@shown_on(".show")
def enter(import_id: int) -> ResponseReturnValue:
    """Enter the clean rows as drafts."""
    made = services.get(import_id, actor=me())
    path = services.workbook(made)
    db.session.rollback()  # nobody waits for the reading
    count = services.enter(made, services.read(path), actor=me())
    flash(_("Đã lập %(count)s hồ sơ nháp.", count=count))
    return redirect(url_for(".show", import_id=made.id), 303)
