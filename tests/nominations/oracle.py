"""What may happen to a dossier, told a second time and from nothing that the application knows.

Written from the issue and the settled decisions; it imports no rule. Places are numbers: 0 is the proposing unit, 1 the
one above … `top` the one that decides; where that is 0, the proposing unit decides itself. Everything else (siblings,
strangers, successors) is a word.
"""

from dataclasses import dataclass, field

OFFICER, LEADER, SECRETARY, CLERK = "officer", "leader", "secretary", "records_clerk"
READERS = {OFFICER, LEADER, SECRETARY}
Post = tuple[str, int | str]  # role and place
WITH_REASON = {"return", "reject", "reopen", "suspend", "resume", "withdraw"}
BY_LETTER = {"submit", "endorse"}
BY_DECISION = {"decide", "release", "award"}
ACTIONS = (
    *("propose", "submit", "recall", "receive", "endorse", "accept", "return", "reject"),
    *("reopen", "suspend", "resume", "withdraw", "decide", "release", "award"),
)


@dataclass
class Oracle:
    """One dossier as the rules of the house see it."""

    top: int
    at: int = 0
    state: str = "draft"
    is_complete: bool = False
    is_proposed: bool = False
    is_late: bool = False
    is_issued: bool = False  # some decision of the campaign has been issued
    reached: set[int] = field(default_factory=lambda: {0})
    received: set[int] = field(default_factory=set)
    before: str = "draft"  # the state that the last step left
    conflicts: set[str] = field(default_factory=set)  # who is the nominee, or has declared to be close
    hands: dict[str, set[Post]] = field(default_factory=dict)  # what each person has been on this dossier, and where
    steps: int = 0
    came_from: int = 0  # the place that the last step left
    keeps: frozenset[int] = frozenset()  # the places that have an award of their own to keep a dossier for
    marked: frozenset[str] = frozenset()  # the parts that the last return marked
    asker: int = 1  # where that return came from
    returned: dict[int, int] = field(default_factory=dict)  # how often, by place
    was_sent: bool = False

    def may_write(self, person: str, posts: set[Post], parts: frozenset[str] = frozenset()) -> bool:
        """May this person write now, changing these parts?"""
        if self.state == "returned" and self.marked and parts - self.marked:
            return False
        return self.at == 0 and self.state in {"draft", "returned"} and self._can_be(person, posts, OFFICER, 0)

    def wrote(self, person: str) -> None:
        self.hands.setdefault(person, set()).add((OFFICER, 0))
        self.is_proposed = False

    def sees(self, person: str, posts: set[Post]) -> bool:
        if person in self.conflicts:
            return False
        places = {
            place.removeprefix("successor of ") if isinstance(place, str) else str(place)
            for role, place in posts
            if role in READERS
        }
        return bool(places & {str(place) for place in self.reached})

    def _can_be(self, person: str, posts: set[Post], role: str, place: int) -> bool:
        """Appointed there today, never anything else on this dossier, without a conflict; and nobody of the proposing
        unit, or of one that succeeds it, acts above it."""
        post: Post = (role, place)
        at_home = any(where in (0, "successor of 0") for _role, where in posts)
        if person in self.conflicts or (place != 0 and at_home):
            return False
        return post in posts and self.hands.get(person, {post}) == {post}

    def hands_for(self, action: str) -> list[tuple[str, int]]:
        """The roles that may take this step, and where; a draft never sent is given up by its officer, too."""
        role = {"propose": OFFICER, "receive": OFFICER, "decide": SECRETARY, "release": SECRETARY, "award": CLERK}
        place = {"recall": self.came_from, "withdraw": 0}
        hands = [(role.get(action, LEADER), place.get(action, self.at))]
        return [*hands, (OFFICER, 0)] if action == "withdraw" and self.state == "draft" and not self.was_sent else hands

    def _hand_of(self, action: str, person: str, posts: set[Post]) -> Post | None:
        return next((hand for hand in self.hands_for(action) if self._can_be(person, posts, *hand)), None)

    def target(self, action: str) -> tuple[int, str] | None:
        """Where the step would lead from here, whoever takes it; None where there is no such step."""
        at, state, first, top = self.at, self.state, self.at == 0, self.at == self.top
        writing = first and state in {"draft", "returned"}
        under_review = not first and state == "received"
        alone = first and top and state == "draft"  # its leader decides what its officer proposed
        rules: dict[str, tuple[bool, tuple[int, str]]] = {
            "propose": ((writing or under_review) and not self.is_proposed, (at, state)),
            "submit": (writing and not top and self.is_proposed, (self.asker if self.is_by_field else 1, "waiting")),
            "recall": (state == "waiting", (self.came_from, self.before)),
            "receive": (state == "waiting", (at, "received")),
            "endorse": (under_review and not top and self.is_proposed, (at + 1, "waiting")),
            "accept": (
                (alone or (under_review and (top or at in self.keeps))) and self.is_proposed,
                (at, "accepted"),
            ),
            "return": (under_review, (0, "returned")),
            "reject": (under_review, (at, "rejected")),
            "reopen": (state == "rejected" and not self.is_issued, (at, "received")),
            "suspend": (under_review or (state == "accepted" and not first), (at, "suspended")),
            "resume": (state == "suspended", (at, self.before)),
            "withdraw": (state in {"draft", "returned", "waiting", "received"}, (at, "withdrawn")),
            "decide": (state == "accepted" and top, (at, "decided")),
            "release": (state == "decided", (at, "accepted")),
            "award": (state == "decided", (at, "awarded")),
        }
        is_possible, where = rules[action]
        return where if is_possible else None

    @property
    def is_by_field(self) -> bool:
        """Was it returned for marked parts only, so that it goes straight back to who asked?"""
        return self.state == "returned" and bool(self.marked)

    @property
    def is_kept(self) -> bool:
        """Would accepting it here keep it for an award of this place, instead of sending it on?"""
        return self.at != self.top

    def is_open(self, action: str, person: str, posts: set[Post]) -> bool:
        """May this person see this button now?"""
        return self.target(action) is not None and self._hand_of(action, person, posts) is not None

    def allows(
        self, action: str, person: str, posts: set[Post], *, reason: bool, fresh: bool, again: bool = True
    ) -> bool:
        """May this person take this step now, with or without a reason, having seen what stands there or not?

        `again`: with the leader's note on a further return.
        """
        if not self.is_open(action, person, posts) or not (fresh or action in BY_DECISION):
            return False
        leaves_its_writers = action == "submit" or (action == "accept" and self.at == 0)
        if (action in BY_LETTER or leaves_its_writers) and not self.is_complete:
            return False
        if leaves_its_writers and self.is_late:
            return False
        if action == "return" and self.returned.get(self.at, 0) >= 1 and not again:
            return False
        if action == "accept" and self.is_kept:
            return reason
        return reason or action not in WITH_REASON

    def take(self, action: str, person: str, posts: set[Post], marked: frozenset[str] = frozenset()) -> None:
        where, hand = self.target(action), self._hand_of(action, person, posts)
        assert where is not None
        assert hand is not None
        self.hands.setdefault(person, set()).add(hand)
        if action == "receive":
            self.received.add(self.at)
        if action == "recall" and self.at not in self.received:
            self.reached.discard(self.at)
        if action == "return":
            self.returned[self.at] = self.returned.get(self.at, 0) + 1
            self.marked, self.asker = marked, self.at
        if action == "accept":
            self.top = self.at
        self.was_sent = self.was_sent or action == "submit"
        self.came_from = self.at
        self.before, (self.at, self.state) = self.state, where
        self.is_proposed = action == "propose"
        self.steps += 1
        if self.state == "waiting":
            self.reached.add(self.at)
