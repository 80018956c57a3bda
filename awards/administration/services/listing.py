"""Units and people from Excel: every row is tried as if it were typed, and only the clean ones are entered.

The dry run is the real thing, taken back: the same services refuse the same rows with the same sentences.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from flask_babel import gettext as _
from sqlalchemy import select

from awards.accounts import services as accounts
from awards.accounts.models import User
from awards.administration.models import ListImport, ListKind
from awards.audit.services import record, take_turn
from awards.core import clock, storage
from awards.core.access import ROLE_NAMES, Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.core.levels import LEVEL_NAMES, Level
from awards.core.sheet import Column, Row, Sheet, as_date, mark_cells, read_sheet
from awards.core.text import Unwritable, clean_text, fold, safe_filename
from awards.units import services as units
from awards.units.models import Unit

MOST = 1000  # rows of one list
_FROM = Column("valid_from", "Từ ngày", ("tu ngay", "ngay bat dau", "hieu luc"))
COLUMNS = {
    ListKind.UNITS: (
        Column("name", "Tên đơn vị", ("ten don vi", "don vi"), True),
        Column("level", "Cấp", ("cap",), True),
        Column("parent", "Thuộc đơn vị", ("thuoc", "truc thuoc", "don vi cap tren", "cap tren"), True),
        Column("code", "Mã đơn vị", ("ma don vi", "ma dvhc", "ma")),
        Column("symbol", "Ký hiệu", ("ky hieu",)),
        _FROM,
    ),
    ListKind.PEOPLE: (
        Column("name", "Họ và tên", ("ho va ten", "ho ten"), True),
        Column("username", "Tên đăng nhập", ("ten dang nhap", "tai khoan"), True),
        Column("unit", "Đơn vị", ("don vi", "ten don vi"), True),
        Column("role", "Vai trò", ("vai tro",), True),
        Column("title", "Chức danh", ("chuc danh", "chuc vu")),
        _FROM,
        Column("valid_to", "Đến ngày", ("den ngay", "ngay ket thuc")),
    ),
}
ROLES = {fold(str(name)): role for role, name in ROLE_NAMES.items()}
LEVELS = {fold(str(name)).removeprefix("cap "): level for level, name in LEVEL_NAMES.items()}


class Fault(Exception):
    """What is wrong with one cell of a row."""

    def __init__(self, key: str, sentence: str) -> None:
        super().__init__(sentence)
        self.key, self.sentence = key, sentence


@dataclass
class Outcome:
    """What became of the rows: how many are clean, what is wrong, and what was proposed."""

    clean: int = 0
    faults: list[list[str]] = field(default_factory=list)
    appointment_ids: list[int] = field(default_factory=list)


def read(path: Path, kind: ListKind) -> Sheet:
    """The sheet of this workbook with such rows in it. Takes its time, and needs no database. Refuses too many rows."""
    sheet = read_sheet(path, COLUMNS[kind])
    if len(sheet.rows) > MOST:
        raise Refused(_("Mỗi tệp nhiều nhất %(most)s dòng.", most=MOST), "file")
    return sheet


def receive(kind: ListKind, sheet: Sheet, *, file_name: str, content: bytes, actor: User) -> ListImport:
    """Try the rows, take everything back, and keep what was found."""
    take_turn()
    trial = db.session.begin_nested()
    found = _enter_rows(kind, sheet, actor)
    trial.rollback()
    made = ListImport(
        kind=kind,
        file_name=safe_filename(file_name),
        sha256=storage.keep(content),
        sheet=sheet.name,
        clean=found.clean,
        faults=found.faults,
        actor_id=actor.id,
    )
    db.session.add(made)
    record("lists.receive", made, actor=actor, kind=kind.value, sha256=made.sha256, clean=found.clean)
    return made


def enter(made: ListImport, sheet: Sheet, *, actor: User) -> int:
    """Enter the rows that are clean now; how many. Rows that were entered before are clean no more.

    Appointments are proposed, as if typed. Refuses whoever did not send the list in, and when nothing is clean.
    """
    if made.actor_id != actor.id:
        raise Refused(_("Chỉ người gửi danh sách nhập được các dòng của danh sách."))
    done = _enter_rows(made.kind, sheet, actor)
    if not done.clean:
        raise Refused(_("Không còn dòng nào đủ điều kiện để nhập."))
    made.entered += done.clean
    made.appointment_ids = [*made.appointment_ids, *done.appointment_ids]
    record("lists.enter", made, actor=actor, entered=done.clean)
    return done.clean


def confirm_list(made: ListImport, *, actor: User) -> int:
    """Confirm, as the second administrator, what a list proposed and still waits; how many. Refuses who sent it in."""
    waiting = [one for one in accounts.proposed_appointments() if one.id in set(made.appointment_ids)]
    if not waiting:
        raise Refused(_("Không còn bổ nhiệm nào của danh sách này chờ xác nhận."))
    for one in waiting:
        accounts.confirm_appointment(one, actor=actor)
    return len(waiting)


def waiting_of(made: ListImport) -> int:
    """How many appointments that came from this list wait for a second administrator."""
    return sum(one.id in set(made.appointment_ids) for one in accounts.proposed_appointments())


def get_list(list_id: int) -> ListImport:
    """This list, or NoResultFound (a 404 page)."""
    return db.session.scalars(select(ListImport).where(ListImport.id == list_id)).one()


def lists(kind: ListKind) -> Sequence[ListImport]:
    """The last lists of this kind, newest first."""
    return db.session.scalars(
        select(ListImport).where(ListImport.kind == kind).order_by(ListImport.id.desc()).limit(20)
    ).all()


def marked_list(made: ListImport) -> bytes:
    """The same workbook with red cells and notes."""
    return mark_cells(storage.path_of(made.sha256), made.sheet, {address: said for address, _row, said in made.faults})


def _enter_rows(kind: ListKind, sheet: Sheet, actor: User) -> Outcome:
    enter_one: Callable[[Row, User], int | None] = _enter_unit if kind is ListKind.UNITS else _enter_person
    done = Outcome()
    for row in sheet.rows:
        try:
            with db.session.begin_nested():
                appointment_id = enter_one(row, actor)
        except (Fault, Refused) as wrong:
            key = wrong.key if isinstance(wrong, Fault) else _KEYS.get(wrong.field or "", wrong.field or "name")
            done.faults.append([row.address(key), row.text("name")[:100], wrong.sentence])
            continue
        done.clean += 1
        done.appointment_ids += [appointment_id] if appointment_id else []
    return done


_KEYS = {"on": "valid_from"}  # the column of a field that a service refuses


def _enter_unit(row: Row, actor: User) -> None:
    level = LEVELS.get(fold(row.text("level")).removeprefix("cap "))
    if level is None:
        raise Fault("level", _("Ghi một trong: %(names)s.", names=", ".join(str(LEVEL_NAMES[one]) for one in Level)))
    name, parent = _text(row, "name"), _unit_called(row, "parent")
    on = _date(row, "valid_from") or clock.today()
    code, symbol = _text(row, "code", needed=False), _text(row, "symbol", needed=False)
    units.open_unit(name, level, parent, on, actor=actor, code=code, symbol=symbol)


def _enter_person(row: Row, actor: User) -> int:
    role = ROLES.get(fold(row.text("role")))
    if role is None:
        raise Fault("role", _("Ghi một trong: %(names)s.", names=", ".join(str(ROLE_NAMES[one]) for one in Role)))
    name, username, unit = _text(row, "name"), _text(row, "username"), _unit_called(row, "unit")
    title = _text(row, "title", needed=False) or str(ROLE_NAMES[role])
    since, until = _date(row, "valid_from") or clock.today(), _date(row, "valid_to")
    user = accounts.called(username)
    if user is not None and fold(user.name) != fold(name):
        raise Fault("username", _("Tên đăng nhập này là của %(name)s.", name=user.name))
    user = user or accounts.create_person(name, username, actor=actor)
    appointment = accounts.appoint(user, unit, role, title, since, valid_to=until, actor=actor)
    db.session.flush()
    return appointment.id


def _text(row: Row, key: str, *, needed: bool = True) -> str:
    try:
        text = clean_text(row.text(key), longest=100)
    except Unwritable as wrong:
        raise Fault(key, str(wrong)) from wrong
    if needed and not text:
        raise Fault(key, _("Chưa ghi."))
    return text


def _date(row: Row, key: str) -> date | None:
    try:
        return as_date(row.cells.get(key))
    except ValueError as wrong:
        raise Fault(key, str(wrong)) from wrong


def _unit_called(row: Row, key: str) -> Unit:
    """The living unit of this code, or of this name: “Xã Tân Lập”, or “Xã Tân Lập, Tỉnh Sơn La” where many share it."""
    said = _text(row, key)
    living = select(Unit).where(Unit.valid_to.is_(None))
    if said.isascii() and said.isdigit():
        found = list(db.session.scalars(living.where(Unit.code == said)))
    else:
        name, _comma, above = said.partition(",")
        named = db.session.scalars(living.where(Unit.search_key == fold(name)))
        found = [unit for unit in named if fold(above) in fold(_above(unit))]
    if not found:
        raise Fault(key, _("Không có đơn vị nào mang tên hoặc mã này."))
    if len(found) > 1:
        raise Fault(
            key, _("Có %(count)s đơn vị trùng; ghi mã, hoặc ghi thêm đơn vị cấp trên sau dấu phẩy.", count=len(found))
        )
    return found[0]


def _above(unit: Unit) -> str:
    return ", ".join(one.name for one in units.ancestors(unit, clock.today()))
