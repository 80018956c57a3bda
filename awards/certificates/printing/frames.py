"""The frames of the designs, drawn from the ornament as one SVG in page millimetres."""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable, Mapping

from .birds import lac_bird
from .ornament import GOLD, RED, comb_row, corner_scroll, dotted_row, drum_face, fret_row, plain_mark, square_knot
from .shapes import Shape, circle, filled, joined, rectangle, stroked

Rectangle = tuple[float, float, float, float]  # x, y, width, height
Side = tuple[complex, float, float]  # start, direction in radians, length

DRUM: Rectangle = (11.0, 11.0, 275.0, 173.0)
BAND = 12.4  # depth of the drum frame
MEDALLION = 12.6  # radius of the drum face in the middle of the upper side
FRET: Rectangle = (12.0, 8.0, 273.0, 176.0)


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
            8,
            side < 0,
        )
        flight(complex(flank, low), complex(flank, high), 10, side < 0)
        flight(complex(near, y + depth), complex(middle + side * (MEDALLION + 1.6), y + depth), 7, side > 0)
    return joined(flock)


def drum_frame() -> str:
    """The frame of the movement's own honour: bands of a bronze drum, Lạc birds that rise to a drum face at the top."""
    x, y, width, height = DRUM
    cells = [_cell(corner, inward) for corner, inward in _corners(DRUM)]
    cells.append((x + width / 2 - BAND / 2, y + height - BAND, BAND, BAND))
    squares = joined(rectangle(*_inset(cell, 0.3)) for cell in cells)
    scrolls = [
        corner_scroll(12.5).placed(at=corner + inward * 15.4, turn=turn)
        for (corner, inward), turn in zip(_corners(DRUM), (0, math.pi / 2, math.pi, -math.pi / 2), strict=True)
    ]
    top = complex(x + width / 2, y + 7.2)
    return "".join(
        [
            *_bands(),
            filled(_birds(DRUM, 6.05, 0.53), RED),
            stroked(joined(scrolls), GOLD, 0.32, cap="round"),
            filled(squares, "#ffffff"),
            stroked(squares, RED, 0.6),
            stroked(rectangle(*_inset(DRUM, 0.4)), RED, 0.8),
            *(_set(complex(a + BAND / 2, b + BAND / 2), BAND / 2 - 1.1, plain_mark(RED, RED)) for a, b, *_ in cells),
            filled(circle(top, MEDALLION + 0.9), "#ffffff"),
            _set(top, MEDALLION, drum_face(RED, GOLD)),
        ]
    )


def _bands() -> list[str]:
    """The lines, comb teeth and joined circles that run along all four sides."""
    combs, rings, dots = [], [], []
    for side in _sides(DRUM, BAND):
        comb, dash = comb_row(side[2], 1.0)
        combs.append(stroked(_on(side, 1.9, comb), RED, 1.1, dash=dash))
        lines, points = dotted_row(side[2], 0.8, 2.6)
        rings.append(_on(side, 10.6, lines))
        dots.append(_on(side, 10.6, points))
    return [
        *combs,
        stroked(joined(rectangle(*_inset(DRUM, by)) for by in (1.15, 2.7, 9.4)), RED, 0.2),
        stroked(joined(rings), GOLD, 0.26),
        filled(joined(dots), GOLD),
        stroked(rectangle(*_inset(DRUM, 12.1)), RED, 0.6),
        stroked(rectangle(*_inset(DRUM, 13.2)), GOLD, 0.22),
    ]


def _cell(corner: complex, inward: complex) -> Rectangle:
    """The square of the band at a corner."""
    far = corner + inward * BAND
    return min(corner.real, far.real), min(corner.imag, far.imag), BAND, BAND


def fret_frame() -> str:
    """The frame of a giấy khen: a key fret between plain lines, nothing outside it and nothing in its corners."""
    depth, knot = 4.4, 4.4
    rows = [_on(side, 2.3, fret_row(side[2], depth, 6.0)) for side in _sides(FRET, 8.0)]
    knots = [square_knot(knot).placed(at=corner + inward * 4.5) for corner, inward in _corners(FRET)]
    return "".join(
        [
            stroked(rectangle(*_inset(FRET, 0.5)), RED, 1.0),
            stroked(rectangle(*_inset(FRET, 1.5)), RED, 0.25),
            stroked(joined(rows + knots), RED, 0.5, cap="square"),
            stroked(rectangle(*_inset(FRET, 7.6)), RED, 0.25),
            stroked(rectangle(*_inset(FRET, 8.7)), GOLD, 0.5),
        ]
    )


FRAMES: Mapping[str, Callable[[], str]] = {"drum": drum_frame, "fret": fret_frame}
