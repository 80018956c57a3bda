"""The citizen number of a nominee: masked, and for five minutes whole, after a logged reason."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from awards.accounts.confirming import fresh
from awards.accounts.sessions import me
from awards.core.access import Permission, requires
from awards.core.sentences import lazy as _l
from awards.nominations import services
from awards.nominations.forms import RevealForm
from awards.nominations.views import bp


@bp.route("/nominees/<id:nominee_id>/citizen-number", methods=["GET", "POST"])
@requires(Permission.CITIZEN_NUMBER)
@fresh(_l("xem đủ số định danh"))
def citizen_number(nominee_id: int) -> ResponseReturnValue:
    """Ask for the whole number with a reason; whoever asked reads it here."""
    nominee = services.nominee(nominee_id, actor=me())
    form = RevealForm()
    if form.validate_on_submit():
        services.reveal(nominee, reason=form.reason.data or "", actor=me())
        return redirect(url_for(".citizen_number", nominee_id=nominee.id), 303)
    return render_template(
        "nominations/citizen_number.html",
        form=form,
        nominee=nominee,
        masked=services.masked_citizen_number(nominee),
        whole=services.revealed_to(nominee, me()),
    )
