"""Finding dossiers by name: any words of it, the last one unfinished, with or without accents."""

import re
import unicodedata

from sqlalchemy import BigInteger, ColumnElement, Select, bindparam, case, func, literal, select

from awards.core.text import fold
from awards.nominations.models import NameTail, Nomination

LONGEST = 120  # letters of a tail
BEFORE = 2**31  # what is spelt as it was typed stands before everything else, which is in the order of its id
_WORD = re.compile("[\\w\u0300-\u036f]+")
_CODE = re.compile(r"\s*hs\s*-?\s*0*([0-9]{1,9})\s*", re.IGNORECASE)
_LAST = "\U0010ffff"


def spelt_words(text: str) -> list[str]:
    """The words of a text in small letters, accents as typed, without any sign between them."""
    return _WORD.findall(unicodedata.normalize("NFC", text).casefold())


def tails_of(name: str) -> list[tuple[str, str]]:
    """(folded, spelt) of a name from each of its words on."""
    words = spelt_words(name)
    tails = [" ".join(words[place:])[:LONGEST] for place in range(len(words))]
    return [(fold(tail), tail) for tail in tails]


def write_tails(nomination: Nomination) -> None:
    """Let the dossier be found by the name it bears now."""
    known = {(one.tail, one.spelt): one for one in nomination.tails}
    nomination.tails = [
        known.get(pair) or NameTail(tail=pair[0], spelt=pair[1]) for pair in dict.fromkeys(tails_of(nomination.name))
    ]


def code_in(text: str) -> int | None:
    """The id of the dossier whose reference number was typed: “HS-000123”, “hs 123”."""
    found = _CODE.fullmatch(text)
    return int(found[1]) if found else None


def asked_name(text: str) -> dict[str, object]:
    """The parts of `found_by_name` for what was typed; a text without any word finds nothing."""
    spelt = " ".join(spelt_words(text))[:LONGEST]
    folded = fold(spelt) or " "
    return {"name": folded, "name_end": folded + _LAST, "spelt": spelt, "letters": len(spelt)}


def found_by_name() -> Select[int, int]:
    """(nomination_id, place) of whatever has the words of `asked_name`; the larger place stands first."""
    tail = NameTail.__table__.c
    is_exact = func.substr(tail.spelt, 1, bindparam("letters")) == bindparam("spelt")
    place: ColumnElement[int] = tail.nomination_id + case((is_exact, literal(BEFORE, BigInteger)), else_=0)
    found = select(tail.nomination_id, func.max(place).label("place"))
    found = found.where(tail.tail >= bindparam("name"), tail.tail < bindparam("name_end"))
    return found.group_by(tail.nomination_id)
