"""The same page by other programs, as fast as each of them can: for the bench, in their favour where it is open.

They are given every line already fitted and placed, and draw what is the same on every page once where they can.
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from awards.certificates.printing import CertificateText, Design
from awards.certificates.printing.designs import POINT
from awards.certificates.printing.faces import FONTS, faces
from awards.certificates.printing.frames import drawn_frame
from awards.certificates.printing.layout import page_lines
from awards.certificates.printing.setting import qr_code
from tests.bench.plain import plain_html
from tests.chromium import PROGRAM

TYPST = """
#let frame = image("frame.svg", width: {width}mm)
#for paper in json("papers.json") {{
  page(width: {width}mm, height: {height}mm, margin: 0mm)[
    #place(top + left, frame)
    #for (words, x, y, font, size, weight, style, colour) in paper.lines {{
      place(top + left, dx: x * 1mm, dy: y * 1mm, text(
        font: font, size: size * 1pt, weight: weight, style: style, fill: rgb(colour), top-edge: "baseline", words,
      ))
    }}
    #place(top + left, dx: {qr[0]}mm, dy: {qr[1]}mm, image(bytes(paper.qr), format: "svg", width: {qr[2]}mm))
  ]
}}
"""


def fixed_lines(design: Design) -> list[tuple[str, float, float, str, float, str]]:
    """The fixed words of a design as (text, left, baseline, face, size, colour), in millimetres and points."""
    placed = []
    for words in design.words:
        width = faces()[words.face].width(words.text) * words.size * POINT
        placed.append(
            (words.text, words.x - width / 2, words.y + 0.33 * words.size * POINT, words.face, words.size, words.colour)
        )
    return placed


def typst(design: Design, texts: Sequence[CertificateText]) -> bytes:
    """One document by Typst, in this process."""
    import typst as compiler

    def line(text: str, x: float, y: float, key: str, size: float, colour: str) -> list[object]:
        face = faces()[key]
        return [text, round(x, 4), round(y, 4), face.family, size, face.weight, face.style, colour]

    papers = [
        {
            "lines": [line(*one) for one in fixed_lines(design)]
            + [line(o.text, o.x, o.baseline, o.face, o.size, o.colour) for o in page_lines(design, text)],
            "qr": qr_code(text.check_url or "").svg_inline(border=0, omitsize=True),
        }
        for text in texts
    ]
    width, height = design.page
    frame = drawn_frame(design.frame, design.page)
    art = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">{frame}</svg>'
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "frame.svg").write_text(art)
        Path(folder, "papers.json").write_text(json.dumps(papers))
        main = Path(folder, "main.typ")
        main.write_text(TYPST.format(width=width, height=height, qr=design.qr))
        pdf: bytes = compiler.compile(str(main), font_paths=[str(FONTS)])
    return pdf


def reportlab(design: Design, texts: Sequence[CertificateText]) -> bytes:
    """One document by ReportLab, the frame as a form that each page shows."""
    import io

    from reportlab.lib.colors import HexColor
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    for key in design.faces:
        pdfmetrics.registerFont(TTFont(key, faces()[key].path))
    width, height = (edge / POINT for edge in design.page)
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=(width, height))
    canvas.beginForm("frame")
    canvas.translate(0, height)
    canvas.scale(1 / POINT, -1 / POINT)
    for d in re.findall(r' d="([^"]+)"', drawn_frame(design.frame, design.page)):
        canvas.drawPath(_path(canvas, d))
    canvas.endForm()
    for text in texts:
        canvas.doForm("frame")
        lines = fixed_lines(design)
        lines += [(o.text, o.x, o.baseline, o.face, o.size, o.colour) for o in page_lines(design, text)]
        for words, x, y, face, size, colour in lines:
            canvas.setFillColor(HexColor(colour))
            canvas.setFont(face, size)
            canvas.drawString(x / POINT, height - y / POINT, words)
        _qr(canvas, design, text.check_url or "", height)
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def _path(canvas: object, d: str) -> object:
    path = canvas.beginPath()  # type: ignore[attr-defined]
    for letter, numbers in re.findall(r"([MLCZ])([^MLCZ]*)", d):
        points = [float(number) for number in numbers.split()]
        {"M": path.moveTo, "L": path.lineTo, "C": path.curveTo, "Z": path.close}[letter](*points)
    return path


def _qr(canvas: object, design: Design, url: str, height: float) -> None:
    x, y, side = design.qr
    rows = qr_code(url).matrix
    module = side / len(rows) / POINT
    path = canvas.beginPath()  # type: ignore[attr-defined]
    for row, modules in enumerate(rows):
        for column, dark in enumerate(modules):
            if dark:
                path.rect(x / POINT + column * module, height - y / POINT - (row + 1) * module, module, module)
    canvas.drawPath(path, stroke=0, fill=1)  # type: ignore[attr-defined]


def chromium(design: Design, texts: Sequence[CertificateText]) -> bytes:
    """One document by headless Chromium, started for it."""
    pages = [plain_html(design, text).replace("asset:", f"{FONTS.as_uri()}/") for text in texts]
    head, _section, _rest = pages[0].partition("<section>")
    whole = head + "".join("<section>" + page.partition("<section>")[2] for page in pages)
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "papers.html"), Path(folder, "papers.pdf")
        source.write_text(whole)
        still = (
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-pdf-header-footer",
            f"--user-data-dir={folder}/user",
        )
        command = [str(PROGRAM), *still, f"--print-to-pdf={target}", source.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=600)
        return target.read_bytes()
