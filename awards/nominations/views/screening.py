"""The checklist of discipline, investigation and complaint, and the document that ends a matter."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.accounts.sessions import me
from awards.core import clock
from awards.core.access import Permission, requires
from awards.nominations import services
from awards.nominations.forms import SCREENING_NAMES, CloseMatterForm, ScreeningForm
from awards.nominations.views import bp


@bp.route("/nominations/<id:nomination_id>/screening", methods=["GET", "POST"])
@requires(Permission.NOMINATION_VIEW, write=Permission.NOMINATION_MOVE)
def screening(nomination_id: int) -> ResponseReturnValue:
    """What was looked into so far, and one look more."""
    nomination, form = services.get(nomination_id, actor=me()), ScreeningForm()
    if form.validate_on_submit():
        words = {name: value for name, value in form.values.items() if name not in {"seen", "document"}}
        services.screen(nomination, document=form.document.data or "", seen=form.seen.data or "", actor=me(), **words)
        flash(_("Đã ghi kết quả kiểm tra."))
        return redirect(url_for(".screening", nomination_id=nomination.id), 303)
    if not form.is_submitted():
        form.seen.data, form.checked_on.data = services.seen_of(nomination), clock.today()
    return render_template(
        "nominations/screening.html",
        form=form,
        nomination=nomination,
        kinds=SCREENING_NAMES,
        is_proposer=nomination.unit_id in me().unit_ids(),
        may_write=me().unit_ids() & {nomination.desk_id} and not nomination.is_first,
    )


@bp.route("/nominations/<id:nomination_id>/screening/<id:screening_id>/close", methods=["GET", "POST"])
@requires(Permission.NOMINATION_VIEW, write=Permission.NOMINATION_MOVE)
def close_matter(nomination_id: int, screening_id: int) -> ResponseReturnValue:
    """Write down the document with which a matter ended."""
    nomination, form = services.get(nomination_id, actor=me()), CloseMatterForm()
    found = services.matter(nomination, screening_id)
    if form.validate_on_submit():
        on = form.values["closed_on"]
        seen, document = form.seen.data or "", form.document.data or ""
        services.close_matter(nomination, found, document=document, closed_on=on, seen=seen, actor=me())
        flash(_("Đã ghi văn bản kết luận."))
        return redirect(url_for(".screening", nomination_id=nomination.id), 303)
    if not form.is_submitted():
        form.seen.data, form.closed_on.data = services.seen_of(nomination), clock.today()
    return render_template("nominations/close_matter.html", form=form, nomination=nomination, matter=found)
