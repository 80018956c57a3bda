"""Printing in batches. The numbers are the decision's; a batch only says which of them are put on paper."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import Select, exists, func, insert, select, update

from awards.accounts.models import User
from awards.audit import services as audit
from awards.certificates.models import Batch, Blank, Certificate, Entry, Layer, Order, Printer, Sheet, Wish
from awards.certificates.printing import DESIGNS, CertificateText, Placement
from awards.certificates.services.blanks import enter
from awards.certificates.services.hands import has_seen_proof
from awards.certificates.services.reading import used_hands
from awards.certificates.services.texts import by_hand_of, fingerprint, restored
from awards.core import clock
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.decisions.models import Decision, DecisionItem, DecisionState
from awards.decisions.services import check_hand
from awards.jobs import services as jobs
from awards.jobs.models import JobState
from awards.nominations.models import Nomination
from awards.units.models import Unit

TASK = "certificates.print_batch"


@dataclass(frozen=True)
class Asked:
    """What is to be printed: số sổ vàng `first` to `last` (None: to the end), how, on what, in which order.

    `reason` is why something is printed again. A printing of the texts alone needs `blank`; `printer` moves the texts.
    """

    first: int = 1
    last: int | None = None
    layer: Layer = Layer.FULL
    pile: Order = Order.DECISION
    reason: str = ""
    blank: Blank | None = None
    printer: Printer | None = None


def start_batch(decision: Decision, asked: Asked = Asked(), *, actor: User) -> Batch:
    """Print these certificates as one file and as single ones; the work is done in the background.

    Refuses everybody but a print clerk of the unit who has had no other hand in the decision, a decision that is not
    issued, a paper without a design, whoever has not opened the proof as it stands now, a range with nothing to print,
    a second printing without a reason, and blanks that are not in stock.
    """
    last = len(decision.items) if asked.last is None else asked.last
    _check(decision, asked.first, last, actor)
    batch = Batch(
        decision=decision,
        first=asked.first,
        last=last,
        layer=asked.layer,
        pile=asked.pile,
        wish=Wish.RUN,
        reason=asked.reason.strip(),
        started_by=actor,
        started_at=clock.now(),
        **_on(asked),
    )
    db.session.add(batch)
    db.session.flush()
    ids = list(db.session.scalars(_of_range(batch)))
    _check_chosen(ids, asked)
    db.session.execute(
        insert(Sheet),
        [{"batch_id": batch.id, "certificate_id": id_, "place": place} for place, id_ in enumerate(ids, 1)],
    )
    if asked.layer is Layer.TEXT and asked.blank is not None:
        enter(asked.blank, Entry.USED, len(ids), actor=actor, batch=batch)
    batch.job = jobs.enqueue(TASK, total=len(ids), batch_id=batch.id)
    spread = {"first": batch.first, "last": batch.last, "count": len(ids), "layer": asked.layer.value}
    audit.record("certificate.print", decision, actor=actor, batch=batch.id, reason=batch.reason, **spread)
    return batch


def _check(decision: Decision, first: int, last: int, actor: User) -> None:
    if decision.state is not DecisionState.ISSUED:
        raise Refused(_("Quyết định chưa ban hành nên chưa in được."))
    check_hand(decision, Role.PRINT_CLERK, actor, used=used_hands(decision, actor))
    if decision.award_form.certificate_kind.value not in DESIGNS:
        raise Refused(_("Chưa có mẫu in cho %(form)s.", form=decision.award_form.name))
    if not 1 <= first <= last <= len(decision.items):
        raise Refused(_("Danh sách có số sổ vàng từ 1 đến %(last)s.", last=len(decision.items)), "last")
    if not has_seen_proof(decision, fingerprint(decision), actor):
        raise Refused(_("Xin mở bản thử và xem trước khi in."), "looked")


def _check_chosen(ids: Sequence[int], asked: Asked) -> None:
    if not ids:
        raise Refused(_("Các giấy trong khoảng này đều không còn hiệu lực."), "first")
    if not asked.reason.strip() and any(prints_of(ids).values()):
        raise Refused(_("Có giấy đã in rồi. Ghi rõ lý do in lại."), "reason")
    if asked.layer is Layer.TEXT and asked.blank is None:
        raise Refused(_("Chọn loại phôi dùng để in."), "blank")


def _on(asked: Asked) -> dict[str, object]:
    """Blank and printer of a printing of the texts alone; how the printer moves them is kept as it is today."""
    if asked.layer is Layer.FULL:
        return {}
    printer = asked.printer
    moved = {"right": printer.right, "down": printer.down, "scale": printer.scale} if printer else {}
    return {"blank": asked.blank, "printer": printer, **moved}


def _of_range(batch: Batch) -> Select[int]:
    """The certificates of the range that are still valid, in the order of the pile."""
    query = (
        select(Certificate.id)
        .join(DecisionItem, DecisionItem.id == Certificate.item_id)
        .join(Nomination, Nomination.id == DecisionItem.nomination_id)
        .join(Unit, Unit.id == Nomination.unit_id)
        .where(
            Certificate.decision_id == batch.decision_id,
            DecisionItem.ordinal.between(batch.first, batch.last),
            Certificate.ended_at.is_(None),
        )
    )
    by_unit = (Unit.sort_key, Unit.id) if batch.pile is Order.COMMUNE else ()
    return query.order_by(*by_unit, DecisionItem.ordinal)


def printable(batch: Batch) -> list[int]:
    """The certificates of this batch by id, in the order of its pile."""
    return list(
        db.session.scalars(select(Sheet.certificate_id).where(Sheet.batch_id == batch.id).order_by(Sheet.place))
    )


def prints_of(ids: Sequence[int]) -> dict[int, int]:
    """How often each of these certificates has been put into a printing that was not cancelled."""
    query = (
        select(Sheet.certificate_id, func.count())
        .join(Batch, Batch.id == Sheet.batch_id)
        .where(Sheet.certificate_id.in_(ids), Batch.wish != Wish.CANCEL)
        .group_by(Sheet.certificate_id)
    )
    return dict.fromkeys(ids, 0) | {row[0]: row[1] for row in db.session.execute(query)}


def want(batch: Batch, wish: Wish, *, actor: User) -> None:
    """Pause a printing, go on with it, or cancel it for good; single files that are drawn stay.

    Refuses everybody but a print clerk of the unit, and a printing that is finished or cancelled.
    """
    check_hand(batch.decision, Role.PRINT_CLERK, actor, used=used_hands(batch.decision, actor))
    if batch.sha256 is not None:
        raise Refused(_("Lần in này đã xong."))
    if batch.wish is Wish.CANCEL:
        raise Refused(_("Lần in này đã hủy. Hãy bắt đầu lần in mới."))
    batch.wish = wish
    if wish is Wish.CANCEL and batch.blank is not None:
        enter(batch.blank, Entry.GIVEN_BACK, len(printable(batch)), actor=actor, batch=batch)
    if wish is Wish.RUN and (batch.job is None or batch.job.state not in (JobState.QUEUED, JobState.RUNNING)):
        batch.job = jobs.enqueue(TASK, total=len(printable(batch)), batch_id=batch.id)
    audit.record(f"certificate.{wish}_print", batch.decision, actor=actor, batch=batch.id)


def goes_on(batch_id: int) -> bool:
    """Does anybody still want this printing, and is its file still missing? Asked by the worker before each piece."""
    wanted = select(exists().where(Batch.id == batch_id, Batch.wish == Wish.RUN, Batch.sha256.is_(None)))
    return bool(db.session.scalar(wanted))


Undrawn = dict[int, tuple[tuple[str, int | None], CertificateText]]


def undrawn(ids: Sequence[int]) -> Undrawn:
    """Design and words of those among these certificates that have no file yet."""
    return _drawable(select(Certificate).where(Certificate.id.in_(ids), Certificate.sha256.is_(None)))


def texts_in(ids: Sequence[int]) -> Undrawn:
    """Design and words of these certificates, drawn or not, in this order."""
    found = _drawable(select(Certificate).where(Certificate.id.in_(ids)))
    return {id_: found[id_] for id_ in ids}


def _drawable(query: Select[Certificate]) -> Undrawn:
    rows = list(db.session.scalars(query))
    by_hand = by_hand_of(row.item_id for row in rows)
    return {row.id: ((row.design, row.office_design_id), restored(row.text, by_hand.get(row.item_id))) for row in rows}


def placement_for(batch: Batch) -> Placement:
    """How the texts of this printing are moved."""
    return Placement(batch.right, batch.down, batch.scale / 100)


def set_rendered(certificate_id: int, sha256: str) -> None:
    """Enter the stored file in the register, unless another worker was first."""
    db.session.execute(
        update(Certificate)
        .where(Certificate.id == certificate_id, Certificate.sha256.is_(None))
        .values(sha256=sha256, rendered_at=clock.now(), version=Certificate.version + 1)
    )


def set_merged(batch_id: int, sha256: str) -> None:
    """Enter the stored file of the whole batch, unless another worker was first or nobody wants it any more."""
    unwritten = update(Batch).where(Batch.id == batch_id, Batch.sha256.is_(None), Batch.wish == Wish.RUN)
    db.session.execute(unwritten.values(sha256=sha256))


def last_batches(decision: Decision) -> list[Batch]:
    """The printings of this decision, the newest first."""
    query = select(Batch).where(Batch.decision_id == decision.id).order_by(Batch.id.desc()).limit(50)
    return list(db.session.scalars(query))
