"""A level that proposes and decides itself: the commune's giấy khen (L06 Art. 75, 80(3), 83(1))."""

import pytest

from awards.accounts.models import User
from awards.certificates import services as certificates
from awards.cli.invariants import violations
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.core.levels import Level
from awards.decisions import services as decisions
from awards.decisions.models import Decision, DecisionState
from awards.law.models import SubjectKind
from awards.nominations import services
from awards.nominations.models import Honorific, Nomination
from awards.nominations.report import SECTIONS
from awards.nominations.route import Action, State
from tests import make


@pytest.fixture
def world() -> make.World:
    """A campaign whose commune gives giấy khen itself."""
    world = make.world((Level.COMMUNE, Level.PROVINCE))
    world.units[0].name = "Xã Hua Păng"
    form = make.campaign_award(world, 1).award_form
    form.name = "Giấy khen của Chủ tịch Ủy ban nhân dân cấp xã"
    db.session.commit()
    db.session.refresh(world.campaign)
    return world


def proposed(world: make.World, *, whole: bool = True) -> Nomination:
    """A dossier for the commune's own giấy khen, proposed to its leader."""
    officer, award = world.officers[0], world.campaign.awards[1]
    subject = {"name": "Giàng A Páo", "address": "bản A Má", "honorific": Honorific.ONG}
    begun = {"kind": SubjectKind.INDIVIDUAL, "unit": world.units[0], "actor": officer}
    record = services.draft(world.campaign, award, **begun, **subject)
    report = {section.code: "Giúp 12 hộ thoát nghèo." for section in SECTIONS[record.kind]} if whole else {}
    seen = services.seen_of(record)
    services.edit(record, actor=officer, seen=seen, citation="Đã giúp 12 hộ thoát nghèo.", report=report)
    db.session.commit()
    make.step(record, Action.PROPOSE, officer)
    return record


def issued(world: make.World, record: Nomination) -> Decision:
    """Decided, signed, numbered and issued by the commune's own people."""
    here = world.units[0]
    secretary, clerk = make.user(Role.SECRETARY, here), make.user(Role.RECORDS_CLERK, here)
    desk = make.Desk(world, secretary, world.leaders[0], clerk, make.user(Role.PRINT_CLERK, here))
    form = world.campaign.awards[1].award_form
    decision = decisions.draft(world.campaign, form, [record], actor=secretary)
    db.session.commit()
    return make.advance(decision, desk, DecisionState.ISSUED)


def actions(record: Nomination, actor: User) -> list[Action]:
    return [step.action for step in services.open_steps(record, actor)]


def test_its_leader_decides_instead_of_sending_it_up(world: make.World) -> None:
    record = proposed(world)
    assert actions(record, world.leaders[0]) == [Action.ACCEPT, Action.WITHDRAW]
    assert services.outlook(record).endswith("chờ lãnh đạo Xã Hua Păng kết luận.")
    make.step(record, Action.ACCEPT, world.leaders[0])
    assert (record.state, record.desk) == (State.ACCEPTED, world.units[0])
    assert actions(record, world.leaders[0]) == actions(record, world.officers[0]) == []
    assert list(violations()) == []


def test_a_dossier_of_a_higher_award_goes_up_as_before(world: make.World) -> None:
    record = make.ready(world)
    make.step(record, Action.PROPOSE, world.officers[0])
    assert actions(record, world.leaders[0]) == [Action.SUBMIT, Action.WITHDRAW]


def test_what_has_gaps_is_not_accepted(world: make.World) -> None:
    record = proposed(world, whole=False)
    with pytest.raises(Refused, match="còn thiếu"):
        make.step(record, Action.ACCEPT, world.leaders[0])


def test_nobody_but_its_leader_accepts_it_and_only_as_it_was_proposed(world: make.World) -> None:
    record = proposed(world)
    for actor in (world.officers[0], world.leaders[1]):
        with pytest.raises(Refused):
            make.step(record, Action.ACCEPT, actor)
        db.session.rollback()
    services.edit(record, actor=world.officers[0], seen=services.seen_of(record), citation="Đã giúp 15 hộ.")
    db.session.commit()
    assert Action.ACCEPT not in actions(record, world.leaders[0])


def test_the_province_never_sees_it(world: make.World) -> None:
    record = proposed(world)
    make.step(record, Action.ACCEPT, world.leaders[0])
    issued(world, record)
    assert services.count(world.leaders[1], services.Filters()) == 0


def test_the_commune_issues_a_giấy_khen_of_its_chair(world: make.World) -> None:
    record = proposed(world)
    make.step(record, Action.ACCEPT, world.leaders[0])
    decision = issued(world, record)
    assert record.state is State.AWARDED
    words = decisions.any_words_now(decision)
    assert words["authority"] == "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ HUA PĂNG"
    assert words["proposal"] == "Hội đồng Thi đua - Khen thưởng Ủy ban nhân dân xã Hua Păng"
    assert words["award"] == "Giấy khen của Chủ tịch Ủy ban nhân dân xã Hua Păng"
    assert decision.subject == f"tặng {words['award']}"
    assert decision.number_text == "01/QĐ-UBND"
    assert decisions.proposers_of(decision) == []  # nobody writes to oneself
    paper = certificates.of_decision(decision)[0]
    assert (paper.design, paper.text["issuer"]) == ("giay_khen", "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ HUA PĂNG")
    assert list(violations()) == []


def test_whoever_also_serves_elsewhere_may_act_on_what_the_own_unit_decides(world: make.World) -> None:
    """0037 bars them at levels above; here there is none."""
    record = proposed(world)
    make.step(record, Action.ACCEPT, world.leaders[0])
    secretary = make.user(Role.SECRETARY, world.units[0])
    make.appoint(secretary, Role.OFFICER, make.unit())
    form = world.campaign.awards[1].award_form
    assert decisions.available(world.campaign, form, actor=secretary) == [record]
    decision = decisions.draft(world.campaign, form, [record], actor=secretary)
    db.session.commit()
    certificates.freeze(decision, seen=decision.version, actor=secretary)
