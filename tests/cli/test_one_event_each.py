"""Every table there is: a service changes it, and the log has exactly one new event for the record that was changed.

A new table fails here until it says how it is changed, or why its changes need no event of their own.
"""

import io
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime

import pyotp
import pytest
from sqlalchemy import select, text

from awards.accounts import services as accounts
from awards.administration import services as administration
from awards.administration.models import ListKind
from awards.audit.models import AuditEvent
from awards.campaigns import services as campaigns
from awards.certificates import services as certificates
from awards.certificates.models import Entry
from awards.certificates.printing import GIAY_CHUNG_NHAN, to_values
from awards.cli.demo_facts import campaign_facts
from awards.cli.tasks import begin_check_up, check_up
from awards.core import clock
from awards.core.access import Role
from awards.core.db import Model, db
from awards.core.levels import Level
from awards.core.sheet import Sheet
from awards.decisions import services as decisions
from awards.decisions.models import DecisionKind, DecisionState
from awards.exchange import services as exchange
from awards.jobs.models import Job
from awards.law import services as law
from awards.law.models import BaseSalary, CertificateKind, PrizeRate, SubjectKind
from awards.nominations import services as nominations
from awards.nominations.models import ConflictKind, DocType, ErasureGround, ScreeningKind
from awards.nominations.route import Action
from awards.units import services as units
from tests import make
from tests.matrix_world import picture

EXEMPT = {
    "access_event": "the log of looks itself; the nightly check seals it into the chain",
    "attempt": "counts failed tries and forgets them; what it leads to is a refusal, not a change",
    "audit_detail": "the log itself",
    "audit_event": "the log itself",
    "job": "the queue; what a job changes is logged by its task",
    "name_tail": "the words of a name, for the search; written anew with the dossier, whose change has its event",
    "kept_form": "what somebody typed while the session ended; thrown away with the session",
    "look_up": "counts who asks for certificates from outside; nothing is changed",
    "notice": "tells of a change that is logged",
    "proof": "notes that somebody has looked at a proof, as access_event does",
    "request_token": "makes a form count once",
    "typing": "what somebody is typing on a page; it is logged when it is saved into the dossier",
    "upload": "the pieces of a file; it is logged when it is whole and attached",
    "user_session": "a session; that somebody signed in is logged",
}
Act = Callable[[], object]


def _proposed() -> Act:
    world = make.world()
    record = make.ready(world)
    seen = nominations.seen_of(record)
    return lambda: nominations.move(record, Action.PROPOSE, actor=world.officers[0], seen=seen)


def _sent() -> Act:
    world = make.world()
    record = make.ready(world)
    make.step(record, Action.PROPOSE, world.officers[0])
    head, seen = nominations.Letterhead(1, clock.today()), {record.id: nominations.seen_of(record)}
    return lambda: nominations.send([record], Action.SUBMIT, head, actor=world.leaders[0], seen=seen)


def _attached() -> Act:
    world = make.world()
    record = make.nomination(world)
    named = {"doc_type": DocType.EVIDENCE, "file_name": "anh.png", "content": picture()}
    return lambda: nominations.attach(record, **named, seen=nominations.seen_of(record), actor=world.officers[0])


def _counted() -> Act:
    world = make.world()
    record = make.nomination(world)
    seen, facts = nominations.seen_of(record), {2021: {"jobs": 3, "help": ""}}
    return lambda: nominations.edit(record, actor=world.officers[0], seen=seen, facts=facts)


def _commended() -> Act:
    world = make.world()
    nominee = make.nomination(world).nominee
    words = {"award": "Giấy khen", "number_text": "5/QĐ", "decided_on": None, "body": "", "achievement": ""}
    return lambda: nominations.add_commendation(nominee, actor=world.officers[0], **words)


def _drafted_again() -> Act:
    world = make.world()
    make.nomination(world, name="Lò Văn Inh")
    return lambda: make.nomination(world, name="Lò Văn Inh")


def _screened() -> Act:
    world = make.world()
    record = make.received(world)
    words = {"source": "Thanh tra", "checked_on": clock.today(), "document": "", "has_matter": False}
    words |= {"kind": ScreeningKind.COMPLAINT, "seen": nominations.seen_of(record)}
    return lambda: nominations.screen(record, actor=world.officers[1], **words)


def _drafted() -> Act:
    desk = make.decision_desk()
    records = [make.accepted(desk.world)]
    return lambda: decisions.draft(desk.world.campaign, desk.award_form, records, actor=desk.secretary)


def _numbered() -> Act:
    desk = make.decision_desk()
    record = make.advance(make.drafted(desk, 1), desk, DecisionState.SIGNED)
    return lambda: decisions.number(record, seen=record.version, actor=desk.records_clerk)


def _issued() -> Act:
    desk = make.decision_desk()
    record = make.advance(make.drafted(desk, 1), desk, DecisionState.NUMBERED)
    return lambda: certificates.issue(record, seen=record.version, actor=desk.records_clerk)


def _printed() -> Act:
    desk = make.decision_desk()
    record = make.issued(desk, 1)
    certificates.open_proof(record, actor=desk.print_clerk)
    return lambda: certificates.start_batch(record, actor=desk.print_clerk)


def _designed() -> Act:
    desk = make.decision_desk()
    layout = to_values(GIAY_CHUNG_NHAN)
    return lambda: certificates.draft_design(desk.world.units[-1], desk.award_form, "", layout, actor=desk.print_clerk)


def _set_by_hand() -> Act:
    desk = make.decision_desk()
    item = make.issued(desk, 1, name="Giàng A Páo").items[0]
    return lambda: certificates.set_by_hand(item, {"name": (["Giàng A", "Páo"], 0.0)}, actor=desk.print_clerk)


def _with_printer() -> Act:
    desk = make.decision_desk()
    return lambda: certificates.add_printer(desk.world.units[-1], "Máy in", "khay tay", actor=desk.print_clerk)


def _with_blank() -> Act:
    desk = make.decision_desk()
    return lambda: certificates.add_blank(desk.world.units[-1], desk.award_form, "Phôi", actor=desk.print_clerk)


def _delivered() -> Act:
    desk = make.decision_desk()
    blank = certificates.add_blank(desk.world.units[-1], desk.award_form, "Phôi", actor=desk.print_clerk)
    return lambda: certificates.enter(blank, Entry.DELIVERED, 5, actor=desk.print_clerk)


def _amended() -> Act:
    desk = make.decision_desk()
    record = make.issued(desk, 1)
    papers = certificates.standing(record)
    return lambda: certificates.amend(record, DecisionKind.CORRECTION, papers, actor=desk.secretary)


def _scanned() -> Act:
    desk = make.decision_desk()
    record = make.advance(make.drafted(desk, 1), desk, DecisionState.SIGNED)
    return lambda: decisions.keep_scan(record, picture(), actor=desk.records_clerk)


def _rated() -> make.Desk:
    """A desk for whose award the law gives money."""
    desk, dated = make.decision_desk(), {"valid_from": make.LONG_AGO, "source": "mẫu", "verified": False}
    make.save(BaseSalary(amount=2_530_000, **dated))
    rate = {"award_code": desk.award_form.code, "subject_kind": "individual", "hundredths": 150, "article": "Điều 54"}
    make.save(PrizeRate(**rate, **dated))
    return desk


def _with_prizes() -> Act:
    desk = _rated()
    record = make.advance(make.drafted(desk, 1), desk, DecisionState.NUMBERED)
    return lambda: certificates.issue(record, seen=record.version, actor=desk.records_clerk)


def _funded() -> Act:
    desk = make.decision_desk()
    top, today = desk.world.units[-1], clock.today()
    return lambda: decisions.receive(top, 5_000_000, today, "Ngân sách", actor=desk.records_clerk)


def _spent() -> Act:
    desk = make.decision_desk()
    top, today, clerk = desk.world.units[-1], clock.today(), desk.records_clerk
    decisions.receive(top, 5_000_000, today, "Ngân sách", actor=clerk)
    db.session.commit()
    return lambda: decisions.spend(top, 1_000_000, today, "In giấy khen", actor=clerk)


def _submitted() -> Act:
    desk = make.decision_desk()
    desk.award_form.certificate_kind = CertificateKind.NONE
    records = [make.accepted(desk.world)]
    return lambda: decisions.submit_outside(desk.world.campaign, desk.award_form, records, actor=desk.secretary)


def _opened() -> Act:
    units.load_demo_seed()
    law.load_seed()
    secretary = make.user(Role.SECRETARY, units.root())
    return lambda: campaigns.open_campaign(**campaign_facts(clock.today()).values(), actor=secretary)


def _dossier() -> Act:
    world = make.world()
    words = {"name": "Lò Thị Mẫu", "address": "bản Mẫu"}
    award = world.campaign.awards[0]
    kind = award.subject_kinds[0]
    return lambda: nominations.draft(
        world.campaign, award, kind=SubjectKind(kind), unit=world.units[0], actor=world.officers[0], **words
    )


def _person() -> Act:
    administrator = make.user(Role.ADMINISTRATOR)
    return lambda: accounts.create_person("Lò Thị Mới", "lo.thi.moi", actor=administrator)


def _appointed() -> Act:
    person, unit = make.user(None), make.unit()
    administrator = make.user(Role.ADMINISTRATOR)
    return lambda: accounts.appoint(person, unit, Role.OFFICER, "Chuyên viên", clock.today(), actor=administrator)


def _coded() -> Act:
    person, administrator = make.user(), make.user(Role.ADMINISTRATOR)
    return lambda: accounts.issue_code(person, actor=administrator)


def _asked_for_a_code() -> Act:
    person, administrator = make.user(password_hash="set"), make.user(Role.ADMINISTRATOR)
    return lambda: accounts.ask_reset(person, actor=administrator)


def _phone() -> Act:
    person = make.user()
    return lambda: accounts.begin_second_step(person)


def _recoverable() -> Act:
    person = make.user()
    accounts.begin_second_step(person)
    secret, _address = accounts.enrolment(person) or ("", "")
    return lambda: accounts.confirm_second_step(person, pyotp.TOTP(secret).at(clock.now()))


def _conflict() -> Act:
    world = make.world()
    record = make.ready(world)
    return lambda: nominations.declare(record, ConflictKind.FAMILY, "Là anh ruột.", actor=world.officers[1])


LIST = b"code,level,name,parent_code\n14,province,T\xe1\xbb\x89nh S\xc6\xa1n La,\n"
NEXT = b"code,level,name,parent_code\n15,province,T\xe1\xbb\x89nh M\xe1\xbb\x9bi,\n"
SUCCESSION = b"old_code,old_level,old_on,new_code,new_level,since\n14,province,2025-06-30,15,province,2025-07-01\n"


def _loaded() -> Act:
    units.establish_root()
    return lambda: units.load(io.BytesIO(LIST), date(2020, 1, 1), whole_country=True)


def _succeeded() -> Act:
    units.load(io.BytesIO(LIST), date(2020, 1, 1), whole_country=True)
    units.load(io.BytesIO(NEXT), date(2025, 7, 1), whole_country=True)
    return lambda: units.load_successions(io.BytesIO(SUCCESSION))


def _checked() -> Act:
    units.establish_root()

    def night() -> None:
        with clock.standing_at(datetime(2026, 11, 26, 20, tzinfo=UTC)):
            begin_check_up()
            job = db.session.scalars(select(Job)).one()
            list(check_up(job, **job.arguments))

    return night


def _erased() -> Act:
    world = make.world()
    record = make.ready(world)
    make.step(record, Action.WITHDRAW, world.leaders[0], "Đề nghị nhầm.")
    asked = (record.nominee, ErasureGround.REQUEST, "Đơn ngày 02/3/2026")
    return lambda: nominations.propose_erasure(*asked, actor=world.officers[0])


def _returned() -> Act:
    world = make.world()
    record = make.received(world)
    seen, marks = nominations.seen_of(record), {"citation": "Ghi rõ."}
    return lambda: nominations.move(record, Action.RETURN, actor=world.leaders[1], seen=seen, remarks=marks)


def _objected() -> Act:
    world = make.world()
    record = make.received(world, 3)
    make.send_back(record, world.leaders[2], citation="Ghi rõ.")
    make.correct(record, world, citation="Đã giúp 12 hộ.")
    seen = nominations.seen_of(record)
    return lambda: nominations.object_to(record, "Chưa đúng.", actor=world.leaders[1], seen=seen)


def _packed() -> Act:
    world = make.world()
    record = make.ready(world)
    return lambda: nominations.ask_copy(record, actor=world.officers[0])


def _received() -> Act:
    world = make.world()
    record = make.sent(world)
    seen = nominations.seen_of(record)
    return lambda: nominations.move(record, Action.RECEIVE, actor=world.officers[1], seen=seen)


def _sheet() -> Act:
    world = make.world()
    named = {"file_name": "a.xlsx", "content": b"PK", "actor": world.officers[0]}
    return lambda: exchange.receive(world.campaign, world.units[0], Sheet("a", 1), **named)


def _honoured() -> Act:
    world = make.world()
    named = {"file_name": "a.xlsx", "content": b"PK", "actor": world.officers[0]}
    return lambda: exchange.receive_commendations(world.units[0], Sheet("a", 1), **named)


def _merger() -> Act:
    top = make.unit(Level.CENTRAL)
    merged, successor = (make.unit(Level.PROVINCE, parent=top) for _ in range(2))
    chosen = ([merged], successor, clock.today())
    return lambda: administration.propose_merger(*chosen, carries=False, actor=make.user(None))


def _list() -> Act:
    words = {"file_name": "a.xlsx", "content": b"PK", "actor": make.user(None)}
    return lambda: administration.receive(ListKind.UNITS, Sheet("a", 1), **words)


# table -> how a service changes it, and the one event that this leaves for the record
CHANGES: dict[str, tuple[Callable[[], Act], str]] = {
    "amended_item": (_amended, "decision.amend"),
    "appointment": (_appointed, "accounts.appoint"),
    "archive_copy": (_packed, "nomination.archive"),
    "attachment": (_attached, "nomination.attach"),
    "award_form": (lambda: law.load_seed, "law.add"),
    "batch": (_printed, "certificate.print"),
    "blank": (_with_blank, "blank.add"),
    "blank_entry": (_delivered, "blank.enter"),
    "base_salary": (lambda: law.load_seed, "law.add"),
    "calendar_day": (lambda: law.load_seed, "law.add"),
    "campaign": (_opened, "campaign.open"),
    "campaign_award": (_opened, "campaign.open"),
    "certificate": (_issued, "certificate.make"),
    "certificate_setting": (_set_by_hand, "certificate.set"),
    "commendation_import": (_honoured, "commendations.receive"),
    "commendation": (_commended, "nominee.commend"),
    "check_up": (_checked, "system.check"),
    "conflict": (_conflict, "conflict.declare"),
    "decision": (_drafted, "decision.draft"),
    "decision_item": (_drafted, "decision.draft"),
    "desk": (_dossier, "nomination.draft"),
    "legal_act": (lambda: law.load_seed, "law.add"),
    "erasure": (_erased, "nominee.propose_erasure"),
    "emulation_fund": (_funded, "fund.received"),
    "fund_entry": (_funded, "fund.received"),
    "fund_spending": (_spent, "fund.spend"),
    "outside_decision": (_submitted, "outside.submit"),
    "outside_item": (_submitted, "outside.submit"),
    "prize": (_with_prizes, "decision.issue"),
    "prize_rate": (lambda: law.load_seed, "law.add"),
    "letter_item": (_sent, "letter.sign"),
    "list_import": (_list, "lists.receive"),
    "move": (_proposed, "nomination.propose"),
    "movement": (_opened, "movement.add"),
    "nomination": (_dossier, "nomination.draft"),
    "nominee": (_dossier, "nomination.draft"),
    "nominee_name": (_dossier, "nomination.draft"),
    "number_register": (_numbered, "decision.number"),
    "office_design": (_designed, "design.draft"),
    "objection": (_objected, "nomination.object"),
    "one_time_code": (_coded, "accounts.issue_code"),
    "printer": (_with_printer, "printer.add"),
    "proposal_letter": (_sent, "letter.sign"),
    "remark": (_returned, "nomination.return"),
    "reset_request": (_asked_for_a_code, "accounts.ask_reset"),
    "route": (_opened, "campaign.open"),
    "sheet": (_printed, "certificate.print"),
    "sheet_import": (_sheet, "sheet.receive"),
    "repeat_note": (_drafted_again, "nomination.draft"),
    "screening": (_screened, "nomination.screen"),
    "signed_scan": (_scanned, "decision.scan"),
    "receipt_slip": (_received, "nomination.receive"),
    "recovery_code": (_recoverable, "accounts.confirm_second_step"),
    "second_step": (_phone, "accounts.begin_second_step"),
    "snapshot": (_proposed, "nomination.propose"),
    "stage": (_opened, "campaign.open"),
    "retention_period": (lambda: law.load_seed, "law.add"),
    "time_limit": (lambda: law.load_seed, "law.add"),
    "unit": (_loaded, "units.load"),
    "unit_merger": (_merger, "units.propose_merger"),
    "unit_load": (_loaded, "units.load"),
    "unit_place": (_loaded, "units.load"),
    "unit_succession": (_succeeded, "units.succeed"),
    "user": (_person, "accounts.create"),
    "year_facts": (_counted, "nomination.edit"),
}
TABLES = [table.name for table in Model.metadata.sorted_tables]


def _rows(table: str) -> str:
    return repr(db.session.execute(text(f'SELECT * FROM "{table}" ORDER BY id')).all())


def test_every_table_says_how_it_is_changed_or_why_that_needs_no_event() -> None:
    assert set(CHANGES) | set(EXEMPT) == set(TABLES)
    assert set(CHANGES) & set(EXEMPT) == set()


@pytest.mark.parametrize("table", CHANGES)
def test_a_change_leaves_exactly_one_event(table: str) -> None:
    begin, tag = CHANGES[table]
    act = begin()
    db.session.commit()
    rows, last = _rows(table), db.session.query(AuditEvent).count()

    act()
    db.session.commit()

    assert _rows(table) != rows
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.id > last)).all()
    counted = Counter((event.tag, event.object_type, event.object_id) for event in events)
    assert tag in {event.tag for event in events}
    assert set(counted.values()) == {1}


def test_a_change_past_the_services_is_seen_to_leave_none() -> None:
    """The negative control."""
    before = db.session.query(AuditEvent).count()
    make.unit()
    assert db.session.query(AuditEvent).count() == before
