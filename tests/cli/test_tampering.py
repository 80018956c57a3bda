"""Somebody has the whole database in their hands and changes the log. An auditor has yesterday's head and an export."""

import copy
import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, text

from awards.audit import services as audit
from awards.audit.models import AuditDetail, AuditEvent
from awards.core.db import db
from awards.units import services as units
from tests import make

PROGRAM = Path(__file__).parents[2] / "deploy" / "verify_audit.py"
YESTERDAY, TODAY = 8, 12
Event = dict[str, Any]
Log = list[Event]


def _load() -> Any:
    spec = importlib.util.spec_from_file_location("verify_audit", PROGRAM)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


verify_audit = _load()


def _write(count: int) -> str:
    """So many more events; the head afterwards."""
    unit, officer = make.unit(), make.user()
    for number in range(count):
        audit.record("test.note", unit, actor=officer, said=number, name=f"Lò Thị {number}")
    db.session.commit()
    return "{}-{}".format(*audit.head())


def _log() -> Log:
    details = {d.event_id: {"salt": d.salt, "body": d.body} for d in db.session.query(AuditDetail)}
    columns = [column.key for column in AuditEvent.__table__.columns]
    events = db.session.query(AuditEvent).order_by(AuditEvent.id)
    return [{name: getattr(e, name) for name in columns} | {"detail": details.get(e.id)} for e in events]


def _put_back(log: Log) -> None:
    """Write the log anew, past all guards."""
    db.session.rollback()
    with db.engine.begin() as connection:
        on = " ON audit_event" if connection.dialect.name == "postgresql" else ""
        connection.execute(text(f"DROP TRIGGER audit_event_no_delete{on}"))
        connection.execute(text("DELETE FROM audit_detail"))
        connection.execute(text("DELETE FROM audit_event"))
        for event in log:
            connection.execute(insert(AuditEvent).values({k: v for k, v in event.items() if k != "detail"}))
            if event["detail"]:
                connection.execute(insert(AuditDetail).values(event_id=event["id"], **event["detail"]))
    db.session.expire_all()


def _number(log: Log) -> Log:
    """Close every gap."""
    for place, event in enumerate(log, 1):
        event["id"] = place
    return log


def _link(log: Log) -> Log:
    """Make the chain hold together again, as somebody does who has read our source."""
    previous = audit.START
    for event in _number(log):
        event["previous"] = previous
        event["link"] = previous = audit.link({k: v for k, v in event.items() if k not in {"link", "detail"}})
    return log


def _free(log: Log) -> Log:
    """The links only have to differ, for the database."""
    for place, event in enumerate(log):
        event["link"] = event["link"] if event["link"] not in {e["link"] for e in log[:place]} else f"{place:064x}"
    return log


def _set(place: int, **values: Any) -> Callable[[Log], Log]:
    def change(log: Log) -> Log:
        log[place - 1] |= values
        return log

    return change


def _say(place: int, said: str, *, committed: bool) -> Callable[[Log], Log]:
    def change(log: Log) -> Log:
        event = log[place - 1]
        event["detail"]["body"] = {"said": said}
        if committed:
            event["commitment"] = audit.commit_to(event["detail"]["body"], event["detail"]["salt"])
        return log

    return change


def _exchange(one: int, other: int, *names: str) -> Callable[[Log], Log]:
    def change(log: Log) -> Log:
        first, second = log[one - 1], log[other - 1]
        for name in names:
            first[name], second[name] = second[name], first[name]
        return log

    return change


ALL = ("at", "tag", "actor_id", "object_type", "object_id", "commitment", "previous", "link", "detail")


def _without(*places: int) -> Callable[[Log], Log]:
    return lambda log: [event for event in log if event["id"] not in places]


def _shifted(log: Log) -> Log:
    return [event | {"at": event["at"] - timedelta(days=30)} for event in log]


def _with_a_forged_one(log: Log) -> Log:
    return [*log[:4], copy.deepcopy(log[4]) | {"actor_id": 1, "link": "f" * 64}, *log[4:]]


def _grown_again(log: Log) -> Log:
    """Yesterday's backup put back, and the day lived anew."""
    later = [event | {"tag": "test.other"} for event in log[5:]]
    return _link(log[:5] + later)


SCRIPTS: dict[str, Callable[[Log], Log]] = {
    "another actor": _set(3, actor_id=999),
    "nobody acted": _set(3, actor_id=None),
    "another deed": _set(4, tag="test.other"),
    "another object": _set(5, object_id=77),
    "another table": _set(5, object_type="user"),
    "another time": lambda log: _set(2, at=log[0]["at"] - timedelta(days=1))(log),
    "a link changed": _set(6, link="a" * 64),
    "the last link changed": _set(12, link="b" * 64),
    "a link hung elsewhere": _set(7, previous="c" * 64),
    "another commitment": _set(7, commitment="d" * 64),
    "another detail": _say(2, "khác", committed=False),
    "another detail, committed to": _say(2, "khác", committed=True),
    "another salt": lambda log: _set(9, detail={"salt": "00" * 16, "body": log[8]["detail"]["body"]})(log),
    "a detail taken away": _set(10, detail=None),
    "two details exchanged": _exchange(2, 9, "detail"),
    "two actors exchanged": lambda log: _exchange(2, 3, "actor_id")(_set(2, actor_id=5)(log)),
    "two events exchanged": _exchange(3, 6, *ALL),
    "the first left out": _without(1),
    "one left out, the gap left": _without(5),
    "one left out, the gap closed": lambda log: _number(_without(5)(log)),
    "one put in": lambda log: _number(_with_a_forged_one(log)),
    "one said twice": lambda log: _free(_number([*log[:4], copy.deepcopy(log[3]), *log[4:]])),
    "the middle turned round": lambda log: _number([*log[:3], *reversed(log[3:7]), *log[7:]]),
    "all of it earlier": _shifted,
    # Whoever knows how the chain is made mends it after the change. Yesterday's head knows.
    "another actor, linked": lambda log: _link(_set(3, actor_id=999)(log)),
    "another deed, linked": lambda log: _link(_set(8, tag="test.other")(log)),
    "another detail, linked": lambda log: _link(_say(2, "khác", committed=True)(log)),
    "one left out, linked": lambda log: _link(_without(5)(log)),
    "the first left out, linked": lambda log: _link(_without(1)(log)),
    "one put in, linked": lambda log: _link(_with_a_forged_one(log)),
    "two events exchanged, linked": lambda log: _link(_exchange(3, 6, *ALL)(log)),
    "all of it earlier, linked": lambda log: _link(_shifted(log)),
    "the tail cut below the head": lambda log: log[:6],
    "the tail cut to the half of the day before": lambda log: log[:7],
    "the whole database as it was the day before yesterday": lambda log: log[:4],
    "an older database, and the day lived anew": _grown_again,
    "an empty log": lambda log: [],
    "a log written from nothing": lambda log: _link([event | {"tag": "test.new"} for event in log]),
}
NEED_THE_HEAD = {name for name in SCRIPTS if name.endswith(", linked")} | {
    "the tail cut below the head",
    "the tail cut to the half of the day before",
    "the whole database as it was the day before yesterday",
    "an older database, and the day lived anew",
    "an empty log",
    "a log written from nothing",
}


def _exported() -> list[str]:
    lines = [json.dumps(told, ensure_ascii=False) for told in audit.exported()]
    db.session.rollback()
    return lines


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_auditor_finds_out(name: str) -> None:
    head = _write(YESTERDAY)
    _write(TODAY - YESTERDAY)
    _put_back(SCRIPTS[name](_log()))

    lines = _exported()

    assert verify_audit.check(lines, [head])[3] != []
    without = verify_audit.check(lines, [])[3]
    assert (without == []) == (name in NEED_THE_HEAD), without
    seen_by_us = [*audit.faults(), *filter(None, [audit.met(head)])]
    assert seen_by_us != []


def test_an_honest_log_passes_with_the_heads_of_every_day() -> None:
    heads = [_write(3), _write(4), _write(5)]

    length, head, erased, faults = verify_audit.check(_exported(), heads)

    assert (f"{length}-{head}", erased, faults) == (heads[-1], 0, [])
    assert [audit.met(one) for one in heads] == [None] * 3


def test_a_detail_erased_on_purpose_leaves_the_log_sound() -> None:
    head = _write(5)
    audit.erase_details([2, 4], make.unit(), actor=None)
    db.session.commit()

    assert verify_audit.check(_exported(), [head])[2:] == (2, [])
    assert list(audit.faults()) == []


def test_there_are_thirty_scripts_and_the_program_is_short_and_stands_alone() -> None:
    assert len(SCRIPTS) >= 30
    assert len(PROGRAM.read_text().splitlines()) < 150
    done = subprocess.run([sys.executable, "-I", "-S", str(PROGRAM)], capture_output=True, text=True, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)


def test_the_head_and_an_export_by_command_are_checked_by_the_program(app: Flask, tmp_path: Path) -> None:
    units.establish_root()
    _write(4)
    file, run = tmp_path / "nhat-ky.jsonl", app.test_cli_runner().invoke
    head = run(args=["audit", "head"]).output.split()[0]

    said = run(args=["audit", "export", str(file)])
    assert said.exit_code == 0, said.output

    def judged(*heads: str) -> tuple[int, str]:
        command = [sys.executable, "-I", "-S", str(PROGRAM), str(file), *heads]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout

    assert judged(head)[0] == 0
    assert "CHƯA đối chiếu" in judged()[1]
    assert judged(head.replace("-", "-0")[:-1])[0] == 1
    assert judged("hôm qua")[0] == 1
    file.write_text(file.read_text().replace("test.note", "test.other", 1))
    assert judged(head)[0] == 1
    file.write_text("không phải nhật ký")
    assert judged(head)[0] == 1
    assert run(args=["verify", head]).exit_code == 0
    assert run(args=["verify", f"999-{head.split('-')[1]}"]).exit_code == 1
