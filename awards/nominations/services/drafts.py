"""Writing a dossier. Drafts may have gaps; sending checks."""

from typing import Any

from flask_babel import gettext as _

from awards.accounts.models import User
from awards.audit import services as audit
from awards.campaigns.models import Campaign, CampaignAward, Route
from awards.core import clock, storage
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.core.text import fold, safe_filename, sort_key
from awards.law.models import SubjectKind
from awards.nominations import evidence
from awards.nominations.models import Attachment, Desk, DocType, Nomination, Nominee
from awards.nominations.report import SECTIONS
from awards.nominations.route import WRITING
from awards.nominations.services import returns
from awards.nominations.services.content import check_seen
from awards.units import services as units
from awards.units.models import Unit

SUBJECT = ("name", "honorific", "birth_year", "position", "address")


def draft(
    campaign: Campaign, award: CampaignAward, *, kind: SubjectKind, unit: Unit, actor: User, **subject: Any
) -> Nomination:
    """Begin a dossier at this unit. `subject`: name, honorific, birth_year, position, address.

    Refuses a closed campaign, a unit that is not on its lowest level on its date, an award that does not fit the kind
    of subject, and an actor who is not an officer of the unit.
    """
    if campaign.closed_at is not None:
        raise Refused(_("Đợt xét đã kết thúc, không nhận thêm đề nghị."))
    if not actor.holds(Role.OFFICER, unit.id):
        raise Refused(_("Chỉ chuyên viên của đơn vị đề nghị được lập hồ sơ."))
    first = campaign.route.stages[0]
    _check_award(award, kind)
    _check_is_decided_above(award, campaign.route)
    if unit.level != first.level:
        raise Refused(_("Đợt xét này nhận đề nghị từ cấp khác, không phải từ đơn vị của ông/bà."))
    nominee = _nominee(kind, unit, subject)
    nomination = Nomination(
        campaign=campaign,
        award=award,
        nominee=nominee,
        unit=unit,
        route=campaign.route,
        stage=first,
        desk=unit,
        unit_name=unit.name,
        created_by=actor,
        writers=[actor.id],
        report={},
        **_words(kind, subject),
    )
    db.session.add(nomination)
    _lay_out_way(nomination)
    audit.record("nomination.draft", nomination, actor=actor, campaign=campaign.id, kind=kind.value, name=nominee.name)
    return nomination


def _check_award(award: CampaignAward, kind: SubjectKind) -> None:
    if kind.value not in award.subject_kinds:
        raise Refused(
            _(
                "“%(award)s” của đợt này không dành cho loại đối tượng đã chọn (%(article)s).",
                award=award.award_form.name,
                article=award.award_form.article,
            ),
            "award",
        )


def _check_is_decided_above(award: CampaignAward, route: Route) -> None:
    if award.award_form.decided_at not in {stage.level for stage in route.stages[1:]}:
        raise Refused(
            _("Tuyến xét của đợt này không có cấp quyết định “%(award)s”.", award=award.award_form.name), "award"
        )


def _nominee(kind: SubjectKind, unit: Unit, subject: dict[str, Any]) -> Nominee:
    nominee = Nominee(unit=unit, **_words(kind, subject))
    db.session.add(nominee)
    return nominee


def _words(kind: SubjectKind, subject: dict[str, Any]) -> dict[str, Any]:
    """The subject's columns, on the dossier and in the register alike."""
    words = {field: subject.get(field) for field in SUBJECT}
    words |= {"position": words["position"] or "", "address": words["address"] or ""}
    if kind is SubjectKind.COLLECTIVE:
        words |= {"honorific": None, "birth_year": None}
    name: str = words["name"] or ""
    return words | {"kind": kind, "search_key": fold(name), "sort_key": sort_key(name)}


def _lay_out_way(nomination: Nomination) -> None:
    """One station for each stage, by the tree of units on the campaign's date."""
    on = nomination.campaign.units_on
    for stage in nomination.route.stages:
        try:
            unit = units.at_level(nomination.unit, stage.level, on)
        except LookupError as error:
            raise Refused(_("Đơn vị của ông/bà không có cấp trên tương ứng với tuyến xét của đợt này.")) from error
        reached = clock.now() if stage.position == 1 else None
        nomination.desks.append(
            Desk(stage=stage, position=stage.position, unit=unit, unit_name=unit.name, reached_at=reached)
        )


def may_write(nomination: Nomination, actor: User) -> bool:
    """Drafts and returned dossiers are written by the officers of the proposing unit who used no other hand on it."""
    if nomination.state not in WRITING or not actor.holds(Role.OFFICER, nomination.unit_id):
        return False
    own = (Role.OFFICER, nomination.unit_id)
    return all((move.hand, move.unit_id) == own for move in nomination.moves if move.actor_id == actor.id)


def edit(nomination: Nomination, *, actor: User, seen: str, **values: Any) -> None:
    """Change words of a draft: subject fields, `award`, `citation`, `report` (a dict of sections).

    Refuses when the dossier is not being written, or is no longer what was on the screen.
    """
    check_may_write(nomination, actor)
    check_seen(nomination, seen)
    was = {name: getattr(nomination, name) for name in values}
    if "award" in values:
        _check_award(values["award"], nomination.kind)
        _check_is_decided_above(values["award"], nomination.route)
    if "report" in values:
        values["report"] = nomination.report | values["report"]
    if "name" in values:
        values |= _words(nomination.kind, {f: values.get(f, getattr(nomination, f)) for f in SUBJECT})
        for name in (*SUBJECT, "search_key", "sort_key"):
            setattr(nomination.nominee, name, values[name])
    for name, value in values.items():
        setattr(nomination, name, value)
    changed = {name: [_plain(was[name]), _plain(getattr(nomination, name))] for name in was}
    returns.check_is_open(nomination, _parts(changed))
    _touched(nomination, actor)
    audit.record("nomination.edit", nomination, actor=actor, **{n: v for n, v in changed.items() if v[0] != v[1]})


def _parts(changed: dict[str, list[Any]]) -> list[str]:
    """The keys (`returns.parts_of`) of what was changed."""
    parts = [name for name, (was, now) in changed.items() if name != "report" and was != now]
    was, now = changed.get("report", ({}, {}))
    return parts + [f"report.{code}" for code in {*was, *now} if was.get(code, "") != now.get(code, "")]


def _plain(value: Any) -> Any:
    return value.id if isinstance(value, CampaignAward) else value


def check_may_write(nomination: Nomination, actor: User) -> None:
    """Refuses whoever may not write in it now."""
    if not may_write(nomination, actor):
        raise Refused(_("Hồ sơ đã gửi đi hoặc không thuộc phần việc của ông/bà, nên không sửa được nữa."))


def _touched(nomination: Nomination, actor: User) -> None:
    nomination.changed_at = clock.now()
    nomination.proposed_fingerprint = ""
    if actor.id not in nomination.writers:
        nomination.writers = [*nomination.writers, actor.id]


def attach(
    nomination: Nomination, *, doc_type: DocType, file_name: str, content: bytes, seen: str, actor: User
) -> Attachment:
    """Add a file. It is judged by its content: PDF, JPG, PNG or DOCX; pictures are re-encoded without metadata."""
    check_may_write(nomination, actor)
    check_seen(nomination, seen)
    if not returns.may_add_file(nomination):
        raise Refused(_("Cấp trên không yêu cầu bổ sung tài liệu, nên không thêm tệp được."), "file")
    judged = evidence.judge(content)
    attachment = Attachment(
        nomination=nomination,
        doc_type=doc_type,
        file_name=evidence.named(safe_filename(file_name), judged),
        media_type=judged.media_type,
        size=len(judged.content),
        sha256=storage.keep(judged.content),
        uploaded_by_id=actor.id,
    )
    db.session.add(attachment)
    _touched(nomination, actor)
    audit.record("nomination.attach", nomination, actor=actor, sha256=attachment.sha256, file=attachment.file_name)
    return attachment


def remove(nomination: Nomination, attachment: Attachment, *, seen: str, actor: User) -> None:
    """Take a file out of the dossier; its row and its bytes stay for what was approved with it."""
    check_may_write(nomination, actor)
    check_seen(nomination, seen)
    returns.check_is_open(nomination, _taken_out(nomination, attachment))
    attachment.removed_at = clock.now()
    _touched(nomination, actor)
    audit.record("nomination.remove", nomination, actor=actor, sha256=attachment.sha256)


def _taken_out(nomination: Nomination, attachment: Attachment) -> list[str]:
    """What taking out this file changes: one that came after the return may go again."""
    asked = returns.last_return(nomination)
    is_new = asked is not None and attachment.uploaded_at > asked.at
    return [] if is_new else [f"file.{attachment.id}"]


def missing(nomination: Nomination) -> list[tuple[str, str]]:
    """What must still be written before the dossier can be sent: (page, sentence)."""
    gaps = [
        ("subject", _("Chưa ghi tên đối tượng."), bool(nomination.name)),
        ("subject", _("Chưa ghi địa chỉ."), bool(nomination.address or nomination.position)),
        ("citation", _("Chưa ghi thành tích in trên giấy chứng nhận."), bool(nomination.citation)),
    ]
    if nomination.kind is not SubjectKind.COLLECTIVE:
        gaps.append(("subject", _("Chưa chọn ông hay bà."), nomination.honorific is not None))
    for section in SECTIONS[nomination.kind]:
        written = bool(nomination.report.get(section.code)) or not section.is_required
        gaps.append(("report", _("Báo cáo: chưa viết mục “%(name)s”.", name=section.label), written))
    return [(page, sentence) for page, sentence, is_there in gaps if not is_there]
