"""Any action, by anybody, in any order, on all three presets, against an oracle that knows nothing of the table."""

import pytest

from tests import make
from tests.conftest import Store
from tests.nominations import machine

PRESETS = pytest.mark.parametrize("preset", make.ROUTES)


@PRESETS
def test_any_step_by_anybody_comes_out_as_the_oracle_says(preset: str) -> None:
    machine.run(machine.Anything, machine.populate(preset), examples=20, steps=25)


@PRESETS
def test_far_along_the_way_everybody_may_do_just_what_the_oracle_says(preset: str, store: Store) -> None:
    if store.server and preset != "two_tier":
        pytest.skip("the rules are the same on both databases; one route shows that the steps are")
    place = machine.populate(preset)
    machine.tour(place)
    machine.run(machine.Deep, place, examples=12, steps=8)


def test_what_the_proposing_unit_decides_itself_comes_out_as_the_oracle_says() -> None:
    machine.tour_alone(machine.populate("two_tier"))
