"""The page on which a printer's shift and scale are measured with a ruler: two crosses that should stand exactly."""

from __future__ import annotations

import io
from html import escape

from .plate import describe, draw, face_rules
from .setting import Placement

LEFT, TOP, LENGTH = 20.0, 20.0, 200.0  # millimetres: the first cross from both edges, and from it to the second
ARM = 8.0


def ruler_page(place: Placement, name: str) -> bytes:
    """The ruler page of the printer of this name as a PDF that is printed at full size, moved as its texts are."""
    import pikepdf

    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(draw(_ruler_html(place, name), {}))) as pdf:
        describe(pdf)
        pdf.save(written, static_id=True)
    return written.getvalue()


def _ruler_html(place: Placement, name: str) -> str:
    width, height = 297, 210
    marks = "".join(_cross(x, TOP) for x in (LEFT, LEFT + LENGTH))
    ticks = "".join(_tick(LEFT + k * 10) for k in range(21))
    words = (
        (40, 7, f"Trang thước của {name}"),
        (50, 4.6, "Đặt giấy như khi in giấy khen, in ở cỡ thật (100 %), rồi lấy thước đo:"),
        (60, 4.6, "1. Từ mép trái tờ giấy đến dấu cộng thứ nhất: phải là 20,0 mm."),
        (67, 4.6, "2. Từ mép trên tờ giấy đến dấu cộng thứ nhất: phải là 20,0 mm."),
        (74, 4.6, "3. Từ dấu cộng thứ nhất đến dấu cộng thứ hai: phải là 200,0 mm (chỉ ghi khi khác)."),
        (84, 4.6, "Ghi các số đo được vào hộ chiếu máy in, in lại trang này: cả ba số phải đúng."),
    )
    lines = "".join(f'<text x="{LEFT}" y="{y}" font-size="{size}">{escape(text)}</text>' for y, size, text in words)
    moved = f"translate({place.right} {place.down}) scale({place.scale})"
    return (
        '<!doctype html><html lang="vi"><meta charset="utf-8"><title>Trang thước</title>'
        f"<style>{face_rules()}@page{{size:{width}mm {height}mm;margin:0}}body{{margin:0}}svg{{display:block}}</style>"
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" '
        f'viewBox="0 0 {width} {height}" font-family="Tinos"><g transform="{moved}">{marks}{ticks}{lines}</g></svg>'
    )


def _cross(x: float, y: float) -> str:
    path = f"M{x - ARM} {y}H{x + ARM}M{x} {y - ARM}V{y + ARM}"
    return f'<path d="{path}" stroke="#000" stroke-width=".15" fill="none"/>'


def _tick(x: float) -> str:
    return f'<path d="M{x} {TOP - 2}V{TOP + 2}" stroke="#000" stroke-width=".1" fill="none"/>'


def corrected(place: Placement, left: float, top: float, length: float) -> Placement:
    """The placement after a measurement of the ruler page that was printed with `place`; all in millimetres.

    The printer put what should stand at x where it stands at `a * x + b`; the new placement undoes that.
    """
    a = length / LENGTH
    scale = place.scale / a
    shift = [(old - (read - a * due)) / a for old, read, due in ((place.right, left, LEFT), (place.down, top, TOP))]
    return Placement(round(shift[0], 2), round(shift[1], 2), round(scale, 5))
