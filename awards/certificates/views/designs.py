"""The office's own designs: begun from another, their numbers edited with the real page beside them."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from awards.accounts.sessions import me
from awards.certificates import services
from awards.certificates.forms import DesignForm, NewDesignForm
from awards.certificates.printing import DESIGNS, FRAME_NAMES, faces, to_values
from awards.certificates.services.designs import FILES, HEAVIEST
from awards.certificates.views import bp
from awards.core.access import Permission, requires
from awards.core.db import db
from awards.core.edge import shown_on, takes_files
from awards.core.pages import words
from awards.core.text import safe_filename

PRINT = Permission.CERTIFICATE_PRINT
UPLOADS = len(FILES) * HEAVIEST + 500_000


words(bp, design_kind=services.kind_name)


@bp.get("/certificates/designs")
@requires(PRINT)
def designs() -> ResponseReturnValue:
    """The designs of one's units, and those that come with the house."""
    return render_template("certificates/designs.html", designs=services.designs_of(me()), shipped=DESIGNS)


@bp.get("/certificates/designs/shipped/<any(giay_chung_nhan, giay_khen, bang_khen, bang_khen_a3):key>")
@requires(PRINT)
def shipped_design(key: str) -> ResponseReturnValue:
    """A design that comes with the house, as a picture."""
    return _picture(services.sample_picture(DESIGNS[key]))


@bp.route("/certificates/designs/new", methods=["GET", "POST"])
@requires(PRINT)
@takes_files(1_000_000)
def new_design() -> ResponseReturnValue:
    """Begin a design from one that comes with the house, or from a file."""
    units, forms, form = services.printing_units(me()), services.forms_to_design(me()), NewDesignForm()
    form.offer(
        units, forms, [(key, f"{one.title} {one.page[0]:g} x {one.page[1]:g} mm") for key, one in DESIGNS.items()]
    )
    if form.validate_on_submit():
        unit = next(one for one in units if str(one.id) == form.unit.data)
        award_form = next(one for one in forms if str(one.id) == form.award_form.data)
        given = form.file.data.read() if isinstance(form.file.data, FileStorage) and form.file.data.filename else None
        layout = services.imported(given) if given is not None else to_values(DESIGNS[form.base.data])
        made = services.draft_design(unit, award_form, form.subject_kind.data or "", layout, actor=me())
        return redirect(url_for(".design", design_id=made.id), 303)
    return render_template("certificates/new_design.html", form=form, forms=forms)


@bp.route("/certificates/designs/<id:design_id>", methods=["GET", "POST"])
@requires(PRINT)
@takes_files(UPLOADS)
def design(design_id: int) -> ResponseReturnValue:
    """The numbers of a design, and the page they make beside them."""
    record, form = services.get_design(design_id, actor=me()), DesignForm()
    if form.validate_on_submit():
        uploads = {name: form[name].data for name in FILES}
        files = {n: f.read() for n, f in uploads.items() if isinstance(f, FileStorage) and f.filename}
        services.edit_design(record, request.form, files, seen=form.version, actor=me())
        return redirect(url_for(".design", design_id=record.id), 303)
    if not form.is_submitted():
        form.seen.data = str(record.version)
    paths = services.paths_of(record.layout)
    paths |= {path: text for path, text in request.form.items() if path in paths}
    choices = {"face": sorted(faces()), "align": ALIGNS, "frame": FRAME_NAMES}
    return render_template("certificates/design.html", design=record, form=form, paths=paths, choices=choices)


ALIGNS = {"left": "Trái", "center": "Giữa", "right": "Phải"}


@bp.get("/certificates/designs/<id:design_id>/preview")
@requires(PRINT)
def preview(design_id: int) -> ResponseReturnValue:
    """The page of a design with a sample's words, as a picture."""
    record = services.get_design(design_id, actor=me())
    return _picture(services.preview(record))


def _picture(png: bytes) -> Response:
    db.session.rollback()
    return Response(png, mimetype="image/png")


@bp.get("/certificates/designs/<id:design_id>/export")
@requires(PRINT)
def export(design_id: int) -> ResponseReturnValue:
    """The numbers of a design as a JSON file."""
    record = services.get_design(design_id, actor=me())
    answer = Response(services.exported(record), mimetype="application/json")
    name = safe_filename(f"Mẫu {record.layout['title']} {record.number}.json")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


@bp.post("/certificates/designs/<id:design_id>/use")
@requires(PRINT)
@shown_on(".design")
def use(design_id: int) -> ResponseReturnValue:
    """Print in this version from now on."""
    record, form = services.get_design(design_id, actor=me()), DesignForm()
    services.use_design(record, seen=form.version, actor=me())
    flash(_("Từ nay giấy được lập theo phiên bản %(n)s của mẫu này.", n=record.number))
    return redirect(url_for(".design", design_id=record.id), 303)


@bp.post("/certificates/designs/<id:design_id>/copy")
@requires(PRINT)
@shown_on(".design")
def copy(design_id: int) -> ResponseReturnValue:
    """Begin the next version with the same numbers."""
    made = services.copy_design(services.get_design(design_id, actor=me()), actor=me())
    return redirect(url_for(".design", design_id=made.id), 303)
