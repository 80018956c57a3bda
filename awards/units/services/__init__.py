"""The dated tree of units, the lists it is read from, and the agencies that write in a unit's name."""

from awards.units.services.agency import Agency, agency_of, running_name
from awards.units.services.lists import LoadResult, load
from awards.units.services.reform import (
    WORDS,
    check_merge,
    children,
    levels_below,
    merge,
    move_under,
    open_unit,
    rename,
    successions,
)
from awards.units.services.seed import load_demo_seed
from awards.units.services.succession import load_successions, taken_over, with_predecessors
from awards.units.services.tree import ancestors, at_level, establish_root, levels_on, parent_of, root, units_at

__all__ = [
    "WORDS",
    "Agency",
    "LoadResult",
    "agency_of",
    "ancestors",
    "at_level",
    "check_merge",
    "children",
    "establish_root",
    "levels_below",
    "levels_on",
    "load",
    "load_demo_seed",
    "load_successions",
    "merge",
    "move_under",
    "open_unit",
    "parent_of",
    "rename",
    "root",
    "running_name",
    "successions",
    "taken_over",
    "units_at",
    "with_predecessors",
]
