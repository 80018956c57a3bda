"""The plate: all that is the same on every certificate of a design, drawn once by WeasyPrint.

The plate's document has two pages: the design without its texts, and a type case with every letter of every face.
From it are taken the drawing, as one form that each certificate shows, and the embedded faces with the code of each
letter. Because the type case never changes, the embedded faces are the same bytes in every certificate.
"""

from __future__ import annotations

import hashlib
import html
import io
import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from awards.core import child

from .archive import srgb_profile, xmp_packet
from .designs import Design, Words
from .faces import Face, faces
from .frames import drawn_frame
from .ornament import RED

if TYPE_CHECKING:
    import pikepdf
    from weasyprint.text.fonts import FontConfiguration

PLATE_KEY = "/XXGuongSangPlate"  # on each page: which plate it shows; a name of the third class needs no registration
HEAVIEST = 1_000_000  # bytes of an asset: it goes into every single file
MARKS = {"sample": "MẪU", "proof": "BẢN THỬ"}


class AssetDenied(RuntimeError):
    """Something the paper asked for was missing, unreadable or not allowed; `urls` says what."""

    def __init__(self, urls: list[str]) -> None:
        self.urls = tuple(urls)
        super().__init__("Không lấy được thành phần của mẫu giấy: " + "; ".join(urls))


@dataclass(frozen=True)
class Plate:
    """The fixed part of a single certificate file, ready to be written before what differs.

    `head` is the file up to the objects that differ; `offsets` where its objects start (by number, 0 for the three that
    follow: `content`, the page's stream, `info` and `metadata`, both with its title). `codes` gives each letter of a
    face its code in hexadecimal, `fonts` the face's resource name.
    """

    key: str
    head: bytes
    offsets: tuple[int, ...]
    root: int
    content: int
    info: int
    metadata: int
    height: float  # of the page, in points
    codes: Mapping[str, Mapping[str, str]]
    fonts: Mapping[str, str]


@lru_cache(maxsize=8)
def plate(design: Design, mark: str | None = None, assets: tuple[tuple[str, bytes], ...] = ()) -> Plate:
    """The plate of a design, with “MẪU” (`sample`) or “BẢN THỬ” (`proof`) across it if `mark` says so.

    `assets` are (name, bytes) of an office's own SVG or PNG files: `emblem`, `logo`, and `frame` in the place of our
    frame. Only those the design has a place for are used. Refuses (`AssetDenied`) when the drawing asks for anything
    else, an asset cannot be read or is over 1 MB.
    """
    if heavy := [name for name, content in assets if len(content) > HEAVIEST]:
        raise AssetDenied([f"{name}: quá 1 MB" for name in heavy])
    drawn = draw(plate_html(design, mark, dict(assets)) + _type_case(design), dict(assets))
    return _taken_apart(design, drawn)


def plate_html(design: Design, mark: str | None, assets: Mapping[str, bytes]) -> str:
    """The HTML page of the design without its texts: frame, emblem, fixed words, mark."""
    width, height = design.page
    own_frame = '<img class="art" alt="" src="asset:frame">' if design.frame and "frame" in assets else ""
    svg = (
        f'<svg class="art" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f"{'' if own_frame else drawn_frame(design.frame, design.page)}"
        f"{_emblem_place(design, assets)}{_mark(design, mark)}</svg>"
    )
    images = _image("emblem", design.emblem, assets) + _image("logo", design.logo, assets)
    words = "".join(map(_words, design.words))
    return f"{page_head(design)}<section>{own_frame}{svg}{images}{words}</section>"


def page_head(design: Design) -> str:
    """The beginning of every page of ours: its size, its faces, and that texts stand where they are put."""
    width, height = design.page
    return (
        f'<!doctype html><html lang="vi"><meta charset="utf-8"><title>{design.title}</title><style>{face_rules()}'
        f"@page{{size:{width}mm {height}mm;margin:0}}body{{margin:0}}p{{margin:0;font-variant-ligatures:none}}"
        f"section{{position:relative;width:{width}mm;height:{height}mm;page-break-after:always}}"
        f".art{{position:absolute;left:0;top:0;width:{width}mm;height:{height}mm}}"
        "section>p,section>img{position:absolute;white-space:pre;text-align:center}</style>"
    )


def face_rules() -> str:
    """The CSS that names the paper faces."""
    return "".join(
        f"@font-face{{font-family:{face.family};font-weight:{face.weight};font-style:{face.style};"
        f"src:url(asset:{face.path.name})}}"
        for face in faces().values()
    )


def font_css(face: Face) -> str:
    """The CSS of a face without its size."""
    return f"font-family:{face.family};font-weight:{face.weight};font-style:{face.style}"


def _words(words: Words) -> str:
    half, pitch = 140, words.size * 25.4 / 72 * 1.3
    rule = "border-bottom:.35mm solid;padding-bottom:.9mm" if words.rule else ""
    return (
        f'<p style="{font_css(faces()[words.face])};left:{words.x - half}mm;width:{2 * half}mm;'
        f"top:{words.y - pitch / 2:.3f}mm;font-size:{words.size}pt;line-height:1.3;color:{words.colour};"
        f'letter-spacing:{words.spacing}em"><span style="{rule}">{html.escape(words.text)}</span></p>'
    )


def _emblem_place(design: Design, assets: Mapping[str, bytes]) -> str:
    """An empty outline where an office's emblem belongs, until the office gives its own file."""
    if design.emblem is None or "emblem" in assets:
        return ""
    x, y, diameter = design.emblem
    return (
        f'<circle cx="{x}" cy="{y}" r="{diameter / 2}" fill="#ffffff" stroke="{RED}" stroke-width=".4"/>'
        f'<circle cx="{x}" cy="{y}" r="{diameter / 2 - 1.2}" fill="none" stroke="{RED}" stroke-width=".2"/>'
    )


def _image(name: str, place: tuple[float, float, float] | None, assets: Mapping[str, bytes]) -> str:
    """An office's own file in its place."""
    if place is None or name not in assets:
        return ""
    x, y, diameter = place
    left, top = x - diameter / 2, y - diameter / 2
    style = f"left:{left}mm;top:{top}mm;width:{diameter}mm;height:{diameter}mm;object-fit:contain"
    return f'<img alt="" src="asset:{name}" style="{style}">'


def _mark(design: Design, mark: str | None) -> str:
    """The word across the page in outline, and again in full in the lower margin."""
    if mark is None:
        return ""
    width, height = design.page
    word = MARKS[mark]
    size = 84 if len(word) < 5 else 52
    style = 'font-family="Tinos" font-weight="700" text-anchor="middle"'
    return (
        f'<g transform="translate({width / 2} {height / 2 + 6}) rotate(-20)"><text {style} font-size="{size}" '
        f'x="0" y="{size * 0.33:.1f}" fill="none" stroke="#dd9a9c" stroke-width=".55">{word}</text></g>'
        f'<text {style} font-size="4.6" fill="{RED}" x="{width / 2}" y="{height - 9}">'
        f"{word} - KHÔNG CÓ GIÁ TRỊ SỬ DỤNG</text>"
    )


def _type_case(design: Design) -> str:
    """A page with every letter of every face of the design, so that all of them are embedded."""
    rows = [
        f'<p style="{font_css(faces()[key])}">{html.escape(" ".join(faces()[key].advances))}' for key in design.faces
    ]
    return "".join(rows)


def draw(page: str, assets: Mapping[str, bytes]) -> bytes:
    """The HTML as PDF, drawn in a child without network: an office's emblem is a file from outside."""
    facts, pdf = child.run(drawn, page, dict(assets))
    if facts["denied"]:
        raise AssetDenied(facts["denied"])
    return pdf


def drawn(page: str, assets: Mapping[str, bytes]) -> child.Answer:
    """The same in this process, with nothing reachable but the paper faces and the assets given."""
    import weasyprint

    table = {f"asset:{face.path.name}": face.path.read_bytes() for face in faces().values()}
    table |= {f"asset:{name}": content for name, content in assets.items()}
    denied: list[str] = []
    with _errors_into(denied):
        pdf: bytes = weasyprint.HTML(string=page, url_fetcher=_fetcher(table, denied)).write_pdf(
            font_config=font_configuration(), pdf_identifier=b"plate"
        )
    return {"denied": denied}, b"" if denied else pdf


@cache
def font_configuration() -> FontConfiguration:
    """One font configuration for the whole process: a fresh one for each document keeps its memory for ever."""
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


def _fetcher(table: Mapping[str, bytes], denied: list[str]) -> Any:
    """A fetcher that gives what is in the table and notes in `denied` whatever else is asked for."""

    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Table(URLFetcher):
        def fetch(self, url: str, headers: object = None) -> Any:
            if url not in table:
                denied.append(url[:200])
                raise ValueError("not in the table")
            return URLFetcherResponse(url, table[url])

    return Table()


@contextmanager
def _errors_into(denied: list[str]) -> Iterator[None]:
    """Note what WeasyPrint only logs, such as an image it could not read."""

    class Notes(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            denied.append(record.getMessage()[:200])

    logger, notes = logging.getLogger("weasyprint"), Notes(logging.ERROR)
    logger.addHandler(notes)
    try:
        yield
    finally:
        logger.removeHandler(notes)


def _taken_apart(design: Design, drawn: bytes) -> Plate:
    import pikepdf

    with pikepdf.open(io.BytesIO(drawn)) as source, pikepdf.new() as target:
        page = source.pages[0]
        fonts = target.copy_foreign(page.Resources.Font)
        names, codes = _read_fonts(design, fonts)
        form = target.copy_foreign(page.as_form_xobject())
        key = hashlib.sha256(drawn).hexdigest()[:32]
        resources = pikepdf.Dictionary(Font=fonts, XObject=pikepdf.Dictionary(Plate=form))
        target.add_blank_page(page_size=(float(page.MediaBox[2]), float(page.MediaBox[3])))
        target.pages[0].obj[PLATE_KEY] = pikepdf.String(key)
        target.pages[0].Resources = target.make_indirect(resources)
        target.pages[0].Contents = target.make_stream(b"")
        target.trailer.Info = target.make_indirect(pikepdf.Dictionary())
        describe(target)
        written = io.BytesIO()
        target.save(written, static_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return _frozen(key, written, names, codes)


def describe(pdf: pikepdf.Pdf) -> None:
    """What the catalogue of every certificate file says: Vietnamese, title in the window, printed at full size, PDF/A.

    The output intent of ISO 19005-2, 6.2.3 is sRGB; the XMP packet (6.6.2) is to be set with the title.
    """
    import pikepdf

    profile = pdf.make_stream(srgb_profile(), N=3)
    intent = {"/Type": pikepdf.Name.OutputIntent, "/S": pikepdf.Name.GTS_PDFA1, "/DestOutputProfile": profile}
    pdf.Root.OutputIntents = [pikepdf.Dictionary({**intent, "/OutputConditionIdentifier": "sRGB IEC61966-2.1"})]
    pdf.Root.Metadata = pdf.make_stream(xmp_packet(""), Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
    pdf.Root.Lang = pikepdf.String("vi")
    pdf.Root.ViewerPreferences = pikepdf.Dictionary(
        PrintScaling=pikepdf.Name("/None"), DisplayDocTitle=True, PickTrayByPDFSize=True
    )


def _read_fonts(design: Design, fonts: Any) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """Resource name of each face and the code of each letter, read from what WeasyPrint embedded."""
    names, codes = {}, {}
    for name, font in fonts.items():
        letters = letters_of(font.ToUnicode.read_bytes())
        key = _face_of(str(font.BaseFont))
        if key in codes:
            raise RuntimeError(f"{key} was embedded twice")
        names[key], codes[key] = name, {letter: f"{code:04x}" for code, letter in letters.items()}
    for key in design.faces:
        if missing := set(faces()[key].advances) - set(codes.get(key, ())):
            raise RuntimeError(f"{key} was embedded without {sorted(missing)}")
    return names, codes


def letters_of(cmap: bytes) -> dict[int, str]:
    """The letters of each code in a ToUnicode table with single entries, as WeasyPrint writes it."""
    pairs = re.findall(rb"<([0-9a-f]{4})> <((?:[0-9a-f]{4})+)>", cmap)
    return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs if text != b"ffff"}


def _face_of(base_font: str) -> str:
    """The key of the face behind a PDF font name such as /ABCDEF+Tinos-Bold-Italic."""
    family, _, rest = base_font.partition("+")[2].partition("-")
    weight, style = (700 if "Bold" in rest else 400), ("italic" if "Italic" in rest else "normal")
    for face in faces().values():
        if (face.family, face.weight, face.style) == (family, weight, style):
            return face.key
    raise RuntimeError(f"{base_font} is not a paper face")


def _frozen(key: str, written: io.BytesIO, names: dict[str, str], codes: dict[str, dict[str, str]]) -> Plate:
    """The template's objects written out, the page's content and the document's title left open."""
    import pikepdf

    with pikepdf.open(written) as template:
        page = template.pages[0]
        content, info, metadata = (
            one.objgen[0] for one in (page.Contents, template.trailer.Info, template.Root.Metadata)
        )
        parts, offsets, at = [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"], [0], 15
        for number, thing in enumerate(template.objects, start=1):
            offsets.append(0 if number in (content, info, metadata) else at)
            if number not in (content, info, metadata):
                parts.append(written_object(number, thing))
                at += len(parts[-1])
        head = b"".join(parts)
        height, root = float(page.MediaBox[3]), template.Root.objgen[0]
    return Plate(key, head, tuple(offsets), root, content, info, metadata, height, codes, names)


def written_object(number: int, thing: Any) -> bytes:
    """One object of a PDF file as bytes."""
    import pikepdf

    if isinstance(thing, pikepdf.Stream):
        body = thing.stream_dict.unparse(resolved=True) + b"\nstream\n" + thing.read_raw_bytes() + b"\nendstream"
    else:
        body = thing.unparse(resolved=True)
    return b"%d 0 obj\n%s\nendobj\n" % (number, body)
