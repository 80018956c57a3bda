"""Passwords: how they are kept, and which are too easy to guess.

Argon2id (RFC 9106) over the NFC form, so that the same letters typed on another keyboard still match. Length, lists of
what people choose first, and the words of this place (OWASP ASVS 5.0, 6.2); kinds of characters and a forced change
only where an office sets them.
"""

import secrets
import string
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib import import_module

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import gettext as _

from awards.core.errors import Refused
from awards.core.settings import setting
from awards.core.text import fold

LONGEST = 200
KINDS = 5  # a password of fewer different characters is a pattern
OF_ONES_OWN = 8  # letters that must be left when the words of this place are taken away

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
PLACE = ("guongsang", "thiduakhenthuong", "khenthuong", "uybannhandan", "trunguong", "matkhau", "password")
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


def shortest() -> int:
    """How many characters a password needs here."""
    return int(setting("PASSWORD_SHORTEST"))


def refuse_weak(password: str, *, username: str, name: str, places: Iterable[str] = ()) -> None:
    """Refuses a password that is short, or that somebody who knows the person or the habits of people would try.

    `places`: the names of the units this person works in.
    """
    _refuse_length(_normal(password))
    if setting("PASSWORD_COMPOSED"):
        _refuse_one_kind(password)
    plain, plain_name = ("".join(fold(_normal(text)).split()) for text in (password, name))
    if username in plain or plain_name in plain:
        raise Refused(_("Mật khẩu không được chứa tên đăng nhập hoặc họ tên của ông/bà."), "password")
    core = plain.strip(_ENDS)
    if not core or {core, plain} & (COMMON | _chosen_first()) or len(set(plain)) < KINDS:
        sentence = _("Mật khẩu này nhiều người dùng hoặc dễ đoán. Hãy ghép vài từ mà chỉ ông/bà nghĩ ra.")
        raise Refused(sentence, "password")
    if len(_without([*PLACE, *places], plain)) < OF_ONES_OWN:
        raise Refused(_("Mật khẩu chỉ gồm tên đơn vị hoặc từ quen thuộc ở đây. Hãy ghép thêm vài từ khác."), "password")


@cache
def _chosen_first() -> frozenset[str]:
    """The passwords, names and words that zxcvbn's lists hold, the most frequent of each; loaded when first asked."""
    lists: dict[str, list[str]] = import_module("zxcvbn.frequency_lists").FREQUENCY_LISTS
    return frozenset(word for words in lists.values() for word in words)


def _without(words: Iterable[str], plain: str) -> str:
    """What is left when these words are taken away, and the figures and signs at the ends."""
    flat = {"".join(fold(word).split()) for word in words}
    flat |= {"".join(fold(word).split()[1:]) for word in words if len(word.split()) > 2}  # “Xã Hua Păng”: huapang
    for word in sorted(flat, key=len, reverse=True):
        plain = plain.replace(word, "")
    return plain.strip(_ENDS)


def _refuse_length(password: str) -> None:
    if len(password) < shortest():
        raise Refused(_("Mật khẩu cần ít nhất %(count)s ký tự.", count=shortest()), "password")
    if len(password) > LONGEST:
        raise Refused(_("Mật khẩu dài quá %(count)s ký tự.", count=LONGEST), "password")


def _refuse_one_kind(password: str) -> None:
    kinds = (str.isupper, str.islower, str.isdigit, lambda c: not c.isalnum() and not c.isspace())
    if not all(any(map(kind, password)) for kind in kinds):
        raise Refused(_("Mật khẩu cần có chữ hoa, chữ thường, chữ số và ký hiệu như . , ! ?"), "password")


def _normal(password: str) -> str:
    return unicodedata.normalize("NFC", password)
