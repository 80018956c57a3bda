"""Nominations from a sheet: read, judged row by row, and only the clean rows entered as drafts when confirmed."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from awards.accounts.models import User
from awards.audit import services as audit
from awards.campaigns.models import Campaign, CampaignAward
from awards.core import storage
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.core.sheet import Column, Row, Sheet, mark_cells, read_sheet
from awards.core.text import fold, safe_filename
from awards.exchange.models import SheetImport
from awards.exchange.services.forgetting import workbook
from awards.exchange.services.rows import ADDRESS, CHOICES, SUBJECT, Candidate, cell_text, judge_subject, notes_of
from awards.law.models import SubjectKind
from awards.nominations import services as nominations
from awards.nominations.models import Nomination
from awards.nominations.report import LONGEST
from awards.nominations.route import State
from awards.units.models import Unit

AT_ONCE = 100  # rows entered with one click: a few seconds, in which nobody else writes

COLUMNS = (
    *SUBJECT,
    ADDRESS,
    Column("award", "Hình thức đề nghị", ("hinh thuc",)),
    Column("citation", "Thành tích in trên giấy", ("thanh tich in", "trich yeu thanh tich")),
    Column("results", "Tóm tắt thành tích", ("tom tat thanh tich", "thanh tich")),
)


@dataclass
class Proposal(Candidate):
    """One row as a nomination: the award it asks for, and what is written of the achievement."""

    award: CampaignAward | None = None
    citation: str = ""
    results: str = ""


def choices_of(campaign: Campaign) -> dict[str, tuple[str, ...]]:
    """What may be chosen in a list for this campaign, by column."""
    return CHOICES | {"award": tuple(dict.fromkeys(award.award_form.name for award in campaign.awards))}


def read(path: Path) -> Sheet:
    """The sheet of this workbook with nominations in it. Takes its time, and needs no database."""
    return read_sheet(path, COLUMNS)


def judge(sheet: Sheet, campaign: Campaign, unit: Unit) -> list[Proposal]:
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


def _judge_row(row: Row, campaign: Campaign) -> Proposal:
    candidate = Proposal(row)
    judge_subject(candidate)
    if not candidate.subject["address"] and not candidate.subject["position"]:
        candidate.wrong("address", _("Chưa ghi địa chỉ."))
    candidate.citation = cell_text(candidate, "citation", 300)
    candidate.results = cell_text(candidate, "results", LONGEST)
    candidate.award = _award(candidate, campaign)
    return candidate


def _award(candidate: Proposal, campaign: Campaign) -> CampaignAward | None:
    """The award that the row names, or the only one that fits."""
    fitting = [award for award in campaign.awards if candidate.kind.value in award.subject_kinds]
    said = fold(candidate.row.text("award"))
    named = [award for award in fitting if said and fold(award.award_form.name).startswith(said)]
    if named or (not said and len(fitting) == 1):
        return (named or fitting)[0]
    names = "; ".join(f"“{award.award_form.name}”" for award in fitting)
    if "award" in candidate.row.letters:
        candidate.wrong("award", _("Ghi hình thức đề nghị, một trong: %(names)s.", names=names))
    else:
        candidate.wrong("name", _("Thêm cột “Hình thức đề nghị” vào tệp và ghi một trong: %(names)s.", names=names))
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
    return mark_cells(workbook(made), made.sheet, dict(map(tuple, made.faults)))  # type: ignore[arg-type]


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


def _enter(made: SheetImport, candidate: Proposal, actor: User) -> None:
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
