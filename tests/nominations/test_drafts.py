"""Writing a dossier: who may begin one and for what, what is kept, and what is missing before it can be sent."""

from datetime import UTC, datetime
from typing import Any

import pytest

from awards.audit.models import AuditDetail
from awards.core import clock
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused, Stale
from awards.core.levels import Level
from awards.law.models import SubjectKind
from awards.nominations import services
from awards.nominations.models import Attachment, DocType, Honorific, Nomination
from awards.nominations.report import SECTIONS
from awards.nominations.route import Action, State
from awards.nominations.services import drafts
from tests import make
from tests.nominations.files import photograph
from tests.nominations.test_evidence import EXE, pdf


def begin(world: make.World, **given: Any) -> Nomination:
    values: dict[str, Any] = {
        "kind": SubjectKind.INDIVIDUAL,
        "unit": world.units[0],
        "actor": world.officers[0],
        "name": "Lường Thị Mẫu",
    } | given
    return services.draft(world.campaign, world.campaign.awards[0], **values)


def refusal_to_begin(world: make.World, **given: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        begin(world, **given)
    return refused.value


class TestBeginning:
    def test_a_closed_campaign_takes_none(self) -> None:
        world = make.world()
        world.campaign.closed_at = clock.now()
        assert refusal_to_begin(world).sentence == "Đợt xét đã kết thúc, không nhận thêm đề nghị."

    @pytest.mark.parametrize("who", ["leader", "officer above", "officer elsewhere", "nobody"])
    def test_only_an_officer_of_the_unit_begins_one(self, who: str) -> None:
        world = make.world()
        people = {"leader": world.leaders[0], "officer above": world.officers[1]}
        actor = people.get(who) or make.user(Role.OFFICER if who == "officer elsewhere" else None)
        sentence = refusal_to_begin(world, actor=actor).sentence
        assert sentence == "Chỉ chuyên viên của đơn vị đề nghị được lập hồ sơ."

    def test_a_unit_of_another_level_cannot_begin_one(self) -> None:
        world = make.world()
        sentence = refusal_to_begin(world, unit=world.units[1], actor=world.officers[1]).sentence
        assert sentence == "Đợt xét này nhận đề nghị từ cấp khác, không phải từ đơn vị của ông/bà."

    def test_an_award_for_others_is_refused_beside_its_field(self) -> None:
        world = make.world()
        world.campaign.awards[0].subject_kinds = [SubjectKind.COLLECTIVE.value]
        refused = refusal_to_begin(world)
        assert refused.field == "award"
        assert "Đợt này không xét" in refused.sentence

    def test_an_award_that_no_stage_above_decides_is_refused(self) -> None:
        world = make.world()
        world.campaign.awards[0].award_form.decided_at = Level.PROVINCE
        refused = refusal_to_begin(world)
        assert refused.field == "award"
        assert refused.sentence.startswith("Tuyến xét của đợt này không có cấp quyết định")

    def test_a_unit_without_the_levels_above_cannot_begin_one(self) -> None:
        world = make.world()
        alone = make.unit(Level.COMMUNE)
        sentence = refusal_to_begin(world, unit=alone, actor=make.user(Role.OFFICER, alone)).sentence
        assert sentence == "Đơn vị của ông/bà không có cấp trên tương ứng với tuyến xét của đợt này."

    def test_it_knows_its_whole_way_and_who_wrote_it(self) -> None:
        world = make.world()
        record = begin(world, honorific=Honorific.BA, birth_year=1968)
        db.session.commit()
        assert [desk.unit for desk in record.desks] == world.units
        assert [desk.reached_at is not None for desk in record.desks] == [True, False, False]
        assert (record.state, record.writers, record.step) == (State.DRAFT, [world.officers[0].id], 0)
        assert record.code == f"HS-{record.id:06d}"

    def test_a_collective_has_no_year_of_birth(self) -> None:
        record = begin(make.world(), kind=SubjectKind.COLLECTIVE, honorific=Honorific.BA, birth_year=1968)
        assert (record.honorific, record.birth_year, record.nominee.birth_year) == (None, None, None)


class TestWriting:
    @pytest.mark.parametrize("where", ["sent", "received", "withdrawn"])
    def test_what_was_sent_is_not_written_any_more(self, where: str) -> None:
        world = make.world()
        record = make.received(world) if where == "received" else make.sent(world)
        if where == "withdrawn":
            make.step(record, Action.WITHDRAW, world.leaders[0], "Xin rút.")
        with pytest.raises(Refused, match=r"Hồ sơ đã gửi đi hoặc không thuộc phần việc của ông/bà"):
            services.edit(record, actor=world.officers[0], seen=services.seen_of(record), citation="Khác.")

    def test_nobody_else_writes_in_it(self) -> None:
        world = make.world()
        record = make.nomination(world)
        for person in (world.leaders[0], world.officers[1], make.user(Role.OFFICER)):
            with pytest.raises(Refused):
                services.edit(record, actor=person, seen=services.seen_of(record), citation="Khác.")

    def test_a_second_officer_may_and_has_then_used_that_hand(self) -> None:
        world = make.world()
        record, other = make.ready(world), make.user(Role.OFFICER, world.units[0])
        services.edit(record, actor=other, seen=services.seen_of(record), citation="Đã giúp 13 hộ.")
        db.session.commit()
        assert record.writers == [world.officers[0].id, other.id]
        make.appoint(other, Role.LEADER, world.units[0])
        make.step(record, Action.PROPOSE, world.officers[0])
        assert Action.SUBMIT not in {step.action for step in services.open_steps(record, other)}

    def test_an_edit_of_an_old_page_is_refused(self) -> None:
        world = make.world()
        record = make.nomination(world)
        seen = services.seen_of(record)
        services.edit(record, actor=world.officers[0], seen=seen, citation="Một.")
        db.session.commit()
        with pytest.raises(Stale, match=r"sau khi ông/bà mở trang"):
            services.edit(record, actor=world.officers[0], seen=seen, citation="Hai.")

    def test_a_changed_name_goes_into_the_register_and_its_keys(self) -> None:
        world = make.world()
        record = make.nomination(world)
        services.edit(record, actor=world.officers[0], seen=services.seen_of(record), name="Đèo Thị Ước")
        db.session.commit()
        assert record.search_key == record.nominee.search_key == "deo thi uoc"
        assert record.nominee.name == "Đèo Thị Ước"
        assert record.address == "bản Mẫu"  # what was not written stays

    def test_sections_are_added_to_what_is_written(self) -> None:
        world = make.world()
        record = make.ready(world)
        services.edit(record, actor=world.officers[0], seen=services.seen_of(record), report={"praised": "Năm 2019."})
        assert record.report["results"] == "Giúp 12 hộ thoát nghèo."
        assert record.report["praised"] == "Năm 2019."

    def test_another_award_must_fit_too(self) -> None:
        world = make.world()
        record, award = make.nomination(world), world.campaign.awards[0]
        services.edit(record, actor=world.officers[0], seen=services.seen_of(record), award=award)
        db.session.commit()
        award.subject_kinds = [SubjectKind.COLLECTIVE.value]
        with pytest.raises(Refused) as refused:
            services.edit(record, actor=world.officers[0], seen=services.seen_of(record), award=award)
        assert refused.value.field == "award"

    def test_the_log_keeps_what_changed_and_only_that(self) -> None:
        world = make.world()
        record = make.nomination(world)
        seen = services.seen_of(record)
        services.edit(record, actor=world.officers[0], seen=seen, citation="Một.", position=record.position)
        db.session.commit()
        last = db.session.query(AuditDetail).order_by(AuditDetail.event_id.desc()).first()
        assert last is not None
        assert last.body == {"citation": ["", "Một."]}

    def test_a_returned_dossier_is_written_again(self) -> None:
        world = make.world()
        record = make.received(world)
        make.step(record, Action.RETURN, world.leaders[1], "Thiếu xác nhận.")
        services.edit(record, actor=world.officers[0], seen=services.seen_of(record), citation="Đã giúp 13 hộ.")
        assert record.citation == "Đã giúp 13 hộ."


class TestFiles:
    def attach(self, record: Nomination, actor: make.User, content: bytes, **given: Any) -> Attachment:
        values = {"doc_type": DocType.EVIDENCE, "file_name": "../a.exe", "seen": services.seen_of(record)} | given
        attachment = services.attach(record, content=content, actor=actor, **values)
        db.session.commit()
        return attachment

    def test_a_file_is_part_of_what_is_approved(self) -> None:
        world = make.world()
        record = make.ready(world)
        before = services.words_of(record).fingerprint
        make.step(record, Action.PROPOSE, world.officers[0])
        file = self.attach(record, world.officers[0], pdf())
        assert file.file_name == "a.pdf"
        assert services.words_of(record).fingerprint != before
        assert record.proposed_fingerprint == ""
        services.remove(record, file, seen=services.seen_of(record), actor=world.officers[0])
        assert services.words_of(record).fingerprint == before
        assert services.attachment(record, file.id) is file  # it was part of what was approved

    def test_a_bad_file_leaves_nothing(self) -> None:
        world = make.world()
        record = make.nomination(world)
        with pytest.raises(Refused) as refused:
            self.attach(record, world.officers[0], EXE, file_name="bao-cao.pdf")
        assert refused.value.field == "file"
        db.session.rollback()
        assert db.session.query(Attachment).count() == 0

    def test_an_old_page_and_other_people_add_nothing_and_take_nothing_out(self) -> None:
        world = make.world()
        record = make.nomination(world)
        old = services.seen_of(record)
        file = self.attach(record, world.officers[0], pdf())
        with pytest.raises(Stale):
            self.attach(record, world.officers[0], pdf(), seen=old)
        with pytest.raises(Stale):
            services.remove(record, file, seen=old, actor=world.officers[0])
        with pytest.raises(Refused):
            self.attach(record, world.leaders[0], pdf())
        with pytest.raises(Refused):
            services.remove(record, file, seen=services.seen_of(record), actor=world.leaders[0])


class TestGaps:
    @pytest.mark.parametrize("kind", SubjectKind)
    def test_an_empty_draft_says_what_is_missing_and_on_which_page(self, kind: SubjectKind) -> None:
        record = make.nomination(make.world(), kind=kind, name="", honorific=None, address="")
        required = sum(section.is_required for section in SECTIONS[kind])
        pages = [gap.page for gap in services.missing(record)]
        subject = 2 if kind is SubjectKind.COLLECTIVE else 3
        assert {page: pages.count(page) for page in pages} == {"subject": subject, "citation": 1, "report": required}

    @pytest.mark.parametrize("kind", SubjectKind)
    def test_a_whole_one_misses_nothing(self, kind: SubjectKind) -> None:
        assert services.missing(make.ready(make.world(), kind=kind)) == []

    def test_the_section_on_earlier_praise_may_be_empty(self) -> None:
        world = make.world()
        record = make.ready(world)
        services.edit(record, actor=world.officers[0], seen=services.seen_of(record), report={"praised": ""})
        assert services.missing(record) == []


@pytest.mark.parametrize(
    ("kind", "honorific", "prefix"),
    [
        (SubjectKind.COLLECTIVE, None, "Tập thể"),
        (SubjectKind.HOUSEHOLD, Honorific.ONG, "Hộ gia đình ông"),
        (SubjectKind.HOUSEHOLD, None, "Hộ gia đình ông/bà"),
        (SubjectKind.INDIVIDUAL, Honorific.BA, "Bà"),
        (SubjectKind.INDIVIDUAL, None, "Ông/Bà"),
    ],
)
def test_the_words_on_paper(kind: SubjectKind, honorific: Honorific | None, prefix: str) -> None:
    record = make.nomination(make.world(), kind=kind, honorific=honorific, position="Trưởng bản", address="")
    words = services.words_of(record)
    assert (words.prefix, words.name, words.lines) == (prefix, record.name, ("Trưởng bản",))


def test_times_are_taken_from_the_clock() -> None:
    world = make.world()
    with clock.standing_at(datetime(2024, 2, 29, 3, tzinfo=UTC)):
        record = make.nomination(world)
    assert record.created_at == datetime(2024, 2, 29, 3, tzinfo=UTC)


def test_a_dossier_takes_so_many_files_and_one_that_was_removed_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "MOST_FILES", 1)
    world = make.world()
    record, officer = make.nomination(world), world.officers[0]
    sent = {"doc_type": DocType.EVIDENCE, "file_name": "anh.jpg", "content": photograph(), "actor": officer}
    first = services.attach(record, **sent, seen=services.seen_of(record))
    db.session.flush()
    with pytest.raises(Refused, match="nhiều nhất 1 tệp"):
        services.attach(record, **sent, seen=services.seen_of(record))
    services.remove(record, first, seen=services.seen_of(record), actor=officer)

    assert services.attach(record, **sent, seen=services.seen_of(record)).removed_at is None
