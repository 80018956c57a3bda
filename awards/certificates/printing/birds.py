"""The Lạc bird of the bronze drums, flying: long straight bill, swept crest, wings and tail of ruled feathers."""

from __future__ import annotations

from .shapes import Shape, circle, joined, polygon

LENGTH = 26.0  # of the bird below, from the tip of the tail to the tip of the bill
HEIGHT = 11.2


def _body() -> Shape:
    """Bill, head, neck and body in one outline; the bird flies along +x with its back to -y."""
    return Shape(
        (
            ("M", (20 + 0j,)),
            ("L", (13.6 - 0.75j,)),
            ("C", (12.9 - 1.6j, 11.6 - 1.5j, 11.1 - 0.8j)),
            ("C", (10.2 - 0.3j, 9.2 - 0.75j, 8 - 1.1j)),
            ("C", (5.6 - 1.5j, 2.6 - 1.3j, 0 - 0.75j)),
            ("L", (0 + 0.75j,)),
            ("C", (2.6 + 1.35j, 6 + 1.5j, 8.2 + 0.85j)),
            ("C", (9.6 + 0.4j, 10.6 + 0.5j, 11.3 + 0.7j)),
            ("C", (12.2 + 1j, 13.2 + 0.9j, 13.7 + 0.45j)),
            ("Z", ()),
        )
    )


def _crest() -> Shape:
    """The blade that streams back from the head."""
    return Shape(
        (
            ("M", (12.6 - 1.2j,)),
            ("C", (11.4 - 2.9j, 9.6 - 4.1j, 6.6 - 4.6j)),
            ("C", (8.4 - 3.4j, 9.8 - 2.0j, 10.9 - 0.75j)),
            ("Z", ()),
        )
    )


def _feathers(root: tuple[complex, complex], tips: tuple[complex, complex], count: int, gap: float) -> Shape:
    """A fan of narrow quadrilaterals between the root line and the line of tips, a white gap between two of them."""

    def between(ends: tuple[complex, complex], part: float) -> complex:
        return ends[0] + (ends[1] - ends[0]) * part

    blades = []
    for k in range(count):
        a, b = k / count, (k + 1 - gap) / count
        blades.append(polygon([between(root, a), between(tips, a), between(tips, b), between(root, b)]))
    return joined(blades)


def lac_bird() -> tuple[Shape, Shape]:
    """The bird as (shape to fill, eye to leave white), the middle of its length at 0, `LENGTH` x `HEIGHT` in size."""
    upper = _feathers((7.4 - 1.35j, 2.6 - 1.3j), (0.6 - 6.3j, -4.4 - 3.9j), 6, 0.26)
    lower = _feathers((7.0 + 1.35j, 2.8 + 1.35j), (2.6 + 4.9j, -2.0 + 3.3j), 5, 0.26)
    tail = _feathers((0.1 - 0.8j, 0.1 + 0.8j), (-6 - 2.3j, -6 + 2.3j), 5, 0.26)
    whole = joined([_body(), _crest(), upper, lower, tail])
    centre = complex(-7, 0.7)
    return whole.placed(at=centre), circle(12.7 - 0.35j, 0.42).placed(at=centre)
