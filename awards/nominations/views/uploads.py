"""Uploads in pieces, for scripts: open a place, send the next piece, ask how far it is."""

from flask import abort, g, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from awards.accounts.sessions import me
from awards.core.access import Permission, requires
from awards.core.edge import shown_on, takes_files
from awards.nominations import services
from awards.nominations.models import DocType
from awards.nominations.views import bp

PIECE = 300 * 1024  # a piece and the form around it


@bp.post("/nominations/<id:nomination_id>/uploads")
@requires(Permission.NOMINATION_WRITE)
@shown_on(".evidence")
def begin_upload(nomination_id: int) -> ResponseReturnValue:
    """Open a place for a file: doc_type, name, size, caption."""
    nomination = services.get(nomination_id, actor=me())
    upload = services.begin_upload(
        nomination,
        doc_type=DocType(request.form["doc_type"]) if request.form.get("doc_type") in list(DocType) else abort(400),
        file_name=request.form.get("name", "")[:500],
        size=_number("size"),
        caption=request.form.get("caption", ""),
        actor=me(),
    )
    return redirect(url_for(".upload", nomination_id=nomination.id, upload_id=upload.id), 303)


@bp.route("/nominations/<id:nomination_id>/uploads/<id:upload_id>", methods=["GET", "POST"])
@requires(Permission.NOMINATION_WRITE)
@takes_files(PIECE)
def upload(nomination_id: int, upload_id: int) -> ResponseReturnValue:
    """Take the next piece (offset, piece); answers how much is there."""
    nomination = services.get(nomination_id, actor=me())
    found = services.get_upload(nomination, upload_id, actor=me())
    if request.method == "POST" and g.get("refused") is None:
        piece = request.files["piece"].read()
        services.take_piece(nomination, found, offset=_number("offset"), content=piece, actor=me())
        return redirect(url_for(".upload", nomination_id=nomination.id, upload_id=found.id), 303)
    refused = g.get("refused")
    return jsonify(offset=found.received, done=found.done_at is not None, refused=refused.sentence if refused else "")


def _number(name: str) -> int:
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else abort(400)
