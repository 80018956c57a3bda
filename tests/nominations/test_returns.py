"""Returned by field: only marked parts open, the next reader sees the differences, the way back is short."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import DatabaseError

from awards.accounts.models import User
from awards.core import clock
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused, Stale
from awards.law import services as law
from awards.nominations import services
from awards.nominations.models import DocType, Nomination, Remark
from awards.nominations.route import Action, State
from awards.notices.models import Notice
from tests import make
from tests.matrix_world import picture
from tests.surf import ByHttp


def returned(world: make.World, stage: int = 3, **remarks: str) -> Nomination:
    record = make.received(world, stage)
    make.send_back(record, world.leaders[stage - 1], **remarks)
    return record


def write(record: Nomination, world: make.World, **values: object) -> None:
    services.edit(record, actor=world.officers[0], seen=services.seen_of(record), **values)


def test_only_what_was_marked_can_be_changed() -> None:
    world = make.world()
    record = returned(world, citation="Ghi rõ số hộ.", report__results="Thiếu năm 2023.")
    assert services.open_fields(record) == {"citation", "report.results"}
    write(record, world, citation="Đã giúp 12 hộ.", report={"results": "Năm 2023: 4 hộ."})
    for closed in ({"address": "bản Khác"}, {"report": {"overview": "Khác."}}, {"name": "Lò Thị Khác"}):
        with pytest.raises(Refused, match="không nằm trong phần được yêu cầu"):
            write(record, world, **closed)
        db.session.rollback()


def test_what_was_asked_for_and_stands_as_it_was_is_said_before_the_dossier_goes_on(browser: Any) -> None:
    world = make.world()
    record = returned(world, citation="Ghi rõ số hộ.", files="Thiếu xác nhận.")
    write(record, world, citation="Đã giúp 12 hộ.")
    db.session.commit()
    page = browser(world.officers[0]).get(f"/nominations/{record.id}").text
    assert "Được yêu cầu sửa mà chưa thay đổi: Tài liệu kèm theo." in page


def test_a_part_written_again_as_it_was_is_no_change() -> None:
    world = make.world()
    record = returned(world, citation="Ghi rõ số hộ.")
    write(record, world, name=record.name, address=record.address, report=dict(record.report))


@pytest.mark.parametrize(
    ("page", "marked", "open_ids", "closed_ids"),
    [
        (
            "subject",
            {"address": "Ghi rõ bản."},
            {"address"},
            {"name", "birth_year", "award", "home_town", "honorific-1"},
        ),
        ("subject", {"details": "Ghi quê."}, {"home_town", "phone"}, {"name", "address", "award"}),
        ("report", {"report__results": "Thiếu năm 2023."}, {"results"}, {"overview", "praised"}),
        ("facts", {"citation": "Ghi rõ."}, set(), {"y2023_money", "y2023_help"}),
        ("citation", {"citation": "Ghi rõ."}, {"citation"}, set()),
    ],
)
def test_what_was_not_marked_is_greyed_and_stays_as_it_is(
    browser: Any, page: str, marked: dict[str, str], open_ids: set[str], closed_ids: set[str]
) -> None:
    world = make.world()
    record = returned(world, **marked)
    was = (record.name, record.award_id, record.honorific, record.report["overview"])
    officer = ByHttp(browser(world.officers[0]))
    officer.open(f"/nominations/{record.id}/{page}")
    fields = {one.get("id"): "disabled" in one.attrib for one in officer.page.xpath("//main//*[@name and @id]")}
    assert {name for name in open_ids | closed_ids if fields[name]} == closed_ids
    for name in open_ids:
        field = officer.page.get_element_by_id(name)
        field.text = "Đã bổ sung."
        field.set("value", "Đã bổ sung.")
    officer.press("Lưu")
    assert "Đã lưu." in officer.text
    db.session.refresh(record)
    assert (record.name, record.award_id, record.honorific, record.report["overview"]) == was


def test_a_closed_place_for_files_is_not_shown(browser: Any) -> None:
    world = make.world()
    record = returned(world, citation="Ghi rõ.")
    page = browser(world.officers[0]).get(f"/nominations/{record.id}/evidence").text
    assert "không thêm tệp được" in page
    assert "Gửi tệp" not in page


def test_without_a_mark_everything_is_open_and_the_way_is_the_whole_one() -> None:
    world = make.world()
    record = make.received(world, 3)
    make.step(record, Action.RETURN, world.leaders[2], "Viết lại cho rõ.")
    assert services.open_fields(record) is None
    make.correct(record, world, address="bản Khác")
    assert (record.stage.position, record.state) == (2, State.WAITING)


def test_files_open_by_a_mark_only() -> None:
    world = make.world()
    record = make.nomination(world)
    officer = world.officers[0]
    file = {"doc_type": DocType.EVIDENCE, "content": picture()}
    for name in ("mot.png", "hai.png"):
        services.attach(record, **file, file_name=name, seen=services.seen_of(record), actor=officer)  # type: ignore[arg-type]
        db.session.commit()
    write(record, world, citation="Đã giúp.", report={"overview": "Có.", "results": "Giúp 12 hộ."})
    make.send([record], officer, world.leaders[0])
    make.step(record, Action.RECEIVE, world.officers[1])
    first, second = record.attachments
    make.send_back(record, world.leaders[1], **{f"file__{first.id}": "Ảnh mờ."})
    with pytest.raises(Refused, match="không nằm trong phần"):
        services.remove(record, second, seen=services.seen_of(record), actor=officer)
    services.remove(record, first, seen=services.seen_of(record), actor=officer)
    services.attach(record, **file, file_name="ba.png", seen=services.seen_of(record), actor=officer)  # type: ignore[arg-type]
    db.session.commit()
    services.remove(record, record.attachments[-1], seen=services.seen_of(record), actor=officer)
    services.attach(record, **file, file_name="bon.png", seen=services.seen_of(record), actor=officer)  # type: ignore[arg-type]
    (change,) = services.changes(record)
    assert ("in", f"bon.png ({record.attachments[-1].sha256[:8]})") in change.pieces


def test_a_file_is_not_added_where_only_words_were_marked() -> None:
    world = make.world()
    record = returned(world, citation="Ghi rõ.")
    seen = services.seen_of(record)
    with pytest.raises(Refused, match="không thêm tệp được"):
        services.attach(
            record, doc_type=DocType.EVIDENCE, file_name="a.png", content=picture(), seen=seen, actor=world.officers[0]
        )


def test_the_next_reader_sees_exactly_the_differences() -> None:
    world = make.world()
    record = returned(world, citation="Ghi rõ số hộ.", address="Ghi tên bản.")
    make.correct(record, world, citation="Đã có thành tích, giúp 12 hộ.")
    first, second = services.changes(record)
    assert (first.label, first.asked, first.is_changed) == ("Nơi ở", "Ghi tên bản.", False)
    assert (second.asked, second.before) == ("Ghi rõ số hộ.", "Đã có thành tích xuất sắc.")
    assert second.pieces == [
        ("kept", "Đã có thành"),
        ("out", "tích xuất sắc."),
        ("in", "tích, giúp 12 hộ."),
    ]


def test_a_level_returns_once_and_again_only_with_a_note() -> None:
    world = make.world()
    record = returned(world, citation="Ghi rõ số hộ.")
    make.correct(record, world, citation="Đã giúp 12 hộ.")
    make.step(record, Action.RECEIVE, world.officers[2])
    with pytest.raises(Refused, match="Cấp này đã yêu cầu bổ sung một lần") as refused:
        make.send_back(record, world.leaders[2], citation="Vẫn chưa rõ.")
    assert refused.value.field == "again"
    db.session.rollback()
    make.send_back(record, world.leaders[2], again="Số hộ vẫn chưa khớp với quyết định.", citation="Vẫn chưa rõ.")
    assert record.moves[-1].reason.startswith("Trả lại thêm lần nữa vì: Số hộ vẫn chưa khớp")


def test_another_level_may_return_it_once_too() -> None:
    world = make.world()
    record = returned(world, 2, citation="Ghi rõ số hộ.")
    make.correct(record, world, citation="Đã giúp 12 hộ.")
    make.step(record, Action.RECEIVE, world.officers[1])
    make.send([record], world.officers[1], world.leaders[1])
    make.step(record, Action.RECEIVE, world.officers[2])
    make.send_back(record, world.leaders[2], citation="Ghi rõ năm.")
    assert record.state is State.RETURNED


def test_what_was_marked_stands_for_ever() -> None:
    record = returned(make.world(), citation="Ghi rõ số hộ.")
    remark = db.session.query(Remark).filter_by(nomination_id=record.id).one()
    remark.sentence = "Khác."
    with pytest.raises(DatabaseError, match="written once"):
        db.session.flush()


def test_a_part_that_is_not_there_cannot_be_marked() -> None:
    world = make.world()
    record = make.received(world, 2)
    with pytest.raises(Refused, match="không còn phần đã đánh dấu"):
        make.send_back(record, world.leaders[1], file__999="Mờ.")


# The short way back


def corrected(world: make.World) -> Nomination:
    """Returned by the top of three, corrected, sent straight back past the middle."""
    record = returned(world, citation="Ghi rõ số hộ.")
    make.correct(record, world, citation="Đã giúp 12 hộ.")
    return record


def object_to(record: Nomination, actor: User, reason: str = "Số hộ chưa đúng.") -> None:
    services.object_to(record, reason, actor=actor, seen=services.seen_of(record))
    db.session.commit()


def test_a_corrected_dossier_goes_straight_back_and_those_between_are_told() -> None:
    world = make.world()
    record = corrected(world)
    assert (record.stage.position, record.state) == (3, State.WAITING)
    told = db.session.query(Notice).filter_by(unit_id=world.units[1].id).all()
    assert {notice.role for notice in told if "gửi thẳng đến" in notice.sentence} == {Role.OFFICER, Role.LEADER}
    assert [desk.unit_id for desk in services.passed_by(record)] == [world.units[1].id]


def test_it_can_be_recalled_to_where_it_came_from() -> None:
    world = make.world()
    record = corrected(world)
    make.step(record, Action.RECALL, world.leaders[0])
    assert (record.stage.position, record.state) == (1, State.RETURNED)
    assert services.open_fields(record) == {"citation"}


def test_nobody_goes_on_while_an_objection_is_unanswered() -> None:
    world = make.world()
    record = corrected(world)
    object_to(record, world.leaders[1])
    make.step(record, Action.RECEIVE, world.officers[2])
    make.step(record, Action.PROPOSE, world.officers[2])
    with pytest.raises(Refused, match="cần trả lời ý kiến đó"):
        make.step(record, Action.ACCEPT, world.leaders[2])
    db.session.rollback()
    (objection,) = record.objections
    services.answer(record, objection, "Đã đối chiếu.", actor=world.leaders[2], seen=services.seen_of(record))
    db.session.commit()
    make.step(record, Action.ACCEPT, world.leaders[2])
    with pytest.raises(Refused, match="đã được trả lời"):
        services.answer(record, objection, "Nữa.", actor=world.leaders[2], seen=services.seen_of(record))


def test_only_a_leader_of_a_level_that_was_passed_by_objects_and_once() -> None:
    world = make.world()
    record = corrected(world)
    for actor in (world.officers[1], world.leaders[0], world.leaders[2], make.user(Role.LEADER)):
        with pytest.raises(Refused, match="không gửi vượt qua đơn vị"):
            object_to(record, actor)
    with pytest.raises(Stale):
        services.object_to(record, "Vì.", actor=world.leaders[1], seen="0:0")
    object_to(record, world.leaders[1])
    with pytest.raises(Refused, match="không gửi vượt qua đơn vị"):
        object_to(record, world.leaders[1])


def test_an_objection_comes_in_time_or_not_at_all() -> None:
    law.load_seed()
    db.session.commit()
    world = make.world()
    friday = datetime(2026, 8, 28, 2, tzinfo=UTC)  # before the days off around 2 September
    with clock.standing_at(friday):
        record = corrected(world)
    way = services.short_way(record)
    assert way is not None
    assert services.last_day(way).isoformat() == "2026-09-07"
    with clock.standing_at(friday + timedelta(days=11)), pytest.raises(Refused, match="đã hết hạn"):
        object_to(record, world.leaders[1])
    with clock.standing_at(friday + timedelta(days=10)):
        object_to(record, world.leaders[1])


def test_who_objected_for_one_unit_does_not_act_for_another() -> None:
    world = make.world()
    record = corrected(world)
    both = make.user(Role.LEADER, world.units[1])
    make.appoint(both, Role.LEADER, world.units[2])
    object_to(record, both)
    make.step(record, Action.RECEIVE, world.officers[2])
    assert services.open_steps(record, both) == []
    assert not services.may_answer(record, both)


# Kept here, sent higher, refused, returned


def test_each_nomination_of_a_letter_gets_its_own_outcome_and_the_next_letter_takes_what_goes_on() -> None:
    world = make.world()
    award = make.campaign_award(world, 2)
    records = [make.ready(world) for _number in range(5)]
    letter = make.send(records, world.officers[0], world.leaders[0])
    kept, higher, refused, back, _open = records
    for record in records:
        make.step(record, Action.RECEIVE, world.officers[1])
    for record in (kept, higher):
        make.step(record, Action.PROPOSE, world.officers[1])
    seen = services.seen_of(kept)
    reason = "Thành tích trong phạm vi huyện."
    services.move(kept, Action.ACCEPT, actor=world.leaders[1], seen=seen, reason=reason, award=award)
    db.session.commit()
    assert (kept.state, kept.award, kept.is_deciding) == (State.ACCEPTED, award, True)
    make.step(refused, Action.REJECT, world.leaders[1], "Không đúng đối tượng.")
    make.send_back(back, world.leaders[1], citation="Ghi rõ.")
    assert services.going_on(letter, world.leaders[1]) == [higher]
    head = services.Letterhead(services.next_number(higher.desk, clock.today().year), clock.today())
    above = services.send(
        services.going_on(letter, world.leaders[1]),
        Action.ENDORSE,
        head,
        actor=world.leaders[1],
        seen={higher.id: services.seen_of(higher)},
    )
    db.session.commit()
    by_record = {result.nomination: result.outcome for result in services.results(letter)}
    assert [by_record[record].value for record in records] == ["kept", "sent_higher", "refused", "returned", "waiting"]
    assert [result.outcome.value for result in services.results(above)] == ["waiting"]
    secretary = make.user(Role.SECRETARY, world.units[1])
    assert services.accepted_for(world.campaign, award.award_form, actor=secretary) == [kept]


def test_a_level_keeps_only_for_an_award_of_its_own() -> None:
    world = make.world()
    record = make.received(world)
    make.step(record, Action.PROPOSE, world.officers[1])
    assert Action.ACCEPT not in {step.action for step in services.open_steps(record, world.leaders[1])}
    make.campaign_award(world, 2)
    db.session.expire_all()
    seen = services.seen_of(record)
    other = world.campaign.awards[0]
    with pytest.raises(Refused, match="cấp này có thẩm quyền") as refused:
        services.move(record, Action.ACCEPT, actor=world.leaders[1], seen=seen, reason="Vì.", award=other)
    assert refused.value.field == "award"


# What was approved


def test_what_each_level_approved_can_be_shown_byte_for_byte() -> None:
    import hashlib

    world = make.world()
    record = corrected(world)
    approved = [move for move in record.moves if move.action in {Action.SUBMIT, Action.ENDORSE}]
    said = []
    for move in approved:
        snapshot = services.snapshot_of(move)
        assert hashlib.sha256(services.bytes_of(snapshot)).hexdigest() == move.fingerprint
        rows = {key: words for key, _label, words in services.rows_of(record, snapshot.content)}
        said.append(rows["citation"])
    assert said == ["Đã có thành tích xuất sắc.", "Đã có thành tích xuất sắc.", "Đã giúp 12 hộ."]


@pytest.mark.slow
def test_an_edit_between_look_and_click_is_refused_a_thousand_times_of_a_thousand() -> None:
    world = make.world()
    record = make.ready(world)
    refused = 0
    for number in range(1000):
        savepoint = db.session.begin_nested()
        services.move(record, Action.PROPOSE, actor=world.officers[0], seen=services.seen_of(record))
        looked = services.seen_of(record)
        write(record, world, citation=f"Đã giúp {number} hộ.")
        if number % 2:  # proposed again: the button is there, for other words
            services.move(record, Action.PROPOSE, actor=world.officers[0], seen=services.seen_of(record))
        head = services.Letterhead(1, clock.today())
        try:
            services.send([record], Action.SUBMIT, head, actor=world.leaders[0], seen={record.id: looked})
        except Refused:
            refused += 1
        savepoint.rollback()
    assert refused == 1000


def test_a_photo_with_a_caption_is_shown_in_what_was_sent_and_in_what_changed(browser: Any) -> None:
    world = make.world()
    record = make.ready(world)
    photo = {"doc_type": DocType.EVIDENCE, "file_name": "anh.png", "content": picture(), "caption": "Nhà mới"}
    services.attach(record, **photo, seen=services.seen_of(record), actor=world.officers[0])
    make.send([record], world.officers[0], world.leaders[0])
    sent = record.step
    make.step(record, Action.RECEIVE, world.officers[1])
    make.send_back(record, world.leaders[1], citation="Ghi rõ.")
    removed = next(file for file in record.attachments if file.caption)
    removed.removed_at = clock.now()
    db.session.commit()

    assert [change.before for change in services.changes(record) if "Nhà mới" in change.before]
    assert "anh.png" in browser(world.officers[0]).get(f"/nominations/{record.id}/steps/{sent}").text
