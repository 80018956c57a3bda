"""How alike two entries of the register are, from names as people write them. Plain values in, no database.

Weights were set on a generated set (tests/nominations/people.py) and are judged there: recall and precision.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from awards.core.sentences import lazy as _l
from awards.core.text import fold
from awards.law.models import SubjectKind

ENOUGH = 4.0
NAMED = 1.25  # nothing but the name, in whatever order and without accents, in another unit: for who looks somebody up
CERTAIN = 100.0  # the same citizen number

_HAMLET = re.compile(r"^(thon|ban|xom|ap|buon|lang|tieu khu|khu pho|khu|to dan pho|to|doi|tk|tdp)\.? (?=.)")
# How collectives are abbreviated, and what is said of them without being their name.
_LONG = {
    "htx": "hop tac xa",
    "ubnd": "uy ban nhan dan",
    "mttq": "mat tran to quoc",
    "tnhh": "trach nhiem huu han",
    "thcs": "trung hoc co so",
    "thpt": "trung hoc pho thong",
    "dtn": "doan thanh nien",
    "hnd": "hoi nong dan",
    "lhpn": "lien hiep phu nu",
    "ccb": "cuu chien binh",
    "tdp": "to dan pho",
    "cty": "cong ty",
}
_IDLE = (
    "nhan dan va can bo ",
    "can bo va nhan dan ",
    "can bo, nhan dan ",
    "nhan dan, can bo ",
    "tap the ",
    "nhan dan ",
)

NUMBER = _l("trùng số định danh")
SAME, ACCENTS, ORDER = _l("trùng tên"), _l("trùng tên khi bỏ dấu"), _l("trùng tên, khác thứ tự chữ")
FORMER, MEMBER = _l("trùng một tên trước đây"), _l("trùng tên người trong hộ")
NEAR, GIVEN = _l("gần giống tên"), _l("trùng tên gọi, cùng năm sinh và thôn bản")
BIRTH, NEAR_BIRTH = _l("cùng năm sinh"), _l("năm sinh lệch một năm")
HAMLET, UNIT = _l("cùng thôn bản"), _l("cùng xã")


@dataclass(frozen=True)
class Described:
    """What is compared: every name it goes by (as typed, with how that name belongs to it), year of birth, place."""

    kind: SubjectKind
    names: tuple[tuple[str, str], ...]  # (name, current | former | member)
    birth_year: int | None
    hamlet_key: str
    is_of_unit: bool = True  # in the unit of the one it is compared with, or one before or after it
    honorific: str = ""


def hamlet_of(address: str) -> str:
    """The first part of an address: “Bản Nà Bó, xã Hua Păng, …” gives “Bản Nà Bó”."""
    return address.split(",")[0].strip()


def hamlet_key(address: str) -> str:
    """The key by which hamlets are compared: folded, without “bản”, “thôn”, “tiểu khu”."""
    return _HAMLET.sub("", fold(hamlet_of(address)))


def name_key(name: str, kind: SubjectKind) -> str:
    """The folded name; of a collective without abbreviations and idle words."""
    folded = fold(name)
    if kind is not SubjectKind.COLLECTIVE:
        return folded
    folded = " ".join(_LONG.get(word, word) for word in folded.replace(".", "").split())
    for idle in _IDLE:
        folded = folded.removeprefix(idle)
    return folded


def syllables(name: str, kind: SubjectKind) -> str:
    """The key that does not mind the order: the syllables of `name_key`, sorted."""
    return " ".join(sorted(name_key(name, kind).replace(",", " ").split()))


def likeness(new: Described, known: Described) -> tuple[float, list[str]]:
    """How alike they are and why, in words; below `ENOUGH` it is somebody else."""
    if SubjectKind.COLLECTIVE in (new.kind, known.kind):
        return _of_collectives(new, known) if new.kind is known.kind else (0.0, [])
    best, why, accurate = _best_name(new.names, known.names)
    if not best:
        return 0.0, []
    reasons = [why]
    score = best
    score += _birth(new.birth_year, known.birth_year, reasons)
    same_hamlet = known.is_of_unit and bool(new.hamlet_key) and new.hamlet_key == known.hamlet_key
    if same_hamlet:
        score += 2
        reasons.append(str(HAMLET))
    score += 1 if known.is_of_unit else -1 if accurate else -1.5
    if known.is_of_unit:
        reasons.append(str(UNIT))
    if new.honorific and known.honorific and new.honorific != known.honorific:
        score -= 3
    if why == GIVEN and not (same_hamlet and BIRTH in reasons):
        return 0.0, []
    return score, reasons


def _birth(one: int | None, other: int | None, reasons: list[str]) -> float:
    if one is None or other is None:
        return 0.0
    apart = abs(one - other)
    if apart > 1:
        return -2.0
    reasons.append(str(NEAR_BIRTH if apart else BIRTH))
    return 1.0 if apart else 2.0


def _best_name(new: Iterable[tuple[str, str]], known: Iterable[tuple[str, str]]) -> tuple[float, str, bool]:
    """The closest pair of names: its weight, why, and whether accents agree too."""
    known = list(known)
    found = [_pair(one, role, other, kind) for one, role in new for other, kind in known]
    return max(found, key=lambda pair: pair[0], default=(0.0, "", False))


def _pair(one: str, role: str, other: str, other_role: str) -> tuple[float, str, bool]:
    weight, why, accurate = _names(one, other)
    roles = {role, other_role}
    if weight >= 2.5 and "former" in roles:
        return weight, str(FORMER), accurate
    if "member" in roles:
        return (weight, str(MEMBER), accurate) if weight >= 2.5 else (0.0, "", False)
    return weight, why, accurate


def _names(one: str, other: str) -> tuple[float, str, bool]:
    a, b = fold(one), fold(other)
    if a == b:
        accurate = one.casefold() == other.casefold()
        return (3.0, str(SAME), True) if accurate else (2.75, str(ACCENTS), False)
    left, right = a.split(), b.split()
    if sorted(left) == sorted(right):
        return 2.75, str(ORDER), False
    if len(left) > 1 and len(right) > 1 and _is_near(left, right):
        return 2.0, str(NEAR), False
    return (1.0, str(GIVEN), False) if left and right and left[-1] == right[-1] else (0.0, "", False)


def _is_near(left: list[str], right: list[str]) -> bool:
    """One syllable spelt otherwise, or one in the middle left out."""
    if len(left) == len(right):
        other = [(x, y) for x, y in zip(left, right, strict=True) if x != y]
        return len(other) == 1 and _one_letter(*other[0])
    shorter, longer = sorted((left, right), key=len)
    ends = shorter[0] == longer[0] and shorter[-1] == longer[-1]
    return ends and len(longer) - len(shorter) == 1 and set(shorter) <= set(longer)


def _one_letter(one: str, other: str) -> bool:
    """Is one made of the other by one letter more, less or else, or two that changed places? Figures are no slips."""
    if any(letter.isdigit() for letter in one + other):
        return False
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1 or len(other) < 2:
        return False
    start = next((i for i, (x, y) in enumerate(zip(one, other, strict=False)) if x != y), len(one))
    if len(one) < len(other):
        return one[start:] == other[start + 1 :]
    swapped = one[start : start + 2] == other[start : start + 2][::-1]
    return one[start + 1 :] == other[start + 1 :] or (swapped and one[start + 2 :] == other[start + 2 :])


def _of_collectives(new: Described, known: Described) -> tuple[float, list[str]]:
    """Only within one unit: elsewhere a “Chi hội Nông dân bản …” is another one."""
    if not known.is_of_unit:
        return 0.0, []
    best = 0.0
    why = ""
    for one, role in new.names:
        for other, other_role in known.names:
            a, b = (set(name_key(name, SubjectKind.COLLECTIVE).replace(",", " ").split()) for name in (one, other))
            share = len(a & b) / len(a | b) if a and b else 0.0
            if share > best:
                former = "former" in (role, other_role)
                best, why = share, str(FORMER if former else SAME if share == 1 else NEAR)
    return (ENOUGH + best, [why, str(UNIT)]) if best >= 0.8 else (0.0, [])
