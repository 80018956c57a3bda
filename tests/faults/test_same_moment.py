"""Eight processes send forms at once: the very same form, the same step by several people, lists that overlap.

Each process has its own application on the database under test, and the requests go through the whole edge.
"""

import multiprocessing
import random
from collections import Counter
from dataclasses import dataclass
from multiprocessing.synchronize import Barrier
from pathlib import Path

from sqlalchemy.orm import selectinload

import config
from awards import create_app
from awards.accounts import services as accounts
from awards.cli.invariants import violations
from awards.core.access import Role
from awards.core.db import db
from awards.core.requests import new_token
from awards.nominations import services
from awards.nominations.models import Nomination
from awards.nominations.route import Action, State
from tests import make
from tests.conftest import Store

PROCESSES, DOSSIERS = 8, 12
START_TOGETHER_WITHIN = 60  # seconds


@dataclass(frozen=True)
class Sent:
    """One form: where it is sent and what is in it."""

    path: str
    fields: dict[str, str | list[str]]


def send_all(url: str, folder: Path, session: str, forms: list[Sent], barrier: Barrier) -> list[tuple[int, str]]:
    """What another process does: sign in with this session, wait for the others, send the forms."""

    class Settings(config.TestConfig):
        SQLALCHEMY_DATABASE_URI = url
        INSTANCE_DIR = folder
        STORAGE_DIR = folder / "files"
        WTF_CSRF_ENABLED = False
        PROPAGATE_EXCEPTIONS = False

    client = create_app(Settings).test_client()
    client.application.testing = False  # an unforeseen fault is a page with 500, as for everybody
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = session, True
    client.get("/nominations")
    barrier.wait(START_TOGETHER_WITHIN)
    answers = [client.post(form.path, data=form.fields) for form in forms]
    return [(answer.status_code, answer.location or "") for answer in answers]


def at_once(
    store: Store, settings: type[config.Config], batches: list[tuple[str, list[Sent]]]
) -> list[tuple[int, str]]:
    """Let one process for each (session, forms) send its forms while the others do; all answers."""
    db.session.rollback()
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    with context.Manager() as manager, context.Pool(len(batches)) as pool:
        barrier = manager.Barrier(len(batches))
        told = [(store.url, Path(settings.INSTANCE_DIR), session, forms, barrier) for session, forms in batches]
        answers = pool.starmap(send_all, told, chunksize=1)
    db.session.expire_all()
    return [one for batch in answers for one in batch]


def waiting_dossiers(count: int = DOSSIERS) -> tuple[list[int], list[str], list[str]]:
    """Dossiers sent to the second stage, what their pages show, and a session for each of eight officers there."""
    world = make.world()
    make.send([make.ready(world) for _ in range(count)], world.officers[0], world.leaders[0])
    sessions = [accounts.open_session(make.user(Role.OFFICER, world.units[1])) for _ in range(PROCESSES)]
    db.session.commit()
    records = db.session.query(Nomination).options(selectinload(Nomination.attachments)).order_by(Nomination.id).all()
    return [record.id for record in records], [services.seen_of(record) for record in records], sessions


def check_each_was_received_once() -> None:
    for record in db.session.query(Nomination):
        assert record.state is State.RECEIVED
        assert [move.action for move in record.moves].count(Action.RECEIVE) == 1
    assert list(violations()) == []


def test_one_form_sent_eight_times_has_one_effect_and_one_answer(store: Store, settings: type[config.Config]) -> None:
    ids, seen, sessions = waiting_dossiers()
    forms = [
        Sent(f"/nominations/{number}/steps/receive", {"seen": shown, "request_token": new_token()})
        for number, shown in zip(ids, seen, strict=True)
    ]
    answers = at_once(store, settings, [(sessions[0], forms)] * PROCESSES)
    assert Counter(answers) == {(303, f"/nominations/{number}"): PROCESSES for number in ids}
    check_each_was_received_once()


def test_one_step_taken_by_eight_people_is_taken_by_one(store: Store, settings: type[config.Config]) -> None:
    ids, seen, sessions = waiting_dossiers()
    batches = []
    for session in sessions:
        steps = [
            Sent(f"/nominations/{number}/steps/receive", {"seen": shown, "request_token": new_token()})
            for number, shown in zip(ids, seen, strict=True)
        ]
        batches.append((session, steps))
    codes = Counter(code for code, _location in at_once(store, settings, batches))
    assert codes == {303: DOSSIERS, 409: DOSSIERS * (PROCESSES - 1)}
    check_each_was_received_once()


def test_lists_that_overlap_in_another_order_do_not_block_each_other(
    store: Store, settings: type[config.Config]
) -> None:
    """Each list moves as a whole or not at all, and nobody is told of a deadlock."""
    ids, seen, sessions = waiting_dossiers()
    chance, shown, batches = random.Random(7), dict(zip(ids, seen, strict=True)), []
    for session in sessions:
        lists = []
        for _ in range(6):
            chosen = chance.sample(ids, chance.choice((1, 2, 3)))
            fields = {f"seen-{number}": shown[number] for number in chosen}
            named: list[str] = [str(number) for number in chosen]
            lists.append(Sent("/review/receive", {**fields, "chon": named, "request_token": new_token()}))
        batches.append((session, lists))
    codes = Counter(code for code, _location in at_once(store, settings, batches))
    assert set(codes) == {303, 409}
    moved = [record for record in db.session.query(Nomination) if record.state is State.RECEIVED]
    assert len(moved) >= codes[303]
    assert list(violations()) == []
