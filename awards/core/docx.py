"""The same papers as editable Word files, in the layout of Decree 30/2020.

One description of a paper, two writers: `core.paper.document_html` describes it, `core.paper.html_to_pdf` and
`html_to_docx` read that. The classes of templates/layouts/paper.css are the vocabulary; whatever this writer does not
know stops it, so that nothing is lost on the way. Widths of columns are read from the style sheet.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from awards.core.tree import Run, Unknown, classes, column_widths, read_html, runs_of

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FACE = "Times New Roman"
BLOCKS = {"p", "div", "h1", "table"}
AFTER_BORDERS = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")  # the order of the schema
TEXT_WIDTH = {"portrait": 165.0, "wide": 252.0}  # mm between the margins


def html_to_docx(html: str) -> bytes:
    """The Word file of a paper's HTML: A4, Times New Roman, the same bytes every time.

    Refuses (ValueError) what has no layout here, rather than to leave it out.
    """
    tree = read_html(html)
    body = tree.find("body")
    if body is None:
        raise Unknown("no body")
    writer = _Writer(sample=bool(body.get("data-mark")))
    writer.describe(tree)
    for block in body:
        writer.write(block)
    written = BytesIO()
    writer.document.save(written)
    return _with_one_date(written.getvalue())


def _with_one_date(content: bytes) -> bytes:
    """The parts of the package without the time of day in their headers."""
    packed = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(packed, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            part.compress_type = ZIP_DEFLATED
            new.writestr(part, old.read(name))
    return packed.getvalue()


@dataclass(frozen=True)
class Shape:
    """How a paragraph stands: sizes and spaces in pt, indents in mm."""

    size: float = 14
    align: Any = ALIGN.LEFT
    before: float = 0
    after: float = 0
    first: float = 0
    spacing: float = 1.0
    with_next: bool = False


CENTRE = Shape(align=ALIGN.CENTER)
TEXT = Shape(align=ALIGN.JUSTIFY, before=6, first=10, spacing=1.15)
SHAPES = {
    "authority": Shape(align=ALIGN.CENTER, before=12),
    "decides": Shape(align=ALIGN.CENTER, before=10, with_next=True),
    "to": Shape(align=ALIGN.CENTER, before=12, after=12),
    "part": Shape(before=10, first=10, with_next=True),
    "item": Shape(before=6, first=10, with_next=True),
    "note": Shape(size=12, align=ALIGN.CENTER),
    "basis": TEXT,
    "aside": TEXT,
    "chain": Shape(size=7.5, before=6),
    "reference": CENTRE,
}
BOLD = {"authority", "decides", "part", "item"}
ITALIC = {"basis", "reference", "note", "aside"}


class _Writer:
    """One Word file in the making."""

    def __init__(self, *, sample: bool) -> None:
        self.document: Any = Document()
        self.sample = sample
        self.width = TEXT_WIDTH["portrait"]
        self._lay_out_styles()
        self._lay_out_page(self.document.sections[0])

    # The page

    def describe(self, tree: Element) -> None:
        properties = self.document.core_properties
        head = tree.find("head")
        meta = {one.get("name", ""): one.get("content", "") for one in (head if head is not None else [])}
        title = tree.findtext("head/title", "")
        properties.title, properties.author, properties.language = title, meta.get("author", ""), "vi-VN"
        properties.comments, properties.revision = "", 1
        on = meta.get("dcterms.created")
        properties.created = properties.modified = datetime.fromisoformat(f"{on or '2000-01-01'}T00:00:00")

    def _lay_out_styles(self) -> None:
        normal = self.document.styles["Normal"]
        normal.font.name, normal.font.size = FACE, Pt(14)
        fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(kind), FACE)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "vi-VN")
        normal.element.get_or_add_rPr().append(language)
        normal.paragraph_format.space_after = Pt(0)

    def _lay_out_page(self, section: Any, *, wide: bool = False) -> None:
        """A4; margins 20, 15, 20 and 30 mm; the number of the page in the top margin, not on the first (D30 App. I)."""
        section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (Mm(297), Mm(210)) if wide else (Mm(210), Mm(297))
        section.top_margin, section.bottom_margin = Mm(20), Mm(20)
        section.left_margin, section.right_margin = Mm(30), Mm(15)
        section.header_distance, section.footer_distance = Mm(9), Mm(9)
        section.different_first_page_header_footer = True
        self.width = TEXT_WIDTH["wide" if wide else "portrait"]
        for header, number in ((section.header, True), (section.first_page_header, False)):
            header.is_linked_to_previous = False
            self._fill_header(header.paragraphs[0], number)
        start = OxmlElement("w:pgNumType")
        start.set(qn("w:start"), "1")
        section._sectPr.append(start)

    def _fill_header(self, paragraph: Any, number: bool) -> None:
        stops = paragraph.paragraph_format.tab_stops
        paragraph.style = self.document.styles["Normal"]
        stops.add_tab_stop(Mm(self.width / 2), 1)
        stops.add_tab_stop(Mm(self.width), 2)
        paragraph.add_run("\t")
        if number:
            field = OxmlElement("w:fldSimple")
            field.set(qn("w:instr"), "PAGE")
            field.append(paragraph.add_run("1")._r)
            paragraph._p.append(field)
        if self.sample:
            paragraph.add_run("\tMẪU").bold = True

    # The blocks

    def write(self, block: Element) -> None:
        """Add one block of the paper."""
        own = classes(block)
        if block.tag == "img" and own == {"sample"}:
            return  # its word stands in the head of every page
        if block.tag == "table":
            self._table(block, own)
        elif block.tag == "section" and own <= {"list", "wide"}:
            self._section(block, wide="wide" in own)
        elif block.tag == "header" or own & {"title", "text", "several"}:
            self._group(block, own)
        elif block.tag in {"p", "h1"}:
            self._paragraph(block, SHAPES.get(next(iter(own & set(SHAPES)), ""), Shape()), own)
        else:
            raise Unknown(f"<{block.tag} class={block.get('class')!r}>")

    def _section(self, block: Element, *, wide: bool) -> None:
        self._lay_out_page(self.document.add_section(WD_SECTION.NEW_PAGE), wide=wide)
        for child in block:
            self.write(child)

    def _group(self, block: Element, own: set[str]) -> None:
        """Paragraphs of one shape: the title, the text, the head of a list, several addressees."""
        shapes = {"title": CENTRE, "text": TEXT, "several": Shape(first=30)}
        default = shapes.get(next(iter(own & set(shapes)), ""), CENTRE)
        for number, child in enumerate(block):
            if child.tag in {"div", "table", "header"}:
                self.write(child)
                continue
            shape = SHAPES.get(next(iter(classes(child) & set(SHAPES)), ""), default)
            before = 16 if number == 0 and "title" in own else shape.before
            last = 8 if block.tag == "header" and number == len(block) - 1 else shape.after
            shape = Shape(shape.size, shape.align, before, last, shape.first, shape.spacing, shape.with_next)
            self._paragraph(child, shape, classes(child), bold="title" in own)

    def _paragraph(self, element: Element, shape: Shape, own: set[str], *, bold: bool = False) -> None:
        paragraph = self.document.add_paragraph()
        runs = runs_of(element, bold=bold or bool(own & BOLD), italic=bool(own & ITALIC))
        self._fill(paragraph, runs, shape)
        if "rule" in own:
            self._rule(self.document.add_paragraph(), runs, shape.size, self.width)

    def _fill(self, paragraph: Any, runs: list[Run], shape: Shape) -> None:
        form = paragraph.paragraph_format
        form.alignment, form.space_before, form.space_after = shape.align, Pt(shape.before), Pt(shape.after)
        form.line_spacing, form.keep_with_next = shape.spacing, shape.with_next
        if shape.first:
            form.first_line_indent = Mm(shape.first)
        for run in runs:
            written = paragraph.add_run(run.text)
            written.bold, written.italic, written.font.size = run.bold, run.italic, Pt(shape.size)

    def _rule(self, paragraph: Any, runs: list[Run], size: float, width: float, share: float = 0.4) -> None:
        """A line under the words, two fifths as long as they are (D30 App. I: a third to a half)."""
        longest = max((len(line) for line in "".join(run.text for run in runs).split("\n")), default=0)
        capital = any(run.text.isupper() for run in runs)
        length = share * min(width, longest * size * (0.22 if capital else 0.17))
        form = paragraph.paragraph_format
        form.left_indent = form.right_indent = Mm((width - length) / 2)
        form.line_spacing, form.space_after = Pt(3), Pt(2)
        borders, line = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
        for name, value in {"val": "single", "sz": "6", "space": "0", "color": "000000"}.items():
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
        paragraph._p.get_or_add_pPr().insert_element_before(borders, *AFTER_BORDERS)

    # Tables

    def _table(self, block: Element, own: set[str]) -> None:
        if own == {"entries"}:
            self._entries(block)
        elif own == {"head"}:
            self._frame(block, [69.0, 96.0], self._head_cell)
        elif own == {"closing"}:
            self._closing(block)
        else:
            raise Unknown(f"<table class={block.get('class')!r}>")

    def _closing(self, block: Element) -> None:
        """Who signs: in one piece, a centimetre between the rows, and never alone on a page."""
        count = max(sum(int(cell.get("colspan", "1")) for cell in row) for row in block.iter("tr"))
        above = self._last_lines()
        self._frame(block, [self.width / count] * count, self._closing_cell)
        rows = self.document.tables[-1].rows
        for line in [*above, *(line for row in rows[:-1] for line in _lines_of(row))]:
            line.paragraph_format.keep_with_next = True
        for row in rows[1:]:
            for cell in row.cells:
                cell.paragraphs[0].paragraph_format.space_before = Mm(10)

    def _last_lines(self) -> list[Any]:
        """The last paragraph so far, or the last row of the table that stands there; and a blank line under it."""
        last = list(self.document.element.body.iterchildren(qn("w:p"), qn("w:tbl")))[-1]
        blank = self.document.add_paragraph()
        if last.tag == qn("w:p"):
            return [Paragraph(last, self.document), blank]
        return [*_lines_of(self.document.tables[-1].rows[-1]), blank]

    def _frame(self, block: Element, widths: list[float], fill: Any) -> None:
        """A table without lines that holds things side by side."""
        rows = list(block.iter("tr"))
        table = self._new_table(len(rows), widths)
        for row, line in zip(rows, table.rows, strict=True):
            _keep_whole(line)
            places, at = line.cells, 0
            for cell in row:
                span = int(cell.get("colspan", "1"))
                fill(cell, places[at] if span == 1 else places[at].merge(places[at + span - 1]))
                at += span

    def _new_table(self, rows: int, widths: list[float], padding: tuple[float, float] = (0, 0)) -> Any:
        """Columns of so many mm, cells with so many pt of air above and beside the words."""
        table = self.document.add_table(rows, len(widths))
        margins, (above, beside) = OxmlElement("w:tblCellMar"), padding
        for side, air in (("w:top", above), ("w:left", beside), ("w:bottom", above), ("w:right", beside)):
            margin = OxmlElement(side)
            margin.set(qn("w:w"), str(int(air * 20)))
            margin.set(qn("w:type"), "dxa")
            margins.append(margin)
        table._tbl.tblPr.append(margins)
        table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
            for cell in column.cells:
                cell.width = Mm(width)
        return table

    def _lines(self, cell: Element, place: Any) -> Iterator[tuple[Element, Any]]:
        """Each paragraph of a cell with a place to write it."""
        blocks = [child for child in cell if child.tag in BLOCKS] or [cell]
        for number, block in enumerate(blocks):
            yield block, place.paragraphs[0] if number == 0 else place.add_paragraph()

    def _head_cell(self, cell: Element, place: Any) -> None:
        agency = cell.find("div")
        if agency is None:
            self._fill(place.paragraphs[0], runs_of(cell), Shape(size=13, align=ALIGN.CENTER, before=5))
            motto = cell.find("b[@class='motto']")
            if motto is not None:
                place.paragraphs[0].runs[0].font.size = Pt(12)
                place.paragraphs[0].paragraph_format.space_before = Pt(0)
                self._rule(place.add_paragraph(), runs_of(motto), 13, 96, share=0.96)  # as long as the words
            return
        for line, paragraph in self._lines(agency, place):
            runs = runs_of(line, lines=True)
            self._fill(paragraph, runs, Shape(size=12, align=ALIGN.CENTER))
        self._rule(place.add_paragraph(), runs, 12, 69)

    def _closing_cell(self, cell: Element, place: Any) -> None:
        signs = "signer" in classes(cell)
        for number, (line, paragraph) in enumerate(self._lines(cell, place)):
            own = classes(line)
            if not signs:
                heading = number == 0 and "recipients" in classes(cell)
                runs = runs_of(line, bold=heading, italic=heading)
                self._fill(paragraph, runs, Shape(size=12 if heading else 11))
            else:
                shape = Shape(align=ALIGN.CENTER, before=70 if "name" in own else 0)
                self._fill(paragraph, runs_of(line, bold="note" not in own, italic="note" in own), shape)

    def _entries(self, block: Element) -> None:
        names = [column.get("class", "") for column in block.iter("col")]
        rows = list(block.iter("tr"))
        table = self._new_table(len(rows), self._widths(names), padding=(2, 3))
        table.style = self.document.styles["Table Grid"]
        heads = len(list(block.findall("thead/tr")))
        grid = [list(line.cells) for line in table.rows]  # once: each look at it walks the table
        for number, (row, line) in enumerate(zip(rows, table.rows, strict=True)):
            _keep_whole(line)
            if number < heads:
                _repeat(line)
                for cell in grid[number]:
                    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            at = 0
            for cell in row:
                span = int(cell.get("colspan", "1"))
                place = grid[number][at] if span == 1 else grid[number][at].merge(grid[number][at + span - 1])
                middle = number < heads or "middle" in classes(cell)
                align = ALIGN.CENTER if middle else ALIGN.RIGHT if "amount" in classes(cell) else ALIGN.LEFT
                for inner, paragraph in self._lines(cell, place):
                    runs = runs_of(inner, bold=cell.tag == "th")
                    self._fill(paragraph, runs, Shape(size=13, align=align))
                at += span

    def _widths(self, names: list[str]) -> list[float]:
        """What the style sheet gives, the rest shared by the other columns."""
        wide, known = self.width > TEXT_WIDTH["portrait"], column_widths()
        given = [known.get((wide, name), known.get((False, name), 0.0)) for name in names]
        rest = (self.width - sum(given)) / max(1, given.count(0.0))
        return [width or rest for width in given]


def _lines_of(row: Any) -> list[Any]:
    return [line for cell in row.cells for line in cell.paragraphs]


def _keep_whole(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _repeat(row: Any) -> None:
    """The head of a list stands on each of its pages."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def paragraphs_of(content: bytes) -> list[str]:
    """The paragraphs of a Word file in reading order, cells of tables included: to read a paper back."""
    document = Document(BytesIO(content))
    return [Paragraph(found, document).text for found in document.element.body.iter(qn("w:p"))]
