"""The door: signing in, the first password, changing it, and the rest an account takes after failed tries."""

import re
import secrets
from datetime import datetime, timedelta
from math import ceil

from flask_babel import gettext as _
from sqlalchemy import Connection, case, delete, select, update
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from awards.accounts.models import OneTimeCode, SignInFailure, User
from awards.accounts.services import passwords
from awards.accounts.services.sessions import end_all_sessions, secret_hash
from awards.audit.services import Actor, record
from awards.core import clock
from awards.core.db import db
from awards.core.errors import Refused
from awards.core.settings import setting
from awards.core.side import write_later

USERNAME = re.compile(r"[a-z][a-z0-9.]{2,39}")
# No two of these look alike on a printed slip. 20 of them are 100 random bits.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
GROUPS, GROUP = 4, 5
CODE_LIVES = timedelta(days=7)
FORGET_FAILURES_AFTER = timedelta(days=1)


def sign_in(username: str, password: str) -> User:
    """The person with this name and password.

    Refuses everybody else with one sentence and in the same time, whether the name exists or not, and after
    LOCK_AFTER failures any try for LOCK_MINUTES. The failures outlive the refused request and a restart.
    """
    username = normal_username(username)
    _refuse_resting(username)
    user = _known(username)
    is_right = passwords.matches(user.password_hash if user else "", password)
    if user is None or not is_right or not user.is_active:
        raise _failed(username)
    _forget_failures(username)
    if passwords.is_outdated(user.password_hash):
        user.password_hash = passwords.hashed(password)
    record("accounts.sign_in", user, actor=user)
    return user


def issue_code(user: User, *, actor: Actor | None) -> str:
    """A one-time code for a printed slip, in groups (“7KQ2M-…”), for a first or a forgotten password.

    It lives for 7 days and for one use; earlier codes of this person end now. Only its hash is kept.
    """
    if not user.is_active:
        raise Refused(_("Tài khoản này đang khóa. Mở lại tài khoản trước khi cấp mã."))
    now = clock.now()
    earlier = update(OneTimeCode).where(OneTimeCode.user_id == user.id, OneTimeCode.expires_at > now)
    db.session.execute(earlier.values(expires_at=now))
    code = "".join(secrets.choice(ALPHABET) for _place in range(GROUPS * GROUP))
    db.session.add(OneTimeCode(user=user, code_hash=secret_hash(code), expires_at=now + CODE_LIVES))
    record("accounts.issue_code", user, actor=actor)
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def set_first_password(username: str, code: str, password: str) -> User:
    """Set a password with a one-time code; blanks, dashes and small letters in the code do not matter.

    Refuses a code that is wrong, used, expired or another person's with one sentence, and a weak password. The code is
    looked at first: the rules for passwords would tell a stranger the person's name.
    """
    user = _known(normal_username(username))
    typed = re.sub(r"[\s\-–—.]", "", code[:100]).upper()
    now = clock.now()
    taken = (
        update(OneTimeCode)
        .where(
            OneTimeCode.code_hash == secret_hash(typed),
            OneTimeCode.user_id == (user.id if user else None),
            OneTimeCode.used_at.is_(None),
            OneTimeCode.expires_at > now,
        )
        .values(used_at=now)
        .returning(OneTimeCode.id)
    )
    if user is None or not user.is_active or db.session.scalar(taken) is None:
        sentence = _("Tên đăng nhập hoặc mã một lần không đúng, hoặc mã đã dùng hay đã hết hạn.")
        raise Refused(sentence, "code")
    _set_password(user, password, actor=user)
    return user


def change_password(user: User, old: str, new: str) -> None:
    """Change one's own password. Ends every session of this person, this one too: the caller opens a new one.

    Refuses a wrong old password, counting it like a failed sign-in, and a weak new one.
    """
    _refuse_resting(user.username)
    if not passwords.matches(user.password_hash, old):
        _failed(user.username)
        raise Refused(_("Mật khẩu hiện nay không đúng."), "old_password")
    _set_password(user, new, actor=user)


def normal_username(typed: str) -> str:
    """As it is stored: small letters, no blanks at the ends. Empty for what can be nobody's username."""
    username = typed[:100].strip().lower()
    return username if USERNAME.fullmatch(username) else ""


def _known(username: str) -> User | None:
    return db.session.scalars(select(User).where(User.username == username)).first()


def _set_password(user: User, password: str, *, actor: User) -> None:
    passwords.refuse_weak(password, username=user.username, name=user.name)
    user.password_hash = passwords.hashed(password)
    _forget_failures(user.username)
    end_all_sessions(user)
    record("accounts.set_password", user, actor=actor)


def _lock() -> timedelta:
    return timedelta(minutes=setting("LOCK_MINUTES"))


def _failures(username: str) -> SignInFailure | None:
    """The failures that still count."""
    row = db.session.scalars(select(SignInFailure).where(SignInFailure.username == username)).first()
    return row if row is not None and clock.now() - row.last_at < _lock() else None


def _refuse_resting(username: str) -> None:
    row = _failures(username)
    if row is not None and row.count >= setting("LOCK_AFTER"):
        raise Refused(_resting(row.last_at))


def _resting(since: datetime) -> str:
    """How long to wait, in whole minutes and by the clock on the wall."""
    until = since + _lock()
    sentence: str = _(
        "Đã nhập sai quá nhiều lần. Để bảo vệ tài khoản, xin chờ %(minutes)s phút rồi đăng nhập lại "
        "(từ %(time)s). Nếu quên mật khẩu, hãy xin người quản trị cấp mã mới.",
        minutes=max(1, ceil((until - clock.now()) / timedelta(minutes=1))),
        time=clock.local(until + timedelta(seconds=59)).strftime("%H:%M"),
    )
    return sentence


def _failed(username: str) -> Refused:
    """Count the failure, and what to answer."""
    row = _failures(username)
    if username:  # nobody can have what is no username
        _count_failure(username)
    if row is not None and row.count + 1 >= setting("LOCK_AFTER"):
        return Refused(_resting(clock.now()))
    return Refused(_("Tên đăng nhập hoặc mật khẩu không đúng."))


def _count_failure(username: str) -> None:
    now, lock = clock.now(), _lock()

    def write(connection: Connection) -> None:
        insert = insert_postgresql if connection.dialect.name == "postgresql" else insert_sqlite
        counted = insert(SignInFailure).values(username=username, count=1, last_at=now)
        still_counts = SignInFailure.last_at > now - lock
        counted = counted.on_conflict_do_update(
            index_elements=["username"],
            set_={"count": case((still_counts, SignInFailure.count + 1), else_=1), "last_at": now},
        )
        connection.execute(counted)
        connection.execute(delete(SignInFailure).where(SignInFailure.last_at < now - FORGET_FAILURES_AFTER))

    write_later(write)


def _forget_failures(username: str) -> None:
    db.session.execute(delete(SignInFailure).where(SignInFailure.username == username))
