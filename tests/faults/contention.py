"""Many processes that reach for the same dossiers. Run as a module: it builds the application once, then forks them."""

import json
import multiprocessing
import random
import sys
import time
from multiprocessing.synchronize import Barrier
from pathlib import Path

from flask import Flask
from sqlalchemy.orm.exc import StaleDataError

import config
from awards import create_app
from awards.accounts.models import User
from awards.core.db import db
from awards.core.errors import Refused
from awards.nominations import services
from awards.nominations.route import Action

START_TOGETHER_WITHIN = 60  # seconds
inherited: tuple[Flask, Barrier]


def inherit(app: Flask, barrier: Barrier) -> None:
    """What a process has from the one it was forked from: an app that has not spoken to its database yet."""
    global inherited
    inherited = app, barrier


def reach(officer: int, seen: dict[int, str]) -> dict[str, int]:
    """Try to receive every one of these dossiers, in an order of one's own; how often what came of it."""
    app, barrier = inherited
    came_out, order = {"moved": 0, "refused": 0, "failed": 0}, list(seen)
    random.Random(officer).shuffle(order)
    with app.app_context():
        db.session.get_one(User, officer)
        db.session.rollback()
        barrier.wait(START_TOGETHER_WITHIN)
        for number in order:
            came_out[_receive(officer, number, seen[number])] += 1
            time.sleep(0.002)  # a gap for others: SQLite does not keep a queue, and whoever waits looks now and then
    return came_out


def _receive(officer: int, number: int, seen: str) -> str:
    """As the edge does it: one transaction, one commit, and a refusal leaves nothing."""
    try:
        actor = db.session.get_one(User, officer)
        services.move(services.get(number, actor=actor), Action.RECEIVE, actor=actor, seen=seen)
        db.session.commit()
    except (Refused, StaleDataError):
        db.session.rollback()
        return "refused"
    except Exception as error:
        db.session.rollback()
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return "failed"
    return "moved"


def main(url: str, folder: str, officers: list[int], seen: dict[str, str]) -> list[dict[str, int]]:
    class Settings(config.TestConfig):
        SQLALCHEMY_DATABASE_URI = url
        INSTANCE_DIR = Path(folder)
        STORAGE_DIR = Path(folder) / "files"

    shown = {int(number): one for number, one in seen.items()}
    fork = multiprocessing.get_context("fork")
    with fork.Pool(len(officers), inherit, (create_app(Settings), fork.Barrier(len(officers)))) as processes:
        return processes.starmap(reach, [(officer, shown) for officer in officers], chunksize=1)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(**json.loads(sys.stdin.read()))))
