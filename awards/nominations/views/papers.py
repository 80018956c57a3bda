"""The papers made from a dossier, as PDF and as Word, and all of it in one archive."""

from flask import abort, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from awards.accounts.confirming import fresh
from awards.accounts.sessions import me
from awards.core import storage
from awards.core.access import Permission, requires
from awards.core.edge import shown_on
from awards.core.sentences import lazy as _l
from awards.nominations import documents, services
from awards.nominations.models import Nomination
from awards.nominations.views import bp
from awards.nominations.views.letters import paper_answer

PAPERS = {"report": "bao-cao", "consent": "phieu-xac-nhan", "receipt": "giay-tiep-nhan", "contents": "muc-luc"}


def _html(nomination: Nomination, paper: str) -> str:
    made = {"report": documents.report_html, "consent": documents.consent_html, "contents": documents.contents_html}
    html = made[paper](nomination) if paper in made else documents.receipt_html(nomination)
    return html if html is not None else abort(404)


@bp.get("/nominations/<id:nomination_id>/papers/<any(report,consent,receipt,contents):paper>")
@requires(Permission.NOMINATION_VIEW)
def paper(nomination_id: int, paper: str) -> ResponseReturnValue:
    """The report, the form of consent, the receipt slip or the table of contents as PDF."""
    nomination = services.get(nomination_id, actor=me())
    return paper_answer(_html(nomination, paper), f"{PAPERS[paper]}-{nomination.code}.pdf")


@bp.get("/nominations/<id:nomination_id>/papers/<any(report,consent,receipt,contents):paper>/word")
@requires(Permission.NOMINATION_VIEW)
def word(nomination_id: int, paper: str) -> ResponseReturnValue:
    """The same as an editable Word file."""
    nomination = services.get(nomination_id, actor=me())
    return paper_answer(_html(nomination, paper), f"{PAPERS[paper]}-{nomination.code}.docx")


@bp.post("/nominations/<id:nomination_id>/archive")
@requires(Permission.NOMINATION_VIEW)
@fresh(_l("tải cả hồ sơ thành một tệp"))
@shown_on(".show")
def archive(nomination_id: int) -> ResponseReturnValue:
    """Have the whole dossier packed as it stands; who asked for it is logged."""
    nomination = services.get(nomination_id, actor=me())
    copy = services.ask_copy(nomination, actor=me())
    return redirect(url_for(".archive_file", nomination_id=nomination.id, copy_id=copy.id), 303)


@bp.get("/nominations/<id:nomination_id>/archive/<id:copy_id>")
@requires(Permission.NOMINATION_VIEW)
def archive_file(nomination_id: int, copy_id: int) -> ResponseReturnValue:
    """Whether a dossier is packed; with tai=zip the archive itself, as a download."""
    nomination = services.get(nomination_id, actor=me())
    copy = services.archive_copy(nomination, copy_id)
    if not copy.sha256 or request.args.get("tai") != "zip":
        return render_template("nominations/archive_file.html", nomination=nomination, copy=copy)
    path, name = storage.path_of(copy.sha256), f"{nomination.code}.zip"
    answer = send_file(path, mimetype="application/zip", as_attachment=True, download_name=name)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
