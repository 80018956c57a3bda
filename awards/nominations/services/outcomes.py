"""What became of each nomination of a letter at the unit it was sent to, and what goes on from there."""

from dataclasses import dataclass
from enum import StrEnum

from awards.accounts.models import User
from awards.nominations.models import Move, Nomination, ProposalLetter
from awards.nominations.route import Action, State
from awards.nominations.services.moves import open_steps


class Outcome(StrEnum):
    """Of one nomination, at the level that the letter went to."""

    WAITING = "waiting"
    KEPT = "kept"
    SENT_HIGHER = "sent_higher"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    RETURNED = "returned"
    TAKEN_BACK = "taken_back"


OUTCOME_NAMES = {
    Outcome.WAITING: "Đang xem xét",
    Outcome.KEPT: "Giữ lại khen ở cấp này",
    Outcome.SENT_HIGHER: "Trình cấp trên",
    Outcome.ACCEPTED: "Đồng ý xét khen",
    Outcome.REFUSED: "Không đủ điều kiện",
    Outcome.RETURNED: "Trả lại để bổ sung",
    Outcome.TAKEN_BACK: "Đơn vị đề nghị đã rút hoặc thu hồi",
}
_ENDS = {
    Action.ENDORSE: Outcome.SENT_HIGHER,
    Action.REJECT: Outcome.REFUSED,
    Action.REOPEN: Outcome.WAITING,
    Action.RETURN: Outcome.RETURNED,
    Action.WITHDRAW: Outcome.TAKEN_BACK,
    Action.RECALL: Outcome.TAKEN_BACK,
}


@dataclass(frozen=True)
class Result:
    """The outcome of one nomination, and the step that decided it, if one has."""

    nomination: Nomination
    outcome: Outcome
    move: Move | None


def result_of(letter: ProposalLetter, nomination: Nomination) -> Result:
    """What became of it at the unit the letter went to: the last word of that level since the letter came."""
    came = next((move for move in nomination.moves if move.letter_id == letter.id), None)
    sent = {item.nomination_id: item.fingerprint for item in letter.items}
    result = Result(nomination, Outcome.WAITING, None)
    for move in [] if came is None else nomination.moves[came.step :]:
        if came is None or move.from_stage_id != came.to_stage_id:
            continue
        outcome = _outcome(move, sent[nomination.id])
        if outcome is not None:
            result = Result(nomination, outcome, move)
        if outcome in {Outcome.RETURNED, Outcome.TAKEN_BACK, Outcome.SENT_HIGHER}:
            break  # when it comes again, it comes with another letter
    return result


def _outcome(move: Move, sent: str) -> Outcome | None:
    """What this step of the level says. Accepted with other content than was sent: for an award of this level."""
    if move.action is Action.ACCEPT:
        return Outcome.ACCEPTED if move.fingerprint == sent else Outcome.KEPT
    return _ENDS.get(move.action)


def results(letter: ProposalLetter) -> list[Result]:
    """The outcome of each nomination of a letter, in the order of its list."""
    return [result_of(letter, item.nomination) for item in letter.items]


def going_on(letter: ProposalLetter, actor: User) -> list[Nomination]:
    """What this person may send higher now with the next letter."""
    return [
        item.nomination
        for item in letter.items
        if item.nomination.state is State.RECEIVED
        and item.nomination.desk_id == letter.to_unit_id
        and any(step.action is Action.ENDORSE for step in open_steps(item.nomination, actor))
    ]
