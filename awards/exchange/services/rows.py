"""What every list of people has in common: who a row speaks of, and what is wrong in which cell."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from awards.core import clock, spelling
from awards.core.sheet import Column, Row, as_year
from awards.core.text import Unwritable, clean_text, fold
from awards.law.models import SubjectKind
from awards.nominations.models import Honorific

MOST_NOTES = 2000

NAMES = ("ho va ten", "ho ten", "ten tap the", "ten ho", "ten doi tuong")
SUBJECT = (
    Column("name", "Họ và tên / Tên tập thể", NAMES, True),
    Column("kind", "Loại đối tượng", ("loai doi tuong", "doi tuong")),
    Column("sex", "Giới tính", ("gioi tinh", "ong ba", "xung ho")),
    Column("born", "Năm sinh", ("nam sinh", "ngay sinh", "ngay thang nam sinh", "sinh nam")),
    Column("position", "Chức vụ, đơn vị", ("chuc vu", "don vi cong tac", "chuc danh")),
)
PLACES = ("dia chi", "noi o", "noi cu tru", "tru quan")
ADDRESS = Column("address", "Địa chỉ", PLACES, True)
KINDS = {
    "tap the": SubjectKind.COLLECTIVE,
    "ho gia dinh": SubjectKind.HOUSEHOLD,
    "ho ": SubjectKind.HOUSEHOLD,
    "ca nhan": SubjectKind.INDIVIDUAL,
}
# What an empty list offers to choose from.
CHOICES = {"kind": ("Cá nhân", "Hộ gia đình", "Tập thể"), "sex": ("Nam", "Nữ")}
SEXES = {"nam": Honorific.ONG, "ong": Honorific.ONG, "nu": Honorific.BA, "ba": Honorific.BA}
_PREFIX = re.compile(r"(?i)^(?:hộ(?: gia đình)?\s+)?(?:(ông|bà)\s+)?")


@dataclass
class Candidate:
    """One row: of whom it speaks, and what is wrong with which column."""

    row: Row
    kind: SubjectKind = SubjectKind.INDIVIDUAL
    subject: dict[str, Any] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)

    def wrong(self, key: str, sentence: str) -> None:
        """Note what is wrong; the first word on a cell stands."""
        self.faults.setdefault(key, sentence)


def judge_subject(candidate: Candidate) -> None:
    """Read of whom the row speaks: kind, name, honorific, birth_year, position, address; a name must be there."""
    prefix, name = _split_name(cell_text(candidate, "name", 300))
    candidate.kind = _kind(candidate, candidate.row, prefix)
    if not name:
        candidate.wrong("name", _("Chưa ghi tên."))
    elif (found := spelling.look(name)) and found.needs_choice:
        said = {"what": found.what, "mended": found.mended}
        candidate.wrong("name", _("Tên %(what)s. Bản sửa: “%(mended)s”. Sửa trong tệp rồi gửi lại.", **said))
    candidate.subject = {
        "name": name,
        "honorific": _honorific(candidate, prefix),
        "birth_year": _birth_year(candidate),
        "position": cell_text(candidate, "position", 200),
        "address": cell_text(candidate, "address", 200),
    }
    if candidate.kind is SubjectKind.COLLECTIVE:
        candidate.subject |= {"honorific": None, "birth_year": None}


def cell_text(candidate: Candidate, key: str, longest: int) -> str:
    """The words of a cell, cleaned; empty where they cannot be kept, which is noted."""
    try:
        return clean_text(candidate.row.text(key), longest=longest)
    except Unwritable as error:
        candidate.wrong(key, str(error))
        return ""


def notes_of(candidates: Sequence[Candidate]) -> dict[str, str]:
    """What is wrong, by the address of the cell."""
    notes = [(one.row.address(key), said) for one in candidates for key, said in one.faults.items()]
    return dict(notes[:MOST_NOTES])


def _split_name(name: str) -> tuple[str, str]:
    """“Hộ gia đình ông Lò Văn Mẫu” -> (“ho gia dinh ong”, “Lò Văn Mẫu”); “Tập thể …” keeps its words."""
    found = _PREFIX.match(name)
    prefix = found.group() if found else ""
    return fold(prefix), name[len(prefix) :]


def _kind(candidate: Candidate, row: Row, prefix: str) -> SubjectKind:
    """By its column, the heading of its group, or how the name begins."""
    said = fold(row.text("kind"))
    for words in (said, re.sub(r"^[ivx]+[.) ]+", "", row.group), prefix, fold(row.text("name"))):
        for begins, kind in KINDS.items():
            if f"{words} ".startswith(begins):
                return kind
    if said:
        candidate.wrong("kind", _("Ghi Tập thể, Hộ gia đình hoặc Cá nhân."))
    return SubjectKind.INDIVIDUAL


def _honorific(candidate: Candidate, prefix: str) -> Honorific | None:
    said = fold(candidate.row.text("sex"))
    if said and said not in SEXES:
        candidate.wrong("sex", _("Ghi Nam hoặc Nữ."))
    return SEXES.get(said) or SEXES.get(prefix.split(" ")[-1] if prefix else "")


def _birth_year(candidate: Candidate) -> int | None:
    try:
        year = as_year(candidate.row.cells.get("born"))
    except ValueError:
        candidate.wrong("born", _("Năm sinh không đúng. Ghi năm, ví dụ 1968, hoặc ngày, ví dụ 05/01/1968."))
        return None
    if year is not None and not 1900 <= year <= clock.today().year:
        candidate.wrong("born", _("Năm sinh cần từ 1900 đến nay."))
        return None
    return year
