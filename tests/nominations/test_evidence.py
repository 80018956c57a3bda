"""Uploaded files: judged by what they are, never by what they call themselves; whatever else comes is a `Refused`."""

import io
import random
import zipfile
from collections.abc import Callable, Iterator

import pikepdf
import pytest
from flask import Flask
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image, ImageDraw, ImageOps, PngImagePlugin
from pillow_heif import register_heif_opener

from awards.core.errors import Refused
from awards.core.text import safe_filename
from awards.nominations import evidence
from awards.nominations.evidence import judge, looked_at, named

EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + bytes(200) + b"PE\x00\x00d\x86"
TYPES = '<Types><Override PartName="/word/document.xml" ContentType="application/vnd.ms-word.{}+xml"/></Types>'
ORIENTATION, GPS, MAKER, RIGHT_TURN = 0x0112, 0x8825, 0x010F, 6


@pytest.fixture(autouse=True)
def request_context(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def pdf(change: Callable[[Pdf], object] = lambda document: None, **saved: object) -> bytes:
    """A PDF of one page, with what `change` adds."""
    document, written = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    change(document)
    document.save(written, deterministic_id="encryption" not in saved, **saved)
    return written.getvalue()


def picture(kind: str, image: Image.Image | None = None, **saved: object) -> bytes:
    written = io.BytesIO()
    (image or photo()).save(written, kind, **saved)
    return written.getvalue()


def photo() -> Image.Image:
    """Lying, 80 by 40, with a red upper left corner."""
    image = Image.new("RGB", (80, 40), "white")
    ImageDraw.Draw(image).rectangle((0, 0, 19, 19), fill=(255, 0, 0))
    return image


def from_a_telephone() -> bytes:
    """With the place where it was taken, and to be turned by a quarter to the right."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = RIGHT_TURN, "Hãng Điện Thoại"
    exif[GPS] = {1: "N", 2: (20.0, 51.0, 7.5), 3: "E", 4: (104.0, 37.0, 30.0)}
    return picture("JPEG", exif=exif, comment=b"bi mat", quality=95)


def word(parts: dict[str, bytes] | None = None, types: str = "document.main") -> bytes:
    """A DOCX with these parts besides the two that every one has."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        always = {"[Content_Types].xml": TYPES.format(types).encode(), "word/document.xml": b"<w:document/>"}
        for name, content in (always | (parts or {})).items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)  # without the time of day
    return written.getvalue()


def packed(*names: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return written.getvalue()


def bomb() -> bytes:
    """A small DOCX that says of itself that it unpacks to 61 MB."""
    return word({"word/media/image1.bmp": bytes(61_000_000)})


def refusal(content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        judge(content)
    assert refused.value.field == "file"
    return refused.value.sentence


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


@pytest.mark.parametrize(
    ("content", "media_type", "ending"),
    [
        (pdf(), "application/pdf", ".pdf"),
        (picture("JPEG"), "image/jpeg", ".jpg"),
        (picture("PNG"), "image/png", ".png"),
        (word(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"),
    ],
    ids=["pdf", "jpg", "png", "docx"],
)
def test_the_four_kinds_are_taken_for_what_they_are(content: bytes, media_type: str, ending: str) -> None:
    judged = judge(content)
    assert (judged.media_type, judged.ending) == (media_type, ending)


def test_a_paper_is_kept_byte_by_byte_so_that_a_signature_in_it_stays_valid() -> None:
    for paper in (pdf(), word()):
        assert judge(paper).content == paper


@pytest.mark.parametrize(
    "content",
    [
        EXE,
        packed("[Content_Types].xml", "xl/workbook.xml"),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<!doctype html><script>1</script>",
        b"GIF89a" + bytes(20),
    ],
    ids=["program", "sheet", "svg", "html", "gif"],
)
def test_another_kind_is_refused_whatever_its_name(content: bytes) -> None:
    assert refusal(content).startswith("Chỉ nhận tệp PDF, JPG, PNG, HEIC hoặc DOCX.")


def test_an_empty_file_is_refused() -> None:
    assert refusal(b"") == "Tệp rỗng, không có nội dung."


class TestPictures:
    def test_what_a_telephone_takes_as_heic_stands_upright_small_and_without_its_place(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The turn is written inside, as telephones do; one of 12 million points (4 MB) comes to 374 kB likewise."""
        monkeypatch.setattr(evidence, "LARGEST_PHOTO", 12_000)
        register_heif_opener()
        lies, written, about = Image.effect_noise((300, 200), 90).convert("RGB"), io.BytesIO(), Image.Exif()
        lies.paste("red", (0, 0, 150, 200))
        about[ORIENTATION], about[MAKER] = RIGHT_TURN, "Máy ảnh"
        about.get_ifd(GPS)[1] = "N"
        lies.save(written, "HEIF", quality=90, exif=about.tobytes())
        judged = looked_at(written.getvalue())[1]
        with Image.open(io.BytesIO(judged)) as stands:
            red, _green, blue = stands.getpixel((stands.width // 2, 20))
            assert stands.height > stands.width
            assert red > 200 > blue
            assert not stands.getexif()
        assert len(judged) <= 12_000

    def test_place_camera_and_comment_are_gone(self) -> None:
        sent = from_a_telephone()
        assert opened(sent).getexif().get_ifd(GPS)  # the test's own picture has them
        kept = judge(sent).content
        assert not opened(kept).getexif()
        assert b"Exif" not in kept
        assert b"bi mat" not in kept

    def test_the_picture_stands_upright_with_all_its_pixels(self) -> None:
        kept = opened(judge(from_a_telephone()).content)
        assert kept.size == (40, 80)
        red, green, blue = kept.getpixel((35, 5))  # the corner that was upper left
        assert red > 200
        assert green < 60
        assert blue < 60
        assert min(kept.getpixel((5, 5))) > 200

    @pytest.mark.parametrize("orientation", range(10))
    def test_it_stands_as_a_viewer_would_show_it_whichever_way_the_camera_was_held(self, orientation: int) -> None:
        exif = Image.Exif()
        exif[ORIENTATION] = orientation
        sent = picture("PNG", exif=exif)
        assert opened(judge(sent).content).tobytes() == ImageOps.exif_transpose(opened(sent)).tobytes()

    def test_texts_in_a_png_are_gone_and_its_pixels_are_the_same(self) -> None:
        notes = PngImagePlugin.PngInfo()
        notes.add_text("Author", "bi mat", zip=False)
        notes.add_itxt("Comment", "bi mat")
        sent = picture("PNG", pnginfo=notes)
        assert b"bi mat" in sent
        kept = judge(sent).content
        assert b"bi mat" not in kept
        assert opened(kept).tobytes() == photo().tobytes()

    @pytest.mark.parametrize("mode", ["1", "L", "RGB", "RGBA", "LA", "P"])
    def test_a_png_of_any_kind_keeps_its_pixels(self, mode: str) -> None:
        sent = photo().convert(mode)
        kept = opened(judge(picture("PNG", sent)).content)
        assert kept.convert("RGBA").tobytes() == sent.convert("RGBA").tobytes()

    def test_a_scan_in_16_bit_grey_does_not_turn_white(self) -> None:
        kept = opened(judge(picture("PNG", Image.new("I;16", (4, 4), 30_000))).content)
        assert kept.getpixel((0, 0)) == 30_000

    def test_what_is_transparent_stays_so(self) -> None:
        sent = picture("PNG", Image.new("L", (4, 4), 7), transparency=7)
        assert opened(judge(sent).content).getpixel((0, 0)) == (7, 7, 7, 0)

    @pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
    def test_a_jpg_in_grey_or_in_printing_colours_is_taken(self, mode: str) -> None:
        assert opened(judge(picture("JPEG", photo().convert(mode))).content).size == (80, 40)

    @pytest.mark.parametrize("size", [(5001, 10_000), (9500, 9500), (30_000, 30_000)])
    def test_more_than_50_megapixels_are_refused_before_they_are_decoded(self, size: tuple[int, int]) -> None:
        head = picture("PNG", Image.new("1", (8, 8)))
        width, height = (edge.to_bytes(4) for edge in size)
        import zlib

        chunk = b"IHDR" + width + height + head[24:29]
        lying = head[:12] + chunk + zlib.crc32(chunk).to_bytes(4) + head[33:]
        assert refusal(lying) == "Ảnh quá lớn. Hãy chụp hoặc lưu ảnh nhỏ hơn."

    @pytest.mark.parametrize("kind", ["JPEG", "PNG"])
    def test_a_picture_that_was_cut_off_is_refused(self, kind: str) -> None:
        import weasyprint.images  # noqa: F401  (lets Pillow guess the rest of what was cut off)

        whole = picture(kind)
        assert refusal(whole[: len(whole) // 2]) == "Không đọc được ảnh này; tệp có thể bị hỏng."


SCRIPT = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
PROGRAM = Dictionary(S=Name.Launch, F=String("cmd.exe"))


def _on_page(action: Dictionary) -> Callable[[Pdf], object]:
    """An annotation, written inside the page's own list, that does this when it is clicked."""
    note = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=action)
    return lambda document: setattr(document.pages[0].obj, "Annots", Array([note]))


def _in_root(**entries: object) -> Callable[[Pdf], object]:
    def add(document: Pdf) -> None:
        for name, value in entries.items():
            document.Root[f"/{name}"] = value

    return add


def _embed(document: Pdf) -> None:
    document.attachments["a.exe"] = EXE


ACTIVE: dict[str, Callable[[Pdf], object]] = {
    "script on opening": _in_root(OpenAction=SCRIPT),
    "program on opening": _in_root(OpenAction=PROGRAM),
    "additional actions": _in_root(AA=Dictionary(WC=SCRIPT)),
    "named scripts": _in_root(Names=Dictionary(JavaScript=Dictionary(Names=Array([String("a"), SCRIPT])))),
    "embedded file": _embed,
    "script behind a link": _on_page(SCRIPT),
    "program behind a link": _on_page(PROGRAM),
    "form sent away": _on_page(Dictionary(S=Name.SubmitForm, F=String("http://example.org"))),
    "script after another action": _on_page(Dictionary(S=Name.GoTo, Next=Array([SCRIPT]))),
    "action of a page": lambda document: setattr(document.pages[0].obj, "AA", Dictionary(O=SCRIPT)),
    "form of another kind": _in_root(AcroForm=Dictionary(Fields=[], XFA=String("<xdp/>"))),
}


class TestPdf:
    @pytest.mark.parametrize("what", ACTIVE)
    @pytest.mark.parametrize("streams", list(pikepdf.ObjectStreamMode), ids=lambda mode: mode.name)
    def test_one_that_acts_by_itself_is_refused(self, what: str, streams: pikepdf.ObjectStreamMode) -> None:
        content = pdf(ACTIVE[what], object_stream_mode=streams)
        assert refusal(content) == "Tệp PDF có mã lệnh hoặc tệp nhúng bên trong. Hãy in lại thành PDF thường."

    def test_one_that_opens_at_a_page_or_links_to_one_is_taken(self) -> None:
        def add(document: Pdf) -> None:
            there = Array([document.pages[0].obj, Name.Fit])
            document.Root.OpenAction = Dictionary(S=Name.GoTo, D=there)
            _on_page(Dictionary(S=Name.URI, URI=String("https://example.org")))(document)

        assert judge(pdf(add)).ending == ".pdf"
        assert judge(pdf(lambda d: setattr(d.Root, "OpenAction", Array([d.pages[0].obj, Name.Fit])))).content

    def test_one_with_a_password_is_refused(self) -> None:
        locked = pdf(encryption=pikepdf.Encryption(owner="chu", user="nguoi doc"))
        assert refusal(locked).endswith("tệp có thể bị hỏng hoặc đặt mật khẩu.")

    @pytest.mark.parametrize("part", [0.3, 0.6, 0.95])
    def test_one_that_was_cut_off_is_refused_though_a_reader_could_guess_the_rest(self, part: float) -> None:
        whole = pdf()
        refusal(whole[: int(len(whole) * part)])

    def test_one_without_a_page_is_refused(self) -> None:
        assert refusal(pdf(lambda document: document.pages.__delitem__(0))) == "Tệp PDF không có trang nào."


class TestWord:
    @pytest.mark.parametrize(
        "content",
        [
            word({"word/vbaProject.bin": b"x"}),
            word({"word/harmless.bin": b"x"}, types="document.macroEnabled.main"),
            word({"word/harmless.bin": b"x"}, types="vbaProject"),
            word({"word/embeddings/setup.EXE": EXE}),
            word({f"word/{number}.xml": b"" for number in range(2000)}),
            word(types="x" * 1_000_000),
            packed("a.txt", "b.txt"),
        ],
        ids=["macro", "macro type", "macro part", "program", "many parts", "long list", "zip"],
    )
    def test_one_with_a_macro_or_that_is_no_word_file_is_refused(self, content: bytes) -> None:
        assert refusal(content) == "Chỉ nhận tệp Word dạng .docx thường, không có macro."

    def test_one_that_unpacks_to_too_much_is_refused_unopened(self) -> None:
        assert len(bomb()) < 100_000
        assert refusal(bomb()) == "Tệp Word bung ra quá lớn."

    def test_one_that_was_cut_off_is_refused(self) -> None:
        assert refusal(word()[:-30]) == "Không đọc được tệp Word này; tệp có thể bị hỏng."


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("minh-chung.pdf", "minh-chung.pdf"),
        ("ANH.PDF", "ANH.PDF"),
        ("../../etc/passwd", "passwd.pdf"),
        ("..\\..\\máy tính\\biên bản.exe", "biên bản.pdf"),
        ("a\0.exe\0.pdf", "a.exe.pdf"),
        ("\0", "tep.pdf"),
        ("", "tep.pdf"),
        ("..", "tep.pdf"),
        ("/", "tep.pdf"),
    ],
)
def test_a_name_is_harmless_and_ends_as_what_the_file_is(sent: str, shown: str) -> None:
    assert named(safe_filename(sent), judge(pdf())) == shown


def test_both_endings_of_a_jpg_stay() -> None:
    judged = judge(picture("JPEG"))
    assert [named(name, judged) for name in ("a.jpg", "a.JPEG", "a.png")] == ["a.jpg", "a.JPEG", "a.jpg"]


def test_a_name_of_300_letters_is_cut_and_keeps_its_ending() -> None:
    kept = named(safe_filename("ê" * 296 + ".pdf"), judge(pdf()))
    assert len(kept) == 120
    assert kept.endswith("ê.pdf")


def mutants(whole: bytes, count: int) -> Iterator[bytes]:
    """The file with bytes changed, cut out, doubled or put elsewhere; always the same ones."""
    chance = random.Random(20231124)
    for _ in range(count):
        spoilt = bytearray(whole)
        for _ in range(chance.choice((1, 1, 3, 20))):
            place, length = chance.randrange(len(spoilt) or 1), chance.randrange(1, 40)
            match chance.randrange(5):
                case 0:
                    spoilt[place : place + 1] = bytes([chance.randrange(256)])
                case 1:
                    del spoilt[place : place + length]
                case 2:
                    spoilt[place:place] = spoilt[place : place + length] * chance.choice((1, 50))
                case 3:
                    spoilt[place : place + length] = chance.randbytes(length)
                case _:
                    spoilt[place : place + 4] = chance.choice((b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff"))
        yield bytes(spoilt)


SEEDS = {
    "pdf": pdf(_on_page(Dictionary(S=Name.URI, URI=String("https://example.org")))),
    "packed pdf": pdf(_in_root(OpenAction=SCRIPT), object_stream_mode=pikepdf.ObjectStreamMode.generate),
    "jpg": from_a_telephone(),
    "png": picture("PNG", photo().convert("P"), transparency=0),
    "docx": word({"word/styles.xml": b"<w:styles/>"}),
}


@pytest.mark.filterwarnings("ignore::UserWarning:PIL", "ignore::RuntimeWarning")  # Pillow tells what it passes over
@pytest.mark.parametrize("kind", SEEDS)
def test_no_spoilt_file_is_a_fault(kind: str) -> None:
    outcomes = [outcome(spoilt) for spoilt in mutants(SEEDS[kind], 300)]
    assert set(outcomes) <= {None, "file"}
    assert outcomes.count("file") > 30


def outcome(content: bytes) -> str | None:
    """The field beside which the file was refused; None when it was taken. Without the child: it hides faults."""
    try:
        looked_at(content)
    except Refused as no:
        return no.field or "nowhere"
    return None
