"""The print room; and the two steps of a decision that concern its certificates: freezing the list and issuing."""

from datetime import timedelta
from pathlib import Path

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import NotFound

from awards.accounts.sessions import me
from awards.certificates import services
from awards.certificates.forms import BatchForm, RevokeForm
from awards.certificates.models import Batch
from awards.certificates.printing import render_merged
from awards.core import clock, storage
from awards.core.access import Permission, requires
from awards.core.db import db
from awards.core.errors import Refused
from awards.core.pages import room
from awards.core.text import safe_filename
from awards.decisions import services as decisions
from awards.decisions.forms import DecisionForm, FreezeForm
from awards.jobs.models import JobState

bp = Blueprint("certificates", __name__)
room(_l("In ấn"), "certificates.index", Permission.CERTIFICATE_VIEW, place=50)

VIEW, PRINT = Permission.CERTIFICATE_VIEW, Permission.CERTIFICATE_PRINT
IN_WORK = (JobState.QUEUED, JobState.RUNNING)


@bp.route("/decisions/<id:decision_id>/freeze", methods=["GET", "POST"])
@requires(Permission.DECISION_DRAFT)
def freeze(decision_id: int) -> ResponseReturnValue:
    """Freeze the list for signature, after a look whether every certificate fits the paper."""
    decision, form = decisions.get(decision_id, actor=me()), FreezeForm()
    form.offer(decision)
    if form.validate_on_submit():
        signer = next(a.user for a in decisions.leaders_of(decision.unit) if a.user_id == form.signer.data)
        services.freeze(decision, seen=form.version, actor=me(), signer=signer)
        flash(_("Đã chốt danh sách %(n)s. Hãy in quyết định để trình ký.", n=len(decision.items)))
        return redirect(url_for("decisions.show", decision_id=decision.id), 303)
    if not form.is_submitted():
        form.seen.data = str(decision.version)
        decisions.step_for(decision, decisions.DecisionAction.FREEZE, me())
    words = decisions.words_now(decision)
    return render_template(
        "certificates/freeze.html", form=form, decision=decision, words=words, misfits=services.misfits(decision)
    )


@bp.route("/decisions/<id:decision_id>/issue", methods=["GET", "POST"])
@requires(Permission.DECISION_NUMBER)
def issue(decision_id: int) -> ResponseReturnValue:
    """Issue the numbered decision and make its certificates."""
    decision, form = decisions.get(decision_id, actor=me()), DecisionForm()
    if form.validate_on_submit():
        services.issue(decision, seen=form.version, actor=me())
        flash(_("Đã ban hành Quyết định số %(number)s.", number=decision.number_text))
        return redirect(url_for("decisions.show", decision_id=decision.id), 303)
    if not form.is_submitted():
        form.seen.data = str(decision.version)
        decisions.step_for(decision, decisions.DecisionAction.ISSUE, me())
    return render_template("certificates/issue.html", form=form, decision=decision)


@bp.get("/certificates")
@requires(VIEW)
def index() -> ResponseReturnValue:
    """The issued decisions and how far their certificates are."""
    return render_template("certificates/index.html", overviews=services.overviews(me()))


@bp.get("/certificates/decisions/<id:decision_id>")
@requires(VIEW)
def decision(decision_id: int) -> ResponseReturnValue:
    """The certificates of one decision and its printings."""
    found = services.get_decision(decision_id, actor=me())
    certificates, batches = services.of_decision(found), services.last_batches(found)
    return render_template(
        "certificates/decision.html", decision=found, certificates=certificates, batches=batches, IN_WORK=IN_WORK
    )


@bp.get("/certificates/decisions/<id:decision_id>/proof")
@requires(VIEW)
def proof(decision_id: int) -> ResponseReturnValue:
    """The hardest certificates of the list, marked “BẢN THỬ”: before the signature or before printing."""
    found = decisions.get(decision_id, actor=me())
    design, faults = services.design_of(found), services.misfits(found)
    if design is None:
        raise Refused(_("Chưa có mẫu in cho %(form)s.", form=found.award_form.name))
    if faults:
        raise Refused(_("Chưa in được giấy cho tất cả: %(faults)s", faults=" ".join(faults)))
    texts, name = services.hardest(found), f"ban-thu-{found.id}.pdf"
    db.session.rollback()  # nobody waits for the drawing
    answer = Response(render_merged(design, texts, assets=services.artwork(), proof=True), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


@bp.route("/certificates/decisions/<id:decision_id>/print", methods=["GET", "POST"])
@requires(PRINT)
def new_batch(decision_id: int) -> ResponseReturnValue:
    """Start a printing: one certificate, a range, or all."""
    found, form = services.get_decision(decision_id, actor=me()), BatchForm()
    if form.validate_on_submit():
        batch = services.start_batch(found, actor=me(), first=form.first.data or 0, last=form.last.data or 0)
        return redirect(url_for(".batch", batch_id=batch.id), 303)
    if not form.is_submitted():
        only = request.args.get("so", type=int)
        form.first.data, form.last.data = only or 1, only or len(found.items)
    return render_template("certificates/new_batch.html", form=form, decision=found)


@bp.get("/certificates/batches/<id:batch_id>")
@requires(VIEW)
def batch(batch_id: int) -> ResponseReturnValue:
    """How far a printing is; when it is done, its files."""
    found = services.get_batch(batch_id, actor=me())
    in_work = found.job is not None and found.job.state in IN_WORK
    wanted = set() if in_work else set(services.printable(found))  # the bar is asked for every two seconds
    certificates = [one for one in services.of_decision(found.decision) if one.id in wanted] if wanted else []
    return render_template(
        "certificates/batch.html", batch=found, certificates=certificates, in_work=in_work, left=_time_left(found)
    )


def _time_left(found: Batch) -> str | None:
    """A guess in words from what has been done so far."""
    if found.job is None or not found.job.done:
        return None
    if found.job.done == found.job.total:
        return str(_("đang ghép thành một tệp"))
    each = (clock.now() - found.started_at) / found.job.done
    seconds = max(1, round(each / timedelta(seconds=1) * (found.job.total - found.job.done)))
    if seconds < 90:
        return str(_("còn khoảng %(n)s giây", n=seconds))
    return str(_("còn khoảng %(n)s phút", n=round(seconds / 60)))


@bp.get("/certificates/batches/<id:batch_id>/file")
@requires(VIEW)
def batch_file(batch_id: int) -> ResponseReturnValue:
    """The stored file of a whole printing."""
    found = services.get_batch(batch_id, actor=me())
    number = found.decision.number_text.replace("/", "-")
    return _stored(found.sha256, f"Giấy theo Quyết định {number}, số {found.first:02} đến {found.last:02}.pdf")


@bp.get("/certificates/<id:certificate_id>")
@requires(VIEW)
def show(certificate_id: int) -> ResponseReturnValue:
    """One certificate: its words, its state, its file."""
    found = services.get(certificate_id, actor=me())
    return render_template("certificates/show.html", certificate=found, text=services.restored(found.text))


@bp.get("/certificates/<id:certificate_id>/file")
@requires(VIEW)
def file(certificate_id: int) -> ResponseReturnValue:
    """The stored file of one certificate."""
    found = services.get(certificate_id, actor=me())
    return _stored(found.sha256, f"{found.item.ordinal:02} {found.text['name']}.pdf")


def _stored(sha256: str | None, name: str) -> ResponseReturnValue:
    """Bytes as they were stored, always as a download; nothing is drawn here."""
    if sha256 is None:
        raise NotFound
    path: Path = storage.path_of(sha256)
    answer = send_file(path, mimetype="application/pdf", as_attachment=True, download_name=safe_filename(name))
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


@bp.route("/certificates/<id:certificate_id>/revoke", methods=["GET", "POST"])
@requires(Permission.CERTIFICATE_REVOKE)
def revoke(certificate_id: int) -> ResponseReturnValue:
    """Take one certificate back, with a reason, after a look at whose it is."""
    found, form = services.get(certificate_id, actor=me()), RevokeForm()
    if form.validate_on_submit():
        services.revoke(found, reason=form.reason.data or "", seen=form.version, actor=me())
        flash(_("Đã thu hồi giấy của %(name)s.", name=found.text["name"]))
        return redirect(url_for(".show", certificate_id=found.id), 303)
    if not form.is_submitted():
        form.seen.data = str(found.version)
    return render_template("certificates/revoke.html", form=form, certificate=found, text=services.restored(found.text))
