"""The dated tree of units, the lists it is read from, and the agencies that write in a unit's name."""

from awards.units.services.agency import Agency, agency_of, running_name
from awards.units.services.lists import LoadResult, load
from awards.units.services.seed import load_demo_seed
from awards.units.services.succession import load_successions, taken_over, with_predecessors
from awards.units.services.tree import ancestors, at_level, establish_root, levels_on, parent_of, root, units_at

__all__ = [
    "Agency",
    "LoadResult",
    "agency_of",
    "ancestors",
    "at_level",
    "establish_root",
    "levels_on",
    "load",
    "load_demo_seed",
    "load_successions",
    "parent_of",
    "root",
    "running_name",
    "taken_over",
    "units_at",
    "with_predecessors",
]
