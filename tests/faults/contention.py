"""One of many processes that reach for the same dossiers. Run as a module: a process of its own, with its own app."""

import json
import random
import sys
import time
from pathlib import Path

from sqlalchemy.orm.exc import StaleDataError

import config
from awards import create_app
from awards.accounts.models import User
from awards.core.db import db
from awards.core.errors import Refused
from awards.nominations import services
from awards.nominations.route import Action


def reach(url: str, folder: str, officer: int, seen: dict[int, str], begin: float) -> dict[str, int]:
    """Try to receive every one of these dossiers, in an order of one's own; how often what came of it."""

    class Settings(config.TestConfig):
        SQLALCHEMY_DATABASE_URI = url
        INSTANCE_DIR = Path(folder)
        STORAGE_DIR = Path(folder) / "files"

    app, came_out = create_app(Settings), {"moved": 0, "refused": 0, "failed": 0}
    order = list(seen)
    random.Random(officer).shuffle(order)
    with app.app_context():
        db.session.get_one(User, officer)
        db.session.rollback()
        time.sleep(max(0.0, begin - time.time()))
        for number in order:
            came_out[_receive(officer, number, seen[number])] += 1
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


if __name__ == "__main__":
    told = json.loads(sys.stdin.read())
    told["seen"] = {int(number): seen for number, seen in told["seen"].items()}
    sys.stdout.write(json.dumps(reach(**told)))
