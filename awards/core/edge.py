"""Where a request enters and leaves: one transaction, one commit, one way to say no.

A POST that redirects has done its work and is committed here. A POST that answers with a page has not: the form is
shown again, nothing is kept. A `Refused` from any rule shows the same form again with what was typed.
"""

import inspect
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from flask import Flask, abort, current_app, g, has_request_context, request, session
from flask.sessions import SecureCookieSessionInterface
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from flask_wtf import CSRFProtect
from flask_wtf.csrf import generate_csrf
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from awards.core import requests
from awards.core.access import READING, View
from awards.core.db import db, only_read, read_only_from_here
from awards.core.errors import Refused, Stale, most_files, said_by
from awards.core.rendering import Environment

csrf = CSRFProtect()


class Cookies(SecureCookieSessionInterface):
    """Flask's, with the signer made once for a secret: to make it is more work than to read a cookie with it."""

    _made: tuple[object, Any] = (None, None)

    def get_signing_serializer(self, app: Flask) -> Any:
        secrets = (app.secret_key, *(app.config["SECRET_KEY_FALLBACKS"] or ()))
        if self._made[0] != secrets:
            self._made = secrets, super().get_signing_serializer(app)
        return self._made[1]


class Application(Flask):
    """Flask, with the edge around each view."""

    jinja_environment = Environment
    session_interface = Cookies()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._made: dict[tuple[str, object, str | None], str] = {}

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """No view and no hook of ours is a coroutine; Flask would look at each of them in every request."""
        return func

    def url_for(self, /, endpoint: str, **parts: Any) -> str:
        """Flask's; what is the same on every page, static files and addresses without parts, is made once."""
        if len(parts) != (endpoint == "static") or not has_request_context():
            return super().url_for(endpoint, **parts)
        named = (endpoint, parts.get("filename"), request.blueprint if endpoint[0] == "." else None)
        if named not in self._made:
            self._made[named] = super().url_for(endpoint, **parts)
        return self._made[named]

    def dispatch_request(self) -> ResponseReturnValue:
        if request.method in READING or request.endpoint is None:
            return super().dispatch_request()
        try:
            return self._carry_out()
        except Refused as refused:
            return self._show_again(refused)
        except (StaleDataError, IntegrityError) as error:
            if isinstance(error, IntegrityError) and not _was_taken(error):
                raise
            return self._show_again(
                Stale(gettext("Người khác vừa thay đổi nội dung này. Xin xem lại rồi thực hiện lại."))
            )

    def _carry_out(self) -> ResponseReturnValue:
        look = getattr(self.view_functions[request.endpoint or ""], "look", None)
        if look is not None:
            self._look_ahead(look)
        earlier = requests.earlier_answer(owner())
        if earlier is not None:
            return earlier
        answer: Response = self.make_response(super().dispatch_request())
        if answer.status_code == 200:
            db.session.rollback()
            answer.status_code = 422  # the form, shown again
        elif answer.status_code < 400:
            requests.remember(answer)
            db.session.commit()
        return answer

    def _look_ahead(self, look: Callable[[], object]) -> None:
        db.session.rollback()  # the guard's own, which can write
        read_only_from_here(True)
        g.seen_ahead = look()
        db.session.rollback()
        read_only_from_here(False)

    def _show_again(self, refused: Refused) -> ResponseReturnValue:
        db.session.rollback()
        read_only_from_here(True)
        g.refused = refused
        view = self._page_of(request.endpoint or "")
        if view is None:
            raise refused
        wanted = inspect.signature(inspect.unwrap(view)).parameters
        given = {name: value for name, value in (request.view_args or {}).items() if name in wanted}
        answer = self.make_response(view(**given))
        return said_by(refused, answer)

    def _page_of(self, endpoint: str) -> View | None:
        """The view that shows the form which this POST came from."""
        view = self.view_functions[endpoint]
        named: str | None = getattr(view, "shown_on", None)
        if named is not None:
            return self.view_functions[f"{request.blueprint}{named}" if named.startswith(".") else named]
        methods = request.url_rule.methods if request.url_rule else set()
        return view if methods and "GET" in methods else None


def commit_now() -> None:
    """For what must stand before the view begins, and whatever becomes of it: figures that are used up."""
    db.session.commit()


def _was_taken(error: IntegrityError) -> bool:
    """Did somebody else write the same unique value between our look and our write?"""
    return getattr(error.orig, "sqlstate", "") == "23505" or "UNIQUE constraint failed" in str(error.orig)


def shown_on(endpoint: str) -> Callable[[View], View]:
    """Declare the page whose form posts to this view; it is shown again when a rule refuses."""

    def mark(view: View) -> View:
        view.shown_on = endpoint  # type: ignore[attr-defined]
        return view

    return mark


def looks_ahead(look: Callable[[], object]) -> Callable[[View], View]:
    """Declare what this view's POST works out before it may write, and then finds in `seen_ahead()`.

    For what is slow: while one writes, SQLite lets nobody else write.
    """

    def mark(view: View) -> View:
        view.look = look  # type: ignore[attr-defined]
        return view

    return mark


def seen_ahead() -> Any:
    """What the view's look ahead has returned; None where there was none."""
    return g.get("seen_ahead")


def takes_files(limit: int, most: int = 1) -> Callable[[View], View]:
    """Declare that this view takes up to so many bytes in at most so many files; all others take little and no file."""

    def mark(view: View) -> View:
        view.limit, view.most = limit, most  # type: ignore[attr-defined]
        return view

    return mark


def form_token() -> str:
    """What shows that a form is one of ours (Flask-WTF's), signed once for each session and not for every page."""
    known = session.get("csrf_token")
    return _signed(current_app.secret_key, known) if known else generate_csrf()


@lru_cache(1_000)
def _signed(secret: object, known: str) -> str:
    """The token depends on these, and on a moment that nothing asks for: it is good for as long as the session."""
    token: str = generate_csrf()
    return token


def owner() -> str:
    """Whose form this is: one person's token means nothing in another's hands."""
    return str(current_user.id) if current_user.is_authenticated else ""


def _begin() -> None:
    if request.method in READING:
        only_read()
    else:
        read_only_from_here(False)
    if b"%00" in request.query_string:  # no page writes such an address, and none can show it
        abort(400)
    if request.endpoint and (limit := getattr(current_app.view_functions[request.endpoint], "limit", None)):
        request.max_content_length = limit


def came_from_elsewhere() -> bool:
    """The browser says that another site sent this form."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}


def _protect() -> None:
    if request.method in READING or request.endpoint is None:
        return
    if came_from_elsewhere() or None in request.form or None in request.files:  # a part without a name: no page of ours
        abort(400)
    if sum(bool(file.filename) for _name, file in request.files.items(multi=True)) > most_files():
        abort(413)
    if current_app.config["WTF_CSRF_ENABLED"]:
        csrf.protect()


POLICY = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def _headers(answer: Response) -> Response:
    stricter = answer.headers.get("Content-Security-Policy")  # of a download
    answer.headers.extend(POLICY)
    if stricter:
        answer.headers["Content-Security-Policy"] = stricter
    if request.endpoint == "static" and answer.status_code < 400:
        session.accessed = False  # Flask-Login looks into it for every answer; it would vary with the cookie
    else:
        answer.headers["Cache-Control"] = "no-store"  # also where a file is sent, which says otherwise
    if request.is_secure:
        answer.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return answer


def open_edge(app: Flask) -> None:
    """Before anything else looks at the request."""
    app.before_request(_begin)
    app.after_request(_headers)


def close_edge(app: Flask) -> None:
    """After the guard has let the person in."""
    csrf.init_app(app)
    app.before_request(_protect)
    globals_: dict[str, Any] = {"request_token": requests.new_token, "csrf_token": form_token}
    app.jinja_env.globals.update(globals_)
