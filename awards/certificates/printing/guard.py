"""The guard behind the fast way: a page that is not as it should be is set once more, by WeasyPrint alone.

The words then come from WeasyPrint instead of our type case; drawing, QR code and file stay what they are, so that
such a page is merged and looked at like any other.
"""

from __future__ import annotations

import hashlib
import html
import io
import logging

from .checks import BadPage, check_page, check_raster
from .designs import Design
from .faces import faces
from .layout import Line, page_lines
from .plate import PLATE_KEY, draw, font_css, page_head
from .rendering import Assets, render_wordless
from .setting import Placement
from .texts import CertificateText

log = logging.getLogger(__name__)


def guarded(
    pdf: bytes, design: Design, text: CertificateText, *, assets: Assets = None, place: Placement | None = None
) -> bytes:
    """This file if it is the certificate it should be, else the page as WeasyPrint sets it; refuses (`BadPage`) both.

    `place` is that of a text layer: its QR code is looked at on the whole certificate.
    """
    try:
        _look(pdf, design, text, place)
    except BadPage as fault:
        log.warning("a certificate is set by WeasyPrint: %s", fault)
        pdf = render_plainly(design, text, assets=assets, place=place)
        _look(pdf, design, text, place)
    return pdf


def _look(pdf: bytes, design: Design, text: CertificateText, place: Placement | None) -> None:
    check_page(pdf, text)
    if place is None:
        check_raster(pdf, design, text)


def render_plainly(
    design: Design, text: CertificateText, *, assets: Assets = None, place: Placement | None = None
) -> bytes:
    """One certificate whose lines stand where ours would, set by WeasyPrint. Equal words give equal bytes."""
    import pikepdf

    blank = render_wordless(design, text, assets=assets, place=place)
    words = draw(f"{page_head(design)}<section>{lines_html(design, text)}</section>", {})
    with pikepdf.open(io.BytesIO(blank)) as whole, pikepdf.open(io.BytesIO(words)) as drawn:
        page, set_ = whole.pages[0], drawn.pages[0]
        resources = whole.copy_foreign(set_.obj.Resources)
        resources.XObject = pikepdf.Dictionary(Plate=page.obj.Resources.XObject.Plate)
        page.obj.Resources = whole.make_indirect(resources)
        page.obj[PLATE_KEY] = pikepdf.String(hashlib.sha256(blank + words).hexdigest()[:32])
        move = place.matrix(float(page.mediabox[3])).encode() if place else b""
        content = b"%s\nq %s\n%s\nQ" % (page.obj.Contents.read_bytes(), move, set_.obj.Contents.read_bytes())
        page.obj.Contents = whole.make_stream(content)
        written = io.BytesIO()
        whole.save(written, deterministic_id=True)
    return written.getvalue()


def lines_html(design: Design, text: CertificateText) -> str:
    """The lines of a certificate as HTML, each where our own setting puts it."""
    return "".join(map(_line, page_lines(design, text)))


def _line(line: Line) -> str:
    face = faces()[line.face]
    ascent, descent = face.vertical
    top = line.baseline - (ascent + (1 - ascent - descent) / 2) * line.size * 25.4 / 72
    style = f"{font_css(face)};font-size:{line.size}pt;line-height:1;color:{line.colour}"
    return f'<p style="left:{line.x:.4f}mm;top:{top:.4f}mm;{style}">{html.escape(line.text)}</p>'
