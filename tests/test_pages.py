"""Every page that a person of the demo can reach by links: does it open, is it whole, is it closed to what is not ours?

The crawler signs in as each of them and follows what the pages print, breadth first, a few pages of each kind.
"""

import re
import shutil
from collections import Counter, deque
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import lxml.html
import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from awards.accounts.models import User
from awards.audit.models import AccessEvent
from awards.campaigns.models import Campaign
from awards.certificates import services as certificates
from awards.certificates.printing import DESIGNS, to_values
from awards.cli.demo_facts import PEOPLE
from awards.core import clock, sheets
from awards.core.access import Role
from awards.core.db import db
from awards.core.edge import POLICY
from awards.decisions import services as decisions
from awards.jobs import worker
from awards.jobs.models import Job
from awards.law.models import CertificateKind
from awards.nominations import services as nominations
from awards.nominations.models import DocType, Nomination, Remark, ScreeningKind
from awards.nominations.route import Action, State
from tests import canary, make
from tests.conftest import Browser, Store
from tests.matrix_world import picture

OF_EACH_KIND, MOST = 3, 200
# What is typeset or only downloaded.
ONCE = {
    "paper",
    "word",
    "archive_file",
    "proof",
    "letter_paper",
    "letter_word",
    "register_paper",
    "prizes_paper",
    "prizes_word",
    "outside_prizes_paper",
    "scan_file",
    "refusal",
    "refusal_word",
    "result",
    "result_word",
    "outside_file",
    "file",
    "batch_file",
    "batch_zip",
    "hand_over",
    "ruler",
    "export",
    "on_paper",
    "nominee_data",
    "own_data",
    "preview",
}
# Whole lists and dossiers ask again who takes them away; but not a list that one has sent oneself, with red cells, and
# not one with nothing in it.
PACKED = {sheets.MEDIA_TYPE, "application/zip"}
HANDED_BACK = {"marked", "marked_commendations", "marked_list", "blank", "blank_commendations"}
SEATS = [name for name, _person, role, _unit, _title in PEOPLE if "huapang" in name or name.endswith((".huyen", ".tw"))]
EVERYBODY = [*SEATS, "quantri", ""]
CENTRAL = ["thuky.tw", "lanhdao.tw", "vanthu.tw"]
# Words of English that find their way onto screens from libraries, browsers and the code's own values.
ENGLISH = re.compile(
    r"\b(submit|cancel|save|delete|edit|search|login|logout|sign (in|out|up)|password|username|e-?mail|error|warning|"
    r"success|loading|next|previous|back|home|page|pages|not found|forbidden|internal server|upload|download|choose|"
    r"close|view|required|invalid|field|value|none|true|false|null|undefined|draft(ed)?|waiting|received|returned|"
    r"suspended|accepted|rejected|withdrawn|decided|awarded|frozen|signed|numbered|issued|queued|running|done|failed|"
    r"officer|leader|secretary|clerk|administrator|collective|household|individual|commune|district|province|central|"
    r"january|february|march|april|june|july|august|september|october|november|december|monday|sunday)\b",
    re.IGNORECASE,
)
SPOKEN = ("title", "alt", "placeholder", "aria-label")
QUIET = {"script", "style", "code"}


def text_of(page: Any) -> Iterator[str]:
    """All that a person reads or is read."""
    for element in page.iter():
        if isinstance(element.tag, str) and element.tag not in QUIET:
            yield element.text or ""
            yield from (element.get(name, "") for name in SPOKEN)
        yield element.tail or ""


def faults(html: str, can_post: Callable[[str], bool], host: str = "localhost") -> list[str]:
    """What is wrong with a page of ours, one line each. `can_post`: does a form sent there arrive anywhere?"""
    page = lxml.html.document_fromstring(html)
    ids = Counter(page.xpath("//@id"))
    found = [f"id twice: {name}" for name, times in ids.items() if times > 1]
    found += [f"{len(heads)} h1" for heads in [page.xpath("//h1")] if len(heads) != 1]
    found += [f"lang {page.get('lang')}"] if page.get("lang") != "vi" else []
    found += ["no title"] if not page.findtext(".//title", "").removesuffix("– Gương sáng").strip() else []
    found += [f"inline: {what}" for what in page.xpath("//style | //script[not(@src)] | //*[@style]")]
    found += [f"handler: {name}" for e in page.iter() for name in e.attrib if name.startswith("on")]
    found += [f"English: {word[0]}" for text in text_of(page) for word in [ENGLISH.search(text)] if word]
    found += [f"elsewhere: {url}" for url in page.xpath("//@href | //@src | //@action") if _is_elsewhere(url, host)]
    found += [f"leads nowhere: {url}" for url in page.xpath("//a/@href") if url[0] == "#" and url[1:] not in ids]
    for names in page.xpath("//@for | //@aria-labelledby | //@aria-describedby"):
        found += [f"names nothing: {name}" for name in names.split() if name not in ids]
    return found + _faults_of_forms(page, can_post)


def _is_elsewhere(url: str, host: str) -> bool:
    return urlsplit(url).scheme not in {"", "http", "https"} or urlsplit(url).netloc not in {"", host}


def _faults_of_forms(page: Any, can_post: Callable[[str], bool]) -> list[str]:
    found = []
    for form in page.iter("form"):
        fields = {name for name, value in form.form_values() if value}
        if (form.get("method") or "get").lower() == "post":
            found += [f"form without {name}" for name in {"csrf_token", "request_token"} - fields]
            buttons = form.xpath(".//button[not(@type='button')]")
            sends = {button.get("formaction") or form.get("action") or "" for button in buttons}
            found += (
                [f"form to nowhere: {action}" for action in sends if not can_post(action)] if sends else ["no button"]
            )
    for entry in page.xpath("//input[not(@type='hidden' or @hidden)] | //select | //textarea"):
        named = entry.get("id") and page.xpath("//label[@for=$id]", id=entry.get("id"))
        if not (named or list(entry.iterancestors("label")) or entry.get("aria-label") or entry.get("aria-labelledby")):
            found.append(f"no label: {entry.get('name')}")
    return found


def faults_of_headers(answer: TestResponse) -> list[str]:
    """What is missing from the answer itself. Files come with a policy that is stricter still.

    Only what is the same for everybody, scripts, styles and faces, may be kept by the browser.
    """
    is_file = answer.headers.get("Content-Disposition", "").startswith("attachment")
    wanted = POLICY | {"Cache-Control": "no-store"}
    if is_file:
        wanted |= {"Content-Security-Policy": "sandbox; default-src 'none'"}
    if answer.request.path.startswith("/static/") and answer.status_code < 400:
        wanted["Cache-Control"] = "public, max-age=31536000"
    found = [f"{name}: {answer.headers.get(name)}" for name, text in wanted.items() if answer.headers.get(name) != text]
    found += [f"varies: {answer.vary}" for _ in [0] if wanted["Cache-Control"] != "no-store" and answer.vary]
    return found + [f"tells: {name}" for name in ("Server", "X-Powered-By") if name in answer.headers]


class Crawler:
    """One person's browser, following links breadth first."""

    def __init__(self, app: Flask, client: Browser, most: int = MOST) -> None:
        self.app, self.client, self.most = app, client, most
        self.addresses = app.url_map.bind("localhost")
        self.seen: set[str] = set()
        self.kinds: Counter[str] = Counter()
        self.taken: Counter[str] = Counter()  # files, and pages of one record, by view
        self.found: list[str] = []

    def walk(self, *starts: str) -> None:
        ahead = deque((start, "") for start in starts)
        while ahead and len(self.seen) < self.most:
            address, came_from = ahead.popleft()
            if self._is_enough(address):
                continue
            for link in self._open(address, came_from):
                ahead.append((link, address))

    def _is_enough(self, address: str) -> bool:
        """Seen already, or others of its kind: the same view, with or without a question."""
        parts = urlsplit(address)
        kind = self._kind(parts.path)
        enough = kind is None or address in self.seen or kind == "static"
        enough = enough or self.kinds[f"{kind}?{bool(parts.query)}"] >= (
            1 if kind.split(".")[-1] in ONCE else OF_EACH_KIND
        )
        if not enough:
            self.seen.add(address)
            self.kinds[f"{kind}?{bool(parts.query)}"] += 1
        return enough

    def _kind(self, path: str) -> str | None:
        try:
            return str(self.addresses.match(path, "GET")[0])
        except HTTPException:
            self.found.append(f"a link to no page of ours: {path}")
            return None

    def _open(self, address: str, came_from: str) -> list[str]:
        answer = self.client.get(address, buffered=True)
        where = f"{address} (from {came_from})"
        self.found += [f"{where}: {number}" for number in canary.in_clear(answer)]
        if answer.status_code in {302, 303}:
            return [urljoin(address, answer.location)]
        if answer.status_code != 200:
            self.found.append(f"{where}: {answer.status_code}")
            return []
        self.found += [f"{where}: {fault}" for fault in faults_of_headers(answer)]
        endpoint, parts = self.addresses.match(urlsplit(address).path, "GET")
        if answer.mimetype != "text/html" or any(part.endswith("_id") for part in parts):
            self.taken[endpoint] += 1
        if answer.mimetype in PACKED and endpoint.split(".")[-1] not in HANDED_BACK:
            with clock.standing_at(clock.now() + timedelta(minutes=6)):
                asked_again = self.client.get(address, buffered=True).status_code == 303
            self.found += [] if asked_again else [f"{where}: taken away without asking again who it is"]
        if answer.mimetype != "text/html":
            return []
        can_post = self._arrives_from(address)
        self.found += [f"{where}: {fault}" for fault in dict.fromkeys(faults(answer.text, can_post))]
        page = lxml.html.document_fromstring(answer.text)
        links = [link for link in page.xpath("//a/@href | //img/@src") if not link.startswith("#")]
        return [urljoin(address, link).split("#")[0] for link in [*links, *self._questions(page)]]

    @staticmethod
    def _questions(page: Any) -> Iterator[str]:
        """Where forms lead that only ask: as they stand, with the first box of a list ticked."""
        for form in page.xpath("//form[not(@method='post')]"):
            for box in form.xpath("(.//input[@type='checkbox'][@value])[1]"):
                box.set("checked", "checked")
            yield f"{form.get('action') or ''}?{urlencode(form.form_values())}"

    def _arrives_from(self, here: str) -> Callable[[str], bool]:
        def arrives(action: str) -> bool:
            try:
                self.addresses.match(urlsplit(urljoin(here, action)).path, "POST")
            except HTTPException:
                return False
            return True

        return arrives


@pytest.fixture(autouse=True, scope="module")
def fresh(app: Flask, store: Store, folder: Path) -> Iterator[None]:
    """The demo, made once: a crawler only looks."""
    with app.app_context():
        made = app.test_cli_runner().invoke(args=["demo"])
        assert made.exit_code == 0, made.output
        for job_id in db.session.scalars(select(Job.id)).all():
            worker.run(job_id)
        assert canary.plant() > 10
        db.session.commit()
        yield
        db.session.remove()
        db.engine.dispose()
    store.renew()
    shutil.rmtree(folder / "files", ignore_errors=True)


CRAWLED: dict[str, Crawler] = {}


def crawl(app: Flask, browser: Any, username: str) -> Crawler:
    """This person's way through the pages, walked once."""
    if username not in CRAWLED:
        person = db.session.scalars(select(User).where(User.username == username)).one() if username else None
        CRAWLED[username] = Crawler(app, browser(person))
        CRAWLED[username].walk(*(["/"] if username else ["/sign-in", "/check"]))
    return CRAWLED[username]


@pytest.mark.parametrize("username", EVERYBODY, ids=lambda name: name or "stranger")
def test_every_page_a_person_can_reach_is_whole(app: Flask, browser: Any, username: str) -> None:
    crawler = crawl(app, browser, username)

    assert "\n".join(crawler.found) == ""
    assert len(crawler.seen) >= (5 if username else 2)
    reader = select(User.id).where(User.username == username).scalar_subquery()
    logged = Counter(db.session.scalars(select(AccessEvent.endpoint).where(AccessEvent.actor_id == reader)))
    assert not username or crawler.taken - logged == Counter()


def test_the_pages_of_what_is_on_its_way_are_whole(app: Flask, browser: Any) -> None:
    """What the demo does not leave standing: a letter to be signed, and a decision in each state before its issue."""
    people = {user.username: user for user in db.session.scalars(select(User))}
    for where, readers in _on_their_way(people):
        for username in readers:
            crawler = CRAWLED[f"{username} {len(CRAWLED)}"] = Crawler(app, browser(people[username]), most=40)
            crawler.walk(where)
            assert "\n".join(crawler.found) == ""


def _on_their_way(people: dict[str, User]) -> Iterator[tuple[str, list[str]]]:
    """Takes the demo's dossiers one step further each time, and says where to look."""
    corrected = db.session.scalars(select(Remark.nomination_id)).first()
    yield f"/nominations/{corrected}/objections", ["lanhdao.huapang"]
    written = nominations.drafts_of(people["chuyenvien.huapang"])
    ready = [nomination for nomination in written if not nominations.missing(nomination)]
    writer = people["chuyenvien.huapang"]
    for nomination in ready:
        named = {"doc_type": DocType.EVIDENCE, "file_name": "anh.png", "content": picture()}
        nominations.attach(nomination, **named, seen=nominations.seen_of(nomination), actor=writer)
        make.step(nomination, Action.PROPOSE, writer)
    assert ready
    yield f"/nominations/{ready[0].id}", ["lanhdao.huapang"]
    yield "/review/", ["lanhdao.huapang"]
    refused = next(one for one in nominations.waiting(people["chuyenvien.huyen"]) if one.state is State.RECEIVED)
    make.step(refused, Action.REJECT, people["lanhdao.huyen"], "Chưa đủ thời gian tham gia.")
    yield f"/nominations/{refused.id}", ["lanhdao.huyen"]
    officer, leader, secretary = people["chuyenvien.tw"], people["lanhdao.tw"], people["thuky.tw"]
    for nomination in nominations.waiting(officer):
        make.step(nomination, Action.RECEIVE, officer)
        make.step(nomination, Action.PROPOSE, officer)
        make.step(nomination, Action.ACCEPT, leader)
    yield "/decisions/", CENTRAL
    campaign = db.session.scalars(select(Campaign)).one()
    award_form = campaign.awards[0].award_form
    first, *_others, last = nominations.accepted_for(campaign, award_form, actor=secretary)
    nominations.screen(
        last,
        kind=ScreeningKind.COMPLAINT,
        source="Thanh tra tỉnh",
        checked_on=clock.today(),
        document="Công văn số 12/TTr",
        has_matter=True,
        seen=nominations.seen_of(last),
        actor=leader,
    )
    certificates.draft_design(campaign.unit, award_form, "", to_values(DESIGNS["giay_khen"]), actor=people["inan.tw"])
    decision = decisions.draft(campaign, award_form, [first], actor=secretary)
    db.session.commit()
    yield f"/nominations/{last.id}/screening", ["lanhdao.tw"]
    yield "/certificates/designs", ["inan.tw"]
    yield f"/decisions/{decision.id}", CENTRAL
    certificates.freeze(decision, seen=decision.version, actor=secretary)
    db.session.commit()
    yield f"/decisions/{decision.id}", CENTRAL
    decisions.sign(decision, seen=decision.version, signed_on=clock.today(), actor=leader)
    decisions.keep_scan(decision, picture(), actor=people["vanthu.tw"])
    db.session.commit()
    yield f"/decisions/{decision.id}", CENTRAL
    decisions.number(decision, seen=decision.version, actor=people["vanthu.tw"])
    db.session.commit()
    yield f"/decisions/{decision.id}", CENTRAL
    yield from _decided_outside(campaign, people)


def _decided_outside(campaign: Campaign, people: dict[str, User]) -> Iterator[tuple[str, list[str]]]:
    """The same award, as if others decided it: to be submitted, submitted, recorded."""
    form, secretary = campaign.awards[0].award_form, people["thuky.tw"]
    form.certificate_kind, form.code = CertificateKind.NONE, "bang-khen-thu-tuong"  # with which money goes
    db.session.commit()
    yield f"/decisions/outside/new/{campaign.id}/{form.id}", ["thuky.tw"]
    accepted = [n for n in nominations.accepted_for(campaign, form, actor=secretary) if not n.open_matters]
    outside = decisions.submit_outside(campaign, form, accepted[:2], actor=secretary)
    db.session.commit()
    yield f"/decisions/outside/{outside.id}", CENTRAL
    come = {"body": "Thủ tướng Chính phủ", "number_text": "12/QĐ-TTg", "decided_on": clock.today()}
    decisions.record_outside(outside, **come, content=picture(), seen=outside.version, actor=people["vanthu.tw"])
    db.session.commit()
    yield f"/decisions/outside/{outside.id}", CENTRAL
    yield f"/decisions/funds/{outside.unit_id}/outside/{outside.id}", CENTRAL


def test_the_crawlers_reach_every_page(app: Flask, browser: Any) -> None:
    """All of them together, but for what is shown once, what a button packs, and what a search or a number leads to."""
    for username in EVERYBODY:
        crawl(app, browser, username)
    if not any(" " in who for who in CRAWLED):
        test_the_pages_of_what_is_on_its_way_are_whole(app, browser)
    reached = {kind.split("?")[0] for crawler in CRAWLED.values() for kind in crawler.kinds}
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert sorted(pages - reached) == [
        "accounts.confirm",
        "accounts.kept_form",
        "accounts.sign_in_code",
        "administration.marked_list",
        "administration.merger",
        "administration.show_list",
        "administration.slip",
        "nominations.archive_file",
        "nominations.typing",
        "nominations.upload",
        "nominations.withdraw_conflict",
        "oversight.looks",
        "static",
    ]


def test_the_crawler_sees_what_is_wrong() -> None:
    """The negative control: one fault of each sort, all found."""
    wrong = """<!DOCTYPE html><html lang="en"><title>x</title><body onload="f()"><h1>A</h1><h1 id="a" style="x">B</h1>
      <p id="a">Submit</p><script>f()</script><a href="https://cdn.example/x.js">x</a><a href="#none">x</a>
      <form method="post" action="/gone"><label for="b">b</label><input name="c"><button>D</button></form>"""
    found = "\n".join(faults(wrong, lambda action: False))
    for fault in (
        *("id twice: a", "2 h1", "lang en", "inline", "handler: onload", "English: Submit", "elsewhere: https://cdn"),
        *("leads nowhere: #none", "names nothing: b", "form without csrf_token", "form without request_token"),
        *("form to nowhere: /gone", "no label: c"),
    ):
        assert fault in found


def test_a_citizen_number_is_seen_where_it_was_asked_for_and_in_no_packed_dossier(app: Flask, browser: Any) -> None:
    """The negative control of the canary, and the one file that only a button packs."""
    officer = db.session.scalars(select(User).where(User.username == "chuyenvien.chiengson")).one()
    client = browser(officer)
    query = select(Nomination).where(Nomination.unit_id == officer.appointments[0].unit_id)
    record = next(one for one in db.session.scalars(query) if one.nominee.citizen_sealed)
    page = f"/nominees/{record.nominee_id}/citizen-number"
    packed = client.post(f"/nominations/{record.id}/archive").location
    worker.run(db.session.scalars(select(Job.id).order_by(Job.id.desc())).first())
    archive, masked = client.get(f"{packed}?tai=zip", buffered=True), client.get(page)
    client.post(page, data={"reason": "Đối chiếu căn cước."})

    assert (archive.mimetype, canary.in_clear(archive)) == ("application/zip", [])
    assert f"{canary.PROVINCE}*********" in masked.text
    assert (canary.in_clear(masked), len(canary.in_clear(client.get(page)))) == ([], 2)  # with its tags and without


def test_a_person_the_demo_gives_each_role() -> None:
    roles = {role for name, _person, role, _unit, _title in PEOPLE if name in EVERYBODY}
    assert roles == set(Role)
