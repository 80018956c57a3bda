"""Administrative papers: what stands on them (frozen words), and how they become PDF in the layout of Decree 30/2020.

A paper is a dictionary of plain values that goes into a JSON column as it is; the same dictionary prints the same
bytes, years later. Templates are ours alone and lie in templates/documents/; what people typed is data in them, already
cleaned by `clean_text`.
"""

import atexit
import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import cache
from hashlib import sha256
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from awards.core import child
from awards.core.paper_words import AmendedEntry as AmendedEntry
from awards.core.paper_words import Amendment as Amendment
from awards.core.paper_words import Answer as Answer
from awards.core.paper_words import AnswerGroup as AnswerGroup
from awards.core.paper_words import Contents as Contents
from awards.core.paper_words import Decision as Decision
from awards.core.paper_words import Entry as Entry
from awards.core.paper_words import Heading as Heading
from awards.core.paper_words import Letter as Letter
from awards.core.paper_words import Payments as Payments
from awards.core.paper_words import Receipt as Receipt
from awards.core.paper_words import Register as Register
from awards.core.paper_words import Report as Report
from awards.core.paper_words import ReportPart as ReportPart
from awards.core.paper_words import ReportTable as ReportTable
from awards.core.paper_words import Signature as Signature
from awards.core.paper_words import Signer as Signer
from awards.core.text import unprintable
from awards.core.words import counted, date_in_words, upper

ROOT = Path(__file__).resolve().parents[2]
FACES = ("Tinos-Regular", "Tinos-Bold", "Tinos-Italic", "Tinos-BoldItalic")
LONGEST = 8_000_000  # characters of HTML: some thousand entries
PACE = 50_000  # characters that a child may take one second more for: a list of some thousand names is long
IN_TEXT = 3  # so many nominees are named in the letter itself; more go into a list of their own

# The groups of a list, in the order of the papers (domain 3.2 b), each with its heading.
KINDS = {"collective": "Tập thể", "household": "Hộ gia đình", "individual": "Cá nhân"}


class AssetDenied(RuntimeError):
    """A paper asked for something outside the asset table; no PDF is made."""


def _basis(text: str, opening: str = "Căn cứ") -> str:
    """A line of the legal basis with its opening word and without the mark at its end."""
    text = text.rstrip(" ;.")
    return text if text.startswith(opening) else f"{opening} {text}"


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _in_two(agency: str) -> str:
    """The name of a People's Committee or Council that is too long for one line breaks before its unit."""
    return agency.replace("NHÂN DÂN ", "NHÂN DÂN\n", 1) if len(agency) > 25 else agency


def joined(parts: Iterable[str]) -> str:
    """“a, b và c”."""
    *first, last = parts
    return f"{', '.join(first)} và {last}" if first else last


def counts(entries: Iterable[Mapping[str, Any]]) -> str:
    """“02 (hai) tập thể, 01 (một) hộ gia đình và 03 (ba) cá nhân”; kinds that do not occur are left out.

    Refuses (ValueError) an empty list.
    """
    kinds = [entry["kind"] for entry in entries]
    return joined(f"{counted(kinds.count(kind))} {name.lower()}" for kind, name in KINDS.items() if kind in kinds)


def kinds_of(entries: Iterable[Mapping[str, Any]]) -> str:
    """“tập thể, hộ gia đình, cá nhân”: the kinds that occur."""
    present = {entry["kind"] for entry in entries}
    return ", ".join(name.lower() for kind, name in KINDS.items() if kind in present)


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Collectives, households, individuals; inside each kind as given."""
    order = list(KINDS)
    return sorted(entries, key=lambda entry: order.index(entry["kind"]))


_NUMBER = re.compile(r"(?:số )?[0-9]+/[^\s,;.()]+")


def _kept(text: str) -> Markup:
    """Numbers of documents, such as 05/QĐ-UBND, are not broken at the end of a line."""
    return Markup(_NUMBER.sub(lambda found: f'<span class="kept">{found[0]}</span>', str(escape(text))))  # noqa: S704


def _phrased(text: str) -> Markup:
    """Words with their last phrase, from “của” on, in one piece: a line is broken before it rather than inside it."""
    head, of, owner = text.partition(" CỦA " if text.isupper() else " của ")
    if not of:
        return escape(text)
    return escape(head) + Markup(' <span class="phrase">{}{}</span>').format(of.lstrip(), owner)


def _number_in_appendix(words: Mapping[str, Any]) -> str:
    """The number as the appendix says it: on a file that is signed and numbered in one moment, room for it."""
    number = str(words["number_text"])
    return "\u00a0" * 8 + number[number.index("/") :] if words.get("electronic") else number


def _groups(entries: Iterable[Entry]) -> list[tuple[str, list[Entry]]]:
    """Runs of one kind in the order given, each with its heading."""
    return [(KINDS[kind], list(run)) for kind, run in groupby(entries, key=lambda entry: entry["kind"])]


def _awards(entries: list[Entry]) -> list[tuple[str, str, list[Entry]]]:
    """(award, clause, its entries) in the order in which they first occur."""
    pairs = dict.fromkeys((entry["award"], entry["article"]) for entry in entries)
    return [(*pair, [entry for entry in entries if (entry["award"], entry["article"]) == pair]) for pair in pairs]


@cache
def _environment() -> Environment:
    """Not the web's: nothing of a request reaches a paper, and a missing word is an error, not a gap."""
    environment = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "basis": _basis,
        "kept": _kept,
        "phrased": _phrased,
        "counted": counted,
        "counts": counts,
        "day": _day,
        "date_in_words": date_in_words,
        "groups": _groups,
        "in_order": in_order,
        "in_two": _in_two,
        "joined": joined,
        "number_in_appendix": _number_in_appendix,
        "kinds": kinds_of,
        "awards": _awards,
        "caps": upper,
        "roman": lambda number: ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")[number - 1],
    }
    environment.globals |= {"IN_TEXT": IN_TEXT}
    return environment


def document_html(template: str, *, sample: bool, **words: Any) -> str:
    """The HTML of templates/documents/<template>, from a paper's words alone.

    Takes `letter=Letter`, `decision=Decision` or `decision=Amendment`; `sample` prints “MẪU” across every page.
    Refuses a word that is missing (`jinja2.UndefinedError`). Needs no database: read, let go of it, then call
    `html_to_pdf`.
    """
    return _environment().get_template(f"documents/{template}").render(sample=sample, **words)


def render_document(template: str, *, sample: bool, **words: Any) -> bytes:
    """The PDF of a paper: `document_html`, then `html_to_pdf`."""
    return html_to_pdf(document_html(template, sample=sample, **words))


@cache
def _faces() -> Mapping[str, bytes]:
    return {f"asset:{face}.ttf": (ROOT / "static" / "fonts" / f"{face}.ttf").read_bytes() for face in FACES}


@cache
def _sample_mark() -> bytes:
    """“MẪU” as an SVG drawing in light grey."""
    from fontTools.pens.svgPathPen import SVGPathPen  # noqa: PLC0415
    from fontTools.pens.transformPen import TransformPen  # noqa: PLC0415
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    with TTFont(BytesIO(_faces()["asset:Tinos-Bold.ttf"])) as face:
        glyphs, names, right = face.getGlyphSet(), face.getBestCmap(), 0
        pen = SVGPathPen(glyphs)
        for letter in "MẪU":
            glyphs[names[ord(letter)]].draw(TransformPen(pen, (1, 0, 0, -1, right, 2700)))
            right += glyphs[names[ord(letter)]].width
    shape = f'<path fill="#ececec" d="{pen.getCommands()}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {right} 2800">{shape}</svg>'.encode()


@cache
def _settings() -> tuple[Any, Any]:
    """(fonts, style sheet), read once: a fresh font configuration per document is slow and keeps its memory."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    fonts, fetch = FontConfiguration(), _fetcher(_faces())
    css = (ROOT / "templates" / "layouts" / "paper.css").read_text(encoding="utf-8")
    style = CSS(string=css, font_config=fonts, url_fetcher=fetch)
    _check(fetch)
    atexit.register(_settings.cache_clear)  # it removes its files, which is too late when the interpreter is gone
    return fonts, style


def _fetcher(assets: Mapping[str, bytes]) -> Any:
    """What answers every address in a paper: this table, and nothing else. `denied` lists what it refused."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Assets(URLFetcher):
        def __init__(self) -> None:
            super().__init__()
            self.denied: list[str] = []

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url in assets:
                return URLFetcherResponse(url, assets[url])
            self.denied.append(url)
            raise ValueError(f"denied: {url}")

    return Assets()


def _check(fetcher: Any) -> None:
    """WeasyPrint goes on without what it could not fetch, inside SVG even after a fatal error; we do not."""
    if fetcher.denied:
        raise AssetDenied(f"not in the asset table: {fetcher.denied[0][:200]}")


def html_to_pdf(html: str, *, assets: Mapping[str, bytes] | None = None) -> bytes:
    """A PDF of this HTML under the paper's style sheet: Vietnamese, faces embedded, the same bytes every time.

    `assets` are files by address, such as {"asset:seal.png": …}; everything else that the HTML asks for is denied and
    raises `AssetDenied`. Set in a child without network; using too much there is `child.Stopped`. Refuses (ValueError)
    more than `LONGEST` characters and characters the faces lack.
    """
    if len(html) > LONGEST:
        raise ValueError(f"a paper of more than {LONGEST} characters")
    if character := unprintable(html):
        raise ValueError(f"the paper faces lack {character!r}")
    _facts, pdf = child.run(typeset, html, dict(assets or {}), limits=limits_for(html), raises=(AssetDenied,))
    return pdf


def limits_for(html: str) -> child.Limits:
    """What setting this paper may use: the usual, and more for a long list."""
    usual, more = child.Limits(), len(html) // PACE
    return child.Limits(usual.memory, usual.cpu + more, usual.wall + 2 * more)


def warm() -> None:
    """Load style sheet and faces, for the children of this process."""
    _faces(), _sample_mark(), _settings()


def typeset(html: str, assets: Mapping[str, bytes]) -> child.Answer:
    """The PDF, set in this process: `html_to_pdf` lets a child do it."""
    from weasyprint import HTML

    fetcher = _fetcher({"asset:sample.svg": _sample_mark(), **assets})
    fonts, style = _settings()
    with _errors_into(fetcher.denied):
        pdf: bytes = HTML(string=html, base_url="asset:", url_fetcher=fetcher).write_pdf(
            stylesheets=[style], font_config=fonts, pdf_identifier=sha256(html.encode()).digest()[:16]
        )
    _check(fetcher)
    return {}, pdf


class _Errors(logging.Handler):
    """Notes what WeasyPrint only logs, such as an image that it could not read."""

    def __init__(self, into: list[str]) -> None:
        super().__init__(logging.ERROR)
        self.into = into

    def emit(self, record: logging.LogRecord) -> None:
        self.into.append(record.getMessage()[:200])


@contextmanager
def _errors_into(denied: list[str]) -> Iterator[None]:
    logger, notes = logging.getLogger("weasyprint"), _Errors(denied)
    logger.addHandler(notes)
    try:
        yield
    finally:
        logger.removeHandler(notes)
