"""The short way back: what the levels that were passed by object, and what is answered."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.accounts.sessions import me
from awards.core.access import Permission, requires
from awards.core.edge import shown_on
from awards.nominations import services
from awards.nominations.forms import ObjectionForm
from awards.nominations.views import bp


@bp.route("/nominations/<id:nomination_id>/objections", methods=["GET", "POST"])
@requires(Permission.NOMINATION_VIEW, write=Permission.NOMINATION_MOVE)
def objections(nomination_id: int) -> ResponseReturnValue:
    """Whom a corrected dossier passed by, what they object, and the form for one who may."""
    nomination = services.get(nomination_id, actor=me())
    form = ObjectionForm()
    if form.validate_on_submit():
        services.object_to(nomination, form.reason.data or "", actor=me(), seen=form.seen.data or "")
        flash(_("Đã ghi ý kiến của đơn vị."))
        return redirect(url_for(".objections", nomination_id=nomination.id), 303)
    if not form.is_submitted():
        form.seen.data = services.seen_of(nomination)
    way = services.short_way(nomination)
    return render_template(
        "nominations/objections.html",
        nomination=nomination,
        form=form,
        way=way,
        passed=services.passed_by(nomination),
        until=services.last_day(way) if way else None,
        may_object=services.objecting_desk(nomination, me()) is not None,
        may_answer=services.may_answer(nomination, me()),
        standing=services.standing(nomination),
        seen=services.seen_of(nomination),
    )


@bp.post("/nominations/<id:nomination_id>/objections/<id:objection_id>/answer")
@requires(Permission.NOMINATION_MOVE)
@shown_on(".objections")
def answer(nomination_id: int, objection_id: int) -> ResponseReturnValue:
    """The level that asked answers an objection."""
    nomination = services.get(nomination_id, actor=me())
    form = ObjectionForm()
    services.answer(
        nomination,
        services.objection(nomination, objection_id),
        form.reason.data or "",
        actor=me(),
        seen=form.seen.data or "",
    )
    flash(_("Đã trả lời ý kiến."))
    return redirect(url_for(".objections", nomination_id=nomination.id), 303)
