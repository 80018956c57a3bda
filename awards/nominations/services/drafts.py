"""Writing a dossier. Drafts may have gaps; sending checks."""

from datetime import date
from typing import Any, NamedTuple

from flask_babel import gettext as _

from awards.accounts.models import User
from awards.audit import services as audit
from awards.campaigns.models import Campaign, CampaignAward, Route
from awards.core import clock, storage
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.core.text import safe_filename
from awards.law import services as law
from awards.law.models import SUBJECT_NAMES, SubjectKind
from awards.nominations import evidence
from awards.nominations.models import Attachment, Desk, DocType, Nomination, Nominee
from awards.nominations.report import SECTIONS
from awards.nominations.route import WRITING, State
from awards.nominations.services import returns
from awards.nominations.services.conflicts import has_conflict, is_barred
from awards.nominations.services.content import check_seen, facts_of
from awards.nominations.services.facts import check_leaving, has_risen, set_facts
from awards.nominations.services.finding import write_tails
from awards.nominations.services.register import SUBJECT, check_not_dissolved, columns_of, write_names
from awards.nominations.services.repeats import Subject, check_repeats, note_repeats, similar
from awards.units import services as units
from awards.units.models import Unit


class Gap(NamedTuple):
    """Something that must still be written: on which page, in words, and in which field."""

    page: str
    sentence: str
    field: str


MOST_FILES = 50  # of one dossier


def draft(
    campaign: Campaign,
    award: CampaignAward,
    *,
    kind: SubjectKind,
    unit: Unit,
    actor: User,
    nominee: Nominee | None = None,
    repeat_reason: str | None = None,
    **subject: Any,
) -> Nomination:
    """Begin a dossier at this unit. `subject`: name, honorific, birth_year, position, address; and `details`.

    Refuses what `_check_may_begin` does, and somebody honoured or considered already where no reason is given.
    """
    _check_may_begin(campaign, award, kind, unit, actor)
    _check_has_no_conflict(nominee, actor)
    typed = Subject(kind, subject["name"] or "", subject.get("birth_year"), subject.get("address") or "")
    matches, details = similar(typed, unit_id=unit.id, actor=actor), subject.pop("details", {})
    check_repeats(matches, repeat_reason, name=typed.name)
    nomination = Nomination(
        campaign=campaign,
        award=award,
        nominee=_nominee(nominee, kind, unit, subject, details),
        unit=unit,
        route=campaign.route,
        stage=campaign.route.stages[0],
        desk=unit,
        unit_name=unit.name,
        created_by=actor,
        writers=[actor.id],
        report={},
        details=details,
        **columns_of(kind, subject),
    )
    _enter(nomination)
    note_repeats(nomination, matches, repeat_reason, actor=actor)
    audit.record("nomination.draft", nomination, actor=actor, campaign=campaign.id, kind=kind.value, name=typed.name)
    return nomination


def _check_has_no_conflict(nominee: Nominee | None, actor: User) -> None:
    if nominee is not None and has_conflict(nominee, actor):
        raise Refused(_("Ông/bà đã khai xung đột lợi ích với đối tượng này nên không lập được hồ sơ."))


def _check_may_begin(campaign: Campaign, award: CampaignAward, kind: SubjectKind, unit: Unit, actor: User) -> None:
    """A campaign that is open, a unit on its lowest level, an award that fits, an officer of the unit."""
    if campaign.closed_at is not None:
        raise Refused(_("Đợt xét đã kết thúc, không nhận thêm đề nghị."))
    if not actor.holds(Role.OFFICER, unit.id):
        raise Refused(_("Chỉ chuyên viên của đơn vị đề nghị được lập hồ sơ."))
    first = campaign.route.stages[0]
    _check_award(award, kind)
    _check_is_decided_on(award, campaign.route)
    if unit.level != first.level:
        raise Refused(_("Đợt xét này nhận đề nghị từ cấp khác, không phải từ đơn vị của ông/bà."))


def unfit(campaign: Campaign, kind: SubjectKind) -> dict[CampaignAward, str]:
    """The campaign's awards that this kind of subject cannot be given, each with the reason and its article."""
    found = {}
    for award in campaign.awards:
        try:
            _check_award(award, kind)
        except Refused as refused:
            found[award] = refused.sentence
    return found


def _check_award(award: CampaignAward, kind: SubjectKind) -> None:
    form = award.award_form
    said = {"award": form.name, "whom": SUBJECT_NAMES[kind].lower(), "clause": law.clause(form, kind)}
    if kind.value not in form.subject_kinds:
        raise Refused(_("“%(award)s” không tặng cho %(whom)s: %(clause)s.", **said), "award")
    if kind.value not in award.subject_kinds:
        raise Refused(_("Đợt này không xét “%(award)s” cho %(whom)s (luật: %(clause)s).", **said), "award")


def _check_is_decided_on(award: CampaignAward, route: Route) -> None:
    if award.award_form.decided_at not in {stage.level for stage in route.stages}:
        raise Refused(
            _("Tuyến xét của đợt này không có cấp quyết định “%(award)s”.", award=award.award_form.name), "award"
        )


def _check_stays_above(award: CampaignAward, nomination: Nomination) -> None:
    """What has been sent up goes up again; for an award of one's own level a new dossier is written."""
    if nomination.state is State.RETURNED and award.award_form.decided_at == nomination.stage.level:
        raise Refused(
            _(
                "Hồ sơ đã gửi lên cấp trên nên không chuyển sang hình thức do cấp này quyết định. Hãy rút hồ sơ và lập "
                "hồ sơ mới."
            ),
            "award",
        )


def _nominee(
    known: Nominee | None, kind: SubjectKind, unit: Unit, subject: dict[str, Any], details: dict[str, str]
) -> Nominee:
    """The entry of the register: the one that was chosen, with today's words, or a new one."""
    if known is None:
        nominee = Nominee(unit=unit, **columns_of(kind, subject))
        db.session.add(nominee)
    else:
        if known.kind is not kind:
            raise Refused(_("Mục đã chọn trong sổ thuộc loại đối tượng khác."))
        check_not_dissolved(known)
        nominee = known
        for name, value in columns_of(kind, subject).items():
            setattr(nominee, name, value)
    write_names(nominee, members=details.get("members"))
    return nominee


def _enter(nomination: Nomination) -> None:
    """Put it among the dossiers, with its way and the words by which it is found."""
    db.session.add(nomination)
    write_tails(nomination)
    _lay_out_way(nomination)


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
    if is_barred(nomination, actor, at=1):
        return False
    own = (Role.OFFICER, nomination.unit_id)
    return all((move.hand, move.unit_id) == own for move in nomination.moves if move.actor_id == actor.id)


def edit(nomination: Nomination, *, actor: User, seen: str, repeat_reason: str | None = None, **values: Any) -> None:
    """Change words of a draft: subject fields, `award`, `citation`, `report` (a dict of sections), `details`, the
    decision on leaving poverty, and `facts` (by year).

    Refuses when the dossier is not being written, or is no longer what was on the screen.
    """
    check_may_write(nomination, actor)
    check_seen(nomination, seen)
    check_leaving(values)
    facts = values.pop("facts", None)
    was = {name: getattr(nomination, name) for name in values} | {"facts": facts_of(nomination)}
    if "award" in values:
        _check_award(values["award"], nomination.kind)
        _check_is_decided_on(values["award"], nomination.route)
        _check_stays_above(values["award"], nomination)
    if "report" in values:
        values["report"] = nomination.report | values["report"]
    if "name" in values:
        values |= columns_of(nomination.kind, {f: values.get(f, getattr(nomination, f)) for f in SUBJECT})
        _look_for_repeats(nomination, values, repeat_reason, actor)
        for name in (*SUBJECT, "search_key", "sort_key"):
            setattr(nomination.nominee, name, values[name])
        write_names(nomination.nominee, members=values.get("details", {}).get("members"))
    for name, value in values.items():
        setattr(nomination, name, value)
    if "name" in values:
        write_tails(nomination)
    if facts is not None:
        set_facts(nomination, facts)
    now = {name: getattr(nomination, name) for name in was if name != "facts"} | {"facts": facts_of(nomination)}
    changed = {name: [_plain(was[name]), _plain(now[name])] for name in was}
    returns.check_is_open(nomination, _parts(changed))
    _touched(nomination, actor)
    audit.record("nomination.edit", nomination, actor=actor, **{n: v for n, v in changed.items() if v[0] != v[1]})


def _parts(changed: dict[str, list[Any]]) -> list[str]:
    """The keys (`returns.parts_of`) of what was changed; the decision on leaving poverty stands with the facts."""
    parts = [name for name, (was, now) in changed.items() if name != "report" and was != now]
    was, now = changed.get("report", ({}, {}))
    parts = ["facts" if name.startswith("leaving_") else name for name in parts]
    return parts + [f"report.{code}" for code in {*was, *now} if was.get(code, "") != now.get(code, "")]


def _look_for_repeats(nomination: Nomination, values: dict[str, Any], reason: str | None, actor: User) -> None:
    """Asked again only when it may be somebody else than last time, or a new reason is given."""
    same = all(values[name] == getattr(nomination, name) for name in ("name", "birth_year", "address"))
    if same and nomination.repeat_notes and not reason:
        return
    number = nomination.nominee.citizen_index or ""
    typed = Subject(nomination.kind, values["name"] or "", values["birth_year"], values["address"], "", number)
    matches = similar(typed, unit_id=nomination.unit_id, actor=actor, but=nomination)
    if not same or not nomination.repeat_notes:
        check_repeats(matches, reason, name=typed.name)
    if (reason or "") != (nomination.repeat_notes[-1].reason if nomination.repeat_notes else ""):
        note_repeats(nomination, matches, reason, actor=actor)


def _plain(value: Any) -> Any:
    if isinstance(value, CampaignAward):
        return value.id
    if isinstance(value, dict):  # what was left empty is as if it had never been asked
        return {name: text for name, text in value.items() if text}
    return value.isoformat() if isinstance(value, date) else value


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
    nomination: Nomination,
    *,
    doc_type: DocType,
    file_name: str,
    content: bytes,
    seen: str,
    actor: User,
    caption: str = "",
) -> Attachment:
    """Add a file, judged by its content: PDF, JPG, PNG, HEIC or DOCX; pictures are re-encoded without metadata."""
    check_may_write(nomination, actor)
    check_seen(nomination, seen)
    if not returns.may_add_file(nomination):
        raise Refused(_("Cấp trên không yêu cầu bổ sung tài liệu, nên không thêm tệp được."), "file")
    if sum(file.removed_at is None for file in nomination.attachments) >= MOST_FILES:
        raise Refused(_("Mỗi hồ sơ nhận nhiều nhất %(most)s tệp.", most=MOST_FILES), "file")
    judged = evidence.judge(content)
    attachment = Attachment(
        nomination=nomination,
        doc_type=doc_type,
        file_name=evidence.named(safe_filename(file_name), judged),
        media_type=judged.media_type,
        size=len(judged.content),
        sha256=storage.keep(judged.content),
        caption=caption,
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


def may_take_out(nomination: Nomination, attachment: Attachment) -> bool:
    """Is this file one that the reviewer marked, or that came after the return?"""
    opened = returns.open_fields(nomination)
    return opened is None or set(_taken_out(nomination, attachment)) <= opened


def _taken_out(nomination: Nomination, attachment: Attachment) -> list[str]:
    """What taking out this file changes: one that came after the return may go again."""
    asked = returns.last_return(nomination)
    is_new = asked is not None and attachment.uploaded_at > asked.at
    return [] if is_new else [f"file.{attachment.id}"]


def missing(nomination: Nomination) -> list[Gap]:
    """What must still be written before the dossier can be sent."""
    gaps = [
        (Gap("subject", _("Chưa ghi tên đối tượng."), "name"), bool(nomination.name)),
        (Gap("subject", _("Chưa ghi địa chỉ."), "address"), bool(nomination.address or nomination.position)),
        (Gap("citation", _("Chưa ghi thành tích in trên giấy chứng nhận."), "citation"), bool(nomination.citation)),
    ]
    if nomination.kind is not SubjectKind.COLLECTIVE:
        gaps.append((Gap("subject", _("Chưa chọn ông hay bà."), "honorific-0"), nomination.honorific is not None))
    for section in SECTIONS[nomination.kind]:
        written = bool(nomination.report.get(section.code)) or not section.is_required
        sentence = _("Báo cáo: chưa viết mục “%(name)s”.", name=section.label)
        gaps.append((Gap("report", sentence, section.code), written))
    if has_risen(nomination):
        sentence = _("Chưa ghi quyết định công nhận thoát nghèo: số, ngày, cơ quan.")
        is_there = bool(nomination.leaving_number and nomination.leaving_on and nomination.leaving_body)
        gaps.append((Gap("facts", sentence, "leaving_number"), is_there))
    return [gap for gap, is_there in gaps if not is_there]
