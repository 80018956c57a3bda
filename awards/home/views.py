"""Việc của tôi: what waits for me, what I sent, what the campaigns still need from my unit."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from awards.accounts.sessions import me
from awards.campaigns import services as campaigns
from awards.core.access import signed_in
from awards.core.pages import room
from awards.decisions import services as decisions
from awards.nominations import services as nominations
from awards.nominations.views.drafts import unit_for
from awards.notices import services as notices
from awards.review.views import piles_of

bp = Blueprint("home", __name__)
room(_l("Việc của tôi"), "home.inbox", place=0)


@bp.get("/")
@signed_in
def inbox() -> ResponseReturnValue:
    """The first page after signing in, the same for everybody: each sees what their appointments bring."""
    person = me()
    return render_template(
        "home/inbox.html",
        piles=piles_of(person),
        decisions=decisions.waiting_for(person),
        sent=nominations.sent_by(person),
        drafts=nominations.drafts_of(person),
        campaigns=[campaign for campaign in campaigns.running(person) if unit_for(campaign, person)],
        notices=notices.latest_for(person),
    )
