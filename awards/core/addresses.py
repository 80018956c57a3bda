"""The address of the page that is open, with other arguments: its neighbours, its workbook."""

from urllib.parse import quote, urlencode

from flask import request

PLACES = frozenset({"truoc", "sau", "tai"})  # where in the list one is, and in which shape it is wanted


def here_with(**arguments: object) -> str:
    """This page with its filters, every value of each, and these arguments in place of PLACES."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in PLACES]
    return f"{quote(request.script_root + request.path)}?{urlencode([*kept, *arguments.items()])}"
