"""How passwords are kept and which are refused."""

import unicodedata
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask

from awards.accounts.services import passwords
from awards.core import clock
from awards.core.errors import Refused
from tests import make
from tests.conftest import Browser

GOOD = "con trâu đi trước 4 cái cày"


def judge(password: str) -> None:
    passwords.refuse_weak(password, username="lo.van.mau", name="Lò Văn Mẫu", places=["Xã Hua Păng"])


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


@pytest.mark.parametrize(
    "password", [GOOD, "sáng nay mẹ đi chợ Phiên Bản Lùng", "Hua Păng quê tôi đẹp lắm", "x7#kQp!2vLz9"]
)
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
        ("Christopher1990", "dễ đoán"),  # a name, from the lists of zxcvbn
        ("unbelievable!", "dễ đoán"),  # a word
        ("qwertyuiop[]", "dễ đoán"),
        ("guongsang@2026", "dễ đoán"),
        ("Hua Păng 2026!!", "tên đơn vị"),
        ("XaHuaPang#2026", "tên đơn vị"),
        ("huapang-guongsang", "tên đơn vị"),
    ],
)
def test_a_password_that_others_would_try_is_refused(password: str, why: str) -> None:
    with pytest.raises(Refused, match=why) as no:
        judge(password)

    assert no.value.field == "password"


def test_twelve_characters_are_counted_as_a_person_counts_them() -> None:
    """Eleven letters with loose accents are eleven."""
    with pytest.raises(Refused, match="ít nhất 12"):
        judge(unicodedata.normalize("NFD", "mười một ký"))


@pytest.fixture
def stricter(app: Flask) -> Iterator[None]:
    app.config.update(PASSWORD_SHORTEST=16, PASSWORD_COMPOSED=True)
    yield
    app.config.update(PASSWORD_SHORTEST=12, PASSWORD_COMPOSED=False)


@pytest.mark.usefixtures("stricter")
def test_an_office_may_ask_for_more() -> None:
    with pytest.raises(Refused, match="ít nhất 16"):
        judge("x7#kQp!2vLz9")
    for password in ("con trâu đi trước 4 cái cày", "Con trâu đi trước, cái cày", "CON TRÂU ĐI TRƯỚC 4!"):
        with pytest.raises(Refused, match="chữ hoa"):
            judge(password)
    judge("Con trâu đi trước, 4 cái cày")


def test_an_office_may_ask_for_a_new_password_now_and_then(app: Flask, browser: Callable[..., Browser]) -> None:
    user = make.user(password_hash=passwords.hashed(GOOD), password_set_at=clock.now() - timedelta(days=91))
    client, new = browser(user), "một mật khẩu khác hẳn"
    app.config["PASSWORD_DAYS"] = 90
    try:
        kept = client.post("/nominations/1/steps/submit", data={"reason": "một câu dài hơn hai mươi chữ cái"})
        asked = client.get("/")
        same = {"old_password": GOOD, "password": GOOD, "repeat_password": GOOD}
        again = client.post("/account/password", data=same)
        done = client.post("/account/password", data=same | {"password": new, "repeat_password": new})
        assert client.get("/").status_code == 200
    finally:
        app.config["PASSWORD_DAYS"] = 0

    assert asked.location == "/account/password"
    assert "phải khác" in again.text
    assert (kept.status_code, done.location) == (303, "/kept-form")
    assert "một câu dài hơn hai mươi chữ cái" in client.get("/kept-form").text
