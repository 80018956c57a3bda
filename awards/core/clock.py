"""The one clock. Everything that asks for the time asks here, so that a test can set it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def _system() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _system


def now() -> datetime:
    """This moment, in UTC."""
    return _source()


def today() -> date:
    """Today's date in Vietnam: the date and the year that papers carry."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """The moment as a wall clock in Hà Nội shows it."""
    return moment.astimezone(HANOI)


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """For tests: the clock stands at this moment inside the block."""
    global _source
    was, _source = _source, lambda: moment
    try:
        yield
    finally:
        _source = was
