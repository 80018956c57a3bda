"""One achievement, one award: who is found, why, what a clerk may learn of others, and that going on needs a reason."""

import unicodedata
from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from awards.accounts.models import User
from awards.core.db import db
from awards.core.errors import Refused
from awards.core.text import clean_text
from awards.law.models import SubjectKind
from awards.nominations import services
from awards.nominations.models import Nomination, Nominee, RepeatNote
from awards.nominations.services.likeness import ENOUGH, Described, hamlet_key, likeness, syllables
from tests import make
from tests.nominations.people import Person, country
from tests.surf import ByHttp

KIND = SubjectKind.INDIVIDUAL


def _described(person: Person, is_of_unit: bool = True) -> Described:
    names = [(clean_text(person.name, longest=200), "current"), (person.former, "former")]
    known = tuple((name, role) for name, role in names if name)
    return Described(KIND, known, person.birth_year, hamlet_key(person.hamlet), is_of_unit, person.honorific)


def _index(people: list[Person]) -> dict[Any, list[int]]:
    """By what an entry can be found, as services.repeats asks the database: syllables, hamlet with year, unit."""
    index: dict[Any, list[int]] = defaultdict(list)
    for place, person in enumerate(people):
        for name, _role in _described(person).names:
            index[syllables(name, KIND)].append(place)
        index[hamlet_key(person.hamlet), person.birth_year].append(place)
        index[person.unit].append(place)
    return index


def test_of_a_hundred_and_fifty_known_repeats_among_two_thousand_nearly_all_are_found_and_few_others() -> None:
    people = country()
    index = _index(people)
    found: set[tuple[int, int]] = set()
    for place, person in enumerate(people):
        new = _described(replace(person, former=""))
        keys = (syllables(new.names[0][0], KIND), (new.hamlet_key, person.birth_year), person.unit)
        for other in {known for key in keys for known in index[key] if known != place}:
            score, _reasons = likeness(new, _described(people[other], people[other].unit == person.unit))
            if score >= ENOUGH:
                found.add((min(place, other), max(place, other)))
    known = {(person.is_again, place) for place, person in enumerate(people) if person.is_again is not None}
    recall, precision = len(found & known) / len(known), len(found & known) / len(found)
    assert (len(people), len(known)) == (2000, 150)
    assert (recall >= 0.95, precision >= 0.80) == (True, True), f"recall {recall:.3f}, precision {precision:.3f}"


WRITTEN = "Đinh Thị Hòa"
WAYS = {
    "Đinh Thị Hòa": "trùng tên",
    "dinh thi hoa": "trùng tên khi bỏ dấu",
    "Đinh Thị Hoà": "trùng tên khi bỏ dấu",
    "Hòa Thị Đinh": "trùng tên, khác thứ tự chữ",
    unicodedata.normalize("NFD", "Đinh Thị Hòa"): "trùng tên",
    "Đinh Thị Hoa": "trùng tên khi bỏ dấu",
    "Đinh Hòa": "gần giống tên",
    "Lò Thị Hòa": "trùng tên gọi, cùng năm sinh và thôn bản",
}


def _honoured(world: make.World, **subject: Any) -> Nominee:
    """Somebody of this unit with an earlier commendation."""
    record = make.nomination(world, **{"name": WRITTEN, "birth_year": 1970, "address": "Bản Nà Bó, xã Mẫu"} | subject)
    services.add_commendation(
        record.nominee,
        actor=world.officers[0],
        award="Giấy khen",
        number_text="12/QĐ-UBND",
        decided_on=date(2023, 5, 4),
        body="",
        achievement="",
    )
    record.state = "withdrawn"
    db.session.commit()
    return record.nominee


def _look(world: make.World, name: str, actor: User | None = None, **more: Any) -> list[services.Match]:
    subject = services.Subject(KIND, clean_text(name, longest=200), more.get("year", 1970), "bản Nà Bó", "ba")
    unit = more.get("unit") or world.units[0]
    return services.similar(subject, unit_id=unit.id, actor=actor or world.officers[0])


@pytest.mark.parametrize("name", WAYS, ids=WAYS.get)
def test_a_name_is_found_in_the_ways_people_write_it_with_the_reason(name: str) -> None:
    world = make.world()
    _honoured(world)
    [match] = _look(world, name)
    assert match.reasons[0] == WAYS[name]
    assert [award.number_text for award in match.awards] == ["12/QĐ-UBND"]


def test_a_former_name_and_a_member_of_a_household_are_found_too() -> None:
    world = make.world()
    nominee = _honoured(world)
    services.add_name(nominee, name="Bùi Thu Trang", note="trước khi kết hôn", actor=world.officers[0])
    household = make.nomination(
        world,
        kind=SubjectKind.HOUSEHOLD,
        name="Lường Văn Bun",
        address="bản Suối Ngõa",
        details={"members": "Cầm Thị Nhung, 1970, vợ\nLường Văn Tú, 2001, con"},
    )
    db.session.commit()
    assert _look(world, "Bùi Thu Trang")[0].reasons[0] == "trùng một tên trước đây"
    [match] = _look(world, "Cầm Thị Nhung", year=None)
    assert (match.nominee_id, match.reasons[0]) == (household.nominee_id, "trùng tên người trong hộ")


def test_somebody_else_of_the_same_name_is_not_found() -> None:
    world = make.world()
    _honoured(world)
    elsewhere = make.user(unit=make.unit())
    assert _look(world, WRITTEN, elsewhere, year=1991, unit=elsewhere.appointments[0].unit) == []


@pytest.mark.parametrize("name", [WRITTEN, "Hoa Dinh Thi"])
def test_who_looks_somebody_up_finds_them_by_nothing_but_the_name(name: str) -> None:
    """An award is public; that another unit's dossier is on its way is not said of every namesake."""
    world = make.world()
    _honoured(world)
    make.sent(world, name=WRITTEN, birth_year=1988, address="bản Khác, xã Mẫu")
    elsewhere = make.user(unit=make.unit())
    asked = services.Subject(KIND, name)
    assert services.similar(asked, unit_id=elsewhere.appointments[0].unit_id, actor=elsewhere) == []
    [match] = services.look_up(asked, unit_id=elsewhere.appointments[0].unit_id, actor=elsewhere)
    assert (match.nominee_id, match.running_elsewhere) == (None, False)
    assert match.awards[0].number_text == "12/QĐ-UBND"


def test_of_another_units_nominee_only_the_name_the_unit_and_the_award_are_shown() -> None:
    world = make.world()
    _honoured(world)
    elsewhere = make.user(unit=make.unit())
    [match] = _look(world, WRITTEN, elsewhere, unit=elsewhere.appointments[0].unit)
    assert (match.nominee_id, match.birth_year, match.address, match.reasons) == (None, None, "", ("trùng tên",))
    assert match.awards[0].number_text == "12/QĐ-UBND"


def test_a_draft_of_another_unit_is_never_hinted_at_and_a_sent_dossier_without_its_name() -> None:
    world = make.world()
    make.ready(world, name=WRITTEN, birth_year=1970, address="Bản Nà Bó, xã Mẫu")
    elsewhere = make.user(unit=make.unit())
    assert _look(world, WRITTEN, elsewhere, unit=elsewhere.appointments[0].unit) == []
    make.send([db.session.query(Nomination).one()], world.officers[0], world.leaders[0])
    [match] = _look(world, WRITTEN, elsewhere, unit=elsewhere.appointments[0].unit)
    assert (match.name, match.unit_name, match.running, match.running_elsewhere) == ("", "", (), True)


def test_going_on_needs_a_reason_which_the_reviewers_read(browser: Any) -> None:
    world = make.world()
    _honoured(world)
    clerk = ByHttp(browser(world.officers[0]))
    clerk.open(f"/nominations/new/{world.campaign.id}/individual")
    clerk.mark("Bà")
    clerk.fill("Họ và tên", "dinh thi hoa")
    clerk.fill("Năm sinh", "1970")
    clerk.fill("Nơi ở", "bản Nà Bó, xã Mẫu")
    clerk.choose("Hình thức đề nghị", "Giấy chứng nhận")
    clerk.press("Lập hồ sơ")
    assert clerk.status == 409
    assert "12/QĐ-UBND, 04/05/2023" in clerk.text
    assert db.session.query(Nomination).count() == 1
    clerk.fill("Lý do vẫn đề nghị", "Thành tích của giai đoạn khác.")
    clerk.press("Lập hồ sơ")
    assert "Thành tích của giai đoạn khác." in clerk.text
    assert db.session.query(RepeatNote).one().shown[0]["awards"] == [["Giấy khen", "12/QĐ-UBND", "2023-05-04"]]
    clerk.follow("Đối tượng và hình thức đề nghị")
    clerk.press("Lưu")
    assert clerk.status == 200


def test_an_issued_decision_stands_in_the_register() -> None:
    desk = make.decision_desk()
    decision = make.issued(desk, 1)
    nominee = db.session.query(Nominee).one()
    assert [(one.number_text, one.source.value) for one in nominee.commendations] == [(decision.number_text, "issued")]


def test_a_name_that_was_sent_stays_as_a_former_one_and_a_slip_in_a_draft_does_not() -> None:
    world = make.world()
    record = make.ready(world, name="Lò Văn Ban")
    for name in ("Lò Văn Bảnh", "Lò Văn Bang"):
        services.edit(record, actor=world.officers[0], seen=services.seen_of(record), name=name)
        db.session.commit()
        if name == "Lò Văn Bảnh":
            record.step = 1  # as if it had been sent and returned
            db.session.commit()
    names = {(one.role.value, one.name) for one in record.nominee.names}
    assert names == {("current", "Lò Văn Bang"), ("former", "Lò Văn Bảnh")}


def test_a_dissolved_collective_is_not_proposed_and_its_awards_stand_with_the_successor(browser: Any) -> None:
    world = make.world()
    old, new = (make.nomination(world, kind=SubjectKind.COLLECTIVE, name=f"Hội Nông dân bản {n}") for n in "AB")
    old.state = "withdrawn"
    clerk = ByHttp(browser(world.officers[0]))
    db.session.commit()
    clerk.open(f"/nominees/{old.nominee_id}")
    clerk.follow("Ghi khen thưởng trước đây")
    clerk.fill("Hình thức khen thưởng", "Giấy khen")
    clerk.fill("Số quyết định", "7/QĐ-UBND")
    clerk.press("Ghi vào sổ")
    clerk.follow("Ghi ngày giải thể")
    clerk.fill("Ngày giải thể", "01/07/2025")
    clerk.choose("Tập thể kế thừa", "bản B")
    clerk.press("Ghi vào sổ")
    clerk.open(f"/nominees/{new.nominee_id}")
    assert "Của Hội Nông dân bản A, đã giải thể" in clerk.text
    assert "7/QĐ-UBND" in clerk.text
    with pytest.raises(Refused, match="đã giải thể ngày 01/07/2025"):
        make.nomination(world, kind=SubjectKind.COLLECTIVE, name="Hội Nông dân bản A", repeat_reason="Vẫn đề nghị.")


def test_a_name_in_an_old_encoding_is_mended_only_when_the_clerk_says_so(browser: Any) -> None:
    world = make.world()
    clerk = ByHttp(browser(world.officers[0]))
    clerk.open(f"/nominations/new/{world.campaign.id}/individual")
    clerk.mark("Bà")
    clerk.fill("Họ và tên", "NguyÔn ThÞ  Hßa")
    clerk.fill("Nơi ở", "bản Nà Bó, xã Mẫu")
    clerk.choose("Hình thức đề nghị", "Giấy chứng nhận")
    clerk.press("Lập hồ sơ")
    assert "Bản sửa: “Nguyễn Thị Hòa”" in clerk.text
    assert db.session.query(Nomination).count() == 0
    clerk.mark("Dùng bản sửa")
    clerk.press("Lập hồ sơ")
    assert "đã ghi là “Nguyễn Thị Hòa”" in clerk.text
    assert db.session.query(Nomination).one().name == "Nguyễn Thị Hòa"


def test_the_same_citizen_number_is_found_whatever_the_name_and_shown_masked(browser: Any) -> None:
    world = make.world()
    known = _honoured(world)
    services.write_citizen_number(known, "014070001234", actor=world.officers[0])
    db.session.commit()
    record = make.nomination(world, name="Quàng Văn Khác", birth_year=1991, address="Bản Khác, xã Mẫu")
    assert services.repeats_of(record, actor=world.officers[0]) == []
    services.write_citizen_number(record.nominee, "014 070 001 234", actor=world.officers[0])
    db.session.commit()
    (match,) = services.repeats_of(record, actor=world.officers[0])
    assert (match.nominee_id, match.reasons[0]) == (known.id, "trùng số định danh")
    page = browser(world.officers[0]).get(f"/nominees/{known.id}").text
    assert "014*********" in page
    assert "001234" not in page
