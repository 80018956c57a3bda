"""Designs as data: where each text stands, in which face, how large and how small it may be.

Lengths and places are millimetres from the upper left corner of the page, type sizes points.
"""

from __future__ import annotations

from dataclasses import dataclass

from .ornament import RED

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
    frame: str
    words: tuple[Words, ...]
    boxes: tuple[Box, ...]
    stack: Stack
    qr: tuple[float, float, float]  # x, y, side of the symbol without its quiet zone
    emblem: tuple[float, float, float] | None = None  # centre x, centre y, diameter of the place for an office's emblem

    @property
    def faces(self) -> tuple[str, ...]:
        """The faces it needs, in a fixed order."""
        boxes = {box.face for box in (*self.boxes, *self.stack.boxes)}
        return tuple(sorted(boxes | {words.face for words in self.words}))


def _motto(middle: float, y: float) -> tuple[Words, Words]:
    """Quốc hiệu and tiêu ngữ: lines 1 and 2 of every paper of the State."""
    return (
        Words("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", middle, y, "Tinos-Bold", 14),
        Words("Độc lập - Tự do - Hạnh phúc", middle, y + 6.2, "Tinos-Bold", 14.5, rule=True),
    )


_MIDDLE = 148.5


def _bottom(y: float) -> tuple[Box, ...]:
    """Lower part of every paper: decision and gold book on the left, date and signer on the right, starting at `y`.

    Between title and name of the signer at least 20 mm stay free for signature and seal.
    """
    left, right, wide = 44, 166, 92
    return (
        Box("decision_line", "Số quyết định", left, y + 24.6, wide, 11.5, "Tinos-BoldItalic", 12.5, 9, "left", lines=2),
        Box("gold_book", "Số sổ vàng", left, y + 37.3, wide, 6, "Tinos-BoldItalic", 12.5, 9, "left"),
        Box("place_date", "Địa danh, ngày tháng", right, y, wide, 6, "Tinos-BoldItalic", 13, 10),
        Box("signer_title", "Chức vụ người ký", right, y + 5.8, wide, 11, "Tinos-Bold", 13, 8, lines=2),
        Box("signer_name", "Họ tên người ký", right, y + 37, wide, 6, "Tinos-Bold", 14, 10),
        Box("check", "Nơi kiểm tra", 33, 191, 100, 8, "Tinos-Regular", 8.5, 6, "left", leading=1.3, lines=2),
    )


def _stack(top: float, bottom: float) -> Stack:
    """Recipient and achievement between `top` and `bottom`."""
    width, x = 226, _MIDDLE - 113
    return Stack(
        top,
        bottom,
        gap=(1.2, 2.6),
        boxes=(
            Box("recipient_prefix", "Cách gọi", x, 0, width, 7, "Tinos-Italic", 15.5, 11, leading=1.1),
            Box(
                "name",
                "Tên được khen",
                x,
                0,
                width,
                32,
                "Charm-Bold",
                35,
                13,
                leading=1.34,
                lines=4,
                comfort=0.6,
                yields=0.6,
            ),
            Box("lines", "Chức vụ, đơn vị, địa chỉ", x, 0, width, 12, "Tinos-Regular", 14.5, 10, lines=2),
            Box("citation", "Nội dung khen thưởng", x, 0, width, 24, "Tinos-Italic", 16, 11, lines=4, comfort=0.97),
        ),
    )


GIAY_CHUNG_NHAN = Design(
    key="giay_chung_nhan",
    title="Giấy chứng nhận",
    page=(297, 210),
    frame="drum",
    words=(*_motto(_MIDDLE, 37), Words("GIẤY CHỨNG NHẬN", _MIDDLE, 72.2, "Tinos-Bold", 40, RED, spacing=0.04)),
    boxes=(
        Box("issuer", "Người, cơ quan trao tặng", 36, 48.2, 225, 9.5, "Tinos-Bold", 15, 9, colour=RED, lines=2),
        Box("giving", "Chữ “Tặng”", 32, 57.4, 233, 6, "Tinos-Bold", 14, 14),
        *_bottom(125.5),
    ),
    stack=_stack(80.4, 123.2),
    qr=(12, 187, 18),
)

GIAY_KHEN = Design(
    key="giay_khen",
    title="Giấy khen",
    page=(297, 210),
    frame="fret",
    words=(*_motto(_MIDDLE, 42.4), Words("GIẤY KHEN", _MIDDLE, 78.8, "Tinos-Bold", 42, RED, spacing=0.06)),
    boxes=(
        Box("issuer", "Chức vụ người tặng", 32, 54, 233, 9.8, "Tinos-Bold", 15, 9, colour=RED, lines=2),
        Box("giving", "Chữ “Tặng”", 32, 64, 233, 6, "Tinos-Bold", 14, 14),
        *_bottom(130),
    ),
    stack=_stack(87.2, 127.8),
    qr=(12, 187, 18),
    emblem=(_MIDDLE, 28.4, 18),
)

DESIGNS = {design.key: design for design in (GIAY_CHUNG_NHAN, GIAY_KHEN)}
