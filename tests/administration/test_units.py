"""The administrator's pages of units: what a change touches is shown first; a merger takes two."""

from collections.abc import Callable

import lxml.html
import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from awards.accounts.models import Appointment, User
from awards.administration import services
from awards.administration.models import UnitMerger
from awards.core import clock
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.core.levels import Level
from awards.units.models import Unit
from tests import make
from tests.conftest import Browser

Open = Callable[[User], Browser]
TODAY = clock.today().strftime("%d/%m/%Y")


@pytest.fixture
def top() -> Unit:
    return make.unit(Level.CENTRAL, name="Trung ương")


@pytest.fixture
def administrators(top: Unit) -> list[User]:
    return [make.user(Role.ADMINISTRATOR, top) for _ in range(2)]


def shown(answer: TestResponse) -> dict[str, str]:
    """The form that was answered, as it would be sent again."""
    form = lxml.html.fromstring(answer.text).xpath("//form[.//input[@name='on']]")[0]
    return {name: value for name, value in form.form_values() if "token" not in name}


def test_a_rename_is_shown_with_what_it_touches_and_kept_only_then(
    browser: Open, top: Unit, administrators: list[User]
) -> None:
    world = make.world(units=make.branch(top=top))
    make.sent(world)
    unit = world.units[0]
    client = browser(administrators[0])

    first = client.post(f"/units/{unit.id}/rename", data={"name": "Xã Mới", "on": TODAY, "carries": "y"})
    db.session.expire_all()

    assert first.status_code == 422
    assert world.officers[0].name in first.text
    assert "Những gì bị ảnh hưởng" in first.text
    assert unit.valid_to is None

    second = client.post(f"/units/{unit.id}/rename", data=shown(first))
    db.session.expire_all()

    new = db.session.scalars(select(Unit).where(Unit.name == "Xã Mới")).one()
    assert second.location == f"/units/{new.id}"
    assert unit.valid_to == clock.today()
    proposed = db.session.scalars(select(Appointment).where(Appointment.unit_id == new.id)).all()
    assert {(one.user_id, one.role, one.is_proposed) for one in proposed} == {
        (world.officers[0].id, Role.OFFICER, True),
        (world.leaders[0].id, Role.LEADER, True),
    }


def test_another_day_than_the_one_shown_is_shown_again(browser: Open, top: Unit, administrators: list[User]) -> None:
    unit = make.unit(Level.PROVINCE, parent=top)
    client = browser(administrators[0])
    first = client.post(f"/units/{unit.id}/rename", data={"name": "Tỉnh Mới", "on": TODAY})

    again = client.post(f"/units/{unit.id}/rename", data=shown(first) | {"name": "Tỉnh Khác"})

    assert again.status_code == 422


def test_a_refusal_comes_before_anything_is_confirmed(browser: Open, top: Unit, administrators: list[User]) -> None:
    unit = make.unit(Level.PROVINCE, parent=top)

    answer = browser(administrators[0]).post(f"/units/{unit.id}/rename", data={"name": unit.name, "on": TODAY})

    assert answer.status_code == 409
    assert "Đơn vị đang mang chính tên này." in answer.text


def merger(top: Unit, by: User, **more: bool) -> UnitMerger:
    merged, successor = (make.unit(Level.PROVINCE, parent=top) for _ in range(2))
    make.user(Role.OFFICER, merged)
    made = services.propose_merger([merged], successor, clock.today(), carries=True, actor=by, **more)
    db.session.commit()
    return made


def seen_of(one: UnitMerger) -> str:
    return services.touched(services.merged_units(one), one.since).fingerprint(one.id)


def test_a_merger_counts_when_a_second_administrator_has_confirmed_it(top: Unit, administrators: list[User]) -> None:
    first, second = administrators
    one = merger(top, first)
    merged = services.merged_units(one)[0]

    with pytest.raises(Refused, match="không tự xác nhận"):
        services.confirm_merger(one, seen=seen_of(one), actor=first)
    with pytest.raises(Refused, match="vừa thay đổi"):
        services.confirm_merger(one, seen="", actor=second)
    assert merged.valid_to is None
    services.confirm_merger(one, seen=seen_of(one), actor=second)
    db.session.commit()

    assert merged.valid_to == clock.today()
    carried = db.session.scalars(select(Appointment).where(Appointment.unit_id == one.successor_id)).one()
    assert (carried.is_proposed, carried.proposed_by_id) == (True, second.id)
    with pytest.raises(Refused, match="đã được xác nhận"):
        services.confirm_merger(one, seen="", actor=second)


def test_one_unit_is_in_one_proposed_merger_and_a_dropped_one_frees_it(top: Unit, administrators: list[User]) -> None:
    one = merger(top, administrators[0])
    again = (services.merged_units(one), one.successor, clock.today())

    with pytest.raises(Refused, match="Đã có đề nghị"):
        services.propose_merger(*again, carries=False, actor=administrators[1])
    services.drop_merger(one, actor=administrators[1])
    services.propose_merger(*again, carries=False, actor=administrators[1])

    assert len(services.mergers()) == 1


def test_a_merger_is_proposed_and_confirmed_on_its_pages(browser: Open, top: Unit, administrators: list[User]) -> None:
    merged, beside, successor = (make.unit(Level.PROVINCE, parent=top) for _ in range(3))
    address = f"/units/{merged.id}/merge?unit={successor.id}"
    first = browser(administrators[0])

    shown_first = first.post(address, data={"on": TODAY, "units": [str(beside.id)]})
    made = first.post(address, data=shown(shown_first) | {"units": [str(beside.id)]})
    second = browser(administrators[1])
    assert "chờ một người quản trị khác xác nhận" in second.get("/").text
    done = second.post(f"{made.location}/confirm", data={"seen": _seen_on(second.get(made.location))})
    db.session.expire_all()

    assert _seen_on(first.get(made.location)) == ""
    assert done.location == f"/units/{successor.id}"
    assert merged.valid_to == beside.valid_to == clock.today()


def test_a_proposed_merger_is_dropped_on_its_page(browser: Open, top: Unit, administrators: list[User]) -> None:
    one = merger(top, administrators[0])

    answer = browser(administrators[0]).post(f"/units/mergers/{one.id}/drop")

    assert answer.status_code == 303
    assert services.mergers() == []


def _seen_on(page: TestResponse) -> str:
    return "".join(lxml.html.fromstring(page.text).xpath("//input[@name='seen']/@value"))
