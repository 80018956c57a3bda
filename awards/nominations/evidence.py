"""Judging an uploaded file by its content, never by its name."""

import io
import zipfile
from dataclasses import dataclass
from pathlib import PurePath

import filetype
from flask_babel import gettext as _

from awards.core.errors import Refused

LARGEST_PICTURE = 50_000_000  # pixels
LARGEST_UNPACKED = 60_000_000  # bytes of a DOCX
FIELD = "file"


@dataclass(frozen=True)
class Judged:
    """A file that may be kept: what it really is, and its bytes (a picture's are new, without metadata)."""

    media_type: str
    ending: str
    content: bytes


def judge(content: bytes) -> Judged:
    """What this file is. Refuses everything but PDF, JPG, PNG and DOCX, and active or broken ones of these."""
    if not content:
        raise Refused(_("Tệp rỗng, không có nội dung."), FIELD)
    found = filetype.guess(content)
    kind = found.extension if found else ""
    if kind == "pdf":
        return _pdf(content)
    if kind in {"jpg", "png"}:
        return _picture(content, kind)
    if kind in {"docx", "zip"}:
        return _docx(content)
    raise Refused(_("Chỉ nhận tệp PDF, JPG, PNG hoặc DOCX. Tệp này không phải một trong các loại đó."), FIELD)


def named(file_name: str, judged: Judged) -> str:
    """The file's name with the ending of what it really is."""
    path = PurePath(file_name)
    endings = {".jpg", ".jpeg"} if judged.ending == ".jpg" else {judged.ending}
    return file_name if path.suffix.lower() in endings else f"{path.stem or 'tep'}{judged.ending}"


def _pdf(content: bytes) -> Judged:
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            root = pdf.Root
            active = "/OpenAction" in root and "/S" in root.OpenAction if _is_dictionary(root) else False
            active = active or "/AA" in root or "/JavaScript" in root.get("/Names", {})
            active = active or "/EmbeddedFiles" in root.get("/Names", {})
            pages = len(pdf.pages)
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise Refused(_("Không đọc được tệp PDF này; tệp có thể bị hỏng hoặc đặt mật khẩu."), FIELD) from error
    if active:
        raise Refused(_("Tệp PDF có mã lệnh hoặc tệp nhúng bên trong. Hãy in lại thành PDF thường."), FIELD)
    if not pages:
        raise Refused(_("Tệp PDF không có trang nào."), FIELD)
    return Judged("application/pdf", ".pdf", content)


def _is_dictionary(root: object) -> bool:
    action = root.get("/OpenAction") if hasattr(root, "get") else None
    return action is not None and hasattr(action, "keys")


def _picture(content: bytes, kind: str) -> Judged:
    """Decode, turn upright, and write anew: position, camera and everything else but the pixels is gone."""
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as picture:
            if picture.width * picture.height > LARGEST_PICTURE:
                raise Refused(_("Ảnh quá lớn. Hãy chụp hoặc lưu ảnh nhỏ hơn."), FIELD)
            upright = ImageOps.exif_transpose(picture)
            bare = Image.new("RGB" if kind == "jpg" else "RGBA", upright.size)
            bare.paste(upright.convert(bare.mode))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Refused(_("Không đọc được ảnh này; tệp có thể bị hỏng."), FIELD) from error
    written = io.BytesIO()
    if kind == "jpg":
        bare.save(written, "JPEG", quality=88, optimize=True)
        return Judged("image/jpeg", ".jpg", written.getvalue())
    bare.save(written, "PNG", optimize=True)
    return Judged("image/png", ".png", written.getvalue())


def _docx(content: bytes) -> Judged:
    sentence = _("Chỉ nhận tệp Word dạng .docx thường, không có macro.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise Refused(_("Không đọc được tệp Word này; tệp có thể bị hỏng."), FIELD) from error
    names = {member.filename for member in members}
    is_word = {"[Content_Types].xml", "word/document.xml"} <= names
    has_macro = any(name.lower().endswith(("vbaproject.bin", ".exe", ".js")) for name in names)
    if not is_word or has_macro or len(members) > 2000:
        raise Refused(sentence, FIELD)
    if sum(member.file_size for member in members) > LARGEST_UNPACKED:
        raise Refused(_("Tệp Word bung ra quá lớn."), FIELD)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return Judged(kind, ".docx", content)
