"""Who sees which dossier, in lists and alone."""

from collections.abc import Sequence

import pytest
from sqlalchemy.exc import NoResultFound

from awards.accounts.models import User
from awards.core.access import Role
from awards.core.db import db
from awards.nominations import services
from awards.nominations.models import Nomination
from awards.nominations.route import Action
from awards.units.models import UnitSuccession
from tests import make


def sees(actor: User, record: Nomination) -> bool:
    """By its page, in the list and among many: always the same answer."""
    ids: Sequence[int] = [row.id for row in services.listed(actor)]
    try:
        services.get(record.id, actor=actor)
        services.get_all([record.id], actor=actor)
    except NoResultFound:
        assert record.id not in ids
        return False
    assert ids.count(record.id) == 1
    return True


def test_a_draft_is_seen_by_its_own_unit_alone() -> None:
    world = make.world()
    record = make.nomination(world)
    sibling = make.user(Role.OFFICER, make.unit(parent=world.units[1]))
    assert [sees(person, record) for person in world.officers] == [True, False, False]
    assert [sees(person, record) for person in world.leaders] == [True, False, False]
    assert not sees(sibling, record)
    assert not sees(make.world().officers[0], record)


@pytest.mark.parametrize("role", [Role.RECORDS_CLERK, Role.PRINT_CLERK, Role.ADMINISTRATOR])
def test_who_has_no_part_in_dossiers_sees_none(role: Role) -> None:
    world = make.world()
    record = make.accepted(world)
    for unit in world.units:
        assert not sees(make.user(role, unit), record)


def test_it_is_seen_above_stage_by_stage_as_it_is_sent() -> None:
    world = make.world()
    record = make.sent(world)
    assert [sees(person, record) for person in world.officers] == [True, True, False]
    assert [sees(person, make.received(world, 3)) for person in world.officers] == [True, True, True]


def test_what_is_recalled_in_time_vanishes_above() -> None:
    world = make.world()
    record = make.sent(world)
    make.step(record, Action.RECALL, world.leaders[0])
    assert [sees(person, record) for person in world.officers] == [True, False, False]


def test_what_was_received_once_stays_seen_after_a_recall() -> None:
    world = make.world()
    record = make.received(world)
    make.step(record, Action.RETURN, world.leaders[1], "Thiếu xác nhận.")
    make.send([record], world.officers[0], world.leaders[0])
    make.step(record, Action.RECALL, world.leaders[0])
    assert sees(world.officers[1], record)


def test_a_successor_sees_what_it_took_over_and_cannot_act_on_it() -> None:
    world = make.world()
    record = make.received(world)
    make.step(record, Action.RETURN, world.leaders[1], "Thiếu xác nhận.")
    heir = make.unit(parent=world.units[1])
    make.save(UnitSuccession(unit_id=world.units[0].id, successor_id=heir.id, since=make.LONG_AGO))
    officer, leader = make.user(Role.OFFICER, heir), make.user(Role.LEADER, heir)
    assert sees(officer, record)
    assert services.open_steps(record, officer) == services.open_steps(record, leader) == []
    assert not services.may_write(record, officer)


def test_whoever_sits_at_two_desks_finds_a_dossier_once() -> None:
    world = make.world()
    record = make.received(world)
    make.appoint(world.officers[1], Role.LEADER, world.units[0])
    assert sees(world.officers[1], record)


def test_one_that_is_not_there_for_me_keeps_the_whole_choice_from_me() -> None:
    world = make.world()
    mine, draft = make.sent(world), make.nomination(world)
    with pytest.raises(NoResultFound):
        services.get_all([mine.id, draft.id], actor=world.officers[1])
    assert services.get_all([mine.id], actor=world.officers[1]) == [mine]


def test_a_list_is_narrowed_by_state_and_by_name_without_marks() -> None:
    world = make.world()
    record, other = make.sent(world, name="Lường Thị Đào"), make.nomination(world, name="Lò Văn Mẫu")
    officer = world.officers[0]
    assert [row.id for row in services.listed(officer, name="luong thi dao")] == [record.id]
    assert [row.id for row in services.listed(officer, states=[other.state])] == [other.id]
    assert services.listed(officer, name="%") == services.listed(officer, name="_") == []


def test_the_strip_shows_where_it_was_is_and_will_be() -> None:
    world = make.world()
    record = make.received(world)
    marks = [(station.mark, station.unit) for station in services.stations(record)]
    names = [unit.name for unit in world.units]
    assert marks == list(zip(("past", "present", "coming"), names, strict=True))
    make.step(record, Action.RETURN, world.leaders[1], "Thiếu xác nhận.")
    assert [station.mark for station in services.stations(record)] == ["present", "coming", "coming"]
    assert "trả lại" in services.stations(record)[1].words


def test_only_a_secretary_of_the_deciding_desk_is_offered_what_is_accepted() -> None:
    world = make.world()
    record, form = make.accepted(world), world.campaign.awards[0].award_form
    assert services.accepted_for(world.campaign, form, actor=world.secretary) == [record]
    other = make.user(Role.SECRETARY, world.units[1])
    for nobody in (other, world.leaders[-1], world.officers[0]):
        assert services.accepted_for(world.campaign, form, actor=nobody) == []
    db.session.rollback()
