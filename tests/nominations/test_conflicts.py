"""Nobody acts on their own dossier, on that of somebody close, or above their own unit; in lists and counts neither."""

from collections.abc import Callable
from typing import Any

import pytest

from awards.accounts.models import User
from awards.audit.services import trail
from awards.cli import invariants
from awards.core import clock
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.decisions import services as decisions
from awards.decisions.models import DecisionState
from awards.nominations import services
from awards.nominations.models import ConflictKind, Nomination
from awards.nominations.route import Action
from awards.notices import services as notices
from tests import make
from tests.conftest import Browser

Open = Callable[..., Browser]
WHY = "Là anh ruột của đối tượng."


def declare(record: Nomination, actor: User, kind: ConflictKind = ConflictKind.FAMILY) -> Any:
    conflict = services.declare(record, kind, WHY, actor=actor)
    db.session.commit()
    return conflict


def test_after_declaring_the_dossier_is_not_there_anywhere(browser: Open) -> None:
    world = make.world()
    mine, other = make.received(world, name="Lò Thị Ruột"), make.received(world, name="Lò Thị Khác")
    officer = world.officers[1]
    client = browser(officer)
    assert {n.id for n in services.waiting(officer)} == {mine.id, other.id}

    declare(mine, officer)

    assert [n.id for n in services.waiting(officer)] == [other.id]
    assert [row.id for row in services.listed(officer)] == [other.id]
    assert [row.id for row in services.listed(officer, services.Filters(name="Lò Thị Ruột"))] == []
    assert services.open_steps(mine, officer) == []
    assert client.get(f"/nominations/{mine.id}").status_code == 404
    for page in ("/", "/review/", "/nominations", "/nominations?name=lo+thi"):
        text = client.get(page).text
        assert "Lò Thị Ruột" not in text, page
        assert "Lò Thị Khác" in text, page
    assert [n.id for n in services.waiting(world.leaders[1])] == [mine.id, other.id]


def test_the_writer_loses_draft_and_register(browser: Open) -> None:
    world = make.world()
    record, officer = make.ready(world, name="Lò Thị Ruột"), world.officers[0]
    declare(record, officer, ConflictKind.SELF)

    assert services.drafts_of(officer) == []
    assert services.nominees_of(officer) == []
    assert services.sent_by(officer) == []
    with pytest.raises(Refused):
        services.edit(record, actor=officer, seen=services.seen_of(record), citation="Khác.")
    with pytest.raises(Refused):
        make.step(record, Action.PROPOSE, officer)


def test_the_writer_does_not_find_the_nominee_by_looking_for_somebody_alike() -> None:
    world = make.world()
    record, officer = make.received(world, name="Lò Thị Ruột"), world.officers[0]
    asked = services.subject_of(record)
    found = services.similar(asked, unit_id=world.units[0].id, actor=officer)
    assert [match.nominee_id for match in found] == [record.nominee_id]

    declare(record, officer, ConflictKind.SELF)

    assert services.similar(asked, unit_id=world.units[0].id, actor=officer) == []
    words = {"award": "Giấy khen", "number_text": "5/QĐ", "decided_on": None, "body": "", "achievement": ""}
    services.add_commendation(record.nominee, actor=make.user(unit=world.units[0]), **words)
    db.session.commit()
    (match,) = services.similar(asked, unit_id=world.units[0].id, actor=officer)
    assert (match.nominee_id, match.birth_year, match.address, match.running) == (None, None, "", ())


def test_it_holds_for_every_dossier_of_that_nominee() -> None:
    world = make.world()
    first = make.received(world)
    second = make.received(world)
    second.nominee = first.nominee
    db.session.commit()

    declare(first, world.officers[1])

    assert services.waiting(world.officers[1]) == []


def test_withdrawn_with_a_reason_it_is_there_again_and_the_unit_is_told() -> None:
    world = make.world()
    record, officer = make.received(world), world.officers[1]
    conflict = declare(record, officer)
    with pytest.raises(Refused):
        services.withdraw(conflict, "  ", actor=officer)
    with pytest.raises(Refused):
        services.withdraw(conflict, WHY, actor=world.leaders[1])

    services.withdraw(conflict, "Khai nhầm người trùng tên.", actor=officer)
    db.session.commit()

    assert [n.id for n in services.waiting(officer)] == [record.id]
    assert [event.tag for event in trail(conflict)] == ["conflict.declare", "conflict.withdraw"]
    assert "đã rút khai báo" in notices.latest_for(world.leaders[0])[0].sentence
    with pytest.raises(Refused):
        services.withdraw(conflict, "Lần nữa.", actor=officer)


def test_the_unit_says_that_its_nominee_is_a_person_of_the_system() -> None:
    world = make.world()
    record, officer, leader = make.ready(world), world.officers[0], world.leaders[0]
    make.step(record, Action.PROPOSE, officer)

    services.link_account(record, leader.username.upper(), "Đề nghị khen ông chủ tịch.", actor=officer)
    db.session.commit()

    assert services.open_steps(record, leader) == []
    with pytest.raises(Refused):
        services.withdraw(record.nominee.conflicts[0], "Không phải tôi.", actor=leader)
    for wrong in ("khong.co", officer.username, leader.username):
        with pytest.raises(Refused):
            services.link_account(record, wrong, WHY, actor=officer)
    with pytest.raises(Refused):
        services.link_account(record, officer.username, WHY, actor=leader)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEADER, Role.PRINT_CLERK])
def test_nobody_of_the_proposing_unit_acts_above_it(role: Role) -> None:
    """Whatever they are there. They read it, and it does not wait for them."""
    world = make.world()
    record = make.received(world)
    both = make.user(role, world.units[0])
    make.appoint(both, Role.LEADER, world.units[1])
    make.appoint(both, Role.OFFICER, world.units[1])

    above = [step.action for step in services.open_steps(record, both) if step.action is not Action.WITHDRAW]
    assert above == []
    assert record.id not in [n.id for n in services.waiting(both)]
    assert record.id in [row.id for row in services.listed(both)]


def test_whoever_sits_in_one_unit_only_has_nothing_to_fear() -> None:
    world = make.world()
    record = make.received(world)

    assert [step.action for step in services.open_steps(record, world.officers[1])] == [Action.PROPOSE]


def test_a_decision_is_made_signed_and_numbered_by_people_without_a_conflict() -> None:
    desk = make.decision_desk()
    record = make.drafted(desk, 2)
    close = record.items[1].nomination
    for person in (desk.secretary, desk.leader, desk.records_clerk):
        conflict = declare(close, person)
        assert decisions.open_steps(record, person) == []
        with pytest.raises(Refused):
            decisions.check_hand(record, person.appointments[0].role, person)
        services.withdraw(conflict, "Khai nhầm.", actor=person)
        db.session.commit()
    declare(close, desk.leader)

    with pytest.raises(Refused, match="xung đột"):
        decisions.freeze(record, seen=record.version, actor=desk.secretary, signer=desk.leader)


def test_what_a_secretary_must_not_decide_is_not_offered_to_them() -> None:
    desk = make.decision_desk()
    one, other = make.accepted(desk.world), make.accepted(desk.world)
    declare(one, desk.secretary)
    make.appoint(desk.secretary, Role.OFFICER, make.unit())

    offered = services.accepted_for(desk.world.campaign, desk.award_form, actor=desk.secretary)

    assert [n.id for n in offered] == [other.id]
    make.appoint(desk.secretary, Role.PRINT_CLERK, desk.world.units[0])
    assert services.accepted_for(desk.world.campaign, desk.award_form, actor=desk.secretary) == []


def test_the_pages_to_declare_and_to_withdraw(browser: Open) -> None:
    world = make.world()
    record, officer = make.received(world), world.officers[1]
    client = browser(officer)

    empty = client.post(f"/nominations/{record.id}/conflict", data={"kind": "family", "reason": " "})
    strange = client.post(f"/nominations/{record.id}/conflict", data={"kind": "enemy", "reason": WHY})
    done = client.post(f"/nominations/{record.id}/conflict", data={"kind": "family", "reason": WHY})

    assert (empty.status_code, strange.status_code, done.location) == (422, 422, "/conflicts")
    page = client.get("/conflicts").text
    assert record.nominee.name in page
    number = record.nominee.conflicts[0].id
    assert browser(world.leaders[1]).get(f"/conflicts/{number}/withdraw").status_code == 404
    assert WHY in browser(world.leaders[1]).get(f"/nominations/{record.id}").text
    assert client.post(f"/conflicts/{number}/withdraw", data={"reason": "Khai nhầm."}).status_code == 303
    assert client.get(f"/nominations/{record.id}").status_code == 200


def test_the_auditor_sees_a_move_made_in_a_conflict() -> None:
    world = make.world()
    record = make.received(world)
    conflict = declare(record, world.officers[1])
    assert list(invariants.nobody_acts_where_they_have_a_conflict()) == []

    conflict.declared_at = clock.now().replace(year=2000)
    db.session.flush()

    assert list(invariants.nobody_acts_where_they_have_a_conflict()) != []


def test_frozen_lists_are_not_reopened_by_a_later_declaration() -> None:
    """What was done stays; the person has no further hand in it."""
    desk = make.decision_desk()
    record = make.advance(make.drafted(desk, 1), desk, DecisionState.FROZEN)
    declare(record.items[0].nomination, desk.leader)

    assert decisions.open_steps(record, desk.leader) == []
    assert record.state is DecisionState.FROZEN


def _passed_by() -> tuple[make.World, Nomination]:
    """A corrected dossier that went straight back to the third level."""
    world = make.world()
    record = make.received(world, 3)
    make.send_back(record, world.leaders[2], citation="Ghi rõ.")
    make.correct(record, world, citation="Đã giúp 12 hộ.")
    return world, record


def test_a_leader_with_a_conflict_neither_objects_nor_answers() -> None:
    world, record = _passed_by()
    objecting, answering = world.leaders[1], world.leaders[2]
    assert services.objecting_desk(record, objecting) is not None
    services.object_to(record, "Chưa đúng.", actor=objecting, seen=services.seen_of(record))
    make.step(record, Action.RECEIVE, world.officers[2])
    assert services.may_answer(record, answering)

    services.declare(record, ConflictKind.FAMILY, "Là em ruột.", actor=answering)
    other = make.user(Role.LEADER, world.units[1])
    services.declare(record, ConflictKind.FAMILY, "Là em ruột.", actor=other)

    assert not services.may_answer(record, answering)
    assert services.objecting_desk(record, other) is None


def test_a_leader_of_the_proposing_unit_does_not_object_for_a_level_above() -> None:
    world, record = _passed_by()
    both = make.user(Role.LEADER, world.units[1])
    assert services.objecting_desk(record, both) is not None

    make.appoint(both, Role.SECRETARY, world.units[0])

    assert services.objecting_desk(record, both) is None
