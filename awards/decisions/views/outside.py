"""Awards decided outside: the list that is submitted, and what came back."""

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from awards.accounts.sessions import me
from awards.campaigns import services as campaigns
from awards.core import clock, storage
from awards.core.access import Permission, requires
from awards.core.edge import takes_files
from awards.core.errors import Refused
from awards.decisions import services
from awards.decisions.forms import DecisionForm, LeaveOutForm, OutsideForm
from awards.decisions.views import bp
from awards.decisions.views.drafts import ticked_of
from awards.decisions.views.registers import ENDINGS, LARGEST
from awards.law.models import CertificateKind

VIEW, DRAFT, NUMBER = Permission.DECISION_VIEW, Permission.DECISION_DRAFT, Permission.DECISION_NUMBER


@bp.route("/outside/new/<id:campaign_id>/<id:award_form_id>", methods=["GET", "POST"])
@requires(DRAFT)
def new_outside(campaign_id: int, award_form_id: int) -> ResponseReturnValue:
    """Submit accepted dossiers to whoever decides outside, all ticked at first."""
    campaign, form = campaigns.get(campaign_id, actor=me()), DecisionForm()
    award_form = services.form_of(campaign, award_form_id)
    if award_form.certificate_kind is not CertificateKind.NONE:
        raise NotFound  # decided and printed here
    nominations = services.available(campaign, award_form, actor=me())
    if form.validate_on_submit():
        outside = services.submit_outside(campaign, award_form, ticked_of(nominations), actor=me())
        flash(_("Đã ghi danh sách trình gồm %(n)s hồ sơ.", n=len(outside.items)))
        return redirect(url_for(".outside", outside_id=outside.id), 303)
    ticked = request.form.getlist("chon") if form.is_submitted() else [str(n.id) for n in nominations]
    found = {"campaign": campaign, "form_of": award_form, "nominations": nominations, "ticked": ticked}
    return render_template("decisions/new_outside.html", form=form, body=services.usual_body(award_form), **found)


@bp.get("/outside/<id:outside_id>")
@requires(VIEW)
def outside(outside_id: int) -> ResponseReturnValue:
    """One list: who is on it, and what came back."""
    return render_template("decisions/outside.html", outside=services.get_outside(outside_id, actor=me()))


@bp.route("/outside/<id:outside_id>/record", methods=["GET", "POST"])
@requires(NUMBER)
@takes_files(LARGEST + 100_000)
def record_outside(outside_id: int) -> ResponseReturnValue:
    """Enter number, date and scan of the decision that came."""
    found, form = services.get_outside(outside_id, actor=me()), OutsideForm()
    if form.validate_on_submit() and form.decided_on.data:
        content = form.file.data.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise Refused(_("Tệp lớn hơn 10 MB."), "file")
        said = {"body": form.body.data or "", "number_text": form.number_text.data or ""}
        day = form.decided_on.data
        services.record_outside(found, **said, decided_on=day, content=content, seen=form.version, actor=me())
        flash(_("Đã ghi và khóa kết quả."))
        return redirect(url_for(".outside", outside_id=found.id), 303)
    if not form.is_submitted():
        form.seen.data, form.body.data = str(found.version), services.usual_body(found.award_form)
        form.decided_on.data = clock.today()
    return render_template("decisions/record_outside.html", form=form, outside=found)


@bp.route("/outside/items/<id:outside_item_id>/leave-out", methods=["GET", "POST"])
@requires(DRAFT)
def leave_out(outside_item_id: int) -> ResponseReturnValue:
    """Take a dossier out of the list, with a reason."""
    item, form = services.get_outside_item(outside_item_id, actor=me()), LeaveOutForm()
    found = item.outside
    if form.validate_on_submit():
        services.leave_out(item, form.reason.data or "", seen=form.version, actor=me())
        flash(_("Đã đưa hồ sơ ra khỏi danh sách trình."))
        return redirect(url_for(".index"), 303)
    if not form.is_submitted():
        form.seen.data = str(found.version)
    return render_template("decisions/leave_out.html", form=form, item=item, outside=found)


@bp.get("/outside/<id:outside_id>/file")
@requires(VIEW)
def outside_file(outside_id: int) -> ResponseReturnValue:
    """The scan of the decision that came, always as a download."""
    found = services.get_outside(outside_id, actor=me())
    if not found.sha256:
        raise NotFound
    name = f"quyet-dinh-cap-tren-{found.id}{ENDINGS[found.media_type]}"
    path = storage.path_of(found.sha256)
    answer = send_file(path, mimetype=found.media_type, as_attachment=True, download_name=name)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
