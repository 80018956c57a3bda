"""Text that people type: cleaned at the door, folded for search, and sorted as the Vietnamese alphabet goes."""

import re
import unicodedata

from flask_babel import gettext as _

MARKS = "\u0300-\u036f"  # accents that stand as characters of their own; with NFC Vietnamese needs none of them
MARKS_PER_LETTER = 2

# What the paper faces hold and a Vietnamese paper needs: Latin letters of every people, punctuation, common signs.
_LETTERS = f"A-Za-z\xaa\xba\xc0-\xd6\xd8-\xf6\xf8-\u024f\u02b0-\u02ff\u1e00-\u1eff{MARKS}"
_SIGNS = (
    " -@\\[-`{-~\xa1-\xa9\xab\xac\xae-\xb9\xbb-\xbf\xd7\xf7"  # ASCII and Latin-1
    "\u2010-\u2027\u2030-\u205e\u2070\u2074-\u208e\u20a0-\u20be"  # dashes, quotes, small digits, currencies
    "\u2103\u2116\u2122\u2153\u2154\u215b-\u215e\u2190-\u2195"  # ℃ № ™, fractions, arrows
    "\u2206\u2211\u2212\u221a\u221e\u2248\u2260\u2264\u2265"
    "\u25a0\u25a1\u25aa-\u25ac\u25b2\u25ba\u25bc\u25c4\u25ca\u25cb\u25cf\u25e6"  # bullets
)
_FOREIGN = re.compile(f"[^\n{_LETTERS}{_SIGNS}]")
_BREAK = re.compile("\r\n?|[\n\v\f\x85\u2028\u2029]")
# Controls, joiners, direction marks, soft hyphens, variation selectors: nobody sees them, and they make two equal
# names different.
_UNSEEN = re.compile(
    "[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb]"
)
_BLANKS = re.compile("[ \t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
# Before NFC a letter may carry two marks that will melt into it, and two more.
_HEAP = re.compile(f"[{MARKS}]{{{MARKS_PER_LETTER + 3},}}")
_HEAP_IN_NFC = re.compile(f"[{MARKS}]{{{MARKS_PER_LETTER + 1},}}")
_MARK = re.compile(f"[{MARKS}]")


class Unwritable(ValueError):
    """A text that cannot stand on paper; the message is a Vietnamese sentence for the person who typed it."""


def clean_text(text: str, *, longest: int, lines: bool = False) -> str:
    """The text as it is stored: NFC, without unseen characters, blanks collapsed, at most `longest` characters.

    `lines` keeps single line breaks; without it they become spaces. Letters stay as typed (Hòa and Hoà). Refuses
    (`Unwritable`) what is longer, more than two loose marks on a letter, and characters that the paper faces lack:
    emoji, private use, other scripts. Linear in time; a far too long text is not even looked at.
    """
    if len(text) > 4 * longest + 100:
        raise Unwritable(_("Nội dung dài quá %(longest)s ký tự.", longest=longest))
    text = _BLANKS.sub(" ", _UNSEEN.sub("", _BREAK.sub("\n", text)))
    _refuse(_HEAP.search(text))  # before NFC, whose time grows with the square of such a heap
    text = unicodedata.normalize("NFC", text)
    _refuse(_HEAP_IN_NFC.search(text) or _FOREIGN.search(text))
    parts = [part.strip(" ") for part in text.split("\n")]
    text = ("\n" if lines else " ").join(part for part in parts if part)
    if len(text) > longest:
        raise Unwritable(_("Nội dung dài quá %(longest)s ký tự (đang có %(now)s).", longest=longest, now=len(text)))
    return text


def _refuse(found: re.Match[str] | None) -> None:
    """Say which character cannot be written, and after which words it stands."""
    if found is None:
        return
    before = found.string[max(0, found.start() - 20) : found.start()].split("\n")[-1]
    place = _(" sau chữ “%(before)s”", before=before) if before.strip() else _(" ở đầu nội dung")
    if _MARK.match(found.group()):
        raise Unwritable(_("Có quá nhiều dấu chồng lên nhau%(place)s. Hãy gõ lại chỗ đó.", place=place))
    character = found.group()
    shown = character if character.isprintable() else f"U+{ord(character):04X}"
    raise Unwritable(
        _("Ký tự %(shown)s%(place)s không in được trên giấy. Hãy xóa hoặc gõ lại.", shown=shown, place=place)
    )


def unprintable(text: str) -> str:
    """The first character that the paper faces cannot print, or nothing. Line breaks and no-break spaces pass."""
    found = _FOREIGN.search(text.replace("\xa0", " ")) or _HEAP_IN_NFC.search(text)
    return found.group()[0] if found else ""


_TWINS = str.maketrans("‘’ʼ`´–—‐‑−", "'''''-----")


def fold(text: str) -> str:
    """The key to search by: small letters without marks, đ as d, blanks collapsed; “Hòa” and “Hoà” become one."""
    text = _MARK.sub("", text).translate(_TWINS)  # loose marks go first: NFD is slow on a heap of them
    text = _MARK.sub("", unicodedata.normalize("NFD", text)).casefold().replace("đ", "d")
    return " ".join(text.split())


_ORDER = " _-,;:!?.'\"()[]{}@*/\\&#%^+<=>|~$0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
# Two figures each, from 01: a key of small letters and figures sorts alike in every database and collation.
_WEIGHTS = {letter: f"{weight:02}" for weight, letter in enumerate(_ORDER, 1)}
_END, _UNKNOWN = "00", "99"
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}  # huyền, hỏi, ngã, sắc, nặng


def sort_key(text: str) -> str:
    """The key to sort by, figures only: first the letters (a ă â b … đ … ư … y), then the tones.

    Tones go as in Vietnamese dictionaries: ngang, huyền, hỏi, ngã, sắc, nặng. Case does not count. Plain text, so
    SQLite and PostgreSQL put it in the same order.
    """
    letters: list[str] = []
    tones: list[int] = []
    for character in unicodedata.normalize("NFD", _flat(text)):
        if tone := _TONES.get(character):
            if tones:
                tones[-1] = tone
        elif _MARK.match(character):
            if letters and (joined := unicodedata.normalize("NFC", letters[-1] + character)) in _WEIGHTS:
                letters[-1] = joined
        else:
            letters.append(character)
            tones.append(0)
    return "".join(_WEIGHTS.get(letter, _UNKNOWN) for letter in letters) + _END + "".join(map(str, tones))


def _flat(text: str) -> str:
    """Small letters, twins made one, blanks collapsed, heaps of marks cut."""
    text = _HEAP.sub("", text).translate(_TWINS)
    return " ".join(text.casefold().split())


def given_name_key(full_name: str) -> str:
    """The key for lists by given name, the last word; then family and middle names. “Lò Văn An” before “Bùi Thị Bé”."""
    rest, _space, given = full_name.strip().rpartition(" ")
    return sort_key(given) + sort_key(rest)


_NOT_IN_FILE_NAMES = re.compile(r'[<>:"|?*\n]')


def safe_filename(name: str) -> str:
    """A file's name as it is shown and offered for download: its last part, cleaned, 1 … 120 characters.

    Never refuses: what cannot be written becomes “_”. The ending stays when a long name is cut.
    """
    last = re.split(r"[/\\]", name[-1000:])[-1]
    last = _BLANKS.sub(" ", _UNSEEN.sub("", _HEAP.sub("_", _BREAK.sub(" ", last))))
    last = _NOT_IN_FILE_NAMES.sub("_", _FOREIGN.sub("_", unicodedata.normalize("NFC", last))).strip(" .")
    stem, dot, ending = last.rpartition(".")
    if dot and len(ending) <= 10:
        last = stem[: 119 - len(ending)] + dot + ending
    return last[:120] or "tep"
