"""Changes of single units: dated rows, explicit succession, nothing of the past rewritten."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from awards.audit.models import AuditEvent
from awards.core import clock
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.core.levels import Level
from awards.units import services
from awards.units.models import Unit, UnitLoad, UnitSuccession
from tests import make

DAY = date(2026, 3, 1)
BEFORE = DAY - timedelta(days=1)


def line() -> tuple[Unit, Unit, Unit]:
    """A root, a province and a commune."""
    top = make.unit(Level.CENTRAL, name="Trung ương")
    province = make.unit(Level.PROVINCE, parent=top, name="Tỉnh Sơn La")
    return top, province, make.unit(parent=province, name="Xã Hua Păng")


def tags() -> list[str]:
    return list(db.session.scalars(select(AuditEvent.tag).order_by(AuditEvent.id)))


def test_a_new_unit_begins_on_its_day_under_its_parent() -> None:
    _top, province, _commune = line()

    made = services.open_unit("Sở Nội vụ", Level.COMMUNE, province, DAY, actor=None, symbol="SNV")
    db.session.commit()

    assert services.parent_of(made, DAY) is province
    assert services.parent_of(made, BEFORE) is None
    assert services.agency_of(made).symbol == "SNV"
    assert tags() == ["units.open"]


@pytest.mark.parametrize(
    ("level", "code", "field"),
    [(Level.PROVINCE, "", "level"), (Level.CENTRAL, "", "level"), (Level.COMMUNE, "3a", "code")],
)
def test_a_unit_that_cannot_stand_there_is_refused(level: Level, code: str, field: str) -> None:
    _top, province, _commune = line()

    with pytest.raises(Refused) as refused:
        services.open_unit("Xã Mới", level, province, DAY, actor=None, code=code)

    assert refused.value.field == field


def test_a_code_and_a_name_belong_to_one_living_unit() -> None:
    _top, province, commune = line()

    for name, code, field in (("Xã Mới", commune.code, "code"), ("xã hua păng", "", "name")):
        with pytest.raises(Refused) as refused:
            services.open_unit(name, Level.COMMUNE, province, DAY, actor=None, code=code)
        assert refused.value.field == field


def test_a_renamed_unit_is_another_that_takes_over_with_its_code_and_children() -> None:
    top, province, commune = line()

    new = services.rename(province, "Thành phố Sơn La", DAY, actor=None)
    db.session.commit()

    assert (province.name, province.valid_to, new.valid_from, new.code) == ("Tỉnh Sơn La", DAY, DAY, province.code)
    assert [unit.name for unit in services.ancestors(commune, BEFORE)] == ["Tỉnh Sơn La", "Trung ương"]
    assert [unit.name for unit in services.ancestors(commune, DAY)] == ["Thành phố Sơn La", "Trung ương"]
    assert services.with_predecessors([new.id]) == {new.id, province.id}
    assert services.units_at(Level.PROVINCE, DAY, under=top) == [new]
    assert tags() == ["units.rename"]


def test_a_moved_unit_stays_the_same_one() -> None:
    top, province, commune = line()
    other = make.unit(Level.PROVINCE, parent=top)

    services.move_under(commune, other, DAY, actor=None)
    db.session.commit()

    assert services.parent_of(commune, BEFORE) is province
    assert services.parent_of(commune, DAY) is other
    assert db.session.scalars(select(UnitSuccession)).all() == []
    assert tags() == ["units.move"]


def test_merged_units_end_and_their_children_and_dossiers_go_to_the_successor() -> None:
    top, province, commune = line()
    other, third = (make.unit(Level.PROVINCE, parent=top) for _ in range(2))

    services.merge([province, other], third, DAY, actor=None)
    db.session.commit()

    assert province.valid_to == other.valid_to == DAY
    assert services.parent_of(commune, DAY) is third
    assert services.with_predecessors([third.id]) == {third.id, province.id, other.id}
    assert set(services.successions(third)[0]) == {other, province}
    assert tags() == ["units.merge"]


def test_what_makes_no_sense_is_refused() -> None:
    top, province, commune = line()
    ended = make.unit(Level.PROVINCE, parent=top, valid_to=date(2010, 1, 1))

    for act in (
        lambda: services.rename(top, "Trung tâm", DAY, actor=None),
        lambda: services.rename(commune, "Xã Hua Păng", DAY, actor=None),
        lambda: services.rename(commune, "Xã Mới", make.LONG_AGO, actor=None),
        lambda: services.rename(commune, "Xã Mới", clock.today() + timedelta(days=400), actor=None),
        lambda: services.rename(ended, "Tỉnh Mới", DAY, actor=None),
        lambda: services.move_under(commune, province, DAY, actor=None),
        lambda: services.move_under(commune, commune, DAY, actor=None),
        lambda: services.move_under(province, ended, DAY, actor=None),
        lambda: services.merge([commune], commune, DAY, actor=None),
        lambda: services.merge([commune], province, DAY, actor=None),
        lambda: services.merge([], province, DAY, actor=None),
    ):
        with pytest.raises(Refused):
            act()
    assert tags() == []


def test_no_change_is_older_than_the_last_change_or_the_last_list() -> None:
    _top, province, commune = line()
    services.rename(province, "Thành phố Sơn La", DAY, actor=None)
    make.save(UnitLoad(state_of=date(2026, 6, 1), sha256="", whole_country=False))

    with pytest.raises(Refused, match=r"01/06/2026"):
        services.rename(commune, "Xã Mới", date(2026, 5, 31), actor=None)
    commune.code = ""  # an agency stands in no list
    db.session.flush()
    with pytest.raises(Refused, match=r"01/03/2026"):
        services.rename(commune, "Hội Mới", DAY, actor=None)


def test_the_people_of_the_successor_read_the_dossiers_of_the_unit_that_was_renamed() -> None:
    world = make.world()
    record = make.sent(world)
    new = services.rename(world.units[0], "Xã Mới", clock.today(), actor=None)
    reader = make.user(Role.OFFICER, new)

    assert record.unit_id in services.with_predecessors(reader.unit_ids())
