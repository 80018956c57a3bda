"""Việc của tôi: what waits for me, what I sent, what the campaigns still need from my unit."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from awards.accounts.confirming import fresh
from awards.accounts.models import User
from awards.accounts.sessions import me
from awards.campaigns import services as campaigns
from awards.certificates import services as certificates
from awards.core.access import Permission, signed_in
from awards.core.pages import room
from awards.core.sentences import lazy as _l
from awards.decisions import services as decisions
from awards.home import services
from awards.nominations import documents
from awards.nominations import services as nominations
from awards.nominations.models import Nomination
from awards.nominations.views.drafts import unit_for
from awards.notices import services as notices
from awards.review.views import Pile, piles_of

bp = Blueprint("home", __name__)
room(_l("Việc của tôi"), "home.inbox", place=0)


@bp.get("/")
@signed_in
def inbox() -> ResponseReturnValue:
    """The first page after signing in, the same for everybody: each sees what their appointments bring."""
    person = me()
    drafts = nominations.drafts_of(person)
    waiting = nominations.waiting(person)
    piles = _without(piles_of(person, waiting), drafts)
    mine = {nomination.id for nomination in drafts} | {one.id for pile in piles for one in pile.nominations}
    return render_template(
        "home/inbox.html",
        piles=piles,
        more=len(waiting) == nominations.AT_ONCE,
        drafts=[(draft, nominations.missing(draft)) for draft in drafts],
        ready=decisions.ready(person),
        decisions=decisions.waiting_for(person),
        unprinted=_unprinted(person),
        second_hands=services.second_hands(person),
        elsewhere=[one for one in waiting if one.id not in mine][:20],
        sent=nominations.sent_by(person),
        campaigns=[campaign for campaign in campaigns.running(person) if unit_for(campaign, person)],
        notices=notices.latest_for(person),
    )


@bp.get("/account/data")
@signed_in
@fresh(_l("trích xuất dữ liệu của tài khoản"))
def own_data() -> ResponseReturnValue:
    """All that is held of my account, as a file for me."""
    answer = Response(documents.own_data(services.data_of(me()), []), mimetype="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="du-lieu-tai-khoan-{me().id}.zip"'
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def _without(piles: list[Pile], drafts: list[Nomination]) -> list[Pile]:
    """What this person is still writing stands in its own list."""
    writing = {draft.id for draft in drafts}
    return [pile for pile in piles if not writing.issuperset(one.id for one in pile.nominations)]


def _unprinted(person: User) -> list[certificates.Overview]:
    """The issued decisions some of whose certificates have no file yet, for those who print."""
    if not person.can(Permission.CERTIFICATE_PRINT):
        return []
    return [one for one in certificates.overviews(person) if one.unprinted]
