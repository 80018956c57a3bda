"""Writing a dossier: who, what, and what sending will ask for."""

import pytest

from awards.audit import services as audit
from awards.core import clock
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused, Stale
from awards.core.levels import Level
from awards.law.models import SubjectKind
from awards.nominations import services
from awards.nominations.models import DocType, Nominee, Snapshot
from awards.nominations.route import Action
from tests import make
from tests.nominations.files import photograph


def test_a_draft_has_its_whole_way_and_its_own_words() -> None:
    world = make.world(make.ROUTES["four"])
    record = make.nomination(world, name="Lường Thị Mẫu")
    assert [desk.unit for desk in record.desks] == world.units
    assert [desk.reached_at is not None for desk in record.desks] == [True, False, False, False]
    record.nominee.name = "Tên mới trong sổ"
    assert record.name == "Lường Thị Mẫu"
    assert [event.tag for event in audit.trail(record)] == ["nomination.draft"]


def test_a_collective_has_neither_birth_year_nor_title() -> None:
    record = make.nomination(make.world(), kind=SubjectKind.COLLECTIVE, birth_year=1968)
    assert (record.honorific, record.birth_year) == (None, None)


@pytest.mark.parametrize("role", [Role.LEADER, Role.SECRETARY, Role.ADMINISTRATOR])
def test_only_an_officer_of_the_unit_begins_a_dossier(role: Role) -> None:
    world = make.world()
    world.officers[0] = make.user(role, world.units[0])
    with pytest.raises(Refused):
        make.nomination(world)
    world.officers[0] = make.user(Role.OFFICER, world.units[1])
    with pytest.raises(Refused):
        make.nomination(world)


def test_a_closed_campaign_takes_no_dossier() -> None:
    world = make.world()
    world.campaign.closed_at = clock.now()
    with pytest.raises(Refused, match="kết thúc"):
        make.nomination(world)


def test_a_unit_of_another_level_begins_no_dossier() -> None:
    world = make.world()
    higher = make.World(world.campaign, world.units[1:], world.officers[1:], world.leaders[1:])
    with pytest.raises(Refused, match="cấp khác"):
        make.nomination(higher)


def test_a_unit_without_the_units_of_the_route_above_it_begins_no_dossier() -> None:
    world = make.world()
    alone = make.unit(Level.COMMUNE)
    world.units[0], world.officers[0] = alone, make.user(Role.OFFICER, alone)
    with pytest.raises(Refused, match="không có cấp trên"):
        make.nomination(world)


def test_an_award_that_is_not_for_this_kind_of_subject_is_refused() -> None:
    world = make.world()
    world.campaign.awards[0].subject_kinds = ["collective"]
    with pytest.raises(Refused) as refused:
        make.nomination(world)
    assert refused.value.field == "award"


@pytest.mark.parametrize("level", [Level.COMMUNE, Level.PROVINCE])
def test_an_award_that_no_stage_above_decides_is_refused(level: Level) -> None:
    world = make.world()
    world.campaign.awards[0].award_form.decided_at = level
    with pytest.raises(Refused) as refused:
        make.nomination(world)
    assert refused.value.field == "award"


def test_an_edit_tells_what_it_changed_and_moves_the_register_along() -> None:
    world = make.world()
    record = make.nomination(world, name="Lường Thị Mẫu", address="bản Mẫu")
    seen = services.seen_of(record)
    services.edit(record, actor=world.officers[0], seen=seen, name="Lường Thị Mới", address="bản Mẫu")
    db.session.commit()
    assert db.session.query(Nominee).one().name == "Lường Thị Mới"
    assert record.search_key == "luong thi moi"
    event = audit.trail(record)[-1]
    detail = db.session.query(audit.AuditDetail).filter_by(event_id=event.id).one()
    assert detail.body == {"name": ["Lường Thị Mẫu", "Lường Thị Mới"]}


def test_an_edit_of_what_is_no_longer_on_the_screen_is_refused() -> None:
    world = make.world()
    record = make.nomination(world)
    seen = services.seen_of(record)
    services.edit(record, actor=world.officers[0], seen=seen, citation="Đã giúp hộ nghèo.")
    db.session.commit()
    with pytest.raises(Stale):
        services.edit(record, actor=world.officers[0], seen=seen, citation="Khác.")


def test_a_change_undoes_the_proposal() -> None:
    world = make.world()
    record = make.ready(world)
    make.step(record, Action.PROPOSE, world.officers[0])
    assert Action.SUBMIT in {step.action for step in services.open_steps(record, world.leaders[0])}
    services.attach(
        record,
        doc_type=DocType.EVIDENCE,
        file_name="anh.jpg",
        content=photograph(),
        seen=services.seen_of(record),
        actor=world.officers[0],
    )
    db.session.commit()
    assert Action.SUBMIT not in {step.action for step in services.open_steps(record, world.leaders[0])}


def test_a_removed_file_is_still_in_the_snapshot_of_what_was_proposed() -> None:
    world = make.world()
    record, officer = make.ready(world), world.officers[0]
    file = services.attach(
        record,
        doc_type=DocType.EVIDENCE,
        file_name="anh.jpg",
        content=photograph(),
        seen=services.seen_of(record),
        actor=officer,
    )
    db.session.commit()
    make.step(record, Action.PROPOSE, officer)
    services.remove(record, file, seen=services.seen_of(record), actor=officer)
    db.session.commit()
    kept = db.session.query(Snapshot).one()
    assert kept.content["attachments"] == [["evidence", "anh.jpg", file.sha256]]
    assert services.attachment(record, file.id) is file


def test_what_is_missing_is_named_with_the_page_where_it_is_written() -> None:
    world = make.world()
    record = make.nomination(world, name="", address="", honorific=None)
    gaps = services.missing(record)
    assert {page for page, _sentence in gaps} == {"subject", "citation", "report"}
    assert len(gaps) == 6
    assert services.missing(make.ready(world)) == []


def test_who_sent_it_as_leader_does_not_write_in_it_after_its_return() -> None:
    world = make.world()
    both = world.leaders[0]
    make.appoint(both, Role.OFFICER, world.units[0])
    record = make.received(world)
    make.step(record, Action.RETURN, world.leaders[1], "Thiếu xác nhận.")
    assert services.may_write(record, world.officers[0])
    assert not services.may_write(record, both)
