"""The list of dossiers: the same work for any length, and walked by key without a gap or a repetition."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import insert, text

from awards.core import clock
from awards.core.db import db
from awards.nominations import services
from awards.nominations.models import Desk, NameTail, Nomination
from awards.nominations.services import PAGE, Filters, edit, listed, reading, seen_of, tails_of
from awards.units.models import UnitSuccession
from tests import make
from tests.conftest import Browser

Opens = Callable[..., Browser]


def dossiers(world: make.World, count: int) -> None:
    """So many dossiers of the lowest unit, all sent up to the highest: copies of one that was written."""
    first = make.sent(world, name="Lường Thị Mẫu")
    table, desk = Nomination.__table__, Desk.__table__
    row = db.session.execute(table.select().where(table.c.id == first.id)).one()._asdict()
    del row["id"]
    copies = db.session.scalars(insert(table).returning(table.c.id), [row] * (count - 1)).all() if count > 1 else []
    desks = [
        {"nomination_id": copy, "stage_id": stage.id, "position": stage.position, "unit_id": unit.id}
        | {"unit_name": unit.name, "reached_at": clock.now()}
        for copy in copies
        for stage, unit in zip(world.campaign.route.stages, world.units, strict=True)
    ]
    if desks:
        db.session.execute(insert(desk), desks)
        words = [
            {"nomination_id": n, "tail": tail, "spelt": spelt} for n in copies for tail, spelt in tails_of(row["name"])
        ]
        db.session.execute(insert(NameTail), words)
    db.session.commit()


def walk(browser: Browser, address: str, to: str) -> list[list[int]]:
    """The numbers on each page from here on, following the link to the next or the previous one."""
    pages = []
    while True:
        page = browser.get(address).text
        pages.append([int(number) for number in re.findall(r"HS-(\d{6})", page)])
        link = re.search(rf'<a rel="{to}" href="([^"]+)"', page)
        if link is None:
            return pages
        address = link[1].replace("&amp;", "&")


def test_the_list_costs_the_same_for_1_3_and_60_dossiers(browser: Opens, queries: list[str]) -> None:
    costs = []
    for count in (1, 3, 60):
        world = make.world()
        dossiers(world, count)
        person = browser(world.officers[0])
        person.get("/nominations")
        queries.clear()
        assert person.get("/nominations").text.count("HS-") == min(count, PAGE)
        costs.append(len(queries))
    assert len(set(costs)) == 1, costs
    assert costs[0] <= 3


@pytest.mark.parametrize("arguments", ["", "?name=luong", "?state=waiting"], ids=["all", "by name", "by state"])
def test_paging_shows_every_dossier_once_in_both_directions(browser: Opens, arguments: str) -> None:
    world = make.world()
    dossiers(world, 2 * PAGE + 7)
    person = browser(world.leaders[0])

    there = walk(person, f"/nominations{arguments}", "next")

    assert [len(page) for page in there] == [PAGE, PAGE, 7]
    numbers = [number for page in there for number in page]
    assert numbers == sorted(set(numbers), reverse=True)
    last = f"/nominations{arguments}{'&' if arguments else '?'}truoc={there[1][-1]}"
    assert walk(person, last, "prev") == there[::-1]


@pytest.mark.parametrize("asked", ["", "?name=luong", "?state=waiting"])
def test_a_dossier_on_two_desks_of_one_person_is_listed_and_counted_once(browser: Opens, asked: str) -> None:
    world = make.world()
    dossiers(world, PAGE + 1)
    make.appoint(world.officers[1], make.Role.OFFICER, world.units[0])

    page = browser(world.officers[1]).get(f"/nominations{asked}").text
    assert len(set(re.findall(r"HS-\d+", page))) == page.count("HS-") == PAGE
    assert (f"Tất cả {PAGE + 1}" in page) is bool(asked)


def test_a_successor_lists_what_the_units_before_it_had(browser: Opens) -> None:
    world, successor = make.world(), make.unit()
    dossiers(world, 3)
    make.save(UnitSuccession(unit_id=world.units[0].id, successor_id=successor.id, since=make.LONG_AGO))

    assert browser(make.user(make.Role.OFFICER, successor)).get("/nominations").text.count("HS-") == 3


@pytest.mark.parametrize("wildcard", ["%", "_", "/", "Lường%Mẫu"])
def test_a_name_is_searched_for_as_it_was_typed(browser: Opens, wildcard: str) -> None:
    world = make.world()
    dossiers(world, 2)

    found = browser(world.officers[0]).get("/nominations", query_string={"name": wildcard}).text

    assert "HS-" not in found


@pytest.mark.parametrize(
    ("arguments", "is_found"),
    [
        ("kind=individual", True),
        ("kind=collective", False),
        ("level=district", True),
        ("level=commune", False),
        ("campaign={campaign}", True),
        ("campaign=999999", False),
        ("award={award}", True),
        ("award=999999", False),
        ("han=30", False),
        ("unit=huyen+mau", True),
        ("unit=khong+co", False),
        ("name=luong+thi", True),
        ("kind=&level=&campaign=&award=&han=&name=&state=", True),
        ("kind=x&level=x&campaign=x&award=x&han=5&state=x", True),
    ],
)
def test_each_filter_asks_what_it_says_and_stays_in_the_address(browser: Opens, arguments: str, is_found: bool) -> None:
    world = make.world()
    world.units[1].search_key = "huyen mau"
    dossiers(world, PAGE + 1)
    award = world.campaign.awards[0].award_form_id
    asked = arguments.format(campaign=world.campaign.id, award=award)

    page = browser(world.officers[0]).get(f"/nominations?{asked}").text

    assert ("HS-" in page) is is_found
    if is_found:
        older = re.search(r'<a rel="next" href="([^"]+)"', page)
        assert older is not None
        assert older[1].replace("&amp;", "&").startswith(f"/nominations?{asked}&truoc=")
        assert ("Tất cả 51" in page) is (asked[-1] != "=" and "x" not in asked)


def named(world: make.World, *names: str) -> dict[int, str]:
    return {make.sent(world, name=name).id: name for name in names}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("lường", ["Lường Văn Áng", "Tòng Thị Lương", "Lương Thị Hòa"]),
        ("luong", ["Tòng Thị Lương", "Lường Văn Áng", "Lương Thị Hòa"]),
        ("LƯƠNG THỊ", ["Lương Thị Hòa"]),
        ("văn á", ["Lường Văn Áng"]),
        ("van ang", ["Lường Văn Áng"]),
        ("dinh", ["Đinh Văn Sủa"]),
        ("ường", []),
        ("  ", ["Đinh Văn Sủa", "Tòng Thị Lương", "Lường Văn Áng", "Lương Thị Hòa"]),
        ("?!", []),
    ],
)
def test_a_name_is_found_by_the_beginning_of_any_word_exact_accents_first(typed: str, found: list[str]) -> None:
    world = make.world()
    names = named(world, "Lương Thị Hòa", "Lường Văn Áng", "Tòng Thị Lương", "Đinh Văn Sủa")

    rows = listed(world.officers[1], Filters(name=typed.strip()))

    assert [names[row.id] for row in rows] == found


def test_a_dossier_is_found_by_its_reference_number(browser: Opens) -> None:
    world = make.world()
    first, second = named(world, "Lương Thị Hòa", "Lường Văn Áng")

    page = browser(world.officers[0]).get(f"/nominations?name=hs+{second:06d}").text

    assert f"HS-{second:06d}" in page
    assert f"HS-{first:06d}" not in page


def test_a_new_name_is_found_at_once_and_the_old_one_no_more() -> None:
    world = make.world()
    record = make.nomination(world, name="Lương Thị Hòa")
    db.session.commit()

    edit(record, actor=world.officers[0], seen=seen_of(record), name="Lương Thị Hoa")
    db.session.flush()

    assert [row.name for row in listed(world.officers[0], Filters(name="lương thị hoa"))] == ["Lương Thị Hoa"]
    assert {tail.spelt for tail in db.session.query(NameTail)} == {"lương thị hoa", "thị hoa", "hoa"}


def test_who_has_more_than_one_page_of_work_is_told(browser: Opens, monkeypatch: pytest.MonkeyPatch) -> None:
    world = make.world()
    make.sent(world)
    make.sent(world)
    db.session.commit()
    person, sentence = browser(world.officers[1]), "Còn nhiều hồ sơ nữa đang chờ"
    assert all(sentence not in person.get(page).text for page in ("/", "/review/"))
    for where in (services, reading):
        monkeypatch.setattr(where, "AT_ONCE", 1)
    for page in ("/", "/review/"):
        assert sentence in person.get(page).text
        assert person.get(page).text.count("/nominations/1") == 1
        assert "/nominations/2" not in person.get(page).text


def test_what_is_found_by_name_or_fits_on_one_page_is_not_counted_again(browser: Opens, queries: list[str]) -> None:
    world = make.world()
    dossiers(world, PAGE + 1)
    make.sent(world, name="Cầm Văn Mẫu")
    db.session.commit()
    person = browser(world.leaders[0])
    asked = {}
    for name in ("cam van", "khong co ai", "luong"):
        queries.clear()
        page = person.get("/nominations", query_string={"name": name}).text
        asked[name] = len(queries), re.findall(r"Tất cả (\d+)", page)
    queries.clear()
    person.get("/nominations")
    plain = len(queries)
    assert asked == {"cam van": (plain, ["1"]), "khong co ai": (plain, []), "luong": (plain, [str(PAGE + 1)])}
    queries.clear()
    assert "Tất cả 51" in person.get("/nominations?name=luong&truoc=2").text
    assert len(queries) == plain + 1


def test_postgresql_keeps_the_plans_of_the_list_and_of_no_search(browser: Opens) -> None:
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no plan to keep")
    world = make.world()
    dossiers(world, 3)
    person = browser(world.officers[0])
    db.session.remove()
    for page in ("/nominations", "/nominations", *["/nominations?name=luong"] * 7):
        person.get(page)
    with db.engine.connect() as connection:
        kept = connection.execute(text("SELECT statement FROM pg_prepared_statements")).scalars().all()
    assert any("FROM user_session" in one for one in kept)
    assert any("FROM nomination" in one for one in kept)
    assert not any("FROM name_tail" in one for one in kept)


def test_paging_keeps_every_value_of_a_filter(browser: Opens) -> None:
    world = make.world()
    dossiers(world, PAGE + 1)
    page = browser(world.leaders[0]).get("/nominations?state=waiting&state=draft&loc=1")
    assert re.search(
        r'rel="next" href="/nominations\?state=waiting&amp;state=draft&amp;loc=1&amp;truoc=\d+"', page.text
    )
    assert '/nominations?state=waiting&amp;state=draft&amp;loc=1&amp;tai=excel"' in page.text
