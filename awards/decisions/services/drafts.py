"""Drafting: which dossiers are in the list, in which order, and what the decision says."""

from collections.abc import Iterable, Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from awards.accounts.models import User
from awards.audit import services as audit
from awards.campaigns.models import Campaign
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.decisions.models import Decision, DecisionItem, DecisionKind
from awards.decisions.services.heading import award_name
from awards.decisions.services.table import DecisionAction, begin
from awards.law.models import AwardForm, CertificateKind, SubjectKind
from awards.nominations.models import Nomination
from awards.nominations.route import State

KINDS = (SubjectKind.COLLECTIVE, SubjectKind.HOUSEHOLD, SubjectKind.INDIVIDUAL)


def draft(
    campaign: Campaign,
    award_form: AwardForm,
    nominations: Sequence[Nomination],
    *,
    actor: User,
    subject: str = "",
    merit: str = "",
) -> Decision:
    """A draft with these accepted dossiers: collectives, households, individuals, each by name.

    `subject` stands after “Về việc”, `merit` after the counts in Điều 1; the usual words where they are left out.
    Refuses an empty list, dossiers that lie on different desks or do not stand accepted or are in a decision already,
    another award form than theirs, and forms that are decided outside and not printed here.
    """
    if not nominations:
        raise Refused(_("Chưa chọn hồ sơ nào."))
    if award_form.certificate_kind is CertificateKind.NONE:
        raise Refused(_("Hình thức này do cấp trên quyết định; ở đây chỉ ghi nhận kết quả."))
    unit = nominations[0].desk
    if not actor.holds(Role.SECRETARY, unit.id):
        raise Refused(_("Chỉ thư ký của đơn vị ra quyết định được soạn quyết định."))
    audit.take_turn()
    decision = Decision(
        campaign=campaign,
        award_form=award_form,
        unit=unit,
        subject=subject or f"tặng {award_name(award_form, unit)}",
        merit=merit or f"đã có thành tích xuất sắc trong Phong trào thi đua “{campaign.movement.name}”",
        drafted_by=actor,
        writers=[actor.id],
    )
    db.session.add(decision)
    db.session.flush()
    in_order = sorted(nominations, key=lambda nomination: (nomination.sort_key, nomination.id))
    _put_in(decision, in_order)
    audit.record("decision.draft", decision, actor=actor, nominations=[n.id for n in in_order])
    return decision


def _edit(decision: Decision, *, actor: User, seen: int) -> None:
    begin(decision, DecisionAction.EDIT, actor=actor, seen=seen)
    if decision.kind is not DecisionKind.AWARD:
        raise Refused(_("Danh sách và nội dung theo quyết định gốc nên không sửa ở đây được."))


def add(decision: Decision, nominations: Sequence[Nomination], *, seen: int, actor: User) -> None:
    """More dossiers, each at the end of its kind. Refuses what `draft` refuses."""
    _edit(decision, actor=actor, seen=seen)
    if not nominations:
        raise Refused(_("Chưa chọn hồ sơ nào."))
    _put_in(decision, nominations)
    audit.record("decision.add", decision, actor=actor, nominations=[n.id for n in nominations])


def _put_in(decision: Decision, nominations: Sequence[Nomination]) -> None:
    ids = [nomination.id for nomination in nominations]
    # PostgreSQL: of two drafts that want the same dossier, the second waits here and then sees the first.
    db.session.execute(select(Nomination.id).where(Nomination.id.in_(ids)).order_by(Nomination.id).with_for_update())
    taken = set(db.session.scalars(select(DecisionItem.nomination_id).where(DecisionItem.nomination_id.in_(ids))))
    for nomination in nominations:
        _check_belongs(nomination, decision, taken)
        decision.items.append(DecisionItem(nomination=nomination, kind=nomination.kind))
    _number(decision, sorted(decision.items, key=lambda item: KINDS.index(item.kind)))


def _check_belongs(nomination: Nomination, decision: Decision, taken: set[int]) -> None:
    if nomination.id in taken:
        raise Refused(_("Hồ sơ %(code)s đã nằm trong một dự thảo quyết định.", code=nomination.code))
    if nomination.state is not State.ACCEPTED or nomination.desk_id != decision.unit_id:
        raise Refused(_("Hồ sơ %(code)s không còn ở bước chờ ra quyết định.", code=nomination.code))
    same_award = nomination.award.award_form_id == decision.award_form_id
    if nomination.campaign_id != decision.campaign_id or not same_award:
        raise Refused(_("Hồ sơ %(code)s thuộc đợt xét hoặc hình thức khác.", code=nomination.code))


def _number(decision: Decision, in_order: Iterable[DecisionItem]) -> None:
    """1 … n in this order; first emptied, because no two may ever stand on the same place."""
    in_order = list(in_order)
    for item in in_order:
        item.ordinal = None
    db.session.flush()
    for ordinal, item in enumerate(in_order, 1):
        item.ordinal = ordinal
    db.session.flush()
    db.session.expire(decision, ["items"])


def remove(decision: Decision, item: DecisionItem, *, seen: int, actor: User) -> None:
    """Take a dossier out of the draft; it is free for another one."""
    _edit(decision, actor=actor, seen=seen)
    decision.items.remove(item)
    db.session.flush()
    _number(decision, list(decision.items))
    audit.record("decision.remove", decision, actor=actor, nomination=item.nomination_id)


def shift(decision: Decision, item: DecisionItem, by: int, *, seen: int, actor: User) -> None:
    """Move an item one place up (-1) or down (+1). Refuses to leave its kind, because the list is grouped by kind."""
    _edit(decision, actor=actor, seen=seen)
    items = list(decision.items)
    place = items.index(item)
    other = place + by
    if not 0 <= other < len(items) or items[other].kind is not item.kind:
        raise Refused(_("Danh sách xếp theo tập thể, hộ gia đình, cá nhân; không chuyển sang nhóm khác được."))
    items[place], items[other] = items[other], items[place]
    _number(decision, items)
    audit.record("decision.shift", decision, actor=actor, nomination=item.nomination_id, by=by)


def write(decision: Decision, *, subject: str, merit: str, seen: int, actor: User) -> None:
    """Change what the decision is about and the merit that Điều 1 names."""
    _edit(decision, actor=actor, seen=seen)
    audit.record("decision.write", decision, actor=actor, words=[subject, merit])
    decision.subject, decision.merit = subject, merit


def discard(decision: Decision, *, seen: int, actor: User) -> None:
    """Throw the draft away; its dossiers are free for another one."""
    begin(decision, DecisionAction.DISCARD, actor=actor, seen=seen)
    dossiers, papers = ([i.nomination_id for i in decision.items], [a.item_id for a in decision.amended])
    audit.record("decision.discard", decision, actor=actor, nominations=dossiers, papers=papers)
    db.session.delete(decision)
