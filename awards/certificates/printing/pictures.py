"""A certificate as a picture for the screen."""

from __future__ import annotations

import io

import pypdfium2

from .designs import Design
from .rendering import Assets, render_chunk
from .texts import CertificateText

WIDTH = 1400  # pixels


def page_picture(design: Design, text: CertificateText, *, assets: Assets = None) -> bytes:
    """The certificate as a PNG picture `WIDTH` pixels wide. Refuses what `render_chunk` refuses."""
    (pdf,) = render_chunk(design, [text], assets=assets)
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0]
        written = io.BytesIO()
        page.render(scale=WIDTH / page.get_width()).to_pil().quantize(128).save(written, "PNG")
    return written.getvalue()
