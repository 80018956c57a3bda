"""What comes from outside is looked at and set in a child: it reaches nothing, and what explodes ends within limits."""

import http.server
import io
import os
import socket
import struct
import threading
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress

import pikepdf
import pytest

from awards.certificates.printing import GIAY_KHEN, render_chunk
from awards.certificates.printing.plate import AssetDenied as PlateDenied
from awards.core import child, paper
from awards.core.errors import Refused
from awards.nominations import evidence
from tests.certificates.printing.papers import certificate

SECRET = "MAT-KHAU-CUA-MAY-CHU"
QUICK = child.Limits(memory=400 << 20, cpu=1, wall=4)


class _Hits(http.server.BaseHTTPRequestHandler):
    seen: list[str] = []

    def do_GET(self) -> None:
        self.seen.append(self.path)
        self.send_response(404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A web server that notes who calls, and a file with a secret."""
    secret = tmp_path_factory.mktemp("secret") / "mat-khau.txt"
    secret.write_text(SECRET)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Hits)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", f"file://{secret}"
    server.shutdown()
    server.server_close()


SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">{}</svg>'
REACH = {
    "picture": '<img src="{web}/a.png">',
    "picture of a file": '<img src="{file}">',
    "picture of a path": '<img src="/etc/passwd">',
    "picture of a path upwards": '<img src="../../../../etc/passwd">',
    "style sheet": '<link rel="stylesheet" href="{web}/a.css">',
    "style sheet of a file": '<link rel="stylesheet" href="{file}">',
    "import": '<style>@import "{web}/a.css";</style>',
    "face": "<style>@font-face{{font-family:x;src:url({web}/a.ttf)}}p{{font-family:x}}</style><p>x",
    "face of a file": "<style>@font-face{{font-family:x;src:url({file})}}p{{font-family:x}}</style><p>x",
    "background": '<p style="background:url({web}/a.png)">x',
    "background of the page": "<style>@page{{background:url({web}/a.png)}}</style>x",
    "list mark": '<ul style="list-style-image:url({web}/a.png)"><li>x</ul>',
    "generated content": "<style>p::before{{content:url({web}/a.png)}}</style><p>x",
    "border": '<p style="border:1px solid;border-image:url({web}/a.png) 1">x',
    "object": '<object data="{web}/a.svg"></object>',
    "embed": '<embed src="{web}/a.svg">',
    "attachment of a file": '<link rel="attachment" href="{file}">x',
    "attachment from the web": '<link rel="attachment" href="{web}/a.txt">x',
    "attached link": '<a rel="attachment" href="{file}">x</a>',
    "picture in a drawing": SVG.format('<image href="{web}/a.png" width="9" height="9"/>'),
    "old picture in a drawing": SVG.format('<image xlink:href="{file}" width="9" height="9"/>'),
    "part of another drawing": SVG.format('<use href="{web}/a.svg#x"/>'),
    "style of a drawing": SVG.format("<style>@import '{web}/a.css';</style>"),
    "base address": '<base href="{web}/"><img src="a.png">',
    "data with a drawing": "<img src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'>"
    "<image href='{web}/a.png'/></svg>\">",
    "frame": '<iframe src="{web}/a.html"></iframe>',
    "frame of a file": '<iframe src="{file}"></iframe>',
    "script": '<script src="{web}/a.js"></script>x',
    "refresh": '<meta http-equiv="refresh" content="0;url={web}/a">x',
    "ftp": '<img src="ftp://127.0.0.1/a.png">',
    "another asset": '<img src="asset:../../config.py">',
}
INERT = {"frame", "frame of a file", "script", "refresh", "attached link", "border", "part of another drawing"}


def _everything_in(pdf: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as whole:
        streams = [one.read_bytes() for one in whole.objects if isinstance(one, pikepdf.Stream)]
    return pdf + b"".join(streams)


@pytest.mark.parametrize("vector", REACH)
def test_a_paper_reaches_nothing_and_is_not_made_when_it_tries(outside: tuple[str, str], vector: str) -> None:
    web, file = outside
    page = REACH[vector].format(web=web, file=file)
    _Hits.seen.clear()
    try:
        pdf = paper.html_to_pdf(page)
    except paper.AssetDenied:
        assert vector not in INERT - {"border", "part of another drawing", "attached link"}
    else:
        assert vector in INERT
        assert SECRET.encode() not in _everything_in(pdf)
        assert b"/EmbeddedFile" not in pdf
    assert _Hits.seen == []


def test_the_vectors_do_reach_out_where_nothing_stops_them(outside: tuple[str, str]) -> None:
    """The negative control: the library by itself."""
    import weasyprint

    web, file = outside
    _Hits.seen.clear()
    for vector in ("picture", "style sheet", "import", "background", "picture in a drawing", "object"):
        weasyprint.HTML(string=REACH[vector].format(web=web, file=file)).write_pdf()
    assert len(_Hits.seen) >= 5
    attached = weasyprint.HTML(string=REACH["attachment of a file"].format(web=web, file=file)).write_pdf()
    assert SECRET.encode() in _everything_in(attached)


def test_an_emblem_that_reaches_out_fails_the_certificates(outside: tuple[str, str]) -> None:
    web, _file = outside
    emblem = SVG.format(f'<image href="{web}/a.png" width="9" height="9"/>').encode()
    _Hits.seen.clear()
    with pytest.raises(PlateDenied):
        render_chunk(GIAY_KHEN, [certificate()], assets={"emblem": emblem})
    assert _Hits.seen == []


def _nested(tag: str, style: str, depth: int) -> str:
    return f'<{tag} style="{style}">' * depth + "x"


LAUGHS = "".join(
    f'<g id="g{n}">' + f'<use href="#g{n - 1}"/>' * 10 + "</g>" if n else '<g id="g0"><rect width="1" height="1"/></g>'
    for n in range(9)
)
PAPERS = {
    "flex in flex": _nested("div", "display:flex", 22),
    "grid in grid": _nested("div", "display:grid", 22),
    "inline block in inline block": _nested("span", "display:inline-block", 40),
    "table in table": _nested("table", "", 30).replace("<table", "<table><tr><td><table"),
    "a million columns": "<table><tr><td colspan=1000000>x</table>",
    "a million rows": "<table><tr><td rowspan=65534>x" + "<tr><td>y" * 3000 + "</table>",
    "columns": '<div style="columns:1000000">x' + "y " * 2000,
    "a grid of a million": '<div style="display:grid;grid-template-columns:repeat(100000,1fr)"><p>x</div>',
    "a page a mile long": '<div style="height:90000000mm">x',
    "pages without end": '<div style="height:9000000mm;break-inside:auto">x</div>' * 20,
    "a small page": "<style>@page{size:2mm 2mm;margin:0}</style>" + "x y z " * 20000,
    "letters as large as a house": '<p style="font-size:9999999pt">x',
    "a word without an end": "x" * 1_500_000,
    "words without an end": "x y " * 400_000,
    "a hundred thousand marks": "e" + "\u0301" * 100_000,
    "very deep": "<div>" * 60_000 + "x",
    "deep lists": "<ul><li>" * 400 + "x",
    "breaks": "<br>" * 300_000,
    "laughing drawing": SVG.format(LAUGHS + '<use href="#g8"/>'),
    "a drawing with many parts": SVG.format('<path d="M0 0' + "l1 1" * 800_000 + '"/>'),
    "shadows and turns": '<div style="transform:rotate(1deg);opacity:.5">' * 400 + "x",
    "floats": '<div style="float:left;width:1px">x</div>' * 30_000,
    "counters": "<style>li{counter-increment:a}li::before{content:counters(a,'.')}</style>" + "<ol><li>" * 300,
    "absolute": '<div style="position:absolute">x' * 300,
    "selectors": "<style>" + "div div div div div div p{color:red}" * 3000 + "</style>" + "<div>" * 200 + "<p>x" * 500,
}


@pytest.mark.parametrize("bomb", PAPERS)
def test_a_paper_that_explodes_ends_within_its_limits(monkeypatch: pytest.MonkeyPatch, bomb: str) -> None:
    monkeypatch.setattr(paper, "limits_for", lambda html: QUICK)
    begun = time.monotonic()
    with suppress(child.Stopped, child.Failed, paper.AssetDenied, ValueError):
        paper.html_to_pdf(PAPERS[bomb])
    assert time.monotonic() - begun < 20


def test_some_of_them_do_explode_and_the_next_paper_is_set_as_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "limits_for", lambda html: QUICK)
    with pytest.raises(child.Stopped):
        paper.html_to_pdf(PAPERS["words without an end"])
    with pytest.raises((child.Stopped, child.Failed)):
        paper.html_to_pdf(PAPERS["laughing drawing"])
    monkeypatch.undo()
    assert paper.html_to_pdf("<p>Chào").startswith(b"%PDF")


def test_a_paper_of_the_usual_length_has_twenty_seconds() -> None:
    assert child.Limits().wall == 20
    assert paper.limits_for("x" * 40_000) == child.Limits()


def _zip(*parts: tuple[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return written.getvalue()


WORD = (("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<document/>"))
RELATION = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}" '
    'TargetMode="External"/></Relationships>'
)
ENTITIES = '<!DOCTYPE x [<!ENTITY a "' + "a" * 1000 + '">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 20}">' for n in range(9)
) + "]><x>&j;</x>"  # fmt: skip


def _related(kind: str, target: str, part: str = "word/_rels/settings.xml.rels") -> bytes:
    return _zip(*WORD, (part, RELATION.format(kind, target).encode()))


def _png(width: int, height: int, rows: bytes) -> bytes:
    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def _pdf(body: bytes) -> bytes:
    return b"%PDF-1.7\n" + body + b"\ntrailer<</Root 1 0 R>>\n%%EOF"


FILES: dict[str, Callable[[], bytes]] = {
    "a picture of a billion pixels": lambda: _png(60_000, 60_000, b"\0" * 1_000_000),
    "a picture larger than memory": lambda: _png(2_000_000_000, 2_000_000_000, b""),
    "a picture with a text bomb": lambda: (
        _png(4, 4, b"\0" * 52)[:33]
        + b"".join(
            struct.pack(">I", len(c)) + b"zTXt" + c + struct.pack(">I", zlib.crc32(b"zTXt" + c))
            for c in [b"a\0\0" + zlib.compress(b"\0" * 200_000_000, 9)]
        )
    ),
    "a list of parts of a gigabyte": lambda: _zip(("[Content_Types].xml", b" " * 300_000_000), WORD[1]),
    "a document of a gigabyte": lambda: _zip(WORD[0], ("word/document.xml", b" " * 300_000_000)),
    "ten thousand parts": lambda: _zip(*WORD, *((f"word/{n}.xml", b"") for n in range(10_000))),
    "entities": lambda: _zip(*WORD, ("word/_rels/document.xml.rels", ENTITIES.encode())),
    "a deep list of relations": lambda: _zip(*WORD, ("_rels/.rels", b"<a>" * 300_000)),
    "a template elsewhere": lambda: _related("attachedTemplate", "http://127.0.0.1:9/a.dotm"),
    "a template on a share": lambda: _related("attachedTemplate", "file://\\\\server\\a.dotm"),
    "a picture elsewhere": lambda: _related("image", "http://127.0.0.1:9/a.png", "word/_rels/document.xml.rels"),
    "an object elsewhere": lambda: _related("oleObject", "http://127.0.0.1:9/a", "word/_rels/document.xml.rels"),
    "a frame elsewhere": lambda: _related("frame", "http://127.0.0.1:9/a", "word/_rels/webSettings.xml.rels"),
    "a PDF of nested lists": lambda: _pdf(b"1 0 obj<</Type/Catalog/Pages 2 0 R/A " + b"[" * 200_000 + b">>endobj"),
    "a PDF of a flat gigabyte": lambda: _pdf(
        b"1 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length 9999>>stream\n"
        + zlib.compress(b" " * 300_000_000, 9)
        + b"\nendstream endobj"
    ),
    "a PDF whose pages are their own parents": lambda: _pdf(
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>endobj"
    ),
    "a PDF of a million objects": lambda: _pdf(b"".join(b"%d 0 obj[]endobj\n" % n for n in range(1, 400_000))),
}


@pytest.mark.parametrize("bomb", FILES)
def test_a_file_that_explodes_or_reaches_out_is_refused_in_time(monkeypatch: pytest.MonkeyPatch, bomb: str) -> None:
    content = FILES[bomb]()
    begun = time.monotonic()
    with pytest.raises(Refused) as refused:
        evidence.judge(content)
    assert refused.value.field == "file"
    assert time.monotonic() - begun < 30


def test_a_word_file_with_links_is_taken() -> None:
    assert evidence.judge(_related("hyperlink", "https://example.org/")).ending == ".docx"


def _calls_home() -> child.Answer:
    try:
        socket.create_connection(("127.0.0.1", 9), 1)
    except PermissionError:
        return {"network": "refused"}, b""
    return {"network": "open"}, b""


def _dies() -> child.Answer:
    os._exit(3)


def _sleeps() -> child.Answer:
    time.sleep(60)
    return {}, b""


def _eats() -> child.Answer:
    return {"length": len(bytearray(600 << 20))}, b""


def _complains() -> child.Answer:
    raise Refused("Không nhận.", "file")


def test_a_child_has_no_network_and_its_end_is_told_in_our_words() -> None:
    assert child.run(_calls_home) == ({"network": "refused"}, b"")
    with pytest.raises(child.Stopped, match="died"):
        child.run(_dies)
    with pytest.raises(child.Stopped, match="seconds"):
        child.run(_sleeps, limits=child.Limits(wall=0.5))
    with pytest.raises(child.Stopped, match="memory"):
        child.run(_eats, limits=QUICK)
    with pytest.raises(Refused, match="Không nhận") as refused:
        child.run(_complains)
    assert refused.value.field == "file"


def test_the_corpora_are_as_large_as_promised() -> None:
    assert len(REACH) >= 23
    assert len(PAPERS) >= 23
    assert len(FILES) >= 15
