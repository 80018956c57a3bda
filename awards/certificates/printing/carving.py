"""Ornament of the communal houses: the scrolling vine (dây leo), lotus petals and the lotus seen from the front."""

from __future__ import annotations

import cmath
import math

from .shapes import Shape, circle, joined, polygon, spiral

ARC = 4 / 3 * math.tan(math.pi / 8)  # handle of a quarter circle


def vine_row(length: float, radius: float) -> tuple[Shape, Shape]:
    """A vine along x from 0 to `length`, its scrolls about `radius` large: (stems to draw, buds and leaves to fill).

    The stem runs over one scroll and under the next, each curling in to a bud; both halves of the row are mirrored.
    """
    count = 2 * round((length / (2 * radius) - 1) / 2) + 1  # odd: the scroll in the middle is shared
    r = length / count / 2
    stems, solids = [], []
    for k in range((count + 1) // 2):
        centre, flip = complex((2 * k + 1) * r, 0), k % 2 == 1
        stem, solid = _scroll(r)
        for mirrored in (False, True):
            if mirrored and 2 * k + 1 == count:
                break
            stems.append(_mirrored(stem.placed(at=centre, flip=flip), length, mirrored))
            solids.append(_mirrored(solid.placed(at=centre, flip=flip), length, mirrored))
    return joined(stems), joined(solids)


def _mirrored(shape: Shape, length: float, mirrored: bool) -> Shape:
    """The same shape, or its image in the upright line through the middle of the row."""
    return shape.placed(at=complex(length, 0), turn=math.pi, flip=True) if mirrored else shape


def _scroll(r: float) -> tuple[Shape, Shape]:
    """One scroll around 0: from -r over the top to r and on inwards; its bud, and two leaves outside."""
    over = Shape(
        (
            ("M", (complex(-r, 0),)),
            ("C", (complex(-r, -ARC * r), complex(-ARC * r, -r), complex(0, -r))),
            ("C", (complex(ARC * r, -r), complex(r, -ARC * r), complex(r, 0))),
        )
    )
    curl = spiral(1.2, r, r * 0.26)
    end = cmath.rect(r * 0.26, 1.2 * 2 * math.pi)
    bud = lotus_bud(r * 0.42).placed(at=end * 0.35, turn=cmath.phase(end) + math.pi)
    leaves = [
        leaf(r * 0.62).placed(at=cmath.rect(r * 1.02, angle), turn=angle + lean)
        for angle, lean in ((-0.72, 0.9), (-2.35, -0.9))
    ]
    return over + curl, joined([bud, *leaves])


def leaf(length: float) -> Shape:
    """A leaf from 0 along x, swept to one side."""
    return Shape(
        (
            ("M", (0j,)),
            ("C", (complex(0.25, -0.34) * length, complex(0.7, -0.36) * length, complex(length, 0.06 * length))),
            ("C", (complex(0.66, 0.02) * length, complex(0.3, 0.2) * length, 0j)),
            ("Z", ()),
        )
    )


def lotus_bud(size: float) -> Shape:
    """Three petals from 0 along x."""
    petal = _petal(size, size * 0.5)
    side = _petal(size * 0.82, size * 0.34)
    return joined([petal, side.placed(turn=0.72), side.placed(turn=-0.72)])


def _petal(length: float, width: float) -> Shape:
    """A pointed petal from 0 along x."""
    half = width / 2
    return Shape(
        (
            ("M", (0j,)),
            ("C", (complex(0.2 * length, -half), complex(0.62 * length, -half * 1.1), complex(length, 0))),
            ("C", (complex(0.62 * length, half * 1.1), complex(0.2 * length, half), 0j)),
            ("Z", ()),
        )
    )


def petal_row(length: float, height: float, pitch: float) -> tuple[Shape, Shape]:
    """Lotus petals (cánh sen) standing on x from 0 to `length`, tips at `height`: (outlines, hearts to fill)."""
    count = max(1, round(length / pitch))
    p, h = length / count, height
    outline = Shape(
        (
            ("M", (0j,)),
            ("C", (complex(0, 0.5 * h), complex(0.34 * p, 0.7 * h), complex(0.5 * p, h))),
            ("C", (complex(0.66 * p, 0.7 * h), complex(p, 0.5 * h), complex(p, 0))),
        )
    )
    heart = Shape(
        (
            ("M", (complex(0.26 * p, 0),)),
            ("C", (complex(0.26 * p, 0.36 * h), complex(0.4 * p, 0.5 * h), complex(0.5 * p, 0.68 * h))),
            ("C", (complex(0.6 * p, 0.5 * h), complex(0.74 * p, 0.36 * h), complex(0.74 * p, 0))),
            ("Z", ()),
        )
    )
    places = [complex(k * p, 0) for k in range(count)]
    return joined(outline.placed(at) for at in places), joined(heart.placed(at) for at in places)


def lotus(radius: float) -> tuple[Shape, Shape]:
    """A lotus from above, centred on 0: (petals to draw, heart and seeds to fill)."""
    outer = [_petal(radius * 0.62, radius * 0.44).placed(at=cmath.rect(radius * 0.38, a), turn=a) for a in _turns(8, 0)]
    inner = [_petal(radius * 0.4, radius * 0.3).placed(at=cmath.rect(radius * 0.24, a), turn=a) for a in _turns(8, 0.5)]
    seeds = [circle(cmath.rect(radius * 0.13, a), radius * 0.035) for a in _turns(6, 0)]
    return joined([*outer, circle(0j, radius * 0.25)]), joined([*inner, *seeds, circle(0j, radius * 0.04)])


def _turns(count: int, offset: float) -> list[float]:
    return [2 * math.pi * (k + offset) / count - math.pi / 2 for k in range(count)]


def diamond(size: float) -> Shape:
    """A small rhombus centred on 0."""
    return polygon([complex(size, 0), complex(0, size), complex(-size, 0), complex(0, -size)])
