"""The pages of campaigns."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.accounts.sessions import me
from awards.campaigns import services
from awards.campaigns.forms import CloseForm, campaign_form, values_of
from awards.campaigns.models import PHASE_NAMES, Campaign, Movement, Phase
from awards.campaigns.route import PRESETS
from awards.core import clock, sheets
from awards.core.access import Permission, Role, requires
from awards.core.edge import shown_on
from awards.core.levels import LEVEL_NAMES
from awards.core.pages import room
from awards.core.sentences import lazy as _l
from awards.core.sheets import Column
from awards.law.models import SUBJECT_NAMES
from awards.units.models import Unit

bp = Blueprint("campaigns", __name__)
room(_l("Đợt xét"), "campaigns.index", Permission.CAMPAIGN_VIEW, place=30)


@bp.context_processor
def names() -> dict[str, object]:
    """The words for phases, levels and kinds of subject."""
    return {"phase_names": PHASE_NAMES, "level_names": LEVEL_NAMES, "subject_names": SUBJECT_NAMES}


SHEET = (
    Column(_l("Đợt xét"), 50),
    Column(_l("Phong trào"), 50),
    Column(_l("Dịp xét"), 16),
    Column(_l("Hạn gửi đầu tiên"), 14),
    Column(_l("Tình trạng"), 20),
)


def _cells(campaign: Campaign) -> tuple[object, ...]:
    state = _("Đã kết thúc") if campaign.closed_at else _("Đang nhận hồ sơ")
    deadline = campaign.route.stages[0].deadline
    return campaign.name, campaign.movement.name, PHASE_NAMES[campaign.phase], deadline, state


@bp.get("/campaigns")
@requires(Permission.CAMPAIGN_VIEW)
def index() -> ResponseReturnValue:
    """Every campaign, the newest first."""
    found = services.listed(me())
    if sheets.is_wanted():
        return sheets.send("dot-xet", SHEET, map(_cells, found), _("Các đợt xét"))
    may_open = services.opening_unit(me()) is not None
    return render_template("campaigns/index.html", campaigns=found, may_open=may_open)


@bp.get("/campaigns/<id:campaign_id>")
@requires(Permission.CAMPAIGN_VIEW)
def show(campaign_id: int) -> ResponseReturnValue:
    """One campaign: its route with deadlines, its awards with criteria, its grounds."""
    campaign = services.get(campaign_id, actor=me())
    may_close = campaign.closed_at is None and me().holds(Role.SECRETARY, campaign.unit_id)
    return render_template("campaigns/show.html", campaign=campaign, may_close=may_close, form=CloseForm())


@bp.get("/campaigns/new")
@requires(Permission.CAMPAIGN_OPEN)
def choose() -> ResponseReturnValue:
    """On which route a new campaign runs."""
    _central_unit()
    routes = [(route, services.offered(route)) for route in PRESETS.values()]
    return render_template("campaigns/choose.html", routes=routes)


@bp.route("/campaigns/new/<any({}):preset>".format(",".join(map(repr, PRESETS))), methods=["GET", "POST"])
@requires(Permission.CAMPAIGN_OPEN)
def new(preset: str) -> ResponseReturnValue:
    """Open a campaign on this route."""
    unit, route, movements = _central_unit(), PRESETS[preset], services.movements()
    awards = services.offered(route)
    form = campaign_form(route, awards, movements, _filled(unit, movements))
    if form.validate_on_submit():
        campaign = services.open_campaign(**values_of(form, route, awards, movements), actor=me())
        flash(_("Đã mở đợt xét “%(name)s”.", name=campaign.name))
        return redirect(url_for(".show", campaign_id=campaign.id), 303)
    return render_template("campaigns/new.html", form=form, route=route, awards=awards, movements=movements)


@bp.post("/campaigns/<id:campaign_id>/close")
@requires(Permission.CAMPAIGN_OPEN)
@shown_on(".show")
def close(campaign_id: int) -> ResponseReturnValue:
    """End a campaign: it takes no new nominations."""
    campaign = services.get(campaign_id, actor=me())
    services.close(campaign, seen=_seen(CloseForm().seen.data), actor=me())
    flash(_("Đợt xét “%(name)s” đã kết thúc.", name=campaign.name))
    return redirect(url_for(".show", campaign_id=campaign.id), 303)


def _central_unit() -> Unit:
    unit = services.opening_unit(me())
    if unit is None:
        abort(403)
    return unit


def _filled(unit: Unit, movements: list[Movement]) -> dict[str, Any]:
    """What the form says at first: the newest movement, today's units, the unit's own head."""
    newest = movements[0] if movements else None
    return {
        "movement": newest.id if newest else 0,
        "legal_act": newest.legal_act if newest else "",
        "phase": Phase.FINAL.value,
        "units_on": clock.today(),
        "issuer": services.usual_issuer(unit),
    }


def _seen(written: str | None) -> int:
    """The version on the screen; nonsense is no version at all."""
    text = written or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
