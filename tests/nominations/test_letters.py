"""The tờ trình: what belongs in one, its number, its frozen words, and who reads it."""

from datetime import date, timedelta

import pytest
from sqlalchemy.exc import NoResultFound

from awards.core import clock
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.core.levels import Level
from awards.law.models import SubjectKind
from awards.nominations import services
from awards.nominations.documents import letter_html
from awards.nominations.models import Nomination, ProposalLetter
from awards.nominations.route import Action, State
from tests import make


def proposed(world: make.World, **subject: object) -> Nomination:
    record = make.ready(world, **subject)
    make.step(record, Action.PROPOSE, world.officers[0])
    return record


def sign(world: make.World, records: list[Nomination], number: int = 5, on: date | None = None) -> ProposalLetter:
    seen = {record.id: services.seen_of(record) for record in records}
    head = services.Letterhead(number, on or clock.today())
    letter = services.send(records, Action.SUBMIT, head, actor=world.leaders[0], seen=seen)
    db.session.commit()
    return letter


def test_one_letter_takes_many_dossiers_up_and_lists_them_by_kind_and_name() -> None:
    world = make.world()
    names = {
        SubjectKind.INDIVIDUAL: ["Lường Thị Đào", "Lường Thị Dung"],
        SubjectKind.COLLECTIVE: ["Trường Mẫu"],
        SubjectKind.HOUSEHOLD: ["Lò Văn Mẫu"],
    }
    records = [proposed(world, kind=kind, name=name) for kind, those in names.items() for name in those]
    letter = sign(world, records)
    listed = [entry["name"] for entry in letter.paper["entries"]]
    assert listed == ["Trường Mẫu", "Lò Văn Mẫu", "Lường Thị Dung", "Lường Thị Đào"]
    assert [item.nomination.name for item in letter.items] == listed
    assert {record.state for record in records} == {State.WAITING}
    assert {record.moves[-1].letter_id for record in records} == {letter.id}
    assert all(item.fingerprint == item.nomination.moves[-1].fingerprint for item in letter.items)


def test_the_words_of_a_letter_stay_when_everything_around_it_moves_on() -> None:
    world = make.world()
    letter = sign(world, [proposed(world, name="Lường Thị Mẫu")])
    was = letter_html(letter)
    world.units[0].name, world.leaders[0].name = "Xã Khác", "Người Khác"
    world.campaign.awards[0].award_form.name = "Hình thức khác"
    letter.items[0].nomination.name = "Tên khác"
    db.session.commit()
    assert letter_html(letter) == was
    assert "Lường Thị Mẫu" in was


def test_a_deputy_signs_for_the_head_of_a_peoples_committee() -> None:
    levels = (Level.COMMUNE, Level.DISTRICT, Level.CENTRAL)
    units = make.branch(levels)
    units[0].name = "Xã Mẫu"
    world = make.world(levels, units=units)
    world.leaders[0] = make.user(None)
    make.appoint(world.leaders[0], Role.LEADER, units[0], title="PHÓ CHỦ TỊCH")
    letter = sign(world, [proposed(world)])
    assert letter.paper["signer"] == {
        "mode": ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"],
        "title": "PHÓ CHỦ TỊCH",
        "name": world.leaders[0].name,
    }
    assert (letter.number_text, letter.paper["place"]) == ("05/TTr-UBND", "Mẫu")


def test_a_number_is_used_once_a_year_in_each_unit() -> None:
    world = make.world()
    sign(world, [proposed(world)], 5)
    assert services.next_number(world.units[0], clock.today().year) == 6
    with pytest.raises(Refused) as refused:
        sign(world, [proposed(world)], 5)
    assert refused.value.field == "number"
    db.session.rollback()
    last_year = date(clock.today().year - 1, 12, 31)
    assert sign(world, [proposed(world)], 5, last_year).year == last_year.year


def test_a_letter_is_not_signed_tomorrow() -> None:
    world = make.world()
    with pytest.raises(Refused) as refused:
        sign(world, [proposed(world)], on=clock.today() + timedelta(days=1))
    assert refused.value.field == "signed_on"


def test_what_does_not_belong_together_takes_two_letters() -> None:
    levels = make.ROUTES["three"]
    units = make.branch(levels)
    one, other = make.world(levels, units=units), make.world(levels, units=units)
    first, second = proposed(one), proposed(other)
    with pytest.raises(Refused, match="cùng một đợt xét"):
        sign(one, [first, second])
    with pytest.raises(Refused):
        sign(one, [])


def test_dossiers_that_different_levels_decide_take_two_letters() -> None:
    world = make.world()
    at_district = make.award_form(Level.DISTRICT)
    award = make.save(
        make.CampaignAward(
            campaign=world.campaign, award_form=at_district, subject_kinds=make.EVERY_KIND, criteria="Tiêu chuẩn."
        )
    )
    first, second = proposed(world), make.ready(world)
    services.edit(second, actor=world.officers[0], seen=services.seen_of(second), award=award)
    make.step(second, Action.PROPOSE, world.officers[0])
    with pytest.raises(Refused, match="thẩm quyền"):
        sign(world, [first, second])


def test_a_letter_with_one_dossier_that_cannot_go_takes_none() -> None:
    world = make.world()
    whole, gaps = proposed(world), make.nomination(world)
    make.step(gaps, Action.PROPOSE, world.officers[0])
    with pytest.raises(Refused, match=gaps.code):
        sign(world, [whole, gaps])
    db.session.rollback()
    assert whole.state is State.DRAFT
    assert db.session.query(ProposalLetter).count() == 0


def test_both_ends_read_a_letter_and_nobody_else() -> None:
    world = make.world()
    letter = sign(world, [proposed(world)])
    for reader in (world.officers[0], world.leaders[0], world.officers[1], world.leaders[1]):
        assert services.get_letter(letter.id, actor=reader) is letter
        assert services.letters_of(reader) == [letter]
    for stranger in (world.officers[2], make.user(Role.ADMINISTRATOR, world.units[0]), make.world().leaders[0]):
        with pytest.raises(NoResultFound):
            services.get_letter(letter.id, actor=stranger)
        assert services.letters_of(stranger) == []


def test_a_letter_whose_dossiers_were_all_recalled_in_time_is_not_read_above() -> None:
    world = make.world()
    record = proposed(world)
    letter = sign(world, [record])
    make.step(record, Action.RECALL, world.leaders[0])
    assert services.letters_of(world.officers[1]) == []
    assert services.letters_of(world.officers[0]) == [letter]
