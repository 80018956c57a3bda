"""One person is erased: nothing of them is left, and everything that was done can still be proved."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DatabaseError

from awards.accounts.models import KeptForm, UserSession
from awards.accounts.services import open_session
from awards.audit import services as audit
from awards.audit.models import AuditEvent
from awards.cli import invariants
from awards.cli.tasks import destroy_what_was_erased
from awards.core import clock, storage
from awards.core.db import Model, db
from awards.core.errors import Refused
from awards.core.sheet import Sheet
from awards.decisions import services as decisions
from awards.decisions.models import DecisionState
from awards.exchange import services as exchange
from awards.exchange.models import CommendationImport
from awards.law import services as law
from awards.nominations import services as nominations
from awards.nominations.models import (
    ConflictKind,
    DocType,
    Erasure,
    ErasureGround,
    Move,
    Nomination,
    Nominee,
    ProposalLetter,
    ScreeningKind,
    Snapshot,
    Typing,
)
from awards.nominations.route import Action
from tests import make
from tests.cli.test_tampering import verify_audit
from tests.matrix_world import picture

CANARY, NUMBER = "Zxqwinh", "014068000123"
NAME = f"Lo Van {CANARY}"
REASON = "Đơn ngày 02/3/2026"


def _withdrawn(world: make.World) -> Nomination:
    record = make.ready(world, name=NAME)
    named = {"doc_type": DocType.EVIDENCE, "file_name": "anh.png", "content": picture()}
    nominations.attach(record, **named, seen=nominations.seen_of(record), actor=world.officers[0])
    make.step(record, Action.WITHDRAW, world.leaders[0], f"Theo đơn của {CANARY}.")
    return record


def _rejected(world: make.World, **subject: Any) -> Nomination:
    """Everything that people write of somebody, in one dossier that was refused in the end."""
    record = make.ready(world, name=NAME, address=f"ban {CANARY}", **subject)
    officer, leader = world.officers[0], world.leaders[0]
    nominations.write_citizen_number(record.nominee, NUMBER, actor=officer)
    nominations.attach(
        record,
        doc_type=DocType.EVIDENCE,
        file_name=f"{CANARY}.png",
        content=picture(),
        seen=nominations.seen_of(record),
        actor=officer,
    )
    facts = {2021: {"jobs": 3, "help": f"Giup nha {CANARY}"}}
    nominations.edit(record, actor=officer, seen=nominations.seen_of(record), facts=facts)
    nominations.add_name(record.nominee, name=f"Lo {CANARY} Cu", note="", actor=officer)
    db.session.add(Typing(nomination=record, user=officer, page="report", fields={"results": CANARY}, seen=""))
    db.session.commit()
    make.send([record], officer, leader)
    make.step(record, Action.RECEIVE, world.officers[1])
    make.send_back(record, world.leaders[1], citation=f"Xem lai {CANARY}.")
    make.correct(record, world, citation=f"{CANARY} da giup 12 ho.")
    make.step(record, Action.RECEIVE, world.officers[1])
    words = {"source": CANARY, "checked_on": clock.today(), "document": CANARY, "has_matter": False}
    words |= {"kind": ScreeningKind.COMPLAINT, "seen": nominations.seen_of(record)}
    nominations.screen(record, actor=world.officers[1], **words)
    nominations.declare(record, ConflictKind.FAMILY, f"Anh cua {CANARY}", actor=make.user(unit=world.units[0]))
    nominations.ask_copy(record, actor=officer)
    db.session.flush()
    make.step(record, Action.REJECT, world.leaders[1], f"{CANARY} chua du thoi gian.")
    open_session(officer)
    db.session.flush()
    session_id = db.session.scalars(select(UserSession.id).order_by(UserSession.id.desc()).limit(1)).one()
    kept = {"path": f"/nominations/{record.id}/report", "fields": [["results", CANARY]], "had_files": False}
    db.session.add(KeptForm(session_id=session_id, **kept))
    named = {"file_name": f"{CANARY}.xlsx", "content": CANARY.encode(), "actor": officer}
    sent_in = {"sha256": storage.keep(b"PK"), "sheet": "a", "clean": 1, "faults": [], "file_name": "b.xlsx"}
    waiting = [{"name": CANARY}]
    db.session.add(CommendationImport(unit=world.units[0], actor=officer, waiting=waiting, **sent_in))
    exchange.receive(world.campaign, world.units[0], Sheet("a", 1), **named)
    db.session.commit()
    return record


def _erase(world: make.World, nominee: Nominee, ground: ErasureGround = ErasureGround.REQUEST) -> Erasure:
    nominations.propose_erasure(nominee, ground, REASON, actor=world.officers[0])
    db.session.commit()
    done = nominations.confirm_erasure(nominee, actor=world.leaders[0])
    db.session.commit()
    return done


def _age_files() -> None:
    for _name, path in storage.all_files():
        os.utime(path, (0, 0))


def _rows_with(*canaries: str) -> list[str]:
    """Tables in which a value, as SQL gives it out, holds one of these."""
    found = []
    for table in Model.metadata.sorted_tables:
        for row in db.session.execute(text(f'SELECT * FROM "{table.name}"')):
            said = repr(tuple(row)).casefold()
            found += [table.name for canary in canaries if canary.casefold() in said]
    return found


def _pages(app: Flask) -> bytes:
    """The database as it lies on the disk."""
    db.session.commit()
    if db.engine.dialect.name == "sqlite":
        return b"".join(path.read_bytes() for path in Path(app.config["INSTANCE_DIR"]).glob("test.db*"))
    tables = [table.name for table in Model.metadata.sorted_tables]
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in tables:
            connection.exec_driver_sql(f'VACUUM FULL "{table}"')
        connection.exec_driver_sql("CHECKPOINT")
        told = "SELECT pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class WHERE relkind IN ('r', 'i', 't')"
        return b"".join(bytes(row[0]) for row in connection.exec_driver_sql(told))


def test_nothing_of_an_erased_person_is_left_and_the_log_still_proves_what_was_done(app: Flask) -> None:
    world = make.world()
    record = _rejected(world)
    other = make.ready(world, name="Hoang Thi Khac")
    make.send([other], world.officers[0], world.leaders[0])
    head = "{}-{}".format(*audit.head())
    assert {"nominee", "nomination", "audit_detail", "snapshot", "proposal_letter"} <= set(_rows_with(CANARY))

    _erase(world, record.nominee)
    _age_files()
    destroy_what_was_erased()
    db.session.commit()

    assert _rows_with(CANARY, NUMBER) == []
    pages = _pages(app).lower()
    assert CANARY.lower().encode() not in pages
    assert NUMBER.encode() not in pages
    assert list(storage.all_files()) == []
    assert db.session.scalars(select(Erasure.destroyed_at)).one() is not None
    assert list(invariants.violations()) == []
    lines = [json.dumps(one, ensure_ascii=False) for one in audit.exported()]
    length, _head, erased, faults = verify_audit.check(lines, [head])
    assert (faults, length, erased > 10) == ([], audit.head()[0], True)
    assert [move.action for move in record.moves][-1] is Action.REJECT
    assert db.session.scalars(select(Snapshot).where(Snapshot.nomination_id == other.id)).first() is not None
    assert "Hoang Thi Khac" in str(db.session.scalars(select(ProposalLetter.paper)).all())


def test_an_awarded_person_goes_from_the_dossier_and_stays_on_what_honoured_them(app: Flask) -> None:
    app.config["RETENTION_CONFIRMED"] = ["central"]
    law.load_seed()
    db.session.execute(text("UPDATE retention_period SET years = 1 WHERE code = 'central'"))
    desk = make.decision_desk()
    try:
        with clock.standing_at(datetime(2024, 6, 1, 2, tzinfo=UTC)):
            decision = make.advance(make.drafted(desk, 1, name=NAME), desk, DecisionState.FROZEN)
            decisions.thaw(decision, reason=f"Xem lại {NAME}.", seen=decision.version, actor=desk.secretary)
            assert decision.paper == {}
            make.advance(decision, desk, DecisionState.ISSUED)
        nominee = decision.items[0].nomination.nominee
        leader, officer = desk.world.leaders[0], desk.world.officers[0]
        assert nominations.due(officer) == [nominee]
        with pytest.raises(Refused, match="đã được khen"):
            nominations.propose_erasure(nominee, ErasureGround.REQUEST, REASON, actor=officer)
        nominations.propose_erasure(nominee, ErasureGround.DUE, REASON, actor=officer)
        nominations.confirm_erasure(nominee, actor=leader)
        db.session.commit()
        assert nominations.due(officer) == []
    finally:
        app.config["RETENTION_CONFIRMED"] = []

    assert set(_rows_with(CANARY)) == {"certificate", "decision", "decision_item"}
    assert list(invariants.violations()) == []


def test_erasing_takes_a_second_hand_and_a_reason_that_names_nobody() -> None:
    world = make.world()
    nominee = _withdrawn(world).nominee
    officer, leader = world.officers[0], world.leaders[0]

    with pytest.raises(Refused, match="Không ghi tên"):
        nominations.propose_erasure(nominee, ErasureGround.REQUEST, f"Đơn của {NAME}", actor=officer)
    with pytest.raises(Refused, match="chưa hết thời hạn"):
        nominations.propose_erasure(nominee, ErasureGround.DUE, REASON, actor=officer)
    with pytest.raises(Refused, match="chuyên viên của đơn vị"):
        nominations.propose_erasure(nominee, ErasureGround.REQUEST, REASON, actor=leader)
    nominations.propose_erasure(nominee, ErasureGround.REQUEST, REASON, actor=officer)
    db.session.commit()
    for other in (officer, world.leaders[1], world.officers[1]):
        with pytest.raises(Refused, match="lãnh đạo của đơn vị giữ sổ"):
            nominations.confirm_erasure(nominee, actor=other)
    nominations.drop_erasure(nominee, actor=leader)
    db.session.commit()

    assert db.session.scalars(select(Erasure)).all() == []
    assert nominee.name == NAME


def test_a_running_dossier_keeps_the_person(app: Flask) -> None:
    world = make.world()
    record = make.ready(world)

    with pytest.raises(Refused, match="đang soạn hoặc đang xét"):
        nominations.propose_erasure(record.nominee, ErasureGround.REQUEST, REASON, actor=world.officers[0])


def test_what_is_erased_is_not_opened_written_or_packed_again() -> None:
    world = make.world()
    record = _withdrawn(world)
    _erase(world, record.nominee)

    assert nominations.open_steps(record, world.leaders[0]) == []
    with pytest.raises(Refused, match="đã xóa"):
        nominations.add_name(record.nominee, name="Lò Văn Mới", note="", actor=world.officers[0])
    with pytest.raises(Refused, match="đã xóa"):
        nominations.ask_copy(record, actor=world.officers[0])
    with pytest.raises(Refused, match="Đã có đề nghị"):
        nominations.propose_erasure(record.nominee, ErasureGround.REQUEST, REASON, actor=world.officers[0])


@pytest.mark.parametrize(
    "statement",
    [
        delete(Snapshot),
        update(Move).values(reason=""),
        update(ProposalLetter).values(paper={}),
    ],
    ids=["snapshot", "move", "letter"],
)
def test_the_guards_open_for_an_erased_person_alone(statement: Any) -> None:
    world = make.world()
    make.send([make.ready(world)], world.officers[0], world.leaders[0])

    with pytest.raises(DatabaseError, match="written once"):
        db.session.execute(statement)


def test_erasing_without_a_record_of_two_hands_is_found() -> None:
    world = make.world()
    nominee = _withdrawn(world).nominee
    _erase(world, nominee)
    db.session.execute(update(Erasure).values(confirmed_by_id=Erasure.proposed_by_id))
    other = make.ready(world).nominee
    other.erased_on = clock.today()
    db.session.commit()

    said = "\n".join(invariants.violations())

    assert f"nominee {nominee.id}: erased by one hand" in said
    assert f"nominee {other.id}: erased without a record" in said


def test_a_file_that_another_dossier_needs_stays() -> None:
    world = make.world()
    record, other = _withdrawn(world), make.nomination(world)
    named = {"doc_type": DocType.EVIDENCE, "file_name": "anh.png", "content": picture()}
    kept = nominations.attach(other, **named, seen=nominations.seen_of(other), actor=world.officers[0])
    db.session.commit()

    _erase(world, record.nominee)
    _age_files()
    destroy_what_was_erased()
    db.session.commit()

    assert storage.read(kept.sha256)
    assert list(invariants.violations()) == []


def test_a_file_that_has_just_come_is_left_for_a_later_round() -> None:
    world = make.world()
    erasure = _erase(world, _withdrawn(world).nominee)

    destroy_what_was_erased()
    db.session.commit()
    assert erasure.destroyed_at is None
    _age_files()
    destroy_what_was_erased()
    db.session.commit()

    assert erasure.destroyed_at is not None


def test_a_period_that_nobody_has_looked_up_makes_nothing_due(app: Flask, browser: Any) -> None:
    law.load_seed()
    world = make.world()
    with clock.standing_at(datetime(2019, 6, 1, 2, tzinfo=UTC)):
        record = make.ready(world)
        make.step(record, Action.WITHDRAW, world.leaders[0], "Đề nghị nhầm.")

    assert nominations.due(world.officers[0]) == []
    assert "vĩnh viễn" in nominations.kept_until(record)
    client = browser(world.officers[0])
    for page in (f"/nominations/{record.id}", f"/nominees/{record.nominee_id}"):
        assert "Hồ sơ không được khen thưởng: bảo quản vĩnh viễn." in client.get(page).text
    app.config["RETENTION_CONFIRMED"] = ["not_awarded"]
    try:
        with clock.standing_at(datetime(2024, 12, 31, 16, 59, tzinfo=UTC)):
            assert nominations.due(world.officers[0]) == []
            assert "31/12/2024" in nominations.kept_until(record)
        with clock.standing_at(datetime(2024, 12, 31, 17, tzinfo=UTC)):
            assert nominations.due(world.officers[0]) == [record.nominee]
    finally:
        app.config["RETENTION_CONFIRMED"] = []


def test_an_officer_proposes_and_a_leader_confirms_on_one_page(browser: Any) -> None:
    world = make.world()
    nominee = _withdrawn(world).nominee
    address = f"/nominees/{nominee.id}/erasure"

    asked = browser(world.officers[0]).post(address, data={"ground": "request", "reason": REASON})
    page = browser(world.leaders[0]).get(address)
    done = browser(world.leaders[0]).post(f"{address}/confirm")

    assert (asked.status_code, done.status_code) == (303, 303)
    assert "Xác nhận xóa" in page.text
    db.session.expire_all()
    assert nominee.erased_on is not None
    listed = browser(world.leaders[0]).get("/nominees/due").text
    assert REASON in listed
    assert CANARY not in listed
    assert "Đã xóa" in browser(world.officers[0]).get(f"/nominees/{nominee.id}").text
    assert db.session.scalars(select(AuditEvent).where(AuditEvent.tag == audit.ERASE)).one().object_id == nominee.id
