"""The citizen number: sealed, masked, revealed with a reason, found by its index, and nowhere in clear."""

import io
import logging
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from awards.accounts import services as accounts
from awards.administration import services as administration
from awards.audit import services as audit
from awards.core import clock, sealing
from awards.core.access import Role
from awards.core.db import Model, db
from awards.core.errors import Refused
from awards.jobs import worker
from awards.jobs.models import Job
from awards.law.models import SubjectKind
from awards.nominations import services
from awards.nominations.models import Nomination, Nominee
from awards.units import services as units
from tests import make
from tests.mails import MailServer, mails, text_of

__all__ = ["mails"]  # a fixture

NUMBER = "014068000123"


def _written(number: str = NUMBER) -> tuple[make.World, Nominee]:
    world = make.world()
    nominee = make.nomination(world).nominee
    services.write_citizen_number(nominee, number, actor=world.officers[0])
    db.session.commit()
    return world, nominee


def test_the_row_holds_neither_the_number_nor_its_end() -> None:
    _world, nominee = _written()

    row = db.session.execute(text("SELECT citizen_sealed, citizen_index FROM nominee")).one()

    assert NUMBER not in str(row)
    assert services.masked_citizen_number(nominee) == "014*********"


def test_equal_numbers_are_found_by_their_index_and_sealed_differently() -> None:
    world, one = _written()
    other = make.nomination(world).nominee
    services.write_citizen_number(other, "014 068 000 123", actor=world.officers[0])
    db.session.commit()

    assert services.nominees_with_citizen_number(NUMBER) == [one, other]
    assert one.citizen_sealed != other.citizen_sealed
    assert services.nominees_with_citizen_number("014068000124") == []


def test_a_value_moved_to_another_row_does_not_open() -> None:
    world, one = _written()
    other = make.nomination(world).nominee
    other.citizen_sealed = one.citizen_sealed

    with pytest.raises(sealing.CannotOpen):
        services.masked_citizen_number(other)


@pytest.mark.parametrize("spoilt", ["", "k1.", "k9.AAAA", "k1.%%%", "k1." + "A" * 60])
def test_a_spoilt_value_does_not_open(app: Flask, spoilt: str) -> None:
    sealing.seal("x", "nominee", "citizen_number", 1)
    with pytest.raises(sealing.CannotOpen):
        sealing.unseal(spoilt, "nominee", "citizen_number", 1)


@pytest.mark.parametrize("bad", ["1", "01406800012", "0140680001234", "01406800012a", "٠١٤٠٦٨٠٠٠١٢٣"])
def test_only_twelve_figures_are_taken(bad: str) -> None:
    world = make.world()
    nominee = make.nomination(world).nominee
    with pytest.raises(Refused, match="12 chữ số"):
        services.write_citizen_number(nominee, bad, actor=world.officers[0])


def test_a_collective_has_none_and_only_an_officer_of_the_unit_writes_one() -> None:
    world = make.world()
    collective = make.nomination(world, kind=SubjectKind.COLLECTIVE, honorific=None).nominee
    with pytest.raises(Refused, match="Tập thể"):
        services.write_citizen_number(collective, NUMBER, actor=world.officers[0])
    with pytest.raises(Refused, match="chuyên viên"):
        services.write_citizen_number(make.nomination(world).nominee, NUMBER, actor=world.leaders[0])


def test_the_number_is_shown_to_the_one_who_asked_for_five_minutes() -> None:
    world, nominee = _written()
    officer = world.officers[0]
    assert services.revealed_to(nominee, officer) == ""

    services.reveal(nominee, reason="Đối chiếu căn cước.", actor=officer)
    db.session.commit()

    assert services.revealed_to(nominee, officer) == NUMBER
    assert services.revealed_to(nominee, world.leaders[0]) == ""
    assert [event.tag for event in audit.trail(nominee)] == ["nominee.citizen_number", "nominee.reveal"]
    with clock.standing_at(clock.now() + timedelta(minutes=6)):
        assert services.revealed_to(nominee, officer) == ""


def test_nothing_is_revealed_without_a_reason_or_without_a_number() -> None:
    world, nominee = _written()
    with pytest.raises(Refused, match="lý do"):
        services.reveal(nominee, reason="  ", actor=world.officers[0])
    with pytest.raises(Refused, match="Chưa ghi"):
        services.reveal(make.nomination(world).nominee, reason="x", actor=world.officers[0])


def test_rotation_seals_everything_with_the_new_key_and_old_keys_stay(app: Flask) -> None:
    from awards.law import services as law

    _world, nominee = _written()
    law.load_seed()
    units.establish_root()
    db.session.commit()
    before = nominee.citizen_sealed

    done = app.test_cli_runner().invoke(args=["keys", "rotate"])

    db.session.expire_all()
    assert done.exit_code == 0, done.output
    assert (nominee.citizen_sealed or "").split(".")[0] != (before or "").split(".")[0]
    assert services.masked_citizen_number(nominee) == "014*********"
    assert sealing.unseal(before or "", "nominee", "citizen_number", nominee.id) == NUMBER
    assert services.nominees_with_citizen_number(NUMBER) == [nominee]


def test_a_key_file_is_never_overwritten_and_is_the_owners_alone(app: Flask) -> None:
    sealing.index("x", "y")
    assert sealing.key_file().stat().st_mode & 0o777 == 0o600
    assert app.test_cli_runner().invoke(args=["keys", "new"]).exit_code == 1


def test_production_says_which_command_makes_the_keys(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "PROFILE", "production")
    monkeypatch.setitem(app.config, "CITIZEN_KEY_FILE", "/nonexistent/citizen.keys")
    with pytest.raises(Refused, match="flask keys new"):
        sealing.seal("x", 1)


def test_the_page_shows_the_mask_asks_for_a_reason_and_then_shows_the_number(browser) -> None:  # type: ignore[no-untyped-def]
    world, nominee = _written()
    page = browser(world.officers[0])
    address = f"/nominees/{nominee.id}/citizen-number"

    assert "014*********" in page.get(address).text
    assert "Ghi lý do" in page.post(address, data={"reason": ""}).text
    assert page.post(address, data={"reason": "Đối chiếu."}).status_code == 303
    assert NUMBER in page.get(address).text
    assert NUMBER not in browser(world.leaders[0]).get(address).text


def test_a_form_kept_over_a_lost_session_does_not_keep_the_number(app: Flask) -> None:
    from awards.core.requests import fields_to_keep

    with app.test_request_context(method="POST", data={"citizen_number": NUMBER, "name": "Lò"}):
        assert fields_to_keep() == [["name", "Lò"]]


def test_roles_without_the_permission_are_turned_away(browser) -> None:  # type: ignore[no-untyped-def]
    world, nominee = _written()
    secretary = make.user(Role.SECRETARY, world.units[0])
    assert browser(secretary).get(f"/nominees/{nominee.id}/citizen-number").status_code == 403
    assert db.session.scalars(select(Nominee.id)).all() == [nominee.id]


def _unzip(content: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(content))


def test_the_number_stands_in_clear_nowhere_but_on_the_page_it_was_asked_for_on(
    app: Flask,
    browser,  # type: ignore[no-untyped-def]
    folder: Path,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    mails: MailServer,
) -> None:
    """The canary: database pages, journal, files, backup, exports, mails, what was logged, and every answer."""
    units.establish_root()
    world, nominee = _written()
    dossier = db.session.scalars(select(Nomination)).one()
    auditor, nominee_id, dossier_id = make.user(Role.AUDITOR), nominee.id, dossier.id
    answers = []
    with caplog.at_level(logging.DEBUG):
        page = browser(world.officers[0])
        address = f"/nominees/{nominee_id}/citizen-number"
        answers.append(page.post(address, data={"reason": ""}))
        answers.append(page.post(address, data={"reason": "Đối chiếu."}))
        assert NUMBER in page.get(address).text
        for person in (world.officers[0], world.leaders[0], auditor):
            for path in ("/", "/nominees", "/nominations", f"/nominations/{dossier_id}", "/audit", "/audit/1"):
                answers.append(browser(person).get(path))
            answers.append(browser(person).get(f"/audit/people/{nominee_id}"))
        answers.append(browser(world.leaders[0]).get(address))
        taken = [page.get(f"/nominees/{nominee_id}/data"), page.get("/account/data"), page.get("/nominees?tai=excel")]
        accounts.set_mail(auditor, "kiem.toan@tinh.example", actor=None)
        administration.mail_code(auditor, actor=make.user(Role.ADMINISTRATOR))
        db.session.commit()
        assert worker.run(db.session.scalars(select(Job.id)).one())
        run = app.test_cli_runner().invoke
        assert run(args=["backup", str(tmp_path / "backup.tar")]).exit_code == 0
        assert run(args=["audit", "export", str(tmp_path / "log.jsonl")]).exit_code == 0
        told = run(args=["verify"]).output
    rows = str(
        [db.session.execute(text(f'SELECT * FROM "{table.name}"')).all() for table in Model.metadata.sorted_tables]
    )
    db.session.commit()
    on_disk = [path for place in (folder, tmp_path) for path in place.rglob("*") if path.is_file()]

    assert len(on_disk) >= 3
    assert [path for path in on_disk if NUMBER.encode() in path.read_bytes()] == []
    assert [answer.status_code for answer in taken] == [200] * 3
    unpacked = [packed.read(name) for answer in taken for packed in [_unzip(answer.data)] for name in packed.namelist()]
    assert [part for part in unpacked if NUMBER.encode() in part or NUMBER[3:].encode() in part] == []
    (sent,) = mails.mails
    for written in (
        sent,
        text_of(sent),
        rows,
        told,
        caplog.text,
        *(f"{answer.headers}{answer.text}" for answer in answers),
    ):
        assert NUMBER not in written
        assert NUMBER[3:] not in written
