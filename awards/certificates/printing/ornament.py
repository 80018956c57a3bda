"""The ornament of the house, drawn from geometry in the tradition of the Đông Sơn bronze drums and the communal houses.

Everything here is our own construction: the sun star with its nested chevrons, the comb teeth, the dotted circles
joined by tangents, the flying Lạc birds, the S-spirals and the key fret. Lengths are millimetres.
"""

from __future__ import annotations

import cmath
import html
import math
from itertools import pairwise

from .shapes import Shape, circle, filled, joined, line, polygon, spiral, star, stroked

RED = "#a3161b"
GOLD = "#b8892b"
RAYS = 8  # the star of our mark has eight rays


def chevrons(outer: float, inner: float, feet: tuple[float, ...], reach: float) -> Shape:
    """The V lines in the gaps of the star (outer, inner): their feet at these radii, their arms ending at `reach`.

    The arms run parallel to the edges of the rays, as on the face of a drum.
    """
    half = math.pi / RAYS
    slope = cmath.phase(cmath.rect(outer, half) - inner)
    lines = []
    for foot in feet:
        arm = math.sqrt(reach**2 - (foot * math.sin(slope)) ** 2) - foot * math.cos(slope)
        v = line(foot + cmath.rect(arm, slope), complex(foot), foot + cmath.rect(arm, -slope))
        lines += [v.placed(turn=half * (2 * gap + 1)) for gap in range(RAYS)]
    return joined(lines)


def comb_ring(outer: float, inner: float, teeth: int) -> Shape:
    """Short radial strokes all around, the comb-teeth ring of a drum."""
    angles = (2 * math.pi * k / teeth for k in range(teeth))
    return joined(line(cmath.rect(inner, a), cmath.rect(outer, a)) for a in angles)


def dotted_ring(radius: float, size: float, count: int) -> tuple[Shape, Shape]:
    """Circles with a dot, joined by tangents, set around a circle: (lines, dots)."""
    centres = [cmath.rect(radius, 2 * math.pi * k / count - math.pi / 2) for k in range(count)]
    lines = [circle(c, size) for c in centres]
    for here, there in zip(centres, centres[1:] + centres[:1], strict=True):
        out, in_ = here / abs(here), there / abs(there)
        lines.append(line(here + out * size, there - in_ * size))
    return joined(lines), joined(circle(c, size * 0.36) for c in centres)


def mark_svg(*, colour: str = RED, second: str | None = None, title: str | None = None, detail: bool = False) -> str:
    """Our mark as a complete SVG image, 100 x 100 units: the eight-pointed star of a bronze drum in its rings.

    `colour` draws the star and rings, `second` the chevrons between the rays (the same colour if left out).
    `title` is read aloud by a screen reader; without it the image is marked as decoration. `detail` adds the
    ring of dotted circles and the comb teeth of a whole drum face, for sizes above about 20 mm; without it the
    mark stays clear down to 16 px.
    """
    label = f'role="img" aria-label="{html.escape(title)}"' if title else 'aria-hidden="true"'
    art = drum_face(colour, second or colour) if detail else plain_mark(colour, second or colour)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-50 -50 100 100" {label}>{art}</svg>'


def plain_mark(colour: str, second: str) -> str:
    """The mark for small sizes: star, one chevron in each gap, one ring; centred on 0, radius 48."""
    return (
        stroked(circle(0j, 45.5), colour, 5)
        + filled(star(RAYS, 40, 14.5), colour)
        + stroked(chevrons(40, 14.5, (24.5,), 39), second, 3.2)
    )


def drum_face(colour: str, second: str) -> str:
    """A whole drum face centred on 0 with radius 50: star, chevrons, comb teeth, joined circles, comb teeth."""
    lines, dots = dotted_ring(39.6, 3.1, 32)
    return "".join(
        [
            stroked(circle(0j, 49.2), colour, 1.6),
            stroked(comb_ring(47.6, 44.8, 96), colour, 0.75),
            stroked(circle(0j, 44.4) + circle(0j, 34.8), colour, 0.8),
            stroked(lines, second, 0.8),
            filled(dots, second),
            stroked(comb_ring(34.4, 31.6, 72), colour, 0.75),
            stroked(circle(0j, 31.2), colour, 1.2),
            filled(star(RAYS, 29.6, 9.5), colour),
            stroked(chevrons(29.6, 9.5, (14, 18.5, 23), 28.6), second, 1),
        ]
    )


def comb_row(length: float, height: float, pitch: float) -> Shape:
    """Upright strokes from 0 to `length` along x, a whole number of them about `pitch` apart."""
    count = round(length / pitch)
    return joined(line(complex(length * k / count, 0), complex(length * k / count, height)) for k in range(count + 1))


def dotted_row(length: float, size: float, pitch: float) -> tuple[Shape, Shape]:
    """Dotted circles of radius `size` along x from 0 to `length`, each joined to the next by a tangent: (lines, dots).

    The row reads the same from both ends: the tangents change their slant in the middle.
    """
    count = round(length / pitch)
    centres = [complex(length * (k + 0.5) / count, 0) for k in range(count)]
    lines = [circle(c, size) for c in centres]
    for here, there in pairwise(centres):
        slant = -1j if (here + there).real / 2 < length / 2 else 1j
        lines.append(line(here + slant * size, there - slant * size))
    return joined(lines), joined(circle(c, size * 0.38) for c in centres)


def saw_row(length: float, height: float, pitch: float) -> Shape:
    """Triangles side by side on the x axis from 0 to `length`, pointing to +y."""
    count = round(length / pitch)
    step = length / count
    return joined(
        polygon([complex(step * k, 0), complex(step * (k + 0.5), height), complex(step * (k + 1), 0)])
        for k in range(count)
    )


def fret_row(length: float, height: float, pitch: float) -> Shape:
    """The key fret (hồi văn) of the communal houses as one line along x from 0 to `length`, mirrored in the middle."""
    count = 2 * round(length / pitch / 2)
    step = length / count
    units = []
    for k in range(count // 2):
        x, u, v = k * step, step / 6, height / 4
        key = [(0, 4), (0, 0), (5, 0), (5, 3), (2, 3), (2, 2), (3.5, 2), (3.5, 1.4), (1.1, 1.4), (1.1, 4), (6, 4)]
        unit = line(*(complex(x + a * u, b * v) for a, b in key))
        units += [unit, unit.placed(at=complex(length, 0), turn=math.pi, flip=True)]
    return joined(units)


def double_spiral(size: float) -> Shape:
    """An S of two spirals on the x axis, `size` from eye to eye, its middle at 0."""
    arm = spiral(1.6, size / 2, size * 0.06).placed(at=complex(-size / 2, 0))
    return arm + arm.placed(turn=math.pi)
