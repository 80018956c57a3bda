"""Passwords: how they are kept, and which are too easy to guess.

Argon2id (RFC 9106) over the NFC form, so that the same letters typed on another keyboard still match. Length instead of
rules about kinds of characters, no forced change, and a short list of what people choose first (NIST SP 800-63B,
section 5.1.1.2).
"""

import secrets
import string
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import gettext as _

from awards.core.errors import Refused
from awards.core.settings import setting
from awards.core.text import fold

SHORTEST, LONGEST = 12, 200
KINDS = 5  # a password of fewer different characters is a pattern

# What is left of a popular password when figures and signs at its ends are taken away.
_COMMON = """
    matkhau matkhaumoi matkhaucuatoi khongcomatkhau doimatkhau dangnhap taikhoan quantri quantrivien nguoidung
    anhyeuem emyeuanh yeuemnhieu yeuanhnhieu anhnhoem toiyeuvietnam toiyeuem
    vietnam vietnammuonnam vietnamvodich vietnamquehuongtoi hanoi thudohanoi saigon hochiminh bachomuonnam
    xinchao chaomung camon hanhphuc giadinh concuame bomeyeucon mottramphantram khongbiet khongcogi
    guongsang vinguoingheo khongaibibolaiphiasau thidua khenthuong thiduakhenthuong canbo ubnd uybannhandan
    password passwordpassword newpassword iloveyou iloveyouforever welcome letmein administrator admin
    qwerty qwertyuiop qwertyuiopasdfghjkl asdfghjkl asdfghjklqwertyuiop zxcvbnm qazwsxedc qazwsxedcrfv abcdefghijkl
    abcdef abcabcabcabc monkey dragon football superman changeme secret
"""
COMMON = frozenset(_COMMON.split())
_ENDS = string.digits + string.punctuation + string.whitespace


@cache
def _hasher(memory_kib: int) -> PasswordHasher:
    return PasswordHasher(time_cost=3, memory_cost=memory_kib, parallelism=1)


@cache
def _nobodys(memory_kib: int) -> str:
    """A hash that nothing matches, checked for people who do not exist, so that they take as long as those who do."""
    return _hasher(memory_kib).hash(secrets.token_urlsafe())


def hashed(password: str) -> str:
    """The password as it is stored."""
    return _hasher(setting("PASSWORD_MEMORY_KIB")).hash(_normal(password))


def matches(password_hash: str, password: str) -> bool:
    """Is this the password? An empty hash takes as long as any other and matches nothing."""
    memory = setting("PASSWORD_MEMORY_KIB")
    if len(password) > LONGEST:
        password = ""  # nobody's; normalising it could take long
    try:
        return _hasher(memory).verify(password_hash or _nobodys(memory), _normal(password))
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(password_hash: str) -> bool:
    """Was it made at another cost than is set today?"""
    return _hasher(setting("PASSWORD_MEMORY_KIB")).check_needs_rehash(password_hash)


def refuse_weak(password: str, *, username: str, name: str) -> None:
    """Refuses a password that is short, or that somebody who knows the person or the habits of people would try."""
    if len(password) < SHORTEST:
        raise Refused(_("Mật khẩu cần ít nhất %(count)s ký tự.", count=SHORTEST), "password")
    if len(password) > LONGEST:
        raise Refused(_("Mật khẩu dài quá %(count)s ký tự.", count=LONGEST), "password")
    plain, plain_name = ("".join(fold(_normal(text)).split()) for text in (password, name))
    if username in plain or plain_name in plain:
        raise Refused(_("Mật khẩu không được chứa tên đăng nhập hoặc họ tên của ông/bà."), "password")
    core = plain.strip(_ENDS)
    if not core or core in COMMON or len(set(plain)) < KINDS:
        sentence = _("Mật khẩu này nhiều người dùng hoặc dễ đoán. Hãy ghép vài từ mà chỉ ông/bà nghĩ ra.")
        raise Refused(sentence, "password")


def _normal(password: str) -> str:
    return unicodedata.normalize("NFC", password)
