"""The second step of signing in: six figures from the person's phone (TOTP, RFC 6238), or a recovery code.

No figures and no recovery code work twice, however they are typed and whoever is quicker: what is marked as used is the
time step the figures stand for, by one UPDATE that only one of two can win.
"""

import base64
import re
import secrets
from datetime import timedelta

import pyotp
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask_babel import gettext as _
from sqlalchemy import delete, select, update

from awards.accounts.models import RecoveryCode, SecondStep, User
from awards.accounts.services.sessions import Reader, end_other_sessions, secret_hash
from awards.audit.services import Actor, record
from awards.core import clock
from awards.core.db import db
from awards.core.errors import Refused
from awards.core.settings import setting

ISSUER = "Gương sáng"
STEP = timedelta(seconds=30)
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no two of these look alike on paper
CODES, GROUPS, GROUP = 10, 4, 4  # 16 of 32 letters are 80 random bits


def second_step_of(user: User | Reader) -> SecondStep | None:
    """The phone of this person, whether they have shown that it works or not."""
    return db.session.scalars(select(SecondStep).where(SecondStep.user_id == user.id)).first()


def uses_second_step(user: User | Reader) -> bool:
    """Does signing in ask this person for the second step?"""
    found = second_step_of(user)
    return found is not None and found.confirmed_at is not None


def must_set_second_step(user: User | Reader) -> bool:
    """Does one of this person's roles need a second step, by the setting TOTP_ROLES, and they have none yet?"""
    needs = any(a.role.value in setting("TOTP_ROLES") for a in user.appointments_now())
    return needs and not uses_second_step(user)


def begin_second_step(user: User) -> None:
    """A new secret for a phone, which counts when the person has typed its figures. Refuses while one is in use."""
    if uses_second_step(user):
        raise Refused(_("Xác thực hai bước đang bật. Tắt trước khi bật cho điện thoại khác."))
    db.session.execute(delete(SecondStep).where(SecondStep.user_id == user.id))
    sealed = _lock().encrypt(pyotp.random_base32().encode()).decode()
    db.session.add(SecondStep(user_id=user.id, secret=sealed))
    record("accounts.begin_second_step", user, actor=user)


def enrolment(user: User) -> tuple[str, str] | None:
    """(the secret to type, the address for the QR code) while a phone waits to be confirmed; else None."""
    found = second_step_of(user)
    if found is None or found.confirmed_at is not None:
        return None
    secret = _secret(found)
    return secret, pyotp.TOTP(secret).provisioning_uri(name=user.username, issuer_name=ISSUER)


def confirm_second_step(user: User, figures: str) -> list[str]:
    """Turn the second step on: the phone shows the right figures. Ends the person's other sessions.

    Returns ten recovery codes, of which only the hashes are kept.
    """
    found = second_step_of(user)
    if found is None or found.confirmed_at is not None or not _is_right_and_new(found, figures):
        raise Refused(_("Mã không đúng. Xem lại mã 6 số đang hiện trên điện thoại và giờ của điện thoại."), "figures")
    found.confirmed_at = clock.now()
    end_other_sessions(user)
    record("accounts.confirm_second_step", user, actor=user)
    return _new_codes(user)


def renew_recovery_codes(user: User) -> list[str]:
    """Ten new recovery codes; the earlier ones are worth nothing from now on."""
    if not uses_second_step(user):
        raise Refused(_("Chưa bật xác thực hai bước."))
    record("accounts.renew_recovery_codes", user, actor=user)
    return _new_codes(user)


def turn_off_second_step(user: User, *, actor: Actor) -> None:
    """Forget phone and codes: by the person, or by an administrator when the phone is lost."""
    if second_step_of(user) is None:
        raise Refused(_("Chưa bật xác thực hai bước."))
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    db.session.execute(delete(SecondStep).where(SecondStep.user_id == user.id))
    record("accounts.turn_off_second_step", user, actor=actor)


def accepts(user: User, typed: str) -> bool:
    """Are these this person's figures of this minute, or one of their recovery codes? Either is then used up."""
    found = second_step_of(user)
    if found is None or found.confirmed_at is None:
        return False
    return _is_right_and_new(found, typed) or _is_unused_code(user, typed)


def codes_left(user: User) -> int:
    """How many recovery codes are still worth something."""
    unused = select(RecoveryCode.id).where(RecoveryCode.user_id == user.id, RecoveryCode.used_at.is_(None))
    return len(db.session.scalars(unused).all())


def _is_right_and_new(found: SecondStep, typed: str) -> bool:
    """The figures of now, or of one step before or after, not used before."""
    figures = re.sub(r"\s", "", typed[:50])
    if not re.fullmatch(r"[0-9]{6}", figures):
        return False
    code, now = pyotp.TOTP(_secret(found)), int(clock.now().timestamp()) // STEP.seconds
    for step in (now - 1, now, now + 1):
        if secrets.compare_digest(code.generate_otp(step), figures):
            taken = update(SecondStep).where(SecondStep.id == found.id, SecondStep.last_step < step)
            return db.session.scalar(taken.values(last_step=step).returning(SecondStep.id)) is not None
    return False


def _is_unused_code(user: User, typed: str) -> bool:
    code = re.sub(r"[\s\-–—.]", "", typed[:100]).upper()
    found = (RecoveryCode.user_id == user.id, RecoveryCode.code_hash == secret_hash(code))
    taken = update(RecoveryCode).where(*found, RecoveryCode.used_at.is_(None)).values(used_at=clock.now())
    return db.session.scalar(taken.returning(RecoveryCode.id)) is not None


def _new_codes(user: User) -> list[str]:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = ["".join(secrets.choice(ALPHABET) for _place in range(GROUPS * GROUP)) for _code in range(CODES)]
    db.session.add_all(RecoveryCode(user_id=user.id, code_hash=secret_hash(code)) for code in codes)
    return ["-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP)) for code in codes]


def _lock() -> Fernet:
    """The secrets are kept locked: a copy of the database alone shows nobody's figures."""
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"guong-sang/second-step/1")
    return Fernet(base64.urlsafe_b64encode(key.derive(setting("SECRET_KEY").encode())))


def _secret(found: SecondStep) -> str:
    try:
        return _lock().decrypt(found.secret.encode()).decode()
    except InvalidToken as error:  # the application's secret key has changed since
        raise Refused(_("Cần đặt lại xác thực hai bước. Xin báo người quản trị.")) from error
