"""What every page may use: filters, the menu, the address parts of ids, paging."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from itertools import starmap
from pathlib import Path
from typing import Any, TypeVar, cast

from flask import Blueprint, Flask, current_app, request
from flask_babel import gettext
from flask_login import current_user
from markupsafe import Markup
from werkzeug.routing import IntegerConverter, Map

from awards.core import clock, sheets
from awards.core.access import Permission
from awards.core.addresses import here_with
from awards.core.rendering import Environment

Row = TypeVar("Row")


LARGEST_ID = 2_147_483_647


class IdConverter(IntegerConverter):
    """A row's id in an address: 1 … 2 147 483 647; anything else is no page at all."""

    regex = "[0-9]+"  # not the figures of other scripts

    def __init__(self, map: Map) -> None:
        super().__init__(map, min=1, max=LARGEST_ID)


@dataclass(frozen=True, eq=False)
class Room:
    """One entry of the menu, shown to those who hold the permission (None: everybody signed in)."""

    label: str
    endpoint: str
    permission: Permission | None = None
    place: int = 50


ROOMS: list[Room] = []


def room(label: str, endpoint: str, permission: Permission | None = None, *, place: int = 50) -> None:
    """Put a room on the menu; `place` orders the rooms as the work goes: 0 start … 90 administration."""
    if endpoint not in [known.endpoint for known in ROOMS]:
        ROOMS.append(Room(label, endpoint, permission, place))
        ROOMS.sort(key=lambda known: known.place)


def rooms() -> tuple[tuple[str, str, bool], ...]:
    """(label, address, is it this room?) of the rooms this person may enter."""
    if not current_user.is_authenticated:
        return ()
    here, path = (request.endpoint or "").split(".")[0], request.path
    return tuple(
        (label, address, feature == here and (alone or path.startswith(address)))
        for label, address, feature, alone in _rooms_of(current_user.permissions())
    )


@lru_cache(200)
def _rooms_of(held: frozenset[Permission]) -> tuple[tuple[str, str, str, bool], ...]:
    """Label, address, feature, and is it the only room of its feature?"""
    features = [room.endpoint.split(".")[0] for room in ROOMS]
    return tuple(
        (str(room.label), current_app.url_for(room.endpoint), feature, features.count(feature) == 1)
        for room, feature in zip(ROOMS, features, strict=True)
        if room.permission is None or room.permission in held
    )


def words(bp: Blueprint, **known: object) -> None:
    """Names that the templates of every feature know: the same in every request, and in what is made once."""
    bp.record_once(lambda setup: setup.app.jinja_env.globals.update(known))


def kept(macro: Callable[..., Any]) -> Callable[..., Any]:
    """The macro, and what it made of its last two thousand arguments: for what long lists and all pages say again.

    It may depend on its arguments and on globals alone.
    """
    return lru_cache(2_000)(macro)


def each(macro: Callable[..., str], rows: Iterable[Sequence[Any]]) -> Markup:
    """What the macro makes of each row, one after the other: in a template, a call costs more than what is kept."""
    return Markup("".join(starmap(macro, rows)))  # noqa: S704  (a macro has escaped)


def dated(moment: date | datetime | None) -> str:
    """dd/mm/yyyy, in Vietnam's time."""
    if moment is None:
        return ""
    return _day((clock.local(moment) if isinstance(moment, datetime) else moment).toordinal())


@lru_cache(maxsize=10_000)
def _day(number: int) -> str:
    """The day with this number in the calendar: a list shows few days, and each often."""
    day = date.fromordinal(number)
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def timed(moment: datetime | None) -> str:
    """HH:MM dd/mm/yyyy, in Vietnam's time."""
    return clock.local(moment).strftime("%H:%M %d/%m/%Y") if moment else ""


def due(day: date | None) -> str:
    """A deadline with the days that are left: 24/12/2026, còn 30 ngày."""
    if day is None:
        return ""
    left = (day - clock.today()).days
    words = gettext("hôm nay") if left == 0 else gettext("còn %(n)s ngày", n=left) if left > 0 else ""
    return f"{dated(day)}, {words or gettext('quá hạn %(n)s ngày', n=-left)}"


def counted(number: float) -> str:
    """1.234.567,5 as Vietnam writes numbers."""
    text = f"{number:,}"
    return text.translate(str.maketrans(",.", ".,"))


def file_size(size: int) -> str:
    """12 kB, 3,4 MB."""
    if size < 1000 * 1000:
        return f"{max(1, round(size / 1000))} kB"
    return f"{size / 1_000_000:.1f} MB".replace(".", ",")


@dataclass(frozen=True)
class Page:
    """One page of a list that is walked by key: its rows and the addresses of its neighbours (None: there is none)."""

    rows: Sequence[Any]
    newer: str | None
    older: str | None


def keyset(rows: Sequence[Row], size: int, key: Callable[[Row], int]) -> Page:
    """Cut `size` + 1 rows, in the order of the screen, to a page with links.

    The address says `truoc=<key>` (rows after this key) or `sau=<key>` (rows before it); other arguments are kept.
    """
    backwards = "sau" in request.args
    rows, more = rows[:size], len(rows) > size
    if backwards:
        rows = rows[::-1]
    begun = "truoc" in request.args or (backwards and more)
    newer = here_with(sau=key(rows[0])) if rows and begun else None
    older = here_with(truoc=key(rows[-1])) if rows and (more or backwards) else None
    return Page(rows, newer, older)


def _version(app: Flask) -> Callable[[str, dict[str, Any]], None]:
    """Static files carry a piece of their hash in the address, so that browsers may keep them for a year."""

    @cache
    def digest(name: str) -> str:
        path = Path(app.static_folder or "") / name
        return hashlib.sha256(path.read_bytes()).hexdigest()[:10] if path.is_file() else ""

    def add(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static":
            values["v"] = digest(values["filename"])

    return add


def init_app(app: Flask) -> None:
    """Give templates their filters and globals, and addresses their <id:…>."""
    app.url_map.converters["id"] = IdConverter
    app.url_defaults(_version(app))
    environment = cast(Environment, app.jinja_env)
    environment.filters |= {"ngay": dated, "gio": timed, "han": due, "so": counted, "co": file_size}
    environment.globals |= {
        "excel_address": sheets.address,
        "here_with": here_with,
        "rooms": rooms,
        "_": environment.said,
        "kept": kept,
        "each": each,
        "is_demo": app.config["PROFILE"] == "demo",
    }
    environment.trim_blocks = environment.lstrip_blocks = True
