"""Units and people from Excel: a dry run that is the real thing taken back, clean rows only, grants as proposals."""

import io
from collections.abc import Callable
from datetime import date

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select

from awards.accounts.models import Appointment, User
from awards.administration import services
from awards.administration.models import ListImport, ListKind
from awards.audit.models import AccessEvent, AuditEvent
from awards.core import clock
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.core.levels import Level
from awards.core.sheet import Row, Sheet
from awards.units.models import Unit
from awards.units.services import parent_of
from tests import make
from tests.conftest import Browser

HEADS = {
    ListKind.UNITS: ("name", "level", "parent", "code", "symbol", "valid_from"),
    ListKind.PEOPLE: ("name", "username", "unit", "role", "title", "valid_from", "valid_to"),
}


@pytest.fixture
def top() -> Unit:
    return make.unit(Level.CENTRAL, name="Trung ương")


def administrator(top: Unit) -> User:
    return make.user(Role.ADMINISTRATOR, top)


def sheet(kind: ListKind, *rows: tuple[object, ...]) -> Sheet:
    letters = {key: "ABCDEFG"[place] for place, key in enumerate(HEADS[kind])}
    made = Sheet("Sheet", 1, letters)
    made.rows = [Row(at, dict(zip(HEADS[kind], row, strict=False)), letters) for at, row in enumerate(rows, 2)]
    return made


def receive(kind: ListKind, actor: User, *rows: tuple[object, ...]) -> tuple[ListImport, Sheet]:
    read = sheet(kind, *rows)
    made = services.receive(kind, read, file_name="a.xlsx", content=b"PK", actor=actor)
    db.session.commit()
    return made, read


def test_the_dry_run_of_units_says_what_is_wrong_and_leaves_nothing(top: Unit) -> None:
    make.unit(Level.PROVINCE, parent=top, name="Tỉnh Sơn La")
    count = select(func.count(Unit.id))
    before = db.session.scalar(count)

    made, _read = receive(
        ListKind.UNITS,
        administrator(top),
        ("Sở Nội vụ", "Cấp xã", "Tỉnh Sơn La", None, "SNV", None),
        ("Phòng Thi đua", "xã", "Sở Nội vụ"),  # not above it
        ("Hội Nông dân", "huyện", "tỉnh sơn la, trung ương", None, None, ["d", "2026-01-05"]),
        ("Chi hội Mẫu", "xã", "Hội Nông dân"),  # stands in the row above
        ("Xã Mẫu", "thôn", "Tỉnh Sơn La"),
        ("Xã Mẫu", "xã", "Tỉnh Nào"),
        ("Xã Mẫu", "xã", "Tỉnh Sơn La", "3x"),
        ("sở nội vụ", "xã", "Tỉnh Sơn La"),
        ("Xã Mẫu", "xã", "Tỉnh Sơn La", None, None, "hôm qua"),
        (None, "xã", "Tỉnh Sơn La"),
    )

    assert db.session.scalar(count) == before
    assert made.clean == 3
    assert [fault[0] for fault in made.faults] == ["B3", "B6", "C7", "D8", "A9", "F10", "A11"]
    assert db.session.scalars(select(AuditEvent.tag)).all() == ["lists.receive"]


def test_only_the_clean_rows_enter_and_none_twice(top: Unit) -> None:
    province, actor = make.unit(Level.PROVINCE, parent=top, name="Tỉnh Sơn La"), administrator(top)
    rows = (("Sở Nội vụ", "xã", province.code), ("Xã Mẫu", "xã", "Tỉnh Nào"))
    made, read = receive(ListKind.UNITS, actor, *rows)

    entered = services.enter(made, read, actor=actor)

    unit = db.session.scalars(select(Unit).where(Unit.name == "Sở Nội vụ")).one()
    assert (entered, made.entered, parent_of(unit, clock.today())) == (1, 1, province)
    with pytest.raises(Refused, match="Không còn dòng nào"):
        services.enter(made, read, actor=actor)
    with pytest.raises(Refused, match="Chỉ người gửi"):
        services.enter(made, read, actor=administrator(top))


def test_people_of_a_list_are_proposed_and_confirmed_by_another_administrator(top: Unit) -> None:
    make.unit(name="Xã Hua Păng")
    make.user(None, username="lo.thi.co", name="Lò Thị Có")
    first, second = administrator(top), administrator(top)
    made, read = receive(
        ListKind.PEOPLE,
        first,
        ("Lò Thị Mới", "lo.thi.moi", "Xã Hua Păng", "Chuyên viên", None, "05/01/2026", None),
        ("Lò Thị Mới", "lo.thi.moi", "Xã Hua Păng", "Lãnh đạo", "CHỦ TỊCH"),
        ("Lò Thị Mới", "lo.thi.moi", "Xã Hua Păng", "Lãnh đạo", "CHỦ TỊCH"),  # holds it already
        ("Vì Văn Khác", "lo.thi.co", "Xã Hua Păng", "Văn thư"),  # somebody else's name
        ("Vì Văn Sai", "vì văn sai", "Xã Hua Păng", "Văn thư"),
        ("Vì Văn Đâu", "vi.van.dau", "Xã Hua Păng", "Trưởng thôn"),
        ("Vì Văn Cao", "vi.van.cao", "Xã Hua Păng", "Quản trị"),
    )
    assert (made.clean, [fault[0] for fault in made.faults]) == (2, ["D4", "B5", "B6", "D7", "D8"])

    services.enter(made, read, actor=first)
    db.session.commit()

    user = db.session.scalars(select(User).where(User.username == "lo.thi.moi")).one()
    assert [(one.role, one.title, one.valid_from) for one in user.appointments] == [
        (Role.OFFICER, "Chuyên viên", date(2026, 1, 5)),
        (Role.LEADER, "CHỦ TỊCH", clock.today()),
    ]
    assert (user.appointments_now(), services.waiting_of(made)) == ([], 2)
    with pytest.raises(Refused, match="không tự xác nhận"):
        services.confirm_list(made, actor=first)
    assert services.confirm_list(made, actor=second) == 2
    assert len(user.appointments_now()) == 2
    with pytest.raises(Refused, match="Không còn bổ nhiệm"):
        services.confirm_list(made, actor=second)


def test_a_list_that_is_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("awards.administration.services.listing.read_sheet", lambda path, columns: long)
    long = sheet(ListKind.UNITS, *[("Xã", "xã", "Tỉnh")] * 1001)

    with pytest.raises(Refused, match="1000 dòng"):
        services.read(make, ListKind.UNITS)  # type: ignore[arg-type]


def test_a_workbook_goes_the_whole_way_on_its_pages(browser: Callable[[User], Browser], top: Unit) -> None:
    make.unit(name="Xã Hua Păng")
    first, second = browser(administrator(top)), browser(administrator(top))
    book, written = Workbook(), io.BytesIO()
    for row in (
        ("Họ và tên", "Tên đăng nhập", "Đơn vị", "Vai trò"),
        ("Lò Thị Mới", "lo.thi.moi", "Xã Hua Păng", "Chuyên viên"),
        ("Lò Thị Sai", "lo.thi.sai", "Xã Không Có", "Chuyên viên"),
    ):
        book.active.append(row)  # type: ignore[union-attr]
    book.save(written)

    sent = first.post("/lists/people/new", data={"file": (io.BytesIO(written.getvalue()), "nguoi.xlsx")})
    shown = first.get(sent.location).text
    entered = first.post(f"{sent.location}/enter")
    confirmed = second.post(f"{sent.location}/confirm")

    assert "Lò Thị Sai" in shown
    assert "C3" in shown
    assert (sent.status_code, entered.status_code, confirmed.status_code) == (303, 303, 303)
    assert first.get(f"{sent.location}/marked").data[:2] == b"PK"
    looked = set(db.session.scalars(select(AccessEvent.endpoint)))
    assert {"administration.show_list", "administration.marked_list"} <= looked
    assert db.session.scalars(select(Appointment).where(Appointment.title == "Chuyên viên")).all()[-1].is_current
