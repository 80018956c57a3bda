"""The faces on paper: the files are the ones we took, and every Vietnamese letter is in each of them."""

import hashlib
import json
import unicodedata
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parents[3] / "static" / "fonts"
MANIFEST = json.loads((FONTS / "manifest.json").read_text(encoding="utf-8"))
PAPER = [entry for entry in MANIFEST if entry["use"] == "paper"]
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
LOWER = {unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in TONES} | {"đ"}
VIETNAMESE = {letter for letter in LOWER | {letter.upper() for letter in LOWER} if not letter.isascii()}


def test_there_are_134_vietnamese_letters_beyond_ascii() -> None:
    assert len(VIETNAMESE) == 134


@pytest.mark.parametrize("entry", MANIFEST, ids=lambda entry: entry["file"])
def test_a_font_file_is_the_one_in_the_manifest(entry: dict[str, str]) -> None:
    assert hashlib.sha256((FONTS / entry["file"]).read_bytes()).hexdigest() == entry["sha256"]


@pytest.mark.parametrize("entry", MANIFEST, ids=lambda entry: entry["file"])
def test_a_font_file_stands_beside_its_licence(entry: dict[str, str]) -> None:
    assert "SIL OPEN FONT LICENSE" in (FONTS / entry["licence"]).read_text(encoding="utf-8")


@pytest.mark.parametrize("entry", PAPER, ids=lambda entry: entry["file"])
def test_a_paper_face_holds_every_vietnamese_letter(entry: dict[str, str]) -> None:
    with TTFont(FONTS / entry["file"], lazy=True) as face:
        letters = set(map(chr, face.getBestCmap()))
    assert VIETNAMESE - letters == set()


def test_no_font_file_is_missing_from_the_manifest() -> None:
    files = {path.name for path in FONTS.iterdir() if path.suffix in {".ttf", ".otf", ".woff", ".woff2"}}
    assert files == {entry["file"] for entry in MANIFEST}
