"""Certificates: a fresh WeasyPrint document for each one against our engine, in one interleaved run.

    python -m tests.bench.certificates [--size 30 --size 300]

Both make the same page (same design, faces, sizes, lines and QR code); the plain way lays out and draws all of it again
for every certificate, ours draws what is the same once in a batch, which is counted. The plain way is run 30 times and
its time per certificate stands for larger batches.
"""

from __future__ import annotations

import argparse
import html
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from awards.certificates.printing import GIAY_CHUNG_NHAN, CertificateText, check_page, merge, render_chunk
from awards.certificates.printing.designs import Design
from awards.certificates.printing.faces import FONTS, faces
from awards.certificates.printing.layout import Line, page_lines
from awards.certificates.printing.plate import font_css, plate, plate_html
from awards.certificates.printing.setting import qr_code

T = TypeVar("T")
CHUNK, PLAIN = 50, 30
FAMILY = ("Lò", "Quàng", "Giàng", "Vừ", "Hoàng", "Đinh", "Bàn", "Triệu", "Nguyễn", "Sồng")
MIDDLE = ("Văn", "Thị", "A", "Thị Ngọc", "Đức", "Páo", "Mùi", "Hữu", "Thị Hồng", "Láo")
GIVEN = ("Ánh", "Phướng", "Ứng", "Sủa", "Quỳnh", "Thào", "Ngoan", "Tở", "Nghĩa", "Mẩy", "Dợ")


def invented(count: int) -> Iterator[CertificateText]:
    """Certificates for invented people, each with another name, address and code."""
    for k in range(count):
        name = f"{FAMILY[k % 10]} {MIDDLE[k // 10 % 10]} {GIVEN[k % 11]}"
        yield CertificateText(
            recipient_prefix=("Ông", "Bà", "Hộ gia đình ông")[k % 3],
            name=name,
            lines=(f"Bản số {k + 1}, xã Đông Sang, huyện Mộc Châu, tỉnh Sơn La",),
            citation="Đã có thành tích xuất sắc trong phong trào thi đua “Vì người nghèo - Không để ai bị bỏ lại phía "
            f"sau” giai đoạn 2021 - 2025, giúp {k + 2} hộ thoát nghèo bền vững",
            issuer="TRƯỞNG BAN CHỈ ĐẠO PHONG TRÀO THI ĐUA",
            decision_line="Quyết định số 12/QĐ-BCĐ ngày 24 tháng 11 năm 2026",
            gold_book_no=k + 1,
            place_date="Hà Nội, ngày 24 tháng 11 năm 2026",
            signer_title=("TRƯỞNG BAN",),
            signer_name="Hoàng Minh Tuệ",
            check_url=f"https://guongsang.example.vn/kiem-tra/{k:022d}",
            check_code=f"K7MX-{k:04d}",
        )


def plain_html(design: Design, text: CertificateText) -> str:
    """The whole certificate as one HTML page, its texts placed line by line where our engine puts them."""
    page = plate_html(design, "sample" if text.sample else None, {}).removesuffix("</section>")
    return page + "".join(map(_line, page_lines(design, text))) + _qr(design, text) + "</section>"


def _line(line: Line) -> str:
    face = faces()[line.face]
    ascent, descent = face.vertical
    top = line.baseline - (ascent + (1 - ascent - descent) / 2) * line.size * 25.4 / 72
    style = f"{font_css(face)};font-size:{line.size}pt;line-height:1;color:{line.colour}"
    return f'<p style="left:{line.x:.4f}mm;top:{top:.4f}mm;{style}">{html.escape(line.text)}</p>'


def _qr(design: Design, text: CertificateText) -> str:
    if text.check_url is None:
        return ""
    x, y, side = design.qr
    svg = qr_code(text.check_url).svg_inline(border=0, omitsize=True)
    return f'<div style="position:absolute;left:{x}mm;top:{y}mm;width:{side}mm;height:{side}mm">{svg}</div>'


def plain(design: Design, text: CertificateText) -> bytes:
    """One certificate as a fresh WeasyPrint document."""
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration

    page = HTML(string=plain_html(design, text).replace("asset:", f"{FONTS.as_uri()}/"))
    pdf: bytes = page.write_pdf(font_config=FontConfiguration())
    return pdf


@dataclass
class Clock:
    """CPU and wall seconds spent in the work it was given, and over how many certificates."""

    cpu: float = 0.0
    wall: float = 0.0
    count: int = 0

    def run(self, work: Callable[[], T], count: int) -> T:
        cpu, wall = time.process_time(), time.perf_counter()
        result = work()
        self.cpu += time.process_time() - cpu
        self.wall += time.perf_counter() - wall
        self.count += count
        return result

    @property
    def each(self) -> tuple[float, float]:
        return self.cpu / self.count * 1000, self.wall / self.count * 1000


def batch(design: Design, count: int) -> dict[str, Clock]:
    """One batch with our plate drawn afresh: chunks of singles and their checks, plain ones between them, merging."""
    plate.cache_clear()
    texts = list(invented(count))
    clocks = {name: Clock() for name in ("plain", "singles", "merged", "checks")}
    singles: list[bytes] = []
    chunks = [texts[at : at + CHUNK] for at in range(0, count, CHUNK)]
    for number, chunk in enumerate(chunks):
        made = clocks["singles"].run(lambda part=chunk: render_chunk(design, part), len(chunk))
        clocks["checks"].run(lambda m=made, c=chunk: [check_page(*pair) for pair in zip(m, c, strict=True)], len(chunk))
        singles += made
        for text in texts[number * PLAIN // len(chunks) : (number + 1) * PLAIN // len(chunks)]:
            clocks["plain"].run(lambda one=text: plain(design, one), 1)
    clocks["merged"].run(lambda: merge(singles, title=design.title), count)
    return clocks


def report(design: Design, count: int) -> str:
    """The table of one batch."""
    clocks = batch(design, count)
    rows = {
        f"plain: fresh WeasyPrint document each ({clocks['plain'].count} rendered)": [clocks["plain"]],
        "ours: single files": [clocks["singles"]],
        "ours: single files and merged file": [clocks["singles"], clocks["merged"]],
        "ours: the same, every page checked": [clocks["singles"], clocks["merged"], clocks["checks"]],
    }
    base = clocks["plain"].each
    lines = [f"{design.title}, N = {count}", f"{'':58}{'CPU ms':>9}{'wall ms':>9}{'CPU ratio':>11}{'wall ratio':>12}"]
    for name, parts in rows.items():
        cpu, wall = (sum(part.each[k] for part in parts) for k in (0, 1))
        lines.append(f"{name:58}{cpu:9.2f}{wall:9.2f}{base[0] / cpu:10.1f}x{base[1] / wall:11.1f}x")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables; `main([])` from another program takes the usual sizes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, action="append", help="certificates in a batch (30 and 300)")
    sizes = parser.parse_args(arguments).size or [30, 300]
    plain(GIAY_CHUNG_NHAN, next(invented(1)))  # imports and face tables are loaded before the clocks start
    for size in sizes:
        sys.stdout.write(report(GIAY_CHUNG_NHAN, size) + "\n\n")


if __name__ == "__main__":
    main()
