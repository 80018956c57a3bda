"""Printing: what to print and how, how far it is, and its files."""

from datetime import timedelta
from pathlib import Path

from flask import Response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from awards.accounts.confirming import fresh
from awards.accounts.sessions import me
from awards.certificates import services
from awards.certificates.documents import handover_html
from awards.certificates.forms import BatchForm
from awards.certificates.models import Batch, Wish
from awards.certificates.printing import zipped
from awards.certificates.views import bp
from awards.core import clock, storage
from awards.core.access import Permission, requires
from awards.core.db import db
from awards.core.edge import shown_on
from awards.core.paper import html_to_pdf
from awards.core.sentences import lazy as _l
from awards.core.text import safe_filename
from awards.jobs.models import JobState

VIEW, PRINT = Permission.CERTIFICATE_VIEW, Permission.CERTIFICATE_PRINT
IN_WORK = (JobState.QUEUED, JobState.RUNNING)


@bp.route("/certificates/decisions/<id:decision_id>/print", methods=["GET", "POST"])
@requires(PRINT)
def new_batch(decision_id: int) -> ResponseReturnValue:
    """Start a printing: one certificate, a range, or all; in colour, or the texts alone on blanks."""
    found, form = services.get_decision(decision_id, actor=me()), BatchForm()
    form.offer(services.blanks_for(found, actor=me()), services.printers_of(me()))
    if form.validate_on_submit():
        batch = services.start_batch(found, form.asked, actor=me())
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
    in_work = found.job is not None and found.job.state in IN_WORK and found.wish is Wish.RUN
    certificates = [] if in_work else services.of_batch(found)  # the bar is asked for every two seconds
    prints = services.prints_of([one.id for one in certificates])
    progress = {"in_work": in_work, "left": _time_left(found), "drawn": services.drawn_in(found)}
    return render_template("certificates/batch.html", batch=found, certificates=certificates, prints=prints, **progress)


@bp.post("/certificates/batches/<id:batch_id>/<any(run, pause, cancel):wish>")
@requires(PRINT)
@shown_on(".batch")
def want(batch_id: int, wish: str) -> ResponseReturnValue:
    """Pause a printing, go on with it, or cancel it."""
    found = services.get_batch(batch_id, actor=me())
    services.want(found, Wish(wish), actor=me())
    return redirect(url_for(".batch", batch_id=found.id), 303)


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
    return stored(found.sha256, f"Giấy theo Quyết định {number}, số {found.first:02} đến {found.last:02}.pdf")


@bp.get("/certificates/batches/<id:batch_id>/zip")
@requires(VIEW)
@fresh(_l("tải các giấy thành một tệp"))
def batch_zip(batch_id: int) -> ResponseReturnValue:
    """The single files of a printing in one ZIP file, written while it is sent."""
    found = services.get_batch(batch_id, actor=me())
    files = [(f"{c.item.ordinal:04} {c.text['name']}.pdf", c.sha256) for c in services.of_batch(found) if c.sha256]
    if not files:
        raise NotFound
    name = safe_filename(f"Giấy theo Quyết định {found.decision.number_text.replace('/', '-')}.zip")
    db.session.rollback()  # nobody waits for a slow line
    named = [(safe_filename(file), storage.path_of(sha256)) for file, sha256 in files]
    answer = Response(zipped(named), mimetype="application/zip")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


@bp.get("/certificates/batches/<id:batch_id>/hand-over")
@requires(VIEW)
def hand_over(batch_id: int) -> ResponseReturnValue:
    """The list for hand-over with a column for signatures, in the order of the pile."""
    found = services.get_batch(batch_id, actor=me())
    html, name = handover_html(found, services.of_batch(found)), f"danh-sach-trao-{found.id}.pdf"
    db.session.rollback()  # nobody waits for the typesetting
    answer = Response(html_to_pdf(html), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def stored(sha256: str | None, name: str) -> ResponseReturnValue:
    """Bytes as they were stored, always as a download; nothing is drawn here."""
    if sha256 is None:
        raise NotFound
    path: Path = storage.path_of(sha256)
    answer = send_file(path, mimetype="application/pdf", as_attachment=True, download_name=safe_filename(name))
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
