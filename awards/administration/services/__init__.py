"""What administrators look after: people, and the units they are appointed in."""

from awards.administration.services.leaving import OpenWork, colleagues, hand_over, open_work
from awards.administration.services.people import MOST, beside, history, unit, units_called, whereabouts
from awards.administration.services.reform import (
    Touched,
    confirm_merger,
    drop_merger,
    get_merger,
    held_in,
    merged_units,
    mergers,
    propose_merger,
    rename,
    touched,
)

__all__ = [
    "MOST",
    "OpenWork",
    "Touched",
    "beside",
    "colleagues",
    "confirm_merger",
    "drop_merger",
    "get_merger",
    "hand_over",
    "held_in",
    "history",
    "merged_units",
    "mergers",
    "open_work",
    "propose_merger",
    "rename",
    "touched",
    "unit",
    "units_called",
    "whereabouts",
]
