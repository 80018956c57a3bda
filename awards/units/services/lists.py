"""Reading the official list of units of one date, and changing the tree to it by dated rows.

Identity (decisions: Unit identity): same code, same level and same name is the same unit, and a new parent is a dated
change. Anything else closes one row and opens another. Who took over from whom is not in a list: see succession.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import func, insert, select, update

from awards.audit.services import record
from awards.core.db import db
from awards.core.errors import Refused
from awards.core.levels import Level
from awards.core.text import fold, sort_key
from awards.units.models import Unit, UnitLoad, UnitPlace
from awards.units.services.rows import refused, rows_of
from awards.units.services.tree import establish_root

COLUMNS = ("code", "level", "name", "parent_code")
# Whom a unit of this level may stand under, nearest first; a province stands under the root.
ABOVE: dict[Level, tuple[Level, ...]] = {
    Level.PROVINCE: (),
    Level.DISTRICT: (Level.PROVINCE,),
    Level.COMMUNE: (Level.DISTRICT, Level.PROVINCE),
}
LONGEST_CODE = 16
AT_ONCE = 1000  # ids in one statement


class Key(NamedTuple):
    """What makes two rows the same unit while both are valid."""

    code: str
    level: Level
    name: str  # NFC, case-folded


class Listed(NamedTuple):
    """One unit of the file; `above` is None for a province."""

    name: str
    above: Key | None


class Known(NamedTuple):
    """One unit of the tree that has not ended, and where it stands since when."""

    id: int
    parent_id: int | None
    since: date


@dataclass(frozen=True)
class LoadResult:
    """What a list changed: units in it, opened, closed, moved to another parent, and left as they were."""

    listed: int
    opened: int
    closed: int
    moved: int
    unchanged: int
    sha256: str

    @property
    def changed(self) -> bool:
        return bool(self.opened or self.closed or self.moved)


def load(lines: Iterable[bytes], state_of: date, *, whole_country: bool = True) -> LoadResult:
    """Bring the tree to its state of this date. `lines` is the file, open for bytes: `code,level,name,parent_code`.

    Units that the list does not have any more end on `state_of`: those of the whole country or, with
    `whole_country=False`, those under the provinces in the list. Refuses a malformed file, with the number of the line,
    and a state older than the last one read; then nothing is changed. The same list read again changes nothing.
    """
    content = list(lines)
    sha256 = hashlib.sha256(b"".join(content)).hexdigest()
    listed = _read(content)
    root = establish_root()
    if _was_read(state_of, sha256):
        return LoadResult(len(listed), 0, 0, 0, len(listed), sha256)
    _check_order(state_of)
    known = _known()
    opened = [key for key in listed if key not in known]
    closed = _missing(known, listed, whole_country)
    moved = _moved(known, listed, root.id)
    _check_codes(opened, known.keys() - closed)
    _end([known[key] for key in closed], [known[key] for key in moved], state_of)
    _begin(opened, moved, listed, root.id, state_of)
    stayed = len(listed) - len(opened) - len(moved)
    result = LoadResult(len(listed), len(opened), len(closed), len(moved), stayed, sha256)
    db.session.add(UnitLoad(state_of=state_of, sha256=sha256, whole_country=whole_country))
    record("units.load", root, actor=None, state_of=state_of.isoformat(), whole_country=whole_country, **asdict(result))
    return result


def _read(content: list[bytes]) -> dict[Key, Listed]:
    keys: dict[tuple[Level, str], Key] = {}
    rows: list[tuple[int, Key, str, str]] = []
    for number, (code, level_name, name, parent_code) in rows_of(content, COLUMNS):
        level = _level(number, level_name)
        if not (code.isascii() and code.isdigit() and len(code) <= LONGEST_CODE):
            raise refused(number, _("mã “%(code)s” không đúng", code=code))
        if not name:
            raise refused(number, _("thiếu tên đơn vị"))
        if (level, code) in keys:
            raise refused(number, _("mã “%(code)s” đã có ở cùng cấp", code=code))
        keys[level, code] = key = Key(code, level, name.casefold())
        rows.append((number, key, name, parent_code))
    return {key: Listed(name, _above(number, key, parent, keys)) for number, key, name, parent in rows}


def _level(number: int, name: str) -> Level:
    if name not in ABOVE:
        raise refused(number, _("không có cấp “%(level)s”", level=name))
    return Level(name)


def _above(number: int, key: Key, parent_code: str, keys: Mapping[tuple[Level, str], Key]) -> Key | None:
    if key.level is Level.PROVINCE:
        if parent_code:
            raise refused(number, _("đơn vị cấp tỉnh không ghi mã cấp trên"))
        return None
    found = (keys.get((level, parent_code)) for level in ABOVE[key.level])
    above = next((parent for parent in found if parent), None)
    if above is None:
        raise refused(number, _("không có đơn vị cấp trên mang mã “%(code)s”", code=parent_code))
    return above


def _was_read(state_of: date, sha256: str) -> bool:
    query = select(UnitLoad.id).where(UnitLoad.state_of == state_of, UnitLoad.sha256 == sha256)
    return db.session.scalars(query).first() is not None


def _check_order(state_of: date) -> None:
    last = db.session.scalar(select(func.max(UnitLoad.state_of)))
    if last is not None and state_of < last:
        raise Refused(
            _(
                "Danh mục ngày %(day)s cũ hơn danh mục ngày %(last)s đã nạp. Cần nạp theo thứ tự thời gian.",
                day=state_of.strftime("%d/%m/%Y"),
                last=last.strftime("%d/%m/%Y"),
            )
        )


def _known() -> dict[Key, Known]:
    """Every unit from a list that has not ended. Units without a code, the root and agencies, are not in lists."""
    placed = (UnitPlace.unit_id == Unit.id) & UnitPlace.valid_to.is_(None)
    query = (
        select(
            *(Unit.code, Unit.level, Unit.name, Unit.id, UnitPlace.parent_id),
            func.coalesce(UnitPlace.valid_from, Unit.valid_from).label("since"),
        )
        .outerjoin(UnitPlace, placed)
        .where(Unit.code != "", Unit.valid_to.is_(None))
    )
    return {
        Key(row.code, row.level, row.name.casefold()): Known(row.id, row.parent_id, row.since)
        for row in db.session.execute(query)
    }


def _missing(known: Mapping[Key, Known], listed: Collection[Key], whole_country: bool) -> list[Key]:
    """The units that end because the list does not have them."""
    missing = [key for key in known if key not in listed]
    if whole_country:
        return missing
    provinces = {key.code for key in listed if key.level is Level.PROVINCE}
    by_id = {unit.id: (key, unit.parent_id) for key, unit in known.items()}

    def province_of(key: Key) -> Key:
        parent_id = known[key].parent_id
        while parent_id in by_id:
            key, parent_id = by_id[parent_id]
        return key

    return [key for key in missing if province_of(key).code in provinces]


def _check_codes(opened: list[Key], staying: Collection[Key]) -> None:
    """A code belongs to one living unit of its level; a list of some provinces may name one of another province."""
    held = {(key.code, key.level) for key in staying}
    for key in opened:
        if (key.code, key.level) in held:
            raise Refused(_("Mã “%(code)s” đang thuộc một đơn vị ngoài phạm vi danh mục này.", code=key.code))


def _moved(known: Mapping[Key, Known], listed: Mapping[Key, Listed], root_id: int) -> list[Key]:
    """The units that stay, but under another parent: another one, or one that itself ended and began anew."""

    def parent_of(unit: Listed) -> int | None:
        if unit.above is None:
            return root_id
        return known[unit.above].id if unit.above in known else None

    return [key for key, unit in listed.items() if key in known and known[key].parent_id != parent_of(unit)]


def _end(closed: list[Known], moved: list[Known], state_of: date) -> None:
    """End the closed units, and the place of these and of the moved ones."""
    if any(unit.since >= state_of for unit in (*closed, *moved)):
        day = state_of.strftime("%d/%m/%Y")
        raise Refused(_("Danh mục này trái với danh mục khác đã nạp cho cùng ngày %(day)s.", day=day))
    for ids in _portions(closed):
        db.session.execute(update(Unit).where(Unit.id.in_(ids)).values(valid_to=state_of))
    for ids in _portions([*closed, *moved]):
        here = UnitPlace.unit_id.in_(ids) & UnitPlace.valid_to.is_(None)
        db.session.execute(update(UnitPlace).where(here).values(valid_to=state_of))


def _portions(units: list[Known]) -> Iterator[list[int]]:
    """Their ids, as many as one statement takes."""
    for start in range(0, len(units), AT_ONCE):
        yield [unit.id for unit in units[start : start + AT_ONCE]]


def _begin(opened: list[Key], moved: list[Key], listed: Mapping[Key, Listed], root_id: int, state_of: date) -> None:
    """Open the new units, and give them and the moved ones their place."""
    new = [
        {
            "code": key.code,
            "level": key.level,
            "name": listed[key].name,
            "search_key": fold(listed[key].name),
            "sort_key": sort_key(listed[key].name),
            "valid_from": state_of,
        }
        for key in opened
    ]
    if new:
        db.session.execute(insert(Unit), new)
    known = _known()
    places = [
        {
            "unit_id": known[key].id,
            "parent_id": known[above].id if (above := listed[key].above) else root_id,
            "valid_from": state_of,
        }
        for key in (*opened, *moved)
    ]
    if places:
        db.session.execute(insert(UnitPlace), places)
