"""How passwords are kept and which are refused."""

import unicodedata

import pytest
from flask import Flask

from awards.accounts.services import passwords
from awards.core.errors import Refused

GOOD = "con trâu đi trước 4 cái cày"


def judge(password: str) -> None:
    passwords.refuse_weak(password, username="lo.van.mau", name="Lò Văn Mẫu")


def test_a_password_matches_its_hash_and_nothing_else_does() -> None:
    kept = passwords.hashed(GOOD)

    assert kept.startswith("$argon2id$")
    assert passwords.matches(kept, GOOD)
    assert not passwords.matches(kept, GOOD + " ")
    assert not passwords.matches(kept, "")


def test_the_same_letters_typed_as_separate_accents_match() -> None:
    kept = passwords.hashed(unicodedata.normalize("NFC", GOOD))

    assert unicodedata.normalize("NFD", GOOD) != GOOD
    assert passwords.matches(kept, unicodedata.normalize("NFD", GOOD))


def test_no_password_matches_a_person_who_has_set_none() -> None:
    assert not passwords.matches("", "")
    assert not passwords.matches("", GOOD)


@pytest.mark.parametrize("password", ["a" * 100_000, "e" + "\u0301" * 100_000, "\0", "\U0001f600" * 50])
def test_no_password_is_too_strange_to_answer(password: str) -> None:
    assert not passwords.matches(passwords.hashed(GOOD), password)


def test_the_cost_is_the_one_of_the_settings(app: Flask) -> None:
    kept = passwords.hashed(GOOD)

    assert f"m={app.config['PASSWORD_MEMORY_KIB']},t=3,p=1" in kept
    assert not passwords.is_outdated(kept)
    assert passwords.is_outdated(kept.replace("t=3", "t=2"))


@pytest.mark.parametrize("password", [GOOD, "sáng nay mẹ đi chợ Phiên Bản Lùng"])
def test_a_long_sentence_of_ones_own_is_taken(password: str) -> None:
    judge(password)


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("mười một ký", "ít nhất 12"),
        ("rất dài " * 30, "quá 200"),
        ("của Lo.Van.Mau đây nhé", "tên đăng nhập"),
        ("Lò Văn Mẫu năm 1975", "tên đăng nhập"),
        ("lovanmau@1975!", "tên đăng nhập"),
        ("matkhau12345", "dễ đoán"),
        ("MậtKhẩu@2026!", "dễ đoán"),
        ("1234567890123", "dễ đoán"),
        ("079185001234", "dễ đoán"),  # a citizen number
        ("abababababab", "dễ đoán"),
        ("Anhyeuem1234", "dễ đoán"),
        ("!!Password2026", "dễ đoán"),
    ],
)
def test_a_password_that_others_would_try_is_refused(password: str, why: str) -> None:
    with pytest.raises(Refused, match=why) as no:
        judge(password)

    assert no.value.field == "password"
