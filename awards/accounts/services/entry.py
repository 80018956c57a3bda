"""The door: signing in, the first password, changing it, and the rest an account takes after failed tries."""

import re
import secrets
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select, update

from awards.accounts.models import OneTimeCode, User
from awards.accounts.services import passwords
from awards.accounts.services.second_step import accepts, uses_second_step
from awards.accounts.services.sessions import Reader, end_all_sessions, note_confirmed, secret_hash
from awards.audit.services import Actor, record
from awards.core import clock, limits
from awards.core.db import db
from awards.core.errors import Refused
from awards.core.limits import Kind
from awards.core.settings import setting

USERNAME = re.compile(r"[a-z][a-z0-9.]{2,39}")
# No two of these look alike on a printed slip. 20 of them are 100 random bits.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
GROUPS, GROUP = 4, 5
CODE_LIVES = timedelta(days=7)


@dataclass(frozen=True)
class Tried:
    """Whether a password matched this stored hash: found out before the writing began, because it takes long."""

    password_hash: str
    matched: bool


def try_password(username: str, password: str, *, address: str) -> Tried:
    """Compare a password with this account's, if neither the account nor the address has to rest (else refuses)."""
    username = normal_username(username)
    _refuse_resting(Kind.PASSWORD, username, address)
    user = _known(username)
    password_hash = user.password_hash if user else ""
    return Tried(password_hash, passwords.matches(password_hash, password))


def _matches(password_hash: str, password: str, tried: Tried | None) -> bool:
    if tried is not None and tried.password_hash == password_hash:
        return tried.matched
    return passwords.matches(password_hash, password)  # it was changed in between


def sign_in(username: str, password: str, *, address: str, tried: Tried | None = None) -> User:
    """The person with this name and password (`tried`: what `try_password` said), in unless they use a second step.

    Refuses everybody else with one sentence and in the same time, whether the name exists or not, and after too many
    failures of this account, or from this address, any try for a while (core.limits).
    """
    username = normal_username(username)
    _refuse_resting(Kind.PASSWORD, username, address)
    user = _known(username)
    is_right = _matches(user.password_hash if user else "", password, tried)
    if user is None or not is_right or not user.is_active:
        raise _failed(Kind.PASSWORD, username, address, Refused(_("Tên đăng nhập hoặc mật khẩu không đúng.")))
    if uses_second_step(user):
        return user
    limits.forget(Kind.PASSWORD, username)
    if passwords.is_outdated(user.password_hash):
        user.password_hash = passwords.hashed(password)
    record("accounts.sign_in", user, actor=user)
    return user


def halfway(user_id: int, version: int) -> User | None:
    """Who gave the right password a moment ago, unless anything about the account has changed since."""
    user = db.session.get(User, user_id)
    return user if user is not None and user.version == version and user.is_active else None


def enter(user: User, typed: str, *, address: str) -> User:
    """The second step after the right password: figures of the phone, or a recovery code.

    Refuses anything else, and everything for a while after too many failures.
    """
    _refuse_resting(Kind.TOTP, user.username, address)
    if not user.is_active or not accepts(user, typed):
        wrong = Refused(_("Mã không đúng hoặc đã dùng. Chờ mã mới trên điện thoại rồi nhập lại."), "figures")
        raise _failed(Kind.TOTP, user.username, address, wrong)
    limits.forget(Kind.TOTP, user.username)
    limits.forget(Kind.PASSWORD, user.username)
    record("accounts.sign_in", user, actor=user, second_step=True)
    return user


def confirm(user: User, typed: str, *, address: str) -> None:
    """Show again who one is, before a step of weight: the password, or what the second step takes.

    Refuses anything else, counting it like a failed sign-in.
    """
    _refuse_resting(Kind.PASSWORD, user.username, address)
    if not passwords.matches(user.password_hash, typed) and not accepts(user, typed):
        raise _failed(Kind.PASSWORD, user.username, address, Refused(_("Mật khẩu hoặc mã không đúng.")))
    limits.forget(Kind.PASSWORD, user.username)
    note_confirmed(user)
    record("accounts.confirm", user, actor=user)


def has_old_password(user: User | Reader) -> bool:
    """Has this password been used for longer than the setting PASSWORD_DAYS allows (0: any time)?"""
    days = setting("PASSWORD_DAYS")
    return bool(days) and clock.now() - (user.password_set_at or user.created_at) > timedelta(days=days)


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


def set_first_password(username: str, code: str, password: str, *, address: str) -> User:
    """Set a password with a one-time code; blanks, dashes and small letters in the code do not matter.

    Refuses a code that is wrong, used, expired or another person's with one sentence, counting it like a failed
    sign-in, and a weak password. The code is looked at first: the rules for passwords would tell a stranger the
    person's name.
    """
    username = normal_username(username)
    _refuse_resting(Kind.CODE, username, address)
    user = _known(username)
    typed = re.sub(r"[\s\-–—.]", "", code[:100]).upper()
    now = clock.now()
    taken = (
        update(OneTimeCode)
        .where(
            OneTimeCode.code_hash == secret_hash(typed),
            OneTimeCode.user_id == (user.id if user else None),
            OneTimeCode.used_at.is_(None),
            OneTimeCode.expires_at > now,
            OneTimeCode.expires_at <= now + CODE_LIVES,  # and not from a clock that was set back since
        )
        .values(used_at=now)
        .returning(OneTimeCode.id)
    )
    if user is None or not user.is_active or db.session.scalar(taken) is None:
        sentence = _("Tên đăng nhập hoặc mã một lần không đúng, hoặc mã đã dùng hay đã hết hạn.")
        raise _failed(Kind.CODE, username, address, Refused(sentence, "code"))
    limits.forget(Kind.CODE, username)
    if passwords.matches(user.password_hash, password):
        raise _same()
    _set_password(user, password, actor=user)
    return user


def change_password(user: User, old: str, new: str, *, address: str, tried: Tried | None = None) -> None:
    """Change one's own password. Ends every session of this person, this one too: the caller opens a new one.

    `tried` is what `try_password` said of the old one. Refuses a wrong old password, counting it like a failed
    sign-in, and a weak new one.
    """
    _refuse_resting(Kind.PASSWORD, user.username, address)
    if not _matches(user.password_hash, old, tried):
        wrong = Refused(_("Mật khẩu hiện nay không đúng."), "old_password")
        raise _failed(Kind.PASSWORD, user.username, address, wrong)
    if new == old:
        raise _same()
    _set_password(user, new, actor=user)


def normal_username(typed: str) -> str:
    """As it is stored: small letters, no blanks at the ends. Empty for what can be nobody's username."""
    username = typed[:100].strip().lower()
    return username if USERNAME.fullmatch(username) else ""


def _known(username: str) -> User | None:
    return db.session.scalars(select(User).where(User.username == username)).first()


def _set_password(user: User, password: str, *, actor: User) -> None:
    places = [a.unit.name for a in user.appointments]
    passwords.refuse_weak(password, username=user.username, name=user.name, places=places)
    user.password_hash, user.password_set_at = passwords.hashed(password), clock.now()
    limits.forget(Kind.PASSWORD, user.username)
    end_all_sessions(user)
    record("accounts.set_password", user, actor=actor)


def _same() -> Refused:
    return Refused(_("Mật khẩu mới phải khác mật khẩu đang dùng."), "password")


def _failed(kind: Kind, username: str, address: str, refused: Refused) -> Refused:
    """Count the failure, by account and by address, and what to answer."""
    names = [(kind, username)] if username else []  # nobody can have what is no username
    limits.count(*names, (Kind.ADDRESS, address))
    return refused


def _refuse_resting(kind: Kind, username: str, address: str) -> None:
    limits.refuse_tired((kind, username), (Kind.ADDRESS, address))
