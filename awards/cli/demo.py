"""flask demo: invented people in real units, with dossiers at every point of the way. Does nothing the second time."""

import tempfile
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import click
from sqlalchemy import select

from awards.accounts import services as accounts
from awards.accounts.models import Delegation, User
from awards.accounts.services.passwords import hashed
from awards.campaigns import services as campaigns
from awards.campaigns.models import Campaign
from awards.certificates import services as certificates
from awards.certificates.models import Entry
from awards.cli import bp
from awards.cli.demo_facts import (
    ASKED,
    COMMENDED,
    CORRECTED,
    DOSSIERS,
    HONOURED,
    HONOURS,
    OFFICES,
    PASSWORD,
    PEOPLE,
    SHEET,
    WAYS,
    CampaignFacts,
    Dossier,
    campaign_facts,
)
from awards.core import clock
from awards.core.access import Role
from awards.core.db import db
from awards.core.sheet import Sheet
from awards.decisions import services as decisions
from awards.decisions.models import Cause, Decision, DecisionKind, Medium
from awards.exchange import services as exchange
from awards.law import services as law
from awards.nominations import services as nominations
from awards.nominations.models import DocType, Honorific, Nomination, Nominee, ScreeningKind
from awards.nominations.route import Action, State
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
    _propose_a_deputy(people)
    campaign = _campaign(people, campaign_facts(clock.today()))
    db.session.commit()
    _carry(campaign, people)
    _screen(campaign, people["chuyenvien.huyen"])
    _send_a_sheet(campaign, people["chuyenvien.huapang"])
    db.session.commit()
    _decide(campaign, people)
    _commend(campaign, people)
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


def _propose_a_deputy(people: dict[str, User]) -> None:
    """What one administrator has proposed waits for the other."""
    deputy = accounts.create_person("Vì Văn Dũng", "phochutich.huapang", actor=people["quantri"])
    accounts.appoint(
        deputy,
        _unit("Xã Hua Păng"),
        Role.LEADER,
        "PHÓ CHỦ TỊCH",
        clock.today(),
        actor=people["quantri"],
        delegation=Delegation.DEPUTY,
        delegated_title="CHỦ TỊCH",
        delegated_by="Thông báo phân công số 05/TB-UBND",
    )


def _campaign(people: dict[str, User], facts: CampaignFacts) -> Campaign:
    return campaigns.open_campaign(**facts.values(), actor=people["thuky.tw"])


def _carry(campaign: Campaign, people: dict[str, User]) -> None:
    """Write all dossiers and carry each as far as its facts say, with one letter for each sender."""
    made = [(dossier, _write(dossier, campaign, people)) for dossier in DOSSIERS]
    _remember(people)
    far = {way: [n for d, n in made if WAYS.index(d.way) >= WAYS.index(way)] for way in WAYS}
    for office in OFFICES:
        own = [n for n in far["sent"] if n.created_by is people[f"chuyenvien.{office}"]]
        _propose_and_send(own, Action.SUBMIT, people[f"chuyenvien.{office}"], people[f"lanhdao.{office}"])
    _each(far["returned"], Action.RECEIVE, people["chuyenvien.huyen"])
    for nomination in [n for d, n in made if d.way == "returned"]:
        seen = nominations.seen_of(nomination)
        nominations.move(nomination, Action.RETURN, actor=people["lanhdao.huyen"], seen=seen, remarks=ASKED)
    _propose_and_send(far["endorsed"], Action.ENDORSE, people["chuyenvien.huyen"], people["lanhdao.huyen"])
    _have_corrected([n for d, n in made if d.way == "corrected"], people)
    _each(far["accepted"], Action.RECEIVE, people["chuyenvien.tw"])
    _each(far["accepted"], Action.PROPOSE, people["chuyenvien.tw"], "Đủ hồ sơ, đúng đối tượng.")
    _each(far["accepted"], Action.ACCEPT, people["lanhdao.tw"])


def _remember(people: dict[str, User]) -> None:
    """What the register knows of earlier commendations."""
    for name, award, number, on, body in HONOURED:
        nominee = db.session.scalars(select(Nominee).where(Nominee.name == name)).one()
        words = {"award": award, "number_text": number, "decided_on": on, "body": body, "achievement": "(Dữ liệu mẫu.)"}
        nominations.add_commendation(nominee, actor=people["chuyenvien.huapang"], **words)


def _screen(campaign: Campaign, officer: User) -> None:
    """The district has asked about the dossier it is appraising, and heard of nothing."""
    asked = select(Nomination).where(Nomination.campaign_id == campaign.id, Nomination.state == State.RECEIVED)
    here = asked.where(Nomination.desk_id == officer.appointments[0].unit_id)
    for nomination in db.session.scalars(here):
        nominations.screen(
            nomination,
            kind=ScreeningKind.COMPLAINT,
            source="Thanh tra huyện Mộc Châu (mẫu)",
            checked_on=clock.today(),
            document="Công văn số 31/TTr ngày 12/10/2023 (mẫu)",
            has_matter=False,
            seen=nominations.seen_of(nomination),
            actor=officer,
        )


def _have_corrected(dossiers: list[Nomination], people: dict[str, User]) -> None:
    """The centre asks for one section; corrected, they go straight back to it, past the district."""
    asked = {"report.results": "Ghi rõ số hộ đã giúp và kết quả của từng năm."}
    _each(dossiers, Action.RECEIVE, people["chuyenvien.tw"])
    for nomination in dossiers:
        seen = nominations.seen_of(nomination)
        nominations.move(nomination, Action.RETURN, actor=people["lanhdao.tw"], seen=seen, remarks=asked)
        officer, seen = nomination.created_by, nominations.seen_of(nomination)
        nominations.edit(nomination, actor=officer, seen=seen, report={"results": CORRECTED})
        office = officer.username.partition(".")[2]
        _propose_and_send([nomination], Action.SUBMIT, officer, people[f"lanhdao.{office}"])


def _send_a_sheet(campaign: Campaign, officer: User) -> None:
    """A list in Excel as a hamlet wrote it: two clean rows, one with gaps; and a table of earlier giấy khen."""
    unit = officer.appointments[0].unit
    sheet, content = _sheet_of(SHEET, exchange.read)
    exchange.receive(campaign, unit, sheet, file_name="Danh sách bản Nà Bó.xlsx", content=content, actor=officer)
    sheet, content = _sheet_of(HONOURS, exchange.read_commendations)
    name = "Tổng hợp khen thưởng 2018-2020.xlsx"
    exchange.receive_commendations(unit, sheet, file_name=name, content=content, actor=officer)


def _sheet_of(rows: list[list[Any]], read: Callable[[Path], Sheet]) -> tuple[Sheet, bytes]:
    """Rows as a workbook that was sent in: what is read of it, and its bytes."""
    from openpyxl import Workbook  # noqa: PLC0415  (slow to load, and only the demo writes sheets)

    book = Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "danh-sach.xlsx"
        book.save(path)
        return read(path), path.read_bytes()


def _write(dossier: Dossier, campaign: Campaign, people: dict[str, User], award: int = 0) -> Nomination:
    officer = people[f"chuyenvien.{dossier.office}"]
    nomination = nominations.draft(
        campaign,
        campaign.awards[award],
        kind=dossier.kind,
        unit=officer.appointments[0].unit,
        actor=officer,
        name=dossier.name,
        honorific=Honorific(dossier.honorific) if dossier.honorific else None,
        birth_year=dossier.birth_year,
        position=dossier.position,
        address=dossier.address,
        details=dossier.details,
        repeat_reason=dossier.repeat_reason,
    )
    if dossier.way != "draft":
        nominations.edit(
            nomination,
            actor=officer,
            seen=nominations.seen_of(nomination),
            citation=dossier.citation,
            report=dossier.report,
            facts=dossier.facts,
            **dossier.leaving,
        )
    for number, caption in enumerate(dossier.photos, 1):
        _attach_photo(nomination, f"anh-{number}.jpg", caption, officer)
    return nomination


def _attach_photo(nomination: Nomination, name: str, caption: str, officer: User) -> None:
    """A drawn landscape in the place of a photo."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (1200, 800), "#bcd8ea")
    pen = ImageDraw.Draw(picture)
    for colour, peaks in (("#7ea38a", 520), ("#56805f", 620), ("#3c6145", 720)):
        line = [(x, peaks - (x * 37 + peaks * 11) % 170) for x in range(0, 1201, 120)]
        pen.polygon([(0, 800), *line, (1200, 800)], fill=colour)
    pen.ellipse((930, 90, 1050, 210), fill="#f2d98b")
    pen.text((40, 40), "MẪU", fill="#2f4858", font_size=72)
    written = BytesIO()
    picture.save(written, "JPEG")
    nominations.attach(
        nomination,
        doc_type=DocType.EVIDENCE,
        file_name=name,
        content=written.getvalue(),
        seen=nominations.seen_of(nomination),
        actor=officer,
        caption=caption,
    )


def _each(dossiers: list[Nomination], action: Action, actor: User, reason: str = "") -> None:
    seen = {nomination.id: nominations.seen_of(nomination) for nomination in dossiers}
    nominations.move_all(dossiers, action, actor=actor, seen=seen, reason=reason)


def _propose_and_send(dossiers: list[Nomination], action: Action, officer: User, leader: User) -> None:
    _each(dossiers, Action.PROPOSE, officer, "Hồ sơ đầy đủ, thành tích rõ.")
    today = clock.today()
    head = nominations.Letterhead(nominations.next_number(dossiers[0].desk, today.year), today)
    seen = {nomination.id: nominations.seen_of(nomination) for nomination in dossiers}
    nominations.send(dossiers, action, head, actor=leader, seen=seen)


def _decide(campaign: Campaign, people: dict[str, User]) -> None:
    """One issued decision, whose certificates the worker prints."""
    form = campaign.awards[0].award_form
    accepted = nominations.accepted_for(campaign, form, actor=people["thuky.tw"])
    decision = decisions.draft(campaign, form, accepted, actor=people["thuky.tw"])
    _issue(decision, people)
    _undo(decision, people)
    certificates.open_proof(decision, actor=people["inan.tw"])
    certificates.start_batch(decision, actor=people["inan.tw"])
    _fit_out(decision, people["inan.tw"])
    from_budget = "Trích ngân sách, phiếu thu số 05 (mẫu)"
    decisions.receive(decision.unit, 200_000_000, clock.today(), from_budget, actor=people["vanthu.tw"])


def _undo(decision: Decision, people: dict[str, User]) -> None:
    """One lost certificate given again, and a correction that is being drafted."""
    lost, *_others, wrong = certificates.standing(decision)
    facts = "Theo đơn đề nghị ngày " + clock.today().strftime("%d/%m/%Y")
    again = certificates.amend(
        decision, DecisionKind.REISSUE, [lost], cause=Cause.LOST, facts=facts, actor=people["thuky.tw"]
    )
    _issue(again, people)
    certificates.amend(decision, DecisionKind.CORRECTION, [wrong], actor=people["thuky.tw"])


def _issue(decision: Decision, people: dict[str, User], office: str = "tw", medium: Medium = Medium.PAPER) -> None:
    """The steps of a decision, each by its own hand of this office."""
    secretary, leader, clerk = (people[f"{hand}.{office}"] for hand in ("thuky", "lanhdao", "vanthu"))
    certificates.freeze(decision, seen=decision.version, actor=secretary, medium=medium)
    db.session.flush()
    decisions.sign(decision, seen=decision.version, signed_on=clock.today(), actor=leader)
    db.session.flush()
    if medium is Medium.PAPER:
        decisions.number(decision, seen=decision.version, actor=clerk)
        db.session.flush()
    certificates.issue(decision, seen=decision.version, actor=clerk)
    db.session.flush()


def _commend(campaign: Campaign, people: dict[str, User]) -> None:
    """The commune's own giấy khen, signed as a file, with their money: one recipient has been paid."""
    officer, leader, clerk = (people[f"{hand}.huapang"] for hand in ("chuyenvien", "lanhdao", "vanthu"))
    dossiers = [_write(one, campaign, people, award=1) for one in COMMENDED]
    _each(dossiers, Action.PROPOSE, officer, "Đủ hồ sơ, đúng đối tượng.")
    _each(dossiers, Action.ACCEPT, leader)
    decision = decisions.draft(campaign, campaign.awards[1].award_form, dossiers, actor=people["thuky.huapang"])
    _issue(decision, people, "huapang", Medium.ELECTRONIC)
    decisions.receive(
        decision.unit, 20_000_000, clock.today(), "Trích ngân sách xã, phiếu thu số 02 (mẫu)", actor=clerk
    )
    decisions.pay(decision, [1], clock.today(), actor=clerk)
    decisions.spend(decision.unit, 1_200_000, clock.today(), "In và đóng khung giấy khen (mẫu)", actor=clerk)
    certificates.open_proof(decision, actor=people["inan.huapang"])
    certificates.start_batch(decision, actor=people["inan.huapang"])


def _fit_out(decision: Decision, clerk: User) -> None:
    """What lies in the print room: a measured printer, and a box of blanks of which two were spoiled."""
    printer = certificates.add_printer(decision.unit, "Máy in phòng Hành chính (mẫu)", "khay tay", actor=clerk)
    db.session.flush()
    certificates.measure(printer, (21.5, 19.0, 199.0), seen=printer.version, actor=clerk)
    blank = certificates.add_blank(decision.unit, decision.award_form, "Giấy chứng nhận A4 (mẫu)", actor=clerk)
    certificates.enter(blank, Entry.DELIVERED, 200, note="Sê-ri 000001 đến 000200 (mẫu)", actor=clerk)
    certificates.enter(blank, Entry.SPOILED_IN_STOCK, 2, note="Ẩm mép giấy (mẫu)", actor=clerk)
