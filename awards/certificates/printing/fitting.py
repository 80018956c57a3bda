"""Fitting texts into their boxes by measured width: the size, the lines and where each line stands."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from .designs import POINT, Box
from .faces import faces
from .phrases import ORPHAN, QUOTED, WORD, torn_before

STEP = 0.25  # sizes are multiples of a quarter of a point
WHOLE = 0.9  # so much of the size is worth more than words that are not torn
# A line is not broken before a dash, between two years, between the word for a unit and its name, nor before the last
# word of a quotation.
BREAK = re.compile(
    r"(?<!\d [-–])(?<! xã)(?<! bản)(?<! thôn)(?<! huyện)(?<! tỉnh)(?<! phường)(?<! số)(?<! năm) (?![-–] )(?!\S+”)"
)


class DoesNotFit(ValueError):
    """A text too long for its box at the smallest size; `box` and `text` say which."""

    def __init__(self, box: Box, text: str) -> None:
        self.box, self.text = box, text
        shown = text if len(text) <= 80 else text[:79] + "…"
        super().__init__(f"{box.label} quá dài, không in vừa giấy: “{shown}”.")


@dataclass(frozen=True)
class Fitted:
    """A text that fits its box: size in points and lines, each with its width in millimetres."""

    box: Box
    size: float
    lines: tuple[tuple[str, float], ...]

    @property
    def height(self) -> float:
        return len(self.lines) * self.size * self.box.leading * POINT


@dataclass(frozen=True)
class _Paragraph:
    """Words between which a line may be broken, with start and end of each at size 1.

    `torn` says how bad a break before the word would be, in parts of a line's width squared; below 0: welcome.
    """

    words: tuple[str, ...]
    starts: tuple[float, ...]
    ends: tuple[float, ...]
    torn: tuple[float, ...]

    @property
    def whole(self) -> _Paragraph:
        """The same with breaks only where no word of several syllables is torn."""
        firsts = [place for place, torn in enumerate(self.torn) if torn < WORD]
        lasts = [place - 1 for place in firsts[1:]] + [len(self.words) - 1]
        words = [" ".join(self.words[a : b + 1]) for a, b in zip(firsts, lasts, strict=True)]
        starts, torn = ([part[place] for place in firsts] for part in (self.starts, self.torn))
        return _Paragraph(tuple(words), tuple(starts), tuple(self.ends[place] for place in lasts), tuple(torn))

    def lines_within(self, width: float) -> int:
        """How many lines the paragraph takes when each is filled up to `width`."""
        count, left = 1, self.starts[0]
        for start, end in zip(self.starts, self.ends, strict=True):
            if end - left > width:
                count, left = count + 1, start
        return count


@lru_cache(maxsize=4096)
def _measured(text: str, face: str) -> _Paragraph:
    places = faces()[face].positions(text)
    words: list[str] = []
    starts, ends, torn, at = [], [], [], 0
    for word in BREAK.split(text):
        torn.append(torn_before(words[-1], word) if words else 0.0)
        if text.count("“", 0, at) > text.count("”", 0, at):
            torn[-1] += QUOTED
        words.append(word)
        starts.append(places[at])
        ends.append(places[at + len(word)])
        at += len(word) + 1
    return _Paragraph(tuple(words), tuple(starts), tuple(ends), tuple(torn))


def fit(box: Box, texts: Sequence[str], *, largest: float | None = None) -> Fitted:
    """The paragraphs of one box at the best size.

    Takes as few lines as keep the size at `comfort`, breaks at spaces and balances the lines. `largest` lowers the
    greatest size allowed. Refuses letters missing from the face (`MissingGlyph`) and a text that does not fit at the
    smallest size (`DoesNotFit`).
    """
    return _fit(box, tuple(texts), min(largest or box.largest, box.largest))


@lru_cache(maxsize=4096)
def _fit(box: Box, texts: tuple[str, ...], largest: float) -> Fitted:
    paragraphs = [_measured(text, box.face) for text in texts]
    best = (0.0, 0.0)
    for count in range(len(paragraphs), box.lines + 1):
        size, narrowest = _largest(box, paragraphs, count, largest)
        if count > len(paragraphs):  # there are breaks
            whole = _largest(box, [paragraph.whole for paragraph in paragraphs], count, largest)
            size, narrowest = whole if whole[0] >= max(WHOLE * size, box.smallest) else (size, narrowest)
        if size > best[0]:
            best = (size, narrowest)
        if size >= max(box.comfort * largest, box.smallest):
            break
    size, narrowest = best
    if size < box.smallest:
        raise DoesNotFit(box, " ".join(texts))
    room = max(narrowest, box.width / (size * POINT))
    lines = [line for paragraph in paragraphs for line in _balanced(paragraph, room)]
    return Fitted(box, size, tuple((text, width * size * POINT) for text, width in lines))


def _largest(box: Box, paragraphs: Sequence[_Paragraph], count: int, largest: float) -> tuple[float, float]:
    """(size, width at size 1) of the paragraphs in so many lines."""
    narrowest = _narrowest(paragraphs, count)
    room = min(box.width / narrowest, box.height / (count * box.leading)) / POINT
    return min(largest, math.floor(room / STEP + 1e-9) * STEP), narrowest


def _narrowest(paragraphs: Sequence[_Paragraph], count: int) -> float:
    """The least width at size 1 in which the paragraphs together take at most `count` lines."""
    low = max(end - start for p in paragraphs for start, end in zip(p.starts, p.ends, strict=True))
    high = max(p.ends[-1] for p in paragraphs)
    if count == len(paragraphs) or high <= low:
        return max(high, low)
    while high - low > 1e-3:
        middle = (low + high) / 2
        if sum(p.lines_within(middle) for p in paragraphs) <= count:
            high = middle
        else:
            low = middle
    return high


def _balanced(paragraph: _Paragraph, width: float) -> list[tuple[str, float]]:
    """The lines of a paragraph, as few as fit `width` and then as equal as can be: (text, width at size 1).

    A break counts against a choice where it tears a phrase or a quotation, and more where it leaves one syllable alone
    on the last line.
    """
    starts, ends, torn = paragraph.starts, paragraph.ends, paragraph.torn
    square = width * width
    best: list[tuple[int, float, int]] = [(0, 0.0, 0)]
    for stop in range(1, len(ends) + 1):
        tear = torn[stop] * square if stop < len(ends) else 0.0
        choices = []
        for first in range(stop - 1, -1, -1):
            taken = ends[stop - 1] - starts[first]
            if taken > width + 1e-9:
                break
            alone = first and stop == len(ends) and first == stop - 1 and " " not in paragraph.words[first]
            cost = taken * taken + tear + (ORPHAN * square if alone else 0.0)
            choices.append((best[first][0] + 1, best[first][1] + cost, first))
        best.append(min(choices))
    cuts, stop = [], len(ends)
    while stop:
        first = best[stop][2]
        cuts.append((" ".join(paragraph.words[first:stop]), ends[stop - 1] - starts[first]))
        stop = first
    return cuts[::-1]
