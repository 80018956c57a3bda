"""The side writer: the only writes a GET or a refused request may leave behind.

Session touch, failed sign-ins and rate counters. Each runs after the request's own transaction has ended, in a short
transaction of its own, so that it neither waits for the request's lock nor is rolled back with it.
"""

from collections.abc import Callable

from flask import Flask, Response, g
from sqlalchemy import Connection

from awards.core.db import db, let_go, reading

SideWrite = Callable[[Connection], object]


def write_later(write: SideWrite) -> None:
    """Do this small write when the answer is ready, whatever the answer is."""
    if "side_writes" not in g:
        g.side_writes = []
    g.side_writes.append(write)


def _settle(response: Response) -> Response:
    let_go()  # a reader's transaction ends here; a writer's was committed at the edge
    writes: list[SideWrite] = g.pop("side_writes", [])
    if writes:
        with reading(False), db.engine.begin() as connection:
            for write in writes:
                write(connection)
    return response


def init_app(app: Flask) -> None:
    app.after_request(_settle)
    app.teardown_appcontext(lambda error: let_go())
