"""Changes of single units from a day on: opened, renamed, put under another unit, merged into another.

History is never edited: a change ends rows and begins others, and says who takes over from whom (decisions: Unit
identity). Whole lists of the state are read by `lists`.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy import func, select

from awards.audit.services import Actor, record, take_turn
from awards.core import clock
from awards.core.db import db
from awards.core.errors import Refused
from awards.core.levels import LEVEL_NAMES, Level
from awards.core.text import fold, sort_key
from awards.core.words import short_date
from awards.units.models import Unit, UnitLoad, UnitPlace, UnitSuccession
from awards.units.services.lists import ABOVE, LONGEST_CODE
from awards.units.services.tree import existed

WORDS = ("agency", "parent_agency", "place", "symbol", "head_title")
FARTHEST = timedelta(days=366)  # a change farther ahead is a slip of the pen
_ORDER = list(Level)


def open_unit(
    name: str, level: Level, parent: Unit, on: date, *, actor: Actor | None, code: str = "", **words: str
) -> Unit:
    """A new unit under `parent` from this day on. `code`: the official one, empty for an agency; `words`: for paper.

    Refuses a parent that is not above it, a code that is none or that a living unit of the level holds, a living unit
    of the same name under the same parent, and a day `_check_day` refuses.
    """
    if code and not (code.isascii() and code.isdigit() and len(code) <= LONGEST_CODE):
        raise Refused(_("Mã đơn vị chỉ gồm chữ số, nhiều nhất %(most)s.", most=LONGEST_CODE), "code")
    _check_day(on, code)
    _check_parent(level, code, parent, on)
    holder = select(Unit).where(Unit.code == code, Unit.level == level, Unit.valid_to.is_(None))
    if code and (held := db.session.scalars(holder).first()):
        raise Refused(_("Mã “%(code)s” đang thuộc %(unit)s.", code=code, unit=held.name), "code")
    if any(child.name.casefold() == name.casefold() for child in children(parent)):
        raise Refused(_("%(parent)s đã có đơn vị mang tên này.", parent=parent.name), "name")
    unit = _begin(name, level, code, parent, on, words)
    record("units.open", unit, actor=actor, name=name, level=level.value, code=code, parent=parent.id, on=str(on))
    return unit


def rename(unit: Unit, name: str, on: date, *, actor: Actor | None) -> Unit:
    """The unit that takes over from this one under a new name from this day on, with its code, place and children."""
    _check_living(unit, on)
    parent = _parent(unit)
    if name.casefold() == unit.name.casefold():
        raise Refused(_("Đơn vị đang mang chính tên này."), "name")
    if any(child.name.casefold() == name.casefold() for child in children(parent)):
        raise Refused(_("%(parent)s đã có đơn vị mang tên này.", parent=parent.name), "name")
    _check_children(unit, on)
    below = children(unit)
    _end(unit, on)
    db.session.flush()  # its code is free now
    new = _begin(name, unit.level, unit.code, parent, on, {word: getattr(unit, word) for word in WORDS})
    _take_over(unit, below, new, on)
    record("units.rename", unit, actor=actor, was=unit.name, now=name, successor=new.id, on=str(on))
    return new


def move_under(unit: Unit, parent: Unit, on: date, *, actor: Actor | None) -> None:
    """Put the unit under another one from this day on. It stays the same unit."""
    _check_living(unit, on)
    was = _parent(unit)
    if was.id == parent.id:
        raise Refused(_("Đơn vị đang thuộc %(parent)s.", parent=parent.name))
    _check_parent(unit.level, unit.code, parent, on)
    _move(unit, parent, on)
    record("units.move", unit, actor=actor, was=was.id, now=parent.id, on=str(on))


def check_merge(merged: Sequence[Unit], successor: Unit, on: date) -> None:
    """Refuses a merger into a unit of another level or one that is not there, of a unit with itself, and of nothing."""
    if not merged:
        raise Refused(_("Chọn ít nhất một đơn vị nhập vào %(unit)s.", unit=successor.name), "units")
    _check_day(on, successor.code)
    if not existed(successor, on) or successor.valid_to is not None:
        raise Refused(_("%(unit)s không còn hoặc chưa có vào ngày này.", unit=successor.name), "on")
    for unit in merged:
        if unit.id == successor.id:
            raise Refused(_("Một đơn vị không nhập vào chính mình."), "units")
        if unit.level is not successor.level:
            raise Refused(_("%(unit)s không cùng cấp với đơn vị nhận.", unit=unit.name), "units")
        _check_living(unit, on)
        _check_children(unit, on)


def merge(merged: Sequence[Unit], successor: Unit, on: date, *, actor: Actor | None) -> None:
    """End these units on this day; `successor` takes over from them, with their children. See `check_merge`."""
    check_merge(merged, successor, on)
    for unit in merged:
        below = children(unit)
        _end(unit, on)
        _take_over(unit, below, successor, on)
    record("units.merge", successor, actor=actor, units=[unit.id for unit in merged], on=str(on))


def children(unit: Unit) -> list[Unit]:
    """The units that stand under this one, as far as the rows go, in the order of their names."""
    placed = (UnitPlace.unit_id == Unit.id) & (UnitPlace.parent_id == unit.id) & UnitPlace.valid_to.is_(None)
    return list(db.session.scalars(select(Unit).join(UnitPlace, placed).order_by(Unit.sort_key, Unit.id)))


def levels_below(parent: Unit) -> list[Level]:
    """The levels on which a unit under this one may stand, the lowest first."""
    return _ORDER[: _ORDER.index(parent.level)]


def successions(unit: Unit) -> tuple[list[Unit], list[Unit]]:
    """(those it took over from, those that took over from it)."""
    before = select(Unit).join(UnitSuccession, UnitSuccession.unit_id == Unit.id)
    after = select(Unit).join(UnitSuccession, UnitSuccession.successor_id == Unit.id)
    return (
        list(db.session.scalars(before.where(UnitSuccession.successor_id == unit.id).order_by(Unit.sort_key))),
        list(db.session.scalars(after.where(UnitSuccession.unit_id == unit.id).order_by(Unit.sort_key))),
    )


def _begin(name: str, level: Level, code: str, parent: Unit, on: date, words: dict[str, str]) -> Unit:
    keys = {"search_key": fold(name), "sort_key": sort_key(name)}
    unit = Unit(name=name, level=level, code=code, valid_from=on, **keys, **words)
    db.session.add_all([unit, UnitPlace(unit=unit, parent=parent, valid_from=on)])
    return unit


def _end(unit: Unit, on: date) -> None:
    unit.valid_to = on
    _place(unit).valid_to = on


def _move(unit: Unit, parent: Unit, on: date) -> None:
    _place(unit).valid_to = on
    db.session.flush()  # one living place to a unit
    db.session.add(UnitPlace(unit=unit, parent=parent, valid_from=on))


def _take_over(unit: Unit, below: Sequence[Unit], successor: Unit, on: date) -> None:
    db.session.flush()
    db.session.add(UnitSuccession(unit_id=unit.id, successor_id=successor.id, since=on))
    for child in below:
        _move(child, successor, on)


def _place(unit: Unit) -> UnitPlace:
    return db.session.scalars(select(UnitPlace).where(UnitPlace.unit_id == unit.id, UnitPlace.valid_to.is_(None))).one()


def _parent(unit: Unit) -> Unit:
    return _place(unit).parent


def _check_day(on: date, code: str) -> None:
    """A day within a year from now; for a unit of the state's lists not before the last list that was read."""
    if not date(1945, 9, 2) <= on <= clock.today() + FARTHEST:
        raise Refused(_("Ngày có hiệu lực chỉ được sau hôm nay nhiều nhất một năm."), "on")
    last = db.session.scalar(select(func.max(UnitLoad.state_of))) if code else None
    if last is not None and on < last:
        raise Refused(_("Danh mục đơn vị ngày %(day)s đã nạp; thay đổi phải từ ngày đó.", day=short_date(last)), "on")


def _check_living(unit: Unit, on: date) -> None:
    take_turn()
    db.session.refresh(unit)  # two changes of one unit in the same moment
    if unit.level is Level.CENTRAL:
        raise Refused(_("Đơn vị này đứng đầu cả hệ thống nên không thay đổi được."))
    if unit.valid_to is not None:
        raise Refused(_("%(unit)s đã kết thúc từ ngày %(day)s.", unit=unit.name, day=short_date(unit.valid_to)))
    _check_day(on, unit.code)
    since = max(unit.valid_from, _place(unit).valid_from)
    if on <= since:
        raise Refused(_("%(unit)s đã có thay đổi từ ngày %(day)s.", unit=unit.name, day=short_date(since)), "on")


def _check_children(unit: Unit, on: date) -> None:
    for child in children(unit):
        since = _place(child).valid_from
        if on <= since:
            raise Refused(_("%(unit)s đã có thay đổi từ ngày %(day)s.", unit=child.name, day=short_date(since)), "on")


def _check_parent(level: Level, code: str, parent: Unit, on: date) -> None:
    if not existed(parent, on) or parent.valid_to is not None:
        raise Refused(_("%(unit)s không còn hoặc chưa có vào ngày này.", unit=parent.name), "on")
    above = (ABOVE.get(level) or (Level.CENTRAL,)) if code else _ORDER[_ORDER.index(level) + 1 :]
    if parent.level not in above:
        said = {"level": LEVEL_NAMES[level], "parent": parent.name}
        raise Refused(_("Đơn vị %(level)s không đứng dưới %(parent)s.", **said), "level")
