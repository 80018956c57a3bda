"""Who stood above whom on which date, on the real units of Mộc Châu in their three states."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from awards.core import clock
from awards.core.access import Role
from awards.core.db import db
from awards.core.levels import Level
from awards.units import services
from awards.units.models import Unit, UnitPlace, UnitSuccession
from tests import make

IN_2023, LAST_OF_DISTRICT, FIRST_OF_TOWN = date(2023, 9, 30), date(2025, 1, 31), date(2025, 2, 1)
LAST_OF_TOWN, TWO_TIERS = date(2025, 6, 30), date(2025, 7, 1)


@pytest.fixture
def moc_chau() -> None:
    services.load_demo_seed()
    db.session.commit()


def holder(code: str, on: date, level: Level = Level.COMMUNE) -> Unit:
    """The unit that held this code on this date."""
    known = select(Unit).where(Unit.code == code, Unit.level == level, Unit.valid_from <= on)
    return db.session.scalars(known.where(Unit.valid_to.is_(None) | (Unit.valid_to > on))).one()


@pytest.mark.usefixtures("moc_chau")
def test_the_district_of_2023_has_its_two_townships_and_thirteen_communes() -> None:
    district = holder("123", IN_2023, Level.DISTRICT)

    names = [unit.name for unit in services.units_at(Level.COMMUNE, IN_2023, under=district)]

    assert district.name == "Huyện Mộc Châu"
    assert len(names) == 15
    assert {"Xã Hua Păng", "Xã Lóng Sập", "Thị trấn Nông trường Mộc Châu"} <= set(names)


@pytest.mark.usefixtures("moc_chau")
def test_names_stand_in_the_order_of_the_vietnamese_alphabet() -> None:
    names = [unit.name for unit in services.units_at(Level.COMMUNE, TWO_TIERS)]

    assert names == [
        "Phường Mộc Châu",
        "Phường Mộc Sơn",
        "Phường Thảo Nguyên",
        "Phường Vân Sơn",
        "Xã Chiềng Sơn",
        "Xã Đoàn Kết",
        "Xã Lóng Sập",
        "Xã Tân Yên",
    ]


@pytest.mark.usefixtures("moc_chau")
@pytest.mark.parametrize(
    ("on", "above"),
    [
        (IN_2023, ["Huyện Mộc Châu", "Tỉnh Sơn La", "Trung ương"]),
        (LAST_OF_DISTRICT, ["Huyện Mộc Châu", "Tỉnh Sơn La", "Trung ương"]),
        (FIRST_OF_TOWN, ["Thị xã Mộc Châu", "Tỉnh Sơn La", "Trung ương"]),
        (LAST_OF_TOWN, ["Thị xã Mộc Châu", "Tỉnh Sơn La", "Trung ương"]),
        (TWO_TIERS, ["Tỉnh Sơn La", "Trung ương"]),
        (date(2020, 12, 31), []),
    ],
)
def test_a_commune_keeps_its_identity_while_its_parents_change(on: date, above: list[str]) -> None:
    commune = holder("03985", TWO_TIERS)

    assert commune.valid_from == date(2021, 1, 1)
    assert [unit.name for unit in services.ancestors(commune, on)] == above
    assert [services.parent_of(commune, on)] == ([*services.ancestors(commune, on), None])[:1]


@pytest.mark.usefixtures("moc_chau")
def test_a_level_is_found_upwards_from_the_unit_itself() -> None:
    commune = holder("03985", IN_2023)

    assert services.at_level(commune, Level.COMMUNE, IN_2023) is commune
    assert services.at_level(commune, Level.DISTRICT, IN_2023).name == "Huyện Mộc Châu"
    assert services.at_level(commune, Level.CENTRAL, TWO_TIERS) is services.root()


@pytest.mark.usefixtures("moc_chau")
def test_there_is_no_district_above_a_commune_since_july_2025() -> None:
    with pytest.raises(LookupError):
        services.at_level(holder("03985", IN_2023), Level.DISTRICT, TWO_TIERS)


@pytest.mark.usefixtures("moc_chau")
def test_a_unit_that_has_ended_stands_on_no_level_afterwards() -> None:
    hua_pang = holder("04015", IN_2023)

    with pytest.raises(LookupError):
        services.at_level(hua_pang, Level.COMMUNE, FIRST_OF_TOWN)
    assert services.ancestors(hua_pang, FIRST_OF_TOWN) == []


@pytest.mark.usefixtures("moc_chau")
def test_the_levels_of_a_date_are_those_with_units() -> None:
    assert services.levels_on(IN_2023) == frozenset(Level)
    assert services.levels_on(TWO_TIERS) == frozenset(Level) - {Level.DISTRICT}


@pytest.mark.usefixtures("moc_chau")
def test_each_question_is_one_query(queries: list[str]) -> None:
    commune, root = holder("03985", IN_2023), services.root()
    for ask in (
        lambda: services.ancestors(commune, IN_2023),
        lambda: services.parent_of(commune, IN_2023),
        lambda: services.at_level(commune, Level.CENTRAL, IN_2023),
        lambda: services.units_at(Level.COMMUNE, IN_2023, under=root),
        lambda: services.with_predecessors({commune.id}),
    ):
        queries.clear()
        ask()
        assert len(queries) == 1


def test_a_circle_of_places_ends() -> None:
    first, second = make.unit(), make.unit()
    make.save(UnitPlace(unit=first, parent=second, valid_from=make.LONG_AGO))
    make.save(UnitPlace(unit=second, parent=first, valid_from=make.LONG_AGO))

    assert len(services.ancestors(first, IN_2023)) < 20
    assert services.units_at(Level.COMMUNE, IN_2023, under=first) == [first, second]


@pytest.mark.usefixtures("moc_chau")
def test_whoever_was_appointed_to_the_old_holder_of_a_code_gets_nothing_of_the_new_one() -> None:
    old, new = holder("03979", IN_2023), holder("03979", TWO_TIERS)
    officer = make.user(Role.OFFICER, old)

    assert (old.name, new.name) == ("Thị trấn Mộc Châu", "Phường Mộc Sơn")
    assert not officer.holds(Role.OFFICER, new.id)
    assert new.id not in services.with_predecessors(officer.unit_ids())
    assert old.id not in services.with_predecessors({new.id})


@pytest.mark.usefixtures("moc_chau")
def test_the_new_holder_sees_the_old_ones_only_by_a_row_of_succession() -> None:
    old, new = holder("03979", IN_2023), holder("03979", TWO_TIERS)
    make.save(UnitSuccession(unit_id=old.id, successor_id=new.id, since=FIRST_OF_TOWN))

    assert services.with_predecessors({new.id}) == {old.id, new.id}
    assert services.with_predecessors({old.id}) == {old.id}


def test_succession_is_followed_to_its_beginning_and_a_circle_ends() -> None:
    first, second, third = make.unit(), make.unit(), make.unit()
    for unit, successor in ((first, second), (second, third), (third, first)):
        make.save(UnitSuccession(unit_id=unit.id, successor_id=successor.id, since=make.LONG_AGO))

    assert services.with_predecessors({third.id}) == {first.id, second.id, third.id}


def test_a_successor_sees_nothing_before_its_day() -> None:
    old, new = make.unit(), make.unit()
    make.save(UnitSuccession(unit_id=old.id, successor_id=new.id, since=TWO_TIERS))

    with clock.standing_at(datetime(2025, 6, 30, 12, tzinfo=UTC)):
        assert services.with_predecessors({new.id}) == {new.id}
    with clock.standing_at(datetime(2025, 7, 1, 12, tzinfo=UTC)):
        assert services.with_predecessors({new.id}) == {old.id, new.id}


def test_nobody_has_no_predecessors() -> None:
    assert services.with_predecessors(frozenset()) == frozenset()


def test_the_root_is_made_once() -> None:
    first = services.establish_root()

    assert services.establish_root() is first
    assert services.root() is first
