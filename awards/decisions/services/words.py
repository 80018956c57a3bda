"""The words of any decision: live while it is drafted, frozen afterwards."""

from typing import cast

from awards.accounts.models import Appointment
from awards.core import paper
from awards.decisions.models import Decision, DecisionKind, DecisionState
from awards.decisions.services.amendment_paper import words_of_amendment
from awards.decisions.services.paper import words_of_award


def words_of_draft(decision: Decision, signer: Appointment | None) -> paper.Decision | paper.Amendment:
    """The words of today; without a signer the place for the name stays empty."""
    if decision.kind is DecisionKind.AWARD:
        return words_of_award(decision, signer)
    return words_of_amendment(decision, signer)


def any_words_now(decision: Decision) -> paper.Decision | paper.Amendment:
    """The words as they stand: what will be frozen, or what was frozen with the number and the date given since."""
    if decision.state is DecisionState.DRAFTED:
        return words_of_draft(decision, None)
    words = cast(paper.Decision | paper.Amendment, dict(decision.paper))
    words["number_text"] = decision.number_text or words["number_text"]
    words["date"] = decision.signed_on.isoformat() if decision.signed_on else ""
    return words


def words_now(decision: Decision) -> paper.Decision:
    """The same of an award decision."""
    return cast(paper.Decision, any_words_now(decision))
