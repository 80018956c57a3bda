"""The small country of the matrix: five units, everybody who may sit in them, and one record of every kind and state.

All records belong to the province A. Whoever asks sits in A itself, above it, below it, beside it or elsewhere, so that
one record shows all five relations. The people who carried the records are others than those who ask: nobody is refused
only because they have used another hand before.
"""

import io
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from PIL import Image

from awards.accounts import services as accounts
from awards.accounts.models import User
from awards.administration import services as units_of_the_country
from awards.administration.models import ListImport, ListKind
from awards.certificates import services as certificates
from awards.certificates.models import Certificate
from awards.certificates.printing import GIAY_CHUNG_NHAN, to_values
from awards.core import clock, storage
from awards.core.access import Role
from awards.core.db import db
from awards.core.levels import Level
from awards.decisions import services as decisions
from awards.decisions.models import Decision, DecisionKind
from awards.exchange import services as exchange
from awards.exchange.models import SheetImport
from awards.law import services as law
from awards.law.models import AwardForm, CertificateKind, SubjectKind
from awards.nominations import services as nominations
from awards.nominations.models import (
    ArchiveCopy,
    Attachment,
    ConflictKind,
    DocType,
    ErasureGround,
    Nomination,
    Objection,
    ProposalLetter,
    Screening,
    Upload,
)
from awards.nominations.report import SECTIONS
from awards.nominations.route import Action
from awards.units.models import Unit
from tests import make

ROLES = (Role.OFFICER, Role.LEADER, Role.SECRETARY, Role.RECORDS_CLERK, Role.PRINT_CLERK, Role.ADMINISTRATOR)
PLACES = ("own", "descendant", "ancestor", "sibling", "foreign")
OTHERS = ("without", "ended", "stranger")
TODAY = "%d/%m/%Y"
ROLES_THAT_PRINT = ("print_clerk-own",)
PLAIN = {"pile": "decision", "layer": "full", "blank": "", "printer": ""}


@dataclass(frozen=True)
class Person:
    """One who asks: what the table calls them, and the cookies of their browser ("" for a stranger)."""

    name: str
    token: str
    id: int = 0
    own_session: int = 0


@dataclass(frozen=True)
class Record:
    """What an address and a form need to name it: the parts of the address, and what was on the screen."""

    parts: dict[str, Any]
    seen: str = ""
    form: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass
class Country:
    """Who asks, and what they ask for: (kind, state) -> record."""

    people: dict[str, Person] = field(default_factory=dict)
    records: dict[tuple[str, str], Record] = field(default_factory=dict)


def build() -> Country:
    """The whole country, committed."""
    law.load_seed()
    seats = _units()
    country = Country()
    _seat_people(country, seats)
    _write_dossiers(country, seats)
    _leave_one_in_between(country, seats)
    council = _Council(country, seats)
    council.decide()
    council.submit()
    _add_person(country, seats["own"])
    _reorganise(country, seats)
    db.session.commit()
    return country


def _units() -> dict[str, Unit]:
    top = make.unit(Level.CENTRAL, name="Trung ương")
    own, beside = (make.unit(Level.PROVINCE, parent=top, name=f"Tỉnh {name}") for name in ("Sơn La", "Lai Châu"))
    below, elsewhere = (make.unit(parent=up, name=name) for up, name in ((own, "Xã Hua Păng"), (beside, "Xã Khun Há")))
    return {"own": own, "descendant": top, "ancestor": below, "sibling": beside, "foreign": elsewhere}


def _seat_people(country: Country, seats: dict[str, Unit]) -> None:
    for role in ROLES:
        for place in PLACES:
            _let_in(country, f"{role.value}-{place}", make.user(role, seats[place]))
    _let_in(country, "without", make.user(None))
    former = make.user(None)
    yesterday = clock.today() - timedelta(days=1)
    for role in ROLES:
        make.appoint(former, role, seats["own"], valid_to=yesterday)
    _let_in(country, "ended", former)
    _let_in(country, "auditor", make.user(Role.AUDITOR, seats["descendant"]))
    country.people["stranger"] = Person("stranger", "")
    country.records["session", "another's"] = Record({"session_id": _second_session(make.user(None))})


def _let_in(country: Country, name: str, user: User) -> None:
    country.people[name] = Person(name, accounts.open_session(user), user.id, _second_session(user))


def _second_session(user: User) -> int:
    token = accounts.open_session(user)
    db.session.flush()
    user.session_token = token
    return accounts.current_session(user).id


def picture() -> bytes:
    """A file that may be evidence."""
    written = io.BytesIO()
    Image.new("RGB", (8, 8), "#3a7d44").save(written, "PNG")
    return written.getvalue()


DOSSIERS = (("STT", "Họ và tên", "Địa chỉ"), (1, "Lò Văn Mẫu", "bản Mẫu"))
HONOURED = (("Họ và tên", "Hình thức khen thưởng", "Số quyết định"), ("Lò Văn Cũ", "Giấy khen", "9/QĐ-UBND"))
STAFF = (("Họ và tên", "Tên đăng nhập", "Đơn vị", "Vai trò"), ("Lò Văn Tệp", "lo.van.tep", "Xã Hua Păng", "Văn thư"))


def sheet(rows: tuple[tuple[object, ...], ...] = DOSSIERS) -> bytes:
    """A list of one nomination, or of these rows."""
    book, written = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(written)
    return written.getvalue()


@dataclass
class _Office:
    """The hands that carried the records, and how a dossier gets where it stands."""

    world: make.World

    def begin(self) -> Nomination:
        record = make.ready(self.world)
        officer = self.world.officers[0]
        named = {"doc_type": DocType.EVIDENCE, "file_name": "anh.png", "content": picture()}
        nominations.attach(record, **named, seen=nominations.seen_of(record), actor=officer)
        db.session.commit()
        return record

    def send(self, record: Nomination) -> ProposalLetter:
        return make.send([record], self.world.officers[0], self.world.leaders[0])

    def receive(self, record: Nomination) -> None:
        self.send(record)
        make.step(record, Action.RECEIVE, self.world.officers[1])

    def accept(self, record: Nomination) -> None:
        self.receive(record)
        make.step(record, Action.PROPOSE, self.world.officers[1])
        make.step(record, Action.ACCEPT, self.world.leaders[1])


def _draft(office: _Office, record: Nomination) -> None:
    make.step(record, Action.PROPOSE, office.world.officers[0])


def _recalled(office: _Office, record: Nomination) -> None:
    office.send(record)
    make.step(record, Action.RECALL, office.world.leaders[0])


def _returned(office: _Office, record: Nomination) -> None:
    office.receive(record)
    make.step(record, Action.RETURN, office.world.leaders[1], "Chưa có xác nhận của trưởng bản.")
    make.step(record, Action.PROPOSE, office.world.officers[0])


def _decided(office: _Office, record: Nomination) -> None:
    office.accept(record)
    nominations.take_by_decision(record, Action.DECIDE, actor=office.world.secretary)


WAYS: dict[str, Callable[[_Office, Nomination], object]] = {
    "draft": _draft,
    "recalled": _recalled,
    "sent": _Office.send,
    "received": _Office.receive,
    "returned": _returned,
    "accepted": _Office.accept,
    "decided": _decided,
}


def _write_dossiers(country: Country, seats: dict[str, Unit]) -> None:
    """The province's own dossiers on their way to the centre, its campaign, and its letters."""
    levels = (Level.PROVINCE, Level.CENTRAL)
    office = _Office(make.world(levels, units=[seats["own"], seats["descendant"]]))
    campaign = office.world.campaign
    campaign.unit = seats["own"]
    db.session.commit()
    nomination_form = {"award": campaign.awards[0].id, "honorific": "ba", "name": "Lò Thị Mới", "address": "bản Mẫu"}
    country.records["campaign", "open"] = Record(
        {"campaign_id": campaign.id}, str(campaign.version), {"nominations.new": nomination_form}
    )
    kept = {"file_name": "a.xlsx", "sha256": storage.keep(sheet()), "sheet": "Sheet", "clean": 1, "faults": []}
    sent_in = make.save(SheetImport(campaign=campaign, unit=seats["own"], actor=office.world.officers[0], **kept))
    country.records["sheet", "read"] = Record({"import_id": sent_in.id})
    country.records["commendations", "read"] = _honoured(office)
    country.records["register", "known"] = _register(office)
    _refuse(country, office)
    for state in ("not proposed", "proposed"):
        country.records["erasure", state] = _withdrawn(office, is_proposed=state == "proposed")
    _declare_a_conflict(country, office)
    for state, way in WAYS.items():
        record = office.begin()
        nominations.write_citizen_number(record.nominee, "014068000123", actor=office.world.officers[0])
        way(office, record)
        db.session.commit()
        country.records["dossier", state] = _as_record(record, country.people["officer-own"].id)
        reason = {"nominations.citizen_number": {"reason": "Đối chiếu giấy tờ."}}
        country.records["nominee", state] = Record({"nominee_id": record.nominee_id}, form=reason)
        if state in {"sent", "recalled"}:
            letter_id = next(move.letter_id for move in record.moves if move.letter_id)
            country.records["letter", state] = Record({"letter_id": letter_id})


def _honoured(office: _Office) -> Record:
    """A list of earlier commendations that the province's officer sent in."""
    content = sheet(HONOURED)
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        read = exchange.read_commendations(Path(file.name))
    named = {"file_name": "a.xlsx", "content": content, "actor": office.world.officers[0]}
    made = exchange.receive_commendations(office.world.units[0], read, **named)
    db.session.commit()
    return Record({"import_id": made.id}, form={"exchange.show_commendations": {"who-2": "new"}})


def _refuse(country: Country, office: _Office) -> None:
    """The unit above has refused one."""
    record = office.begin()
    office.receive(record)
    make.step(record, Action.REJECT, office.world.leaders[-1], "Chưa đủ thời gian.")
    country.records["refused", "rejected"] = Record({"nomination_id": record.id})


def _register(office: _Office) -> Record:
    """A collective in the province's own register, and what may be written of it."""
    record = make.nomination(office.world, kind=SubjectKind.COLLECTIVE, name="Hội Nông dân tỉnh")
    forms: dict[str, dict[str, Any]] = {
        "nominations.nominee_name": {"name": "Hội Nông dân tập thể"},
        "nominations.nominee_commendation": {"award": "Giấy khen", "number_text": "12/QĐ-UBND"},
        "nominations.nominee_end": {"dissolved_on": "01/07/2025", "successor": 0},
    }
    return Record({"nominee_id": record.nominee_id}, form=forms)


def _withdrawn(office: _Office, *, is_proposed: bool) -> Record:
    """One that was withdrawn, and that somebody may propose to erase, or has."""
    record = office.begin()
    make.step(record, Action.WITHDRAW, office.world.leaders[0], "Theo đơn của gia đình.")
    if is_proposed:
        asked = (record.nominee, ErasureGround.REQUEST, "Đơn ngày 02/3/2026")
        nominations.propose_erasure(*asked, actor=office.world.officers[0])
        db.session.commit()
    form = {"nominations.erasure": {"ground": "request", "reason": "Đơn ngày 02/3/2026"}}
    return Record({"nominee_id": record.nominee_id}, form=form)


def _declare_a_conflict(country: Country, office: _Office) -> None:
    """Of the province's officer, in a dossier of its own; and somebody whom a nominee may turn out to be."""
    make.user(None, username="lo.thi.duoc.khen")
    officer = db.session.get_one(User, country.people["officer-own"].id)
    conflict = nominations.declare(office.begin(), ConflictKind.FAMILY, "Là anh ruột.", actor=officer)
    db.session.commit()
    taken_back = {"nominations.withdraw_conflict": {"reason": "Khai nhầm."}}
    country.records["conflict", "declared"] = Record({"conflict_id": conflict.id}, form=taken_back)


def _leave_one_in_between(country: Country, seats: dict[str, Unit]) -> None:
    """The commune sent it to its province, where it lies: the centre comes after that."""
    levels = (Level.COMMUNE, Level.PROVINCE, Level.CENTRAL)
    office = _Office(make.world(levels, units=[seats["ancestor"], seats["own"], seats["descendant"]]))
    record = office.begin()
    office.receive(record)
    country.records["between", "received"] = Record({"nomination_id": record.id})
    _correct_another(country, office)


def _correct_another(country: Country, office: _Office) -> None:
    """The centre returned one for its citation; corrected, it passed the province by, and the province objects."""
    record, world = office.begin(), office.world
    office.receive(record)
    make.send([record], world.officers[1], world.leaders[1])
    make.step(record, Action.RECEIVE, world.officers[2])
    make.send_back(record, world.leaders[2], citation="Ghi rõ số hộ.")
    make.correct(record, world, citation="Đã giúp 12 hộ.")
    make.step(record, Action.RECEIVE, world.officers[2])
    beside = make.user(Role.LEADER, world.units[1])
    objection = Objection(
        nomination=record,
        step=record.step - 1,
        unit_id=make.unit(Level.PROVINCE).id,
        unit_name="Tỉnh khác",
        actor_id=beside.id,
        actor_name=beside.name,
        reason="Số hộ chưa đúng.",
    )
    make.save(objection)
    words = {"reason": "Số hộ chưa đúng."}
    copy = make.save(ArchiveCopy(nomination_id=record.id, version=1, sha256=storage.keep(b"PK")))
    parts = {"nomination_id": record.id, "objection_id": objection.id, "copy_id": copy.id}
    forms = {"nominations.objections": words, "nominations.answer": words}
    country.records["corrected", "received"] = Record(parts, nominations.seen_of(record), forms)


class _Council:
    """The province's own decisions about its communes' dossiers, one in each state, and the certificates of one."""

    def __init__(self, country: Country, seats: dict[str, Unit]) -> None:
        self.country, self.unit = country, seats["own"]
        self.office = _Office(make.world((Level.COMMUNE, Level.PROVINCE), units=[seats["ancestor"], self.unit]))
        self.campaign = self.office.world.campaign
        self.secretary, self.clerk = self.office.world.secretary, self.office.world.records_clerk
        self.printer = make.user(Role.PRINT_CLERK, self.unit)
        self.signer = db.session.get_one(User, country.people["leader-own"].id)

    def decide(self) -> None:
        spare = self._accepted()
        for state in ("drafted", "frozen", "signed", "numbered", "issued"):
            self.country.records["decision", state] = self._record(self._decision(state), spare)
        form = self.campaign.awards[0].award_form
        parts = {"campaign_id": self.campaign.id, "award_form_id": form.id}
        chosen = {"decisions.new": {"chon": spare.id}}
        self.country.records["campaign", "to be decided"] = Record(parts, form=chosen)

    def submit(self) -> None:
        """Awards that others decide: some to be submitted, some submitted, and some whose decision has come."""
        world = make.world((Level.COMMUNE, Level.PROVINCE), units=self.office.world.units)
        world.campaign.awards[0].award_form.certificate_kind = CertificateKind.NONE
        office, form = _Office(world), world.campaign.awards[0].award_form
        come = {"body": "Thủ tướng Chính phủ", "number_text": "12/QĐ-TTg", "decided_on": clock.today()}
        typed = come | {"decided_on": clock.today().strftime(TODAY)}
        for state in ("recorded", "submitted", "to be submitted"):
            record = office.begin()
            office.accept(record)
            parts, forms = {"campaign_id": world.campaign.id, "award_form_id": form.id}, {}
            seen = ""
            if state == "to be submitted":
                forms = {"decisions.new_outside": {"chon": record.id}}
            else:
                outside = decisions.submit_outside(world.campaign, form, [record], actor=self.secretary)
                if state == "recorded":
                    decisions.record_outside(outside, **come, content=picture(), seen=1, actor=self.clerk)
                db.session.commit()
                parts = {"outside_id": outside.id, "outside_item_id": outside.items[0].id}
                forms = {"decisions.record_outside": typed, "decisions.leave_out": {"reason": "Không được tặng."}}
                forms["decisions.outside_prizes"] = {"on": clock.today().strftime(TODAY), "chon": outside.items[0].id}
                parts["unit_id"] = self.unit.id
                seen = str(outside.version)
            self.country.records["outside", state] = Record(parts, seen, forms)

    def _accepted(self) -> Nomination:
        record = self.office.begin()
        self.office.accept(record)
        return record

    def _decision(self, state: str) -> Decision:
        """A decision with one dossier, carried on until it stands in this state."""
        form = self.campaign.awards[0].award_form
        decision = decisions.draft(self.campaign, form, [self._accepted()], actor=self.secretary)
        db.session.commit()
        steps: dict[str, Callable[[], object]] = {
            "frozen": lambda: decisions.freeze(
                decision, seen=decision.version, actor=self.secretary, signer=self.signer
            ),
            "signed": lambda: decisions.sign(
                decision, seen=decision.version, signed_on=clock.today(), actor=self.signer
            ),
            "numbered": lambda: decisions.number(decision, seen=decision.version, actor=self.clerk),
            "issued": lambda: self._issue(decision),
        }
        for step in steps.values():
            if decision.state.value == state:
                break
            step()
            db.session.commit()
        return decision

    def _issue(self, decision: Decision) -> None:
        certificates.issue(decision, seen=decision.version, actor=self.clerk)
        if ("batch", "printed") not in self.country.records:
            decisions.keep_scan(decision, picture(), actor=self.clerk)
        batch = make.batch(decision, self.printer)
        certificate = db.session.query(Certificate).filter_by(decision_id=decision.id).one()
        printed = storage.keep(b"%PDF-1.7")
        certificates.set_rendered(certificate.id, printed)
        certificates.set_merged(batch.id, printed)
        started = make.batch(decision, self.printer, reason="Giấy kẹt.")
        for name in ROLES_THAT_PRINT:
            certificates.open_proof(decision, actor=db.session.get_one(User, self.country.people[name].id))
        db.session.commit()
        parts = {"certificate_id": certificate.id, "code": certificate.code}
        self.country.records["certificate", "printed"] = Record(parts, str(certificate.version))
        self._undo(decision)
        today = clock.today().year
        self.country.records["register", "own"] = Record(
            {"unit_id": self.unit.id, "year": today},
            form={
                "decisions.start_register": {"year": today + 1, "first": 42},
                "decisions.fund": {
                    "does": "receive",
                    "amount": "5.000.000",
                    "on": clock.today().strftime(TODAY),
                    "note": "Trích ngân sách.",
                },
            },
        )
        self.country.records["certificate", "unknown"] = Record({"code": "0" * 26})
        self.country.records["batch", "printed"] = Record({"batch_id": batch.id})
        self.country.records["batch", "started"] = Record({"batch_id": started.id})
        self._fit_out(decision)

    def _fit_out(self, decision: Decision) -> None:
        """A design, a printer and a blank of the print room."""
        design = certificates.draft_design(
            self.unit, decision.award_form, "", to_values(GIAY_CHUNG_NHAN), actor=self.printer
        )
        printer = certificates.add_printer(self.unit, "Máy in", "khay tay", actor=self.printer)
        blank = certificates.add_blank(self.unit, decision.award_form, "Phôi", actor=self.printer)
        db.session.commit()
        forms = {
            "certificates.printer": {"left": "21", "top": "19,5", "length": ""},
            "certificates.blank": {"entry": "delivered", "count": 5, "note": "từ 1 đến 5"},
        }
        parts = {"design_id": design.id, "printer_id": printer.id, "blank_id": blank.id}
        self.country.records["print room", "own"] = Record(parts, str(design.version), forms)

    def _undo(self, original: Decision) -> None:
        """A correction that is being drafted, of another decision's only certificate."""
        other = self._decision("numbered")
        certificates.issue(other, seen=other.version, actor=self.clerk)
        papers = certificates.standing(other)
        draft = certificates.amend(other, DecisionKind.CORRECTION, papers, actor=self.secretary)
        db.session.commit()
        words = {"name": "Lò Thị Khác", "citation": "Đã có thành tích.", "lines": "bản Mẫu"}
        forms = {"decisions.reword": words, "decisions.hand_back": {"on": clock.today().strftime(TODAY)}}
        self.country.records["amendment", "drafted"] = Record(
            {"amended_id": draft.amended[0].id}, str(draft.version), forms
        )

    def _record(self, decision: Decision, spare: Nomination) -> Record:
        today, words = clock.today().strftime(TODAY), certificates.draft_of(decision.items[0]).words
        ticked = {"chon": [one.id for one in certificates.standing(decision)], "facts": "Kết luận số 05/KL-TTr."}
        forms: dict[str, dict[str, Any]] = {
            "decisions.declare_conflict": {
                "whom": decision.items[0].nomination_id,
                "kind": "other",
                "reason": "Có vốn góp.",
            },
            "decisions.words": {"subject": "tặng giấy chứng nhận", "merit": "đã có thành tích"},
            "decisions.add": {"chon": spare.id},
            "decisions.thaw": {"reason": "Sai tên."},
            "decisions.prizes": {"on": today, "chon": 1},
            "decisions.sign": {"signed_on": today},
            "certificates.freeze": {"signer": self.signer.id},
            "certificates.new_batch": {"first": 1, "last": 1, "looked": "y", "reason": "Giấy kẹt."} | PLAIN,
            "certificates.setting": {"name_lines": words.name, "citation_lines": words.citation},
            "certificates.amend/correction": ticked,
            "certificates.amend/reissue": ticked | {"cause": "lost"},
            "certificates.amend/revocation": ticked | {"cause": "false_claim"},
        }
        item = decision.items[0]
        parts = {"decision_id": decision.id, "item_id": item.id, "unit_id": item.nomination.unit_id}
        return Record(parts, str(decision.version), forms)


def _as_record(record: Nomination, uploader_id: int) -> Record:
    seen = nominations.seen_of(record)
    words = {"award": record.award_id, "honorific": "ba", "name": record.name, "address": "bản Khác"}
    words |= {"repeat_reason": "Người khác."}  # all nominees of this world have one citizen number
    looked = {"kind": "complaint", "source": "Thanh tra", "checked_on": clock.today().strftime(TODAY)}
    letter = {"number": 900 + record.id, "signed_on": clock.today().strftime(TODAY)}
    why = {"reason": "Là anh ruột."}
    forms = {
        "nominations.declare_conflict": {"kind": "family"} | why,
        "nominations.link_account": {"username": "lo.thi.duoc.khen"} | why,
        "nominations.subject": words,
        "nominations.citation": {"citation": "Đã có thành tích."},
        "nominations.report": {section.code: "Đã giúp 7 hộ." for section in SECTIONS[record.kind]},
        "nominations.begin_upload": {"doc_type": "evidence", "name": "anh.png", "size": 8},
        "nominations.screening": looked,
        "nominations.close_matter": {"document": "Kết luận số 7", "closed_on": clock.today().strftime(TODAY)},
        "nominations.hand_over": {"to": record.created_by_id},
        "nominations.typing": {"results": "Đã giúp 7 hộ."},
        "nominations.take": {"reason": "Theo đề nghị của trưởng bản."},
        "nominations.objections": {"reason": "Số hộ chưa đúng."},
        "nominations.new_letter": letter | {f"seen-{record.id}": seen},
        "review.confirm": {f"seen-{record.id}": seen},
    }
    file = db.session.query(Attachment).filter_by(nomination_id=record.id).one()
    upload = Upload(nomination_id=record.id, user_id=uploader_id, key=f"{record.id:032x}", size=8)
    upload.doc_type, upload.file_name = DocType.EVIDENCE, "anh.png"
    found = Screening(nomination_id=record.id, kind="complaint", source="Thanh tra", checked_on=clock.today())
    found.document, found.has_matter, found.actor_id = "Thông báo số 5", True, uploader_id
    found.actor_name, found.unit_name = "Lò Thị Mẫu", record.unit_name
    db.session.add_all([upload, found])
    db.session.commit()
    parts = {"nomination_id": record.id, "attachment_id": file.id, "upload_id": upload.id, "chon": record.id}
    parts |= {"objection_id": 2_000_000_000, "copy_id": 2_000_000_000, "step": 1}  # nobody objected or packed
    return Record(parts | {"screening_id": found.id}, seen, forms)


def _forget_passwords(country: Country, unit: Unit) -> None:
    """Two who have passwords: for one of them an administrator who is none of the five has asked for a new code."""
    forgetful, asked = (make.user(Role.OFFICER, unit, password_hash="set") for _ in range(2))
    accounts.ask_reset(asked, actor=make.user(None))
    db.session.commit()
    country.records["person", "with a password"] = Record({"user_id": forgetful.id})
    country.records["person", "to be given a code"] = Record({"user_id": asked.id})


def _add_person(country: Country, unit: Unit) -> None:
    """Whom the administrator looks after."""
    appointed, closed = make.user(Role.OFFICER, unit), make.user(Role.OFFICER, unit, is_active=False)
    appointment = {"role": "leader", "title": "CHỦ TỊCH", "valid_from": clock.today().strftime(TODAY)}
    parts = {"user_id": appointed.id, "appointment_id": appointed.appointments[0].id, "unit": unit.id}
    forms = {"administration.appoint": appointment}
    forms["administration.hand_over"] = {"to": str(country.people["officer-own"].id)}
    country.records["person", "appointed"] = Record(parts, form=forms)
    proposed = make.user(None)
    waiting = make.appoint(proposed, Role.OFFICER, unit, confirmed_at=None)
    country.records["person", "proposed"] = Record({"user_id": proposed.id, "appointment_id": waiting.id})
    _forget_passwords(country, unit)
    sender = country.people["administrator-own"].id
    named = {"kind": ListKind.PEOPLE, "file_name": "a.xlsx", "sha256": storage.keep(sheet(STAFF)), "sheet": "Sheet"}
    sent_in = make.save(ListImport(**named, clean=1, faults=[], appointment_ids=[waiting.id], actor_id=sender))
    country.records["list", "sent in"] = Record({"list_id": sent_in.id})
    country.records["person", "closed"] = Record({"user_id": closed.id})
    new_person = appointment | {"name": "Lò Thị Mới", "username": "lo.thi.moi"}
    printing = {"unit": unit.id, "award_form": _printed_form(unit).id}
    country.records["no record", ""] = Record(
        {"filename": "css/main.css", "unit": unit.id, "event_id": 1},
        form={
            "administration.new_person": new_person,
            "administration.new_unit": {"name": "Sở Nội vụ", "level": "commune", "on": clock.today().strftime(TODAY)},
            "campaigns.new": _campaign_form(),
            "certificates.new_design": printing | {"subject_kind": "", "base": "giay_khen"},
            "certificates.printers": printing | {"name": "Máy in mới", "tray": "khay tay"},
            "certificates.blanks": printing | {"name": "Phôi mới"},
        },
    )


def _reorganise(country: Country, seats: dict[str, Unit]) -> None:
    """A commune that may be renamed, moved or merged, with what was shown of it; and a merger that waits."""
    unit, others = make.unit(parent=seats["own"]), [make.unit(parent=seats["own"]) for _ in range(2)]
    on, today = clock.today().strftime(TODAY), clock.today()
    shown = units_of_the_country.touched([unit], today)

    def form(*chosen: object, **more: str) -> dict[str, Any]:
        return {"on": on, "seen": shown.fingerprint(*chosen), **more}

    rename = form("Xã Mới", today, False, name="Xã Mới")
    forms = {"administration.rename_unit": rename, "administration.move_unit": form(seats["sibling"].id, today)}
    country.records["unit", "living"] = Record({"unit_id": unit.id, "unit": seats["sibling"].id}, form=forms)
    forms = {"administration.merge_unit": form([unit.id], others[1].id, today, False)}
    country.records["unit", "to be merged"] = Record({"unit_id": unit.id, "unit": others[1].id}, form=forms)
    proposer = make.user(Role.ADMINISTRATOR, seats["descendant"])
    merger = units_of_the_country.propose_merger(others[:1], others[1], today, carries=False, actor=proposer)
    db.session.commit()
    seen = units_of_the_country.touched(others[:1], today).fingerprint(merger.id)
    country.records["merger", "proposed"] = Record({"merger_id": merger.id}, seen)


def _printed_form(unit: Unit) -> AwardForm:
    """An award form that this unit decides."""
    return next(form for form in law.award_forms(clock.today()) if form.decided_at is unit.level)


def _campaign_form() -> dict[str, Any]:
    def soon(days: int) -> str:
        return (clock.today() + timedelta(days=days)).strftime(TODAY)

    return {
        "movement": 0,
        "movement_name": "Vì người nghèo",
        "movement_act": "Quyết định số 666/QĐ-TTg",
        "from_year": 2021,
        "to_year": 2025,
        "name": "Biểu dương 2021 - 2025",
        "phase": "final",
        "legal_act": "Kế hoạch số 10/KH-BTĐKT",
        "units_on": "30/09/2023",
        "issuer": "TRƯỞNG BAN",
        "deadline_commune": soon(30),
        "deadline_province": soon(45),
        "deadline_central": soon(60),
        "kinds_giay_chung_nhan": ["individual"],
        "criteria_giay_chung_nhan": "Có thành tích.",
    }
