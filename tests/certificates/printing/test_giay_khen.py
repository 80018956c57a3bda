"""The giấy khen keeps to the letter of Decree 98/2023, article 104 (domain: 3.3)."""

import io
from collections.abc import Iterator
from typing import Any

import pdfplumber
import pytest

from awards.certificates.printing import DESIGNS, GIAY_CHUNG_NHAN, GIAY_KHEN, Design, render_chunk
from awards.certificates.printing.frames import A4, fret_edge

from .papers import certificate

MM = 72 / 25.4
FRET = fret_edge(*A4)
RED, BLACK = (0.639, 0.086, 0.106), (0, 0, 0)
PAPER = certificate(issuer="CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ CHIỀNG SƠN")


def page_of(design: Design) -> Any:
    (pdf,) = render_chunk(design, [PAPER])
    return pdfplumber.open(io.BytesIO(pdf)).pages[0]


@pytest.fixture(scope="module")
def page() -> Iterator[Any]:
    found = page_of(GIAY_KHEN)
    yield found
    found.pdf.close()


def line(page: Any, text: str) -> dict[str, Any]:
    """The one line of the page with this text: its place, face and colour."""
    (found,) = [row for row in page.extract_text_lines() if row["text"].strip() == text]
    first = found["chars"][0]
    colour = first["non_stroking_color"]
    colour = colour * 3 if len(colour) == 1 else colour
    return {**found, "face": first["fontname"].partition("+")[2], "colour": tuple(round(part, 3) for part in colour)}


def test_lines_one_to_five_stand_in_order_bold_in_their_colours(page: Any) -> None:
    wanted = [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", BLACK),
        ("Độc lập - Tự do - Hạnh phúc", BLACK),
        ("CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ CHIỀNG SƠN", RED),
        ("TẶNG", BLACK),
        ("GIẤY KHEN", RED),
    ]
    rows = [line(page, text) for text, _colour in wanted]
    assert [row["top"] for row in rows] == sorted(row["top"] for row in rows)
    assert [(row["face"], row["colour"]) for row in rows] == [("Tinos-Bold", colour) for _text, colour in wanted]
    middles = [(row["x0"] + row["x1"]) / 2 for row in rows]
    assert middles == pytest.approx([148.5 * MM] * 5, abs=2)


def test_a_rule_as_long_as_the_motto_stands_below_it(page: Any) -> None:
    motto = line(page, "Độc lập - Tự do - Hạnh phúc")
    edges = [r for r in page.rects if 1 < r["bottom"] - motto["bottom"] < 5]  # a border is drawn as the edge of a box
    assert any(abs(r["x0"] - motto["x0"]) < 1 and abs(r["x1"] - motto["x1"]) < 1 for r in edges)


@pytest.mark.parametrize("text", ["Số sổ vàng: 07", "ngày 24 tháng 11 năm 2026", "Hà Nội, ngày 24 tháng 11 năm 2026"])
def test_decision_gold_book_and_date_are_bold_italic_black(page: Any, text: str) -> None:
    found = page.search(text)
    assert found
    for row in found:
        assert {c["fontname"].partition("+")[2] for c in row["chars"]} == {"Tinos-Bold-Italic"}
        assert {tuple(c["non_stroking_color"]) for c in row["chars"]} <= {(0,), (0, 0, 0)}


def test_the_gold_book_stands_below_the_decision_on_the_left_and_the_signer_on_the_right(page: Any) -> None:
    book, signer = page.search("Số sổ vàng: 07")[0], page.search("Hoàng Minh Tuệ")[0]
    decision = page.search("Quyết định số 12/QĐ-BCĐ")[0]
    assert decision["bottom"] < book["bottom"]
    assert book["x1"] < 148.5 * MM < signer["x0"]


def test_nothing_is_drawn_outside_the_frame_but_the_qr_code(page: Any) -> None:
    x, y, width, height = (edge * MM for edge in FRET)
    left, top, side = (edge * MM for edge in GIAY_KHEN.qr)
    for thing in page.curves + page.lines + page.rects:
        in_frame = x - 0.1 <= thing["x0"] and thing["x1"] <= x + width + 0.1
        in_frame = in_frame and y - 0.1 <= thing["top"] and thing["bottom"] <= y + height + 0.1
        in_qr = left - 0.1 <= thing["x0"] and thing["x1"] <= left + side + 0.1 and thing["top"] >= top - 0.1
        assert in_frame or in_qr


def test_the_emblem_stands_inside_the_frame_above_the_first_line(page: Any) -> None:
    _x, y, diameter = GIAY_KHEN.emblem or (0, 0, 0)
    assert (y - diameter / 2) * MM > (FRET[1] + 9) * MM
    assert (y + diameter / 2) * MM < line(page, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")["top"]


@pytest.mark.parametrize("design", DESIGNS.values(), ids=DESIGNS.keys())
def test_twenty_millimetres_stay_free_for_signature_and_seal(design: Design) -> None:
    boxes = {box.field: box for box in design.boxes}
    title, name = boxes["signer_title"], boxes["signer_name"]
    assert name.y - (title.y + title.height) >= 20


def test_only_the_honour_of_the_movement_carries_no_emblem() -> None:
    assert GIAY_CHUNG_NHAN.emblem is None
