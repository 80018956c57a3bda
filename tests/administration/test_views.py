"""The administrator's pages."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from awards.accounts import services as accounts
from awards.accounts.models import Appointment, User
from awards.audit.services import trail
from awards.core.access import Role
from awards.core.db import db
from awards.core.levels import Level
from tests import make
from tests.conftest import Browser

Open = Callable[..., Browser]
CODE = re.compile(r"\b[2-9A-HJ-NP-Z]{5}(?:-[2-9A-HJ-NP-Z]{5}){3}\b")


@pytest.fixture
def administrator() -> User:
    return make.user(Role.ADMINISTRATOR, make.unit(Level.CENTRAL, name="Trung ương"), name="Quản Thị Trị")


@pytest.fixture
def office(administrator: User, browser: Open) -> Browser:
    return browser(administrator)


def person(**changes: str) -> dict[str, str]:
    typed = {"name": "Lò Thị Mẫu", "username": "lo.thi.mau", "role": "leader", "title": "CHỦ TỊCH"}
    return typed | {"valid_from": "05/01/2026"} | changes


def found(username: str) -> User | None:
    db.session.expire_all()
    return db.session.scalars(select(User).where(User.username == username)).first()


ADDRESSES = ["/people", "/people/new", "/people/{}", "/people/{}/appointments/new", "/people/{}/slip"]
POSTS = [
    "/people/new",
    "/people/{}/appointments/new",
    "/people/{}/appointments/{}/end",
    "/people/{}/code",
    "/people/{}/deactivate",
    "/people/{}/reactivate",
]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_administrators_enter(browser: Open, role: Role) -> None:
    other = make.user()
    client = browser(make.user(role, make.unit(Level.CENTRAL)))

    assert {client.get(address.format(other.id)).status_code for address in ADDRESSES} == {403}
    assert {client.post(a.format(other.id, other.appointments[0].id)).status_code for a in POSTS} == {403}


def test_an_administrator_enters_and_has_no_other_room(office: Browser) -> None:
    other = make.user()

    assert {office.get(address.format(other.id)).status_code for address in ADDRESSES} == {200}
    assert office.get("/nominations").status_code in (403, 404)


def test_what_is_not_there_is_not_found(office: Browser) -> None:
    assert {office.get(a.format(999)).status_code for a in ADDRESSES if "{}" in a} == {404}
    assert office.get("/people/new?unit=999").status_code == 404


def test_a_person_is_made_with_a_first_appointment_and_a_slip(office: Browser, administrator: User) -> None:
    unit = make.unit(name="Xã Hua Păng")

    made = office.post(f"/people/new?unit={unit.id}", data=person())
    slip = office.get(made.location)

    user = found("lo.thi.mau")
    assert user is not None
    assert made.location == f"/people/{user.id}/slip"
    assert [(a.unit.name, a.role, a.title) for a in user.appointments] == [("Xã Hua Păng", Role.LEADER, "CHỦ TỊCH")]
    assert user.appointments_now() == []
    events = trail(user)
    assert [event.tag for event in events] == ["accounts.create", "accounts.appoint", "accounts.issue_code"]
    assert {event.actor_id for event in events} == {administrator.id}
    for told in ("Lò Thị Mẫu", "Xã Hua Păng", "lo.thi.mau", "https://guongsang.example/first-password"):
        assert told in slip.text
    code = CODE.findall(slip.text)
    assert len(code) == 1
    assert accounts.set_first_password("lo.thi.mau", code[0], "con trâu đi trước 4 cái cày", address="") is user


def test_the_code_is_shown_once(office: Browser) -> None:
    user = make.user()
    where = office.post(f"/people/{user.id}/code").location

    first, again = office.get(where), office.get(where)

    assert CODE.search(first.text)
    assert not CODE.search(again.text)
    assert "không xem lại được" in again.text


def test_the_code_of_one_person_is_not_shown_on_the_slip_of_another(office: Browser) -> None:
    user, other = make.user(), make.user()
    office.post(f"/people/{user.id}/code")

    assert not CODE.search(office.get(f"/people/{other.id}/slip").text)


def test_a_refused_person_keeps_what_was_typed_and_leaves_nothing(office: Browser) -> None:
    unit = make.unit(name="Xã Hua Păng")
    make.user(username="co.roi")

    answer = office.post(f"/people/new?unit={unit.id}", data=person(username="co.roi", name="Hà Thị Mới"))

    assert answer.status_code == 409
    assert "Tên đăng nhập này đã có người dùng." in answer.text
    assert 'value="Hà Thị Mới"' in answer.text
    assert "Xã Hua Păng" in answer.text
    assert db.session.scalars(select(User).where(User.name == "Hà Thị Mới")).first() is None


def test_a_person_who_cannot_be_appointed_is_not_made_either(office: Browser) -> None:
    answer = office.post(f"/people/new?unit={make.unit().id}", data=person(role="administrator"))

    assert answer.status_code == 409
    assert "chỉ được bổ nhiệm ở Trung ương" in answer.text
    assert found("lo.thi.mau") is None


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": "a" * 10_000},
        {"name": "Mẫu 😀"},
        {"username": ""},
        {"role": "king"},
        {"role": ""},
        {"title": ""},
        {"valid_from": "31/02/2024"},
        {"valid_from": ""},
    ],
    ids=lambda changes: str(changes)[:40],
)
def test_a_form_with_gaps_is_shown_again(office: Browser, changes: dict[str, str]) -> None:
    answer = office.post(f"/people/new?unit={make.unit().id}", data=person(**changes))

    assert answer.status_code == 422
    assert "Có chỗ cần sửa" in answer.text
    assert found("lo.thi.mau") is None


def test_a_unit_is_chosen_without_a_script(office: Browser) -> None:
    district = make.unit(Level.DISTRICT, name="Huyện Mộc Châu", search_key="huyen moc chau")
    commune = make.unit(parent=district, name="Xã Tân Lập", search_key="xa tan lap")
    make.unit(name="Xã Tân Hợp", search_key="xa tan hop")

    begun = office.get("/people/new")
    page = office.get("/people/new?words=T%C3%A2n+l%E1%BA%ADp")

    assert "Tên đơn vị" in begun.text
    assert "Huyện Mộc Châu" in page.text
    assert "Xã Tân Hợp" not in page.text
    assert f'href="/people/new?unit={commune.id}"' in page.text
    assert "Không có đơn vị nào" in office.get("/people/new?words=khong+co").text


def test_of_many_units_the_first_are_shown_and_the_page_says_so(office: Browser, queries: list[str]) -> None:
    for number in range(60):
        make.unit(name=f"Xã Tân {number}", search_key=f"xa tan {number}")
    queries.clear()

    page = office.get("/people/new?words=tan")

    assert page.text.count("?unit=") == 50
    assert "Có nhiều đơn vị trùng" in page.text
    assert len(queries) < 10


def test_a_further_appointment_is_made_and_ended(office: Browser) -> None:
    user, unit = make.user(Role.OFFICER), make.unit(name="Xã Hua Păng")
    typed = {"role": "leader", "title": "CHỦ TỊCH", "valid_from": "05/01/2026"}

    made = office.post(f"/people/{user.id}/appointments/new?unit={unit.id}", data=typed)
    page = office.get(made.location)
    appointment = db.session.scalars(select(Appointment).where(Appointment.unit_id == unit.id)).one()
    ended = office.post(f"/people/{user.id}/appointments/{appointment.id}/end")

    assert "Xã Hua Păng" in page.text
    assert f"/appointments/{appointment.id}/end" in page.text
    assert ended.status_code == 303
    assert f"/appointments/{appointment.id}/end" not in office.get(f"/people/{user.id}").text
    db.session.expire_all()
    assert not user.holds(Role.LEADER, unit.id)
    assert [event.tag for event in trail(user)] == ["accounts.appoint", "accounts.end_appointment"]


def test_an_appointment_is_ended_only_on_the_page_of_its_person(office: Browser) -> None:
    user, other = make.user(), make.user()

    assert office.post(f"/people/{user.id}/appointments/{other.appointments[0].id}/end").status_code == 404


def test_nobody_changes_their_own_rights(office: Browser, administrator: User) -> None:
    mine = f"/people/{administrator.id}"
    typed = {"role": "administrator", "title": "Chuyên viên", "valid_from": "05/01/2026"}
    unit = make.unit(Level.CENTRAL)
    answers = [
        office.post(f"{mine}/appointments/new?unit={unit.id}", data=typed),
        office.post(f"{mine}/appointments/{administrator.appointments[0].id}/end"),
        office.post(f"{mine}/deactivate"),
    ]

    assert [answer.status_code for answer in answers] == [409] * 3
    assert all("chính mình" in answer.text for answer in answers)
    db.session.expire_all()
    assert trail(administrator) == []
    assert administrator.is_active


def test_a_closed_account_is_out_at_its_next_request(office: Browser, browser: Open) -> None:
    user = make.user()
    client = browser(user)
    assert client.get("/account").status_code == 200

    office.post(f"/people/{user.id}/deactivate")

    assert client.get("/account").status_code == 302
    assert "Đã khóa" in office.get(f"/people/{user.id}").text
    office.post(f"/people/{user.id}/reactivate")
    assert client.get("/account").status_code == 302  # its sessions do not come back to life


def test_the_history_of_an_account_names_who_did_what(office: Browser) -> None:
    user = make.user()
    office.post(f"/people/{user.id}/code")

    page = office.get(f"/people/{user.id}").text

    assert "Quản Thị Trị" in page
    assert "cấp mã một lần" in page


def test_the_list_is_walked_by_key_and_searched(office: Browser) -> None:
    for number in range(120):
        db.session.add(User(username=f"nguoi.{number:03}", name=f"Người {number}", search_key=f"nguoi {number} "))
    db.session.commit()

    first = office.get("/people?words=nguoi")
    older = re.findall(r'rel="next" href="([^"]+)"', first.text)[0].replace("&amp;", "&")
    second = office.get(older)
    newer = re.findall(r'rel="prev" href="([^"]+)"', second.text)[0].replace("&amp;", "&")

    def names(page: Any) -> list[str]:
        return re.findall(r">Người (\d+)<", page.text)

    assert names(first) == [str(number) for number in range(119, 69, -1)]
    assert names(second) == [str(number) for number in range(69, 19, -1)]
    assert names(office.get(newer)) == names(first)
    assert "Không có người nào" in office.get("/people?words=khongco").text


def test_the_list_asks_the_database_a_constant_number_of_times(office: Browser, queries: list[str]) -> None:
    def asked() -> int:
        queries.clear()
        assert office.get("/people").status_code == 200
        return len(queries)

    few = asked()
    for _person in range(10):
        make.user()
    assert asked() == few


@pytest.mark.parametrize("argument", ["truoc=x", "sau=-1", "truoc=99999999999999999999", "unit=9e9", "words=%FF%F0"])
def test_an_odd_address_is_no_error(office: Browser, argument: str) -> None:
    assert office.get(f"/people?{argument}").status_code == 200
    assert office.get(f"/people/new?{argument}").status_code == 200


def test_a_new_code_for_somebody_who_has_a_password_is_told_to_them_and_those_beside_them(
    office: Browser, browser: Open, administrator: User
) -> None:
    user = make.user(Role.OFFICER, password_hash="set")
    beside = make.user(Role.OFFICER, user.appointments[0].unit)
    accounts.ask_reset(user, actor=make.user(Role.ADMINISTRATOR))
    db.session.commit()

    office.post(f"/people/{user.id}/code")

    assert f"{administrator.name} cấp mã một lần mới cho tài khoản của {user.name}" in browser(beside).get("/").text
    own_page = browser(user).get("/account").text
    assert "Người khác đã làm với tài khoản này" in own_page
    assert "cấp mã một lần" in own_page
