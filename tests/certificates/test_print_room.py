"""The print room: designs, printers, blanks, texts set by hand, and printings that wait, stop and come again."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError

from awards.certificates import services, tasks
from awards.certificates.models import Batch, Blank, Entry, Layer, Order, Wish
from awards.certificates.printing import GIAY_CHUNG_NHAN, faces, fitting, plate, render_chunk, to_values
from awards.certificates.printing.faces import FONTS, Face
from awards.core import storage
from awards.core.db import db
from awards.core.errors import Refused
from awards.jobs import worker
from tests import make

Browsers = Callable[[Any], Any]


@pytest.fixture
def desk() -> make.Desk:
    return make.decision_desk()


def design(desk: make.Desk, **changes: Any) -> Any:
    layout = to_values(GIAY_CHUNG_NHAN) | changes
    record = services.draft_design(desk.world.units[-1], desk.award_form, "", layout, actor=desk.print_clerk)
    db.session.commit()
    return record


def blank(desk: make.Desk, count: int) -> Blank:
    record = services.add_blank(desk.world.units[-1], desk.award_form, "Phôi A4", actor=desk.print_clerk)
    services.enter(record, Entry.DELIVERED, count, actor=desk.print_clerk)
    db.session.commit()
    return record


def balance(record: Blank) -> tuple[int, int, int, int]:
    db.session.refresh(record)
    return record.delivered, record.used, record.spoiled, record.in_stock


def printed(batch: Batch) -> Batch:
    db.session.commit()
    assert worker.run(batch.job_id or 0)
    db.session.expire_all()
    return batch


def test_a_unit_or_an_award_form_that_was_not_chosen_is_asked_for(desk: make.Desk, browser: Browsers) -> None:
    clerk = browser(desk.print_clerk)
    for page in ("designs/new", "printers", "blanks"):
        answer = clerk.post(f"/certificates/{page}", data={"unit": "", "name": "HP", "tray": "tay"})
        assert answer.status_code == 422
        assert "Chọn đơn vị." in answer.text


def test_every_page_of_the_room_opens_and_every_form_is_carried_out(desk: make.Desk, browser: Browsers) -> None:
    record = make.issued(desk, 2)
    clerk = browser(desk.print_clerk)
    unit, form = desk.world.units[-1].id, desk.award_form.id
    new = {"unit": unit, "award_form": form, "subject_kind": "", "base": "giay_chung_nhan"}
    made = clerk.post("/certificates/designs/new", data=new).location
    page = clerk.get(made).text
    assert "Đang soạn" in page
    assert 'name="stack.boxes.1.largest"' in page
    changed = clerk.post(made, data={"seen": 1, "boxes.0.x": "37,5", "stack.boxes.1.largest": "30"})
    assert changed.status_code == 303
    assert 'value="37,5"' in clerk.get(made).text
    bad = clerk.post(made, data={"seen": 2, "boxes.0.x": "xa lắm"})
    assert bad.status_code == 409
    assert "cần một số" in bad.text
    assert 'value="xa lắm"' in bad.text
    assert clerk.get(f"{made}/preview").data.startswith(b"\x89PNG")
    assert json.loads(clerk.get(f"{made}/export").text)["boxes"][0]["x"] == 37.5
    assert clerk.post(f"{made}/use", data={"seen": 2}).status_code == 303
    assert "đang dùng đứng yên" in clerk.get(made).text
    assert clerk.post(made, data={"seen": 3, "boxes.0.x": "40"}).status_code == 409
    assert "phiên bản 2" in clerk.get(clerk.post(f"{made}/copy").location).text
    tray = clerk.post("/certificates/printers", data={"unit": unit, "name": "HP", "tray": "tay"}).location
    assert clerk.post(tray, data={"seen": 1, "left": "21,5", "top": "19", "length": ""}).status_code == 303
    assert "1,5" in clerk.get(tray).text
    assert clerk.get(f"{tray}/ruler").data.startswith(b"%PDF")
    box = clerk.post("/certificates/blanks", data={"unit": unit, "award_form": form, "name": "Phôi"}).location
    assert clerk.post(box, data={"entry": "delivered", "count": 9, "note": "1-9"}).status_code == 303
    assert "Nhận về" in clerk.get(box).text
    room = f"/certificates/decisions/{record.id}"
    pages = ("/certificates", "/certificates/designs", "/certificates/printers", "/certificates/blanks")
    pages += (f"{room}/proof-list", f"{room}/items/{record.items[0].id}/setting", f"{room}/print", room)
    assert {clerk.get(address).status_code for address in pages} == {200}


def test_a_version_in_use_stands_still_in_the_database_too(desk: make.Desk) -> None:
    record = design(desk)
    services.use_design(record, seen=record.version, actor=desk.print_clerk)
    db.session.commit()
    record.layout = record.layout | {"title": "Khác"}
    with pytest.raises(DBAPIError, match="written once"):
        db.session.commit()
    db.session.rollback()


def test_certificates_keep_the_design_that_was_in_use_when_they_were_made(desk: make.Desk) -> None:
    first = design(desk, title="Mẫu một")
    services.use_design(first, seen=first.version, actor=desk.print_clerk)
    db.session.commit()
    record = make.issued(desk, 1)
    before = printed(make.batch(record, desk.print_clerk)).sha256
    second = design(desk, title="Mẫu hai")
    services.use_design(second, seen=second.version, actor=desk.print_clerk)
    db.session.commit()
    certificate = services.of_decision(record)[0]
    assert certificate.office_design_id == first.id
    assert second.number == 2
    again = printed(make.batch(record, desk.print_clerk, reason="Rách giấy.")).sha256
    assert again == before
    with pikepdf.open(io.BytesIO(storage.read(certificate.sha256 or ""))) as pdf:
        assert str(pdf.docinfo.Title).startswith("Mẫu một")


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"format": 1}', b"x" * 300_000])
def test_a_file_that_is_no_design_gets_a_sentence(content: bytes) -> None:
    with pytest.raises(Refused):
        services.imported(content)


def test_lines_set_by_hand_touch_one_recipient_only_and_must_say_what_the_register_says(desk: make.Desk) -> None:
    record = make.issued(desk, 2, name="Giàng A Páo")
    first = record.items[0]
    with pytest.raises(Refused, match="không đúng chữ"):
        services.set_by_hand(first, {"name": (["Giàng A", "Pảo"], 0.0)}, actor=desk.print_clerk)
    services.set_by_hand(first, {"name": (["Giàng A", "Páo"], 20.0)}, actor=desk.print_clerk)
    db.session.commit()
    assert [sheet.lines["name"] for sheet in services.set_lines(record)] == [["Giàng A", "Páo"], ["Giàng A Páo"]]
    printed(make.batch(record, desk.print_clerk))
    with pytest.raises(Refused, match="đã in"):
        services.set_by_hand(first, {"name": ([], 0.0)}, actor=desk.print_clerk)


def test_nothing_is_printed_before_its_proof_was_opened_as_it_stands_now(desk: make.Desk) -> None:
    record = make.issued(desk, 1, name="Giàng A Páo")
    with pytest.raises(Refused, match="bản thử"):
        services.start_batch(record, actor=desk.print_clerk)
    services.open_proof(record, actor=desk.print_clerk)
    services.set_by_hand(record.items[0], {"name": (["Giàng A", "Páo"], 0.0)}, actor=desk.print_clerk)
    db.session.commit()
    with pytest.raises(Refused, match="bản thử"):
        services.start_batch(record, actor=desk.print_clerk)


def test_blanks_are_booked_when_texts_are_printed_and_given_back_when_that_is_cancelled(desk: make.Desk) -> None:
    record, sheets = make.issued(desk, 3), blank(desk, 5)
    asked = {"layer": Layer.TEXT, "blank": sheets}
    whole = printed(make.batch(record, desk.print_clerk, **asked))
    assert balance(sheets) == (5, 3, 0, 2)
    with pikepdf.open(io.BytesIO(storage.read(whole.sha256 or ""))) as pdf:
        assert len(pdf.pages) == 3
    with pytest.raises(Refused, match="chỉ còn 2 tờ"):
        make.batch(record, desk.print_clerk, reason="Kẹt giấy.", **asked)
    db.session.rollback()
    one = make.batch(record, desk.print_clerk, first=1, last=1, reason="Kẹt giấy.", **asked)
    db.session.commit()
    assert balance(sheets) == (5, 4, 0, 1)
    services.want(one, Wish.CANCEL, actor=desk.print_clerk)
    db.session.commit()
    assert balance(sheets) == (5, 3, 0, 2)
    services.enter(sheets, Entry.SPOILED_IN_PRINT, 1, note="Nhòe mực", actor=desk.print_clerk)
    assert balance(sheets) == (5, 2, 1, 2)


LINES = st.lists(st.tuples(st.sampled_from(list(Entry)), st.integers(0, 12)), max_size=25)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LINES)
def test_delivered_is_always_used_and_spoiled_and_in_stock(desk: make.Desk, lines: list[tuple[Entry, int]]) -> None:
    record = services.add_blank(desk.world.units[-1], desk.award_form, "Phôi", actor=desk.print_clerk)
    for entry, count in lines:
        before = balance(record)
        try:
            services.enter(record, entry, count, note="x", actor=desk.print_clerk)
        except Refused:
            assert balance(record) == before
        delivered, used, spoiled, in_stock = balance(record)
        assert delivered == used + spoiled + in_stock
        assert min(used, spoiled, in_stock) >= 0
    written = [(line.entry, line.count) for line in services.last_entries(record)]
    assert record.delivered == sum(count for entry, count in written if entry is Entry.DELIVERED)
    db.session.rollback()


def test_a_printing_waits_goes_on_and_can_be_called_off(desk: make.Desk) -> None:
    record = make.issued(desk, 2)
    batch = make.batch(record, desk.print_clerk)
    services.want(batch, Wish.PAUSE, actor=desk.print_clerk)
    printed(batch)
    assert (batch.sha256, services.drawn_in(batch)) == (None, (0, 2))
    services.want(batch, Wish.RUN, actor=desk.print_clerk)
    printed(batch)
    assert batch.sha256
    assert services.drawn_in(batch) == (2, 2)
    with pytest.raises(Refused, match="đã xong"):
        services.want(batch, Wish.CANCEL, actor=desk.print_clerk)


def test_a_second_printing_needs_a_reason_and_is_counted(desk: make.Desk) -> None:
    record = make.issued(desk, 1)
    printed(make.batch(record, desk.print_clerk))
    with pytest.raises(Refused, match="lý do in lại"):
        make.batch(record, desk.print_clerk)
    db.session.rollback()
    printed(make.batch(record, desk.print_clerk, reason="Giấy ướt."))
    ids = [one.id for one in services.of_decision(record)]
    assert list(services.prints_of(ids).values()) == [2]


def test_the_pile_for_hand_over_lies_by_unit_and_its_files_come_as_one_zip(desk: make.Desk, browser: Browsers) -> None:
    record = make.issued(desk, 2)
    batch = printed(make.batch(record, desk.print_clerk, pile=Order.COMMUNE))
    clerk = browser(desk.print_clerk)
    with clerk.get(f"/certificates/batches/{batch.id}/zip") as answer, zipfile.ZipFile(io.BytesIO(answer.data)) as pack:
        assert pack.testzip() is None
        assert len(pack.namelist()) == 2
    assert clerk.get(f"/certificates/batches/{batch.id}/hand-over").data.startswith(b"%PDF")


def test_what_was_issued_stays_as_it_was_whatever_changes_afterwards(
    desk: make.Desk, browser: Browsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another design, another face file, other names of person, unit and signer: the same bytes, the same words."""
    record = make.issued(desk, 1, name="Giàng A Páo")
    before = printed(make.batch(record, desk.print_clerk)).sha256
    certificate = services.of_decision(record)[0]
    sha256, said = certificate.sha256 or "", dict(certificate.text)
    content, page = storage.read(sha256), browser(None).get(f"/check/{certificate.code}").text
    services.use_design(design(desk, title="Mẫu khác"), seen=1, actor=desk.print_clerk)
    nomination = record.items[0].nomination
    nomination.nominee.name, desk.leader.name, desk.world.units[-1].name = "Giàng A Khác", "Người Khác", "Nơi Khác"
    db.session.commit()
    monkeypatch.setattr(tasks, "render_chunk", lambda *a, **k: pytest.fail("drawn again, with whatever face is there"))
    again = printed(make.batch(record, desk.print_clerk, reason="Rách giấy."))
    kept = services.of_decision(record)[0]
    assert (again.sha256, kept.sha256, dict(kept.text)) == (before, sha256, said)
    assert storage.read(sha256) == content
    assert browser(None).get(f"/check/{certificate.code}").text == page


class AnotherFile(Face):
    """The ceremonial face, whose file somebody has replaced."""

    path = FONTS  # set by the test


@contextmanager
def drawn_afresh() -> Iterator[None]:
    """What was read from font files is kept for the life of a process: forget it before and after."""
    kept = (fitting._measured, fitting._fit, plate.plate, plate.font_configuration)
    try:
        for one in kept:
            one.cache_clear()
        yield
    finally:
        for one in kept:
            one.cache_clear()


def test_issued_bytes_stay_when_another_font_file_takes_the_place_of_the_ceremonial_face(
    desk: make.Desk, browser: Browsers, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    record = make.issued(desk, 1, name="Giàng A Páo")
    before = printed(make.batch(record, desk.print_clerk)).sha256
    certificate = services.of_decision(record)[0]
    content = storage.read(certificate.sha256 or "")
    with TTFont(FONTS / "Tinos-Italic.ttf") as other, TTFont(FONTS / "Charm-Bold.ttf") as charm:
        other["name"] = charm["name"]
        other.save(tmp_path / "Charm-Bold.ttf")
    monkeypatch.setattr(AnotherFile, "path", tmp_path / "Charm-Bold.ttf")
    monkeypatch.setitem(faces(), "Charm-Bold", AnotherFile("Charm-Bold", "Charm", 700, "normal"))  # type: ignore[arg-type]
    monkeypatch.setattr(plate, "draw", lambda page, assets: plate.drawn(page, assets)[1])  # children have the old one
    with drawn_afresh():
        (anew,) = render_chunk(GIAY_CHUNG_NHAN, [services.restored(certificate.text)])
        again = printed(make.batch(record, desk.print_clerk, reason="Rách giấy."))
    assert anew != content  # the face did change
    kept = services.of_decision(record)[0]
    assert (again.sha256, storage.read(kept.sha256 or "")) == (before, content)
    with browser(desk.print_clerk).get(f"/certificates/{kept.id}/file") as sent:
        assert sent.data == content
