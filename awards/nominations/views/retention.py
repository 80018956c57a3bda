"""What is due to be destroyed, and erasing one person: proposed by an officer, confirmed by a leader."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.accounts.confirming import fresh
from awards.accounts.sessions import me
from awards.core.access import Permission, requires
from awards.core.edge import shown_on
from awards.core.sentences import lazy as _l
from awards.nominations import services
from awards.nominations.forms.retention import GROUND_NAMES, ErasureForm
from awards.nominations.models import ErasureGround
from awards.nominations.views import bp


@bp.get("/nominees/due")
@requires(Permission.NOMINATION_VIEW)
def due() -> ResponseReturnValue:
    """The nominees whose time has run out, and what was erased or waits for a second hand."""
    told = {"periods": services.periods(), "grounds": GROUND_NAMES}
    return render_template(
        "nominations/due.html", nominees=services.due(me()), erasures=services.erasures(me()), **told
    )


@bp.route("/nominees/<id:nominee_id>/erasure", methods=["GET", "POST"])
@requires(Permission.NOMINATION_VIEW, write=Permission.NOMINATION_WRITE)
def erasure(nominee_id: int) -> ResponseReturnValue:
    """What goes and what stays; an officer proposes it here."""
    found, form = services.get_nominee(nominee_id, actor=me()), ErasureForm()
    if form.validate_on_submit():
        services.propose_erasure(found, form.ground.data, form.reason.data or "", actor=me())
        flash(_("Đã ghi đề nghị. Lãnh đạo đơn vị xác nhận thì dữ liệu mới bị xóa."))
        return redirect(url_for(".erasure", nominee_id=found.id), 303)
    form.ground.data = form.ground.data or (ErasureGround.DUE if services.is_due(found) else ErasureGround.REQUEST)
    return render_template(
        "nominations/erasure.html",
        form=form,
        nominee=found,
        grounds=GROUND_NAMES,
        may_keep=services.may_keep(found, me()),
        may_confirm=services.may_confirm_erasure(found, me()),
    )


@bp.post("/nominees/<id:nominee_id>/erasure/confirm")
@requires(Permission.NOMINATION_MOVE)
@fresh(_l("xóa dữ liệu của một người"))
@shown_on(".erasure")
def confirm_erasure(nominee_id: int) -> ResponseReturnValue:
    """The second hand: the data goes now."""
    services.confirm_erasure(services.get_nominee(nominee_id, actor=me()), actor=me())
    flash(_("Đã xóa dữ liệu. Tệp trong kho lưu trữ được xóa trong vòng hai giờ."))
    return redirect(url_for(".due"), 303)


@bp.post("/nominees/<id:nominee_id>/erasure/drop")
@requires(Permission.NOMINATION_MOVE)
@shown_on(".erasure")
def drop_erasure(nominee_id: int) -> ResponseReturnValue:
    """Take the proposal off the table."""
    found = services.get_nominee(nominee_id, actor=me())
    services.drop_erasure(found, actor=me())
    flash(_("Đã bỏ đề nghị."))
    return redirect(url_for(".nominee", nominee_id=found.id), 303)
