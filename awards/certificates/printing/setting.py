"""Setting the texts of one certificate as the operators of a PDF page, from the type case of its plate."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import segno

from .designs import POINT, Design
from .faces import NO_BREAK_SPACE, faces
from .layout import Line
from .plate import Plate


@dataclass(frozen=True)
class Placement:
    """How texts are moved to meet a blank on one printer: first scaled from the upper left corner, then shifted.

    `right` and `down` are millimetres, `scale` is 1 for the true size.
    """

    right: float = 0.0
    down: float = 0.0
    scale: float = 1.0

    def matrix(self, height: float) -> str:
        """As the operator of a page `height` points high."""
        return (
            f"{self.scale:.6g} 0 0 {self.scale:.6g} {self.right / POINT:.4f} "
            f"{height * (1 - self.scale) - self.down / POINT:.4f} cm"
        )


def page_content(
    plate: Plate, design: Design, lines: list[Line], check_url: str | None, place: Placement | None = None
) -> bytes:
    """The content stream of one certificate: its plate, its lines, its QR code; all of it moved by `place`."""
    parts = [f"q {place.matrix(plate.height)}" if place else "q", "q /Plate Do Q BT"]
    colour = font = ""
    for line in lines:
        if line.colour != colour:
            colour = line.colour
            parts.append(_fill(colour))
        if (chosen := f"{plate.fonts[line.face]} {line.size:g} Tf") != font:
            font = chosen
            parts.append(font)
        x, y = line.x / POINT, plate.height - line.baseline / POINT
        parts.append(f"1 0 0 1 {x:.3f} {y:.3f} Tm [{_shown(line, plate)}] TJ")
    parts.append("ET")
    if check_url is not None:
        parts.append(_qr(plate, design, check_url))
    parts.append("Q")
    return "\n".join(parts).encode("ascii")


def _shown(line: Line, plate: Plate) -> str:
    """The codes of a line with its kerning, as the operand of TJ."""
    codes, kerning = plate.codes[line.face], faces()[line.face].kerning
    text = line.text.replace(NO_BREAK_SPACE, " ")
    parts, before = ["<"], ""
    for character in text:
        if before and (shift := kerning[before].get(character)):
            parts.append(f">{-shift}<")
        parts.append(codes[character])
        before = character
    return "".join((*parts, ">"))


@lru_cache(maxsize=16)
def _fill(colour: str) -> str:
    """A colour such as #a3161b as the operator for filling."""
    red, green, blue = (int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5))
    return f"{red:.3f} {green:.3f} {blue:.3f} rg"


def qr_code(url: str) -> segno.QRCode:
    """The QR code of an address, error level M.

    The mask is fixed: trying all eight takes five times as long, and 400 addresses, blurred, turned and with noise,
    were read equally often with every mask.
    """
    return segno.make_qr(url, error="m", mask=2, boost_error=False)


def _qr(plate: Plate, design: Design, url: str) -> str:
    """The QR code as black rectangles; the empty margin around it is its quiet zone."""
    x, y, side = design.qr
    rows = qr_code(url).matrix
    module = side / len(rows)
    parts = [f"q 0 g {module / POINT:.5f} 0 0 {-module / POINT:.5f} {x / POINT:.3f} {plate.height - y / POINT:.3f} cm"]
    for row, modules in enumerate(rows):
        column = 0
        while column < len(modules):
            end = column
            while end < len(modules) and modules[end]:
                end += 1
            if end > column:
                parts.append(f"{column} {row} {end - column} 1 re")
            column = end + 1
    return "\n".join((*parts, "f Q"))
