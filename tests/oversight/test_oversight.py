"""Who looked at what is logged by itself; the auditor reads it; the night's check finds what was spoilt."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from awards.audit import services as audit
from awards.audit.models import AccessEvent, AuditEvent, CheckUp
from awards.cli.tasks import begin_check_up
from awards.core import clock
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.jobs import worker
from awards.jobs.models import Job
from awards.nominations import services as nominations
from awards.nominations.models import DocType
from awards.notices.models import Notice
from awards.oversight import services
from awards.oversight.services import Asked
from awards.units import services as units
from tests import make
from tests.matrix_world import picture

NIGHT = datetime(2026, 11, 26, 19, 30, tzinfo=UTC)  # half past two in Hà Nội, on the 27th


def _looks() -> list[tuple[int, str, int, bool]]:
    rows = db.session.scalars(select(AccessEvent).order_by(AccessEvent.id))
    return [(row.actor_id, row.object_type, row.object_id, row.is_file) for row in rows]


def test_opening_a_record_and_taking_a_file_are_logged_and_a_refusal_is_not(browser: Any) -> None:
    world = make.world()
    record, stranger = make.sent(world), make.user()
    letter_id = record.moves[-1].letter_id
    leader, nomination_id = world.leaders[0].id, record.id

    page = browser(world.leaders[0])
    page.get(f"/nominations/{nomination_id}")
    page.get(f"/letters/{letter_id}/paper")
    page.get("/nominations")
    browser(stranger).get(f"/nominations/{nomination_id}")

    assert _looks() == [(leader, "nomination", nomination_id, False), (leader, "letter", letter_id, True)]


def test_no_way_of_asking_goes_by_unseen(browser: Any) -> None:
    """A part of a file, the bytes of a dossier, a list for the printer, a page that shows a form again."""
    world = make.world()
    record = make.sent(world)
    at, leader = f"/nominations/{record.id}", world.leaders[0]
    named = {"doc_type": DocType.EVIDENCE, "file_name": "anh.png", "content": picture()}
    draft = make.ready(world)
    nominations.attach(draft, **named, seen=nominations.seen_of(draft), actor=world.officers[0])
    db.session.commit()
    file, page = draft.attachments[0].id, browser(leader)
    draft_id = draft.id

    part = page.get(f"/nominations/{draft_id}/files/{file}", headers={"Range": "bytes=0-9"}, buffered=True)
    answers = [page.get(f"{at}/steps/1/content"), page.get("/nominees?tai=in"), page.post(f"{at}/conflict")]

    assert [part.status_code, *(answer.status_code for answer in answers)] == [206, 200, 200, 422]
    expected = [("nomination", draft_id, True), ("nomination", record.id, True), ("list", 0, True)]
    assert [look[1:] for look in _looks()] == [*expected, ("nomination", record.id, False)]


def test_what_was_logged_cannot_be_changed(browser: Any) -> None:
    world = make.world()
    browser(world.officers[0]).get(f"/nominations/{make.nomination(world).id}")
    for statement in ("UPDATE access_event SET actor_id = 1", "DELETE FROM access_event"):
        with pytest.raises(DBAPIError, match="written once"), db.engine.begin() as connection:
            connection.execute(text(statement))


def test_the_auditor_sees_who_saw_a_persons_data_and_why_a_number_was_read(browser: Any) -> None:
    world, auditor = make.world(), make.user(Role.AUDITOR)
    record = make.nomination(world)
    nominee = record.nominee
    nominations.write_citizen_number(nominee, "014068000123", actor=world.officers[0])
    nominations.reveal(nominee, reason="Đối chiếu căn cước.", actor=world.officers[0])
    db.session.commit()
    browser(world.officers[0]).get(f"/nominations/{record.id}")

    page = browser(auditor).get(f"/audit/people/{nominee.id}")

    assert page.status_code == 200
    assert world.officers[0].name in page.text
    assert "Đối chiếu căn cước." in page.text
    assert "014068" not in page.text
    assert nominee.name in browser(auditor).get("/audit/people", query_string={"words": nominee.name}).text


@pytest.mark.parametrize("hour", [3, 18], ids=["by day", "after midnight in Hà Nội, before that of UTC"])
def test_the_log_is_filtered_by_person_deed_record_and_day(hour: int) -> None:
    with clock.standing_at(datetime(2026, 11, 26, hour, tzinfo=UTC)):
        _filter_the_log()


def _filter_the_log() -> None:
    world = make.world()
    record = make.ready(world)
    officer = world.officers[0]
    audit.record("test.other", world.units[0], actor=None)
    db.session.commit()

    def tags(**asked: Any) -> list[str]:
        return [line.event.tag for line in services.log(Asked(**asked))]

    assert tags()[0] == "test.other"
    assert set(tags(words=officer.username)) == {"nomination.draft", "nomination.edit"}
    assert tags(tag="nomination.edit") == ["nomination.edit"]
    assert tags(object_type="nomination", object_id=record.id) == ["nomination.edit", "nomination.draft"]
    assert tags(since=clock.today() + timedelta(days=1)) == []
    assert tags(until=clock.today() - timedelta(days=1)) == []
    assert "test.other" in tags(since=clock.today(), until=clock.today())


def test_the_history_of_one_field_is_read_from_the_log(browser: Any) -> None:
    world, auditor = make.world(), make.user(Role.AUDITOR)
    record = make.nomination(world)
    for words in ("Câu một.", "Câu hai."):
        seen = nominations.seen_of(record)
        nominations.edit(record, actor=world.officers[0], seen=seen, citation=words)
        db.session.commit()

    found = services.changes("nomination", record.id, "citation")

    assert [(one.before, one.after) for one in found] == [("", "Câu một."), ("Câu một.", "Câu hai.")]
    place = db.session.scalar(select(AuditEvent.id).where(AuditEvent.tag == "nomination.edit").limit(1))
    page = browser(auditor).get(f"/audit/{place}", query_string={"field": "citation"})
    assert "Câu hai." in page.text


def test_an_auditor_holds_no_other_role_and_stands_at_the_centre() -> None:
    from awards.accounts import services as accounts

    root, today = units.establish_root(), clock.today()
    db.session.commit()
    with pytest.raises(Refused, match="Trung ương"):
        accounts.appoint(make.user(None), make.unit(), Role.AUDITOR, "Kiểm toán viên", today, actor=None)
    person = make.user(None)
    accounts.appoint(person, root, Role.AUDITOR, "Kiểm toán viên", today, actor=None)
    with pytest.raises(Refused, match="vai trò khác"):
        accounts.appoint(person, root, Role.OFFICER, "Chuyên viên", today, actor=None)


def _night() -> CheckUp:
    """The night's check, begun and carried out."""
    with clock.standing_at(NIGHT):
        begin_check_up()
        begin_check_up()
        db.session.commit()
        for job_id in list(db.session.scalars(select(Job.id))):
            assert worker.run(job_id)
    return db.session.scalars(select(CheckUp)).one()


def test_the_night_checks_once_and_finds_a_sound_house_sound(browser: Any) -> None:
    root = units.establish_root()
    world = make.world()
    browser(world.officers[0]).get(f"/nominations/{make.nomination(world).id}")

    night = _night()

    assert (night.on.isoformat(), night.faults) == ("2026-11-27", [])
    assert night.ended_at is not None
    assert [event.tag for event in audit.trail(root)] == ["system.check"]
    assert db.session.query(Notice).count() == 0
    assert list(audit.faults()) == []


def test_before_two_in_the_night_nothing_begins() -> None:
    with clock.standing_at(NIGHT - timedelta(hours=1)):
        begin_check_up()
    assert db.session.query(CheckUp).count() == 0


def test_what_was_spoilt_is_found_at_night_and_the_administrators_are_told(browser: Any) -> None:
    root = units.establish_root()
    administrator = make.user(Role.ADMINISTRATOR, root)
    record = make.sent(make.world())
    db.session.execute(text("UPDATE nomination SET step = 7 WHERE id = :id"), {"id": record.id})
    db.session.commit()

    night = _night()

    assert any("step 7" in fault for fault in night.faults)
    assert "bất thường" in browser(administrator).get("/").text
    assert "step 7" in browser(administrator).get("/check-ups").text


def test_a_look_that_disappears_after_the_night_is_missed(app: Flask, browser: Any) -> None:
    units.establish_root()
    world = make.world()
    browser(world.officers[0]).get(f"/nominations/{make.nomination(world).id}")
    _night()
    db.session.commit()
    on = " ON access_event" if db.engine.dialect.name == "postgresql" else ""
    with db.engine.begin() as connection:
        connection.execute(text(f"DROP TRIGGER access_event_no_delete{on}"))
        connection.execute(text("DELETE FROM access_event"))

    result = app.test_cli_runner().invoke(args=["verify"])

    assert result.exit_code == 1
    assert "accesses 1 to 1" in result.output
