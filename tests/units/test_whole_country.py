"""The whole country in its three states, from the folder named by UNITS_DATA; skipped where it is unset."""

import os
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from awards.core.db import db
from awards.core.levels import Level
from awards.units import services
from awards.units.models import Unit, UnitPlace

FOLDER = os.environ.get("UNITS_DATA", "")
pytestmark = pytest.mark.skipif(not FOLDER, reason="UNITS_DATA is not set: no lists of the whole country")

STATES = (
    (date(2024, 1, 1), "units-three-tier-early.csv", (63, 699, 10_542)),
    (date(2025, 2, 1), "units-three-tier-last.csv", (63, 696, 10_035)),
    (date(2025, 7, 1), "units-two-tier.csv", (34, 0, 3_321)),
)
LIMIT = 30  # seconds for one list


def test_three_states_of_the_country_are_read_in_time_and_each_can_be_asked_for(
    record_property: Callable[[str, object], None],
) -> None:
    for state_of, name, _expected in STATES:
        begun = time.monotonic()
        with (Path(FOLDER) / name).open("rb") as file:
            services.load(file, state_of)
        db.session.commit()
        taken = time.monotonic() - begun
        record_property(name, round(taken, 2))
        assert taken < LIMIT

    for state_of, name, expected in STATES:
        levels = (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)
        assert tuple(len(services.units_at(level, state_of)) for level in levels) == expected
        assert len(services.units_at(Level.COMMUNE, state_of, under=services.root())) == expected[2]
        with (Path(FOLDER) / name).open("rb") as file:
            assert not services.load(file, state_of).changed
    _check_places()


def _check_places() -> None:
    """Every unit that has not ended stands under exactly one that has not ended either."""
    open_places = select(func.count()).select_from(UnitPlace).where(UnitPlace.valid_to.is_(None))
    open_units = select(func.count()).select_from(Unit).where(Unit.valid_to.is_(None), Unit.code != "")
    stray = (
        select(func.count())
        .select_from(UnitPlace)
        .join(Unit, Unit.id == UnitPlace.parent_id)
        .where(UnitPlace.valid_to.is_(None), Unit.valid_to.is_not(None))
    )
    assert db.session.scalar(open_places) == db.session.scalar(open_units)
    assert db.session.scalar(stray) == 0
