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
SQUARE = ((-1, -1), (1, -1), (1, 1), (-1, 1))
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


def comb_ring(outer: float, inner: float, teeth: int, colour: str) -> str:
    """Short radial strokes all around, the comb-teeth ring of a drum, as one broken line."""
    middle = (outer + inner) / 2
    pitch = 2 * math.pi * middle / teeth
    return stroked(circle(0j, middle), colour, outer - inner, dash=(pitch * 0.3, pitch * 0.7))


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
            comb_ring(47.8, 45, 84, colour),
            stroked(circle(0j, 44.4) + circle(0j, 34.8), colour, 0.8),
            stroked(lines, second, 0.8),
            filled(dots, second),
            comb_ring(34.4, 31.8, 64, colour),
            stroked(circle(0j, 31.2), colour, 1.2),
            filled(star(RAYS, 29.6, 9.5), colour),
            stroked(chevrons(29.6, 9.5, (14, 18.5, 23), 28.6), second, 1),
        ]
    )


def comb_row(length: float, pitch: float) -> tuple[Shape, tuple[float, float]]:
    """The line and its dashes that make upright comb teeth about `pitch` apart, from 0 to `length` along x.

    Drawn `h` wide it gives teeth `h` high; a tooth stands at each end.
    """
    tooth = pitch * 0.32
    step = (length - tooth) / round((length - tooth) / pitch)
    return line(0j, complex(length, 0)), (tooth, step - tooth)


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


def fret_row(length: float, height: float, pitch: float) -> Shape:
    """The key fret (hồi văn) of the communal houses along x from 0 to `length`, its two halves mirrored."""
    count = 2 * round(length / pitch / 2)
    step = length / count
    u, v = step / 6, height / 5
    key = [(0, 5), (0, 0), (5, 0), (5, 3.6), (2, 3.6), (2, 1.9), (3.4, 1.9)]
    foot = [(0, 5), (6, 5)]
    units = []
    for k in range(count // 2):
        for part in (key, foot):
            unit = line(*(complex(k * step + a * u, b * v) for a, b in part))
            units += [unit, unit.placed(at=complex(length, 0), turn=math.pi, flip=True)]
    return joined(units)


def square_knot(size: float) -> Shape:
    """Two squares one inside the other, centred on 0, for the corners of a fret."""
    half, inner = size / 2, size / 5
    return joined(polygon([complex(x * r, y * r) for x, y in SQUARE]) for r in (half, inner))


def corner_scroll(reach: float) -> Shape:
    """Lines that follow a corner at 0 along +x and +y and curl inwards at both ends, as on carved brackets."""
    curl = reach * 0.17
    outer = line(0j, complex(reach, 0)) + spiral(1.4, curl, curl * 0.2).placed(complex(reach, curl), turn=-math.pi / 2)
    step, small = reach * 0.14, curl * 0.55
    end = complex(reach * 0.62, step)
    inner = line(complex(step, step), end) + spiral(1.2, small, small * 0.3).placed(end + small * 1j, turn=-math.pi / 2)
    side = outer + inner
    return side + side.placed(turn=math.pi / 2, flip=True)
