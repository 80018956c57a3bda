"""What everybody may see without signing in: whether a certificate is genuine."""

import hashlib
from contextlib import closing

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from awards.certificates import services as certificates
from awards.core.access import public
from awards.core.edge import takes_files
from awards.public.forms import FileForm
from awards.public.services import verdict_of, what_became

bp = Blueprint("public", __name__)
LARGEST = 20 * 1024 * 1024  # bytes; a certificate has a tenth of that


@bp.get("/check")
@public
def check() -> ResponseReturnValue:
    """One field: the code from the paper. A short code that was mistyped is said to be so."""
    typed = request.args.get("code", "").strip()
    mistyped = certificates.is_mistyped(typed)
    if typed and not mistyped:
        code = certificates.canonical(typed)
        return redirect(url_for(".show", code=code or "khong-hop-le"), 303)
    return _unlisted(render_template("public/check.html", typed=typed[:60], mistyped=mistyped))


@bp.get("/check/<path:code>")
@public
def show(code: str) -> ResponseReturnValue:
    """What was issued under this code, as it stands on the paper. Every other code has one and the same answer."""
    found = certificates.look_up(code)
    if found is None:
        return _unlisted(render_template("public/show.html", certificate=None), 404)
    text = certificates.restored(found.text)
    verdict, became = verdict_of(found), what_became(found)
    page = render_template(
        "public/show.html", certificate=found, text=text, verdict=verdict, became=became, successor=found.successor
    )
    return _unlisted(page)


@bp.route("/check/file", methods=["GET", "POST"])
@public
@takes_files(LARGEST)
def file() -> ResponseReturnValue:
    """Is this file, byte for byte, one that was issued? Only its hash is compared; nothing is opened or kept."""
    form, unknown = FileForm(), False
    if form.validate_on_submit():
        with closing(form.file.data) as sent:
            found = certificates.look_up_file(hashlib.file_digest(sent.stream, "sha256").hexdigest())
        if found is not None:
            return redirect(url_for(".show", code=found.code), 303)
        unknown = True
    return _unlisted(render_template("public/file.html", form=form, unknown=unknown))


def _unlisted(page: str, code: int = 200) -> ResponseReturnValue:
    """Search engines keep no copy: a name is found by its code only."""
    answer = make_response(page, code)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
