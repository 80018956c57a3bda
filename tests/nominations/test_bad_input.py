"""Files and forms as a careless or hostile person sends them, by HTTP. Odd names and days stand in test_views.py."""

import contextvars
import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from awards.core.db import db
from awards.nominations.models import Attachment, Nomination, ProposalLetter
from awards.nominations.route import Action
from awards.nominations.services import seen_of
from tests import make
from tests.conftest import Browser
from tests.nominations.test_evidence import EXE, bomb, pdf, word

Open = Callable[..., Browser]


class Huge(io.RawIOBase):
    """The body of a request, 200 megabytes that are nowhere; it counts what is taken of it."""

    size, place, taken = 200 * 1024 * 1024, 0, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self.place = {io.SEEK_SET: 0, io.SEEK_CUR: self.place, io.SEEK_END: self.size}[whence] + offset
        return self.place

    def readinto(self, buffer: Any) -> int:
        self.taken += len(buffer)
        return len(buffer)


def upload(browser: Browser, record: Nomination, content: bytes, name: str, **fields: str) -> Any:
    form = {"doc_type": "minutes", "seen": seen_of(record)} | fields
    address = f"/nominations/{record.id}/evidence"
    return browser.post(address, data={"file": (io.BytesIO(content), name), **form})


def test_200_megabytes_are_turned_away_unread(browser: Open) -> None:
    world = make.world()
    record, body = make.nomination(world), Huge()
    address, officer = f"/nominations/{record.id}/evidence", browser(world.officers[0])
    db.session.rollback()
    answer = contextvars.Context().run(
        FlaskClient.open,
        officer,
        address,
        method="POST",
        input_stream=body,
        content_type="multipart/form-data; boundary=ranh-gioi",
    )
    assert answer.status_code == 413
    assert "<h1>" in answer.text
    assert body.taken < 1024 * 1024


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (EXE, "bao-cao.pdf", "Chỉ nhận tệp PDF, JPG, PNG, HEIC hoặc DOCX."),
        (b"", "bao-cao.pdf", "Tệp rỗng, không có nội dung."),
        (word({"word/vbaProject.bin": b"x"}), "bao-cao.docx", "không có macro."),
        (bomb(), "bao-cao.docx", "Tệp Word bung ra quá lớn."),
        (pdf() + bytes(400_000), "lon.pdf", "Tệp lớn hơn 10 MB."),
    ],
    ids=["program", "empty", "macro", "bomb", "too large"],
)
def test_a_bad_file_is_refused_beside_its_field_and_the_choice_stays(
    browser: Open, app: Flask, monkeypatch: pytest.MonkeyPatch, content: bytes, name: str, sentence: str
) -> None:
    monkeypatch.setitem(app.config, "UPLOAD_LIMIT", 300_000)
    world = make.world()
    record = make.nomination(world)
    answer = upload(browser(world.officers[0]), record, content, name)
    assert answer.status_code == 409
    assert sentence in answer.text
    assert '<option selected value="minutes">' in answer.text
    assert db.session.query(Attachment).count() == 0


@pytest.mark.parametrize(
    ("name", "kept"),
    [("../../etc/passwd", "passwd.pdf"), ("ê" * 300 + ".pdf", "ê" * 116 + ".pdf"), ("a\0b.pdf", "ab.pdf")],
)
def test_an_odd_file_name_becomes_a_harmless_one(browser: Open, name: str, kept: str) -> None:
    world = make.world()
    record = make.nomination(world)
    page = browser(world.officers[0])
    assert upload(page, record, pdf(), name).status_code == 303
    file = db.session.query(Attachment).one()
    assert file.file_name == kept
    got = page.get(f"/nominations/{record.id}/files/{file.id}")
    assert got.data == pdf()
    got.close()


@pytest.mark.parametrize("fields", [{"doc_type": "khác"}, {"doc_type": ""}, {"seen": ""}, {"seen": "🙂"}])
def test_a_form_that_nobody_was_shown_changes_nothing(browser: Open, fields: dict[str, str]) -> None:
    world = make.world()
    answer = upload(browser(world.officers[0]), make.nomination(world), pdf(), "a.pdf", **fields)
    assert answer.status_code in {409, 422}
    assert db.session.query(Attachment).count() == 0


@pytest.mark.parametrize("award", ["0", "-1", str(2**63), "x", ""])
def test_an_award_that_was_not_offered_is_asked_for_again_and_the_name_stays(browser: Open, award: str) -> None:
    world = make.world()
    form = {"name": "Lường Thị Mẫu & con", "award": award, "birth_year": "1968"}
    answer = browser(world.officers[0]).post(f"/nominations/new/{world.campaign.id}/individual", data=form)
    assert answer.status_code == 422
    assert "Lường Thị Mẫu &amp; con" in answer.text
    assert db.session.query(Nomination).count() == 0


@pytest.mark.parametrize("year", ["1899", "2101", "19x8", str(2**63), "-5", "²"])
def test_a_year_of_birth_that_cannot_be_is_asked_for_again(browser: Open, year: str) -> None:
    world = make.world()
    form = {"name": "Lường Thị Mẫu", "award": str(world.campaign.awards[0].id), "birth_year": year}
    answer = browser(world.officers[0]).post(f"/nominations/new/{world.campaign.id}/individual", data=form)
    assert answer.status_code == 422
    assert f'value="{year}"' in answer.text


def test_the_subject_is_written_again_and_an_old_page_is_refused_with_what_was_typed(browser: Open) -> None:
    world = make.world()
    record = make.nomination(world)
    page, address = browser(world.officers[0]), f"/nominations/{record.id}/subject"
    form = {"seen": seen_of(record), "award": str(record.award_id), "honorific": "ba"}
    assert record.name in page.get(address).text
    assert page.post(address, data=form | {"name": "Đèo Thị Ước"}).status_code == 303
    second = page.post(address, data=form | {"name": "Đèo Thị Ban"})
    assert second.status_code == 409
    assert "Đèo Thị Ban" in second.text
    assert db.session.get_one(Nomination, record.id).name == "Đèo Thị Ước"


def test_an_officer_of_another_level_is_told_so_and_the_name_stays(browser: Open) -> None:
    world = make.world()
    form = {"name": "Lường Thị Mẫu", "award": str(world.campaign.awards[0].id)}
    answer = browser(world.officers[1]).post(f"/nominations/new/{world.campaign.id}/individual", data=form)
    assert answer.status_code == 409
    assert "nhận đề nghị từ cấp khác" in answer.text
    assert "Lường Thị Mẫu" in answer.text


@pytest.mark.parametrize("number", ["0", "-1", "x", str(2**63), ""])
def test_a_letter_has_a_number_from_one(browser: Open, number: str) -> None:
    world = make.world()
    record = make.ready(world)
    make.step(record, Action.PROPOSE, world.officers[0])
    form = {"chon": record.id, f"seen-{record.id}": seen_of(record), "number": number, "signed_on": "05/01/2024"}
    answer = browser(world.leaders[0]).post("/letters/new", data=form)
    assert answer.status_code == 422
    assert "05/01/2024" in answer.text
    assert db.session.query(ProposalLetter).count() == 0


def test_an_upload_without_a_file_is_asked_for_one(browser: Open) -> None:
    world = make.world()
    record = make.nomination(world)
    form = {"doc_type": "minutes", "seen": seen_of(record)}
    answer = browser(world.officers[0]).post(f"/nominations/{record.id}/evidence", data=form)
    assert answer.status_code == 422
    assert "Chọn tệp cần gửi." in answer.text
