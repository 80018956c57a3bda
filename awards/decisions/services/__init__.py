"""The rules of the decision: drafting it, taking its steps, reading it, and its words on paper."""

from awards.decisions.services.drafts import add, discard, draft, remove, shift, write
from awards.decisions.services.hands import check_hand, leaders_of, used_hands
from awards.decisions.services.paper import words_now
from awards.decisions.services.reading import (
    Ready,
    available,
    form_of,
    get,
    get_item,
    listed,
    load_dossiers,
    ready,
    units_of,
    visible_to,
    waiting_for,
)
from awards.decisions.services.steps import freeze, issue, number, sign, thaw
from awards.decisions.services.table import STEPS, DecisionAction, Step, open_steps, step_for

__all__ = [
    "STEPS",
    "DecisionAction",
    "Ready",
    "Step",
    "add",
    "available",
    "check_hand",
    "discard",
    "draft",
    "form_of",
    "freeze",
    "get",
    "get_item",
    "issue",
    "leaders_of",
    "listed",
    "load_dossiers",
    "number",
    "open_steps",
    "ready",
    "remove",
    "shift",
    "sign",
    "step_for",
    "thaw",
    "units_of",
    "used_hands",
    "visible_to",
    "waiting_for",
    "words_now",
    "write",
]
