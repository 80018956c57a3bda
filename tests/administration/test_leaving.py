"""Somebody leaves: their drafts go to a colleague of the same unit and role, and what waits there is shown."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from awards.accounts.models import User
from awards.administration import services
from awards.audit.services import trail
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.core.levels import Level
from awards.nominations import services as nominations
from awards.nominations.models import ConflictKind, Typing
from awards.notices.models import Notice
from tests import make
from tests.conftest import Browser

Open = Callable[[User], Browser]


def office() -> User:
    return make.user(Role.ADMINISTRATOR, make.unit(Level.CENTRAL, name="Trung ương"))


def test_drafts_and_what_is_typed_go_to_a_colleague_and_are_recorded() -> None:
    world, actor = make.world(), office()
    leaving, colleague = world.officers[0], make.user(Role.OFFICER, world.units[0])
    record, _sent = make.nomination(world), make.sent(world)
    nominations.keep_typing(record, "report", {"results": "Đang viết"}, seen="", actor=leaving)
    post = leaving.appointments[0]

    work = services.open_work(post)
    moved = services.hand_over(post, colleague.id, actor=actor)
    db.session.commit()

    assert (work.drafts, moved) == (1, (1, 0))
    assert record.keeper is colleague
    assert db.session.scalars(select(Typing)).one().user is colleague
    assert [trail(one)[-1].tag for one in (record, leaving)] == ["nomination.hand_over", "accounts.hand_over"]
    told = db.session.scalars(select(Notice).where(Notice.role == Role.OFFICER)).all()[-1]
    assert f"{leaving.name} bàn giao công việc cho {colleague.name}: 1 hồ sơ" in told.sentence
    assert services.open_work(post).drafts == 0


def test_what_waits_at_a_desk_is_counted_for_its_role() -> None:
    desk = make.decision_desk()
    make.drafted(desk, 1)
    make.sent(desk.world)

    works = {
        person: services.open_work(person.appointments[0]) for person in (desk.secretary, desk.leader, desk.print_clerk)
    }

    assert (works[desk.secretary].decisions, works[desk.secretary].dossiers) == (1, 0)
    assert (works[desk.leader].decisions, works[desk.leader].dossiers) == (0, 1)
    assert not works[desk.print_clerk].is_any


def test_a_draft_stays_where_the_colleague_has_a_conflict() -> None:
    world = make.world()
    colleague = make.user(Role.OFFICER, world.units[0])
    record = make.nomination(world)
    nominations.declare(record, ConflictKind.FAMILY, "Là em ruột.", actor=colleague)

    moved = services.hand_over(world.officers[0].appointments[0], colleague.id, actor=office())

    assert moved == (0, 1)
    assert record.keeper is None


def test_only_a_colleague_of_the_same_unit_and_role_takes_over() -> None:
    world, actor = make.world(), office()
    post = world.officers[0].appointments[0]

    for other in (world.officers[0], world.leaders[0], world.officers[1]):
        with pytest.raises(Refused):
            services.hand_over(post, other.id, actor=actor)
    with pytest.raises(Refused):
        nominations.hand_over_all(world.officers[0], world.leaders[0], world.units[0].id, Role.OFFICER, actor=actor)


def test_an_appointment_ends_with_or_without_somebody_who_takes_over(browser: Open) -> None:
    world = make.world()
    colleague = make.user(Role.OFFICER, world.units[0])
    record, client = make.nomination(world), browser(office())
    address = f"/people/{world.officers[0].id}/appointments/{world.officers[0].appointments[0].id}/end"

    shown = client.get(address)
    ended = client.post(address, data={"to": colleague.id})
    other = client.post(f"/people/{colleague.id}/appointments/{colleague.appointments[0].id}/end", data={"to": "0"})
    db.session.expire_all()

    assert colleague.name in shown.text
    assert (ended.status_code, other.status_code) == (303, 303)
    assert record.keeper_id == colleague.id
    assert world.officers[0].appointments_now() == colleague.appointments_now() == []
    assert "bàn giao công việc đang làm" in client.get(f"/people/{world.officers[0].id}").text


def test_work_is_handed_over_after_the_appointment_has_ended_too(browser: Open) -> None:
    world, actor = make.world(), office()
    record, client = make.nomination(world), browser(actor)
    post = world.officers[0].appointments[0]
    client.post(f"/people/{post.user_id}/appointments/{post.id}/end")
    address = f"/people/{post.user_id}/appointments/{post.id}/hand-over"
    assert "Hãy bổ nhiệm người mới trước" in client.get(address).text
    colleague = make.user(Role.OFFICER, world.units[0])

    done = client.post(address, data={"to": colleague.id})
    db.session.expire_all()

    assert done.status_code == 303
    assert record.keeper_id == colleague.id
