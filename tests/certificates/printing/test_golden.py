"""Twenty certificates against pictures that somebody has looked at, and every line of them at its place."""

import json

import pytest
from PIL import Image, ImageChops

from .golden import LINES, PICTURE, TILE, corner, lines_of, tile, twenty

PAPERS = list(enumerate(twenty()))


def differing(one: Image.Image, other: Image.Image) -> float:
    """The share of the pixels that differ clearly."""
    histogram = ImageChops.difference(one, other).convert("L").histogram()
    return sum(histogram[64:]) / sum(histogram)


@pytest.mark.parametrize("place", [place for place, _paper in PAPERS])
def test_a_certificate_looks_as_it_did_when_it_was_looked_at(place: int) -> None:
    x, y = corner(place)
    with Image.open(PICTURE) as sheet:
        golden = sheet.convert("RGB").crop((x, y, x + TILE[0], y + TILE[1]))
    assert differing(tile(*PAPERS[place][1]), golden) < 0.003


def test_every_line_stands_where_it_stood() -> None:
    there = json.loads(LINES.read_text(encoding="utf-8"))
    assert [lines_of(*paper) for _place, paper in PAPERS] == there


def test_another_name_is_seen() -> None:
    """The negative control."""
    assert differing(tile(*PAPERS[0][1]), tile(*PAPERS[1][1])) > 0.003
