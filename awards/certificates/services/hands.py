"""What a person does before printing: setting one recipient's texts by hand, and opening the proof."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from flask_babel import gettext as _
from sqlalchemy import Connection, insert, literal, select

from awards.accounts.models import User
from awards.audit import services as audit
from awards.certificates.models import Certificate, Proof, Setting
from awards.certificates.printing.layout import page_lines
from awards.certificates.services.texts import Draft, draft_of, fingerprint, settings_of
from awards.core import clock
from awards.core.access import Role
from awards.core.db import UtcDateTime, db
from awards.core.errors import Refused
from awards.decisions.models import Decision, DecisionItem
from awards.decisions.services import check_hand

BY_HAND = ("name", "citation")
LARGEST = 100  # points


def setting_of(item: DecisionItem) -> Setting | None:
    """How this recipient's texts are set by hand, or None."""
    return db.session.scalars(select(Setting).where(Setting.item_id == item.id)).one_or_none()


def set_by_hand(item: DecisionItem, wanted: Mapping[str, tuple[Sequence[str], float]], *, actor: User) -> None:
    """Set the lines and the largest size (0: the design's) of a recipient's name and citation; nobody else's.

    Refuses everybody but a print clerk of the deciding unit, other words than the register's, sizes that no paper
    takes, a text that then does not fit, and a certificate that is drawn already.
    """
    check_hand(item.decision, Role.PRINT_CLERK, actor)
    if db.session.scalar(select(Certificate.id).where(Certificate.item_id == item.id, Certificate.sha256.is_not(None))):
        raise Refused(_("Giấy này đã in nên không đổi cách ngắt dòng được nữa."))
    by_hand = {
        field: {"lines": list(lines), "largest": largest}
        for field, (lines, largest) in wanted.items()
        if len(lines) > 1 or largest
    }
    for field, (_lines, largest) in wanted.items():
        if largest and not 4 <= largest <= LARGEST:
            raise Refused(_("Cỡ chữ phải từ 4 đến 100."), f"{field}_largest")
    draft = draft_of(item)
    if draft.text is None and "in vừa" not in draft.fault:
        raise Refused(draft.fault)
    _check_fit(draft, by_hand)
    row = setting_of(item) or Setting(item_id=item.id)
    row.by_hand, row.set_by_id, row.set_at = by_hand, actor.id, clock.now()
    db.session.add(row)
    audit.record("certificate.set", item.decision, actor=actor, item=item.id, fields=sorted(by_hand))


def _check_fit(draft: Draft, by_hand: dict[str, dict[str, object]]) -> None:
    try:
        page_lines(draft.paper.design, replace(draft.words, settings=settings_of(by_hand)))
    except ValueError as error:
        raise Refused(str(error), "name_lines") from error


def opened_proof(decision: Decision, *, actor: User) -> Callable[[Connection], object]:
    """What notes, for the side writer, that this person looks at the proof of the certificates as they are set now."""
    shown = fingerprint(decision)
    there = select(Proof.id).where(Proof.fingerprint == shown, Proof.user_id == actor.id)
    columns = ["decision_id", "user_id", "fingerprint", "opened_at"]
    values = select(literal(decision.id), literal(actor.id), literal(shown), literal(clock.now(), UtcDateTime()))
    row = insert(Proof).from_select(columns, values.where(~there.exists()))
    return lambda connection: connection.execute(row)


def open_proof(decision: Decision, *, actor: User) -> None:
    """The same in the caller's own transaction."""
    opened_proof(decision, actor=actor)(db.session.connection())


def has_seen_proof(decision: Decision, shown: str, actor: User) -> bool:
    """Has this person opened the proof with this fingerprint?"""
    query = select(Proof.id).where(Proof.decision_id == decision.id, Proof.user_id == actor.id)
    return db.session.scalar(query.where(Proof.fingerprint == shown)) is not None
