"""What everybody may see without signing in: whether a certificate is genuine."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from awards.certificates import services as certificates
from awards.core.access import public

bp = Blueprint("public", __name__)


@bp.get("/check")
@public
def check() -> ResponseReturnValue:
    """One field: the code from the paper."""
    typed = request.args.get("code", "").strip()
    if typed:
        code = certificates.canonical(typed)
        return redirect(url_for(".show", code=code or "khong-hop-le"), 303)
    return _unlisted(render_template("public/check.html"))


@bp.get("/check/<path:code>")
@public
def show(code: str) -> ResponseReturnValue:
    """What was issued under this code, as it stands on the paper. Every other code has one and the same answer."""
    found = certificates.find(certificates.canonical(code))
    text = certificates.restored(found.text) if found else None
    page = render_template("public/show.html", certificate=found, text=text)
    return _unlisted(page, 200 if found else 404)


def _unlisted(page: str, code: int = 200) -> ResponseReturnValue:
    """Search engines keep no copy: a name is found by its code only."""
    answer = make_response(page, code)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
