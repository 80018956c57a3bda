"""The main pages as their people see them, on a wide and a narrow screen: nothing for axe to find, nothing too wide."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from sqlalchemy import select

from awards.accounts.models import User
from awards.campaigns.models import Campaign, CampaignAward
from awards.certificates.models import Certificate
from awards.cli.demo_facts import PASSWORD
from awards.core.db import db
from awards.core.levels import Level
from awards.jobs import worker
from awards.jobs.models import Job
from awards.law import services as law
from awards.law.models import SubjectKind
from awards.nominations import services as nominations
from awards.nominations.route import Action
from tests import make
from tests.chromium import PROGRAM, chromium
from tests.surf import InChromium, served

WIDTHS = (1280, 360)
NOT_THERE = {"/nope", "/check/wrong-code"}
PAGES = {
    "chuyenvien.huapang": (
        "/",
        "/nominations",
        "/nominations/new",
        "/nominations/new/1/household",
        "/nominations/new/1/individual",
        "/nominations/new/1/collective",
        "/nominations/9/steps/2",
        "/nominations/12",
        "/nominations/15/citation",
        "/nominations/15/report",
        "/nominations/15/evidence",
        "/nominations/15/subject",
        "/nominations/15/facts",
        "/nominations/15/check",
        "/nominations/15/hand-over",
        "/nominations/16",
        "/nominations/16/facts",
        "/nominations/16/evidence",
        "/nominations/18/subject",
        "/nominations?name=lo&loc=1",
        "/nominations?tai=in",
        "/nominees",
        "/nominees/1",
        "/nominees/1/commendations",
        "/nominees/1/names",
        "/nominees/17/end",
        "/nominees/1/erasure",
        "/nominees/due",
        "/nominees/similar?kind=individual&name=lo+van+inh&birth_year=1965&address=ban+chieng+cang",
        "/letters",
        "/letters/1",
        "/campaigns/1",
        "/imports/new/1",
        "/imports/1",
        "/imports/commendations/new",
        "/imports/commendations/1",
        "{archive}",
    ),
    "lanhdao.huapang": ("/", "{letters}", "/letters/new?chon={one}"),
    "chuyenvien.huyen": (
        "/",
        "/review/",
        "/nominations/11/steps/propose",
        "/nominations/11/screening",
        "/review/receive?chon=11&chon=12",
        "/nope",
    ),
    "thuky.tw": (
        "/decisions/",
        "/decisions/1",
        "/decisions/3",
        "/decisions/papers/2/words",
        "/decisions/register",
        "/decisions/funds",
        "/decisions/1/prizes",
        "/certificates/decisions/1/revocation",
        "/campaigns/new/commune-district-central",
    ),
    "inan.tw": (
        "/certificates",
        "/certificates/designs",
        "/certificates/designs/new",
        "/certificates/printers",
        "/certificates/printers/1",
        "/certificates/blanks",
        "/certificates/blanks/1",
        "/certificates/decisions/1/print",
        "/certificates/decisions/1/proof-list",
        "/certificates/batches/1",
    ),
    "lanhdao.tw": ("/certificates/decisions/1", "/certificates/1"),
    "quantri": (
        "/people",
        "/people/1",
        "/people/new",
        "/people/1/appointments/1/end",
        "/people/1/appointments/1/hand-over",
        "/units",
        "/units/1",
        "/units/2",
        "/units/2/rename",
        "/units/2/move?unit=1",
        "/units/2/merge?unit=3",
        "/units/new?unit=1",
        "/lists/people/new",
    ),
    "": ("/sign-in", "/check", "/check/wrong-code", "/check/{code}"),
}


@pytest.fixture
def demo(app: Flask) -> dict[str, str]:
    """The demo with its certificates printed; gives the parts of addresses that are known only now."""
    app.test_cli_runner().invoke(args=["demo"], catch_exceptions=False)
    for job_id in db.session.scalars(select(Job.id)).all():
        worker.run(job_id)
    found = {"code": db.session.scalars(select(Certificate.code)).all()[0], **_letters()}
    officer = _person("chuyenvien.huapang")
    copy = nominations.ask_copy(nominations.get(12, actor=officer), actor=officer)
    nominations.set_packed(copy, b"PK")
    found["archive"] = f"/nominations/12/archive/{copy.id}"
    db.session.commit()
    db.session.remove()
    return found


def _person(username: str) -> User:
    return db.session.scalars(select(User).where(User.username == username)).one()


def _letters() -> dict[str, str]:
    """Two dossiers that wait for the commune's leader, for awards that two levels decide: each needs its own letter."""
    officer, campaign = _person("chuyenvien.huapang"), db.session.get_one(Campaign, 1)
    form = next(form for form in law.award_forms(campaign.units_on) if form.decided_at is Level.DISTRICT)
    every = [kind.value for kind in SubjectKind]
    own = make.save(CampaignAward(campaign=campaign, award_form=form, subject_kinds=every, criteria="Gương mẫu."))
    world = make.World(campaign, [officer.appointments[0].unit], [officer], [_person("lanhdao.huapang")])
    records = [make.ready(world, name=name) for name in ("Quàng Thị Thơm", "Quàng Văn Thực")]
    seen = nominations.seen_of(records[1])
    nominations.edit(records[1], actor=officer, seen=seen, award=own)
    for record in records:
        make.step(record, Action.PROPOSE, officer)
    one, other = (record.id for record in records)
    return {"letters": f"/letters/new?chon={one}&chon={other}", "one": str(one)}


def _faults(page: Any) -> list[str]:
    """What is wrong with the page that is open."""
    found = [
        f"{rule['id']}: {node['html'][:120]}"
        for rule in Axe().run(page).response["violations"]
        for node in rule["nodes"]
    ]
    too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return found + ([f"{too_wide} px too wide"] if too_wide > 0 else [])


@pytest.mark.browser
@pytest.mark.skipif(PROGRAM is None, reason="this machine has no Chromium")
def test_axe_finds_nothing_on_the_main_pages_wide_and_narrow(app: Flask, demo: dict[str, str]) -> None:
    faults = []
    with served(app) as base, chromium() as window:
        for username, addresses in PAGES.items():
            context = window.new_context(locale="vi-VN")
            surfer = InChromium(context.new_page(), base)
            if username:
                surfer.open("/sign-in")
                surfer.fill("Tên đăng nhập", username)
                surfer.fill("Mật khẩu", PASSWORD)
                surfer.press("Đăng nhập")
            for address in addresses:
                answer = surfer.page.goto(base + address.format(**demo))
                if answer.status != (404 if address in NOT_THERE else 200):
                    faults.append(f"{address}: {answer.status}")
                for width in WIDTHS:
                    surfer.page.set_viewport_size({"width": width, "height": 800})
                    faults += [f"{address} ({width} px): {fault}" for fault in _faults(surfer.page)]
            context.close()

    assert not faults, "\n".join(faults)


@pytest.mark.browser
@pytest.mark.skipif(PROGRAM is None, reason="this machine has no Chromium")
def test_a_picture_without_words_and_a_line_too_long_are_found() -> None:
    with chromium() as window:
        page = window.new_page(viewport={"width": 360, "height": 800})
        page.set_content('<html lang="vi"><title>x</title><main><h1>x</h1><img src="x"><pre>' + "x" * 200)

        faults = _faults(page)

    assert any(fault.startswith("image-alt") for fault in faults)
    assert any(fault.endswith("px too wide") for fault in faults)
