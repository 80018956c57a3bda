"""Awards that are decided outside: the list that is submitted, and the decision that comes back (L06 Art. 77, 78).

The secretary of the deciding stage submits accepted dossiers; they then stand decided. When the decision of the Prime
Minister or the President is there, the records clerk enters its number, date and scan, and they are awarded. A dossier
that is not on it is taken out of the list and stands accepted again. Two hands, and nothing is printed.
"""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from awards.accounts.models import User
from awards.audit import services as audit
from awards.campaigns.models import Campaign
from awards.core import clock, storage
from awards.core.access import Permission, Role
from awards.core.db import db
from awards.core.errors import Refused, Stale
from awards.decisions.models import OutsideDecision, OutsideItem
from awards.decisions.services.reading import units_of
from awards.decisions.services.registers import SCANS
from awards.law.models import AwardForm, CertificateKind
from awards.nominations import evidence
from awards.nominations.models import Nomination
from awards.nominations.route import Action, State
from awards.nominations.services import enter_issued, take_by_decision, words_of
from awards.notices import services as notices

SHOWN = 200


def usual_body(form: AwardForm) -> str:
    """Who decides this form: orders the President, all else that is not printed here the Prime Minister."""
    return "Chủ tịch nước" if form.code.startswith("huan-chuong") else "Thủ tướng Chính phủ"


def _visible_to(actor: User) -> Select[OutsideDecision]:
    return select(OutsideDecision).where(OutsideDecision.unit_id.in_(units_of(actor, Permission.DECISION_VIEW)))


def outside_listed(actor: User) -> Sequence[OutsideDecision]:
    """What this person's units have submitted, the newest first."""
    query = _visible_to(actor).order_by(OutsideDecision.id.desc()).limit(SHOWN)
    whole = (joinedload(OutsideDecision.award_form), joinedload(OutsideDecision.campaign))
    return db.session.scalars(query.options(*whole, selectinload(OutsideDecision.items))).all()


def get_outside(outside_id: int, *, actor: User) -> OutsideDecision:
    """One of them, or NoResultFound when it does not exist for this person."""
    return db.session.scalars(_visible_to(actor).where(OutsideDecision.id == outside_id)).one()


def get_outside_item(item_id: int, *, actor: User) -> OutsideItem:
    """One dossier of such a list, or NoResultFound."""
    mine = _visible_to(actor).with_only_columns(OutsideDecision.id)
    return db.session.scalars(
        select(OutsideItem).where(OutsideItem.id == item_id, OutsideItem.outside_id.in_(mine))
    ).one()


def submit_outside(
    campaign: Campaign, form: AwardForm, nominations: Sequence[Nomination], *, actor: User
) -> OutsideDecision:
    """Submit these accepted dossiers to whoever decides outside; they stand decided from now on.

    Refuses everybody but the secretary of the unit on whose desk they lie, an empty choice, a form that is decided and
    printed here, and dossiers that lie elsewhere, are not accepted, or are for another award.
    """
    if not nominations:
        raise Refused(_("Chưa chọn hồ sơ nào."))
    if form.certificate_kind is not CertificateKind.NONE:
        raise Refused(_("Hình thức này do đơn vị quyết định; hãy soạn quyết định."))
    unit = nominations[0].desk
    if not actor.holds(Role.SECRETARY, unit.id):
        raise Refused(_("Chỉ thư ký của đơn vị lập được danh sách trình."))
    audit.take_turn()
    outside = OutsideDecision(campaign=campaign, award_form=form, unit=unit, submitted_by=actor)
    db.session.add(outside)
    for nomination in sorted(nominations, key=lambda one: (one.sort_key, one.id)):
        _check_belongs(nomination, outside)
        take_by_decision(nomination, Action.DECIDE, actor=actor)
        words = words_of(nomination)
        said = {"kind": words.kind.value, "prefix": words.prefix, "name": words.name, "lines": list(words.lines)}
        outside.items.append(OutsideItem(nomination=nomination, words=said | {"fingerprint": words.fingerprint}))
    db.session.flush()
    audit.record("outside.submit", outside, actor=actor, nominations=[item.nomination_id for item in outside.items])
    sentence = _("Đã trình %(form)s, chờ ghi kết quả.", form=form.name)
    notices.tell(unit.id, Role.RECORDS_CLERK, sentence, f"/decisions/outside/{outside.id}")
    return outside


def _check_belongs(nomination: Nomination, outside: OutsideDecision) -> None:
    if nomination.state is not State.ACCEPTED or nomination.desk_id != outside.unit.id:
        raise Refused(_("Hồ sơ %(code)s không còn ở bước chờ trình.", code=nomination.code))
    if (nomination.campaign_id, nomination.award.award_form_id) != (outside.campaign.id, outside.award_form.id):
        raise Refused(_("Hồ sơ %(code)s thuộc đợt xét hoặc hình thức khác.", code=nomination.code))


def leave_out(item: OutsideItem, reason: str, *, seen: int, actor: User) -> None:
    """This dossier is not on the decision that came: it stands accepted again; the last one takes the list with it.

    Refuses everybody but the unit's secretary, a list whose decision is recorded, and without a reason.
    """
    outside = item.outside
    _begin(outside, Role.SECRETARY, _("Việc này do thư ký của đơn vị thực hiện."), seen, actor)
    if not reason.strip():
        raise Refused(_("Cần ghi rõ lý do."), "reason")
    take_by_decision(item.nomination, Action.RELEASE, actor=actor)
    audit.record("outside.leave_out", outside, actor=actor, nomination=item.nomination_id, reason=reason.strip())
    outside.items.remove(item)
    if not outside.items:
        db.session.delete(outside)


def record_outside(
    outside: OutsideDecision,
    *,
    body: str,
    number_text: str,
    decided_on: date,
    content: bytes,
    seen: int,
    actor: User,
) -> None:
    """The decision has come: every dossier of the list is awarded, and the scan is locked with its SHA-256.

    Refuses everybody but the unit's records clerk, a second time, a date in the future, and a file that is neither PDF
    nor a picture.
    """
    _begin(outside, Role.RECORDS_CLERK, _("Việc này do văn thư của đơn vị thực hiện."), seen, actor)
    if decided_on > clock.today():
        raise Refused(_("Ngày quyết định không thể ở tương lai."), "decided_on")
    judged = evidence.judge(content)
    if judged.media_type not in SCANS:
        raise Refused(_("Bản quét phải là tệp PDF, JPG hoặc PNG."), "file")
    for item in outside.items:
        take_by_decision(item.nomination, Action.AWARD, actor=actor)
        enter_issued(item.nomination, number_text=number_text, decided_on=decided_on, body=body)
    outside.body, outside.number_text, outside.decided_on = body, number_text, decided_on
    outside.sha256, outside.media_type = storage.keep(judged.content), judged.media_type
    outside.recorded_by, outside.recorded_at = actor, clock.now()
    said = {"body": body, "number": number_text, "decided_on": decided_on.isoformat(), "sha256": outside.sha256}
    audit.record("outside.record", outside, actor=actor, **said)


def _begin(outside: OutsideDecision, hand: Role, refusal: str, seen: int, actor: User) -> None:
    if outside.recorded_at is not None:
        raise Refused(_("Kết quả đã ghi và khóa."))
    if outside.version != seen:
        raise Stale(_("Danh sách đã thay đổi sau khi ông/bà mở trang. Xin xem lại rồi thực hiện lại."))
    if not actor.holds(hand, outside.unit_id):
        raise Refused(refusal)
    audit.take_turn()
