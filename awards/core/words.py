"""How papers write dates, numbers, document numbers and names of units (Decree 30/2020, Appendix I and II)."""

import re
import unicodedata
from datetime import date

from flask_babel import gettext as _

NO_BREAK = "\u00a0"


def date_in_words(day: date | None) -> str:
    """“ngày 05 tháng 01 năm 2026”: a zero before days under 10 and before months 1 and 2 only (D30 App. I).

    None gives the blanks that a person fills in by hand.
    """
    if day is None:
        return f"ngày{NO_BREAK * 6}tháng{NO_BREAK * 6}năm{NO_BREAK * 8}"
    month = f"{day.month:02}" if day.month < 3 else f"{day.month}"
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def short_date(day: date) -> str:
    """“05/01/2026”."""
    return f"{day:%d/%m}/{day.year:04}"


_DATE = re.compile(
    r"\s*(?:(?P<d>[0-9]{1,2})(?P<sep>[/.-])(?P<m>[0-9]{1,2})(?P=sep)(?P<y>[0-9]{4})"
    r"|(?P<d2>[0-9]{2})(?P<m2>[0-9]{2})(?P<y2>[0-9]{4})"
    r"|(?P<y3>[0-9]{4})-(?P<m3>[0-9]{2})-(?P<d3>[0-9]{2}))\s*"
)


def parse_date(text: str) -> date:
    """The date that somebody typed as dd/mm/yyyy, dd-mm-yyyy, dd.mm.yyyy, ddmmyyyy or yyyy-mm-dd.

    Refuses (ValueError with a sentence) anything else and days that do not exist, such as 31/02/2024.
    """
    found = _DATE.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        day, month, year = (found[part] or found[f"{part}2"] or found[f"{part}3"] for part in "dmy")
        return date(int(year), int(month), int(day))
    except ValueError:
        raise ValueError(_("Ngày không đúng. Ghi theo mẫu 05/01/2026.")) from None


_DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
_GROUPS = ("", " nghìn", " triệu", " tỷ")
LARGEST = 10 ** (3 * len(_GROUPS)) - 1


def number_in_words(number: int) -> str:
    """“hai nghìn không trăm hai mươi sáu”. Refuses less than 0 and more than 999 999 999 999.

    With linh (105: một trăm linh năm), mười and mươi, mốt (21), tư (24), lăm (15, 25).
    """
    if not 0 <= number <= LARGEST:
        raise ValueError(f"not between 0 and {LARGEST}")
    words: list[str] = []
    for group in range(len(_GROUPS) - 1, -1, -1):
        three = number // 1000**group % 1000
        if three:
            words.append(_three_digits(three, full=bool(words)) + _GROUPS[group])
    return " ".join(words) or _DIGITS[0]


def _three_digits(number: int, *, full: bool) -> str:
    """1 … 999; `full` when something stands before it, so that its hundreds are said even if there are none."""
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    words = [f"{_DIGITS[hundreds]} trăm"] if hundreds or full else []
    if tens:
        words.append("mười" if tens == 1 else f"{_DIGITS[tens]} mươi")
    elif ones and words:
        words.append("linh")
    if ones:
        special = {1: "mốt", 4: "tư"} if tens > 1 else {}
        if tens:
            special[5] = "lăm"
        words.append(special.get(ones, _DIGITS[ones]))
    return " ".join(words)


def counted(number: int) -> str:
    """“02 (hai)”, “1.005 (một nghìn không trăm linh năm)”: how papers count."""
    return f"{number:02,}".replace(",", ".") + f" ({number_in_words(number)})"


def document_number(number: int | None, type_code: str, symbol: str) -> str:
    """“05/TTr-UBND”: a zero below 10, no spaces (D30 App. I, II.3). None leaves room to write it in by hand."""
    shown = NO_BREAK * 8 if number is None else f"{number:02}"
    return f"{shown}/{type_code}-{symbol}"


# Longest first, so that “Thành phố” is not taken for a name.
_UNIT = re.compile("(Thành phố|Thị trấn|Thị xã|Đặc khu|Phường|Huyện|Quận|Tỉnh|Xã) (.+)")
# Written with capitals throughout (App. II, II.1): a figure, and the names that the decree itself gives.
_CAPITAL = re.compile(r"[0-9].*|Hồ Chí Minh|Điện Biên Phủ")


def unit_running_name(name: str) -> str:
    """A unit's name inside a sentence: “xã Hua Păng”, “thị trấn Nông trường Mộc Châu” (D30 App. II, II.1).

    “Phường 1”, “Thành phố Hồ Chí Minh” and “Thủ đô Hà Nội” keep their capitals, as does anything that is not an
    administrative unit. A unit named after another person or event keeps them too, by law; a name alone does not tell
    us so, and such a name is then to be given by hand.
    """
    found = _UNIT.fullmatch(name)
    if found is None or _CAPITAL.fullmatch(found[2]):
        return name
    return f"{found[1].lower()} {found[2]}"


# Học hàm, học vị and honours before a name (D30 App. I, II.7: none of them stands before a signer's name).
_TITLES = re.compile(
    r"^(?:(?:PGS|GS|TSKH|TS|Th\.?S|BS|DS|KS|CN|LS|CK\s?II?|NGND|NGƯT|NSND|NSƯT|TTND|TTƯT|AHLĐ)(?:\s*\.\s*|\s+)"
    r"|(?:Phó\s+)?Giáo\s+sư,?\s+|Tiến\s+sĩ(?:\s+khoa\s+học)?,?\s+|Thạc\s+sĩ,?\s+|Bác\s+sĩ,?\s+|Kỹ\s+sư,?\s+|Cử\s+nhân,?\s+)+",
    re.IGNORECASE,
)


def bare_name(name: str) -> str:
    """A signer's name without học hàm, học vị and honours: “TS. Lò Văn A”, “PGS.TS Lò Văn A” become “Lò Văn A”."""
    return _TITLES.sub("", name.strip()) or name.strip()


def upper(text: str) -> str:
    """Capitals as papers set titles and names of agencies; composed, so that no accent is lost on the way."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).upper())
