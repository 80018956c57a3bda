"""Discipline, investigation, complaint: an open matter suspends, a closing document resumes."""

from typing import Any

import pytest

from awards.core import clock
from awards.core.db import db
from awards.core.errors import Refused
from awards.nominations import services
from awards.nominations.models import Nomination, ScreeningKind
from awards.nominations.route import Action, State
from tests import make
from tests.surf import ByHttp

COMPLAINT = ScreeningKind.COMPLAINT


def _look(record: Nomination, actor: Any, **more: Any) -> Any:
    words = {"kind": COMPLAINT, "source": "Thanh tra huyện", "checked_on": clock.today(), "document": ""}
    words |= {"has_matter": False}
    return services.screen(record, actor=actor, seen=services.seen_of(record), **words | more)


def test_a_leader_who_finds_a_matter_suspends_and_the_closing_document_resumes(browser: Any) -> None:
    world = make.world()
    record = make.received(world)
    leader = ByHttp(browser(world.leaders[1]))
    leader.open(f"/nominations/{record.id}/screening")
    leader.choose("Nội dung kiểm tra", "Xác minh khiếu nại")
    leader.fill("Nguồn", "Thanh tra huyện")
    leader.mark("Có vụ việc đang xem xét")
    leader.press("Ghi kết quả")
    assert "Ghi văn bản cho thấy có vụ việc" in leader.text
    leader.fill("Văn bản", "Thông báo thụ lý số 5/TB-TTr")
    leader.press("Ghi kết quả")
    assert db.session.get_one(Nomination, record.id).state is State.SUSPENDED
    leader.follow("Ghi văn bản kết luận")
    leader.fill("Văn bản kết luận", "Kết luận số 7/KL-TTr: không vi phạm")
    leader.press("Ghi kết luận")
    record = db.session.get_one(Nomination, record.id)
    assert record.state is State.RECEIVED
    assert [move.reason for move in record.moves[-2:]] == [
        "Thông báo thụ lý số 5/TB-TTr",
        "Kết luận số 7/KL-TTr: không vi phạm",
    ]


def test_with_an_open_matter_a_dossier_neither_goes_on_nor_is_it_refused() -> None:
    world = make.world()
    record = make.received(world)
    _look(record, world.officers[1], has_matter=True, document="Thông báo số 5/TB")
    db.session.commit()
    assert record.state is State.RECEIVED  # an officer does not suspend; the leader is told
    for action in (Action.REJECT,):
        with pytest.raises(Refused, match="Nghị định 152/2025"):
            make.step(record, action, world.leaders[1], "Đang có đơn tố cáo.")
        db.session.rollback()
    make.step(record, Action.SUSPEND, world.leaders[1], "Thông báo số 5/TB")
    with pytest.raises(Refused, match="Nghị định 152/2025"):
        make.step(record, Action.RESUME, world.leaders[1], "Đã xem.")


def test_a_look_without_a_matter_is_only_written_down_and_others_may_not_write() -> None:
    world = make.world()
    record = make.received(world)
    _look(record, world.officers[1])
    assert (record.state, record.open_matters) == (State.RECEIVED, [])
    for stranger in (world.officers[0], world.leaders[2]):
        with pytest.raises(Refused):
            _look(record, stranger)


def test_the_proposing_unit_does_not_read_who_was_asked(browser: Any) -> None:
    world = make.world()
    record = make.received(world)
    _look(record, world.officers[1], source="Bà Nguyễn Thị Tố")
    db.session.commit()
    address = f"/nominations/{record.id}/screening"
    assert "Nguyễn Thị Tố" in browser(world.officers[1]).get(address).text
    assert "Nguyễn Thị Tố" not in browser(world.officers[0]).get(address).text
