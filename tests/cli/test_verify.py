import tarfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from awards.accounts import services as accounts
from awards.audit import services as audit
from awards.cli import invariants
from awards.core import clock, storage
from awards.core.db import db
from awards.units.models import Unit
from tests import make


def run(app: Flask, *arguments: str) -> Any:
    db.session.commit()
    return app.test_cli_runner().invoke(args=list(arguments))


def test_a_sound_database_is_found_sound(app: Flask) -> None:
    audit.record("test.note", make.unit(), actor=None, said="có")
    result = run(app, "verify")

    assert result.exit_code == 0, result.output
    assert "Chuỗi nhật ký: 1 mắt xích" in result.output
    assert "0 lỗi" in result.output


def _tamper(*statements: str) -> None:
    """What somebody with the database in their hands does: first the guards go."""
    with db.engine.begin() as connection:
        for name, table in (("audit_event_no_update", "audit_event"), ("audit_event_no_delete", "audit_event")):
            on = f" ON {table}" if db.engine.dialect.name == "postgresql" else ""
            connection.execute(text(f"DROP TRIGGER {name}{on}"))
        for statement in statements:
            connection.execute(text(statement))


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE audit_event SET actor_id = 999 WHERE id = 2",
        "UPDATE audit_event SET tag = 'test.other' WHERE id = 3",
        "UPDATE audit_event SET link = previous WHERE id = 1",
        'UPDATE audit_detail SET body = \'{"said": "không"}\' WHERE event_id = 2',
        "DELETE FROM audit_detail WHERE event_id = 2; DELETE FROM audit_event WHERE id = 2",
    ],
)
def test_a_changed_log_is_found_out(app: Flask, tampering: str) -> None:
    unit = make.unit()
    for number in range(4):
        audit.record("test.note", unit, actor=None, said=number)
    db.session.commit()

    _tamper(*tampering.split("; "))
    result = run(app, "verify")

    assert result.exit_code == 1
    assert "SAI  audit" in result.output


@pytest.mark.parametrize("statement", ["UPDATE audit_event SET tag = 'x'", "DELETE FROM audit_event"])
def test_the_database_itself_refuses_to_change_the_log(statement: str) -> None:
    audit.record("test.note", make.unit(), actor=None)
    db.session.commit()

    with pytest.raises(Exception, match="written once"), db.engine.begin() as connection:
        connection.execute(text(statement))


def test_replace_does_not_slip_past_the_guards() -> None:
    audit.record("test.note", make.unit(), actor=None)
    db.session.commit()
    if db.engine.dialect.name != "sqlite":
        pytest.skip("only SQLite has REPLACE")

    with pytest.raises(Exception, match="written once"), db.engine.begin() as connection:
        connection.execute(text("REPLACE INTO audit_event SELECT * FROM audit_event WHERE id = 1"))


def test_an_erased_detail_leaves_the_chain_valid(app: Flask) -> None:
    unit = make.unit()
    audit.record("test.note", unit, actor=None, said="tên người")
    audit.erase_details([1], unit, actor=None)
    db.session.commit()

    assert run(app, "verify").exit_code == 0


def test_a_file_that_is_not_what_its_name_says_is_found(app: Flask) -> None:
    kept = storage.keep(b"minh chung")
    storage.path_of(kept).write_bytes(b"khac")

    assert f"file {kept} is not what its name says" in run(app, "verify").output


def test_what_somebody_did_on_the_day_their_appointment_was_ended_is_no_fault_and_what_they_did_after_it_is() -> None:
    world = make.world()
    make.sent(world)
    appointment = world.leaders[0].appointments[0]
    accounts.end_appointment(appointment, actor=None)
    db.session.commit()
    assert list(invariants.every_actor_was_appointed()) == []

    appointment.ended_at = clock.now() - timedelta(hours=1)
    db.session.commit()
    assert list(invariants.every_actor_was_appointed()) != []


def test_every_invariant_says_what_it_is() -> None:
    assert len(invariants.CHECKS) >= 11
    assert all(check.__doc__ for check in invariants.CHECKS)


def test_the_backup_brings_everything_back(app: Flask, tmp_path: Path) -> None:
    unit, kept = make.unit(name="Xã Hua Păng"), storage.keep(b"minh chung")
    unit_id = unit.id
    make.user(unit=unit)
    audit.record("test.note", unit, actor=None)
    file = tmp_path / "sao-luu.tar"
    assert run(app, "backup", str(file)).exit_code == 0

    make.unit(name="Sau khi sao lưu")
    storage.path_of(kept).unlink()
    assert "--replace" in run(app, "restore", str(file)).output
    result = run(app, "restore", "--replace", str(file))

    assert result.exit_code == 0, result.output
    names = {row.name for row in db.session.execute(text("SELECT name FROM unit"))}
    assert names == {"Xã Hua Păng"}
    assert storage.read(kept) == b"minh chung"
    restored = db.session.get_one(Unit, unit_id)
    assert [event.tag for event in audit.trail(restored)] == ["test.note", "system.restore"]


def test_a_damaged_backup_is_refused_and_changes_nothing(app: Flask, tmp_path: Path) -> None:
    make.unit(name="Xã Hua Păng")
    file = tmp_path / "sao-luu.tar"
    run(app, "backup", str(file))
    whole = bytearray(file.read_bytes())
    whole[2000] ^= 1
    file.write_bytes(whole)
    make.unit(name="Vẫn còn")

    result = run(app, "restore", str(file))

    assert result.exit_code == 1
    assert "không nguyên vẹn" in result.output
    assert db.session.scalar(text("SELECT count(*) FROM unit WHERE name = 'Vẫn còn'")) == 1


def test_a_file_being_written_is_not_backed_up(app: Flask, tmp_path: Path) -> None:
    stored = storage.path_of(storage.keep(b"evidence"))
    (stored.parent / ".half-written").write_bytes(b"evi")

    assert run(app, "backup", str(tmp_path / "backup.tar")).exit_code == 0

    with tarfile.open(tmp_path / "backup.tar") as archive:
        assert archive.getnames() == ["database", f"files/{stored.name}", "manifest.json"]


@pytest.mark.parametrize("name", ["../outside", "files/../../outside", "/outside"])
def test_a_backup_that_writes_elsewhere_is_refused(app: Flask, tmp_path: Path, name: str) -> None:
    with tarfile.open(tmp_path / "evil.tar", "w") as archive:
        archive.addfile(tarfile.TarInfo(name))

    result = run(app, "restore", str(tmp_path / "evil.tar"))

    assert result.exit_code == 1
    assert "không thuộc về nó" in result.output
