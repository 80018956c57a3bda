"""The register of numbers under contention: 1, 2, 3 … without a gap, each once."""

import threading

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from awards.accounts.models import User
from awards.core import clock
from awards.core.db import db
from awards.core.errors import Refused
from awards.decisions import services
from awards.decisions.models import Decision, DecisionState, NumberRegister
from tests import make

CLERKS, PAPERS = 8, 24


def signed_papers(desk: make.Desk, count: int) -> list[int]:
    """Signed decisions without a list: numbering does not look at it."""
    found = []
    for number in range(count):
        record = make.save(
            Decision(
                campaign=desk.world.campaign,
                award_form=desk.award_form,
                unit=desk.world.units[-1],
                subject=f"tặng {number}",
                merit="",
                drafted_by=desk.secretary,
            )
        )
        record.state, record.frozen_by, record.signer = DecisionState.FROZEN, desk.secretary, desk.leader
        db.session.commit()
        record.state, record.signed_by, record.signed_on = DecisionState.SIGNED, desk.leader, clock.today()
        db.session.commit()
        found.append(record.id)
    return found


def test_clerks_who_number_at_once_leave_no_gap_and_no_double(app: Flask) -> None:
    """Eight clerks, each trying every paper: each paper is numbered once, and every other attempt is told why not."""
    desk = make.decision_desk()
    papers, clerk_id = signed_papers(desk, PAPERS), desk.records_clerk.id
    db.session.rollback()
    given: list[int] = []
    unforeseen: list[BaseException] = []

    def clerk(start: int) -> None:
        for turn in range(PAPERS):
            with app.app_context():
                try:
                    actor = db.session.get_one(User, clerk_id)
                    record = services.get(papers[(turn + start) % PAPERS], actor=actor)
                    services.number(record, seen=record.version, actor=actor)
                    db.session.commit()
                    given.append(record.number or 0)
                except (Refused, StaleDataError):
                    db.session.rollback()
                except BaseException as error:
                    unforeseen.append(error)
                finally:
                    db.session.remove()

    threads = [threading.Thread(target=clerk, args=(3 * number,)) for number in range(CLERKS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert unforeseen == []
    assert sorted(given) == list(range(1, PAPERS + 1))
    assert sorted(db.session.scalars(select(Decision.number))) == list(range(1, PAPERS + 1))
    assert db.session.scalars(select(NumberRegister.last)).all() == [PAPERS]
