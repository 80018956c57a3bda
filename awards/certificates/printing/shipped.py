"""The designs that come with the house."""

from __future__ import annotations

from dataclasses import replace

from .designs import Box, Design, Stack, Words, enlarged
from .ornament import RED


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
        gap=(1.2, 3.4),
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
    words=(*_motto(_MIDDLE, 37), Words("GIẤY CHỨNG NHẬN", _MIDDLE, 71, "Tinos-Bold", 40, RED, spacing=0.04)),
    boxes=(
        Box("issuer", "Người, cơ quan trao tặng", 36, 48.2, 225, 9.5, "Tinos-Bold", 15, 9, colour=RED, lines=2),
        Box("giving", "Chữ “Tặng”", 32, 57.4, 233, 6, "Tinos-Bold", 14, 14),
        *_bottom(125.5),
    ),
    stack=_stack(79, 124),
    qr=(12, 187, 18),
)

GIAY_KHEN = Design(
    key="giay_khen",
    title="Giấy khen",
    page=(297, 210),
    frame="fret",
    words=(*_motto(_MIDDLE, 42.4), Words("GIẤY KHEN", _MIDDLE, 77.6, "Tinos-Bold", 40, RED, spacing=0.06)),
    boxes=(
        Box("issuer", "Chức vụ người tặng", 32, 54, 233, 9.8, "Tinos-Bold", 15, 9, colour=RED, lines=2),
        Box("giving", "Chữ “Tặng”", 32, 64, 233, 6, "Tinos-Bold", 14, 14),
        *_bottom(128),
    ),
    stack=_stack(85.4, 127),
    qr=(12, 187, 18),
    emblem=(_MIDDLE, 28.4, 18),
)

BANG_KHEN = Design(
    key="bang_khen",
    title="Bằng khen",
    page=(297, 210),
    frame="carved",
    words=(*_motto(_MIDDLE, 42.8), Words("BẰNG KHEN", _MIDDLE, 76.4, "Tinos-Bold", 40, RED, spacing=0.06)),
    boxes=(
        Box("issuer", "Chức vụ người tặng", 36, 53.8, 225, 9.4, "Tinos-Bold", 15, 9, colour=RED, lines=2),
        Box("giving", "Chữ “Tặng”", 32, 63, 233, 6, "Tinos-Bold", 14, 14),
        *_bottom(125.4),
    ),
    stack=_stack(84, 124),
    qr=(12, 187, 18),
    emblem=(_MIDDLE, 29.2, 17),
)
BANG_KHEN_A3 = replace(enlarged(BANG_KHEN, 2**0.5), key="bang_khen_a3", title="Bằng khen", page=(420, 297))

DESIGNS = {design.key: design for design in (GIAY_CHUNG_NHAN, GIAY_KHEN, BANG_KHEN, BANG_KHEN_A3)}
