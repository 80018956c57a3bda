"""Returned by field: what the reviewer marked, what is open for it, what has changed since, and the way back.

A return that marks parts opens only those for the proposing unit, and the dossier goes back to the level that asked.
One that marks nothing opens everything, and the dossier goes the whole way again. (L06 Art. 84: a dossier is completed
at the request of the body that checks it.)
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from awards.core.errors import Refused
from awards.core.sentences import lazy as _l
from awards.law.models import SubjectKind
from awards.nominations.models import Move, Nomination, Remark
from awards.nominations.report import SECTIONS
from awards.nominations.route import Action, State
from awards.nominations.subject import DETAILS

FILES = "files"  # a file is missing: one may be added
LONGEST_REMARK = 1000
ONCE = 1  # a level returns a dossier for completion so often; more needs the leader's note

_COLLECTIVE = (("name", _l("Tên tập thể")), ("position", _l("Cơ quan cấp trên trực tiếp")), ("address", _l("Địa chỉ")))
_PERSON = (("honorific", _l("Xưng hô")), ("name", _l("Họ và tên")), ("birth_year", _l("Năm sinh")))
SUBJECT_PARTS: dict[SubjectKind, tuple[tuple[str, Any], ...]] = {
    SubjectKind.COLLECTIVE: _COLLECTIVE,
    SubjectKind.HOUSEHOLD: (*_PERSON, ("address", _l("Địa chỉ"))),
    SubjectKind.INDIVIDUAL: (*_PERSON, ("position", _l("Chức vụ, đơn vị công tác")), ("address", _l("Nơi ở"))),
}


@dataclass(frozen=True)
class Part:
    """Something of a dossier that can be marked: its key, its name on the screen, the page where it is written."""

    key: str
    label: str
    page: str


def parts_of(nomination: Nomination) -> list[Part]:
    """Everything that a reviewer can mark, in the order of the dossier.

    Keys are the names of the fields; “report.<section>” for the report, “file.<id>” for a file, `FILES` for one that
    is missing.
    """
    parts = [Part("award", _("Hình thức đề nghị"), "subject")]
    parts += [Part(key, str(label), "subject") for key, label in SUBJECT_PARTS[nomination.kind]]
    parts.append(Part("details", _("Thông tin khác của đối tượng"), "subject"))
    parts.append(Part("facts", _("Số liệu theo năm"), "facts"))
    parts.append(Part("citation", _("Thành tích in trên giấy"), "citation"))
    parts += [
        Part(f"report.{section.code}", _("Báo cáo: %(name)s", name=section.label), "report")
        for section in SECTIONS[nomination.kind]
    ]
    files = [file for file in nomination.attachments if file.removed_at is None]
    parts += [Part(f"file.{file.id}", _("Tệp %(name)s", name=file.file_name), "evidence") for file in files]
    return [*parts, Part(FILES, _("Tài liệu còn thiếu"), "evidence")]


def last_return(nomination: Nomination) -> Move | None:
    """The newest return of this dossier."""
    return next((move for move in reversed(nomination.moves) if move.action is Action.RETURN), None)


def remarks_of(nomination: Nomination, move: Move | None = None) -> list[Remark]:
    """What was marked at this return (the newest one if none is given)."""
    asked = move or last_return(nomination)
    return [] if asked is None else [remark for remark in nomination.remarks if remark.step == asked.step]


def open_fields(nomination: Nomination) -> frozenset[str] | None:
    """The keys of the parts that may be changed now; None: everything (a draft, or returned without marks).

    A marked file may be taken out and another added; `FILES` lets one be added.
    """
    marked = remarks_of(nomination) if nomination.state is State.RETURNED else []
    return frozenset(remark.part for remark in marked) or None


def part_of(nomination: Nomination, page: str, field: str) -> str:
    """The key of the part to which a field of a page belongs; "" for what is no part, such as a reason."""
    if page == "report":
        return f"report.{field}"
    if page != "subject":
        return page
    if field == "award" or field in dict(SUBJECT_PARTS[nomination.kind]):
        return field
    is_detail = field in {*(one.code for one in DETAILS[nomination.kind]), "collective_kind"}
    return "details" if is_detail else ""


def may_add_file(nomination: Nomination) -> bool:
    """Is a place for a file open, by a mark on a file or on one that is missing?"""
    opened = open_fields(nomination)
    return opened is None or any(part == FILES or part.startswith("file.") for part in opened)


def check_is_open(nomination: Nomination, changed: Iterable[str]) -> None:
    """Refuses a change of parts that the reviewer did not mark."""
    opened = open_fields(nomination)
    closed = [] if opened is None else sorted(set(changed) - opened)
    if closed:
        names = {part.key: part.label for part in parts_of(nomination)}
        raise Refused(
            _(
                "“%(part)s” không nằm trong phần được yêu cầu bổ sung, nên không sửa được.",
                part=names.get(closed[0], closed[0]),
            ),
            closed[0].removeprefix("report."),
        )


def returns_from(nomination: Nomination, stage_id: int) -> int:
    """How often this level has returned the dossier."""
    return sum(1 for move in nomination.moves if move.action is Action.RETURN and move.from_stage_id == stage_id)


def asker_position(nomination: Nomination) -> int | None:
    """The position of the level that asked for marked parts, to which a corrected dossier goes straight back."""
    asked = last_return(nomination)
    if asked is None or not remarks_of(nomination, asked):
        return None
    return next(desk.position for desk in nomination.desks if desk.stage_id == asked.from_stage_id)


def check_return(nomination: Nomination, reason: str, remarks: Mapping[str, str], again: str) -> None:
    """Refuses a return that says nothing, marks what is not there, or is one more of this level without a note."""
    if not remarks and not reason.strip():
        raise Refused(_("Cần đánh dấu phần phải sửa, hoặc ghi rõ lý do trả lại."), "reason")
    known = {part.key for part in parts_of(nomination)}
    if unknown := set(remarks) - known:
        raise Refused(_("Hồ sơ không còn phần đã đánh dấu (%(part)s). Xin xem lại.", part=min(unknown)))
    if any(len(sentence) > LONGEST_REMARK for sentence in remarks.values()):
        raise Refused(_("Nhận xét dài quá %(longest)s ký tự.", longest=LONGEST_REMARK))
    if returns_from(nomination, nomination.stage_id) >= ONCE and not again.strip():
        raise Refused(
            _("Cấp này đã yêu cầu bổ sung một lần. Trả lại thêm lần nữa thì lãnh đạo phải ghi rõ vì sao."), "again"
        )


def summary_of(nomination: Nomination, reason: str, remarks: Mapping[str, str], again: str) -> str:
    """The reason as the history keeps it: the note on a further return, the general reason, the names of the parts."""
    lines = [_("Trả lại thêm lần nữa vì: %(note)s", note=again.strip())] if again.strip() else []
    lines += [reason.strip()] if reason.strip() else []
    labels = [part.label for part in parts_of(nomination) if part.key in remarks]
    if labels:
        lines.append(_("Phần cần sửa: %(parts)s.", parts="; ".join(labels)))
    return "\n".join(lines)
