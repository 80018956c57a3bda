"""Designs as data: where each text stands, in which face, how large and how small it may be.

Lengths and places are millimetres from the upper left corner of the page, type sizes points.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

BLACK = "#000000"
POINT = 25.4 / 72  # millimetres


@dataclass(frozen=True)
class Box:
    """A place for one text of `CertificateText`; `label` names it to a person when something does not fit.

    The text is set as large as fits between `smallest` and `largest`, in at most `lines` lines; another line is
    started only when fewer lines would fall below `comfort` (a part of `largest`).
    """

    field: str
    label: str
    x: float
    y: float
    width: float
    height: float
    face: str
    largest: float
    smallest: float
    align: str = "center"
    colour: str = BLACK
    leading: float = 1.2  # line height in parts of the size
    lines: int = 1
    comfort: float = 1.0
    yields: float = 1.0  # how readily it becomes smaller in a crowded stack: under 1 later than the others


@dataclass(frozen=True)
class Stack:
    """Boxes that share the height from `top` to `bottom`: set one under the other, the free space spread evenly.

    The `y` of its boxes is ignored; `gap` is the least and the greatest space between two of them;
    the least shrinks with the sizes when the texts are long.
    """

    top: float
    bottom: float
    gap: tuple[float, float]
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class Words:
    """Fixed words of a design, centred on `x` with the middle of the line at `y`; `rule` draws a line as long below."""

    text: str
    x: float
    y: float
    face: str
    size: float
    colour: str = BLACK
    spacing: float = 0.0  # extra space between letters, in parts of the size
    rule: bool = False


@dataclass(frozen=True)
class Design:
    """A paper: its page, the name of its frame in `frames`, fixed words, places for texts, emblem and QR code."""

    key: str
    title: str  # as in the PDF title
    page: tuple[float, float]
    frame: str  # empty: none
    words: tuple[Words, ...]
    boxes: tuple[Box, ...]
    stack: Stack
    qr: tuple[float, float, float]  # x, y, side of the symbol without its quiet zone
    emblem: tuple[float, float, float] | None = None  # centre x, centre y, diameter of the place for an office's emblem
    logo: tuple[float, float, float] | None = None  # the same for an office's logo, if it has one

    @property
    def text_layer(self) -> Design:
        """The same texts in the same places for a blank (phôi) on which everything else is already printed."""
        return replace(self, frame="", words=(), emblem=None, logo=None)

    @property
    def every_box(self) -> tuple[Box, ...]:
        """All places for texts, those of the stack included."""
        return (*self.boxes, *self.stack.boxes)

    @property
    def faces(self) -> tuple[str, ...]:
        """The faces it needs, in a fixed order."""
        return tuple(sorted({box.face for box in self.every_box} | {words.face for words in self.words}))


def enlarged(design: Design, by: float) -> Design:
    """The design on a page so many times as large, its texts with it; the QR code keeps its size and its corner."""
    (width, height), (x, y, side) = design.page, design.qr
    stack = design.stack
    corner = (x, height * by - (height - y), side)
    check = {box.field: box for box in design.boxes}.get("check")
    boxes = [_box_enlarged(box, by) for box in design.boxes if box is not check]
    boxes += [replace(check, y=height * by - (height - check.y))] if check else []
    return replace(
        design,
        page=(width * by, height * by),
        words=tuple(replace(w, x=w.x * by, y=w.y * by, size=w.size * by) for w in design.words),
        boxes=tuple(boxes),
        stack=Stack(
            stack.top * by,
            stack.bottom * by,
            (stack.gap[0] * by, stack.gap[1] * by),
            tuple(_box_enlarged(box, by) for box in stack.boxes),
        ),
        qr=corner,
        emblem=_place_enlarged(design.emblem, by),
        logo=_place_enlarged(design.logo, by),
    )


def _box_enlarged(box: Box, by: float) -> Box:
    """Places to a hundredth of a millimetre, sizes to a quarter of a point."""
    x, y, width, height = (round(edge * by, 2) for edge in (box.x, box.y, box.width, box.height))
    largest, smallest = (math.floor(size * by * 4) / 4 for size in (box.largest, box.smallest))
    return replace(box, x=x, y=y, width=width, height=height, largest=largest, smallest=smallest)


def _place_enlarged(place: tuple[float, float, float] | None, by: float) -> tuple[float, float, float] | None:
    return (place[0] * by, place[1] * by, place[2] * by) if place else None
