"""The texts alone, for blanks: where they stand on paper, and that a printer's passport moves them exactly."""

import io
from typing import Any

import pdfplumber
import pikepdf
import pytest

from awards.certificates.printing import (
    GIAY_KHEN,
    Placement,
    check_page,
    corrected,
    render_chunk,
    render_text_layers,
    ruler_page,
)

from .papers import HARD, certificate

MM = 72 / 25.4


def layer(place: Placement) -> bytes:
    (pdf,) = render_text_layers(GIAY_KHEN, [certificate()], place)
    return pdf


def letters(pdf: bytes) -> list[Any]:
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return [letter for letter in document.pages[0].chars if letter["text"].strip()]


def words(pdf: bytes) -> str:
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return document.pages[0].extract_text()


def test_a_blank_gets_the_texts_and_the_qr_code_but_nothing_that_is_on_it_already() -> None:
    said = words(layer(Placement()))
    assert "Lò Thị Ngọc Ánh" in said
    assert "GIẤY KHEN" not in said
    assert "Độc lập" not in said
    with pdfplumber.open(io.BytesIO(layer(Placement()))) as document:
        assert not document.pages[0].curves


def test_every_letter_stands_where_it_stands_on_the_whole_certificate() -> None:
    (whole,) = render_chunk(GIAY_KHEN, [certificate()])
    there = {(c["text"], round(c["x0"], 2), round(c["top"], 2)) for c in letters(whole)}
    assert {(c["text"], round(c["x0"], 2), round(c["top"], 2)) for c in letters(layer(Placement()))} <= there


def test_three_millimetres_right_two_up_and_99_percent_move_every_letter_by_exactly_that() -> None:
    still, moved = letters(layer(Placement())), letters(layer(Placement(3.0, -2.0, 0.99)))
    for before, after in zip(still, moved, strict=True):
        assert after["text"] == before["text"]
        assert after["x0"] == pytest.approx(before["x0"] * 0.99 + 3.0 * MM, abs=0.1 * MM)
        assert after["top"] == pytest.approx(before["top"] * 0.99 - 2.0 * MM, abs=0.1 * MM)
        assert after["x1"] - after["x0"] == pytest.approx((before["x1"] - before["x0"]) * 0.99, abs=0.1)


@pytest.mark.parametrize(
    "pdf", [layer(Placement(3, -2, 0.99)), ruler_page(Placement(), "Máy <1>")], ids=["layer", "ruler"]
)
def test_the_file_forbids_scaling(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert document.Root.ViewerPreferences.PrintScaling == "/None"
        assert document.check_pdf_syntax() == []


def test_a_moved_text_layer_passes_the_same_check() -> None:
    for text in HARD.values():
        (pdf,) = render_text_layers(GIAY_KHEN, [text], Placement(3, -2, 0.99))
        check_page(pdf, text)


@pytest.mark.parametrize(("scale", "right", "down"), [(1, 0, 0), (0.985, 1.5, -2.5), (1.01, -4, 3)])
def test_a_second_ruler_page_reads_what_it_should(scale: float, right: float, down: float) -> None:
    """A printer that puts x at scale * x + shift, measured and measured again through its passport."""

    def printed(place: Placement, x: float, shift: float, moved: float) -> float:
        return scale * (place.scale * x + moved) + shift

    place = Placement()
    for _again in range(2):
        left, second = (printed(place, x, right, place.right) for x in (20, 220))
        top = printed(place, 20, down, place.down)
        place = corrected(place, left, top, second - left)
    assert printed(place, 20, right, place.right) == pytest.approx(20, abs=0.02)
    assert printed(place, 220, right, place.right) == pytest.approx(220, abs=0.02)
    assert printed(place, 20, down, place.down) == pytest.approx(20, abs=0.02)
