"""The whole page of one certificate: every text fitted and given its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .designs import POINT, Box, Design, Stack
from .faces import faces
from .fitting import DoesNotFit, Fitted, fit
from .texts import CertificateText

SHRINK = [1 - step / 20 for step in range(21)]  # how far above `smallest` the sizes of a stack may start


@dataclass(frozen=True)
class Line:
    """One line on the page: left end of its baseline in millimetres from the upper left corner, and how it is set."""

    text: str
    x: float
    baseline: float
    size: float
    face: str
    colour: str


def page_lines(design: Design, text: CertificateText) -> list[Line]:
    """All lines of the certificate in reading order.

    Refuses what a face cannot print (`MissingGlyph`) and what does not fit its box or the common height of the stack
    at the smallest sizes (`DoesNotFit`).
    """
    placed = [(box.y, _fitted(box, text)) for box in design.boxes if text.paragraphs(box.field)]
    placed += _stacked(design.stack, text)
    lines = [line for y, fitted in placed for line in _lines(fitted, y)]
    return sorted(lines, key=lambda line: (line.baseline, line.x))


def lines_by_field(design: Design, text: CertificateText, fields: Sequence[str]) -> dict[str, list[str]]:
    """How these texts are broken into lines on the paper. Refuses what `page_lines` refuses."""
    stacked = {fitted.box.field: fitted for _y, fitted in _stacked(design.stack, text)}
    alone = {
        box.field: _fitted(box, text) for box in design.boxes if box.field in fields and text.paragraphs(box.field)
    }
    placed = alone | stacked
    return {field: [line for line, _width in placed[field].lines] if field in placed else [] for field in fields}


def _fitted(box: Box, text: CertificateText, share: float = 1.0) -> Fitted:
    """The text of a box, as the recipient's own setting wants it where there is one.

    `share` says how far above the smallest size it may begin.
    """
    by_hand = text.by_hand(box.field)
    paragraphs, largest = text.paragraphs(box.field), box.largest
    if by_hand is not None:
        largest = min(by_hand.largest or largest, largest)
        if by_hand.lines:
            paragraphs, box = by_hand.lines, replace(box, lines=len(by_hand.lines))
    return fit(box, paragraphs, largest=box.smallest + share * max(largest - box.smallest, 0))


def _stacked(stack: Stack, text: CertificateText) -> list[tuple[float, Fitted]]:
    """The boxes of the stack one under the other, at the greatest common share of their sizes that fits."""
    room = stack.bottom - stack.top
    boxes = [box for box in stack.boxes if text.paragraphs(box.field)]
    for share in SHRINK:
        fitted = [_fitted(box, text, share**box.yields) for box in boxes]
        free = room - sum(part.height for part in fitted)
        if free >= stack.gap[0] * share * (len(fitted) - 1):
            return _spread(stack, fitted, free)
    raise DoesNotFit(*_tallest(fitted))


def _spread(stack: Stack, fitted: list[Fitted], free: float) -> list[tuple[float, Fitted]]:
    gap = min(free / (len(fitted) + 1), stack.gap[1])
    y = stack.top + (free - gap * (len(fitted) - 1)) / 2
    placed = []
    for part in fitted:
        placed.append((y, part))
        y += part.height + gap
    return placed


def _tallest(fitted: list[Fitted]) -> tuple[Box, str]:
    part = max(fitted, key=lambda candidate: candidate.height)
    return part.box, " ".join(text for text, _width in part.lines)


def _lines(fitted: Fitted, y: float) -> list[Line]:
    box, size = fitted.box, fitted.size
    ascent, descent = faces()[box.face].vertical
    pitch = size * box.leading * POINT
    first = y + (box.leading - ascent - descent) / 2 * size * POINT + ascent * size * POINT
    share = {"left": 0.0, "center": 0.5, "right": 1.0}[box.align]
    return [
        Line(text, box.x + (box.width - width) * share, first + k * pitch, size, box.face, box.colour)
        for k, (text, width) in enumerate(fitted.lines)
    ]
