"""Drafting: which dossiers, in which order."""

import pytest
from sqlalchemy.exc import NoResultFound

from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.decisions import services
from awards.decisions.documents import decision_html
from awards.decisions.models import DecisionState as S
from awards.law.models import CertificateKind, SubjectKind
from tests import make

KINDS = SubjectKind


def names(record: object) -> list[str]:
    return [item.nomination.name for item in record.items]  # type: ignore[attr-defined]


def test_collectives_stand_before_households_before_individuals_and_each_by_name() -> None:
    desk = make.decision_desk()
    given = [
        (KINDS.INDIVIDUAL, "Vì Văn Ư"),
        (KINDS.INDIVIDUAL, "Đinh Thị Á"),
        (KINDS.HOUSEHOLD, "Lò Văn Bó"),
        (KINDS.COLLECTIVE, "Bản Nà Bó"),
    ]
    for kind, name in given:
        make.accepted(desk.world, kind=kind, name=name)
    found = services.available(desk.world.campaign, desk.award_form, actor=desk.secretary)
    record = services.draft(desk.world.campaign, desk.award_form, found, actor=desk.secretary)
    db.session.commit()
    assert names(record) == ["Bản Nà Bó", "Lò Văn Bó", "Đinh Thị Á", "Vì Văn Ư"]
    assert [item.ordinal for item in record.items] == [1, 2, 3, 4]


def test_places_move_inside_their_kind_only() -> None:
    desk = make.decision_desk()
    collective = make.accepted(desk.world, kind=KINDS.COLLECTIVE)
    people = [make.accepted(desk.world, name=name) for name in ("An", "Bình")]
    record = services.draft(desk.world.campaign, desk.award_form, [collective, *people], actor=desk.secretary)
    services.shift(record, record.items[1], 1, seen=record.version, actor=desk.secretary)
    assert names(record)[1:] == ["Bình", "An"]
    with pytest.raises(Refused, match="nhóm khác"):
        services.shift(record, record.items[1], -1, seen=record.version, actor=desk.secretary)


def test_what_is_added_goes_to_the_end_of_its_kind_and_keeps_the_order_made_by_hand() -> None:
    desk = make.decision_desk()
    record = make.drafted(desk, 2)
    services.shift(record, record.items[0], 1, seen=record.version, actor=desk.secretary)
    by_hand = names(record)
    more = [make.accepted(desk.world, kind=KINDS.COLLECTIVE), make.accepted(desk.world, name="An")]
    services.add(record, more, seen=record.version, actor=desk.secretary)
    assert names(record) == [more[0].name, *by_hand, "An"]


def test_a_dossier_is_in_one_decision_only() -> None:
    desk = make.decision_desk()
    record = make.drafted(desk, 1)
    with pytest.raises(Refused, match="đã nằm trong"):
        services.draft(desk.world.campaign, desk.award_form, [record.items[0].nomination], actor=desk.secretary)
    assert services.available(desk.world.campaign, desk.award_form, actor=desk.secretary) == []


def test_a_list_without_anybody_has_no_paper() -> None:
    desk = make.decision_desk()
    record = make.drafted(desk, 1)
    services.remove(record, record.items[0], seen=record.version, actor=desk.secretary)
    with pytest.raises(Refused, match="chưa có ai"):
        decision_html(record)


def test_a_discarded_draft_frees_its_dossiers() -> None:
    desk = make.decision_desk()
    record = make.drafted(desk, 2)
    services.discard(record, seen=record.version, actor=desk.secretary)
    db.session.commit()
    assert len(services.available(desk.world.campaign, desk.award_form, actor=desk.secretary)) == 2
    assert [pile.count for pile in services.ready(desk.secretary)] == [2]


def test_only_accepted_dossiers_of_the_form_come_in() -> None:
    desk = make.decision_desk()
    waiting = make.received(desk.world)
    with pytest.raises(Refused, match="không còn ở bước"):
        services.draft(desk.world.campaign, desk.award_form, [waiting], actor=desk.secretary)
    db.session.rollback()
    accepted = make.accepted(desk.world)
    with pytest.raises(Refused, match="hình thức khác"):
        services.draft(desk.world.campaign, make.award_form(), [accepted], actor=desk.secretary)
    db.session.rollback()
    outside = make.award_form(certificate_kind=CertificateKind.NONE)
    with pytest.raises(Refused, match="cấp trên quyết định"):
        services.draft(desk.world.campaign, outside, [accepted], actor=desk.secretary)


def test_the_paper_names_the_letters_that_brought_the_dossiers() -> None:
    desk = make.decision_desk()
    record = make.drafted(desk, 2)
    words = services.words_now(record)
    assert "tại các Tờ trình số 01/TTr-" in words["proposal"]
    assert " và số 02/TTr-" in words["proposal"]
    assert words["articles"][-1].endswith("căn cứ Quyết định thi hành")


def test_nobody_elsewhere_sees_the_decision() -> None:
    desk = make.decision_desk()
    record = make.drafted(desk, 1)
    assert services.get(record.id, actor=desk.records_clerk) is record
    for person in (make.user(Role.SECRETARY), make.user(Role.OFFICER, desk.world.units[-1])):
        with pytest.raises(NoResultFound):
            services.get(record.id, actor=person)


def test_the_first_page_says_what_waits_for_whom() -> None:
    desk = make.decision_desk()
    record = make.drafted(desk, 1)
    turn = {
        S.DRAFTED: desk.secretary,
        S.FROZEN: desk.leader,
        S.SIGNED: desk.records_clerk,
        S.NUMBERED: desk.records_clerk,
    }
    people = (desk.secretary, desk.leader, desk.records_clerk, desk.print_clerk)
    for state, whose in turn.items():
        make.advance(record, desk, state)
        assert [person for person in people if services.waiting_for(person)] == [whose]
