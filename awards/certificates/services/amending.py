"""How certificates end: corrected, replaced or revoked by a decision; and the certificates that stand in their place.

A certificate that has ended stays in the register with its bytes, and the check page says what became of it.
"""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import delete, select

from awards.accounts.models import User
from awards.audit import services as audit
from awards.certificates.models import Batch, Certificate, Setting
from awards.certificates.services.codes import new_code, new_short_code
from awards.certificates.services.texts import misfits_of_correction, reworded, stored, words_on
from awards.core import clock
from awards.core.db import db
from awards.core.errors import Refused
from awards.decisions import services as decisions
from awards.decisions.models import Cause, Decision, DecisionItem, DecisionKind
from awards.decisions.services import Standing


def standing(decision: Decision) -> list[Certificate]:
    """The certificates of this award decision that are valid now, by số sổ vàng."""
    query = select(Certificate).join(DecisionItem, DecisionItem.id == Certificate.item_id)
    valid = query.where(Certificate.decision_id == decision.id, Certificate.ended_at.is_(None))
    return list(db.session.scalars(valid.order_by(DecisionItem.ordinal)))


def amend(
    original: Decision,
    kind: DecisionKind,
    certificates: Sequence[Certificate],
    *,
    cause: Cause | None = None,
    facts: str = "",
    actor: User,
) -> Decision:
    """Draft the decision that undoes these certificates (`decisions.amend`). Refuses those that are not valid now."""
    valid = {certificate.id for certificate in standing(original)}
    for certificate in certificates:
        if certificate.id not in valid:
            raise Refused(_("Giấy của %(name)s không còn hiệu lực.", name=certificate.text["name"]))
    papers = [Standing(certificate.item, words_on(certificate.text)) for certificate in certificates]
    return decisions.amend(original, kind, papers, cause=cause, facts=facts, actor=actor)


def check_has_not_printed(decision: Decision, person: User | None) -> None:
    """Refuses a hand in undoing paper to whoever printed it (four people, never one)."""
    if decision.original_id is None or person is None:
        return
    printed = select(Batch.id).where(Batch.decision_id == decision.original_id, Batch.started_by_id == person.id)
    if db.session.scalar(printed.limit(1)):
        raise Refused(_("%(name)s đã in giấy của quyết định này nên không làm khâu khác được.", name=person.name))


def check_standing(decision: Decision) -> list[str]:
    """What of an amendment could not be printed. Refuses it when a paper it is about has ended meanwhile."""
    valid = {certificate.item_id: certificate for certificate in standing(_original(decision))}
    for amended in decision.amended:
        if amended.item_id not in valid:
            raise Refused(_("Giấy của %(name)s không còn hiệu lực.", name=amended.was["name"]))
    return list(misfits_of_correction(decision, valid))


def carry_out(decision: Decision, *, actor: User) -> None:
    """End the certificates that an issued decision names; after a correction or a reissue make their successors."""
    valid = {certificate.item_id: certificate for certificate in standing(_original(decision))}
    ended_at = clock.now()
    for amended in decision.amended:
        old = valid[amended.item_id]
        old.ended_at, old.ended_by = ended_at, decision
        db.session.flush()  # one paper for an award is valid at most
        audit.record("certificate.end", old, actor=actor, decision=decision.id, kind=decision.kind.value)
        if decision.kind is DecisionKind.CORRECTION:  # lines set by hand are those of the old words
            db.session.execute(delete(Setting).where(Setting.item_id == amended.item_id))
        if decision.kind is not DecisionKind.REVOCATION:
            new = _successor(old, amended.now)
            audit.record("certificate.succeed", new, actor=actor, replaces=old.id)


def _successor(old: Certificate, words: dict[str, object]) -> Certificate:
    code, short_code = new_code(), new_short_code()
    new = Certificate(
        item=old.item,
        decision=old.decision,
        replaces=old,
        code=code,
        short_code=short_code,
        design=old.design,
        office_design_id=old.office_design_id,
        text=stored(reworded(old.text, words, code, short_code)),
    )
    db.session.add(new)
    return new


def _original(decision: Decision) -> Decision:
    if decision.original is None:
        raise ValueError("an award decision undoes nothing")
    return decision.original
