"""What a dossier says, as one value: its fingerprint, its snapshot, and its words on paper."""

import hashlib
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from awards.audit.services import canonical
from awards.core.db import db
from awards.core.errors import Stale
from awards.law.models import SubjectKind
from awards.nominations.models import Honorific, Nomination, Snapshot
from awards.nominations.subject import MEASURES

HONORIFICS = {Honorific.ONG: "ông", Honorific.BA: "bà"}


@dataclass(frozen=True)
class Words:
    """The final strings of one nominee for paper: kind, “Ông”/“Tập thể”, name, the lines under it, the citation."""

    kind: SubjectKind
    prefix: str
    name: str
    lines: tuple[str, ...]
    citation: str
    fingerprint: str


def content_of(nomination: Nomination) -> dict[str, Any]:
    """Everything that somebody who approves approves, as plain JSON values."""
    return {
        "campaign": nomination.campaign_id,
        "award": nomination.award.award_form.code,
        "kind": nomination.kind.value,
        "name": nomination.name,
        "honorific": nomination.honorific.value if nomination.honorific else None,
        "birth_year": nomination.birth_year,
        "position": nomination.position,
        "address": nomination.address,
        "unit": nomination.unit_name,
        "citation": nomination.citation,
        "report": nomination.report,
        "attachments": [
            [file.doc_type.value, file.file_name, file.sha256, *([file.caption] if file.caption else [])]
            for file in nomination.attachments
            if file.removed_at is None
        ],
    } | _when_written(nomination)


def _when_written(nomination: Nomination) -> dict[str, Any]:
    """What older dossiers do not have: named only where it says something, so that their fingerprints stay."""
    leaving = [nomination.leaving_number, str(nomination.leaving_on or ""), nomination.leaving_body]
    parts: dict[str, Any] = {
        "details": {code: text for code, text in nomination.details.items() if text},
        "facts": facts_of(nomination),
        "leaving": leaving if any(leaving) else None,
        "repeats": [note.reason for note in nomination.repeat_notes],
    }
    return {name: part for name, part in parts.items() if part}


def facts_of(nomination: Nomination) -> list[dict[str, Any]]:
    """The movement facts as plain values, one for each year that has any, without what is empty."""
    rows = []
    for row in nomination.facts:
        figures = {one.code: getattr(row, one.code) for one in MEASURES if getattr(row, one.code) is not None}
        words = {"status": row.status.value if row.status else "", "help": row.help}
        rows.append({"year": row.year} | figures | {name: text for name, text in words.items() if text})
    return rows


def fingerprint_of(nomination: Nomination) -> str:
    """SHA-256 of the content, in hex."""
    return hashlib.sha256(canonical(content_of(nomination))).hexdigest()


def seen_of(nomination: Nomination) -> str:
    """What a form carries of the page it was on: "version:fingerprint", the fingerprint cut to 16 digits."""
    return f"{nomination.version}:{fingerprint_of(nomination)[:16]}"


def check_seen(nomination: Nomination, seen: str) -> None:
    """Refuses when the dossier is no longer what was on the person's screen."""
    if seen != seen_of(nomination):
        last = nomination.moves[-1] if nomination.moves else None
        who = f" ({last.actor_name}, {last.unit_name})" if last else ""
        raise Stale(
            _(
                "Hồ sơ %(code)s đã thay đổi%(who)s sau khi ông/bà mở trang. "
                "Xin xem lại nội dung hiện tại rồi thực hiện lại.",
                code=nomination.code,
                who=who,
            )
        )


def keep_snapshot(nomination: Nomination) -> None:
    """Store the content once per fingerprint, so that what was approved can be shown years later."""
    fingerprint = fingerprint_of(nomination)
    known = select(Snapshot.id).where(Snapshot.nomination_id == nomination.id, Snapshot.fingerprint == fingerprint)
    if db.session.scalar(known) is None:
        db.session.add(Snapshot(nomination_id=nomination.id, fingerprint=fingerprint, content=content_of(nomination)))


def words_of(nomination: Nomination) -> Words:
    """The words of domain 3.5: individuals with post and unit or address, households by their head, collectives."""
    honorific = HONORIFICS[nomination.honorific] if nomination.honorific else ""
    prefix = {
        SubjectKind.COLLECTIVE: "Tập thể",
        SubjectKind.HOUSEHOLD: f"Hộ gia đình {honorific or 'ông/bà'}",
        SubjectKind.INDIVIDUAL: honorific.capitalize() or "Ông/Bà",
    }[nomination.kind]
    lines = tuple(line for line in (nomination.position, nomination.address) if line)
    return Words(nomination.kind, prefix, nomination.name, lines, nomination.citation, fingerprint_of(nomination))
