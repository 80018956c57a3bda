"""Declaring a conflict with somebody in the list: for those who number and print, and never open a dossier."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.accounts.sessions import me
from awards.core.access import Permission, requires
from awards.core.forms import options
from awards.decisions import services
from awards.decisions.forms import ListedConflictForm
from awards.decisions.views import bp, opened
from awards.nominations import services as nominations


@bp.route("/<id:decision_id>/conflict", methods=["GET", "POST"])
@requires(Permission.DECISION_VIEW)
def declare_conflict(decision_id: int) -> ResponseReturnValue:
    """Say that I am, or am close to, somebody in the list; then I take no step on it."""
    decision, form = opened(decision_id), ListedConflictForm()
    listed = {one.id: one for one in services.nominations_in(decision)}
    form.whom.choices = options((one.id, f"{one.code} – {one.name}, {one.unit_name}") for one in listed.values())
    if form.validate_on_submit():
        nominations.declare(listed[form.whom.data], form.kind.data, form.reason.data or "", actor=me())
        flash(_("Đã ghi khai báo. Từ nay các bước của quyết định này do người khác thực hiện."))
        return redirect(url_for("nominations.conflicts"), 303)
    return render_template("decisions/declare_conflict.html", form=form, decision=decision)
