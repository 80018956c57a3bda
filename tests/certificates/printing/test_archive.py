"""The structure of PDF/A-2b (ISO 19005-2), looked for in the file itself: no validator is at hand."""

import io
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from lxml import etree

from awards.certificates.printing import DESIGNS, Placement, merge, render_chunk, render_plainly, render_text_layers

from .papers import certificate

PAPERS = {key: render_chunk(design, [certificate()])[0] for key, design in DESIGNS.items()}
PAPERS["merged"] = merge([PAPERS["giay_khen"], PAPERS["bang_khen"]], title="12/QĐ <&>")
PAPERS["text layer"] = next(render_text_layers(DESIGNS["giay_khen"], [certificate()], Placement(1, 1, 0.99)))
PAPERS["of the guard"] = render_plainly(DESIGNS["giay_khen"], certificate())
FORBIDDEN = ("/JavaScript", "/JS", "/Launch", "/EmbeddedFiles", "/AA", "/OpenAction", "/Encrypt", "/AcroForm")


@pytest.fixture(params=PAPERS.values(), ids=PAPERS.keys())
def document(request: pytest.FixtureRequest) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(request.param)) as pdf:
        yield pdf


def test_the_colours_are_srgb_by_an_output_intent_with_its_profile(document: pikepdf.Pdf) -> None:
    (intent,) = document.Root.OutputIntents
    profile = intent.DestOutputProfile.read_bytes()
    assert (str(intent.S), int(intent.DestOutputProfile.N)) == ("/GTS_PDFA1", 3)
    assert profile[36:40] == b"acsp"
    assert profile[16:20] == b"RGB "


def test_the_description_says_pdf_a_2b_and_the_title_of_the_file(document: pikepdf.Pdf) -> None:
    packet = document.Root.Metadata
    assert "/Filter" not in packet
    said = etree.fromstring(packet.read_bytes())
    names = {"pdfaid": "http://www.aiim.org/pdfa/ns/id/", "dc": "http://purl.org/dc/elements/1.1/"}
    assert said.findtext(".//pdfaid:part", namespaces=names) == "2"
    assert said.findtext(".//pdfaid:conformance", namespaces=names) == "B"
    title = said.find(".//dc:title", namespaces=names)
    assert "".join(title.itertext()).strip() == str(document.docinfo.get("/Title", ""))


def test_every_face_is_embedded_as_a_subset_with_its_letters(document: pikepdf.Pdf) -> None:
    fonts = [thing for thing in document.objects if _is(thing, "/Type", "/Font") and "/DescendantFonts" in thing]
    assert fonts
    for font in fonts:
        (descendant,) = font.DescendantFonts
        assert str(font.BaseFont)[7] == "+"
        assert {"/FontFile2", "/FontFile3"} & set(descendant.FontDescriptor.keys())
        assert font.ToUnicode.read_bytes()
        if str(descendant.Subtype) == "/CIDFontType2":
            assert str(descendant.CIDToGIDMap) == "/Identity"


def test_nothing_that_pdf_a_forbids_is_in_it(document: pikepdf.Pdf) -> None:
    assert not document.is_encrypted
    assert "/ID" in document.trailer
    for thing in document.objects:
        if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
            assert not set(FORBIDDEN) & set(thing.keys())
            assert "/LZWDecode" not in str(thing.get("/Filter", ""))
            assert thing.get("/Interpolate", False) is not True
    assert document.check_pdf_syntax() == []


@pytest.mark.parametrize("name", PAPERS)
def test_qpdf_finds_nothing_wrong(name: str, tmp_path: Path) -> None:
    program = shutil.which("qpdf")
    if program is None:
        pytest.skip("qpdf is not on this machine; its library has looked above")
    file = tmp_path / "giay.pdf"
    file.write_bytes(PAPERS[name])
    looked = subprocess.run([program, "--check", str(file)], capture_output=True, text=True, check=False)
    assert (looked.returncode, looked.stderr) == (0, "")
    assert "No syntax or stream encoding errors found" in looked.stdout


def _is(thing: Any, key: str, value: str) -> bool:
    return isinstance(thing, pikepdf.Dictionary) and str(thing.get(key, "")) == value
