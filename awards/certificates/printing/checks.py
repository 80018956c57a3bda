"""What must be true of a certificate file before it is kept: looked for in the file itself, after rendering."""

from __future__ import annotations

import io
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pypdfium2
import zxingcpp

from .designs import POINT, Design
from .plate import letters_of
from .texts import FIELDS, CertificateText

if TYPE_CHECKING:
    import pikepdf

_letters_of = lru_cache(maxsize=64)(letters_of)


class BadPage(ValueError):
    """A rendered file that is not the certificate it should be; the message says why."""


def check_page(pdf: bytes, text: CertificateText) -> None:
    """Refuse (`BadPage`) a file that is not one page, has a face not embedded, or says other words than it should.

    The texts are read back through the faces of the file as a reader would copy them, in NFC, spaces made equal: every
    text of the register stands there once more, and nothing else does.
    """
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            if len(document.pages) != 1:
                raise BadPage(f"{len(document.pages)} trang thay vì một trang")
            page = document.pages[0]
            for font in _fonts(page.obj.Resources):
                _refuse_unembedded(font)
            found = _plain(" ".join(_texts(page)))
    except (pikepdf.PdfError, AttributeError, KeyError) as error:
        raise BadPage(f"tệp PDF không đọc được: {error}") from error
    for field in ("name", "citation", "signer_name"):
        for wanted in text.paragraphs(field):
            if _plain(wanted) not in found:
                raise BadPage(f"không đọc lại được “{wanted[:80]}” từ tệp PDF")
    due = Counter(" ".join(part for field in FIELDS for part in text.paragraphs(field)).split())
    there = Counter(found.split())
    if due != there:
        raise BadPage(f"chữ trong tệp PDF khác trong sổ: {sorted(((due - there) + (there - due)).elements())[:8]}")


def check_raster(pdf: bytes, design: Design, text: CertificateText) -> None:
    """Refuse (`BadPage`) a page whose QR code, photographed at 150 dots an inch, does not lead to the check page."""
    if text.check_url is None:
        return
    x, y, side = design.qr
    width, height = design.page
    quiet = 2.5  # millimetres around the symbol
    edges = (x - quiet, height - y - side - quiet, width - x - side - quiet, y - quiet)  # left, bottom, right, top
    with pypdfium2.PdfDocument(pdf) as document:
        crop = tuple(max(0.0, edge) / POINT for edge in edges)
        picture = document[0].render(scale=150 / 72, crop=crop, grayscale=True).to_pil()
    read = [code.text for code in zxingcpp.read_barcodes(picture)]
    if read != [text.check_url]:
        raise BadPage(f"mã QR đọc ra {read!r} thay vì {text.check_url}")


def _fonts(resources: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """The fonts a page can use, those of its forms included."""
    yield from (font for _name, font in resources.get("/Font", {}).items())
    for _name, drawing in resources.get("/XObject", {}).items():
        if "/Resources" in drawing:
            yield from _fonts(drawing.Resources)


def _refuse_unembedded(font: pikepdf.Object) -> None:
    for descendant in font.get("/DescendantFonts", [font]):
        descriptor = descendant.get("/FontDescriptor")
        if descriptor is None or not any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")):
            raise BadPage(f"mặt chữ {font.get('/BaseFont')} không được nhúng")


def _texts(page: pikepdf.Page) -> Iterator[str]:
    """What each TJ of the page shows, read through the ToUnicode table of its font."""
    import pikepdf

    letters: dict[int, str] = {}
    for instruction in pikepdf.parse_content_stream(page, "Tf TJ"):
        operand: Any = instruction.operands[0]
        if str(instruction.operator) == "Tf":
            letters = _letters_of(page.obj.Resources.Font[str(operand)].ToUnicode.read_bytes())
        else:
            codes = b"".join(bytes(part) for part in operand if isinstance(part, pikepdf.String))
            yield "".join(letters[int.from_bytes(codes[k : k + 2], "big")] for k in range(0, len(codes), 2))


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
