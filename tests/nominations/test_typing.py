"""Nothing typed is lost, two people see each other, and the later save never overwrites in silence."""

from typing import Any

from awards.core.db import db
from awards.nominations import services
from awards.nominations.models import Honorific, Nomination, Typing
from tests import make
from tests.surf import ByHttp


def _keep(page: Any, record: Nomination, **fields: str) -> Any:
    seen = services.seen_of(db.session.get_one(Nomination, record.id))
    return page.post(f"/nominations/{record.id}/typing/citation", data={"seen": seen, **fields})


def test_what_is_typed_is_found_again_and_is_no_part_of_the_dossier_until_it_is_saved(browser: Any) -> None:
    world = make.world()
    record = make.nomination(world)
    page = browser(world.officers[0])
    version = record.version
    answer = _keep(page, record, citation="Đã giúp 12 hộ")
    assert answer.status_code == 303
    said = page.get(answer.location).get_json()
    assert len(said["at"]) == 5
    assert said["others"] == []
    record = db.session.get_one(Nomination, record.id)
    assert (record.version, record.citation) == (version, "")
    again = ByHttp(browser(world.officers[0]))  # another browser, another day
    again.open(f"/nominations/{record.id}")
    again.follow("còn nội dung lưu tạm")
    assert "Đã giúp 12 hộ" in again.page.get_element_by_id("citation").text
    again.press("Lưu")
    assert db.session.get_one(Nomination, record.id).citation == "Đã giúp 12 hộ"
    assert db.session.query(Typing).count() == 0


def test_what_is_typed_can_be_let_go(browser: Any) -> None:
    world = make.world()
    record = make.nomination(world)
    officer = ByHttp(browser(world.officers[0]))
    _keep(officer.client, record, citation="Nháp")
    officer.open(f"/nominations/{record.id}/citation")
    officer.press("Bỏ, xem nội dung trong hồ sơ")
    assert "Nháp" not in officer.text


def test_two_people_in_one_dossier_see_each_other_and_the_later_save_shows_both_texts(browser: Any) -> None:
    world = make.world()
    record = make.ready(world)
    colleague = make.user(unit=world.units[0])
    db.session.commit()
    first, second = ByHttp(browser(world.officers[0])), ByHttp(browser(colleague))
    second.open(f"/nominations/{record.id}/citation")
    _keep(first.client, record, citation="Đã giúp 12 hộ")
    first.open(f"/nominations/{record.id}/citation")
    _keep(second.client, record, citation="Đã giúp 13 hộ")
    first.open(f"/nominations/{record.id}/citation")
    assert f"{colleague.name} cũng đang viết" in first.text
    first.press("Lưu")
    second.fill("Thành tích in trên giấy", "Đã giúp 13 hộ")
    second.press("Lưu")
    assert second.status == 409
    assert "Đã giúp 12 hộ" in second.text
    assert "Đã giúp 13 hộ" in second.page.get_element_by_id("citation").text
    assert db.session.get_one(Nomination, record.id).citation == "Đã giúp 12 hộ"
    second.press("Lưu")  # now knowingly
    assert db.session.get_one(Nomination, record.id).citation == "Đã giúp 13 hộ"


def test_what_another_has_chosen_meanwhile_is_shown_in_words(browser: Any) -> None:
    world = make.world()
    record = make.ready(world, honorific=Honorific.BA)
    first, second = ByHttp(browser(world.officers[0])), ByHttp(browser(make.user(unit=world.units[0])))
    for one, chosen in ((first, "Bà"), (second, "Ông")):
        one.open(f"/nominations/{record.id}/subject")
        one.mark(chosen)
    first.fill("Nơi ở", "bản Khác")
    first.press("Lưu")
    second.press("Lưu")
    assert second.status == 409
    assert "Xưng hô: Bà" in second.text


def test_a_draft_is_handed_over_within_the_unit_with_what_is_typed(browser: Any) -> None:
    world = make.world()
    record = make.nomination(world)
    colleague = make.user(unit=world.units[0], name="Hà Thị Nhận")
    db.session.commit()
    officer = ByHttp(browser(world.officers[0]))
    _keep(officer.client, record, citation="Đang viết dở")
    officer.open(f"/nominations/{record.id}")
    officer.follow("Bàn giao cho người khác")
    officer.choose("Bàn giao cho", "Hà Thị Nhận")
    officer.press("Bàn giao")
    assert "Người phụ trách: Hà Thị Nhận" in officer.text
    receiver = ByHttp(browser(colleague))
    receiver.open(f"/nominations/{record.id}/citation")
    assert "Đang viết dở" in receiver.page.get_element_by_id("citation").text


def test_others_units_cannot_keep_text_in_a_dossier(browser: Any) -> None:
    world = make.world()
    record = make.sent(world)
    assert _keep(browser(world.officers[1]), record, citation="x").status_code == 409
    assert _keep(browser(make.user(unit=make.unit())), record, citation="x").status_code == 404
