"""A code that is given again carries no rights with it (reliability 4.3)."""

from datetime import date

import pytest
from sqlalchemy import select

from awards.core.access import Role
from awards.core.db import db
from awards.core.levels import Level
from awards.nominations import services as nominations
from awards.nominations.models import Nomination
from awards.units import services as units
from awards.units.models import Unit, UnitSuccession
from tests import make

OLD_ROUTE = (Level.COMMUNE, Level.DISTRICT, Level.CENTRAL)
NEW_ROUTE = (Level.COMMUNE, Level.PROVINCE, Level.CENTRAL)
IN_2023, IN_2026 = date(2023, 9, 30), date(2026, 1, 1)
CODE = "03979"  # thị trấn Mộc Châu until January 2025, phường Mộc Sơn since


def holder(on: date) -> Unit:
    return next(unit for unit in units.units_at(Level.COMMUNE, on) if unit.code == CODE)


@pytest.fixture
def worlds() -> tuple[make.World, make.World]:
    """A campaign on the old holder of the code, and one on the new."""
    units.load_demo_seed()
    db.session.commit()
    both = []
    for on, route in ((IN_2023, OLD_ROUTE), (IN_2026, NEW_ROUTE)):
        line = [units.at_level(holder(on), level, on) for level in route]
        world = make.world(route, units=line)
        world.campaign.units_on = on
        db.session.commit()
        both.append(world)
    return both[0], both[1]


def seen_by(officer_of: make.World) -> list[Nomination]:
    return list(db.session.scalars(nominations.visible_to(officer_of.officers[0])))


def test_neither_holder_of_a_code_sees_the_dossiers_of_the_other(worlds: tuple[make.World, make.World]) -> None:
    old, new = worlds
    of_old, of_new = make.nomination(old), make.nomination(new)

    assert (old.units[0].name, new.units[0].name) == ("Thị trấn Mộc Châu", "Phường Mộc Sơn")
    assert old.units[0].code == new.units[0].code == CODE
    assert seen_by(old) == [of_old]
    assert seen_by(new) == [of_new]


def test_an_explicit_succession_opens_the_old_dossiers_to_the_new_holder_only(
    worlds: tuple[make.World, make.World],
) -> None:
    old, new = worlds
    of_old, of_new = make.nomination(old), make.nomination(new)

    make.save(UnitSuccession(unit_id=old.units[0].id, successor_id=new.units[0].id, since=date(2025, 2, 1)))

    assert set(seen_by(new)) == {of_old, of_new}
    assert seen_by(old) == [of_old]


def test_an_officer_of_the_old_holder_writes_nothing_for_the_new(worlds: tuple[make.World, make.World]) -> None:
    old, new = worlds
    made = make.nomination(new)

    assert not nominations.may_write(made, old.officers[0])
    assert nominations.open_steps(made, old.officers[0]) == []
    assert db.session.scalars(select(Nomination)).all() == [made]


def test_the_town_reads_what_the_district_it_took_over_from_has_received(
    worlds: tuple[make.World, make.World],
) -> None:
    old, _new = worlds
    sent = make.sent(old)
    town = units.units_at(Level.DISTRICT, date(2025, 3, 1))[0]
    officer = make.user(Role.OFFICER, town)

    assert (old.units[1].name, town.name) == ("Huyện Mộc Châu", "Thị xã Mộc Châu")
    assert db.session.scalars(nominations.visible_to(officer)).all() == [sent]
