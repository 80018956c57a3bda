"""What one certificate says, as final strings, and which certificates a proof should show."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from .designs import Design
from .faces import faces

# The texts a design can have a place for, as a person calls them.
FIELDS = {
    "issuer": "Chức vụ người, cơ quan tặng",
    "giving": "Chữ “Tặng”",
    "recipient_prefix": "Cách gọi (ông, bà, tập thể)",
    "name": "Tên được khen",
    "lines": "Chức vụ, đơn vị, địa chỉ",
    "citation": "Nội dung khen thưởng",
    "decision_line": "Số quyết định, ngày",
    "gold_book": "Số sổ vàng",
    "place_date": "Địa danh, ngày tháng",
    "signer_title": "Chức vụ người ký",
    "signer_name": "Họ tên người ký",
    "check": "Nơi kiểm tra, mã",
}


class UnfitText(ValueError):
    """A text that may not go on paper as it stands: empty, not NFC, or with control characters; `field` names it."""

    def __init__(self, field: str, reason: str) -> None:
        self.field = field
        super().__init__(f"{field}: {reason}")


@dataclass(frozen=True)
class ByHand:
    """How somebody set one text of one recipient: its lines, and the largest size in points (0: as in the design)."""

    field: str
    lines: tuple[str, ...] = ()
    largest: float = 0


@dataclass(frozen=True)
class CertificateText:
    """The texts of one certificate, final and in NFC; nothing is formatted later.

    `recipient_prefix` is “Ông”, “Bà”, “Tập thể” or “Hộ gia đình ông/bà”; `lines` stand under the name (title and unit,
    or address); `issuer` is the deciding person's title or the issuer of the movement's honour; `decision_line` is
    “Quyết định số … ngày … tháng … năm …”; `gold_book_no` the ordinal in the decision's list (domain: số sổ vàng);
    `check_url` goes into the QR code, `check_code` beside it. `sample` marks the paper “MẪU”. `settings` are this
    recipient's alone. Refuses empty required texts, text that is not NFC, control characters, and a setting whose lines
    do not say what the text says (`UnfitText`).
    """

    recipient_prefix: str
    name: str
    lines: tuple[str, ...]
    citation: str
    issuer: str
    decision_line: str
    gold_book_no: int
    place_date: str
    signer_title: tuple[str, ...]
    signer_name: str
    check_url: str | None = None
    check_code: str = ""
    posthumous: bool = False
    sample: bool = False
    settings: tuple[ByHand, ...] = ()

    def __post_init__(self) -> None:
        required = ("name", "citation", "issuer", "decision_line", "place_date", "signer_title", "signer_name")
        for field in (*required, "recipient_prefix", "lines", "check_code"):
            texts = self.paragraphs(field)
            if field in required and not any(text.strip() for text in texts):
                raise UnfitText(field, "chưa có nội dung")
            for text in texts:
                _check(field, text)
        if self.gold_book_no < 1:
            raise UnfitText("gold_book_no", "số sổ vàng bắt đầu từ 1")
        for setting in self.settings:
            if setting.lines and " ".join(setting.lines) != " ".join(self.paragraphs(setting.field)):
                raise UnfitText(setting.field, "các dòng ngắt bằng tay không đúng chữ trong sổ")

    def by_hand(self, field: str) -> ByHand | None:
        """This recipient's own setting of a text, or None."""
        return next((setting for setting in self.settings if setting.field == field), None)

    def paragraphs(self, field: str) -> tuple[str, ...]:
        """The paragraphs of a box of this field; none where there is nothing to print."""
        if field == "giving":
            return ("TRUY TẶNG" if self.posthumous else "TẶNG",)
        if field == "gold_book":
            return (f"Số sổ vàng: {self.gold_book_no:02d}",)
        if field == "check":
            return self._check_words()
        value = getattr(self, field)
        return tuple(text for text in ((value,) if isinstance(value, str) else value) if text)

    def _check_words(self) -> tuple[str, ...]:
        if self.check_url is None:
            return ()
        address = urlsplit(self.check_url)
        place = address.netloc + address.path.rpartition("/")[0]
        code = (f"Mã kiểm tra: {self.check_code}",) if self.check_code else ()
        return (f"Kiểm tra tại {place}", *code)


def _check(field: str, text: str) -> None:
    if not unicodedata.is_normalized("NFC", text):
        raise UnfitText(field, "chưa chuẩn hóa Unicode dựng sẵn (NFC)")
    if any(unicodedata.category(character).startswith("C") for character in text):
        raise UnfitText(field, "có ký tự điều khiển")


def proof_texts(design: Design, texts: Sequence[CertificateText]) -> list[CertificateText]:
    """The hardest certificates of a batch, each once: longest name, longest citation, most lines under the name.

    Length is the measured width in the face of the design, not the number of letters.
    """
    boxes = {box.field: box for box in design.every_box}

    def width(text: CertificateText, field: str) -> float:
        return sum(faces()[boxes[field].face].width(part) for part in text.paragraphs(field))

    if not texts:
        return []
    picked = [
        max(texts, key=lambda text: width(text, "name")),
        max(texts, key=lambda text: width(text, "citation")),
        max(texts, key=lambda text: (len(text.lines), width(text, "lines"))),
    ]
    return list(dict.fromkeys(picked))
