"""The HTML of a paper as a tree, and its paragraphs as runs of words: what the Word writer reads."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, TreeBuilder

from awards.core.paper import LONGEST, ROOT

VOID = {"br", "col", "img", "meta"}


class Unknown(ValueError):
    """A template uses an element or a class that this writer has no layout for."""


class _Reader(HTMLParser):
    """Our own templates are well formed; this makes a tree of them."""

    def __init__(self) -> None:
        super().__init__()
        self.tree = TreeBuilder()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tree.start(tag, {name: value or "" for name, value in attrs})
        if tag in VOID:
            self.tree.end(tag)

    def handle_endtag(self, tag: str) -> None:
        self.tree.end(tag)

    def handle_data(self, data: str) -> None:
        self.tree.data(data)


def read_html(html: str) -> Element:
    """The tree of a paper. Refuses (ValueError) more than `LONGEST` characters."""
    if len(html) > LONGEST:
        raise ValueError(f"a paper of more than {LONGEST} characters")
    reader = _Reader()
    reader.feed(html.partition("<!DOCTYPE html>")[2].strip())
    reader.close()
    return reader.tree.close()


def classes(element: Element) -> set[str]:
    """The classes of an element."""
    return set(element.get("class", "").split())


@dataclass(frozen=True)
class Run:
    """Words in one face; “\\n” is a line break."""

    text: str
    bold: bool = False
    italic: bool = False


_BLANKS = re.compile("[ \t\r\n]+")


def _pieces(element: Element, bold: bool, italic: bool, lines: bool) -> Iterator[Run]:
    bold, italic = bold or element.tag in {"b", "th", "h1"}, italic or element.tag == "i"
    if element.tag == "br":
        yield Run("\n")
    yield Run(_flat(element.text, lines), bold, italic)
    for child in element:
        if child.tag not in {"b", "i", "br", "p", "div", "span"}:
            raise Unknown(f"<{child.tag}> inside a line")
        yield from _pieces(child, bold, italic, lines)
        yield Run(_flat(child.tail, lines), bold, italic)


def _flat(text: str | None, lines: bool) -> str:
    if text is None:
        return ""
    return re.sub("[ \t\r]+", " ", text) if lines else _BLANKS.sub(" ", text)


def runs_of(element: Element, *, bold: bool = False, italic: bool = False, lines: bool = False) -> list[Run]:
    """The runs of one paragraph, blanks collapsed as a browser does; `lines`: line breaks in the text stay."""
    runs: list[Run] = []
    for run in _pieces(element, bold, italic, lines):
        text = run.text
        if not runs or runs[-1].text[-1:] in {"\n", " "}:
            text = text.lstrip(" ")
        if text.startswith("\n") and runs:
            runs[-1] = Run(runs[-1].text.rstrip(" "), runs[-1].bold, runs[-1].italic)
        if text:
            runs.append(Run(text, run.bold, run.italic))
    if runs:
        runs[-1] = Run(runs[-1].text.rstrip(" "), runs[-1].bold, runs[-1].italic)
    return [run for run in runs if run.text]


@cache
def column_widths() -> dict[tuple[bool, str], float]:
    """(in a list that lies across?, column) -> mm, as the style sheet of the PDF has them."""
    css = (ROOT / "templates" / "layouts" / "paper.css").read_text(encoding="utf-8")
    found = re.findall(r"^\.(wide|entries) col\.(\w+) \{ width: ([0-9.]+)mm; \}", css, re.MULTILINE)
    return {(where == "wide", column): float(width) for where, column, width in found}
