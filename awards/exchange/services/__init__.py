"""Lists from Excel: nominations that become drafts, and earlier commendations for the register."""

from awards.exchange.services.commendations import COLUMNS as COMMENDATION_COLUMNS
from awards.exchange.services.commendations import (
    LEFT_OUT,
    NEW,
    Who,
    asked_about,
    earlier_commendations,
    enter_commendations,
    get_commendations,
    judge_commendations,
    marked_commendations,
    read_commendations,
    receive_commendations,
)
from awards.exchange.services.dossiers import (
    AT_ONCE,
    COLUMNS,
    choices_of,
    earlier,
    enter,
    get,
    judge,
    marked,
    read,
    receive,
)
from awards.exchange.services.forgetting import forget_workbooks, workbook
from awards.exchange.services.rows import CHOICES

__all__ = [
    "AT_ONCE",
    "CHOICES",
    "COLUMNS",
    "COMMENDATION_COLUMNS",
    "LEFT_OUT",
    "NEW",
    "Who",
    "asked_about",
    "choices_of",
    "earlier",
    "earlier_commendations",
    "enter",
    "enter_commendations",
    "forget_workbooks",
    "get",
    "get_commendations",
    "judge",
    "judge_commendations",
    "marked",
    "marked_commendations",
    "read",
    "read_commendations",
    "receive",
    "receive_commendations",
    "workbook",
]
