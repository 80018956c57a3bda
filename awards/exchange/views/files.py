"""What both kinds of lists have in common: a workbook comes in and is read, and goes out marked."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from flask import Response
from flask_babel import gettext as _

from awards.core.db import db
from awards.core.errors import Refused
from awards.core.sheet import FIELD, LARGEST, MEDIA_TYPE, Sheet
from awards.exchange.forms import SheetForm


def read_upload(form: SheetForm, read: Callable[[Path], Sheet]) -> tuple[bytes, Sheet]:
    """The bytes that were sent, and the sheet in them. Nobody waits for the reading: the transaction is let go."""
    content: bytes = form.file.data.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise Refused(_("Tệp lớn hơn 10 MB."), FIELD)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.xlsx"
        path.write_bytes(content)
        db.session.rollback()
        return content, read(path)


def workbook_file(content: bytes, name: str) -> Response:
    """A workbook as a download."""
    answer = Response(content, mimetype=MEDIA_TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
