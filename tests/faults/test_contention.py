"""Eight processes reach for the same two hundred dossiers: each dossier moves once, and nobody meets an error."""

import json
import subprocess
import sys
from pathlib import Path

import config
from awards.audit import services as audit
from awards.cli.invariants import violations
from awards.core import clock
from awards.core.access import Role
from awards.core.db import db
from awards.law.models import SubjectKind
from awards.nominations import services
from awards.nominations.models import Nomination
from awards.nominations.report import SECTIONS
from awards.nominations.route import Action, State
from tests import make
from tests.conftest import Store

PROCESSES, DOSSIERS = 8, 200


def _send(world: make.World, count: int) -> list[Nomination]:
    """So many dossiers, sent to the second stage with one letter."""
    officer, leader, campaign = world.officers[0], world.leaders[0], world.campaign
    kind, sent = SubjectKind.COLLECTIVE, []
    for number in range(count):
        record = services.draft(
            campaign,
            campaign.awards[0],
            kind=kind,
            unit=world.units[0],
            actor=officer,
            name=f"Bản Mẫu {number}",
            repeat_reason="Người khác cùng tên.",
            address="xã Mẫu",
        )
        report = {section.code: "Giúp 12 hộ." for section in SECTIONS[kind]}
        services.edit(record, actor=officer, seen=services.seen_of(record), citation="Đã giúp hộ nghèo.", report=report)
        services.move(record, Action.PROPOSE, actor=officer, seen=services.seen_of(record))
        sent.append(record)
    seen = {record.id: services.seen_of(record) for record in sent}
    services.send(sent, Action.SUBMIT, services.Letterhead(1, clock.today()), actor=leader, seen=seen)
    db.session.commit()
    return sent


def test_eight_processes_move_each_of_two_hundred_dossiers_once(store: Store, settings: type[config.Config]) -> None:
    world = make.world()
    officers = [make.user(Role.OFFICER, world.units[1]).id for _process in range(PROCESSES)]
    records = _send(world, DOSSIERS)
    told = {
        "url": store.url,
        "folder": str(settings.INSTANCE_DIR),
        "officers": officers,
        "seen": {record.id: services.seen_of(record) for record in records},
    }
    db.session.rollback()
    reached = subprocess.run(
        [sys.executable, "-m", "tests.faults.contention"],
        input=json.dumps(told),
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        timeout=300,
    )
    results = json.loads(reached.stdout) if reached.returncode == 0 else []

    assert [result["failed"] for result in results] == [0] * PROCESSES, reached.stderr[:2000]
    assert sum(result["moved"] for result in results) == DOSSIERS
    assert sum(result["refused"] for result in results) == DOSSIERS * (PROCESSES - 1)
    db.session.expire_all()
    for record in db.session.query(Nomination):
        assert record.state is State.RECEIVED
        assert [move.action for move in record.moves] == [Action.PROPOSE, Action.SUBMIT, Action.RECEIVE]
        assert [event.tag for event in audit.trail(record)].count("nomination.receive") == 1
    assert list(violations()) == []
