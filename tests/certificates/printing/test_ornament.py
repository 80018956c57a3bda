"""The ornament is geometry: exact, symmetrical and valid SVG."""

import xml.etree.ElementTree as ET

import pytest

from awards.certificates.printing.ornament import RAYS, mark_svg
from awards.certificates.printing.shapes import circle, star


def test_the_mark_is_valid_svg_with_its_title_escaped() -> None:
    root = ET.fromstring(mark_svg(title="Gương <sáng> & bạn"))
    assert root.tag.endswith("svg")
    assert root.get("aria-label") == "Gương <sáng> & bạn"


def test_a_mark_without_title_is_decoration() -> None:
    assert ET.fromstring(mark_svg()).get("aria-hidden") == "true"


def test_the_star_has_eight_rays() -> None:
    corners = [points[0] for _letter, points in star(RAYS, 40, 14.5).commands if points]
    assert sum(abs(corner) > 39 for corner in corners) == 8


@pytest.mark.parametrize("detail", [False, True])
def test_the_mark_stays_inside_its_square(detail: bool) -> None:
    for element in ET.fromstring(mark_svg(detail=detail)):
        numbers = element.attrib["d"].replace("Z", " ").translate(str.maketrans("MLC", "   ")).split()
        assert max(abs(float(number)) for number in numbers) <= 50


def test_a_shape_placed_twice_by_half_turns_comes_back() -> None:
    shape = circle(3 + 4j, 2)
    assert shape.placed(turn=3.141592653589793).placed(turn=3.141592653589793).d == shape.d
