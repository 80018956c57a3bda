"""Certificates as PDF: one file for each recipient, and one file of a whole batch.

Equal input gives equal bytes, in every process: no clock, no random number, faces embedded from a fixed type case.
"""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from .designs import Design
from .layout import page_lines
from .plate import PLATE_KEY, Plate, describe, plate
from .setting import page_content
from .texts import CertificateText

if TYPE_CHECKING:
    import pikepdf

Assets = Mapping[str, bytes] | None


def render_singles(
    design: Design, texts: Iterable[CertificateText], *, assets: Assets = None, proof: bool = False
) -> Iterator[bytes]:
    """One PDF for each certificate, in order; `proof` marks the paper “BẢN THỬ” instead of a sample's “MẪU”.

    `assets` may hold `emblem`, an office's own SVG or PNG. Refuses `MissingGlyph`, `DoesNotFit` and `AssetDenied`.
    """
    given = tuple(sorted((assets or {}).items()))
    for text in texts:
        mark = "proof" if proof else "sample" if text.sample else None
        yield _single(plate(design, mark, given), design, text)


def render_chunk(
    design: Design, texts: Sequence[CertificateText], *, assets: Assets = None, proof: bool = False
) -> list[bytes]:
    """The single PDFs of a part of a batch. A file's bytes do not depend on how the batch was divided."""
    return list(render_singles(design, texts, assets=assets, proof=proof))


def render_merged(
    design: Design, texts: Iterable[CertificateText], *, assets: Assets = None, proof: bool = False
) -> bytes:
    """One PDF of all certificates in order; the same bytes as `merge` of the single files."""
    return merge(render_singles(design, texts, assets=assets, proof=proof), title=design.title)


def merge(pdfs: Iterable[bytes], *, title: str = "") -> bytes:
    """One PDF of the pages of our own files, in order; drawing and faces are kept once for each plate.

    Reads one file at a time. Refuses files that this engine did not write (`ValueError`).
    """
    import pikepdf

    shared: dict[str, pikepdf.Object] = {}
    with pikepdf.new() as whole:
        for pdf in pdfs:
            with pikepdf.open(io.BytesIO(pdf)) as single:
                for page in single.pages:
                    _append(whole, page, shared)
        describe(whole)
        whole.trailer.Info = whole.make_indirect(pikepdf.Dictionary(Title=title) if title else pikepdf.Dictionary())
        written = io.BytesIO()
        whole.save(written, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return written.getvalue()


def _append(whole: pikepdf.Pdf, page: pikepdf.Page, shared: dict[str, pikepdf.Object]) -> None:
    import pikepdf

    if PLATE_KEY not in page.obj:
        raise ValueError("not a certificate of this engine")
    key = str(page.obj[PLATE_KEY])
    if key not in shared:
        shared[key] = whole.copy_foreign(page.obj.Resources)
    contents = pikepdf.Stream(whole, page.obj.Contents.read_raw_bytes(), Filter=pikepdf.Name.FlateDecode)
    entries = {
        "/Type": pikepdf.Name.Page,
        "/MediaBox": [float(edge) for edge in page.mediabox],
        "/Resources": shared[key],
    }
    copied = pikepdf.Dictionary({**entries, "/Contents": contents, PLATE_KEY: pikepdf.String(key)})
    whole.pages.append(pikepdf.Page(whole.make_indirect(copied)))


def _single(plate: Plate, design: Design, text: CertificateText) -> bytes:
    stream = zlib.compress(page_content(plate, design, page_lines(design, text), text.check_url), 6)
    content = b"%d 0 obj\n<</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream\nendobj\n" % (
        plate.content,
        len(stream),
        stream,
    )
    title = f"{design.title} - {text.name}".encode("utf-16-be").hex()
    info = b"%d 0 obj\n<</Title <feff%s>>>\nendobj\n" % (plate.info, title.encode())
    return _file(plate, content, info)


def _file(plate: Plate, content: bytes, info: bytes) -> bytes:
    """The whole file: the plate's objects, the two that differ, the table of where each starts."""
    start = len(plate.head)
    offsets = list(plate.offsets)
    offsets[plate.content], offsets[plate.info] = start, start + len(content)
    rows = b"".join(b"%010d 00000 n \n" % offset for offset in offsets[1:])
    identity = hashlib.sha256(plate.key.encode() + content + info).hexdigest()[:32].encode()
    size, end = len(offsets), start + len(content) + len(info)
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, rows)
    trailer = b"<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]>>" % (size, plate.root, plate.info, identity, identity)
    return b"%s%s%s%strailer\n%s\nstartxref\n%d\n%%%%EOF\n" % (plate.head, content, info, table, trailer, end)
