"""The edge: what holds for every request, whatever its view does.

Each guard is also switched off once, to see that its test would fail.
"""

import contextvars
import gc
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from io import BytesIO
from typing import Any

import pytest
from flask import Blueprint, Flask, Response, redirect, render_template_string, request
from flask.testing import FlaskClient
from sqlalchemy import event, func, select
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

import config
from awards import create_app
from awards.accounts.models import User
from awards.accounts.services import sessions
from awards.core import access, clock, edge, requests
from awards.core.access import Permission, Role, public, requires, signed_in
from awards.core.db import db
from awards.core.edge import POLICY, shown_on, takes_files
from awards.core.errors import Overloaded, Refused, TooMany
from awards.core.forms import Form, long_text, text
from awards.core.limits import Attempt
from awards.core.requests import new_token
from awards.core.side import write_later
from tests import make
from tests.conftest import Browser, Store

Open = Callable[..., Browser]
Opens = Callable[[User | None], Browser]
bp = Blueprint("planted", __name__, url_prefix="/planted")
PAGE = """{% extends "layouts/public.html" %}{% from "components/form.html" import form_, field %}
{% block title %}Trang thử{% endblock %}{% block content %}<h1>Trang thử</h1>
{% call form_(form) %}{{ field(form.word) }}{{ field(form.report) }}{% endcall %}{% endblock %}"""


class WordForm(Form):
    word = text("Từ", longest=50, required="Ghi một từ.")
    report = long_text("Báo cáo", longest=20_000)


def said(words: str) -> Response:
    return Response(words, mimetype="text/plain")


def raw(browser: Browser, path: str, **request: Any) -> Any:
    """A request without the token that our browser adds."""
    return contextvars.Context().run(FlaskClient.open, browser, path, **request)


def leave_mark(word: str = "dấu") -> None:
    """Something a test can count."""
    db.session.add(Attempt(kind="dấu", subject=word, count=1, until=clock.now()))
    db.session.flush()


def marks() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Attempt)) or 0


@bp.route("/form", methods=["GET", "POST"])
@public
def form_page() -> Any:
    form = WordForm()
    if form.validate_on_submit():
        leave_mark(form.word.data or "")
        if form.word.data == "không":
            raise Refused("Từ này không dùng được.", "word")
        return redirect("/planted/form?done=1", 303)
    return render_template_string(PAGE, form=form)


@bp.post("/act")
@public
@shown_on(".form_page")
def act() -> Any:
    leave_mark()
    raise Refused("Chưa đến lượt.")


@bp.post("/alone")
@public
def alone() -> Any:
    leave_mark()
    raise Refused("Việc này đã kết thúc.")


@bp.route("/undeclared", methods=["GET", "POST"])
def undeclared() -> Response:
    return said("đã vào")


@bp.get("/write")
@public
def write_in_get() -> Response:
    leave_mark()
    return said("đã ghi")


@bp.get("/side")
@public
def side_write() -> Response:
    values = {"kind": "dấu", "subject": "bên lề", "count": 1, "until": clock.now()}
    write_later(lambda connection: connection.execute(Attempt.__table__.insert().values(values)))
    return said("sẽ ghi")


@bp.route("/rooms", methods=["GET", "POST"])
@requires(Permission.NOMINATION_VIEW, write=Permission.NOMINATION_WRITE)
def rooms() -> Any:
    return redirect("/planted/rooms", 303) if request.method == "POST" else said("đã vào")


@bp.get("/signed-in")
@signed_in
def for_everybody_signed_in() -> Response:
    return said("đã vào")


@bp.post("/files")
@public
@takes_files(3 * 1024 * 1024)
def take_file() -> Any:
    leave_mark(str(len(request.files["file"].read())))
    return redirect("/planted/form", 303)


@bp.get("/<id:number>")
@public
def numbered(number: int) -> Response:
    return said(str(number))


@bp.get("/tired")
@public
def tired() -> Any:
    raise TooMany("Xin chờ.", clock.now())


@bp.get("/overloaded")
@public
def overloaded() -> Any:
    raise Overloaded


@bp.get("/json")
@public
def in_json() -> Any:
    return {"size": 8}


@bp.get("/breaks")
@public
def breaks() -> str:
    raise RuntimeError("một lỗi không ai lường trước")


@pytest.fixture(scope="module")
def app(app: Flask, settings: type[config.TestConfig], store: Store) -> Flask:
    """The application with these pages planted in it."""
    planted = create_app(settings)
    planted.test_client_class = Browser
    planted.register_blueprint(bp)
    return planted


@pytest.fixture
def stranger(browser: Open) -> Browser:
    return browser()


class TestRefused:
    def test_the_same_form_comes_back_with_what_was_typed(self, stranger: Browser) -> None:
        report = "Đã vận động làm 12 nhà.\n" * 500

        answer = stranger.post("/planted/form", data={"word": "không", "report": report})

        assert answer.status_code == 409
        assert answer.text.count("Từ này không dùng được.") >= 2  # on top, and beside the field
        assert 'value="không"' in answer.text
        assert report.strip() in answer.text
        assert marks() == 0

    def test_without_a_refusal_the_work_is_kept(self, stranger: Browser) -> None:
        answer = stranger.post("/planted/form", data={"word": "được"})

        assert (answer.status_code, answer.location) == (303, "/planted/form?done=1")
        assert marks() == 1

    def test_a_form_with_gaps_is_422_and_keeps_nothing(self, stranger: Browser) -> None:
        answer = stranger.post("/planted/form", data={"word": "", "report": "vẫn còn đây"})

        assert answer.status_code == 422
        assert "vẫn còn đây" in answer.text
        assert marks() == 0

    def test_an_action_is_refused_on_the_page_of_its_form(self, stranger: Browser) -> None:
        answer = stranger.post("/planted/act", data={"report": "vẫn còn đây"})

        assert answer.status_code == 409
        assert "Chưa đến lượt." in answer.text
        assert "vẫn còn đây" in answer.text
        assert marks() == 0

    def test_an_action_without_a_page_says_no_on_a_page_of_its_own(self, stranger: Browser) -> None:
        answer = stranger.post("/planted/alone")

        assert answer.status_code == 409
        assert "Việc này đã kết thúc." in answer.text
        assert marks() == 0

    def test_a_unique_value_taken_in_between_is_a_refusal_and_no_fault(self, stranger: Browser) -> None:
        leave_mark("trùng")
        db.session.commit()

        answer = stranger.post("/planted/form", data={"word": "trùng", "report": "vẫn còn đây"})

        assert answer.status_code == 409
        assert "Người khác vừa thay đổi" in answer.text
        assert "vẫn còn đây" in answer.text


class TestReading:
    def test_a_get_cannot_write(self, stranger: Browser) -> None:
        with pytest.raises(DBAPIError, match=r"read.?only"):
            stranger.get("/planted/write")

        assert marks() == 0

    def test_negative_control_it_could_if_nothing_stopped_it(
        self, stranger: Browser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(edge, "only_read", lambda: None)

        assert stranger.get("/planted/write").text == "đã ghi"

    @pytest.mark.parametrize("path", ["/nominations", "/", "/account", "/nominations/7", "/planted/write"])
    def test_a_page_reads_on_one_connection_and_gives_it_back(self, browser: Opens, path: str) -> None:
        """Also where plain statements and a session read, where there is nothing, and where it breaks."""
        person = browser(make.world().officers[0])
        db.session.remove()
        taken: list[object] = []

        def note(connection: object, *rest: object) -> None:
            taken.append(connection)

        event.listen(db.engine, "checkout", note)
        with suppress(DBAPIError):
            person.get(path)

        assert len(taken) == 1
        assert db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
        event.remove(db.engine, "checkout", note)

    @pytest.mark.parametrize(("path", "begun"), [("/nominations", 0), ("/account", 1)])
    def test_only_a_page_that_asks_for_rows_as_objects_begins_a_session(
        self, browser: Opens, path: str, begun: int
    ) -> None:
        person = browser(make.world().officers[0])
        begins: list[object] = []

        def note(session: object, *rest: object) -> None:
            begins.append(session)

        event.listen(Session, "after_begin", note)
        assert person.get(path).status_code == 200
        event.remove(Session, "after_begin", note)

        assert len(begins) == begun

    def test_a_page_that_loses_its_connection_at_the_first_question_says_so_in_a_whole_page(
        self, browser: Opens, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        person, run, lost = browser(make.world().officers[0]), sessions.run, list[str]()

        def lose_once(*asked: Any, **how: Any) -> Any:
            answer = run(*asked, **how)
            if not lost:
                answer.close()
                answer.connection.invalidate()
                lost.append("connection")
                raise OperationalError("SELECT", {}, Exception("gone"), connection_invalidated=True)
            return answer

        monkeypatch.setattr(sessions, "run", lose_once)
        answer = person.get("/nominations")

        assert (answer.status_code, answer.mimetype, len(lost)) == (503, "text/html", 1)
        assert person.get("/nominations").status_code == 200

    def test_only_the_side_writer_writes_during_a_get(self, stranger: Browser) -> None:
        stranger.get("/planted/side")

        assert marks() == 1


class TestOnce:
    def test_a_second_click_has_no_second_effect_and_the_same_answer(self, stranger: Browser) -> None:
        typed = {"word": "một", "request_token": new_token()}

        first = stranger.post("/planted/form", data=typed)
        second = stranger.post("/planted/form", data=typed | {"word": "hai"})

        assert (
            (first.status_code, first.location)
            == (second.status_code, second.location)
            == (303, "/planted/form?done=1")
        )
        assert marks() == 1

    def test_negative_control_without_the_token_there_would_be_two(
        self, stranger: Browser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(requests, "earlier_answer", lambda owner: None)
        token = new_token()

        for word in ("một", "hai"):
            stranger.post("/planted/form", data={"word": word, "request_token": token})

        assert marks() == 2

    def test_clicks_at_the_same_moment_have_one_effect(self, app: Flask) -> None:
        typed = {"word": "một", "request_token": new_token()}

        def click(number: int) -> int:
            client = FlaskClient(app, app.response_class)
            return client.post("/planted/form", data=typed | {"word": f"từ {number}"}).status_code

        with ThreadPoolExecutor(8) as people:
            answers = list(people.map(click, range(8)))

        assert answers == [303] * 8
        assert marks() == 1

    def test_a_refused_form_may_be_sent_again(self, stranger: Browser) -> None:
        token = new_token()
        stranger.post("/planted/form", data={"word": "không", "request_token": token})

        assert stranger.post("/planted/form", data={"word": "được", "request_token": token}).status_code == 303

    @pytest.mark.parametrize("token", [None, "", "ngắn", "x" * 65, "có dấu có dấu có dấu", "\0" * 20], ids=str)
    def test_a_form_without_a_sound_token_is_not_taken(self, stranger: Browser, token: str | None) -> None:
        typed = {"word": "một"} | ({} if token is None else {"request_token": token})

        answer = raw(stranger, "/planted/form", method="POST", data=typed)

        assert answer.status_code == 400
        assert marks() == 0

    def test_a_token_is_worth_nothing_in_other_hands_or_on_another_page(self, browser: Open) -> None:
        user, other = browser(make.user()), browser(make.user())
        token = new_token()
        assert user.post("/planted/form", data={"word": "một", "request_token": token}).status_code == 303

        assert other.post("/planted/form", data={"word": "hai", "request_token": token}).status_code == 400
        assert user.post("/planted/alone", data={"request_token": token}).status_code == 400
        assert marks() == 1


class TestForgery:
    @pytest.fixture
    def checking(self, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)

    def test_a_form_without_our_token_is_not_taken(self, stranger: Browser, checking: None) -> None:
        for typed in ({"word": "một"}, {"word": "một", "csrf_token": "đoán mò"}):
            assert stranger.post("/planted/form", data=typed).status_code == 400
        assert marks() == 0

    def test_negative_control_with_our_token_it_is(self, stranger: Browser, checking: None) -> None:
        page = stranger.get("/planted/form").text
        token = page.split('name="csrf_token" value="')[1].split('"')[0]

        assert stranger.post("/planted/form", data={"word": "một", "csrf_token": token}).status_code == 303

    def test_anothers_token_is_no_token(self, browser: Open, checking: None) -> None:
        token = browser().get("/planted/form").text.split('name="csrf_token" value="')[1].split('"')[0]
        stranger = browser()
        stranger.get("/planted/form")

        assert stranger.post("/planted/form", data={"word": "một", "csrf_token": token}).status_code == 400

    def test_a_page_left_open_from_before_the_last_sign_in_can_be_sent_again(
        self, stranger: Browser, checking: None
    ) -> None:
        report = "Đã vận động làm 12 nhà.\r\n" * 500
        typed = {"word": "một", "report": report, "csrf_token": "của lần trước", "old_password": "bí mật"}

        page = stranger.post("/planted/form", data=typed, headers={"Sec-Fetch-Site": "same-origin"})
        fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', page.text))
        sent = stranger.post("/planted/form", data=fields)

        assert page.status_code == 400
        assert fields["report"].splitlines() == report.splitlines()
        assert "bí mật" not in page.text
        assert sent.status_code == 303

    def test_a_form_of_unknown_origin_is_shown_to_copy_and_not_to_send(self, stranger: Browser, checking: None) -> None:
        page = stranger.post("/planted/form", data={"word": "một", "report": "Đã vận động làm 12 nhà."})

        assert "Đã vận động làm 12 nhà." in page.text
        assert "Gửi lại" not in page.text

    def test_the_sign_in_form_needs_it_too(self, stranger: Browser, checking: None) -> None:
        assert stranger.post("/sign-in", data={"username": "ai.do", "password": "x"}).status_code == 400

    @pytest.mark.parametrize(
        ("site", "code"), [("cross-site", 400), ("same-site", 400), ("same-origin", 303), ("none", 303)]
    )
    def test_a_form_of_another_site_is_not_taken(self, stranger: Browser, site: str, code: int) -> None:
        answer = stranger.post("/planted/form", data={"word": "một"}, headers={"Sec-Fetch-Site": site})

        assert answer.status_code == code


class TestGuard:
    @pytest.mark.parametrize("role", [None, *Role])
    def test_a_view_that_declares_nothing_is_closed_to_everybody(self, browser: Open, role: Role | None) -> None:
        client = browser(make.user(role))

        assert client.get("/planted/undeclared").status_code == 403
        assert client.post("/planted/undeclared").status_code == 403
        assert client.options("/planted/undeclared").status_code == 403

    def test_a_stranger_is_not_let_in_either(self, stranger: Browser) -> None:
        assert stranger.get("/planted/undeclared").status_code == 403

    def test_negative_control_without_the_guard_it_is_open(
        self, stranger: Browser, app: Flask, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        others = [step for step in app.before_request_funcs[None] if step is not access.guard]
        monkeypatch.setitem(app.before_request_funcs, None, others)

        assert stranger.get("/planted/undeclared").text == "đã vào"

    def test_reading_and_writing_are_asked_for_apart(self, browser: Open) -> None:
        leader, officer = browser(make.user(Role.LEADER)), browser(make.user(Role.OFFICER))

        assert [leader.get("/planted/rooms").status_code, leader.post("/planted/rooms").status_code] == [200, 403]
        assert [officer.get("/planted/rooms").status_code, officer.post("/planted/rooms").status_code] == [200, 303]

    def test_a_person_without_an_appointment_has_only_what_everybody_has(self, browser: Open) -> None:
        client = browser(make.user(None))

        assert client.get("/planted/signed-in").status_code == 200
        assert client.get("/planted/rooms").status_code == 403

    def test_a_stranger_is_sent_to_sign_in(self, stranger: Browser) -> None:
        answer = stranger.get("/planted/rooms")

        assert (answer.status_code, answer.location) == (302, "/sign-in?next=/planted/rooms")


def answers(browser: Open, app: Flask) -> Iterator[Any]:
    """One of each kind of answer."""
    client = browser(make.user(Role.LEADER))
    yield client.get("/planted/form")
    yield client.get("/planted/nothing-here")
    yield client.get("/planted/undeclared")
    yield client.put("/planted/form")
    yield client.post("/planted/form", data={"word": "một"})
    yield client.post("/planted/form", data={"word": ""})
    yield client.post("/planted/alone")
    yield client.post("/planted/form", data={"word": "một"}, headers={"Sec-Fetch-Site": "cross-site"})
    yield client.post("/planted/form", data={"report": "a" * 1_500_000})
    for page in ("rooms", "tired", "overloaded", "json"):
        yield browser().get(f"/planted/{page}")
    yield browser().post("/planted/rooms")
    with client.get("/static/css/main.css") as file:
        yield file
        with client.get("/static/css/main.css", headers={"If-None-Match": file.headers["ETag"]}) as unchanged:
            yield unchanged
    yield client.get("/static/none.css")
    app.testing = False
    try:
        yield client.get("/planted/breaks")
    finally:
        app.testing = True


class TestAnswers:
    def test_every_answer_carries_the_headers_that_protect_it(self, browser: Open, app: Flask) -> None:
        seen = set()
        for answer in answers(browser, app):
            seen.add(answer.status_code)
            assert {name: answer.headers.get(name) for name in POLICY} == POLICY, answer.request.path
            is_same_for_all = answer.request.path.startswith("/static/") and answer.status_code != 404
            kept = "public, max-age=31536000" if is_same_for_all else "no-store"
            assert answer.headers.get("Cache-Control") == kept, answer.request.path
            assert not (is_same_for_all and answer.vary), answer.vary
        assert seen == {200, 302, 303, 304, 400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503}

    def test_over_tls_browsers_are_told_to_stay_there(self, stranger: Browser) -> None:
        assert "Strict-Transport-Security" in stranger.get("/planted/form", base_url="https://localhost").headers
        assert "Strict-Transport-Security" not in stranger.get("/planted/form").headers

    def test_no_page_allows_inline_script_or_another_site(self) -> None:
        policy = POLICY["Content-Security-Policy"]

        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy

    def test_a_wrong_method_has_its_page_and_names_the_right_ones(self, stranger: Browser) -> None:
        answer = stranger.delete("/planted/form")

        assert answer.status_code == 405
        assert set(answer.allow) >= {"GET", "POST"}
        assert "<h1>" in answer.text

    def test_an_unforeseen_fault_has_its_page_with_a_number_and_without_a_word_of_it(
        self, stranger: Browser, app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        monkeypatch.setattr(app, "testing", False)

        answer = stranger.get("/planted/breaks")

        assert answer.status_code == 500
        assert "không ai lường trước" not in answer.text
        reference = next(r.args[0] for r in caplog.records if r.args)
        assert str(reference) in answer.text


# Werkzeug leaves the temporary file of an upload that it stops half-way to the garbage collector.
@pytest.mark.filterwarnings("ignore:unclosed file", "ignore::pytest.PytestUnraisableExceptionWarning")
class TestSize:
    @pytest.fixture(autouse=True)
    def collected(self) -> Iterator[None]:
        yield
        gc.collect()

    def test_a_page_takes_no_more_files_than_it_says(self, app: Flask) -> None:
        def sent(path: str, count: int) -> tuple[int, str]:
            files = [(BytesIO(b"x"), f"{number}.pdf") for number in range(count)]
            answer = app.test_client().post(path, data={"file": files}, content_type="multipart/form-data")
            return answer.status_code, answer.text

        one, two, none = sent("/check/file", 1), sent("/check/file", 2), sent("/sign-in", 1)

        assert one[0] != 413
        assert two[0] == none[0] == 413
        assert "nhiều nhất 1 tệp" in two[1]
        assert "không nhận tệp" in none[1]

    def test_a_body_that_is_too_large_has_its_page(self, stranger: Browser) -> None:
        file = (BytesIO(b"x" * 2_000_000), "minh-chung.pdf")

        for data in ({"file": file}, {"report": "a" * 1_100_000}):
            answer = stranger.post("/planted/form", data=data)
            assert answer.status_code == 413
            assert "quá lớn" in answer.text

    def test_whoever_may_not_send_the_form_is_told_so_however_large_it_is(self, browser: Open) -> None:
        """The page of the refusal shows what was typed, and this nobody can read."""
        answer = browser().post("/planted/rooms", data={"report": "a" * 1_100_000})
        assert answer.status_code == 401

        answer = browser(make.user(None)).post("/planted/rooms", data={"report": "a" * 1_100_000})
        assert answer.status_code == 403
        assert "<h1>" in answer.text

    def test_a_part_without_a_name_is_not_from_a_page_of_ours(self, browser: Open, app: Flask) -> None:
        body = b"--x\r\nContent-Disposition: form-data\r\n\r\ntext\r\n--x--\r\n"
        sent = {"data": body, "content_type": "multipart/form-data; boundary=x", "method": "POST"}

        assert raw(browser(), "/planted/form", **sent).status_code == 400
        assert raw(browser(), "/planted/rooms", **sent).status_code == 401
        assert raw(browser(make.user(None)), "/planted/rooms", **sent).status_code == 403

    def test_a_page_that_takes_files_takes_more_and_not_everything(self, stranger: Browser) -> None:
        for size, code in ((2_000_000, 303), (4_000_000, 413)):
            file = (BytesIO(b"x" * size), "minh-chung.pdf")
            assert stranger.post("/planted/files", data={"file": file}).status_code == code
        assert db.session.scalars(select(Attempt.subject)).all() == ["2000000"]

    def test_a_report_of_20_000_letters_with_accents_is_taken(self, stranger: Browser) -> None:
        assert stranger.post("/planted/form", data={"word": "một", "report": "ữ" * 20_000}).status_code == 303

    def test_a_form_of_ten_thousand_fields_is_not(self, stranger: Browser) -> None:
        answer = stranger.post(
            "/planted/form", data={f"f{n}": "x" for n in range(10_000)}, content_type="multipart/form-data"
        )

        assert answer.status_code == 413


ODD = [
    b"\0",
    b"a\0b",
    b"\xff\xfe",
    b"\xed\xa0\x80",  # half of a character outside the first plane
    b"\xf0\x9f\x98\x80",
    b"<script>alert(1)</script>",
    b"=1+1",
    b"../../etc/passwd",
    b"' OR 1=1 --",
    b"%00%ff",
    b"e" + "\u0301".encode() * 2_000,
    "\u202e\ufeff\u2028".encode(),
    b"9223372036854775808",
]


class TestOddInput:
    @pytest.mark.parametrize(
        ("number", "code"),
        [
            ("1", 200),
            ("2147483647", 200),
            ("2147483648", 404),
            ("9223372036854775807", 404),
            ("9223372036854775808", 404),
            ("9" * 400, 404),
            ("0", 404),
            ("-1", 404),
            ("1.0", 404),
            ("٣", 404),
        ],
    )
    def test_an_id_is_a_number_that_a_row_can_have(self, stranger: Browser, number: str, code: int) -> None:
        assert stranger.get(f"/planted/{number}").status_code == code

    @pytest.mark.parametrize("odd", ODD, ids=lambda odd: repr(odd)[:30])
    @pytest.mark.parametrize("path", ["/planted/form", "/sign-in", "/first-password"])
    def test_no_field_is_a_fault(self, stranger: Browser, path: str, odd: bytes) -> None:
        names = ["word", "report", "username", "password", "code", "repeat_password", "next", "typed"]
        quoted = "".join(f"%{byte:02x}" for byte in odd).encode()
        body = b"&".join(name.encode() + b"=" + quoted for name in names)
        body += b"&request_token=" + new_token().encode() + b"&" + quoted + b"=x"

        answer = raw(stranger, path, method="POST", data=body, content_type="application/x-www-form-urlencoded")

        assert answer.status_code in {303, 400, 409, 422}
        assert b"<script>alert" not in answer.data

    @pytest.mark.parametrize("odd", ODD, ids=lambda odd: repr(odd)[:30])
    @pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
    def test_no_body_is_a_fault(self, stranger: Browser, kind: str, odd: bytes) -> None:
        part = b'--x\r\nContent-Disposition: form-data; name="word"\r\n\r\n' + odd + b"\r\n--x--\r\n"

        for body in (odd, b"word=" + odd + b"&=" + odd, part):
            assert raw(stranger, "/planted/form", method="POST", data=body, content_type=kind).status_code == 400

    @pytest.mark.parametrize("odd", ODD, ids=lambda odd: repr(odd)[:30])
    def test_no_address_is_a_fault(self, stranger: Browser, odd: bytes) -> None:
        quoted = "".join(f"%{byte:02x}" for byte in odd)[:6000]

        for address in (f"/{quoted}", f"/planted/{quoted}", f"/static/{quoted}", f"/planted/form/{quoted}"):
            assert stranger.get(address).status_code == 404, address
        for address in (f"/sign-in?next={quoted}", f"/planted/form?{quoted}={quoted}"):
            answer = stranger.get(address)
            assert answer.status_code == (400 if b"\0" in odd else 200), address
            assert "<script>alert" not in answer.text

    @pytest.mark.parametrize(
        "headers",
        [
            {"Cookie": "sid=\xff\xfe"},
            {"Cookie": "sid=.eJw" + "A" * 3000},
            {"Cookie": "remember_token=1|abc; sid="},
            {"Content-Type": "multipart/form-data"},
            {"Content-Type": "multipart/form-data; boundary=\0"},
            {"Content-Type": "application/x-www-form-urlencoded; charset=utf-7"},
            {"Content-Type": "application/json"},
            {"Sec-Fetch-Site": "\xff"},
            {"Origin": "https://[khac"},
            {"Accept-Language": "xx;q=chín"},
            {"X-Forwarded-Host": "khac.example", "X-Forwarded-For": "1.2.3.4, \xff"},
        ],
        ids=str,
    )
    def test_no_header_is_a_fault(self, stranger: Browser, headers: dict[str, str]) -> None:
        for path in ("/planted/form", "/planted/rooms"):
            for method in ("GET", "POST"):
                answer = raw(stranger, path, method=method, headers=headers, data=b"word=x")
                assert answer.status_code < 500
                assert "khac.example" not in answer.text

    def test_a_host_that_is_not_ours_gets_no_page_of_ours(
        self, stranger: Browser, app: Flask, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(app.config, "TRUSTED_HOSTS", ["guongsang.example"])

        ours = stranger.get("/planted/form", base_url="http://guongsang.example")
        other = stranger.get("/planted/form", base_url="http://khac.example")

        assert (ours.status_code, other.status_code) == (200, 400)
        assert "khac.example" not in other.text
