"""The rules of the dossier: writing it, moving it, sending it, reading it."""

from awards.nominations.services.content import Words, seen_of, words_of
from awards.nominations.services.drafts import attach, draft, edit, may_write, missing, remove
from awards.nominations.services.letters import Letterhead, get_letter, letters_of, next_desk, next_number, send
from awards.nominations.services.moves import move, move_all, open_steps, step_for, take_by_decision
from awards.nominations.services.outlook import is_proposed, outlook
from awards.nominations.services.reading import (
    PAGE,
    Station,
    accepted_for,
    attachment,
    drafts_of,
    get,
    get_all,
    listed,
    nominees_of,
    sent_by,
    stations,
    units_of,
    visible_to,
    waiting,
)

__all__ = [
    "PAGE",
    "Letterhead",
    "Station",
    "Words",
    "accepted_for",
    "attach",
    "attachment",
    "draft",
    "drafts_of",
    "edit",
    "get",
    "get_all",
    "get_letter",
    "is_proposed",
    "letters_of",
    "listed",
    "may_write",
    "missing",
    "move",
    "move_all",
    "next_desk",
    "next_number",
    "nominees_of",
    "open_steps",
    "outlook",
    "remove",
    "seen_of",
    "send",
    "sent_by",
    "stations",
    "step_for",
    "take_by_decision",
    "units_of",
    "visible_to",
    "waiting",
    "words_of",
]
