"""Printing in the background: each certificate once, in the decision's order, whatever happens to the worker."""

import io
import itertools
import os
import signal
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pikepdf
import pytest
from flask import Flask
from sqlalchemy import insert, select, update

from awards.certificates import services, tasks
from awards.certificates.models import Batch, Certificate, CertificateState
from awards.certificates.printing import GIAY_CHUNG_NHAN, check_page, guard
from awards.certificates.printing.plate import plate
from awards.certificates.services.codes import new_code
from awards.certificates.services.texts import stored, text_of
from awards.cli import invariants
from awards.core import clock, storage
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.decisions import services as decisions
from awards.decisions.models import Cause, Decision, DecisionItem, DecisionKind
from awards.decisions.models import DecisionState as S
from awards.jobs import worker
from awards.jobs.models import Job, JobState
from awards.law.models import SubjectKind
from awards.nominations.models import Nomination
from tests import make


def printed(desk: make.Desk, record: Decision, **values: Any) -> Batch:
    """A batch that the worker has finished."""
    batch = make.batch(record, desk.print_clerk, **values)
    db.session.commit()
    assert worker.run(batch.job_id or 0)
    db.session.expire_all()
    return batch


def hashes(record: Decision) -> list[str | None]:
    return [certificate.sha256 for certificate in services.of_decision(record)]


def test_a_batch_gives_each_certificate_its_file_and_joins_them_in_order() -> None:
    desk = make.decision_desk()
    record = make.issued(desk, 3)
    batch = printed(desk, record)
    assert batch.job
    assert (batch.job.state, batch.job.done, batch.job.total) == (JobState.DONE, 3, 3)
    assert all(storage.read(sha256 or "").startswith(b"%PDF-") for sha256 in hashes(record))
    with pikepdf.open(io.BytesIO(storage.read(batch.sha256 or ""))) as whole:
        assert len(whole.pages) == 3
    assert list(invariants.violations()) == []


def test_a_second_batch_draws_nothing_again(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = make.decision_desk()
    record = make.issued(desk, 2)
    first = printed(desk, record)
    before = hashes(record)
    monkeypatch.setattr(tasks, "render_chunk", lambda *a, **k: pytest.fail("drawn again"))
    second = printed(desk, record, reason="Giấy kẹt trong máy.")
    assert hashes(record) == before
    assert second.sha256 == first.sha256


def test_a_range_prints_its_places_only() -> None:
    desk = make.decision_desk()
    record = make.issued(desk, 3)
    batch = printed(desk, record, first=2, last=2)
    assert [sha256 is not None for sha256 in hashes(record)] == [False, True, False]
    with pikepdf.open(io.BytesIO(storage.read(batch.sha256 or ""))) as whole:
        assert len(whole.pages) == 1


def test_a_revoked_certificate_is_not_printed_any_more() -> None:
    desk = make.decision_desk()
    record = make.issued(desk, 2)
    gone = services.of_decision(record)[0]
    make.revoked(desk, record, 1)
    assert gone.state is CertificateState.REVOKED
    batch = printed(desk, record)
    assert [sha256 is not None for sha256 in hashes(record)] == [False, True]
    assert batch.job
    assert batch.job.total == 1
    with pytest.raises(Refused, match="hiệu lực"):
        make.batch(record, desk.print_clerk, first=1, last=1)


def test_only_a_print_clerk_without_another_hand_prints_and_only_what_is_issued() -> None:
    desk = make.decision_desk()
    record = make.advance(make.drafted(desk, 1), desk, S.NUMBERED)
    with pytest.raises(Refused, match="chưa ban hành"):
        make.batch(record, desk.print_clerk)
    make.advance(record, desk, S.ISSUED)
    for person in (desk.secretary, desk.leader, desk.records_clerk, make.user(Role.PRINT_CLERK)):
        with pytest.raises(Refused, match="người in"):
            make.batch(record, person)
    make.appoint(desk.records_clerk, Role.PRINT_CLERK, desk.world.units[-1])
    with pytest.raises(Refused, match="những người khác nhau"):
        services.start_batch(record, actor=desk.records_clerk)
    for first, last in ((0, 1), (1, 2), (2, 1)):
        with pytest.raises(Refused, match="từ 1 đến 1"):
            make.batch(record, desk.print_clerk, first=first, last=last)


def test_whoever_printed_has_no_other_hand_in_undoing_it() -> None:
    desk = make.decision_desk()
    record = make.issued(desk, 1)
    printed(desk, record)
    top = desk.world.units[-1]
    for role in (Role.LEADER, Role.SECRETARY, Role.RECORDS_CLERK):
        make.appoint(desk.print_clerk, role, top)
    draft = make.amendment(desk, record, DecisionKind.REISSUE, cause=Cause.LOST)
    for actor, signer in ((desk.secretary, desk.print_clerk), (desk.print_clerk, desk.leader)):
        with pytest.raises(Refused, match="đã in giấy"):
            services.freeze(draft, seen=draft.version, actor=actor, signer=signer)
        db.session.rollback()
    services.freeze(draft, seen=draft.version, actor=desk.secretary, signer=desk.leader)
    db.session.commit()
    make.advance(draft, desk, S.NUMBERED)
    with pytest.raises(Refused, match="đã in giấy"):
        services.issue(draft, seen=draft.version, actor=desk.print_clerk)


def test_a_file_that_is_not_the_certificate_is_never_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """The guard sets it anew; where that goes wrong too, nothing is kept."""
    desk = make.decision_desk()
    record = make.issued(desk, 1)
    drawn, again = tasks.render_chunk, guard.render_plainly
    monkeypatch.setattr(
        tasks,
        "render_chunk",
        lambda design, texts, **more: drawn(design, [_renamed(one) for one in texts], **more),
    )
    monkeypatch.setattr(guard, "render_plainly", lambda design, text, **more: again(design, _renamed(text), **more))
    batch = make.batch(record, desk.print_clerk)
    db.session.commit()
    assert not worker.run(batch.job_id or 0)
    assert hashes(record) == [None]
    assert list(storage.all_files()) == []
    monkeypatch.setattr(guard, "render_plainly", again)
    assert worker.run(batch.job_id or 0)
    (certificate,) = services.of_decision(record)
    check_page(storage.read(certificate.sha256 or ""), services.restored(certificate.text))


def _renamed(text: Any) -> Any:
    from dataclasses import replace

    return replace(text, name="Người khác")


def test_a_batch_that_never_gets_further_is_given_up_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = make.decision_desk()
    record = make.issued(desk, 2)
    monkeypatch.setattr(tasks, "CHUNK", 1)
    drawn: list[int] = []
    whole = tasks.render_chunk

    def break_at_the_second(design: Any, texts: Any, **more: Any) -> Any:
        drawn.append(1)
        if len(drawn) > 1:
            raise RuntimeError("hỏng")
        return whole(design, texts, **more)

    monkeypatch.setattr(tasks, "render_chunk", break_at_the_second)
    batch = make.batch(record, desk.print_clerk)
    db.session.commit()
    runs = 0
    while _job(batch).state is not JobState.FAILED:
        worker.run(batch.job_id or 0)
        runs += 1
        assert runs <= 6
    assert _job(batch).error == "RuntimeError: hỏng"
    assert [sha256 is not None for sha256 in hashes(record)] == [True, False]


def _job(batch: Batch) -> Job:
    db.session.rollback()
    job = db.session.get_one(Job, batch.job_id)
    db.session.refresh(job)
    return job


def many(desk: make.Desk, count: int) -> Decision:
    """An issued decision with a long list, its rows written directly."""
    accepted = make.accepted(desk.world)
    columns = {c.key: getattr(accepted, c.key) for c in Nomination.__table__.columns if c.key != "id"}
    record = decisions.draft(desk.world.campaign, desk.award_form, [accepted], actor=desk.secretary)
    db.session.flush()
    for ordinal in range(2, count + 1):
        columns["name"] = f"Lò Thị Mẫu số {ordinal}"
        nomination = db.session.scalar(insert(Nomination).values(columns).returning(Nomination.id))
        values = {"decision_id": record.id, "nomination_id": nomination, "kind": SubjectKind.INDIVIDUAL}
        db.session.execute(
            insert(DecisionItem).values(**values, ordinal=ordinal, name=columns["name"], citation="Có thành tích.")
        )
    db.session.commit()
    words = decisions.words_now(record)
    set_to = update(Decision).where(Decision.id == record.id)
    now = clock.now()
    for values in (
        {"state": S.FROZEN, "paper": dict(words), "signer_id": desk.leader.id},
        {"state": S.SIGNED, "signed_on": date(2026, 11, 23), "signed_by_id": desk.leader.id},
        {"state": S.NUMBERED, "number": 1, "year": 2026, "number_text": "01/QĐ-BTĐKT"},
        {"state": S.ISSUED, "issued_at": now, "issued_by_id": desk.records_clerk.id},
    ):
        db.session.execute(set_to.values(**values))
    db.session.expire_all()
    words = decisions.words_now(record)
    words["signer"]["name"] = desk.leader.name
    for item, entry in zip(record.items, words["entries"], strict=True):
        code = new_code()
        text = stored(text_of(words, entry, code))
        db.session.add(Certificate(item=item, decision=record, code=code, design="giay_chung_nhan", text=text))
    db.session.commit()
    return record


def in_a_worker_of_its_own(app: Flask, job_id: int, *blow: Any) -> int:
    """Fork a process that works on this job until it is done, or until `kill_at(*blow)`; returns its id."""
    db.session.rollback()
    child = os.fork()
    if child:
        return child
    try:
        with app.app_context():
            db.engine.dispose(close=False)  # the connections are the parent's
            if blow:
                kill_at(*blow)
            deadline = time.monotonic() + 180
            while not worker.run(job_id) and time.monotonic() < deadline:
                time.sleep(0.02)
    finally:
        os._exit(0)


def kill_at(place: Any, name: str, nth: int, after: bool) -> None:
    """This process gets a SIGKILL before, or after, the nth call of this function."""
    calls, real = itertools.count(1), getattr(place, name)

    def call(*values: Any, **named: Any) -> Any:
        now = next(calls) == nth
        if now and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        answer = real(*values, **named)
        if now:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    setattr(place, name, call)


BLOWS = [
    (tasks, "render_chunk", 1, False),
    (storage, "keep", 5, True),
    (services, "set_rendered", 3, True),
    (services, "set_rendered", 20, True),
    (tasks, "guarded", 30, False),
    (storage, "keep", 41, False),
    (services, "set_rendered", 33, False),
    (tasks, "render_chunk", 6, True),
    (tasks, "merge", 1, False),
    (services, "set_merged", 1, True),
]


@pytest.fixture
def reborn(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Starts workers for which a silent one is dead at once."""
    monkeypatch.setitem(app.config, "JOB_LEASE", "0.01")
    plate(GIAY_CHUNG_NHAN, None, ())  # drawn here once, and not in each of them
    return lambda job_id, *blow: in_a_worker_of_its_own(app, job_id, *blow)


def until(happened: Callable[[], bool]) -> None:
    """Wait up to three minutes, on a machine however busy."""
    deadline = time.monotonic() + 180
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_worker_killed_ten_times_leaves_every_certificate_once(
    reborn: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """200 certificates, số sổ vàng 1 … 200, and on a second look the same bytes."""
    monkeypatch.setattr(tasks, "CHUNK", 8)
    desk = make.decision_desk()
    record = many(desk, 200)
    batch = make.batch(record, desk.print_clerk)
    db.session.commit()
    for blow in BLOWS:
        _pid, status = os.waitpid(reborn(batch.job_id, *blow), 0)
        assert os.WTERMSIG(status) == signal.SIGKILL, blow
        assert _job(batch).state is JobState.RUNNING
    os.waitpid(reborn(batch.job_id), 0)
    assert (_job(batch).state, _job(batch).taken) == (JobState.DONE, 11)

    db.session.expire_all()
    certificates = services.of_decision(record)
    assert [c.item.ordinal for c in certificates] == list(range(1, 201))
    assert [c.text["gold_book_no"] for c in certificates] == list(range(1, 201))
    files = {name for name, _path in storage.all_files()}
    assert files == {c.sha256 for c in certificates} | {batch.sha256}
    again = tasks._drawn({c.id: ((c.design, None), services.restored(c.text)) for c in certificates[::20]})
    assert again == {c.id: c.sha256 for c in certificates[::20]}
    with pikepdf.open(io.BytesIO(storage.read(batch.sha256 or ""))) as whole:
        assert len(whole.pages) == 200


def test_two_workers_on_one_batch_do_no_harm(
    app: Flask, reborn: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Long enough for one piece of work on a busy machine: else the two take it from each other without end.
    monkeypatch.setitem(app.config, "JOB_LEASE", "1")
    desk = make.decision_desk()
    record = many(desk, 60)
    batch = make.batch(record, desk.print_clerk)
    db.session.commit()
    children = [reborn(batch.job_id or 0) for _ in range(2)]
    until(lambda: _job(batch).state is JobState.DONE)
    for child in children:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    assert None not in db.session.scalars(select(Certificate.sha256)).all()
    assert {name for name, _path in storage.all_files()} == {*hashes(record), batch.sha256}
