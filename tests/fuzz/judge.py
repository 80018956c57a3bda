"""What may not be in an answer, and what is planted so that it can be seen there."""

import logging
import traceback
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import lxml.html
from werkzeug.test import TestResponse

from awards.core.db import db
from awards.core.levels import Level
from awards.nominations import services as nominations
from awards.nominations.models import DocType
from awards.nominations.report import SECTIONS
from awards.units.models import Unit
from tests import make
from tests.fuzz import values
from tests.fuzz.fuzzer import Sent
from tests.matrix_world import ROLES, Person, picture
from tests.test_pages import faults_of_headers

LONGEST = 5.0  # seconds
CITIZEN_NUMBER = "014068777321"
APPOINTED = {role.value for role in ROLES}


@dataclass
class Canaries:
    """Words that stand in another branch's records only, and the places whose people may read them."""

    words: dict[str, set[str]] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)

    def shown_to(self, person: Person, answer: TestResponse) -> list[str]:
        role, _, place = person.name.partition("-")
        shown = [word for word in self.words if word.encode() in answer.data]
        if role == "auditor":  # asks who saw a person's data, and so reads their name
            shown = [word for word in shown if word not in self.names]
        return [word for word in shown if role not in APPOINTED or place not in self.words[word]]


def plant() -> Canaries:
    """In the commune that is foreign to the matrix: a draft, which nobody else sees, and one sent to its province."""
    canaries = Canaries()
    units = [db.session.query(Unit).filter_by(name=name).one() for name in ("Xã Khun Há", "Tỉnh Lai Châu")]
    world = make.world((Level.COMMUNE, Level.PROVINCE), units=units)
    for number, readers in enumerate(({"foreign"}, {"foreign", "sibling"})):
        words = [f"Zk{letter}{number}wom" for letter in "aeiou"]
        canaries.words |= dict.fromkeys(words, readers)
        canaries.names.append(words[0])
        record = make.ready(world, name=f"Vàng Thị {words[0]}", address=f"bản {words[1]}")
        officer = world.officers[0]
        report = {section.code: f"Giúp {words[3]}." for section in SECTIONS[record.kind]}
        nominations.edit(
            record, actor=officer, seen=nominations.seen_of(record), citation=f"Đã giúp {words[2]}.", report=report
        )
        named = {"doc_type": DocType.EVIDENCE, "file_name": f"{words[4]}.png", "content": picture()}
        nominations.attach(record, **named, seen=nominations.seen_of(record), actor=officer)
        nominations.write_citizen_number(record.nominee, CITIZEN_NUMBER, actor=officer)
        db.session.commit()
        canaries.ids += [record.id, record.nominee_id, record.attachments[0].id]
        if number:
            canaries.ids.append(make.send([record], officer, world.leaders[0]).id)
    canaries.words[CITIZEN_NUMBER] = set()
    return canaries


class Judge(logging.Handler):
    """What is wrong with an answer."""

    def __init__(self, canaries: Canaries) -> None:
        super().__init__(logging.ERROR)
        self.canaries = canaries
        self.wrong: list[str] = []
        self.codes: Counter[int] = Counter()
        self.carried_out: set[str] = set()
        self.kinds: set[tuple[str, str, int]] = set()
        self.asked_as: set[str] = set()
        self.longest = 0.0
        self.raised: list[str] = []

    def __str__(self) -> str:
        codes = ", ".join(f"{code}: {times}" for code, times in sorted(self.codes.items()))
        total = sum(self.codes.values())
        return f"{total} requests; {codes}; longest {self.longest:.2f} s; {len(self.carried_out)} forms carried out"

    def emit(self, record: logging.LogRecord) -> None:
        """An error that nobody foresaw is logged: what it was, and where."""
        if record.exc_info and record.exc_info[1]:
            frames = traceback.extract_tb(record.exc_info[2])
            ours = [f"{frame.filename.split('/awards/')[-1]}:{frame.lineno}" for frame in frames][-4:]
            self.raised.append(f"{record.exc_info[1]!r:.300} at {ours}")

    def look(self, sent: Sent, answer: TestResponse, took: float) -> None:
        """Note what may not be."""
        self.codes[answer.status_code] += 1
        self.longest = max(self.longest, took)
        if answer.status_code == 303 and sent.request.method == "POST" and "/sign-in" not in answer.location:
            self.carried_out.add(sent.request.endpoint)
        wrong = [f"answered {answer.status_code}" for _ in [0] if answer.status_code >= 500]
        wrong += self.raised
        wrong += [f"took {took:.1f} s" for _ in [0] if took > LONGEST]
        wrong += [f"foreign: {word}" for word in self.canaries.shown_to(sent.person, answer)]
        wrong += [f"not escaped: {s}" for s in values.NOT_ESCAPED if _is_page(answer) and s.encode() in answer.data]
        wrong += [f"leads away: {answer.location}" for _ in [0] if "evil" in urlsplit(answer.location or "").netloc]
        wrong += faults_of_headers(answer)
        self.asked_as.add(sent.person.name.partition("-")[0])
        kind = (sent.request.endpoint, sent.request.method, answer.status_code)
        if _is_page(answer) and kind not in self.kinds:  # one of each kind: reading a page takes time
            self.kinds.add(kind)
            wrong += inline(answer.text)
        if wrong:
            self.wrong.append(f"{wrong} <- {sent}")
            print(f"\n{self.wrong[-1]}", end="", flush=True)  # noqa: T201  # not only at the end of a hundred thousand
        self.raised.clear()


def inline(html: str) -> list[str]:
    """What a policy without “unsafe-inline” would not carry out."""
    page = lxml.html.document_fromstring(html)
    found = [f"inline: <{one.tag}>" for one in page.xpath("//style | //script[not(@src)] | //*[@style]")]
    return found + [f"handler: {name}" for one in page.iter() for name in one.attrib if name.startswith("on")]


def _is_page(answer: TestResponse) -> bool:
    return answer.mimetype == "text/html"
