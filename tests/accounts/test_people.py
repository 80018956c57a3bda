"""People and appointments: who may be made what, and by whom."""

from datetime import date
from typing import Any

import pytest

from awards.accounts import services
from awards.accounts.models import Appointment, Delegation, User
from awards.audit.services import trail
from awards.core import clock
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.core.levels import Level
from awards.units.models import Unit
from tests import make

DAY = date(2026, 1, 5)


@pytest.fixture
def root() -> Unit:
    return make.unit(Level.CENTRAL, name="Trung ương")


@pytest.fixture
def administrator(root: Unit) -> User:
    return make.user(Role.ADMINISTRATOR, root)


def tags(user: User) -> list[str]:
    return [event.tag for event in trail(user)]


def test_two_people_are_two_people() -> None:
    one, other = make.user(), make.user()

    assert one != other
    assert len({one, other}) == 2


def test_a_new_person_may_do_nothing_and_cannot_sign_in(administrator: User) -> None:
    user = services.create_person("Lò Thị Mẫu", " Lo.Thi.Mau ", actor=administrator)

    assert user.username == "lo.thi.mau"
    assert user.password_hash == ""
    assert user.appointments_now() == []
    assert tags(user) == ["accounts.create"]
    assert trail(user)[0].actor_id == administrator.id


@pytest.mark.parametrize("username", ["", "lò", "ab", "1abc", "a b c", "a" * 41, "lo/mau", "lo.mau\0", "😀😀😀"])
def test_a_username_is_small_latin_letters(username: str) -> None:
    with pytest.raises(Refused, match="chữ cái không dấu") as no:
        services.create_person("Lò Thị Mẫu", username, actor=None)

    assert no.value.field == "username"


def test_a_username_belongs_to_one_person() -> None:
    services.create_person("Lò Thị Mẫu", "lo.mau", actor=None)

    with pytest.raises(Refused, match="đã có người dùng"):
        services.create_person("Lò Văn Mẫu", "LO.MAU", actor=None)


def test_an_appointment_gives_its_role_from_its_first_day(administrator: User) -> None:
    user, unit = make.user(None), make.unit()

    appointment = services.appoint(user, unit, Role.LEADER, "CHỦ TỊCH", DAY, actor=administrator)
    assert not user.holds(Role.LEADER, unit.id)
    assert services.proposed_appointments() == [appointment]

    services.confirm_appointment(appointment, actor=make.user(Role.ADMINISTRATOR, appointment.unit))

    assert user.holds(Role.LEADER, unit.id)
    assert services.proposed_appointments() == []
    assert tags(user) == ["accounts.appoint", "accounts.confirm_appointment"]


def test_an_appointment_takes_two_people(administrator: User) -> None:
    user, second = make.user(None), make.user(None)
    appointment = services.appoint(user, make.unit(), Role.LEADER, "CHỦ TỊCH", DAY, actor=administrator)

    with pytest.raises(Refused, match="không tự xác nhận"):
        services.confirm_appointment(appointment, actor=administrator)
    with pytest.raises(Refused, match="chính mình"):
        services.confirm_appointment(appointment, actor=user)
    services.confirm_appointment(appointment, actor=second)
    with pytest.raises(Refused, match="đã được xác nhận"):
        services.confirm_appointment(appointment, actor=second)
    taken_back = services.appoint(user, make.unit(), Role.LEADER, "CHỦ TỊCH", DAY, actor=administrator)
    services.end_appointment(taken_back, actor=administrator)
    with pytest.raises(Refused, match="đã được xác nhận"):
        services.confirm_appointment(taken_back, actor=second)


def test_a_confirmation_does_not_count_before_its_first_day(administrator: User) -> None:
    user, unit = make.user(None), make.unit()
    appointment = services.appoint(user, unit, Role.LEADER, "CHỦ TỊCH", date(2999, 1, 1), actor=administrator)

    services.confirm_appointment(appointment, actor=make.user(None))

    assert not user.holds(Role.LEADER, unit.id)


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"valid_to": DAY}, "valid_to"),
        ({"delegation": Delegation.DEPUTY}, "delegated_title"),
        ({"delegation": Delegation.DEPUTY, "delegated_title": "CHỦ TỊCH"}, "delegated_by"),
        ({"delegation": Delegation.AUTHORISED, "delegated_title": "A", "delegated_by": "B"}, "valid_to"),
        ({"role": Role.OFFICER, "delegation": Delegation.BY_ORDER}, "delegation"),
    ],
)
def test_a_delegation_has_its_facts(administrator: User, terms: dict[str, Any], field: str) -> None:
    given = {"role": Role.LEADER, "title": "TRƯỞNG PHÒNG", "valid_from": DAY} | terms

    with pytest.raises(Refused) as no:
        services.appoint(make.user(None), make.unit(), **given, actor=administrator)

    assert no.value.field == field


@pytest.mark.parametrize(
    ("title", "terms", "line"),
    [
        ("CHỦ TỊCH", {}, ""),
        ("PHÓ CHỦ TỊCH", {}, "KT. CHỦ TỊCH"),
        ("Phó Chủ tịch", {}, "KT. CHỦ TỊCH"),
        ("TRƯỞNG PHÒNG", {"delegation": Delegation.BY_ORDER, "delegated_title": "CHỦ TỊCH"}, "TL. CHỦ TỊCH"),
        ("PHÓ CHỦ TỊCH", {"delegation": Delegation.AUTHORISED, "delegated_title": "CHỦ TỊCH"}, "TUQ. CHỦ TỊCH"),
    ],
)
def test_the_line_above_the_title_says_in_whose_place(title: str, terms: dict[str, Any], line: str) -> None:
    person = make.user(None)

    assert make.appoint(person, Role.LEADER, make.unit(), title=title, **terms).signs_for == line


def test_an_appointment_of_tomorrow_gives_nothing_today(administrator: User) -> None:
    user, unit = make.user(None), make.unit()

    services.appoint(user, unit, Role.LEADER, "CHỦ TỊCH", date(2999, 1, 1), actor=administrator)

    assert not user.holds(Role.LEADER, unit.id)


def test_nobody_appoints_themselves(administrator: User) -> None:
    with pytest.raises(Refused, match="chính mình"):
        services.appoint(administrator, make.unit(), Role.LEADER, "CHỦ TỊCH", DAY, actor=administrator)


def test_an_administrator_does_not_work_on_dossiers(administrator: User, root: Unit) -> None:
    other = make.user(Role.ADMINISTRATOR, root)
    officer = make.user(Role.OFFICER)

    with pytest.raises(Refused, match="không được đồng thời giữ vai trò khác"):
        services.appoint(other, make.unit(), Role.OFFICER, "Chuyên viên", DAY, actor=administrator)
    with pytest.raises(Refused, match="không được đồng thời giữ vai trò khác"):
        services.appoint(officer, root, Role.ADMINISTRATOR, "Chuyên viên", DAY, actor=administrator)


def test_who_was_an_administrator_may_work_on_dossiers_afterwards(administrator: User, root: Unit) -> None:
    other = make.user(Role.ADMINISTRATOR, root)
    services.end_appointment(other.appointments[0], actor=administrator)

    appointment = services.appoint(other, make.unit(), Role.OFFICER, "Chuyên viên", DAY, actor=administrator)
    services.confirm_appointment(appointment, actor=make.user(None))

    assert other.appointments_now()[0].role is Role.OFFICER


def test_an_administrator_stands_at_the_centre(administrator: User, root: Unit) -> None:
    services.appoint(make.user(None), root, Role.ADMINISTRATOR, "Chuyên viên", DAY, actor=administrator)
    with pytest.raises(Refused, match="Trung ương"):
        services.appoint(make.user(None), make.unit(), Role.ADMINISTRATOR, "Chuyên viên", DAY, actor=administrator)


def test_the_same_appointment_is_not_made_twice(administrator: User) -> None:
    user, unit = make.user(None), make.unit()
    services.appoint(user, unit, Role.OFFICER, "Chuyên viên", DAY, actor=administrator)

    with pytest.raises(Refused, match="đang giữ vai trò đó"):
        services.appoint(user, unit, Role.OFFICER, "Chuyên viên", DAY, actor=administrator)
    services.appoint(user, unit, Role.LEADER, "CHỦ TỊCH", DAY, actor=administrator)  # another role is another thing

    assert [a.role for a in user.appointments] == [Role.OFFICER, Role.LEADER]


def test_ending_an_appointment_takes_its_rights_at_once(administrator: User) -> None:
    user = make.user(Role.LEADER)
    unit_id = user.appointments[0].unit_id

    services.end_appointment(user.appointments[0], actor=administrator)

    assert not user.holds(Role.LEADER, unit_id)
    assert user.appointments[0].valid_to == clock.today()
    assert tags(user) == ["accounts.end_appointment"]


@pytest.mark.parametrize("valid_from", [date(2999, 1, 1), date(2020, 1, 1)])
def test_an_ended_appointment_ends_no_earlier_than_it_began(administrator: User, valid_from: date) -> None:
    user = make.user(None)
    appointment = make.appoint(user, Role.LEADER, make.unit(), valid_from=valid_from)

    services.end_appointment(appointment, actor=administrator)
    db.session.commit()

    assert appointment.valid_to == max(valid_from, clock.today())


def test_an_appointment_ends_once_and_not_by_its_own_holder(administrator: User) -> None:
    user = make.user(Role.LEADER)
    services.end_appointment(user.appointments[0], actor=administrator)

    with pytest.raises(Refused, match="đã kết thúc"):
        services.end_appointment(user.appointments[0], actor=administrator)
    with pytest.raises(Refused, match="chính mình"):
        services.end_appointment(administrator.appointments[0], actor=administrator)


def test_a_closed_account_is_closed_to_everything_until_it_is_opened_again(administrator: User) -> None:
    user = make.user()

    services.deactivate(user, actor=administrator)

    for refused in (
        lambda: services.deactivate(user, actor=administrator),
        lambda: services.issue_code(user, actor=administrator),
        lambda: services.appoint(user, make.unit(), Role.LEADER, "CHỦ TỊCH", DAY, actor=administrator),
    ):
        with pytest.raises(Refused, match="khóa"):
            refused()
    services.reactivate(user, actor=administrator)
    with pytest.raises(Refused, match="đang dùng"):
        services.reactivate(user, actor=administrator)
    assert tags(user) == ["accounts.deactivate", "accounts.reactivate"]


def test_what_an_opened_account_held_counts_again_when_another_administrator_has_confirmed_it(
    administrator: User,
) -> None:
    """Otherwise one administrator alone could give back the rights of somebody who has left."""
    user, other = make.user(Role.LEADER), make.user(Role.ADMINISTRATOR)
    unit_id = user.appointments[0].unit_id
    services.deactivate(user, actor=administrator)
    services.reactivate(user, actor=administrator)
    db.session.commit()
    _before, again = user.appointments
    assert not user.holds(Role.LEADER, unit_id)
    with pytest.raises(Refused, match="không tự xác nhận"):
        services.confirm_appointment(again, actor=administrator)

    services.confirm_appointment(again, actor=other)

    assert user.holds(Role.LEADER, unit_id)


def test_nobody_closes_or_opens_their_own_account(administrator: User) -> None:
    for change in (services.deactivate, services.reactivate):
        with pytest.raises(Refused, match="chính mình"):
            change(administrator, actor=administrator)


def test_an_appointment_belongs_to_its_person() -> None:
    user, other = make.user(), make.user()

    found: Appointment = services.appointment_of(user, user.appointments[0].id)

    assert found.user is user
    with pytest.raises(Exception, match="No row was found"):
        services.appointment_of(user, other.appointments[0].id)


def test_people_are_found_by_any_part_of_their_name_without_accents() -> None:
    for name, username in [("Lò Thị Mẫu", "ltm"), ("Đặng Văn Đông", "dong.dv"), ("Hà Hoà", "hoa")]:
        services.create_person(name, username, actor=None)

    def found(words: str) -> list[str]:
        return [user.name for user in services.listed(words=words)]

    assert found("dang dong") == ["Đặng Văn Đông"]
    assert found("LÒ mẫu") == ["Lò Thị Mẫu"]
    assert found("hòa") == ["Hà Hoà"]
    assert found("dong.dv") == ["Đặng Văn Đông"]
    assert found("%") == []
    assert found("") == ["Hà Hoà", "Đặng Văn Đông", "Lò Thị Mẫu"]
