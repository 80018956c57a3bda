"""The frames of the designs, drawn from the ornament as one SVG in page millimetres."""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable, Mapping

from .birds import lac_bird
from .carving import lotus, petal_row, vine_row
from .ornament import GOLD, RED, comb_row, corner_scroll, dotted_row, drum_face, fret_row, plain_mark, square_knot
from .shapes import Shape, circle, filled, joined, rectangle, stroked

Rectangle = tuple[float, float, float, float]  # x, y, width, height
Side = tuple[complex, float, float]  # start, direction in radians, length

A4 = (297.0, 210.0)
BAND = 12.4  # depth of the drum frame
MEDALLION = 12.6  # radius of the drum face in the middle of the upper side
CARVED = 8.6  # depth of the carved band
DARK, PALE, FAINT = "#8a1016", "#e8c987", "#fbf5ea"


def drum_edge(width: float, height: float) -> Rectangle:
    """Where the drum frame stands on a page of this size; the QR code needs the room below."""
    return (11.0, 11.0, width - 22, height - 37)


def fret_edge(width: float, height: float) -> Rectangle:
    """Where the fret stands on a page of this size."""
    return (12.0, 8.0, width - 24, height - 34)


def carved_edge(width: float, height: float) -> Rectangle:
    """Where the carved frame stands on a page of this size."""
    return (10.0, 6.0, width - 20, height - 32)


def drawn_frame(name: str, page: tuple[float, float]) -> str:
    """The frame of this name for a page of this size in millimetres, as SVG elements; nothing for the empty name.

    A large page gets the frame of an A4 page of the same shape, enlarged.
    """
    if not name:
        return ""
    scale = min(max(page) / max(A4), min(page) / min(A4))
    art = FRAMES[name](page[0] / scale, page[1] / scale)
    return art if scale == 1 else f'<g transform="scale({scale:.5f})">{art}</g>'


def _inset(edge: Rectangle, by: float) -> Rectangle:
    x, y, width, height = edge
    return x + by, y + by, width - 2 * by, height - 2 * by


def _sides(edge: Rectangle, cut: float) -> list[Side]:
    """The four sides clockwise from the upper left, `cut` shorter at each end; inwards is to the right hand."""
    x, y, width, height = edge
    return [
        (complex(x + cut, y), 0.0, width - 2 * cut),
        (complex(x + width, y + cut), math.pi / 2, height - 2 * cut),
        (complex(x + width - cut, y + height), math.pi, width - 2 * cut),
        (complex(x, y + height - cut), -math.pi / 2, height - 2 * cut),
    ]


def _on(side: Side, depth: float, shape: Shape) -> Shape:
    """A shape drawn along +x from 0, moved to the beginning of a side, `depth` inwards."""
    start, turn, _length = side
    return shape.placed(at=start + cmath.rect(1, turn) * 1j * depth, turn=turn)


def _corners(edge: Rectangle) -> list[tuple[complex, complex]]:
    """The corners with the direction inwards as signs of x and y."""
    x, y, width, height = edge
    ends = [(x, 1, y, 1), (x + width, -1, y, 1), (x + width, -1, y + height, -1), (x, 1, y + height, -1)]
    return [(complex(a, b), complex(right, down)) for a, right, b, down in ends]


def _set(centre: complex, radius: float, art: str) -> str:
    """A round ornament (drawn with radius 50 around 0) on white ground."""
    place = f"translate({centre.real:g} {centre.imag:g}) scale({radius / 50:g})"
    return f'{filled(circle(centre, radius), "#ffffff")}<g transform="{place}">{art}</g>'


def _birds(edge: Rectangle, depth: float, scale: float) -> Shape:
    """Birds that rise from the middle of the lower side around both flanks to the drum at the top."""
    x, y, width, height = edge
    bird, eye = lac_bird()
    whole, middle = bird + eye, x + width / 2
    flock: list[Shape] = []

    def flight(start: complex, end: complex, count: int, flip: bool) -> None:
        step = (end - start) / count
        places = (start + step * (k + 0.5) for k in range(count))
        flock.extend(whole.placed(place, scale, cmath.phase(step), flip) for place in places)

    for side in (-1, 1):
        flank = middle + side * (width / 2 - depth)
        near = middle + side * (width / 2 - BAND - 0.6)
        low, high = y + height - BAND - 0.6, y + BAND + 0.6
        flight(
            complex(middle + side * (BAND / 2 + 0.6), y + height - depth),
            complex(near, y + height - depth),
            round((width / 2 - BAND * 1.5) / 15),
            side < 0,
        )
        flight(complex(flank, low), complex(flank, high), round((low - high) / 14.7), side < 0)
        top = middle + side * (MEDALLION + 1.6)
        flight(complex(near, y + depth), complex(top, y + depth), round(abs(near - top) / 15.6), side > 0)
    return joined(flock)


def drum_frame(page_width: float, page_height: float) -> str:
    """The frame of the movement's own honour: bands of a bronze drum, Lạc birds that rise to a drum face at the top."""
    edge = x, y, width, height = drum_edge(page_width, page_height)
    cells = [_cell(corner, inward) for corner, inward in _corners(edge)]
    cells.append((x + width / 2 - BAND / 2, y + height - BAND, BAND, BAND))
    squares = joined(rectangle(*_inset(cell, 0.3)) for cell in cells)
    scrolls = [
        corner_scroll(12.5).placed(at=corner + inward * 15.4, turn=turn)
        for (corner, inward), turn in zip(_corners(edge), (0, math.pi / 2, math.pi, -math.pi / 2), strict=True)
    ]
    top = complex(x + width / 2, y + 7.2)
    return "".join(
        [
            watermark(complex(page_width / 2, y + height / 2 + 6), 52),
            *_bands(edge),
            filled(_birds(edge, 6.05, 0.53), RED),
            stroked(joined(scrolls), GOLD, 0.32, cap="round"),
            filled(squares, "#ffffff"),
            stroked(squares, RED, 0.6),
            stroked(rectangle(*_inset(edge, 0.4)), RED, 0.8),
            *(_set(complex(a + BAND / 2, b + BAND / 2), BAND / 2 - 1.1, plain_mark(RED, RED)) for a, b, *_ in cells),
            filled(circle(top, MEDALLION + 0.9), "#ffffff"),
            _set(top, MEDALLION, drum_face(RED, GOLD)),
        ]
    )


def watermark(centre: complex, radius: float) -> str:
    """A drum face so faint that every word on it reads as on white."""
    place = f"translate({centre.real:g} {centre.imag:g}) scale({radius / 50:g})"
    return f'<g transform="{place}">{drum_face(FAINT, FAINT)}</g>'


def _bands(edge: Rectangle) -> list[str]:
    """The lines, comb teeth and joined circles that run along all four sides."""
    combs, rings, dots = [], [], []
    for side in _sides(edge, BAND):
        comb, dash = comb_row(side[2], 1.0)
        combs.append(stroked(_on(side, 1.9, comb), RED, 1.1, dash=dash))
        lines, points = dotted_row(side[2], 0.8, 2.6)
        rings.append(_on(side, 10.6, lines))
        dots.append(_on(side, 10.6, points))
    return [
        *combs,
        stroked(joined(rectangle(*_inset(edge, by)) for by in (1.15, 2.7, 9.4)), RED, 0.2),
        stroked(joined(rings), GOLD, 0.26),
        filled(joined(dots), GOLD),
        stroked(rectangle(*_inset(edge, 12.1)), RED, 0.6),
        stroked(rectangle(*_inset(edge, 13.2)), GOLD, 0.22),
    ]


def _cell(corner: complex, inward: complex) -> Rectangle:
    """The square of the band at a corner."""
    far = corner + inward * BAND
    return min(corner.real, far.real), min(corner.imag, far.imag), BAND, BAND


def fret_frame(page_width: float, page_height: float) -> str:
    """The frame of a giấy khen: a key fret between plain lines, nothing outside it and nothing in its corners."""
    edge, depth, knot = fret_edge(page_width, page_height), 4.4, 4.4
    rows = [_on(side, 2.3, fret_row(side[2], depth, 6.0)) for side in _sides(edge, 8.0)]
    knots = [square_knot(knot).placed(at=corner + inward * 4.5) for corner, inward in _corners(edge)]
    beads = [_on(side, 9.5, dotted_row(side[2], 0.62, 2.1)[part]) for side in _sides(edge, 8.6) for part in (0, 1)]
    return "".join(
        [
            stroked(rectangle(*_inset(edge, 0.5)), RED, 1.0),
            stroked(rectangle(*_inset(edge, 1.5)), RED, 0.25),
            stroked(joined(rows + knots), RED, 0.5, cap="square"),
            stroked(rectangle(*_inset(edge, 7.6)), RED, 0.25),
            stroked(rectangle(*_inset(edge, 8.3)), GOLD, 0.25),
            stroked(joined(beads[::2]), GOLD, 0.2),
            filled(joined(beads[1::2]), GOLD),
            stroked(rectangle(*_inset(edge, 10.7)), GOLD, 0.25),
        ]
    )


def carved_frame(page_width: float, page_height: float) -> str:
    """The frame of a bằng khen: a carved vine on lacquer red, a lotus in each corner, lotus petals towards the text."""
    edge = carved_edge(page_width, page_height)
    band = rectangle(*_inset(edge, 1.6)) + rectangle(*_inset(edge, 1.6 + CARVED))
    sides, inner = _sides(edge, 2.2 + CARVED), _sides(edge, 2.6 + CARVED)
    vines = [(side, vine_row(side[2], 3.3)) for side in sides]
    rows = [(side, petal_row(side[2], 2.4, 3.4)) for side in inner]
    stems, leaves = (joined(_on(side, 1.6 + CARVED / 2, vine[part]) for side, vine in vines) for part in (0, 1))
    petals, hearts = (joined(_on(side, 2.6 + CARVED, row[part]) for side, row in rows) for part in (0, 1))
    corners = [corner + inward * (1.6 + CARVED / 2) for corner, inward in _corners(edge)]
    return "".join(
        [
            watermark(complex(page_width / 2, page_height / 2 + 4), 50),
            stroked(rectangle(*_inset(edge, 0.4)), RED, 0.8),
            filled(band, DARK),
            stroked(rectangle(*_inset(edge, 2.3)) + rectangle(*_inset(edge, 0.9 + CARVED)), PALE, 0.22),
            stroked(stems, PALE, 0.38, cap="round"),
            filled(leaves, PALE),
            *(_lotus_cell(corner) for corner in corners),
            stroked(rectangle(*_inset(edge, 2.3 + CARVED)), GOLD, 0.3),
            stroked(petals, GOLD, 0.28),
            filled(hearts, GOLD),
        ]
    )


def _lotus_cell(centre: complex) -> str:
    """A lotus in its square at a corner of the carved band."""
    half = CARVED / 2
    square = rectangle(centre.real - half, centre.imag - half, CARVED, CARVED)
    inner = rectangle(centre.real - half + 0.7, centre.imag - half + 0.7, CARVED - 1.4, CARVED - 1.4)
    petals, seeds = (shape.placed(at=centre) for shape in lotus(half - 0.9))
    art = [filled(square, DARK), stroked(inner, PALE, 0.22), stroked(petals, PALE, 0.3), filled(seeds, PALE)]
    return "".join(art)


FRAMES: Mapping[str, Callable[[float, float], str]] = {
    "drum": drum_frame,
    "fret": fret_frame,
    "carved": carved_frame,
}
FRAME_NAMES = {"": "Không có khung", "drum": "Trống đồng, chim Lạc", "fret": "Hồi văn", "carved": "Dây leo, cánh sen"}
