"""An office's own drawings: bad files get a sentence, and nothing of the design is changed."""

import io
import re
import struct
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from awards.certificates import services
from awards.certificates.models import OfficeDesign
from awards.certificates.printing import DESIGNS, GIAY_KHEN, from_values, to_values
from awards.certificates.services import designs
from awards.core import storage
from awards.core.child import Stopped
from awards.core.db import db
from awards.core.errors import Refused
from tests import make

Browsers = Callable[[Any], Any]
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">%s</svg>'
ENGLISH = re.compile(r"\b(not|in|the|asset|table|file|error|cannot|denied|image|invalid|of)\b")


def png(*size: int) -> bytes:
    made = io.BytesIO()
    Image.new("RGBA", size or (8, 8), "red").save(made, "PNG")
    return made.getvalue()


def said_to_be(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is as large as this."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


@pytest.fixture
def desk() -> make.Desk:
    return make.decision_desk()


def drafted(desk: make.Desk) -> Any:
    unit, form = desk.world.units[-1], desk.award_form
    record = services.draft_design(unit, form, "", to_values(GIAY_KHEN), actor=desk.print_clerk)
    db.session.commit()
    return record


BAD = {
    "a word file": b"PK\x03\x04",
    "nothing": b"",
    "a picture of another kind": b"\xff\xd8\xff\xe0",
    "too heavy": b"\x89PNG" + b"\0" * 1_100_000,
    "half a picture": png()[:40],
    "a picture that is no picture": b"\x89PNG and nothing more",
    "a bomb": said_to_be(40_000, 40_000),
    "not well formed": SVG % b"<rect",
    "a picture from elsewhere": SVG % b'<image href="https://nowhere.example/a.png" width="9" height="9"/>',
    "a file of this machine": SVG % b'<image href="file:///etc/passwd" width="9" height="9"/>',
    "an entity": b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    + SVG % b"<text>&a;</text>",
}


@pytest.mark.parametrize("content", BAD.values(), ids=BAD)
def test_a_bad_drawing_is_refused_with_a_vietnamese_sentence(desk: make.Desk, content: bytes) -> None:
    record = drafted(desk)
    with pytest.raises(Refused) as refused:
        services.edit_design(record, {}, {"emblem": content}, seen=record.version, actor=desk.print_clerk)
    db.session.rollback()
    assert not ENGLISH.search(refused.value.sentence), refused.value.sentence
    assert refused.value.field == "emblem"
    assert record.files == {}


def test_a_drawing_too_heavy_to_draw_gets_a_sentence_and_not_a_busy_page(
    desk: make.Desk, browser: Browsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object, **__: object) -> bytes:
        raise Stopped("more than 20 seconds")

    record = drafted(desk)
    clerk, where = browser(desk.print_clerk), f"/certificates/designs/{record.id}"
    monkeypatch.setattr(designs, "page_picture", stopped)
    assert clerk.get(f"{where}/preview").status_code == 503  # nothing of the office is on it: the machine is busy
    sent = clerk.post(where, data={"seen": 1, "emblem": (io.BytesIO(png()), "quoc-huy.png")})
    assert sent.status_code == 409
    assert "Hình của mẫu quá nặng" in sent.text
    record.files = {"emblem": storage.keep(png())}
    db.session.commit()
    seen = clerk.get(f"{where}/preview")
    assert seen.status_code == 409
    assert "Hình của mẫu quá nặng" in seen.text


@pytest.mark.parametrize("content", [png(), SVG % b'<circle cx="5" cy="5" r="4"/>'], ids=["png", "svg"])
def test_a_good_one_is_kept_under_its_hash_and_shown(desk: make.Desk, content: bytes) -> None:
    record = drafted(desk)
    before = services.preview(record)
    services.edit_design(record, {}, {"emblem": content}, seen=record.version, actor=desk.print_clerk)
    db.session.commit()
    assert storage.read(record.files["emblem"]) == content
    assert services.preview(record) != before


def test_the_page_shows_the_sentence_beside_the_field(desk: make.Desk, browser: Browsers) -> None:
    record, clerk = drafted(desk), browser(desk.print_clerk)
    where = f"/certificates/designs/{record.id}"
    sent = clerk.post(where, data={"seen": 1, "emblem": (io.BytesIO(b"PK"), "quoc-huy.docx")})
    assert sent.status_code == 409
    assert "Hình cần là tệp SVG hoặc PNG" in sent.text


@pytest.mark.parametrize("key", DESIGNS)
def test_an_exported_design_comes_back_as_it_went(key: str) -> None:
    sent = services.exported(OfficeDesign(layout=to_values(DESIGNS[key]))).encode()
    came = services.imported(b"\xef\xbb\xbf" + sent)  # as Notepad saves it
    assert from_values(came) == from_values(to_values(DESIGNS[key]))


def test_lines_and_rules_are_typed_on_the_page(desk: make.Desk, browser: Browsers) -> None:
    record, clerk = drafted(desk), browser(desk.print_clerk)
    where, words = f"/certificates/designs/{record.id}", record.layout["words"]
    ruled = next(place for place, one in enumerate(words) if one["rule"])
    page = clerk.get(where).text
    assert f'name="words.{ruled}.rule"' in page
    assert 'name="boxes.0.leading"' in page
    form = services.paths_of(record.layout) | {"seen": 1, f"words.{ruled}.rule": "", "boxes.0.leading": "1,4"}
    assert clerk.post(where, data=form).status_code == 303
    db.session.refresh(record)
    assert (record.layout["words"][ruled]["rule"], record.layout["boxes"][0]["leading"]) == (False, 1.4)
