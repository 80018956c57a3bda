"""Plane geometry for the ornament: shapes made of points, moved and turned by complex numbers, written as SVG.

Points are complex numbers in millimetres, x to the right and y downwards as on the page.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Command = tuple[str, tuple[complex, ...]]  # an SVG path letter (M, L, C, Q, Z) and its absolute points


@dataclass(frozen=True)
class Shape:
    """A path: drawn commands that can be added, moved, scaled, turned and mirrored without losing exactness."""

    commands: tuple[Command, ...] = ()

    def __add__(self, other: Shape) -> Shape:
        return Shape(self.commands + other.commands)

    def placed(self, at: complex = 0j, scale: float = 1.0, turn: float = 0.0, flip: bool = False) -> Shape:
        """The shape mirrored in its own x axis if `flip`, scaled, turned by `turn` radians, then moved to `at`."""
        factor = cmath.rect(scale, turn)
        return Shape(
            tuple(
                (letter, tuple(at + factor * (p.conjugate() if flip else p) for p in points))
                for letter, points in self.commands
            )
        )

    @property
    def d(self) -> str:
        """The SVG path data, coordinates rounded to a hundredth of a millimetre."""
        return "".join(
            letter + " ".join(f"{_short(p.real)} {_short(p.imag)}" for p in points) for letter, points in self.commands
        )


def _short(number: float) -> str:
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def joined(shapes: Iterable[Shape]) -> Shape:
    """All the shapes as one path."""
    return Shape(tuple(command for shape in shapes for command in shape.commands))


def line(*points: complex) -> Shape:
    """An open line through the points."""
    return Shape((("M", points[:1]), *(("L", (point,)) for point in points[1:])))


def polygon(points: Sequence[complex]) -> Shape:
    """A closed figure with these corners."""
    return line(*points) + Shape((("Z", ()),))


def rectangle(x: float, y: float, width: float, height: float) -> Shape:
    """A rectangle by its upper left corner."""
    return polygon([complex(x, y), complex(x + width, y), complex(x + width, y + height), complex(x, y + height)])


def circle(centre: complex, radius: float) -> Shape:
    """A circle of four cubic curves (error under 0.03 % of the radius)."""
    handle = 4 / 3 * math.tan(math.pi / 8)
    quarters: list[Command] = [("M", (centre + radius,))]
    for quarter in range(4):
        start, end = 1j**quarter, 1j ** (quarter + 1)
        quarters.append(
            ("C", tuple(centre + radius * p for p in (start * (1 + handle * 1j), end * (1 - handle * 1j), end)))
        )
    return Shape((*quarters, ("Z", ())))


def star(rays: int, outer: float, inner: float, centre: complex = 0j) -> Shape:
    """A star with straight rays, one of them pointing up."""
    corners = [
        centre + cmath.rect(outer if k % 2 == 0 else inner, math.pi * k / rays - math.pi / 2) for k in range(2 * rays)
    ]
    return polygon(corners)


def spiral(turns: float, outer: float, inner: float = 0.0) -> Shape:
    """An even (Archimedean) spiral from its outer end at `outer` on the x axis inwards, as smooth curves."""
    steps = max(4, math.ceil(turns * 8))
    step = 2 * math.pi * turns / steps
    slope = (inner - outer) / (2 * math.pi * turns)

    def point(angle: float) -> complex:
        return cmath.rect(outer + slope * angle, angle)

    def direction(angle: float) -> complex:
        return cmath.rect(1, angle) * complex(slope, outer + slope * angle)

    commands: list[Command] = [("M", (point(0),))]
    for k in range(steps):
        a, b = k * step, (k + 1) * step
        commands.append(("C", (point(a) + direction(a) * step / 3, point(b) - direction(b) * step / 3, point(b))))
    return Shape(tuple(commands))


def filled(shape: Shape, colour: str) -> str:
    """The SVG element of the filled shape; overlapping closed parts become holes."""
    return f'<path fill="{colour}" fill-rule="evenodd" d="{shape.d}"/>'


def stroked(
    shape: Shape, colour: str, width: float, *, cap: str = "butt", dash: tuple[float, float] | None = None
) -> str:
    """The SVG element of the shape drawn as a line `width` millimetres wide, broken into (drawn, empty) if `dash`."""
    dashes = f' stroke-dasharray="{dash[0]:.4f} {dash[1]:.4f}"' if dash else ""
    return (
        f'<path fill="none" stroke="{colour}" stroke-width="{width:g}" stroke-linecap="{cap}"{dashes} '
        f'stroke-linejoin="miter" d="{shape.d}"/>'
    )
