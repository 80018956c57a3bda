"""Earlier commendations from a sheet: read and judged, then written into the register for whom the officer says it is.

Nothing is matched without a person: who is alike in the register is shown for each name, and the officer chooses.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from awards.accounts.models import User
from awards.audit import services as audit
from awards.core import clock, storage
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.core.sheet import Column, Row, Sheet, as_date, mark_cells, read_sheet
from awards.core.text import fold, safe_filename
from awards.core.words import parse_date
from awards.exchange.models import CommendationImport
from awards.exchange.services.forgetting import workbook
from awards.exchange.services.rows import PLACES, SUBJECT, Candidate, cell_text, judge_subject, notes_of
from awards.law.models import SubjectKind
from awards.nominations import services as nominations
from awards.nominations.models import CommendationSource, Honorific, Nominee
from awards.units.models import Unit

MOST = 1000  # rows of one list
TOGETHER = 25  # people whom one page asks about
NEW, LEFT_OUT = "new", "none"
COLUMNS = (
    *SUBJECT,
    Column("address", "Địa chỉ", PLACES),
    Column("award", "Hình thức khen thưởng", ("hinh thuc", "danh hieu", "khen thuong"), True),
    Column("decided_on", "Ngày quyết định", ("ngay quyet dinh", "ngay qd", "ngay ky", "ngay ban hanh", "ngay thang")),
    Column("number", "Số quyết định", ("so quyet dinh", "so qd", "quyet dinh", "so ngay", "so"), True),
    Column("body", "Cơ quan ra quyết định", ("co quan", "cap quyet dinh", "cap khen", "noi ban hanh", "nguoi ky")),
    Column("achievement", "Thành tích được khen", ("thanh tich", "noi dung khen", "ly do khen", "tom tat thanh tich")),
)
# “Quyết định số 125/QĐ-UBND ngày 05/01/2023 của Chủ tịch UBND xã”: as reports and lists have it in one cell.
_WHOLE = re.compile(
    r"(?i)(?:quyết định|qđ)?\s*(?:số)?:?\s*(?P<number>\S*\d\S*?)?[,;]?\s*(?:ngày|ký)?\s*\b"
    r"(?P<day>\d{1,2}[/.-]\d{1,2}[/.-]\d{4})[,;]?\s*(?:của)?\s*(?P<body>.*)"
)
_BEFORE = re.compile(r"(?i)^(?:quyết định|qđ)?\s*số:?\s*(?=\S)")


@dataclass
class Earlier(Candidate):
    """One row as an earlier commendation."""

    award: str = ""
    number_text: str = ""
    decided_on: date | None = None
    body: str = ""
    achievement: str = ""


@dataclass(frozen=True)
class Who:
    """Somebody of the list, with all that is written of them in it, and who in the register may be the same."""

    key: int  # the number of their first row
    kind: SubjectKind
    subject: dict[str, Any]
    rows: list[dict[str, Any]]
    alike: list[nominations.Match]
    is_closed: bool = False  # the officer has a conflict of interest with somebody alike

    @property
    def field(self) -> str:
        """The name of their field in the form."""
        return f"who-{self.key}"

    @property
    def likely(self) -> str:
        """What is chosen unless the officer says otherwise; empty where only a person can know."""
        if self.is_closed:
            return LEFT_OUT
        if not self.alike:
            return NEW
        same = [one for one in self.alike if fold(one.name) == fold(self.subject["name"])]
        year = self.subject["birth_year"]
        sure = len(self.alike) == 1 and same and (self.kind is SubjectKind.COLLECTIVE or year == same[0].birth_year)
        return str(same[0].nominee_id) if sure else ""


def read_commendations(path: Path) -> Sheet:
    """The sheet with earlier commendations in it. Takes its time, and needs no database. Refuses too many rows."""
    sheet = read_sheet(path, COLUMNS)
    if len(sheet.rows) > MOST:
        raise Refused(_("Mỗi tệp nhiều nhất %(most)s dòng.", most=MOST), "file")
    return sheet


def judge_commendations(sheet: Sheet, *, actor: User) -> list[Earlier]:
    """Every row of the sheet as an earlier commendation, with what is wrong in it."""
    known, seen = _known(actor), dict[tuple[str, ...], int]()
    found = []
    for row in sheet.rows:
        one = _judge_row(row)
        same = _same(one.kind, one.subject["name"], one.number_text, one.award)
        if same in known:
            one.wrong("number", _("Sổ đã có lần khen thưởng này."))
        elif (key := (*same, str(one.subject["birth_year"]), fold(one.subject["address"]))) in seen:
            one.wrong("number", _("Trùng với dòng %(number)s.", number=seen[key]))
        else:
            seen[key] = row.number
        found.append(one)
    return found


def _same(kind: SubjectKind, name: str, number_text: str, award: str) -> tuple[str, ...]:
    return (kind.value, fold(name), fold(number_text), fold(award))


def _known(actor: User) -> set[tuple[str, ...]]:
    """What stands in the register of this person's units."""
    standing = nominations.commendations_of(actor)
    return {_same(nominee.kind, nominee.name, one.number_text, one.award) for nominee, one in standing}


def _judge_row(row: Row) -> Earlier:
    one = Earlier(row)
    judge_subject(one)
    one.award, one.number_text = cell_text(one, "award", 200), cell_text(one, "number", 200)
    one.body, one.achievement = cell_text(one, "body", 200), cell_text(one, "achievement", 500)
    try:
        one.decided_on = as_date(row.cells.get("decided_on"))
        _take_apart(one)
    except ValueError as error:
        one.wrong("decided_on" if "decided_on" in row.cells else "number", str(error))
    if not one.award:
        one.wrong("award", _("Chưa ghi hình thức khen thưởng."))
    if not one.number_text:
        one.wrong("number", _("Chưa ghi số quyết định."))
    elif len(one.number_text) > 60:
        one.wrong("number", _("Số quyết định dài quá 60 ký tự."))
    if one.decided_on and one.decided_on > clock.today():
        one.wrong("decided_on", _("Ngày quyết định không thể ở tương lai."))
    return one


def _take_apart(one: Earlier) -> None:
    """Number, day and body, where all of them stand in the cell of the number."""
    found = _WHOLE.fullmatch(one.number_text)
    if found:
        one.number_text = found["number"] or ""
        one.decided_on = one.decided_on or parse_date(found["day"])
        one.body = one.body or found["body"]
    else:
        one.number_text = _BEFORE.sub("", one.number_text)


def receive_commendations(
    unit: Unit, sheet: Sheet, *, file_name: str, content: bytes, actor: User
) -> CommendationImport:
    """Keep a list that was read, with what is wrong in it. Nothing is written into the register yet.

    Refuses whoever is not an officer of the unit.
    """
    _check_is_officer(unit, actor)
    judged = judge_commendations(sheet, actor=actor)
    clean = [_kept(one) for one in judged if not one.faults]
    made = CommendationImport(
        unit=unit,
        actor=actor,
        file_name=safe_filename(file_name),
        sha256=storage.keep(content),
        sheet=sheet.name,
        clean=len(clean),
        waiting=clean,
        faults=[[address, said] for address, said in notes_of(judged).items()],
    )
    db.session.add(made)
    audit.record(
        "commendations.receive", made, actor=actor, sha256=made.sha256, clean=made.clean, faults=len(made.faults)
    )
    return made


def _check_is_officer(unit: Unit, actor: User) -> None:
    if not actor.holds(Role.OFFICER, unit.id):
        raise Refused(_("Sổ đối tượng do chuyên viên của đơn vị ghi."))


def _kept(one: Earlier) -> dict[str, Any]:
    """A clean row as it waits for the officer."""
    honorific = one.subject["honorific"]
    return {
        "row": one.row.number,
        "kind": one.kind.value,
        "subject": one.subject | {"honorific": honorific.value if honorific else None},
        "award": one.award,
        "number_text": one.number_text,
        "decided_on": one.decided_on.isoformat() if one.decided_on else None,
        "body": one.body,
        "achievement": one.achievement,
    }


def get_commendations(import_id: int, *, actor: User) -> CommendationImport:
    """A list that an officer of the same unit sent in, or NoResultFound."""
    offices = [one.unit_id for one in actor.appointments_now() if one.role is Role.OFFICER]
    asked = select(CommendationImport).where(
        CommendationImport.id == import_id, CommendationImport.unit_id.in_(offices)
    )
    return db.session.scalars(asked).one()


def earlier_commendations(unit: Unit) -> list[CommendationImport]:
    """The lists of this unit, newest first."""
    asked = select(CommendationImport).where(CommendationImport.unit_id == unit.id)
    return list(db.session.scalars(asked.order_by(CommendationImport.id.desc()).limit(20)))


def marked_commendations(made: CommendationImport) -> bytes:
    """The same workbook with red cells and notes."""
    return mark_cells(workbook(made), made.sheet, dict(map(tuple, made.faults)))  # type: ignore[arg-type]


def asked_about(made: CommendationImport, *, actor: User) -> list[Who]:
    """The next people of the list about whom the officer is asked, at most `TOGETHER`."""
    return [_who(rows, made.unit_id, actor) for rows in islice(_people(made), TOGETHER)]


def _people(made: CommendationImport) -> Iterator[list[dict[str, Any]]]:
    """The waiting rows of each person, household or collective: same kind, name, year of birth and place."""
    people: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in made.waiting:
        who = row["subject"]
        people.setdefault((row["kind"], fold(who["name"]), who["birth_year"], fold(who["address"])), []).append(row)
    yield from people.values()


def _who(rows: list[dict[str, Any]], unit_id: int, actor: User) -> Who:
    kind, subject = SubjectKind(rows[0]["kind"]), rows[0]["subject"]
    typed = nominations.Subject(
        kind, subject["name"], subject["birth_year"], subject["address"], subject["honorific"] or ""
    )
    found = nominations.similar(typed, unit_id=unit_id, actor=actor)
    alike = [one for one in found if one.nominee_id and one.kind is kind]
    closed = nominations.is_like_someone_closed(typed, unit_id=unit_id, actor=actor)
    return Who(rows[0]["row"], kind, subject, rows, alike, closed)


def enter_commendations(made: CommendationImport, chosen: Mapping[int, str], *, actor: User) -> int:
    """Write into the register for whom the officer says each one is; how many commendations.

    `chosen`: by the key of `Who`, the id of an entry of the register, `NEW` or `LEFT_OUT`; whoever is not in it waits.
    Refuses an entry that is not alike, whatever `add_commendation` refuses, and when nobody was chosen.
    """
    _check_is_officer(made.unit, actor)
    db.session.refresh(made, with_for_update=True)  # a colleague may have the same page open
    done, left_out = 0, 0
    settled: set[int] = set()
    for who in asked_about(made, actor=actor):
        choice = LEFT_OUT if who.is_closed else chosen.get(who.key)
        if not choice:
            continue
        settled |= {row["row"] for row in who.rows}
        if choice == LEFT_OUT:
            left_out += len(who.rows)
            continue
        nominee = _chosen(who, choice, made.unit, actor)
        _check_is_news(nominee, who)
        for row in who.rows:
            _enter(nominee, row, actor)
        done += len(who.rows)
    if not settled:
        raise Refused(_("Chọn ít nhất một người, hộ hoặc tập thể để ghi vào sổ."))
    made.waiting = [row for row in made.waiting if row["row"] not in settled]
    made.entered, made.left_out = made.entered + done, made.left_out + left_out
    audit.record("commendations.enter", made, actor=actor, entered=done, left_out=left_out)
    return done


def _chosen(who: Who, choice: str, unit: Unit, actor: User) -> Nominee:
    """The entry of the register that the officer chose, or a new one."""
    if choice == NEW:
        honorific = who.subject["honorific"]
        words = who.subject | {"honorific": Honorific(honorific) if honorific else None}
        return nominations.enter_nominee(who.kind, unit, actor=actor, **words)
    if choice not in {str(one.nominee_id) for one in who.alike}:
        raise Refused(_("Sổ đã thay đổi. Xem lại ai giống với “%(name)s”.", name=who.subject["name"]), who.field)
    return nominations.get_nominee(int(choice), actor=actor)


def _check_is_news(nominee: Nominee, who: Who) -> None:
    """The register may know one of these commendations under a name that is spelt otherwise."""
    known = {(fold(one.number_text), fold(one.award)) for one in nominee.commendations}
    for row in who.rows:
        if (fold(row["number_text"]), fold(row["award"])) in known:
            said = {"name": nominee.name, "award": row["award"], "number": row["number_text"]}
            raise Refused(
                _("Sổ đã ghi: %(name)s, %(award)s, Quyết định số %(number)s. Chọn “Không ghi”.", **said), who.field
            )


def _enter(nominee: Nominee, row: dict[str, Any], actor: User) -> None:
    words = {name: row[name] for name in ("award", "number_text", "body", "achievement")}
    decided_on = date.fromisoformat(row["decided_on"]) if row["decided_on"] else None
    nominations.add_commendation(
        nominee, actor=actor, source=CommendationSource.IMPORTED, decided_on=decided_on, **words
    )
