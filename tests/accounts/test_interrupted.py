"""A form sent after the session had ended: nothing that was typed is lost."""

import html
import json
import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import html5lib
import pytest
from flask import Flask, request
from sqlalchemy import func, select

from awards.accounts import services
from awards.accounts.interrupted import Typed, own_path
from awards.accounts.models import KeptForm, User
from awards.accounts.services import passwords
from awards.core.db import db
from awards.core.requests import RequestToken
from tests import make
from tests.conftest import Browser

Open = Callable[..., Browser]
PASSWORD = "con trâu đi trước 4 cái cày"
OURS = {"Sec-Fetch-Site": "same-origin"}
REPORT = "\r\n".join(f"{line}. Ông <Mẫu> & bà “Thử” nói: 'đã làm' \"tốt\"." for line in range(400))[:20_000]


def person(**values: Any) -> User:
    return make.user(password_hash=passwords.hashed(PASSWORD), **values)


def hidden(page: str) -> list[tuple[str, str]]:
    """The hidden fields of the page's main form, as a browser reads and sends them."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    form = tree.find(".//main//form")
    assert form is not None
    pairs = [(field.get("name", ""), field.get("value", "")) for field in form.iter("input")]
    return [(name, re.sub(r"\r\n|\r|\n", "\r\n", value)) for name, value in pairs]


def action(page: str) -> str:
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    form = tree.find(".//main//form")
    assert form is not None
    return str(form.get("action"))


@pytest.fixture
def signed_out(browser: Open) -> tuple[User, Browser]:
    """A person whose browser still has the cookie of a session that has ended."""
    user = person()
    client = browser(user)
    services.end_all_sessions(user)
    db.session.commit()
    return user, client


def send(client: Browser, **fields: Any) -> Any:
    return client.post("/account/password?tab=2", data=fields, headers=OURS)


def sign_in(client: Browser, username: str, page: str, password: str = PASSWORD) -> Any:
    fields = dict(hidden(page)) | {"username": username, "password": password}
    return client.post("/sign-in", data=fields)


def test_the_whole_walk_brings_a_long_report_to_its_page_unchanged(
    signed_out: tuple[User, Browser], monkeypatch: pytest.MonkeyPatch, app: Flask
) -> None:
    user, client = signed_out
    arrived: list[Any] = []

    first = send(client, report=REPORT, choice=["a", "b"], short="x", empty="")
    second = sign_in(client, user.username, first.text)
    kept = client.get(second.location)
    fields = hidden(kept.text)
    monkeypatch.setitem(
        app.view_functions, "accounts.password", _noting(arrived, app.view_functions["accounts.password"])
    )
    last = client.post(action(kept.text), data={name: [v for n, v in fields if n == name] for name, _text in fields})

    assert first.status_code == 401
    assert action(first.text) == "/sign-in"
    assert (second.status_code, second.location) == (303, "/kept-form")
    assert "Nội dung ông/bà đã viết vẫn còn đây" in kept.text
    assert html.escape(REPORT[:60], quote=True).replace("&#x27;", "&#39;").replace("&quot;", "&#34;") in kept.text
    assert action(kept.text) == "/account/password?tab=2"
    assert last.status_code == 422  # that page's own form, asking for what it needs
    form = arrived[0]
    assert form["report"] == REPORT
    assert form.getlist("choice") == ["a", "b"]
    assert (form["short"], form["empty"]) == ("x", "")
    assert form["request_token"] not in first.text


def _noting(arrived: list[Any], view: Any) -> Any:
    def noting(**given: Any) -> Any:
        arrived.append(request.form)
        return view(**given)

    noting.access = view.access  # type: ignore[attr-defined]
    return noting


def test_passwords_and_tokens_are_not_carried(signed_out: tuple[User, Browser]) -> None:
    secrets = {"password": "bí mật một", "old_password": "bí mật hai", "repeat_password": "bí mật ba"}

    page = send(signed_out[1], **secrets, csrf_token="dấu cũ", note="giữ lại").text

    assert "giữ lại" in page
    assert "bí mật" not in page
    assert "dấu cũ" not in page
    typed = Typed.from_text(dict(hidden(page))["typed"])
    assert typed is not None
    assert typed.fields == [["note", "giữ lại"]]


def test_files_cannot_be_kept_and_the_page_says_so(signed_out: tuple[User, Browser]) -> None:
    user, client = signed_out

    page = send(client, note="giữ lại", file=(BytesIO(b"%PDF-"), "minh-chung.pdf")).text
    kept = client.get(sign_in(client, user.username, page).location).text

    assert "xin chọn lại tệp" in kept


def test_without_files_the_page_does_not_speak_of_them(signed_out: tuple[User, Browser]) -> None:
    user, client = signed_out

    page = send(client, note="giữ lại", file=(BytesIO(b""), "")).text

    assert "chọn lại tệp" not in client.get(sign_in(client, user.username, page).location).text


def test_a_wrong_password_on_the_way_loses_nothing(signed_out: tuple[User, Browser]) -> None:
    user, client = signed_out

    page = send(client, report=REPORT).text
    wrong = sign_in(client, user.username, page, "sai mật khẩu")
    kept = client.get(sign_in(client, user.username, wrong.text).location).text

    assert wrong.status_code == 409
    assert dict(hidden(kept))["report"] == REPORT


def test_what_one_person_wrote_is_not_handed_to_another(signed_out: tuple[User, Browser]) -> None:
    user, client = signed_out
    other = person()
    page = send(client, report=REPORT).text

    refused = sign_in(client, other.username, page)

    assert refused.status_code == 409
    assert "do người khác viết" in refused.text
    assert client.get("/account").status_code == 302
    kept = client.get(sign_in(client, user.username, refused.text).location).text  # still there for its writer
    assert dict(hidden(kept))["report"] == REPORT


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "none"}, {"Origin": "https://khac.example"}, {}],
    ids=str,
)
def test_a_form_of_another_site_gets_the_plain_sign_in_page(browser: Open, headers: dict[str, str]) -> None:
    page = browser().post("/account/password", data={"note": "gài vào đây"}, headers=headers)

    assert page.status_code == 401
    assert "gài vào" not in page.text


def test_an_older_browser_is_known_by_its_origin(browser: Open) -> None:
    page = browser().post("/account/password", data={"note": "giữ lại"}, headers={"Origin": "http://localhost"})

    assert "giữ lại" in page.text


def test_a_refused_form_changes_nothing(browser: Open) -> None:
    browser().post("/account/password", data={"note": "giữ lại"}, headers=OURS)

    assert db.session.scalar(select(func.count()).select_from(RequestToken)) == 0


def test_what_is_kept_can_be_thrown_away(signed_out: tuple[User, Browser]) -> None:
    user, client = signed_out
    sign_in(client, user.username, send(client, report=REPORT).text)

    client.post("/kept-form")

    assert "Không còn nội dung chưa gửi" in client.get("/kept-form").text


def test_what_is_kept_dies_with_the_session(signed_out: tuple[User, Browser]) -> None:
    user, client = signed_out
    sign_in(client, user.username, send(client, report=REPORT).text)
    assert db.session.scalar(select(func.count()).select_from(KeptForm)) == 1
    db.session.rollback()

    client.post("/sign-out")

    assert db.session.scalar(select(func.count()).select_from(KeptForm)) == 0


def test_nobody_sees_what_another_session_keeps(signed_out: tuple[User, Browser], browser: Open) -> None:
    user, client = signed_out
    sign_in(client, user.username, send(client, report=REPORT).text)

    assert "Không còn nội dung chưa gửi" in browser(user).get("/kept-form").text


SOUND = {"path": "/account", "fields": [["a", "b"]], "had_files": False, "owner_id": None}


def test_a_carried_form_is_read_back() -> None:
    typed = Typed.from_text(json.dumps(SOUND))

    assert typed is not None
    assert Typed.from_text(typed.as_text()) == typed


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        "[" * 10_000,
        *(
            json.dumps(SOUND | change)
            for change in (
                {"path": "https://khac.example"},
                {"path": "//khac.example"},
                {"path": 7},
                {"fields": "ab"},
                {"fields": [["a"]]},
                {"fields": [["a", 1]]},
                {"fields": [["a", ["b"]]]},
                {"had_files": "no"},
                {"owner_id": "1"},
                {"more": 1},
            )
        ),
    ],
)
def test_anything_else_in_the_hidden_field_is_nothing(text: str) -> None:
    assert Typed.from_text(text) is None


@pytest.mark.parametrize("text", ["{", json.dumps(SOUND | {"path": "//khac.example"}), "\0", "😀"])
def test_a_spoilt_hidden_field_does_not_stop_anybody_from_signing_in(browser: Open, text: str) -> None:
    user = person()

    answer = browser().post("/sign-in", data={"username": user.username, "password": PASSWORD, "typed": text})

    assert (answer.status_code, answer.location) == (303, "/")


@pytest.mark.parametrize(
    "text", [None, 7, "", "x", "//khac", "/\\khac", "/a b", "/a\nb", "https://khac", "///khac", "/\x7f"]
)
def test_an_address_that_could_lead_away_is_the_first_page(text: object) -> None:
    assert own_path(text) == "/"
