"""Undoing paper by a decision of its own: correction, reissue, revocation. Nothing that was given is deleted.

The steps are those of every decision (`table`); here is what such a decision is about. Which papers stand now is known
one floor above (certificates), which says it in words.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from awards.accounts.models import User
from awards.audit import services as audit
from awards.core import clock
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.core.words import short_date
from awards.decisions.models import CAUSES, AmendedItem, Cause, Decision, DecisionItem, DecisionKind, DecisionState
from awards.decisions.services.heading import award_name
from awards.decisions.services.reading import visible_to
from awards.decisions.services.table import DecisionAction, begin

KIND_NAMES = {
    DecisionKind.AWARD: "khen thưởng",
    DecisionKind.CORRECTION: "đính chính",
    DecisionKind.REISSUE: "cấp lại, cấp đổi",
    DecisionKind.REVOCATION: "hủy bỏ, thu hồi",
}
CAUSE_NAMES = {
    Cause.LOST: "giấy đã cấp bị mất",
    Cause.DAMAGED: "giấy đã cấp bị hư hỏng",
    Cause.MISPRINTED: "giấy đã cấp bị in sai",
    Cause.FALSE_CLAIM: "gian dối trong việc kê khai thành tích",
    Cause.FORGED_PAPERS: "cung cấp thông tin sai sự thật hoặc làm giả hồ sơ, giấy tờ",
    Cause.UNLAWFUL_REVIEW: "thẩm định, xét, duyệt trái quy định của pháp luật",
    Cause.FOUND_LATER: (
        "cơ quan có thẩm quyền kết luận có vi phạm nên không bảo đảm tiêu chuẩn trong thời gian tính thành tích"
    ),
}
CLAUSES = {Cause.FALSE_CLAIM: "a", Cause.FORGED_PAPERS: "b", Cause.UNLAWFUL_REVIEW: "c", Cause.FOUND_LATER: "d"}


@dataclass(frozen=True)
class Standing:
    """One paper as it stands: whose place in the list it is, and its words (`prefix`, `name`, `lines`, `citation`)."""

    item: DecisionItem
    words: dict[str, Any]


def amend(
    original: Decision,
    kind: DecisionKind,
    papers: Sequence[Standing],
    *,
    cause: Cause | None = None,
    facts: str = "",
    actor: User,
) -> Decision:
    """The draft of a decision that undoes these papers of `original` (L06 Art. 93; domain 2.11, 2.12; D30 Art. 18).

    `facts` is printed after the cause. Refuses everybody but the secretary of the deciding unit, an original that is
    not issued, an empty choice, a cause that does not belong to the kind, a revocation without facts, and a paper that
    another open decision is about.
    """
    _check_may(original, papers, actor)
    _check_cause(kind, cause, facts)
    audit.take_turn()
    _check_free([paper.item for paper in papers])
    decision = Decision(
        campaign=original.campaign,
        award_form=original.award_form,
        unit=original.unit,
        original=original,
        kind=kind,
        cause=cause,
        facts=facts,
        subject=_subject(kind, cause, original),
        merit=original.merit,
        drafted_by=actor,
        writers=[actor.id],
    )
    db.session.add(decision)
    for paper in sorted(papers, key=lambda paper: paper.item.ordinal or 0):
        decision.amended.append(AmendedItem(item=paper.item, was=paper.words, now=paper.words))
    db.session.flush()
    items = [paper.item.id for paper in papers]
    audit.record("decision.amend", decision, actor=actor, kind=kind.value, original=original.id, items=items)
    return decision


def _check_may(original: Decision, papers: Sequence[Standing], actor: User) -> None:
    if not actor.holds(Role.SECRETARY, original.unit_id):
        raise Refused(_("Chỉ thư ký của đơn vị ra quyết định được soạn quyết định."))
    if original.state is not DecisionState.ISSUED or original.kind is not DecisionKind.AWARD:
        raise Refused(_("Chỉ đính chính, cấp lại, thu hồi theo quyết định khen thưởng đã ban hành."))
    if not papers:
        raise Refused(_("Chưa chọn giấy nào."))


def _check_cause(kind: DecisionKind, cause: Cause | None, facts: str) -> None:
    allowed = CAUSES[kind]
    if bool(allowed) != (cause is not None) or (cause is not None and cause not in allowed):
        raise Refused(_("Chọn một trong các căn cứ."), "cause")
    if kind is DecisionKind.REVOCATION and not facts.strip():
        raise Refused(_("Ghi rõ vi phạm và số, ngày của văn bản kết luận."), "facts")


def _check_free(items: Sequence[DecisionItem]) -> None:
    ids = [item.id for item in items]
    # PostgreSQL: of two drafts about the same paper, the second waits here and then sees the first.
    db.session.execute(
        select(DecisionItem.id).where(DecisionItem.id.in_(ids)).order_by(DecisionItem.id).with_for_update()
    )
    query = select(AmendedItem).join(Decision, Decision.id == AmendedItem.decision_id)
    ahead = query.where(AmendedItem.item_id.in_(ids), Decision.state != DecisionState.ISSUED).limit(1)
    if other := db.session.scalar(ahead):
        raise Refused(_("Giấy của %(name)s đang có trong một dự thảo quyết định khác.", name=other.was["name"]))


def _subject(kind: DecisionKind, cause: Cause | None, original: Decision) -> str:
    award, number = award_name(original.award_form, original.unit), original.number_text
    if kind is DecisionKind.CORRECTION:
        return f"đính chính {award} tặng theo Quyết định số {number}"
    if kind is DecisionKind.REISSUE:
        return f"{reissue_verb(cause)} {award} tặng theo Quyết định số {number}"
    return f"hủy bỏ việc tặng, thu hồi {award} tặng theo Quyết định số {number}"


def reissue_verb(cause: Cause | None) -> str:
    """“cấp lại” what is lost, “cấp đổi” what is handed back (domain 2.12)."""
    return "cấp lại" if cause is Cause.LOST else "cấp đổi"


def get_amended(amended_id: int, *, actor: User) -> AmendedItem:
    """One paper of an amending decision, or NoResultFound when it does not exist for this person."""
    mine = visible_to(actor).with_only_columns(Decision.id)
    return db.session.scalars(
        select(AmendedItem).where(AmendedItem.id == amended_id, AmendedItem.decision_id.in_(mine))
    ).one()


def amendments_of(decision: Decision) -> list[Decision]:
    """The decisions that undo paper of this one, the oldest first."""
    return list(db.session.scalars(select(Decision).where(Decision.original_id == decision.id).order_by(Decision.id)))


UNDONE_NAMES = {
    DecisionKind.CORRECTION: "Đã đính chính",
    DecisionKind.REVOCATION: "Đã hủy bỏ, thu hồi",
}


def undone_in(decisions: Iterable[Decision]) -> dict[int, list[Decision]]:
    """By the item's id: the issued decisions that undid what it gave, the oldest first; for all these at once."""
    query = (
        select(AmendedItem.item_id, Decision)
        .join(Decision, Decision.id == AmendedItem.decision_id)
        .where(Decision.original_id.in_([one.id for one in decisions]), Decision.state == DecisionState.ISSUED)
        .order_by(Decision.id)
    )
    found: dict[int, list[Decision]] = {}
    for item_id, one in db.session.execute(query):
        found.setdefault(item_id, []).append(one)
    return found


def undone_by(decision: Decision) -> str:
    """What an amending decision did to a paper: “Đã cấp lại theo Quyết định số 07/QĐ-UBND ngày 24/11/2026”."""
    done = UNDONE_NAMES.get(decision.kind) or f"Đã {reissue_verb(decision.cause)}"
    day = short_date(decision.signed_on) if decision.signed_on else ""
    return str(
        _("%(done)s theo Quyết định số %(number)s ngày %(day)s", done=done, number=decision.number_text, day=day)
    )


def reword(amended: AmendedItem, words: dict[str, Any], *, seen: int, actor: User) -> None:
    """What the corrected paper shall say. Refuses another kind of decision, and words that say the same."""
    decision = amended.decision
    begin(decision, DecisionAction.EDIT, actor=actor, seen=seen)
    if decision.kind is not DecisionKind.CORRECTION:
        raise Refused(_("Chỉ quyết định đính chính mới đổi nội dung ghi trên giấy."))
    now = amended.was | words
    if now == amended.was:
        raise Refused(_("Nội dung mới giống hệt nội dung đã ghi trên giấy."))
    amended.now = now
    audit.record("decision.reword", decision, actor=actor, item=amended.item_id, words=now)


def hand_back(amended: AmendedItem, on: date, *, actor: User) -> None:
    """Record that the old paper came back to the office on this day; possible before and after the issue.

    Refuses everybody but the unit's secretary and records clerk, a paper that is lost, a second time, and a day in
    the future.
    """
    decision = amended.decision
    if not any(actor.holds(role, decision.unit_id) for role in (Role.SECRETARY, Role.RECORDS_CLERK)):
        raise Refused(_("Việc này do thư ký hoặc văn thư của đơn vị ra quyết định thực hiện."))
    if decision.cause is Cause.LOST:
        raise Refused(_("Giấy đã mất nên không có bản cũ để nộp lại."))
    if amended.handed_back_on is not None:
        raise Refused(_("Đã ghi ngày nộp lại giấy này."))
    if on > clock.today():
        raise Refused(_("Ngày nộp lại không thể ở tương lai."), "on")
    audit.take_turn()
    amended.handed_back_on, amended.handed_back_by = on, actor
    audit.record("decision.hand_back", decision, actor=actor, item=amended.item_id, on=on.isoformat())


def check_complete(decision: Decision) -> None:
    """Refuses to close an amending decision that corrects nothing, or exchanges paper that has not come back."""
    for amended in decision.amended:
        name = amended.was["name"]
        if decision.kind is DecisionKind.CORRECTION and amended.now == amended.was:
            raise Refused(_("Chưa ghi nội dung đính chính cho %(name)s.", name=name))
        exchanged = decision.kind is DecisionKind.REISSUE and decision.cause is not Cause.LOST
        if exchanged and amended.handed_back_on is None:
            raise Refused(_("Cấp đổi phải thu lại giấy cũ: chưa ghi ngày %(name)s nộp lại.", name=name))
