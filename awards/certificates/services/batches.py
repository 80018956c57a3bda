"""Printing in batches. The numbers are the decision's; a batch only says which of them are put on paper."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import Select, select, update

from awards.accounts.models import User
from awards.audit import services as audit
from awards.certificates.models import Batch, Certificate
from awards.certificates.printing import CertificateText
from awards.certificates.services.reading import used_hands
from awards.certificates.services.texts import design_of, restored
from awards.core import clock
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.decisions.models import Decision, DecisionItem, DecisionState
from awards.decisions.services import check_hand
from awards.jobs import services as jobs


def start_batch(decision: Decision, *, actor: User, first: int = 1, last: int | None = None) -> Batch:
    """Print the certificates with số sổ vàng `first` to `last` (None: to the end) as one file and as single ones.

    The work is done in the background. Refuses everybody but a print clerk of the unit who has had no other hand in
    the decision, a decision that is not issued, a paper without a design, and a range with nothing to print.
    """
    last = len(decision.items) if last is None else last
    if decision.state is not DecisionState.ISSUED:
        raise Refused(_("Quyết định chưa ban hành nên chưa in được."))
    check_hand(decision, Role.PRINT_CLERK, actor, used=used_hands(decision, actor))
    if design_of(decision) is None:
        raise Refused(_("Chưa có mẫu in cho %(form)s.", form=decision.award_form.name))
    if not 1 <= first <= last <= len(decision.items):
        raise Refused(_("Danh sách có số sổ vàng từ 1 đến %(last)s.", last=len(decision.items)), "last")
    batch = Batch(decision=decision, first=first, last=last, started_by=actor, started_at=clock.now())
    db.session.add(batch)
    db.session.flush()
    count = len(printable(batch))
    if count == 0:
        raise Refused(_("Các giấy trong khoảng này đều đã bị thu hồi."), "first")
    batch.job = jobs.enqueue("certificates.print_batch", total=count, batch_id=batch.id)
    audit.record("certificate.print", decision, actor=actor, batch=batch.id, first=first, last=last, count=count)
    return batch


def _of_batch(batch: Batch) -> Select[int]:
    return (
        select(Certificate.id)
        .join(DecisionItem, DecisionItem.id == Certificate.item_id)
        .where(
            Certificate.decision_id == batch.decision_id,
            DecisionItem.ordinal.between(batch.first, batch.last),
            Certificate.revoked_at.is_(None) | (Certificate.revoked_at > batch.started_at),
        )
        .order_by(DecisionItem.ordinal)
    )


def printable(batch: Batch) -> list[int]:
    """The certificates of this batch by id, in the decision's order, without those revoked before it was started."""
    return list(db.session.scalars(_of_batch(batch)))


def undrawn(ids: Sequence[int]) -> dict[int, tuple[str, CertificateText]]:
    """Design and words of those among these certificates that have no file yet."""
    query = select(Certificate.id, Certificate.design, Certificate.text)
    rows = db.session.execute(query.where(Certificate.id.in_(ids), Certificate.sha256.is_(None)))
    return {id_: (design, restored(text)) for id_, design, text in rows}


def set_rendered(certificate_id: int, sha256: str) -> None:
    """Enter the stored file in the register, unless another worker was first."""
    db.session.execute(
        update(Certificate)
        .where(Certificate.id == certificate_id, Certificate.sha256.is_(None))
        .values(sha256=sha256, rendered_at=clock.now(), version=Certificate.version + 1)
    )


def set_merged(batch_id: int, sha256: str) -> None:
    """Enter the stored file of the whole batch, unless another worker was first."""
    db.session.execute(update(Batch).where(Batch.id == batch_id, Batch.sha256.is_(None)).values(sha256=sha256))


def last_batches(decision: Decision) -> list[Batch]:
    """The printings of this decision, the newest first."""
    query = select(Batch).where(Batch.decision_id == decision.id).order_by(Batch.id.desc()).limit(50)
    return list(db.session.scalars(query))
