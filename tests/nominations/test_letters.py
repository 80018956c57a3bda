"""The tờ trình: what may go into one, what it says, who reads it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import NoResultFound

from awards.accounts.models import Delegation
from awards.campaigns.models import CampaignAward
from awards.core import clock
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.core.levels import Level
from awards.law.models import SubjectKind
from awards.nominations import services
from awards.nominations.models import Nomination, ProposalLetter
from awards.nominations.route import Action, State
from awards.units.models import UnitSuccession
from tests import make


def proposed(world: make.World, **subject: object) -> Nomination:
    record = make.ready(world, **subject)
    make.step(record, Action.PROPOSE, world.officers[0])
    return record


def sign(records: list[Nomination], leader: make.User, number: int = 1, days_ahead: int = 0) -> ProposalLetter:
    seen = {record.id: services.seen_of(record) for record in records}
    head = services.Letterhead(number, clock.today() + timedelta(days_ahead))
    letter = services.send(records, Action.SUBMIT, head, actor=leader, seen=seen)
    db.session.commit()
    return letter


def refusal(records: list[Nomination], leader: make.User, number: int = 1, days_ahead: int = 0) -> Refused:
    with pytest.raises(Refused) as refused:
        sign(records, leader, number, days_ahead)
    db.session.rollback()
    assert all(record.state is State.DRAFT for record in records)
    return refused.value


def test_an_empty_list_is_no_letter() -> None:
    assert refusal([], make.world().leaders[0]).sentence == "Chưa chọn hồ sơ nào."


def test_a_date_to_come_is_refused_beside_its_field() -> None:
    world = make.world()
    refused = refusal([proposed(world)], world.leaders[0], days_ahead=1)
    assert (refused.sentence, refused.field) == ("Ngày ký tờ trình không thể ở tương lai.", "signed_on")


def test_a_number_is_used_once_in_a_year_by_a_unit() -> None:
    world = make.world()
    sign([proposed(world)], world.leaders[0], 5)
    refused = refusal([proposed(world)], world.leaders[0], 5)
    assert refused.sentence == f"Số tờ trình này đã dùng trong năm {clock.today().year}."
    assert refused.field == "number"
    assert sign([proposed(world)], world.leaders[0], 5, days_ahead=-366).year == clock.today().year - 1
    there = make.world()
    assert sign([proposed(there)], there.leaders[0], 5).number == 5


def test_the_number_offered_is_the_next_of_the_unit_and_year() -> None:
    world = make.world()
    year = clock.today().year
    assert services.next_number(world.units[0], year) == 1
    sign([proposed(world)], world.leaders[0], 7)
    assert services.next_number(world.units[0], year) == 8
    assert services.next_number(world.units[0], year + 1) == 1
    assert services.next_number(world.units[1], year) == 1


def test_dossiers_of_two_campaigns_do_not_travel_together() -> None:
    world = make.world()
    other = make.World(make.campaign(unit=world.units[-1]), world.units, world.officers, world.leaders)
    sentence = refusal([proposed(world), proposed(other)], world.leaders[0]).sentence
    assert sentence == "Một tờ trình chỉ gồm các hồ sơ của cùng một đợt xét, đang ở cùng một đơn vị."


def test_dossiers_of_two_desks_do_not_travel_together() -> None:
    world = make.world()
    sibling = make.unit(Level.COMMUNE, parent=world.units[1])
    officers = [make.user(Role.OFFICER, sibling), *world.officers[1:]]
    beside = make.World(world.campaign, [sibling, *world.units[1:]], officers, world.leaders)
    assert "cùng một đơn vị" in refusal([proposed(world), proposed(beside)], world.leaders[0]).sentence


def test_each_deciding_authority_has_its_own_letter(browser: Any) -> None:
    world = make.world()
    form = make.award_form(Level.DISTRICT)
    award = CampaignAward(campaign=world.campaign, award_form=form, subject_kinds=make.EVERY_KIND, criteria="")
    make.save(award)
    records = [make.ready(world), make.ready(world)]
    officer = world.officers[0]
    services.edit(records[1], actor=officer, seen=services.seen_of(records[1]), award=award)
    db.session.commit()
    for record in records:
        make.step(record, Action.PROPOSE, officer)
    sentence = refusal(records, world.leaders[0]).sentence
    assert sentence == "Mỗi cấp có thẩm quyền quyết định cần một tờ trình riêng."
    page = browser(world.leaders[0]).get(f"/letters/new?{'&'.join(f'chon={record.id}' for record in records)}").text
    assert [f"/letters/new?chon={record.id}" in page for record in records] == [True, True]
    assert "Ký và gửi lên" not in page


def test_from_the_deciding_desk_nothing_goes_further_up() -> None:
    world = make.world((Level.COMMUNE, Level.CENTRAL))
    record = make.received(world)
    make.step(record, Action.PROPOSE, world.officers[1])
    head = services.Letterhead(1, clock.today())
    seen = {record.id: services.seen_of(record)}
    with pytest.raises(Refused, match=r"Hồ sơ đã ở cấp quyết định khen thưởng\."):
        services.send([record], Action.ENDORSE, head, actor=world.leaders[1], seen=seen)


def test_one_that_cannot_go_keeps_all_of_them_back() -> None:
    world = make.world()
    records = [proposed(world), make.ready(world)]
    assert records[1].code in refusal(records, world.leaders[0]).sentence
    assert db.session.query(ProposalLetter).count() == 0


def test_the_list_goes_by_kind_and_name_and_its_words_are_frozen() -> None:
    world = make.world()
    kinds = [SubjectKind.INDIVIDUAL, SubjectKind.HOUSEHOLD, SubjectKind.COLLECTIVE, SubjectKind.COLLECTIVE]
    names = ["An", "Bình", "Đoàn thanh niên", "Chi hội"]
    records = [proposed(world, kind=kind, name=name) for kind, name in zip(kinds, names, strict=True)]
    letter = sign(records, world.leaders[0])
    assert [entry["name"] for entry in letter.paper["entries"]] == ["Chi hội", "Đoàn thanh niên", "Bình", "An"]
    assert [item.ordinal for item in letter.items] == [1, 2, 3, 4]
    assert [item.fingerprint for item in letter.items] == [
        item.nomination.moves[-1].fingerprint for item in letter.items
    ]
    make.step(records[0], Action.RECALL, world.leaders[0])
    officer = world.officers[0]
    services.edit(records[0], actor=officer, seen=services.seen_of(records[0]), name="Khác")
    db.session.commit()
    assert letter.paper["entries"][3]["name"] == "An"


@pytest.mark.parametrize(
    ("title", "mode"), [("CHỦ TỊCH", []), ("PHÓ CHỦ TỊCH", ["KT. CHỦ TỊCH"])], ids=["head", "deputy"]
)
def test_a_deputy_signs_for_the_head(title: str, mode: list[str]) -> None:
    world = make.world()
    deputy = make.user(None)
    make.appoint(deputy, Role.LEADER, world.units[0], title=title)
    signer = sign([proposed(world)], deputy).paper["signer"]
    assert (signer["title"], signer["name"]) == (title, deputy.name)
    assert [line for line in signer["mode"] if not line.startswith("TM.")] == mode


def test_who_signs_by_authority_says_so_on_the_letter() -> None:
    world = make.world()
    office = make.user(None)
    terms = {"delegation": Delegation.AUTHORISED, "delegated_title": "Chủ tịch", "delegated_by": "QĐ số 05/QĐ-UBND"}
    make.appoint(office, Role.LEADER, world.units[0], title="CHÁNH VĂN PHÒNG", **terms)

    signer = sign([proposed(world)], office).paper["signer"]

    assert (signer["mode"], signer["title"]) == (["TUQ. CHỦ TỊCH"], "CHÁNH VĂN PHÒNG")


def test_the_two_units_read_it_and_nobody_else() -> None:
    world = make.world()
    letter = sign([proposed(world)], world.leaders[0])
    for person in (world.officers[0], world.leaders[0], world.officers[1], world.leaders[1]):
        assert services.get_letter(letter.id, actor=person) is letter
        assert services.letters_of(person) == [letter]
    for person in (world.officers[2], make.user(Role.OFFICER), make.user(None), make.user(Role.ADMINISTRATOR)):
        assert services.letters_of(person) == []
        with pytest.raises(NoResultFound):
            services.get_letter(letter.id, actor=person)


def test_a_letter_whose_dossiers_were_all_recalled_was_never_there() -> None:
    world = make.world()
    records = [proposed(world), proposed(world)]
    letter = sign(records, world.leaders[0])
    make.step(records[0], Action.RECALL, world.leaders[0])
    assert services.letters_of(world.officers[1]) == [letter]
    make.step(records[1], Action.RECALL, world.leaders[0])
    assert services.letters_of(world.officers[1]) == []
    assert services.letters_of(world.officers[0]) == [letter]


def test_a_successor_reads_the_letters_of_the_unit_it_succeeds() -> None:
    world = make.world()
    letter = sign([proposed(world)], world.leaders[0])
    new = make.unit(Level.COMMUNE)
    make.save(UnitSuccession(unit_id=world.units[0].id, successor_id=new.id, since=make.LONG_AGO))
    assert services.letters_of(make.user(Role.OFFICER, new)) == [letter]
