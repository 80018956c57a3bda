"""The signed-in browser: which session a request came with, and who that is."""

from datetime import timedelta
from typing import cast

from flask import Flask, current_app, request, session
from flask_login import LoginManager, current_user, login_user, logout_user
from sqlalchemy import Connection, update

from awards.accounts import services
from awards.accounts.interrupted import session_ended
from awards.accounts.models import User, UserSession
from awards.accounts.services import Reader
from awards.core import clock
from awards.core.access import READING
from awards.core.side import write_later

login_manager = LoginManager()
login_manager.unauthorized_handler(session_ended)
# In this order: each calls itself by the names of those before it, too.
BROWSERS = (
    *(("Edg/", "Edge"), ("coc_coc", "Cốc Cốc"), ("OPR/", "Opera"), ("Firefox/", "Firefox")),
    *(("Chrome/", "Chrome"), ("Safari/", "Safari")),
)
SYSTEMS = (
    *(("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad")),
    *(("Mac OS", "macOS"), ("Linux", "Linux")),
)
TOUCH_EVERY = timedelta(minutes=1)
HALFWAY_LASTS = timedelta(minutes=10)


def reader() -> User | Reader:
    """The signed-in person, not a proxy: enough for who only looks."""
    return cast(User | Reader, current_user._get_current_object())


def me() -> User:
    """The signed-in person as a real object, so that services may store it, or ask for what is kept with it."""
    person = reader()
    return person if isinstance(person, User) else person.user


def begin(user: User) -> None:
    """Sign this person in: a new session row, a new token in the cookie, nothing kept of the old cookie."""
    if current_user.is_authenticated:
        services.end_session(me().session_token)
    session.clear()
    user.session_token = services.open_session(user, _device())
    login_user(user)


def begin_halfway(user: User) -> None:
    """The password was right; the second step must follow within ten minutes."""
    session["halfway"] = [user.id, user.version, int(clock.now().timestamp())]


def halfway() -> User | None:
    """Whoever gave the right password in this browser a moment ago."""
    user_id, version, at = session.get("halfway", (0, 0, 0))
    in_time = clock.now().timestamp() - at < HALFWAY_LASTS.total_seconds()
    return services.halfway(user_id, version) if in_time else None


def _device() -> str:
    """“Chrome, Windows”: enough to know one's own by in the list."""
    said = request.user_agent.string
    browser = next((name for sign, name in BROWSERS if sign in said), "")
    system = next((name for sign, name in SYSTEMS if sign in said), "")
    return ", ".join(filter(None, (browser, system)))


def end() -> None:
    """Sign out: the row ends, so that the cookie is worth nothing any more."""
    services.end_session(me().session_token)
    logout_user()
    session.clear()


def limits() -> dict[str, timedelta]:
    """How long a session may be idle, and how long it may last at all."""
    return {
        "idle": timedelta(seconds=current_app.config["SESSION_IDLE"]),
        "absolute": timedelta(seconds=current_app.config["SESSION_ABSOLUTE"]),
    }


@login_manager.user_loader
def _user_of(token: str) -> User | Reader | None:
    found = services.session_of(token, **limits())
    if found is None:
        return None
    if clock.now() - found.seen_at > TOUCH_EVERY:
        _touch(found.session_id)
    return found if request.method in READING else found.user  # who writes is read again in each transaction


def _touch(session_id: int) -> None:
    now = clock.now()

    def write(connection: Connection) -> None:
        connection.execute(update(UserSession).where(UserSession.id == session_id).values(seen_at=now))

    write_later(write)


def init_app(app: Flask) -> None:
    """Let Flask-Login ask us who a request belongs to."""
    login_manager.init_app(app)
    app.jinja_env.globals["me"] = current_user
