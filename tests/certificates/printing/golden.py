"""Make the golden pictures again, after looking at them: python -m tests.certificates.printing.golden"""

import json
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
from PIL import Image

from awards.certificates.printing import (
    BANG_KHEN,
    BANG_KHEN_A3,
    GIAY_CHUNG_NHAN,
    GIAY_KHEN,
    CertificateText,
    Design,
    render_chunk,
)
from awards.certificates.printing.layout import page_lines

from .papers import COOPERATIVE, LONG_CITATION, certificate

PICTURE, LINES = Path(__file__).with_name("golden.png"), Path(__file__).with_name("golden.json")
TILE, ACROSS = (396, 280), 5
# The shortest and the longest name of three communities: Kinh, Thái, Mông. Invented.
NAMES = (
    ("Ông", "Vũ An"),
    ("Bà", "Nguyễn Hoàng Phương Thảo Quỳnh Như"),
    ("Ông", "Lò Ó"),
    ("Bà", "Quàng Thị Phương Thúy Hương Giang"),
    ("Ông", "Vừ Ly"),
    ("Ông", "Giàng A Páo Sủng Trồng Lềnh Vừ Thào"),
)


def twenty() -> Iterator[tuple[Design, CertificateText]]:
    """Each A4 design with the six names, and a cooperative of many lines on a giấy khen and on A3."""
    for design in (GIAY_CHUNG_NHAN, GIAY_KHEN, BANG_KHEN):
        for prefix, name in NAMES:
            yield design, certificate(recipient_prefix=prefix, name=name)
    for design in (GIAY_KHEN, BANG_KHEN_A3):
        yield design, certificate(recipient_prefix="Tập thể", name=COOPERATIVE, lines=(), citation=LONG_CITATION)


def tile(design: Design, text: CertificateText) -> Image.Image:
    """A certificate as a small picture."""
    (pdf,) = render_chunk(design, [text])
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0]
        return page.render(scale=TILE[0] / page.get_width()).to_pil().convert("RGB").resize(TILE)


def corner(place: int) -> tuple[int, int]:
    """Where the picture of this place stands on the sheet."""
    return place % ACROSS * TILE[0], place // ACROSS * TILE[1]


def lines_of(design: Design, text: CertificateText) -> list[list[str | float]]:
    """Every line with its place and size, rounded to a hundredth."""
    return [[o.text, round(o.x, 2), round(o.baseline, 2), o.size] for o in page_lines(design, text)]


def main() -> None:
    sheet = Image.new("RGB", (ACROSS * TILE[0], 4 * TILE[1]))
    for place, paper in enumerate(twenty()):
        sheet.paste(tile(*paper), corner(place))
    sheet.quantize(48).save(PICTURE, optimize=True)
    written = json.dumps([lines_of(*paper) for paper in twenty()], ensure_ascii=False, indent=0)
    LINES.write_text(written + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
