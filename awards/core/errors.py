"""How things go wrong: one exception for the rules, one page for each outcome."""

import errno
import secrets
import sqlite3
from contextlib import suppress
from datetime import datetime
from math import ceil

from flask import Flask, Response, current_app, g, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, NoResultFound, OperationalError, SQLAlchemyError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, SecurityError

from awards.core import clock
from awards.core.db import give_up, read_only_from_here
from awards.core.requests import fields_to_keep, sent_by_us

PAGES = {400, 401, 403, 404, 405, 409, 413, 429, 503}  # every other error is shown as 500


# What passes by itself or by freeing space. PostgreSQL's classes: connection, rolled back, resources, in use, stopped.
PASSING = {"08", "40", "53", "55", "57"}
PASSING_WORDS = ("database is locked", "database or disk is full", "disk I/O error")


class Refused(Exception):
    """A rule of the business said no.

    The sentence is shown to the person as it is, in Vietnamese, on top of the form they sent and, if `field` names one,
    beside that field. What they typed stays.
    """

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence, self.field = str(sentence), field


class TooMany(Refused):
    """So many tries that the next may come only `until` then."""

    def __init__(self, sentence: str, until: datetime) -> None:
        super().__init__(sentence)
        self.until = until

    @property
    def retry_after(self) -> int:
        """Whole seconds from now, for the header of that name."""
        return max(1, ceil((self.until - clock.now()).total_seconds()))


class Overloaded(RuntimeError):
    """Work that was to end in some seconds did not; on a quieter machine it may."""


class Stale(Refused):
    """Somebody else changed the record between the look and the click."""


def page(code: int) -> ResponseReturnValue:
    """The page for this outcome; nothing of the request is kept."""
    give_up()
    read_only_from_here(True)
    shown = code if code in PAGES else 500
    largest = min(request.max_content_length or 0, current_app.config["UPLOAD_LIMIT"])
    said = {"most": most_files(), "megabytes": max(1, largest // 1_000_000)} if code == 413 else {}
    said |= {"reference": g.get("reference"), "refused": g.get("refused"), "may_send_again": g.get("may_send_again")}
    return render_template(f"errors/{shown}.html", typed=typed(), **said), code


def most_files() -> int:
    """How many files this page takes with one form: what `takes_files` says, else none."""
    return int(getattr(current_app.view_functions.get(request.endpoint or ""), "most", 0))


def typed() -> list[list[str]]:
    """What was in a form that cannot be shown again, so that the person can copy it; nothing if it cannot be read."""
    if request.method != "POST" or g.get("too_large"):
        return []
    try:
        return fields_to_keep()
    except HTTPException:  # too large, or broken off: refused for something else before anybody looked inside
        return []


def init_app(app: Flask) -> None:
    """Register one handler for each way a request can fail."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _old_form)
    app.register_error_handler(SecurityError, _not_our_host)
    app.register_error_handler(NoResultFound, lambda error: page(404))
    app.register_error_handler(DataError, lambda error: page(400))
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(OperationalError, _busy)
    app.register_error_handler(sqlite3.OperationalError, _busy)  # a BEGIN that waited too long, see core.db
    app.register_error_handler(OSError, _no_room)
    app.register_error_handler(Overloaded, _overloaded)
    app.register_error_handler(Exception, _unforeseen)


def _http(error: HTTPException) -> ResponseReturnValue:
    g.too_large = error.code == 413
    answer = make_response(page(error.code or 500))
    if isinstance(error, MethodNotAllowed):
        answer.allow.update(error.valid_methods or ())
    return answer


def _old_form(error: CSRFError) -> ResponseReturnValue:
    """A page from before the last sign-in, left open in another window, may send its form again with one button."""
    g.may_send_again = sent_by_us()
    return page(400)


def _not_our_host(error: SecurityError) -> ResponseReturnValue:
    """Without a name of ours no address can be written into a page, not even that of the style sheet."""
    sentence = gettext("Địa chỉ này không phải của hệ thống. Hãy mở đúng địa chỉ được cấp.")
    return sentence, 400, {"Content-Type": "text/plain; charset=utf-8"}


def _refused(error: Refused) -> ResponseReturnValue:
    """A rule refused a page that only shows something, or the form that would be shown again."""
    g.refused = error
    return said_by(error, make_response(page(429 if isinstance(error, TooMany) else 409)))


def said_by(refused: Refused, answer: Response) -> Response:
    """The code that goes with the sentence, and when to come back."""
    answer.status_code = 409
    if isinstance(refused, TooMany):
        answer.status_code = 429
        answer.headers["Retry-After"] = str(refused.retry_after)
    return answer


def _busy(error: OperationalError | sqlite3.OperationalError) -> ResponseReturnValue:
    """The database was locked for too long, went away or is full: nothing was kept, and trying again is right."""
    cause = getattr(error, "orig", error)
    state, lost = getattr(cause, "sqlstate", None) or "", getattr(error, "connection_invalidated", False)
    if not (lost or state[:2] in PASSING or any(word in str(cause) for word in PASSING_WORDS)):
        return _unforeseen(error)
    current_app.logger.error("database: %s", cause)
    return _later()


def _no_room(error: OSError) -> ResponseReturnValue:
    """The disk is full."""
    if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
        return _unforeseen(error)
    current_app.logger.error("disk: %s", error)
    return _later()


def _overloaded(error: Overloaded) -> ResponseReturnValue:
    """A paper or a picture took too long."""
    current_app.logger.error("overloaded: %s", error)
    return _later()


def _later() -> ResponseReturnValue:
    """503 with what was typed, so that nothing is lost while people wait."""
    with suppress(SQLAlchemyError):
        give_up()
    try:
        answer = make_response(page(503))
    except SQLAlchemyError:  # not even the head of the page can be read
        sentence = gettext("Hệ thống đang bận, chưa có gì được lưu. Xin thử lại sau ít phút.")
        answer = make_response(sentence, 503, {"Content-Type": "text/plain; charset=utf-8"})
    answer.headers["Retry-After"] = "30"
    return answer


def _unforeseen(error: Exception) -> ResponseReturnValue:
    g.reference = secrets.token_hex(4)  # the person reads it out, the log knows it
    current_app.logger.exception("unforeseen error %s", g.reference)
    if current_app.testing:
        raise error
    return page(500)
