"""flask demo: invented people in real units, with dossiers at every point of the way. Does nothing the second time."""

from datetime import timedelta

import click
from sqlalchemy import select

from awards.accounts import services as accounts
from awards.accounts.models import User
from awards.accounts.services.passwords import hashed
from awards.campaigns import services as campaigns
from awards.campaigns.models import Campaign
from awards.certificates import services as certificates
from awards.cli import bp
from awards.cli.demo_facts import DOSSIERS, PASSWORD, PEOPLE, CampaignFacts, Dossier, campaign_facts
from awards.core import clock
from awards.core.db import db
from awards.decisions import services as decisions
from awards.law import services as law
from awards.nominations import services as nominations
from awards.nominations.models import Honorific, Nomination
from awards.nominations.route import Action
from awards.units import services as units
from awards.units.models import Unit


@bp.cli.command("demo")
def demo() -> None:
    """Fill an empty database with the demo."""
    if db.session.scalar(select(User.id).limit(1)) is not None:
        return
    units.load_demo_seed()
    law.load_seed()
    people = _people()
    campaign = _campaign(people, campaign_facts(clock.today()))
    db.session.commit()
    for dossier in DOSSIERS:
        _carry(dossier, campaign, people)
        db.session.commit()
    _decide(campaign, people)
    db.session.commit()
    click.echo("Đã tạo dữ liệu mẫu.")


def _unit(name: str) -> Unit:
    """A unit of the demo by its name, the one that existed on the campaign's date."""
    on = campaign_facts(clock.today()).units_on
    return db.session.scalars(
        select(Unit).where(Unit.name == name, Unit.valid_from <= on, (Unit.valid_to > on) | Unit.valid_to.is_(None))
    ).one()


def _people() -> dict[str, User]:
    people = {}
    a_year_ago = clock.today() - timedelta(days=365)
    for username, name, role, unit, title in PEOPLE:
        person = people[username] = accounts.create_person(name, username, actor=None)
        person.password_hash = hashed(PASSWORD)
        accounts.appoint(person, _unit(unit), role, title, a_year_ago, actor=None)
    return people


def _campaign(people: dict[str, User], facts: CampaignFacts) -> Campaign:
    return campaigns.open_campaign(**facts.values(), actor=people["thuky.tw"])


def _carry(dossier: Dossier, campaign: Campaign, people: dict[str, User]) -> None:
    """Write one dossier and carry it as far as its facts say."""
    officer, leader = people[f"chuyenvien.{dossier.office}"], people[f"lanhdao.{dossier.office}"]
    nomination = nominations.draft(
        campaign,
        campaign.awards[0],
        kind=dossier.kind,
        unit=officer.appointments[0].unit,
        actor=officer,
        name=dossier.name,
        honorific=Honorific(dossier.honorific) if dossier.honorific else None,
        birth_year=dossier.birth_year,
        position=dossier.position,
        address=dossier.address,
    )
    if dossier.way == "draft":
        return
    written = {"citation": dossier.citation, "report": dossier.report}
    nominations.edit(nomination, actor=officer, seen=nominations.seen_of(nomination), **written)
    if dossier.way == "written":
        return
    _propose_and_send(nomination, Action.SUBMIT, officer, leader)
    if dossier.way == "sent":
        return
    officer, leader = people["chuyenvien.huyen"], people["lanhdao.huyen"]
    _step(nomination, Action.RECEIVE, officer)
    if dossier.way == "received":
        return
    if dossier.way == "returned":
        _step(nomination, Action.RETURN, leader, "Báo cáo chưa có xác nhận của trưởng bản; đề nghị bổ sung.")
        return
    _propose_and_send(nomination, Action.ENDORSE, officer, leader)
    officer, leader = people["chuyenvien.tw"], people["lanhdao.tw"]
    _step(nomination, Action.RECEIVE, officer)
    if dossier.way == "accepted":
        _step(nomination, Action.PROPOSE, officer, "Đủ hồ sơ, đúng đối tượng.")
        _step(nomination, Action.ACCEPT, leader)


def _step(nomination: Nomination, action: Action, actor: User, reason: str = "") -> None:
    nominations.move(nomination, action, actor=actor, seen=nominations.seen_of(nomination), reason=reason)


def _propose_and_send(nomination: Nomination, action: Action, officer: User, leader: User) -> None:
    _step(nomination, Action.PROPOSE, officer, "Hồ sơ đầy đủ, thành tích rõ.")
    today = clock.today()
    head = nominations.Letterhead(nominations.next_number(nomination.desk, today.year), today)
    seen = {nomination.id: nominations.seen_of(nomination)}
    nominations.send([nomination], action, head, actor=leader, seen=seen)


def _decide(campaign: Campaign, people: dict[str, User]) -> None:
    """One issued decision, whose certificates the worker prints."""
    form = campaign.awards[0].award_form
    accepted = nominations.accepted_for(campaign, form, actor=people["thuky.tw"])
    decision = decisions.draft(campaign, form, accepted, actor=people["thuky.tw"])
    certificates.freeze(decision, seen=decision.version, actor=people["thuky.tw"])
    db.session.flush()
    decisions.sign(decision, seen=decision.version, signed_on=clock.today(), actor=people["lanhdao.tw"])
    db.session.flush()
    decisions.number(decision, seen=decision.version, actor=people["vanthu.tw"])
    db.session.flush()
    certificates.issue(decision, seen=decision.version, actor=people["vanthu.tw"])
    db.session.flush()
    certificates.start_batch(decision, actor=people["inan.tw"])
