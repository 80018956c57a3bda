"""The name doctor: what is odd about a name as it was typed, and how it would read mended. It changes nothing itself.

Recognised: text of the old encodings TCVN3 (ABC) and VNI read as if it were Unicode, letters of other scripts that look
like ours, accents that stand apart, blanks too many. Names of all peoples are valid: a mending is offered only where
some word is no Vietnamese syllable as typed, and every word is one when mended.
"""

import re
import unicodedata
from dataclasses import dataclass

from awards.core.sentences import lazy as _l

TCVN3_LETTERS = "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\xadõö÷øùúûüýþ¡¢£¤¥¦§"
UNICODE_LETTERS = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂÊÔƠƯĐ"
_TCVN3 = str.maketrans(TCVN3_LETTERS, UNICODE_LETTERS)

_GRAVE, _ACUTE, _HOOK, _TILDE, _DOT, _CIRCUMFLEX, _BREVE = "\u0300\u0301\u0309\u0303\u0323\u0302\u0306"
_VNI_MARKS = {
    "ø": _GRAVE,
    "ù": _ACUTE,
    "û": _HOOK,
    "õ": _TILDE,
    "ï": _DOT,
    "â": _CIRCUMFLEX,
    "ê": _BREVE,
    "à": _CIRCUMFLEX + _GRAVE,
    "á": _CIRCUMFLEX + _ACUTE,
    "å": _CIRCUMFLEX + _HOOK,
    "ã": _CIRCUMFLEX + _TILDE,
    "ä": _CIRCUMFLEX + _DOT,
    "è": _BREVE + _GRAVE,
    "é": _BREVE + _ACUTE,
    "ú": _BREVE + _HOOK,
    "ü": _BREVE + _TILDE,
    "ë": _BREVE + _DOT,
}
_VNI_ALONE = {"ñ": "đ", "ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_VNI = re.compile("([aeouyôö])([øùûõïâêàáåãäèéúüë])|([ñôöæóòî])", re.IGNORECASE)

_TWINS = str.maketrans("АВЕКМНОРСТУХІаеорсухіΑΒΕΖΗΙΚΜΝΟΡΤΥΧοÐðƉ", "ABEKMHOPCTYXIaeopcyxiABEZHIKMNOPTYXoĐđĐ")
_TONES = re.compile(f"[{_GRAVE}{_ACUTE}{_HOOK}{_TILDE}{_DOT}]")
_SYLLABLE = re.compile(
    "(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx])?"
    "(?:uyê|uya|uyu|uôi|ươi|ươu|iêu|yêu|oai|oay|oao|oeo|uây|iê|yê|uô|ươ|oa|oă|oe|oo|ua|uâ|uê|uy|uơ|ưa|ia|ai|ao|au|ay|âu"
    "|ây|eo|êu|iu|oi|ôi|ơi|ui|ưi|ưu|[aăâeêioôơuưy])(?:ch|ng|nh|[cmnpt])?"
)

TCVN3, VNI = _l("chữ gõ bằng bảng mã TCVN3 (ABC)"), _l("chữ gõ bằng bảng mã VNI")
LOOK_ALIKE, APART, BLANKS = (
    _l("có chữ nhìn giống nhưng của bộ chữ khác"),
    _l("dấu đứng rời chữ"),
    _l("thừa khoảng trắng"),
)


@dataclass(frozen=True)
class Finding:
    """What is odd, in words; the name as it would read; and whether a person must choose: letters change."""

    what: str
    mended: str
    needs_choice: bool


def look(name: str) -> Finding | None:
    """What the doctor finds first in a name as it was typed; None: nothing."""
    whole = name.strip("\r\n")
    for what, mended in ((TCVN3, whole.translate(_TCVN3)), (VNI, _from_vni(whole))):
        if mended != whole and not _is_vietnamese(whole) and _is_vietnamese(mended):
            return Finding(str(what), _tidy(mended), True)
    twins = whole.translate(_TWINS)
    if twins != whole:
        return Finding(str(LOOK_ALIKE), _tidy(twins), True)
    if unicodedata.normalize("NFC", whole) != whole:
        return Finding(str(APART), _tidy(whole), False)
    return Finding(str(BLANKS), _tidy(whole), False) if _tidy(whole) != whole else None


def _tidy(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _from_vni(text: str) -> str:
    def letter(found: re.Match[str]) -> str:
        base, mark, alone = found.groups()
        written = alone or base
        plain = _VNI_ALONE.get(written.lower(), written.lower()) + (_VNI_MARKS[mark.lower()] if mark else "")
        joined = unicodedata.normalize("NFC", plain)
        return joined.upper() if written.isupper() else joined

    return _VNI.sub(letter, text)


def _is_vietnamese(text: str) -> bool:
    """Is every word a Vietnamese syllable, with capitals only at its beginning or throughout?"""
    words = unicodedata.normalize("NFC", text).split()
    return bool(words) and all(_is_syllable(word) for word in words)


def _is_syllable(word: str) -> bool:
    if not (word[1:].islower() or word.isupper() or len(word) == 1):
        return False
    apart = unicodedata.normalize("NFD", word.lower())
    toneless = unicodedata.normalize("NFC", _TONES.sub("", apart))
    return len(_TONES.findall(apart)) <= 1 and _SYLLABLE.fullmatch(toneless) is not None
