"""The route as data: what may be done with a dossier, where, by whose hand, and where it stands afterwards.

This is the one table of actions. Buttons, checks, audit tags, history and tests read it; no other code names a level.
"""

from dataclasses import dataclass
from enum import Flag, StrEnum, auto

from awards.core.access import Role


class State(StrEnum):
    """Where a dossier stands at its stage."""

    DRAFT = "draft"
    WAITING = "waiting"
    RECEIVED = "received"
    RETURNED = "returned"
    SUSPENDED = "suspended"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    DECIDED = "decided"
    AWARDED = "awarded"


class Action(StrEnum):
    PROPOSE = "propose"
    SUBMIT = "submit"
    RECALL = "recall"
    RECEIVE = "receive"
    ENDORSE = "endorse"
    ACCEPT = "accept"
    RETURN = "return"
    REJECT = "reject"
    REOPEN = "reopen"
    SUSPEND = "suspend"
    RESUME = "resume"
    WITHDRAW = "withdraw"
    DECIDE = "decide"
    RELEASE = "release"
    AWARD = "award"


class Where(StrEnum):
    """At which stages of the route an action exists. The deciding stage is the one of the award form's level."""

    FIRST = "first"  # the proposing unit
    BELOW = "below"  # the proposing unit, where somebody above it decides
    ALONE = "alone"  # the proposing unit, where it decides itself
    BETWEEN = "between"  # above the first, below the deciding stage
    DECIDING = "deciding"
    ABOVE = "above"  # every stage above the first
    ANY = "any"


class Whose(StrEnum):
    """Whose people act."""

    DESK = "desk"  # the unit on whose desk the dossier lies
    SENDER = "sender"  # the unit that sent it here
    PROPOSER = "proposer"  # the unit that wrote it


class To(StrEnum):
    """To which stage the dossier goes."""

    THIS = "this"
    NEXT = "next"
    SENDER = "sender"  # where it came from with the last step
    FIRST = "first"
    ASKER = "asker"  # the one that asked for marked parts; the next where nobody did


class Needs(Flag):
    """What a step asks for besides the right hand."""

    NOTHING = 0
    REASON = auto()
    LETTER = auto()
    PROPOSAL = auto()  # an officer's proposal of exactly this version, where the stage needs both hands
    DECISION = auto()  # taken by the decision that the dossier is in, never by a button
    AWARD = auto()  # another award form, which the acting level decides itself
    UNSENT = auto()  # that it was never sent, not even to be recalled


class Becomes(StrEnum):
    """A state that depends on where the dossier was."""

    SAME = "same"
    BEFORE = "before"  # what it was before the step that this one undoes


S, A, W, O, R, N = State, Action, Where, Whose, Role, Needs  # noqa: E741


@dataclass(frozen=True)
class Step:
    """One row of the table: from these states, at such stages, by these people's hand, into this state and stage."""

    action: Action
    states: frozenset[State]
    where: Where
    whose: Whose
    hand: Role
    state: State | Becomes
    to: To = To.THIS
    needs: Needs = Needs.NOTHING

    def __str__(self) -> str:
        return f"{self.action}-{self.where}-{self.to}"


def _in(*states: State) -> frozenset[State]:
    return frozenset(states)


WRITING = _in(S.DRAFT, S.RETURNED)  # the proposing unit's officer may change the words
BEFORE_THE_END = _in(S.DRAFT, S.RETURNED, S.WAITING, S.RECEIVED)
LETTER = N.LETTER | N.PROPOSAL
DROP = N.REASON | N.UNSENT  # what only its writers know
KEPT = N.AWARD | N.PROPOSAL | N.REASON  # kept for an award of this level instead of being sent on

# fmt: off
STEPS = (
    Step(A.PROPOSE,  WRITING,                     W.FIRST,    O.DESK,     R.OFFICER,    Becomes.SAME),
    Step(A.PROPOSE,  _in(S.RECEIVED),             W.ABOVE,    O.DESK,     R.OFFICER,    Becomes.SAME),
    Step(A.SUBMIT,   _in(S.DRAFT),                W.BELOW,    O.DESK,     R.LEADER,     S.WAITING, To.NEXT, LETTER),
    Step(A.SUBMIT,   _in(S.RETURNED),             W.BELOW,    O.DESK,     R.LEADER,     S.WAITING, To.ASKER, LETTER),
    Step(A.RECALL,   _in(S.WAITING),              W.ABOVE,    O.SENDER,   R.LEADER,     Becomes.BEFORE, To.SENDER),
    Step(A.RECEIVE,  _in(S.WAITING),              W.ABOVE,    O.DESK,     R.OFFICER,    S.RECEIVED),
    Step(A.ENDORSE,  _in(S.RECEIVED),             W.BETWEEN,  O.DESK,     R.LEADER,     S.WAITING, To.NEXT, LETTER),
    Step(A.ACCEPT,   _in(S.DRAFT),                W.ALONE,    O.DESK,     R.LEADER,     S.ACCEPTED, needs=N.PROPOSAL),
    Step(A.ACCEPT,   _in(S.RECEIVED),             W.DECIDING, O.DESK,     R.LEADER,     S.ACCEPTED, needs=N.PROPOSAL),
    Step(A.ACCEPT,   _in(S.RECEIVED),             W.BETWEEN,  O.DESK,     R.LEADER,     S.ACCEPTED, needs=KEPT),
    Step(A.RETURN,   _in(S.RECEIVED),             W.ABOVE,    O.DESK,     R.LEADER,     S.RETURNED, To.FIRST, N.REASON),
    Step(A.REJECT,   _in(S.RECEIVED),             W.ABOVE,    O.DESK,     R.LEADER,     S.REJECTED, needs=N.REASON),
    Step(A.REOPEN,   _in(S.REJECTED),             W.ABOVE,    O.DESK,     R.LEADER,     S.RECEIVED, needs=N.REASON),
    Step(A.SUSPEND,  _in(S.RECEIVED, S.ACCEPTED), W.ABOVE,    O.DESK,     R.LEADER,     S.SUSPENDED, needs=N.REASON),
    Step(A.RESUME,   _in(S.SUSPENDED),            W.ABOVE,    O.DESK,     R.LEADER,     Becomes.BEFORE, needs=N.REASON),
    Step(A.WITHDRAW, BEFORE_THE_END,              W.ANY,      O.PROPOSER, R.LEADER,     S.WITHDRAWN, needs=N.REASON),
    Step(A.WITHDRAW, _in(S.DRAFT),                W.FIRST,    O.DESK,     R.OFFICER,    S.WITHDRAWN, needs=DROP),
    Step(A.DECIDE,   _in(S.ACCEPTED),             W.DECIDING, O.DESK,     R.SECRETARY,  S.DECIDED, needs=N.DECISION),
    Step(A.RELEASE,  _in(S.DECIDED),              W.DECIDING, O.DESK,     R.SECRETARY,  S.ACCEPTED, needs=N.DECISION),
    Step(A.AWARD,    _in(S.DECIDED),              W.DECIDING, O.DESK,     R.RECORDS_CLERK, S.AWARDED, needs=N.DECISION),
)
# fmt: on

ENDED = _in(S.REJECTED, S.WITHDRAWN, S.AWARDED)


def exists_at(where: Where, *, is_first: bool, is_deciding: bool) -> bool:
    """Is a stage of this kind one where such an action exists?"""
    return {
        Where.FIRST: is_first,
        Where.BELOW: is_first and not is_deciding,
        Where.ALONE: is_first and is_deciding,
        Where.BETWEEN: not is_first and not is_deciding,
        Where.DECIDING: is_deciding,
        Where.ABOVE: not is_first,
        Where.ANY: True,
    }[where]


STATE_NAMES = {
    S.DRAFT: "Bản nháp",
    S.WAITING: "Chờ tiếp nhận",
    S.RECEIVED: "Đang thẩm định",
    S.RETURNED: "Trả lại để bổ sung",
    S.SUSPENDED: "Tạm dừng",
    S.ACCEPTED: "Đồng ý xét khen",
    S.REJECTED: "Không đủ điều kiện",
    S.WITHDRAWN: "Đã rút",
    S.DECIDED: "Đang trình quyết định",
    S.AWARDED: "Đã khen thưởng",
}

# The verb on the button, and what the history says afterwards.
ACTION_NAMES = {
    A.PROPOSE: ("Trình lãnh đạo", "đã thẩm định, đề xuất"),
    A.SUBMIT: ("Gửi lên cấp trên", "đã ký tờ trình, gửi lên"),
    A.RECALL: ("Thu hồi", "đã thu hồi"),
    A.RECEIVE: ("Tiếp nhận", "đã tiếp nhận"),
    A.ENDORSE: ("Trình cấp trên", "đã ký tờ trình, trình lên"),
    A.ACCEPT: ("Đồng ý xét khen", "đã đồng ý xét khen"),
    A.RETURN: ("Trả lại để bổ sung", "đã trả lại để bổ sung"),
    A.REJECT: ("Kết luận không đủ điều kiện", "đã kết luận không đủ điều kiện"),
    A.REOPEN: ("Xem xét lại", "đã mở lại để xem xét"),
    A.SUSPEND: ("Tạm dừng xem xét", "đã tạm dừng xem xét"),
    A.RESUME: ("Tiếp tục xem xét", "đã cho tiếp tục xem xét"),
    A.WITHDRAW: ("Rút hồ sơ", "đã rút hồ sơ"),
    A.DECIDE: ("Đưa vào dự thảo quyết định", "đã chốt vào danh sách trình ký"),
    A.RELEASE: ("Đưa ra khỏi dự thảo quyết định", "đã đưa ra khỏi danh sách trình ký"),
    A.AWARD: ("Khen thưởng", "đã ban hành quyết định khen thưởng"),
}
