"""Who sees which dossiers, what waits for whom, and the route strip."""

import pytest
from sqlalchemy.exc import NoResultFound

from awards.core.access import Role
from awards.core.db import db
from awards.core.levels import LEVEL_NAMES, Level
from awards.nominations import services
from awards.nominations.models import DocType, Nomination
from awards.nominations.route import Action, State
from awards.nominations.services import Filters
from awards.units.models import UnitSuccession
from tests import make
from tests.nominations.test_evidence import pdf


def sees(person: make.User, record: Nomination) -> bool:
    """By the list, by its address, and among others: all three must agree."""
    found = db.session.scalars(services.visible_to(person)).all()
    listed = [row.id for row in services.listed(person)]
    assert [one.id for one in found] == listed
    try:
        is_there = services.get(record.id, actor=person) is record
        assert services.get_all([record.id], actor=person) == [record]
    except NoResultFound:
        is_there = False
        with pytest.raises(NoResultFound):
            services.get_all([record.id], actor=person)
    assert is_there == (record.id in listed)
    return is_there


class TestSight:
    def test_a_draft_exists_in_its_own_unit_only(self) -> None:
        world = make.world()
        record = make.ready(world)
        sibling = make.user(Role.LEADER, make.unit(Level.COMMUNE, parent=world.units[1]))
        assert [sees(person, record) for person in world.officers] == [True, False, False]
        assert [sees(person, record) for person in world.leaders] == [True, False, False]
        assert not sees(sibling, record)

    def test_each_stage_sees_it_once_it_has_come_there(self) -> None:
        world = make.world()
        record = make.received(world)
        assert [sees(person, record) for person in world.officers] == [True, True, False]
        make.send([record], world.officers[1], world.leaders[1])
        assert [sees(person, record) for person in world.officers] == [True, True, True]

    @pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.PRINT_CLERK])
    def test_a_role_that_does_not_read_dossiers_sees_none(self, role: Role) -> None:
        world = make.world()
        assert not sees(make.user(role, world.units[0]), make.sent(world))

    def test_a_successor_sees_what_its_predecessor_had(self) -> None:
        world = make.world()
        record = make.ready(world)
        new = make.unit(Level.COMMUNE)
        heir = make.user(Role.OFFICER, new)
        assert not sees(heir, record)
        make.save(UnitSuccession(unit_id=world.units[0].id, successor_id=new.id, since=make.LONG_AGO))
        assert sees(heir, record)

    def test_of_several_all_must_be_there_and_their_order_stays(self) -> None:
        world = make.world()
        first, second, draft = make.sent(world), make.sent(world), make.ready(world)
        officer = world.officers[1]
        assert services.get_all([second.id, first.id], actor=officer) == [second, first]
        with pytest.raises(NoResultFound):
            services.get_all([first.id, draft.id], actor=officer)

    def test_a_file_belongs_to_its_dossier(self) -> None:
        world = make.world()
        record, other = make.nomination(world), make.nomination(world)
        seen = services.seen_of(record)
        values = {"doc_type": DocType.EVIDENCE, "file_name": "a.pdf", "content": pdf(), "seen": seen}
        file = services.attach(record, actor=world.officers[0], **values)
        db.session.commit()
        assert services.attachment(record, file.id) is file
        with pytest.raises(NoResultFound):
            services.attachment(other, file.id)


class TestLists:
    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ("duong", {"Đường Văn Ước"}),
            ("ĐƯỜNG", {"Đường Văn Ước"}),
            ("100", {"100% Mẫu"}),
            ("%", set()),
            ("_", set()),
            ("x", set()),
        ],
    )
    def test_a_name_is_found_without_accents_and_without_wildcards(self, asked: str, found: set[str]) -> None:
        world = make.world()
        for name in ("Đường Văn Ước", "100% Mẫu"):
            make.nomination(world, name=name)
        assert {row.name for row in services.listed(world.officers[0], Filters(name=asked))} == found

    def test_states_are_chosen(self) -> None:
        world = make.world()
        draft, sent = make.ready(world), make.sent(world)
        officer = world.officers[0]
        assert [row.id for row in services.listed(officer, Filters(states=(State.DRAFT,)))] == [draft.id]
        assert [row.id for row in services.listed(officer, Filters(states=(State.DRAFT, State.WAITING)))] == [
            sent.id,
            draft.id,
        ]
        assert services.listed(officer, Filters(states=(State.AWARDED,), name="lường")) == []

    def test_what_waits_lies_on_ones_own_desk_the_longest_waiting_first(self) -> None:
        world = make.world()
        first, second = make.sent(world), make.sent(world)
        make.accepted(world)
        ended = make.received(world)
        make.step(ended, Action.REJECT, world.leaders[1], "Chưa đủ thời gian.")
        assert services.waiting(world.officers[1]) == services.waiting(world.leaders[1]) == [first, second]
        assert services.waiting(world.officers[0]) == services.waiting(world.officers[2]) == []
        assert services.waiting(make.user(Role.SECRETARY, world.units[1])) == []

    def test_what_was_sent_up_is_followed_until_it_ends(self) -> None:
        world = make.world()
        make.ready(world)
        record = make.received(world)
        assert services.sent_by(world.officers[0]) == [record]
        assert services.sent_by(world.officers[1]) == []
        make.step(record, Action.REJECT, world.leaders[1], "Chưa đủ thời gian.")
        assert services.sent_by(world.officers[0]) == []

    def test_what_is_being_written_shows_the_returned_ones_first(self) -> None:
        world = make.world()
        returned = make.received(world)
        make.step(returned, Action.RETURN, world.leaders[1], "Thiếu xác nhận.")
        older, newer = make.ready(world), make.ready(world)
        make.sent(world)
        assert services.drafts_of(world.officers[0]) == [returned, newer, older]
        assert services.drafts_of(world.leaders[0]) == []

    def test_the_register_of_nominees_is_each_units_own_and_goes_by_the_alphabet(self) -> None:
        world = make.world()
        for name in ("Đèo Thị Ước", "Ăn", "An", "Dương"):
            make.nomination(world, name=name)
        names = [nominee.name for nominee in services.nominees_of(world.officers[0])]
        assert names == ["An", "Ăn", "Dương", "Đèo Thị Ước"]
        assert services.nominees_of(world.officers[1]) == []

    def test_a_secretary_finds_what_was_accepted_on_the_own_desk(self) -> None:
        world = make.world((Level.COMMUNE, Level.CENTRAL))
        there = [make.accepted(world, name=name) for name in ("Bình", "An")]
        make.received(world)
        form = world.campaign.awards[0].award_form
        assert services.accepted_for(world.campaign, form, actor=world.secretary) == there[::-1]
        elsewhere = make.user(Role.SECRETARY, world.units[0])
        for person in (elsewhere, world.leaders[1]):
            assert services.accepted_for(world.campaign, form, actor=person) == []
        assert services.accepted_for(world.campaign, make.award_form(), actor=world.secretary) == []
        assert services.accepted_for(make.campaign(), form, actor=world.secretary) == []


class TestStrip:
    def test_it_tells_past_present_and_coming(self) -> None:
        world = make.world()
        record = make.received(world)
        past, present, coming = services.stations(record)
        assert [one.mark for one in (past, present, coming)] == ["past", "present", "coming"]
        assert [one.unit for one in (past, present, coming)] == [unit.name for unit in world.units]
        assert [one.label for one in (past, present, coming)] == [LEVEL_NAMES[unit.level] for unit in world.units]
        assert past.person == world.leaders[0].name
        assert past.words == f"{past.person} đã ký tờ trình, gửi lên"
        assert (present.words, present.since) == (services.outlook(record), record.desk_since)
        assert (coming.words, coming.since, coming.person) == ("", None, "")

    def test_a_returned_one_shows_who_sent_it_back(self) -> None:
        world = make.world()
        record = make.received(world)
        make.step(record, Action.RETURN, world.leaders[1], "Thiếu xác nhận.")
        here, above, _top = services.stations(record)
        assert (here.mark, here.words) == ("present", services.outlook(record))
        assert (above.mark, above.words) == ("coming", f"{world.leaders[1].name} đã trả lại để bổ sung")

    def test_it_ends_where_the_dossier_ended(self) -> None:
        world = make.world()
        record = make.ready(world)
        make.step(record, Action.WITHDRAW, world.leaders[0], "Trùng hồ sơ.")
        (only,) = services.stations(record)
        assert (only.mark, only.words, only.unit) == ("ended", services.outlook(record), world.units[0].name)

    def test_it_ends_otherwise_with_an_award(self) -> None:
        desk = make.decision_desk()
        make.issued(desk, 1)
        nomination = db.session.query(Nomination).filter_by(state=State.AWARDED).first()
        assert nomination is not None
        assert [station.mark for station in services.stations(nomination)][-1] == "awarded"

    def test_it_ends_where_the_award_is_decided(self) -> None:
        world = make.world()
        world.campaign.awards[0].award_form.decided_at = Level.DISTRICT
        db.session.commit()
        assert len(services.stations(make.nomination(world))) == 2


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("draft", "Chuyên viên {0} viết hồ sơ, rồi trình lãnh đạo."),
        ("proposed", "Đã trình lãnh đạo; chờ lãnh đạo {0} ký tờ trình gửi {1}."),
        ("waiting", "Chờ chuyên viên {1} tiếp nhận."),
        ("received", "Chuyên viên {1} thẩm định, rồi trình lãnh đạo."),
        ("before the end", "Đã trình lãnh đạo; chờ lãnh đạo {1} kết luận."),
        ("returned", "Chuyên viên {0} bổ sung theo lý do trả lại, rồi trình lãnh đạo."),
        ("rejected", "Đã dừng ở {1}; lý do ở cuối trang."),
    ],
)
def test_the_next_step_is_said_in_one_sentence(state: str, words: str) -> None:
    world = make.world((Level.COMMUNE, Level.CENTRAL))
    builders = {"draft": make.ready, "proposed": make.ready, "waiting": make.sent}
    record = builders.get(state, make.received)(world)
    match state:
        case "proposed":
            make.step(record, Action.PROPOSE, world.officers[0])
        case "before the end":
            make.step(record, Action.PROPOSE, world.officers[1])
        case "returned":
            make.step(record, Action.RETURN, world.leaders[1], "Thiếu xác nhận.")
        case "rejected":
            make.step(record, Action.REJECT, world.leaders[1], "Chưa đủ thời gian.")
    assert services.outlook(record) == words.format(*(unit.name for unit in world.units))
