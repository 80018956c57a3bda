"""Logs who looked at which record: every page with a record's id in its address, and every file that is taken away.

Closed by default: a new page of a record is watched without a word in its view. A form shown again shows its record, a
list set for the printer is taken away, and so is a part of a file.
"""

from flask import Flask, Response, request
from flask_login import current_user
from sqlalchemy import Connection, insert

from awards.audit.models import AccessEvent
from awards.core import clock, sheets
from awards.core.side import write_later

SHOWN = {200, 206, 409, 422}


def _watch(answer: Response) -> Response:
    """After a page was made: leave who it was made for. The row is there before the page leaves the house."""
    if answer.status_code not in SHOWN or request.endpoint in {None, "static"} or not current_user.is_authenticated:
        return answer
    if answer.is_json and "Content-Disposition" not in answer.headers:
        return answer  # tells a script how far its own sending has come, and nothing of the record
    is_file, record = answer.mimetype != "text/html" or sheets.is_wanted(), _record()
    if record is None and not is_file:
        return answer
    object_type, object_id = record or ("list", 0)
    told = {
        "at": clock.now(),
        "actor_id": current_user.id,
        "endpoint": request.endpoint,
        "is_file": is_file,
        "object_type": object_type,
        "object_id": object_id,
    }

    def write(connection: Connection) -> None:
        connection.execute(insert(AccessEvent).values(told))

    write_later(write)
    return answer


def _record() -> tuple[str, int] | None:
    """The first record of the address as (table, id): /nominations/7/files/2 is about nomination 7."""
    for name, value in (request.view_args or {}).items():
        if name.endswith("_id") and isinstance(value, int):
            return name.removesuffix("_id"), value
    return None


def init_app(app: Flask) -> None:
    """Watch every answer; the side writer, which runs after this, writes it down."""
    app.after_request(_watch)
