"""What a dossier said at a step, and what has changed since: for the next reader, and for anybody years later."""

import difflib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from awards.audit.services import canonical
from awards.core.db import db
from awards.nominations.models import Move, Nomination, Snapshot
from awards.nominations.report import SECTIONS
from awards.nominations.route import State
from awards.nominations.services.content import content_of
from awards.nominations.services.returns import SUBJECT_PARTS, last_return, remarks_of

MOST_WORDS = 3000  # of one text that are compared word by word; longer ones are shown whole, before and after
HONORIFICS = {"ong": "Ông", "ba": "Bà"}


@dataclass(frozen=True)
class Change:
    """One part of the dossier: what was asked, what it said, what it says now; `pieces`: (kept, out or in; words)."""

    label: str
    asked: str
    before: str
    after: str
    pieces: list[tuple[str, str]]

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


def moved(nomination: Nomination, step: int) -> Move:
    """The step of this number, or NoResultFound."""
    for move in nomination.moves:
        if move.step == step:
            return move
    raise NoResultFound


def snapshot_of(move: Move) -> Snapshot:
    """The content on which this step was taken."""
    asked = select(Snapshot).where(
        Snapshot.nomination_id == move.nomination_id, Snapshot.fingerprint == move.fingerprint
    )
    return db.session.scalars(asked).one()


def bytes_of(snapshot: Snapshot) -> bytes:
    """The content as bytes whose SHA-256 is the fingerprint: what was approved, byte for byte."""
    return canonical(snapshot.content)


def rows_of(nomination: Nomination, content: dict[str, Any]) -> list[tuple[str, str, str]]:
    """(key, label, words) of a content, in the order of the dossier; also of one from long ago."""
    awards = {award.award_form.code: award.award_form.name for award in nomination.campaign.awards}
    rows = [("award", _("Hình thức đề nghị"), awards.get(content["award"], content["award"]))]
    for key, label in SUBJECT_PARTS[nomination.kind]:
        value = content.get(key)
        rows.append((key, str(label), HONORIFICS.get(str(value), str(value or ""))))
    rows.append(("citation", _("Thành tích in trên giấy"), content["citation"]))
    labels = {section.code: section.label for section in SECTIONS[nomination.kind]}
    written = content["report"]
    for code in dict.fromkeys([*labels, *written]):
        rows.append((f"report.{code}", _("Báo cáo: %(name)s", name=labels.get(code, code)), written.get(code, "")))
    known = {"campaign", "award", "kind", "unit", "citation", "report", "attachments", "honorific", "birth_year"}
    for key in sorted(set(content) - known - {key for key, _label, _words in rows}):
        rows.append((key, key, json.dumps(content[key], ensure_ascii=False) if content[key] else ""))
    return rows


def written(nomination: Nomination) -> dict[str, str]:
    """What each part says now, by its key."""
    words = {key: words for key, _label, words in rows_of(nomination, content_of(nomination))}
    files = [file for file in nomination.attachments if file.removed_at is None]
    return words | {f"file.{file.id}": file.file_name for file in files}


def changes(nomination: Nomination) -> list[Change]:
    """What has changed since the last return, marked parts first; empty when there is nothing to show.

    Nothing while the dossier lies with the proposing unit again in a later round, or has been concluded.
    """
    asked = last_return(nomination)
    if asked is None or nomination.state not in {State.RETURNED, State.WAITING, State.RECEIVED}:
        return []
    was, now = snapshot_of(asked).content, content_of(nomination)
    marks = {remark.part: remark for remark in remarks_of(nomination, asked)}
    before, after = rows_of(nomination, was), {key: words for key, _label, words in rows_of(nomination, now)}
    found = [
        _change(label, marks[key].sentence if key in marks else "", words, after.get(key, ""))
        for key, label, words in before
        if key in marks or words != after.get(key, "")
    ]
    files = [remark for part, remark in marks.items() if part.startswith("file")]
    found += _changed_files(
        was["attachments"], now["attachments"], "; ".join(f"{r.label}: {r.sentence}" for r in files)
    )
    return sorted(found, key=lambda change: not change.asked)


def _change(label: str, asked: str, before: str, after: str) -> Change:
    return Change(label, asked, before, after, list(_pieces(before, after)))


def _changed_files(was: list[list[str]], now: list[list[str]], asked: str) -> Iterator[Change]:
    before, after = ([_file(*file) for file in files] for files in (was, now))
    if asked or before != after:
        out = [("out", name) for name in before if name not in after]
        new = [("in", name) for name in after if name not in before]
        yield Change(_("Tài liệu kèm theo"), asked, "; ".join(before), "; ".join(after), out + new)


def _file(_kind: str, name: str, sha256: str, caption: str = "") -> str:
    return f"{name} ({', '.join(filter(None, (caption, sha256[:8])))})"


def _pieces(before: str, after: str) -> Iterator[tuple[str, str]]:
    old, new = before.split(), after.split()
    if len(old) + len(new) > MOST_WORDS:
        old, new = [before], [after]
    for what, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            yield "kept", " ".join(old[a:b])
            continue
        if b > a:
            yield "out", " ".join(old[a:b])
        if d > c:
            yield "in", " ".join(new[c:d])
