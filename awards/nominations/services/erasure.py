"""Erasing one person: what was written of them goes, what was done stays (docs/decisions/0080).

The register entry, the dossiers with snapshots, remarks, files and slips, their lines in letters, notices and the
details of the log lose every word of the person. Steps, dates, officials, fingerprints and the chain stay. A decision
that honoured them and its certificates are not touched: they are public and kept for ever.
"""

import json
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, String, cast, delete, select, update
from sqlalchemy.orm import joinedload

from awards.accounts import services as accounts
from awards.accounts.models import User
from awards.audit import services as audit
from awards.audit.models import AuditDetail, AuditEvent
from awards.core import clock
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.core.text import fold
from awards.nominations.models import (
    ArchiveCopy,
    Attachment,
    Commendation,
    CommendationSource,
    Conflict,
    Erasure,
    ErasureGround,
    LetterItem,
    Move,
    Nomination,
    Nominee,
    NomineeName,
    Objection,
    ReceiptSlip,
    Remark,
    RepeatNote,
    Screening,
    Snapshot,
    Typing,
    Upload,
    YearFacts,
)
from awards.nominations.route import ENDED, State
from awards.nominations.services.conflicts import conflicting
from awards.nominations.services.finding import write_tails
from awards.nominations.services.reading import units_of
from awards.nominations.services.register import may_keep
from awards.nominations.services.retention import dossiers_of, is_due
from awards.notices import services as notices

NOTHING_LEFT = "Đã xóa theo quy định"  # stands in the place of a name
REASONS_OF_LISTS = ("decision.thaw", "outside.leave_out")  # why somebody left a list may name them
OF_A_DOSSIER = (YearFacts, Snapshot, Attachment, Remark, RepeatNote, Typing, Upload, ArchiveCopy)


def propose_erasure(nominee: Nominee, ground: ErasureGround, reason: str, *, actor: User) -> Erasure:
    """Ask a leader to erase this person; `reason` stays for ever, so it names nobody.

    Refuses whoever does not keep the register, what is proposed or done already, and what may not be erased.
    """
    if not may_keep(nominee, actor):
        raise Refused(_("Việc xóa dữ liệu do chuyên viên của đơn vị giữ sổ đề nghị."))
    if nominee.erasure is not None:
        raise Refused(_("Đã có đề nghị xóa dữ liệu của đối tượng này."))
    reason = reason.strip()
    if not reason:
        raise Refused(_("Ghi căn cứ xóa: số, ngày của văn bản hoặc đơn yêu cầu."), "reason")
    if fold(nominee.name) in fold(reason):
        raise Refused(_("Không ghi tên đối tượng ở đây: dòng này còn lại sau khi xóa."), "reason")
    _check_may_go(nominee, ground)
    erasure = Erasure(nominee=nominee, ground=ground, reason=reason, proposed_by=actor)
    db.session.add(erasure)
    audit.record("nominee.propose_erasure", erasure, actor=actor, nominee=nominee.id, ground=ground.value)
    sentence = _("Có đề nghị xóa dữ liệu một đối tượng, chờ lãnh đạo xác nhận.")
    notices.tell(nominee.unit_id, Role.LEADER, sentence, f"/nominees/{nominee.id}/erasure")
    return erasure


def _check_may_go(nominee: Nominee, ground: ErasureGround) -> None:
    """Refuses while a dossier is on its way, what is not due, and at the person's wish whoever was honoured."""
    dossiers = dossiers_of(nominee)
    if any(one.state not in ENDED for one in dossiers):
        raise Refused(_("Còn hồ sơ đang soạn hoặc đang xét. Rút hoặc xét xong hồ sơ trước."))
    if ground is ErasureGround.DUE and not is_due(nominee):
        raise Refused(_("Hồ sơ chưa hết thời hạn bảo quản."), "ground")
    if ground is ErasureGround.REQUEST and any(one.state is State.AWARDED for one in dossiers):
        raise Refused(_("Hồ sơ của người đã được khen thưởng phải lưu đủ thời hạn bảo quản."), "ground")


def may_confirm_erasure(nominee: Nominee, actor: User) -> bool:
    """Is this the second hand: a leader of the unit that keeps the register, who did not propose it?"""
    leads, waiting = _leads(actor) and nominee.unit_id in units_of(actor), nominee.erasure
    return leads and waiting is not None and waiting.confirmed_at is None and waiting.proposed_by_id != actor.id


def _leads(actor: User) -> bool:
    return any(one.role is Role.LEADER for one in actor.appointments_now())


def drop_erasure(nominee: Nominee, *, actor: User) -> None:
    """Take a proposal off the table: by whoever keeps the register, or the leader. Refuses what is done."""
    waiting = nominee.erasure
    if waiting is None or waiting.confirmed_at is not None:
        raise Refused(_("Không có đề nghị nào đang chờ."))
    if not may_keep(nominee, actor) and not may_confirm_erasure(nominee, actor):
        raise Refused(_("Việc này không thuộc thẩm quyền của ông/bà."))
    audit.record("nominee.drop_erasure", waiting, actor=actor, nominee=nominee.id)
    db.session.delete(waiting)


def confirm_erasure(nominee: Nominee, *, actor: User) -> Erasure:
    """Erase the person now. Refuses whoever is not the second hand, and what may not go (any more)."""
    waiting = nominee.erasure
    if waiting is None or waiting.confirmed_at is not None:
        raise Refused(_("Không có đề nghị nào đang chờ."))
    if not may_confirm_erasure(nominee, actor):
        raise Refused(_("Việc xóa cần một lãnh đạo của đơn vị giữ sổ, không phải người đề nghị, xác nhận."))
    _check_may_go(nominee, waiting.ground)
    audit.take_turn()
    waiting.confirmed_by, waiting.confirmed_at = actor, clock.now()
    nominee.erased_on = clock.today()
    db.session.flush()  # the guards of the database open for this person's rows, and for no others
    dossiers = dossiers_of(nominee)
    ids = [one.id for one in dossiers]
    places, waiting.files = _places(nominee, ids), _files(ids)
    _forget_others_notes(nominee)
    _forget_messages(nominee, ids)
    _strike_out_of_letters(ids)
    for one in dossiers:
        _blank_dossier(one)
    _blank_entry(nominee)
    _delete(nominee, ids)
    audit.erase_details(places, nominee, actor=actor, erasure=waiting.id, ground=waiting.ground.value)
    db.session.expire_all()
    return waiting


def _places(nominee: Nominee, ids: Sequence[int]) -> list[int]:
    """The events of the log whose details may tell of the person."""
    conflicts = select(Conflict.id).where(Conflict.nominee_id == nominee.id)
    copies = select(ArchiveCopy.id).where(ArchiveCopy.nomination_id.in_(ids))
    events: list[int] = []
    about: dict[str, Any] = {"nominee": [nominee.id], "nomination": ids, "conflict": conflicts, "archive_copy": copies}
    for table, which in about.items():
        query = select(AuditEvent.id).where(AuditEvent.object_type == table, AuditEvent.object_id.in_(which))
        events += db.session.scalars(query)
    named = cast(AuditDetail.body, String).contains(json.dumps(nominee.name)[1:-1], autoescape=True)
    reasons = select(AuditEvent.id).join(AuditDetail, AuditDetail.event_id == AuditEvent.id)
    events += db.session.scalars(reasons.where(AuditEvent.tag.in_(REASONS_OF_LISTS), named))
    return events


def _files(ids: Sequence[int]) -> list[str]:
    """What lies in the storage: evidence, removed ones too, and packed copies. Pieces of uploads go by their key."""
    found: set[str] = set()
    for model in (Attachment, ArchiveCopy):
        found |= set(db.session.scalars(select(model.sha256).where(model.nomination_id.in_(ids))))
    parts = db.session.scalars(select(Upload.key).where(Upload.nomination_id.in_(ids)))
    return sorted(found - {""}) + sorted(parts)


def _forget_others_notes(nominee: Nominee) -> None:
    """Other dossiers may keep what a clerk's screen showed of this person as somebody alike."""
    names = {one.name for one in nominee.names} | {nominee.name}
    for note in db.session.scalars(select(RepeatNote)):
        kept = [one for one in note.shown if one["name"] not in names or one["unit"] != nominee.unit.name]
        if len(kept) < len(note.shown):
            note.shown = kept


def _forget_messages(nominee: Nominee, ids: Sequence[int]) -> None:
    paths = [f"/nominees/{nominee.id}", *(f"/nominations/{number}" for number in ids)]
    notices.forget(paths, nominee.name)
    accounts.forget_forms(paths)


def _strike_out_of_letters(ids: Sequence[int]) -> None:
    """The lines of the person in every letter they travelled with; the letter keeps its number and all others."""
    gone: dict[str, Any] = {"prefix": "", "name": NOTHING_LEFT, "birth_year": None, "lines": [], "citation": ""}
    items = db.session.scalars(
        select(LetterItem).where(LetterItem.nomination_id.in_(ids)).options(joinedload(LetterItem.letter))
    )
    for item in items:
        entries = [dict(one) for one in item.letter.paper["entries"]]
        entries[item.ordinal - 1] |= gone
        item.letter.paper = item.letter.paper | {"entries": entries}


def _blank_dossier(one: Nomination) -> None:
    one.name, one.search_key, one.sort_key = NOTHING_LEFT, "", ""
    one.honorific = one.birth_year = one.leaving_on = None
    one.position = one.address = one.citation = one.leaving_number = one.leaving_body = ""
    one.report, one.details = {}, {}
    write_tails(one)


def _blank_entry(nominee: Nominee) -> None:
    nominee.name, nominee.search_key, nominee.sort_key = NOTHING_LEFT, "", ""
    nominee.honorific = nominee.birth_year = nominee.citizen_sealed = nominee.citizen_index = None
    nominee.position = nominee.address = nominee.hamlet = nominee.hamlet_key = ""


def _delete(nominee: Nominee, ids: Sequence[int]) -> None:
    """Rows that only tell of the person go; of what others did, the act stays and the words go."""
    db.session.flush()
    moves = select(Move.id).where(Move.nomination_id.in_(ids))
    issued = Commendation.source == CommendationSource.ISSUED
    of_nominee = Commendation.nominee_id == nominee.id
    blank = {"source": "", "document": "", "closing_document": ""}
    statements = [
        *(delete(model).where(model.nomination_id.in_(ids)) for model in OF_A_DOSSIER),
        delete(ReceiptSlip).where(ReceiptSlip.move_id.in_(moves)),
        update(Move).where(Move.nomination_id.in_(ids), Move.reason != "").values(reason=""),
        update(Objection).where(Objection.nomination_id.in_(ids)).values(reason="", answer=""),
        update(Screening).where(Screening.nomination_id.in_(ids)).values(blank),
        delete(NomineeName).where(NomineeName.nominee_id == nominee.id),
        delete(Commendation).where(of_nominee, ~issued),
        update(Commendation).where(of_nominee, issued).values(achievement=""),
        delete(Conflict).where(Conflict.nominee_id == nominee.id),
    ]
    for statement in statements:
        db.session.execute(statement.execution_options(synchronize_session=False))


def erasures(actor: User) -> list[Erasure]:
    """What is proposed or done in the units of this person, the newest first."""
    whole = (joinedload(Erasure.nominee).joinedload(Nominee.unit), joinedload(Erasure.proposed_by))
    query = _erasures_seen_by(actor).order_by(Erasure.id.desc()).limit(200)
    return list(db.session.scalars(query.options(*whole, joinedload(Erasure.confirmed_by))))


def erasures_to_confirm(actor: User) -> list[Erasure]:
    """What somebody else has proposed and this leader may confirm, the oldest first."""
    if not _leads(actor):
        return []
    query = _erasures_seen_by(actor).where(Erasure.confirmed_at.is_(None), Erasure.proposed_by_id != actor.id)
    return list(db.session.scalars(query.order_by(Erasure.id).limit(200).options(joinedload(Erasure.nominee))))


def _erasures_seen_by(actor: User) -> Select[Erasure]:
    mine, free = Nominee.unit_id.in_(units_of(actor)), Nominee.id.not_in(conflicting(actor))
    return select(Erasure).join(Nominee).where(mine, free)


def unfinished_erasures() -> list[Erasure]:
    """Those whose files still lie in the storage."""
    query = select(Erasure).where(Erasure.confirmed_at.is_not(None), Erasure.destroyed_at.is_(None))
    return list(db.session.scalars(query.order_by(Erasure.id).options(joinedload(Erasure.nominee))))
