"""Declaring a conflict of interest, and taking it back."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.accounts.sessions import me
from awards.core.access import Permission, requires
from awards.nominations import services
from awards.nominations.forms.conflicts import CONFLICT_NAMES, AccountForm, ConflictForm, ConflictReasonForm
from awards.nominations.views import bp


@bp.get("/conflicts")
@requires(Permission.CAMPAIGN_VIEW)
def conflicts() -> ResponseReturnValue:
    """What I have declared."""
    declared = services.declared_by(me())
    return render_template("nominations/conflicts.html", declared=declared, kinds=CONFLICT_NAMES)


@bp.route("/nominations/<id:nomination_id>/conflict", methods=["GET", "POST"])
@requires(Permission.NOMINATION_VIEW)
def declare_conflict(nomination_id: int) -> ResponseReturnValue:
    """Say that I am the nominee, or close to them; then the dossier is not there for me."""
    nomination, form = services.get(nomination_id, actor=me()), ConflictForm()
    if form.validate_on_submit():
        services.declare(nomination, form.kind.data, form.reason.data or "", actor=me())
        flash(_("Đã ghi khai báo. Từ nay hồ sơ này không hiện với ông/bà và người khác xử lý."))
        return redirect(url_for(".conflicts"), 303)
    return render_template("nominations/declare_conflict.html", form=form, nomination=nomination)


@bp.route("/nominations/<id:nomination_id>/account", methods=["GET", "POST"])
@requires(Permission.NOMINATION_WRITE)
def link_account(nomination_id: int) -> ResponseReturnValue:
    """Say that the nominee is a person who signs in here."""
    nomination, form = services.get(nomination_id, actor=me()), AccountForm()
    if form.validate_on_submit():
        services.link_account(nomination, form.username.data or "", form.reason.data or "", actor=me())
        flash(_("Đã ghi. Người đó không xem và không xử lý được hồ sơ của chính mình."))
        return redirect(url_for(".show", nomination_id=nomination.id), 303)
    return render_template("nominations/link_account.html", form=form, nomination=nomination)


@bp.route("/conflicts/<id:conflict_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.CAMPAIGN_VIEW)
def withdraw_conflict(conflict_id: int) -> ResponseReturnValue:
    """Take a declaration of mine back, with a reason."""
    conflict, form = services.declaration(conflict_id, actor=me()), ConflictReasonForm()
    if form.validate_on_submit():
        services.withdraw(conflict, form.reason.data or "", actor=me())
        flash(_("Đã rút khai báo."))
        return redirect(url_for(".conflicts"), 303)
    return render_template("nominations/withdraw_conflict.html", form=form, conflict=conflict, kinds=CONFLICT_NAMES)
