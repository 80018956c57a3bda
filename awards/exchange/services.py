"""Nominations from a sheet: read, judged row by row, and only the clean rows entered as drafts when confirmed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from awards.accounts.models import User
from awards.audit import services as audit
from awards.campaigns.models import Campaign, CampaignAward
from awards.core import clock, storage
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.core.sheet import Column, Row, Sheet, as_year, mark_cells, read_sheet
from awards.core.text import Unwritable, clean_text, fold, safe_filename
from awards.exchange.models import SheetImport
from awards.law.models import SubjectKind
from awards.nominations import services as nominations
from awards.nominations.models import Honorific, Nomination
from awards.nominations.report import LONGEST
from awards.nominations.route import State
from awards.units.models import Unit

AT_ONCE = 500  # rows entered with one click
MOST_NOTES = 2000

COLUMNS = (
    Column("name", "Họ và tên / Tên tập thể", ("ho va ten", "ho ten", "ten tap the", "ten ho", "ten doi tuong"), True),
    Column("kind", "Loại đối tượng", ("loai doi tuong", "doi tuong")),
    Column("sex", "Giới tính", ("gioi tinh", "ong ba", "xung ho")),
    Column("born", "Năm sinh", ("nam sinh", "ngay sinh", "ngay thang nam sinh", "sinh nam")),
    Column("position", "Chức vụ, đơn vị", ("chuc vu", "don vi cong tac", "chuc danh")),
    Column("address", "Địa chỉ", ("dia chi", "noi o", "noi cu tru", "tru quan"), True),
    Column("award", "Hình thức đề nghị", ("hinh thuc",)),
    Column("citation", "Thành tích in trên giấy", ("thanh tich in", "trich yeu thanh tich")),
    Column("results", "Tóm tắt thành tích", ("tom tat thanh tich", "thanh tich")),
)
KINDS = {
    "tap the": SubjectKind.COLLECTIVE,
    "ho gia dinh": SubjectKind.HOUSEHOLD,
    "ho ": SubjectKind.HOUSEHOLD,
    "ca nhan": SubjectKind.INDIVIDUAL,
}
SEXES = {"nam": Honorific.ONG, "ong": Honorific.ONG, "nu": Honorific.BA, "ba": Honorific.BA}
_PREFIX = re.compile(r"(?i)^(?:hộ(?: gia đình)?\s+)?(?:(ông|bà)\s+)?")


@dataclass
class Candidate:
    """One row as a nomination: its values, and what is wrong with which column."""

    row: Row
    kind: SubjectKind = SubjectKind.INDIVIDUAL
    award: CampaignAward | None = None
    subject: dict[str, Any] = field(default_factory=dict)
    citation: str = ""
    results: str = ""
    faults: dict[str, str] = field(default_factory=dict)

    def wrong(self, key: str, sentence: str) -> None:
        """Note what is wrong; the first word on a cell stands."""
        self.faults.setdefault(key, sentence)


def read(path: Path) -> Sheet:
    """The sheet of this workbook with nominations in it. Takes its time, and needs no database."""
    return read_sheet(path, COLUMNS)


def judge(sheet: Sheet, campaign: Campaign, unit: Unit) -> list[Candidate]:
    """Every row of the sheet as a nomination of this unit, with what is wrong in it."""
    known, seen = _known(campaign, unit), dict[tuple[SubjectKind, str], int]()
    candidates = []
    for row in sheet.rows:
        candidate = _judge_row(row, campaign)
        key = (candidate.kind, fold(candidate.subject.get("name") or ""))
        if key in known:
            candidate.wrong("name", _("Đã có hồ sơ %(code)s của đối tượng này.", code=known[key]))
        elif key in seen:
            candidate.wrong("name", _("Trùng với dòng %(number)s.", number=seen[key]))
        seen.setdefault(key, row.number)
        candidates.append(candidate)
    return candidates


def _known(campaign: Campaign, unit: Unit) -> dict[tuple[SubjectKind, str], str]:
    """Who is nominated by this unit in this campaign already."""
    asked = select(Nomination).where(
        Nomination.campaign_id == campaign.id, Nomination.unit_id == unit.id, Nomination.state != State.WITHDRAWN
    )
    return {(one.kind, one.search_key): one.code for one in db.session.scalars(asked)}


def _judge_row(row: Row, campaign: Campaign) -> Candidate:
    candidate = Candidate(row)
    prefix, name = _split_name(_text(candidate, "name", 300))
    candidate.kind = _kind(candidate, row, prefix)
    if not name:
        candidate.wrong("name", _("Chưa ghi tên."))
    candidate.subject = {
        "name": name,
        "honorific": _honorific(candidate, prefix),
        "birth_year": _birth_year(candidate),
        "position": _text(candidate, "position", 200),
        "address": _text(candidate, "address", 200),
    }
    if candidate.kind is SubjectKind.COLLECTIVE:
        candidate.subject |= {"honorific": None, "birth_year": None}
    if not candidate.subject["address"] and not candidate.subject["position"]:
        candidate.wrong("address", _("Chưa ghi địa chỉ."))
    candidate.citation = _text(candidate, "citation", 300)
    candidate.results = _text(candidate, "results", LONGEST)
    candidate.award = _award(candidate, campaign)
    return candidate


def _text(candidate: Candidate, key: str, longest: int) -> str:
    try:
        return clean_text(candidate.row.text(key), longest=longest)
    except Unwritable as error:
        candidate.wrong(key, str(error))
        return ""


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
    except ValueError as error:
        candidate.wrong("born", str(error))
        return None
    if year is not None and not 1900 <= year <= clock.today().year:
        candidate.wrong("born", _("Năm sinh cần từ 1900 đến nay."))
        return None
    return year


def _award(candidate: Candidate, campaign: Campaign) -> CampaignAward | None:
    """The award that the row names, or the only one that fits."""
    fitting = [award for award in campaign.awards if candidate.kind.value in award.subject_kinds]
    said = fold(candidate.row.text("award"))
    named = [award for award in fitting if said and fold(award.award_form.name).startswith(said)]
    if named or (not said and len(fitting) == 1):
        return (named or fitting)[0]
    names = "; ".join(f"“{award.award_form.name}”" for award in fitting)
    key = "award" if "award" in candidate.row.letters else "name"
    candidate.wrong(key, _("Ghi hình thức đề nghị, một trong: %(names)s.", names=names))
    return None


def receive(
    campaign: Campaign, unit: Unit, sheet: Sheet, *, file_name: str, content: bytes, actor: User
) -> SheetImport:
    """Keep a sheet that was read, with what is wrong in it. Nothing is entered yet.

    Refuses whoever is not an officer of the unit, and a closed campaign.
    """
    if not actor.holds(Role.OFFICER, unit.id):
        raise Refused(_("Chỉ chuyên viên của đơn vị đề nghị được nhập danh sách."))
    if campaign.closed_at is not None:
        raise Refused(_("Đợt xét đã kết thúc, không nhận thêm đề nghị."))
    candidates = judge(sheet, campaign, unit)
    made = SheetImport(
        campaign=campaign,
        unit=unit,
        actor=actor,
        file_name=safe_filename(file_name),
        sha256=storage.keep(content),
        sheet=sheet.name,
        clean=sum(1 for candidate in candidates if not candidate.faults),
        faults=[[address, said] for address, said in notes_of(candidates).items()],
    )
    db.session.add(made)
    audit.record("sheet.receive", made, actor=actor, sha256=made.sha256, clean=made.clean, faults=len(made.faults))
    return made


def notes_of(candidates: Sequence[Candidate]) -> dict[str, str]:
    """What is wrong, by the address of the cell."""
    notes = [(one.row.address(key), said) for one in candidates for key, said in one.faults.items()]
    return dict(notes[:MOST_NOTES])


def get(import_id: int, *, actor: User) -> SheetImport:
    """A sheet that an officer of the same unit sent in, or NoResultFound."""
    offices = [one.unit_id for one in actor.appointments_now() if one.role is Role.OFFICER]
    asked = select(SheetImport).where(SheetImport.id == import_id, SheetImport.unit_id.in_(offices))
    return db.session.scalars(asked).one()


def earlier(campaign: Campaign, unit: Unit) -> list[SheetImport]:
    """The sheets of this unit for this campaign, newest first."""
    asked = select(SheetImport).where(SheetImport.campaign_id == campaign.id, SheetImport.unit_id == unit.id)
    return list(db.session.scalars(asked.order_by(SheetImport.id.desc()).limit(20)))


def marked(made: SheetImport) -> bytes:
    """The same workbook with red cells and notes."""
    return mark_cells(storage.path_of(made.sha256), made.sheet, dict(map(tuple, made.faults)))  # type: ignore[arg-type]


def enter(made: SheetImport, sheet: Sheet, *, actor: User) -> int:
    """Enter the clean rows as drafts, at most `AT_ONCE`; how many. Rows that were entered before are clean no more.

    Refuses when there is nothing to enter.
    """
    judged = judge(sheet, made.campaign, made.unit)
    clean = [candidate for candidate in judged if not candidate.faults][:AT_ONCE]
    if not clean:
        raise Refused(_("Không còn dòng nào đủ điều kiện để nhận."))
    for candidate in clean:
        _enter(made, candidate, actor)
    made.entered += len(clean)
    audit.record("sheet.enter", made, actor=actor, entered=len(clean))
    return len(clean)


def _enter(made: SheetImport, candidate: Candidate, actor: User) -> None:
    assert candidate.award is not None  # noqa: S101  (a candidate without one has a fault)
    nomination = nominations.draft(
        made.campaign,
        candidate.award,
        kind=candidate.kind,
        unit=made.unit,
        actor=actor,
        repeat_reason=_("Nhận từ tệp Excel, chưa đối chiếu riêng từng người."),  # whoever reads on sees who is alike
        **candidate.subject,
    )
    written: dict[str, Any] = {}
    if candidate.citation:
        written["citation"] = candidate.citation
    if candidate.results:
        written["report"] = {"results": candidate.results}
    if written:
        db.session.flush()
        nominations.edit(nomination, actor=actor, seen=nominations.seen_of(nomination), **written)
