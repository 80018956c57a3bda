"""The address of the page that is open, with other arguments: its neighbours, its workbook."""

from functools import lru_cache
from urllib.parse import quote, urlencode

from flask import request

PLACES = frozenset({"truoc", "sau", "tai"})  # where in the list one is, and in which shape it is wanted


def here_with(**arguments: object) -> str:
    """This page with its filters, every value of each, and these arguments in place of PLACES."""
    kept = tuple((name, value) for name, value in request.args.items(multi=True) if name not in PLACES)
    return _written(request.script_root + request.path, kept + tuple(arguments.items()))


@lru_cache(1_000)
def _written(path: str, arguments: tuple[tuple[str, object], ...]) -> str:
    return f"{quote(path)}?{urlencode(arguments)}"
