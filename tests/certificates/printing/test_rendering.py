"""The files: one page each, right words, embedded faces, equal bytes, nothing fetched."""

import hashlib
import io
import subprocess
import sys
from pathlib import Path

import pdfplumber
import pikepdf
import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageChops

from awards.certificates.printing import (
    DESIGNS,
    GIAY_CHUNG_NHAN,
    GIAY_KHEN,
    AssetDenied,
    BadPage,
    CertificateText,
    Design,
    Placement,
    check_page,
    check_raster,
    guarded,
    merge,
    render_chunk,
    render_merged,
    render_plainly,
    render_text_layers,
)
from tests.bench.plain import plain

from .papers import HARD, certificate

BOTH = pytest.mark.parametrize("design", DESIGNS.values(), ids=DESIGNS.keys())
ALL = pytest.mark.parametrize("text", HARD.values(), ids=HARD.keys())


def picture(pdf: bytes, dpi: int = 72) -> Image.Image:
    with pypdfium2.PdfDocument(pdf) as document:
        return document[0].render(scale=dpi / 72).to_pil().convert("RGB")


def words(pdf: bytes) -> str:
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return " ".join((document.pages[0].extract_text() or "").split())


@BOTH
@ALL
def test_a_certificate_passes_its_own_check_and_copies_back(design: Design, text: CertificateText) -> None:
    (pdf,) = render_chunk(design, [text])
    check_page(pdf, text)
    copied = words(pdf)
    for wanted in (*text.lines, text.place_date, text.signer_name, f"Số sổ vàng: {text.gold_book_no:02d}"):
        assert wanted in copied


@BOTH
@ALL
def test_lines_do_not_touch_each_other_nor_the_edge_of_the_frame(design: Design, text: CertificateText) -> None:
    (pdf,) = render_chunk(design, [text])
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        lines = document.pages[0].extract_text_lines(return_chars=True)
    inside = [line for line in lines if line["bottom"] < design.qr[1] * 72 / 25.4]
    assert min(line["x0"] for line in inside) > 25 * 72 / 25.4
    assert max(line["x1"] for line in inside) < (design.page[0] - 25) * 72 / 25.4
    for upper in inside:
        for lower in inside:
            if (
                upper["chars"][0]["y0"] > lower["chars"][0]["y0"]
                and lower["x0"] < upper["x1"]
                and upper["x0"] < lower["x1"]
            ):
                size = max(c["size"] for c in lower["chars"])
                assert lower["bottom"] - upper["bottom"] > 0.6 * size


def letters(pdf: bytes) -> list[tuple[str, str, float, float]]:
    """Every letter of the page with its face and place, in an order that does not depend on the file."""
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        chars = document.pages[0].chars
    found = [(c["fontname"].partition("+")[2], c["text"], c["x0"], c["y0"]) for c in chars if c["text"].strip()]
    return sorted(found, key=lambda letter: (letter[0], round(letter[3]), letter[2]))


@BOTH
def test_our_page_is_the_plain_weasyprint_page_letter_by_letter(design: Design) -> None:
    for text in (HARD["usual"], HARD["hardest"]):
        (ours,), other = render_chunk(design, [text]), plain(design, text)
        for here, there in zip(letters(ours), letters(other), strict=True):
            assert here[:2] == there[:2]
            assert here[2:] == pytest.approx(there[2:], abs=0.3)
        histogram = ImageChops.difference(picture(ours), picture(other)).convert("L").histogram()
        assert sum(histogram[48:]) < 0.002 * sum(histogram)


def test_equal_input_gives_equal_bytes_in_another_process() -> None:
    script = (
        "import hashlib; from awards.certificates.printing import *; from tests.certificates.printing.papers import *;"
        "print(hashlib.sha256(render_merged(GIAY_CHUNG_NHAN, HARD.values())).hexdigest())"
    )
    root = Path(__file__).parents[3]
    digests = {
        subprocess.run(
            [sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True
        ).stdout.strip()
        for _ in range(2)
    }
    assert digests == {hashlib.sha256(render_merged(GIAY_CHUNG_NHAN, HARD.values())).hexdigest()}


def test_an_emblem_in_pixels_gives_equal_bytes_in_another_process() -> None:
    script = (
        "import hashlib, sys\nfrom awards.certificates.printing import *\n"
        "from tests.certificates.printing.papers import *\n"
        "emblem = {'emblem': sys.stdin.buffer.read()};"
        "print(hashlib.sha256(render_merged(GIAY_KHEN, [certificate()], assets=emblem)).hexdigest())"
    )
    stored = io.BytesIO()
    Image.new("RGBA", (64, 64), (0, 0, 255, 128)).save(stored, "PNG")
    png, root = stored.getvalue(), Path(__file__).parents[3]
    other = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, input=png, check=True).stdout
    ours = render_merged(GIAY_KHEN, [certificate()], assets={"emblem": png})
    assert hashlib.sha256(ours).hexdigest() == other.decode().strip()


def test_a_file_does_not_depend_on_the_rest_of_its_chunk() -> None:
    texts = list(HARD.values())
    assert render_chunk(GIAY_CHUNG_NHAN, texts)[3] == render_chunk(GIAY_CHUNG_NHAN, texts[3:4])[0]


def test_merging_singles_chunks_or_texts_gives_the_same_pages_in_order() -> None:
    texts = [certificate(name=f"Lò Văn {letter}") for letter in "ABCDE"]
    singles = render_chunk(GIAY_CHUNG_NHAN, texts)
    whole = merge(singles, title="Giấy chứng nhận")
    assert whole == render_merged(GIAY_CHUNG_NHAN, texts)
    assert merge([merge(singles[:2]), merge(singles[2:])], title="Giấy chứng nhận") == whole
    with pdfplumber.open(io.BytesIO(whole)) as document:
        assert [next(t.name for t in texts if t.name in p.extract_text()) for p in document.pages] == [
            t.name for t in texts
        ]


def test_a_merged_file_holds_drawing_and_faces_once() -> None:
    singles = render_chunk(GIAY_CHUNG_NHAN, [certificate(name=f"Lò Văn {letter}") for letter in "ABCDEFGHIJ"])
    assert len(merge(singles)) < len(singles[0]) + 10 * 5_000


def test_a_foreign_file_is_not_merged() -> None:
    foreign = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(foreign)
    with pytest.raises(ValueError, match="not a certificate"):
        merge([foreign.getvalue()])


@BOTH
def test_the_file_says_what_it_is_and_prints_at_full_size(design: Design) -> None:
    (pdf,) = render_chunk(design, [certificate(name="Lò A")])
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert str(document.Root.Lang) == "vi"
        assert document.Root.ViewerPreferences.PrintScaling == "/None"
        assert str(document.docinfo.Title) == f"{design.title} - Lò A"
        size = [round(float(edge) * 25.4 / 72) for edge in document.pages[0].mediabox]
        assert size == [0, 0, *design.page]
        assert document.check_pdf_syntax() == []


def test_the_qr_code_leads_to_the_check_page() -> None:
    (pdf,) = render_chunk(GIAY_CHUNG_NHAN, [certificate()])
    (found,) = zxingcpp.read_barcodes(picture(pdf, 150), formats=zxingcpp.BarcodeFormat.QRCode)
    assert found.text == certificate().check_url
    assert found.ec_level == "M"


@BOTH
def test_a_paper_without_address_has_no_qr_code(design: Design) -> None:
    (pdf,) = render_chunk(design, [certificate(check_url=None)])
    assert zxingcpp.read_barcodes(picture(pdf, 150), formats=zxingcpp.BarcodeFormat.QRCode) == []


@BOTH
def test_a_sample_and_a_proof_say_so_across_the_page(design: Design) -> None:
    (valid,), (sample,) = render_chunk(design, [certificate()]), render_chunk(design, [certificate(sample=True)])
    (proof,) = render_chunk(design, [certificate(sample=True)], proof=True)
    assert "MẪU" not in words(valid)
    assert "MẪU - KHÔNG CÓ GIÁ TRỊ SỬ DỤNG" in words(sample)
    assert "BẢN THỬ - KHÔNG CÓ GIÁ TRỊ SỬ DỤNG" in words(proof)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10" fill="#00f"/>%s</svg>'


def test_an_office_puts_its_own_emblem_in_the_place() -> None:
    (pdf,) = render_chunk(GIAY_KHEN, [certificate()], assets={"emblem": SVG % b""})
    x, y, _diameter = GIAY_KHEN.emblem or (0, 0, 0)
    assert picture(pdf).getpixel((round(x * 72 / 25.4), round(y * 72 / 25.4))) == (0, 0, 255)


@pytest.mark.parametrize(
    "emblem",
    [
        SVG % b'<image href="http://127.0.0.1:9/seal.png" width="5" height="5"/>',
        SVG % b'<image href="file:///etc/hostname" width="5" height="5"/>',
        SVG % b'<style>@import "http://127.0.0.1:9/x.css";</style>',
        b"not an image",
        b"",
        SVG % (b"<!--" + b"x" * 1_000_000 + b"-->"),
    ],
    ids=["network", "local file", "style sheet", "not an image", "empty", "over 1 MB"],
)
def test_an_emblem_that_asks_for_more_or_cannot_be_read_stops_the_paper(emblem: bytes) -> None:
    with pytest.raises(AssetDenied):
        render_chunk(GIAY_KHEN, [certificate()], assets={"emblem": emblem})


def test_the_check_notices_another_recipient() -> None:
    (pdf,) = render_chunk(GIAY_CHUNG_NHAN, [certificate(name="Lò Văn Ánh")])
    with pytest.raises(BadPage, match="Lò Văn Ảnh"):
        check_page(pdf, certificate(name="Lò Văn Ảnh"))


def test_the_check_notices_a_second_page_and_a_broken_file() -> None:
    texts = [certificate(), certificate()]
    with pytest.raises(BadPage, match="2 trang"):
        check_page(render_merged(GIAY_CHUNG_NHAN, texts), texts[0])
    with pytest.raises(BadPage):
        check_page(render_chunk(GIAY_CHUNG_NHAN, texts)[0][:5000], texts[0])


def test_the_check_notices_a_face_that_is_not_embedded() -> None:
    (pdf,) = render_chunk(GIAY_CHUNG_NHAN, [certificate()])
    changed = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        font = next(iter(document.pages[0].Resources.Font.values()))
        del font.DescendantFonts[0].FontDescriptor.FontFile2
        document.save(changed)
    with pytest.raises(BadPage, match="không được nhúng"):
        check_page(changed.getvalue(), certificate())


class TestGuard:
    """What the fast way did not set as it should, WeasyPrint sets."""

    @BOTH
    def test_the_page_of_the_guard_is_ours_letter_by_letter_and_is_merged_with_ours(self, design: Design) -> None:
        text = HARD["hardest"]
        (ours,), other = render_chunk(design, [text]), render_plainly(design, text)
        check_page(other, text)
        check_raster(other, design, text)
        for here, there in zip(letters(ours), letters(other), strict=True):
            assert here[:2] == there[:2]
            assert here[2:] == pytest.approx(there[2:], abs=0.3)
        histogram = ImageChops.difference(picture(ours), picture(other)).convert("L").histogram()
        assert sum(histogram[48:]) < 0.002 * sum(histogram)
        assert other == render_plainly(design, text)
        with pdfplumber.open(io.BytesIO(merge([ours, other, ours]))) as document:
            assert [text.name in " ".join(page.extract_text().split()) for page in document.pages] == [True] * 3

    def test_a_sound_file_is_kept_as_it_is_and_a_bad_one_is_set_anew(self, caplog: pytest.LogCaptureFixture) -> None:
        text, another = certificate(name="Lò Văn Ó"), certificate(name="Lò Văn Ò")
        mine, wrong = render_chunk(GIAY_KHEN, [text, another])
        assert guarded(mine, GIAY_KHEN, text) == mine
        assert not caplog.records
        assert guarded(wrong, GIAY_KHEN, text) == render_plainly(GIAY_KHEN, text)
        assert "Lò Văn Ó" in caplog.text

    def test_what_neither_way_sets_right_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        text, another = certificate(name="Lò Văn Ó"), certificate(name="Lò Văn Ò")
        (wrong,) = render_chunk(GIAY_KHEN, [another])
        monkeypatch.setattr("awards.certificates.printing.guard.render_plainly", lambda *words, **ways: wrong)
        with pytest.raises(BadPage):
            guarded(wrong, GIAY_KHEN, text)

    def test_a_text_layer_of_the_guard_is_moved_like_ours(self) -> None:
        text, place = certificate(), Placement(3.0, -2.0, 0.99)
        (ours,) = render_text_layers(GIAY_KHEN, [text], place)
        other = render_plainly(GIAY_KHEN.text_layer, text, place=place)
        for here, there in zip(letters(ours), letters(other), strict=True):
            assert here[:2] == there[:2]
            assert here[2:] == pytest.approx(there[2:], abs=0.3)
