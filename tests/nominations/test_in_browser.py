"""Writing a dossier in a real Chromium: kept while typed, line cut, session ended, keyboard alone, photos."""

import io
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from pillow_heif import register_heif_opener

from awards.accounts import services as accounts
from awards.accounts.models import User
from awards.accounts.services.passwords import hashed
from awards.core import storage
from awards.core.db import db
from awards.nominations.models import Attachment, DocType, Honorific, Nomination, Typing
from tests import make
from tests.chromium import PROGRAM, chromium
from tests.matrix_world import picture
from tests.surf import InChromium, served

PASSWORD = "con trâu đi trước 4 cái cày"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(PROGRAM is None, reason="this machine has no Chromium"),
]


@pytest.fixture(scope="module")
def window() -> Iterator[Any]:
    """One browser for all; everybody has a context of their own in it."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def house(app: Flask, window: Any) -> Iterator[tuple[Any, str]]:
    """A browser and the address of the application."""
    with served(app) as base:
        yield window, base
        for context in window.contexts:
            context.close()


def _enter(app: Flask, house: tuple[Any, str], person: User, address: str, width: int = 1280, **more: Any) -> Any:
    """A page opened by this person, who has signed in.

    `address` is made before: whoever reads a row afterwards holds the write lock that the server waits for.
    """
    window, base = house
    token = accounts.open_session(person)
    db.session.commit()
    signer: Any = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    context = window.new_context(locale="vi-VN", viewport={"width": width, "height": 900}, **more)
    context.add_cookies([{"name": "sid", "value": signer.dumps({"_user_id": token, "_fresh": True}), "url": base}])
    context.set_default_timeout(45_000)
    page = context.new_page()
    page.goto(base + address)
    return page


def _said(page: Any, words: str) -> None:
    page.locator("[data-typing]", has_text=re.compile(words)).wait_for()


def _wait_for(page: Any, told: list[Any]) -> None:
    """Until the browser has told of something that it asks for."""
    for _look in range(2000):
        if told:
            return
        page.wait_for_timeout(20)
    raise AssertionError("The browser asks for nothing.")


@pytest.mark.parametrize("width", [360, 1280])
def test_what_is_typed_is_kept_and_found_again_in_another_browser(app: Flask, house: Any, width: int) -> None:
    world = make.world()
    record, officer = make.nomination(world), world.officers[0]
    address = f"/nominations/{record.id}/report"
    page = _enter(app, house, officer, address, width)
    page.locator("#results").press_sequentially("Giúp 12 hộ nghèo.")
    page.locator("#results").blur()
    _said(page, r"Đã lưu tạm lúc \d\d:\d\d")
    page.context.close()  # the power is cut
    again = _enter(app, house, officer, address, width)
    assert again.locator("#results").input_value() == "Giúp 12 hộ nghèo."
    assert again.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    db.session.rollback()
    assert db.session.query(Nomination).one().report == {}


def test_with_the_line_cut_the_text_waits_in_the_browser_and_goes_when_it_can(app: Flask, house: Any) -> None:
    world = make.world()
    page = _enter(app, house, world.officers[0], f"/nominations/{make.nomination(world).id}/report")
    for width, text in ((1280, "Trong lúc mất mạng."), (360, " Lại mất mạng.")):
        page.set_viewport_size({"width": width, "height": 900})
        page.context.set_offline(True)
        page.locator("#results").press_sequentially(text)
        page.locator("#results").blur()
        _said(page, "đường truyền bị cắt")
        page.context.set_offline(False)
        _said(page, r"Đã lưu tạm lúc \d\d:\d\d")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    db.session.rollback()
    assert db.session.query(Typing).one().fields["results"] == "Trong lúc mất mạng. Lại mất mạng."


def test_with_the_session_ended_while_typing_nothing_is_lost(app: Flask, house: Any) -> None:
    world = make.world()
    page = _enter(app, house, world.officers[0], f"/nominations/{make.nomination(world).id}/report")
    sid, whole = page.context.cookies(), ""
    for width, text in ((1280, "Sau khi hết phiên."), (360, " Lại hết phiên.")):
        page.set_viewport_size({"width": width, "height": 900})
        page.context.clear_cookies()
        page.locator("#results").press_sequentially(text)
        page.locator("#results").blur()
        _said(page, "Nội dung được giữ trên máy này")
        page.context.add_cookies(sid)  # signed in again
        page.reload()
        whole += text
        assert page.locator("#results").input_value() == whole
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_without_javascript_pages_save_one_by_one_and_an_ended_session_loses_nothing(app: Flask, house: Any) -> None:
    world = make.world()
    record, officer = make.nomination(world), world.officers[0]
    officer.password_hash = hashed(PASSWORD)
    username, address = officer.username, f"/nominations/{record.id}/report"
    page = _enter(app, house, officer, address, 360, java_script_enabled=False)
    surfer = InChromium(page, house[1])
    surfer.fill("Thành tích đạt được trong phong trào", "Giúp 12 hộ nghèo.")
    surfer.press("Lưu báo cáo")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(house[1] + address)
    page.context.clear_cookies()  # the session has ended
    surfer.fill("Thành tích đạt được trong phong trào", "Giúp 15 hộ nghèo.")
    surfer.press("Lưu báo cáo")
    assert "Chưa gửi được" in surfer.text
    surfer.fill("Tên đăng nhập", username)
    surfer.fill("Mật khẩu", PASSWORD)
    surfer.press("Đăng nhập")
    surfer.press("Tiếp tục")
    db.session.rollback()
    assert db.session.query(Nomination).one().report["results"] == "Giúp 15 hộ nghèo."


@pytest.mark.parametrize("is_correction", [False, True])
def test_what_is_being_kept_when_save_is_pressed_does_not_stand_as_unsaved_afterwards(
    app: Flask, house: Any, is_correction: bool
) -> None:
    """The clock of the page stands still: nothing is kept but by what is pressed here."""
    world = make.world()
    record, officer = make.received(world) if is_correction else make.nomination(world), world.officers[0]
    if is_correction:
        make.send_back(record, world.leaders[1], report__results="Thiếu năm 2023.")
    number, order, held = record.id, list[str](), list[Any]()
    page = _enter(app, house, officer, "/")
    page.clock.install()
    page.clock.pause_at(time.time() + 3600)

    def hold(route: Any) -> None:
        order.append("kept")
        held.append(route)

    def see(route: Any) -> None:
        if route.request.method == "POST":
            order.append("saved")
        route.continue_()

    page.route("**/typing/report", hold)
    page.route(f"**/nominations/{number}/report", see)
    for text, is_being_kept in (("Năm 2023: 4 hộ.", False), ("Năm 2023: 5 hộ.", True)):
        page.goto(f"{house[1]}/nominations/{number}/report")
        page.locator("#results").fill("")
        page.locator("#results").press_sequentially(text)
        if is_being_kept:
            page.clock.run_for(3000)
            _wait_for(page, held)
        page.get_by_role("button", name="Lưu báo cáo").click(no_wait_after=True)
        if is_being_kept:
            assert page.locator("form[data-sent]").count() == 0  # it waits
            order.append("answered")
            held[0].continue_()
        page.get_by_text("Đã lưu.").wait_for()
    assert order == ["saved", "kept", "answered", "saved"]
    db.session.rollback()
    assert db.session.get_one(Nomination, number).report["results"] == "Năm 2023: 5 hộ."
    assert db.session.query(Typing).count() == 0


def test_a_nomination_is_written_by_keyboard_alone(app: Flask, house: Any) -> None:
    """Nothing but Tab, letters and Enter, from the first page to the letter; somebody alike appears meanwhile."""
    world = make.world()
    make.nomination(world, name="Lò Văn Phím", address="bản Nà Bó, xã Mẫu", honorific=Honorific.ONG)
    page, leader = _enter(app, house, world.officers[0], "/nominations/new"), world.leaders[0]
    choosers: list[Any] = []
    page.on("filechooser", lambda chooser: choosers.append(chooser))  # the driver marks what it calls

    def reach(css: str) -> None:
        for _press in range(80):
            if page.evaluate("css => document.activeElement.matches(css)", css):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not reach {css} on {page.url}")

    def write(css: str, text: str) -> None:
        reach(css)
        page.keyboard.type(text)

    def press(css: str) -> None:
        reach(css)
        with page.expect_navigation():
            page.keyboard.press("Enter")

    press("main a[href*='/individual']")
    reach("#honorific-0")
    page.keyboard.press("Space")
    write("#name", "Lò Văn Phím")
    write("#address", "bản Nà Bó, xã Mẫu")
    page.get_by_text("Có thể đã có trong sổ").wait_for()
    write("#repeat_reason", "Người khác cùng tên.")
    press("main form.form button")
    press("main a[href$='/report']")
    assert page.locator("[data-needs=overview]").is_visible()
    write("#overview", "Gắn bó với bản.")
    assert page.locator("[data-needs=overview]").is_hidden()  # no longer missing
    write("#results", "Giúp 12 hộ nghèo.")
    press("main form.form button")
    press("main a[href$='/citation']")
    write("#citation", "Đã có thành tích xuất sắc.")
    page.get_by_text("trên mẫu giấy sẽ in: vừa giấy").wait_for()
    press("main form.form button")
    press("main a[href$='/evidence']")
    reach("#doc_type")
    page.keyboard.type("Minh")  # chứng
    write("#caption", "Làm đường vào bản")
    reach("#file")
    page.keyboard.press("Enter")
    _wait_for(page, choosers)
    choosers[0].set_files({"name": "duong.png", "mimeType": "image/png", "buffer": picture()})
    press("main form.form button")
    page.get_by_role("link", name="duong.png").wait_for()
    press("main form.form a[href^='/nominations/']")
    press("main a[href$='/check']")
    press("main a[href*='/steps/propose']")
    press("main form.form button")
    page = _enter(app, house, leader, "/review/")
    reach("main td.tick input")
    page.keyboard.press("Space")
    press("main form button.button-primary")
    press("main form.form button")
    db.session.rollback()
    record = db.session.query(Nomination).order_by(Nomination.id.desc()).first()
    assert record is not None
    assert [move.action.value for move in record.moves] == ["propose", "submit"]
    assert [(file.doc_type, file.caption) for file in record.attachments] == [(DocType.EVIDENCE, "Làm đường vào bản")]


def _large_photo(path: Path) -> Path:
    """A photo lying on its side, as cameras write it; a HEIC one stands, for it carries its turn inside."""
    register_heif_opener()
    lies = path.suffix == ".jpg"
    noise = Image.effect_noise((1600, 1200) if lies else (900, 1200), 60 if lies else 20).convert("RGB")
    about = Image.Exif()
    about[0x0112], about[0x010F] = (6 if lies else 1), "Máy ảnh"
    noise.save(path, quality=92 if lies else 50, exif=about)
    return path


@pytest.mark.parametrize(("width", "name"), [(360, "anh.jpg"), (1280, "anh.heic")])
def test_a_photo_is_made_small_and_upright_before_it_is_sent_and_goes_on_after_a_cut(
    app: Flask, house: Any, tmp_path: Path, width: int, name: str
) -> None:
    """HEIC, which Chromium cannot read, is sent whole and made small by the server."""
    world = make.world()
    page = _enter(app, house, world.officers[0], f"/nominations/{make.nomination(world).id}/evidence", width)
    surfer = InChromium(page, house[1])
    photo = _large_photo(tmp_path / name)
    assert photo.stat().st_size > 100_000
    pieces = []

    def cut(route: Any) -> None:
        if route.request.method == "POST":
            pieces.append(route.request.url)
        if len(pieces) == 2 and route.request.method == "POST":
            route.abort()
        else:
            route.continue_()

    page.route(re.compile(r"/uploads/\d+$"), cut)
    surfer.choose("Loại tài liệu", "Minh chứng")
    surfer.fill("Chú thích", "Làm đường vào bản")
    surfer.attach("Tệp", photo)
    surfer.press("Gửi tệp")
    page.get_by_role("link", name="anh.jpg").wait_for()
    db.session.rollback()
    file = db.session.query(Attachment).one()
    kept = Image.open(io.BytesIO(storage.read(file.sha256)))
    assert file.caption == "Làm đường vào bản"
    assert kept.height > kept.width
    assert not kept.getexif()
    assert file.size <= 400_000
    assert len(pieces) > 2
