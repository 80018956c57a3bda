"""Papers as Word files, read back: the same words as the PDF, Decree 30's layout, and nothing lost in silence."""

import io
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element
from zipfile import ZipFile

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm

from awards.core.docx import html_to_docx, paragraphs_of
from awards.core.paper import document_html, html_to_pdf
from awards.core.tree import Unknown, read_html
from tests.core.test_paper import COOPERATIVE, decision, entry, letter, opened

LONG = "Nguyễn Thị Thanh Huyền Tôn Nữ Hoàng Anh " * 4
MIXED = [entry(1, "collective"), entry(2, "household"), entry(3), entry(4, name=LONG.strip(), birth_year=None)]
PAPERS: dict[str, tuple[str, dict[str, Any]]] = {
    "letter of one": ("letter.html", {"letter": letter(1)}),
    "letter with a list": ("letter.html", {"letter": letter(4, entries=MIXED, statements=["Nội dung bổ sung."])}),
    "letter to two": ("letter.html", {"letter": letter(2, addressees=["Ban Thi đua", "Bộ Nội vụ"], decides=True)}),
    "letter of a long list": ("letter.html", {"letter": letter(40)}),
    "decision": ("decision.html", {"decision": decision(1)}),
    "decision on many": ("decision.html", {"decision": decision(40, chain_head="Nhật ký: 9f86d0")}),
}
EVERY = pytest.mark.parametrize("name", PAPERS)


def html(name: str, *, sample: bool = False) -> str:
    template, words = PAPERS[name]
    return document_html(template, sample=sample, **words)


def squeezed(text: str) -> str:
    return "".join(text.split())


def values(words: Any) -> Iterator[str]:
    """Every text inside a paper's words."""
    if isinstance(words, dict):
        for key, value in words.items():
            if key not in {"kind", "date", "decides", "ordinal", "birth_year", "note", "columns"}:
                yield from values(value)
    elif isinstance(words, list):
        for value in words:
            yield from values(value)
    elif words:
        yield str(words)


@EVERY
def test_every_word_of_a_paper_is_in_its_word_file(name: str) -> None:
    said = squeezed("".join(paragraphs_of(html_to_docx(html(name)))))
    listed = name in {"letter with a list", "letter of a long list", "decision", "decision on many"}
    for value in values(next(iter(PAPERS[name][1].values()))):
        asked = squeezed(value.rstrip(" ;."))
        in_table_only = listed and "giống, vốn" in value and name.startswith("decision")
        elsewhere = "khoản 2 Điều 75" in value and name.startswith("decision")
        prefix_of_collective = value == "Tập thể"
        if not (in_table_only or elsewhere or prefix_of_collective):
            assert asked.casefold() in said.casefold(), value


@EVERY
def test_pdf_and_word_file_say_the_same(name: str) -> None:
    """Letter by letter, counted: the lines break elsewhere, and cells are read in another order."""
    written = squeezed("".join(paragraphs_of(html_to_docx(html(name)))))
    with opened(html_to_pdf(html(name))) as document:
        pages = [page.crop((0, 57, page.width, page.height)) for page in document.pages]  # below the page number
        heads = sum(page.extract_text().count("Chức vụ, đơn vị") for page in pages) or 1
        printed = squeezed("".join(page.extract_text() for page in pages))
    lists = html(name).count("<thead>") or 1
    repeated = squeezed("".join(_head_of_the_list(html(name)))) * (heads - lists)  # on each page of the PDF
    assert sorted(written + repeated) == sorted(printed)


def _head_of_the_list(html: str) -> list[str]:
    tree = read_html(html)
    head = tree.find(".//thead")
    return ["".join(cell.itertext()) for cell in (head if head is not None else Element("thead")).iter("th")]


def test_the_page_is_that_of_the_decree() -> None:
    document = Document(io.BytesIO(html_to_docx(html("letter of a long list"))))
    portrait, wide = document.sections
    for section in (portrait, wide):
        edges = [section.top_margin, section.bottom_margin, section.left_margin, section.right_margin]
        assert [round(edge.mm) for edge in edges if edge] == [20, 20, 30, 15]
        assert section.different_first_page_header_footer
        assert section.first_page_header.paragraphs[0].text.strip() == ""
        assert "PAGE" in section.header.paragraphs[0]._p.xml
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
    assert (round(portrait.page_width.mm), round(portrait.page_height.mm)) == (210, 297)  # type: ignore[union-attr]
    assert (round(wide.page_width.mm), wide.orientation) == (297, WD_ORIENT.LANDSCAPE)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("words", "size", "bold", "italic"),
    [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, True, False),
        ("Độc lập - Tự do - Hạnh phúc", 13, True, False),
        ("ỦY BAN NHÂN DÂN\nHUYỆN MỘC CHÂU", 12, False, False),
        ("ỦY BAN NHÂN DÂN\nXÃ HUA PĂNG", 12, True, False),
        ("Số: 05/TTr-UBND", 13, False, False),
        ("Hua Păng, ngày 05 tháng 10 năm 2023", 13, False, True),
        ("TỜ TRÌNH", 14, True, False),
        ("Căn cứ Quyết định số 666/QĐ-TTg.", 14, False, True),
        ("Nơi nhận:", 12, True, True),
        ("- Như trên;", 11, False, False),
        ("Hà Thị Mẫu", 14, True, False),
    ],
)
def test_each_element_has_the_face_and_size_of_the_decree(words: str, size: int, bold: bool, italic: bool) -> None:
    document = Document(io.BytesIO(html_to_docx(html("letter of one"))))
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    paragraphs = [*document.paragraphs, *(paragraph for cell in cells for paragraph in cell.paragraphs)]
    run = next(run for paragraph in paragraphs for run in paragraph.runs if run.text == words)
    assert (run.font.size.pt, bool(run.bold), bool(run.italic)) == (size, bold, italic)  # type: ignore[union-attr]
    assert document.styles["Normal"].font.name == "Times New Roman"  # type: ignore[attr-defined]


def test_the_head_of_a_list_is_repeated_and_rows_stay_whole() -> None:
    document = Document(io.BytesIO(html_to_docx(html("decision on many"))))
    lists = [one for one in document.tables if len(one.rows) > 1 and "STT" in one.rows[0].cells[0].text]
    rows = next(one.rows for one in lists if any(COOPERATIVE in cell.text for cell in one.rows[1].cells))
    assert rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None  # type: ignore[union-attr]
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in rows)  # type: ignore[union-attr]


def test_who_signs_stands_in_one_piece_with_the_end_of_the_text() -> None:
    document = Document(io.BytesIO(html_to_docx(html("letter of one"))))
    closing, (*text, blank) = document.tables[-1], document.paragraphs
    assert [line.paragraph_format.keep_with_next for line in (text[-1], blank)] == [True, True]
    assert len(closing.rows) == 1

    report: Any = {
        "opening": "Y",
        "parts": [],
        "pledge": "Đúng.",
        "title": "BÁO CÁO",
        "subject": "",
        "name": "Y",
        "date": "",
    }
    place = {"lines": ["XÁC NHẬN"], "how": "(Ký)", "name": ""}
    report |= {"agency_parent": "", "agency": "XÃ", "place": "Xã", "signatures": [[place, place], [place]]}
    content = html_to_docx(document_html("report.html", sample=False, report=report))
    rows = Document(io.BytesIO(content)).tables[-1].rows
    assert all(line.paragraph_format.keep_with_next for cell in rows[0].cells for line in cell.paragraphs)
    assert rows[1].cells[0].paragraphs[0].paragraph_format.space_before == pytest.approx(Mm(10), rel=0.01)


@pytest.mark.parametrize("sample", [True, False])
def test_a_trial_is_marked_on_every_page(sample: bool) -> None:
    document = Document(io.BytesIO(html_to_docx(html("letter of a long list", sample=sample))))
    heads = [
        head.paragraphs[0].text for section in document.sections for head in (section.header, section.first_page_header)
    ]
    assert ["MẪU" in head for head in heads] == [sample] * 4


def test_the_same_paper_makes_the_same_bytes() -> None:
    once, again = (html_to_docx(html("decision on many")) for _time in range(2))
    assert once == again
    with ZipFile(io.BytesIO(once)) as parts:
        assert b"2023-12-08" in parts.read("docProps/core.xml")
        assert not [name for name in parts.namelist() if "vba" in name.lower()]


@pytest.mark.parametrize("block", ["<table><tr><td>x</td></tr></table>", "<ul><li>x</li></ul>", "<p>x<img></p>"])
def test_what_has_no_layout_stops_the_paper(block: str) -> None:
    with pytest.raises(Unknown):
        html_to_docx(f"<!DOCTYPE html><html><head></head><body>{block}</body></html>")


def test_what_people_typed_is_only_text() -> None:
    typed = "<script>alert(1)</script> &amp; {{ 7*7 }} </p><p>"
    own = letter(entries=[entry(1, name=typed)])
    content = html_to_docx(document_html("letter.html", sample=False, letter=own))
    assert any(typed in paragraph for paragraph in paragraphs_of(content))


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not on this machine")
def test_an_office_programme_opens_it(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(html_to_docx(html("letter of a long list")))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), "a.docx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=180)
    with opened((tmp_path / "a.pdf").read_bytes()) as document:
        sizes = [(round(page.width / 72 * 25.4), round(page.height / 72 * 25.4)) for page in document.pages]
        assert (sizes[0], sizes[-1]) == ((210, 297), (297, 210))
        assert "TỜ TRÌNH" in document.pages[0].extract_text()
