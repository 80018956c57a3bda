"""Judging an uploaded file by its content, never by its name."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import filetype
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from flask_babel import gettext as _

from awards.core import child
from awards.core.errors import Refused

LARGEST_PICTURE = 50_000_000  # pixels
LONGEST_EDGE, LARGEST_PHOTO = 1600, 400_000  # pixels, bytes of a photo that the browser could not make small itself
LARGEST_UNPACKED = 60_000_000  # bytes of a DOCX
LARGEST_LIST = 1_000_000  # bytes of a DOCX's list of its parts
FIELD = "file"


@dataclass(frozen=True)
class Judged:
    """A file that may be kept: what it really is, and its bytes (a picture's are new, without metadata)."""

    media_type: str
    ending: str
    content: bytes


def judge(content: bytes) -> Judged:
    """What this file is. Refuses everything but PDF, JPG, PNG, HEIC and DOCX, and active or broken ones of these.

    It is read in a child: a file that takes too much memory or time to look at is refused like a broken one.
    """
    if not content:
        raise Refused(_("Tệp rỗng, không có nội dung."), FIELD)
    try:
        facts, kept = child.run(looked_at, content)
    except (child.Stopped, child.Failed) as error:
        raise Refused(_("Không đọc được tệp này trong giới hạn cho phép; tệp có thể bị hỏng."), FIELD) from error
    return Judged(content=kept, **facts)


def looked_at(content: bytes) -> child.Answer:
    """The same in this process."""
    judged = _judged(content)
    return {"media_type": judged.media_type, "ending": judged.ending}, judged.content


def _judged(content: bytes) -> Judged:
    found = filetype.guess(content)
    kind = found.extension if found else ""
    if kind == "pdf":
        return _pdf(content)
    if kind in {"jpg", "png"}:
        return _picture(content, kind)
    if kind in {"heic", "heif"}:
        return _picture(content, "jpg")  # what telephones take; written anew as what everybody can open
    if kind in {"docx", "zip"}:
        return _docx(content)
    raise Refused(_("Chỉ nhận tệp PDF, JPG, PNG, HEIC hoặc DOCX. Tệp này không phải một trong các loại đó."), FIELD)


def named(file_name: str, judged: Judged) -> str:
    """The file's name with the ending of what it really is."""
    path = PurePath(file_name)
    endings = {".jpg", ".jpeg"} if judged.ending == ".jpg" else {judged.ending}
    return file_name if path.suffix.lower() in endings else f"{path.stem or 'tep'}{judged.ending}"


# What makes a PDF do something by itself, carry another file, or fetch its content from elsewhere (ISO 32000-1, 12.6).
_ACTIVE_KEYS = {"/AA", "/EF", "/EmbeddedFiles", "/JS", "/JavaScript", "/RichMediaContent", "/XFA"}
_ACTIVE_DEEDS = {"/GoToE", "/ImportData", "/JavaScript", "/Launch", "/Rendition", "/RichMediaExecute", "/SubmitForm"}


def _pdf(content: bytes) -> Judged:
    """Whole and passive; the bytes stay as they are, for a signature in them must stay valid."""
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            active = any(_is_active(one) for one in pdf.objects)
            pages = len(pdf.pages)
    except (pikepdf.PikepdfError, RuntimeError, ValueError, TypeError, LookupError, AttributeError) as error:
        raise Refused(_("Không đọc được tệp PDF này; tệp có thể bị hỏng hoặc đặt mật khẩu."), FIELD) from error
    if active:
        raise Refused(_("Tệp PDF có mã lệnh hoặc tệp nhúng bên trong. Hãy in lại thành PDF thường."), FIELD)
    if not pages:
        raise Refused(_("Tệp PDF không có trang nào."), FIELD)
    if b"%%EOF" not in content[-1024:]:  # the reader mends what was cut off, by guessing
        raise Refused(_("Tệp PDF bị cụt ở cuối, có thể do tải về chưa xong. Hãy lấy lại tệp đầy đủ."), FIELD)
    return Judged("application/pdf", ".pdf", content)


def _is_active(found: Any) -> bool:
    """Does this object, or one written inside it, act by itself? What it only refers to is looked at on its own."""
    import pikepdf

    inner: list[Any] = [found]
    while inner:
        one = inner.pop()
        values: Iterable[Any] = ()
        if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            if _ACTIVE_KEYS & set(one.keys()) or str(one.get("/S")) in _ACTIVE_DEEDS:
                return True
            values = dict(one.items()).values()
        elif isinstance(one, pikepdf.Array):
            values = list(one)
        inner += [value for value in values if isinstance(value, pikepdf.Object) and not value.is_indirect]
    return False


# How a picture must be turned to stand upright, by its EXIF orientation. ImageOps.exif_transpose would also write the
# other EXIF entries anew, and fails on spoilt ones that nobody wants to keep.
_ORIENTATION = 0x0112
_TURNS: dict[Any, str] = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}


def _picture(content: bytes, kind: str) -> Judged:
    """Decode, turn upright, and write anew: position, camera and everything else but the pixels is gone."""
    from PIL import Image, ImageFile
    from pillow_heif import register_heif_opener

    register_heif_opener()
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint sets it for the whole process when it is imported
    too_large = Refused(_("Ảnh quá lớn. Hãy chụp hoặc lưu ảnh nhỏ hơn."), FIELD)
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG", "HEIF"]) as picture:
            if picture.width * picture.height > LARGEST_PICTURE:
                raise too_large
            turn = _TURNS.get(picture.getexif().get(_ORIENTATION))
            upright = picture if turn is None else picture.transpose(Image.Transpose[turn])
            if is_heif := picture.format == "HEIF":
                upright.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
            bare = Image.new(_mode(upright, kind), upright.size)
            bare.paste(upright.convert(bare.mode))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise too_large from error
    except (OSError, SyntaxError, ValueError, TypeError, LookupError, struct.error, zlib.error) as error:
        raise Refused(_("Không đọc được ảnh này; tệp có thể bị hỏng."), FIELD) from error
    if kind == "jpg":
        return Judged("image/jpeg", ".jpg", _small(bare) if is_heif else _jpeg(bare, 88))
    written = io.BytesIO()
    bare.save(written, "PNG", optimize=True)
    return Judged("image/png", ".png", written.getvalue())


def _small(picture: Any) -> bytes:
    """A JPEG of at most `LARGEST_PHOTO` bytes: of less quality first, then of fewer pixels."""
    for quality in (88, 76, 64):
        written = _jpeg(picture, quality)
        if len(written) <= LARGEST_PHOTO:
            return written
    picture.thumbnail((picture.width * 3 // 4, picture.height * 3 // 4))
    return _small(picture)


def _jpeg(picture: Any, quality: int) -> bytes:
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=quality, optimize=True)
    return written.getvalue()


def _mode(picture: Any, kind: str) -> str:
    """How the pixels are written: a scan in grey or in black and white stays one, also with 16 bits."""
    if kind == "jpg":
        return "L" if picture.mode == "L" else "RGB"
    plain = picture.mode in {"1", "L", "RGB", "I;16"} and "transparency" not in picture.info
    return str(picture.mode) if plain else "RGBA"


def _docx(content: bytes) -> Judged:
    sentence = _("Chỉ nhận tệp Word dạng .docx thường, không có macro.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            names = {member.filename for member in members}
            is_word = {"[Content_Types].xml", "word/document.xml"} <= names
            types = archive.open("[Content_Types].xml").read(LARGEST_LIST) if is_word else b""
            reaches_out = any(_reaches_out(archive, name) for name in names if name.lower().endswith(".rels"))
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, RuntimeError, LookupError, EOFError) as error:
        raise Refused(_("Không đọc được tệp Word này; tệp có thể bị hỏng."), FIELD) from error
    has_macro = any(name.lower().endswith(("vbaproject.bin", ".exe", ".js")) for name in names)
    has_macro = has_macro or b"macroenabled" in types.lower() or b"vbaproject" in types.lower()  # whatever its name
    if not is_word or has_macro or len(members) > 2000 or len(types) == LARGEST_LIST:
        raise Refused(sentence, FIELD)
    if reaches_out:
        raise Refused(_("Tệp Word lấy nội dung từ nơi khác (mẫu, ảnh liên kết). Hãy lưu lại thành tệp thường."), FIELD)
    if sum(member.file_size for member in members) > LARGEST_UNPACKED:
        raise Refused(_("Tệp Word bung ra quá lớn."), FIELD)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return Judged(kind, ".docx", content)


def _reaches_out(archive: zipfile.ZipFile, name: str) -> bool:
    """Does this list of relations name a template, a picture or another part that lies elsewhere? Links may."""
    written = archive.open(name).read(LARGEST_LIST)
    try:
        relations = list(fromstring(written, forbid_dtd=True))
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return True  # what cannot be read may say anything
    outside = [one.get("Type", "") for one in relations if one.get("TargetMode", "").lower() == "external"]
    return any(not kind.endswith("/hyperlink") for kind in outside)
