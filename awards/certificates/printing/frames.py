"""The frames of the designs, drawn from the ornament as one SVG in page millimetres."""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable, Mapping

from .birds import lac_bird
from .ornament import GOLD, RED, comb_row, dotted_row, drum_face, fret_row
from .shapes import Shape, circle, filled, joined, rectangle, stroked

Page = tuple[float, float]
BAND = 14.0  # depth of the drum frame
OUTER = (11.0, 13.0, 275.0, 171.0)  # x, y, width, height of its outer edge
MEDALLION = 13.5  # radius of the drum face in the middle of the upper side


def _sides(x: float, y: float, width: float, height: float) -> list[tuple[complex, float, float]]:
    """The four sides clockwise from the upper left as (start, direction, length); inwards is to the right hand."""
    return [
        (complex(x, y), 0.0, width),
        (complex(x + width, y), math.pi / 2, height),
        (complex(x + width, y + height), math.pi, width),
        (complex(x, y + height), -math.pi / 2, height),
    ]


def _along(place: tuple[complex, float, float], start: float, depth: float, shape: Shape) -> Shape:
    """A shape drawn along +x, moved onto a side: `start` after its beginning, `depth` inwards from its edge."""
    corner, turn, _length = place
    return shape.placed(at=corner + cmath.rect(1, turn) * complex(start, depth), turn=turn)


def _inset(by: float) -> Shape:
    x, y, width, height = OUTER
    return rectangle(x + by, y + by, width - 2 * by, height - 2 * by)


def _birds() -> Shape:
    """Birds that rise from the middle of the lower side around both flanks to the drum at the top."""
    bird, eye = lac_bird()
    whole = bird + eye
    x, y, width, height = OUTER
    scale, middle, depth = 0.56, x + width / 2, 7.0
    flock: list[Shape] = []

    def flight(start: complex, end: complex, count: int, flip: bool) -> None:
        step = (end - start) / count
        turn = cmath.phase(step)
        flock.extend(whole.placed(start + step * (k + 0.5), scale, turn, flip) for k in range(count))

    corner = BAND + 0.5
    for side in (-1, 1):
        edge = middle + side * width / 2
        inner = edge - side * corner
        flight(complex(middle + side * 9, y + height - depth), complex(inner, y + height - depth), 7, side < 0)
        flank = edge - side * depth
        flight(complex(flank, y + height - corner), complex(flank, y + corner), 8, side < 0)
        flight(complex(inner, y + depth), complex(middle + side * (MEDALLION + 2), y + depth), 6, side > 0)
    return joined(flock)


def drum_frame(page: Page) -> str:
    """The frame of the movement's own honour: bands of a bronze drum, Lạc birds that rise to a drum face at the top."""
    x, y, width, height = OUTER
    combs, rings, dots = [], [], []
    for place in _sides(*OUTER):
        run = place[2] - 2 * BAND
        combs.append(_along(place, BAND, 1.5, comb_row(run, 1.2, 1.05)))
        lines, points = dotted_row(run, 0.85, 2.75)
        rings.append(_along(place, BAND, 12.15, lines))
        dots.append(_along(place, BAND, 12.15, points))
    art = [
        stroked(_inset(0.4), RED, 0.8),
        stroked(_inset(1.3) + _inset(2.9), RED, 0.2),
        stroked(joined(combs), RED, 0.32),
        stroked(_inset(10.9), RED, 0.25),
        stroked(joined(rings), GOLD, 0.28),
        filled(joined(dots), GOLD),
        stroked(_inset(13.6), RED, 0.5),
        filled(_birds(), RED),
    ]
    corners = [complex(a, b) for a in (x + 7, x + width - 7) for b in (y + 7, y + height - 7)]
    art += [_drum(corner, 7.0) for corner in corners]
    art.append(_drum(complex(x + width / 2, y + height - 7), 7.0))
    art.append(_drum(complex(x + width / 2, y + 6), MEDALLION))
    return "".join(art)


def _drum(centre: complex, radius: float) -> str:
    ground = filled(circle(centre, radius + 0.9), "#ffffff")
    place = f"translate({centre.real:g} {centre.imag:g}) scale({radius / 50:g})"
    return f'{ground}<g transform="{place}">{drum_face(RED, GOLD)}</g>'


def fret_frame(page: Page) -> str:
    """The frame of a giấy khen: a key fret between plain lines, nothing outside it and nothing in its corners."""
    x, y, width, height = 12.0, 10.0, 273.0, 174.0
    depth, pitch = 4.2, 6.2
    art = [
        stroked(rectangle(x, y, width, height), RED, 0.9),
        stroked(rectangle(x + 1.4, y + 1.4, width - 2.8, height - 2.8), RED, 0.25),
        stroked(rectangle(x + 9, y + 9, width - 18, height - 18), RED, 0.25),
        stroked(rectangle(x + 10, y + 10, width - 20, height - 20), GOLD, 0.4),
    ]
    rows = []
    for place in _sides(x, y, width, height):
        run = place[2] - 2 * 9.6
        rows.append(_along(place, 9.6, 3.1, fret_row(run, depth, pitch)))
    art.append(stroked(joined(rows), RED, 0.55, cap="square"))
    return "".join(art)


FRAMES: Mapping[str, Callable[[Page], str]] = {"drum": drum_frame, "fret": fret_frame}
