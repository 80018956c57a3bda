"""The pages of decisions: the register, and the signed paper as a file."""

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from awards.accounts.sessions import me
from awards.core import clock, sheets, storage
from awards.core.access import Permission, requires
from awards.core.edge import takes_files
from awards.core.errors import Refused
from awards.core.sentences import lazy as _l
from awards.core.sheets import Column
from awards.decisions import services
from awards.decisions.documents import register_html
from awards.decisions.forms import (
    ScanForm,
    StartForm,
)
from awards.decisions.views import as_pdf, back, bp, opened

LARGEST = 10 * 1024 * 1024  # bytes of a scan
ENDINGS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}


SHEET = (
    Column(_l("Cơ quan ban hành"), 36),
    Column(_l("Số, ký hiệu"), 16),
    Column(_l("Ngày ký"), 12),
    Column(_l("Về việc"), 60),
    Column(_l("Người ký"), 28),
)


@bp.get("/register")
@requires(Permission.DECISION_VIEW)
def register() -> ResponseReturnValue:
    """This year's registers, or those of the year in the address."""
    year = request.args.get("nam", clock.today().year, type=int)
    books = services.books(me(), year)
    if sheets.is_wanted():
        entries = ((book.unit.name, one) for book in books for one in book.entries)
        cells = ((unit, o.number_text, o.signed_on, o.subject, o.paper["signer"]["name"]) for unit, o in entries)
        return sheets.send(f"so-quyet-dinh-{year}", SHEET, cells, _("Sổ đăng ký quyết định năm %(year)s", year=year))
    return render_template("decisions/register.html", books=books, year=year)


@bp.get("/register/<id:unit_id>/<int:year>/paper")
@requires(Permission.DECISION_VIEW)
def register_paper(unit_id: int, year: int) -> ResponseReturnValue:
    """The register in the ten columns of Decree 30, as PDF."""
    return as_pdf(register_html(services.get_book(unit_id, year, actor=me())), f"so-quyet-dinh-{year}")


@bp.route("/register/<id:unit_id>/start", methods=["GET", "POST"])
@requires(Permission.DECISION_NUMBER)
def start_register(unit_id: int) -> ResponseReturnValue:
    """Where the numbers of a year begin, for an office that comes in the middle of it."""
    form, book = StartForm(), services.get_book(unit_id, clock.today().year, actor=me())
    if form.validate_on_submit():
        services.start_register(book.unit, form.year.data or 0, form.first.data or 0, actor=me())
        flash(_("Đã đặt số đầu của sổ."))
        return redirect(url_for(".register", nam=form.year.data), 303)
    if not form.is_submitted():
        form.year.data = book.year
    return render_template("decisions/start_register.html", form=form, book=book)


@bp.route("/<id:decision_id>/scan", methods=["GET", "POST"])
@requires(Permission.DECISION_NUMBER)
@takes_files(LARGEST + 100_000)
def scan(decision_id: int) -> ResponseReturnValue:
    """Keep the signed paper as a file."""
    decision, form = opened(decision_id), ScanForm()
    if form.validate_on_submit():
        content = form.file.data.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise Refused(_("Tệp lớn hơn 10 MB."), "file")
        services.keep_scan(decision, content, actor=me())
        return back(decision, _("Đã lưu và khóa bản quét."))
    return render_template("decisions/scan.html", form=form, decision=decision)


@bp.get("/<id:decision_id>/scan/file")
@requires(Permission.DECISION_VIEW)
def scan_file(decision_id: int) -> ResponseReturnValue:
    """The stored scan, always as a download."""
    decision = opened(decision_id)
    if decision.scan is None:
        raise NotFound
    name = f"quyet-dinh-{decision.id}{ENDINGS[decision.scan.media_type]}"
    path = storage.path_of(decision.scan.sha256)
    answer = send_file(path, mimetype=decision.scan.media_type, as_attachment=True, download_name=name)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
