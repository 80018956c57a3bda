"""Certificates as PDF: one file for each recipient, and one file of a whole batch.

Equal input gives equal bytes, in every process: no clock, no random number, faces embedded from a fixed type case.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .archive import xmp_packet
from .designs import Design
from .layout import Line, page_lines
from .plate import PLATE_KEY, Plate, describe, plate
from .setting import Placement, page_content
from .texts import CertificateText

if TYPE_CHECKING:
    import pikepdf

Assets = Mapping[str, bytes] | None


def render_singles(
    design: Design, texts: Iterable[CertificateText], *, assets: Assets = None, proof: bool = False
) -> Iterator[bytes]:
    """One PDF for each certificate, in order; `proof` marks the paper “BẢN THỬ” instead of a sample's “MẪU”.

    `assets` may hold `emblem`, `logo` and `frame`, an office's own SVG or PNG. Refuses `MissingGlyph`, `DoesNotFit` and
    `AssetDenied`.
    """
    yield from _each(design, texts, assets, proof)


def _each(
    design: Design, texts: Iterable[CertificateText], assets: Assets, proof: bool, place: Placement | None = None
) -> Iterator[bytes]:
    for text in texts:
        yield _single(_plate(design, text, assets, proof), design, text, place, page_lines(design, text))


def _plate(design: Design, text: CertificateText, assets: Assets, proof: bool = False) -> Plate:
    mark = "proof" if proof else "sample" if text.sample else None
    return plate(design, mark, tuple(sorted((assets or {}).items())))


def render_wordless(
    design: Design, text: CertificateText, *, assets: Assets = None, place: Placement | None = None
) -> bytes:
    """The file of a certificate with its QR code and its title, and no other word of it on the page."""
    return _single(_plate(design, text, assets), design, text, place, [])


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


def render_text_layers(
    design: Design, texts: Iterable[CertificateText], place: Placement, *, assets: Assets = None, proof: bool = False
) -> Iterator[bytes]:
    """One PDF for each certificate with its texts and its QR code alone, for a blank, moved as a printer needs it."""
    yield from _each(design.text_layer, texts, assets, proof, place)


def render_proof(papers: Iterable[tuple[Design, Assets, Sequence[CertificateText]]], *, title: str) -> bytes:
    """One PDF of the hardest certificates of each paper, marked “BẢN THỬ”."""
    each = (render_singles(design, texts, assets=assets, proof=True) for design, assets, texts in papers)
    return merge(chain.from_iterable(each), title=title)


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
        whole.Root.Metadata.write(xmp_packet(title))
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


def _single(plate: Plate, design: Design, text: CertificateText, place: Placement | None, lines: list[Line]) -> bytes:
    stream = zlib.compress(page_content(plate, design, lines, text.check_url, place), 6)
    title = f"{design.title} - {text.name}"
    info = b"<</Title <feff%s>>>" % title.encode("utf-16-be").hex().encode()
    parts = {
        plate.content: _stream(b"/Filter/FlateDecode", stream),
        plate.info: info,
        plate.metadata: _stream(b"/Type/Metadata/Subtype/XML", xmp_packet(title)),
    }
    return _file(plate, {number: b"%d 0 obj\n%s\nendobj\n" % (number, body) for number, body in parts.items()})


def _stream(keys: bytes, content: bytes) -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (keys, len(content), content)


def _file(plate: Plate, parts: Mapping[int, bytes]) -> bytes:
    """The whole file: the plate's objects, those that differ by number, the table of where each starts."""
    offsets, end = list(plate.offsets), len(plate.head)
    for number, part in parts.items():
        offsets[number], end = end, end + len(part)
    differing = b"".join(parts.values())
    rows = b"".join(b"%010d 00000 n \n" % offset for offset in offsets[1:])
    identity = hashlib.sha256(plate.key.encode() + differing).hexdigest()[:32].encode()
    size = len(offsets)
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, rows)
    trailer = b"<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]>>" % (size, plate.root, plate.info, identity, identity)
    return b"%s%s%strailer\n%s\nstartxref\n%d\n%%%%EOF\n" % (plate.head, differing, table, trailer, end)


class _Pipe(io.RawIOBase):
    """Keeps what was written until it is taken; a ZIP file can be sent while it is being made."""

    def __init__(self) -> None:
        self.waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self.waiting += content
        return len(content)

    def taken(self) -> bytes:
        content = bytes(self.waiting)
        self.waiting.clear()
        return content


def zipped(files: Iterable[tuple[str, Path]]) -> Iterator[bytes]:
    """A ZIP file of these files (name, path), piece by piece; nothing is pressed: PDF files stay as large."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as archive:
        for name, path in files:
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), path.read_bytes())
            yield pipe.taken()
    yield pipe.taken()
