"""The papers made from a dossier, as PDF and as Word, read back; and the whole of it in one archive."""

import hashlib
import io
from datetime import UTC, date, datetime
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from awards.accounts.models import User
from awards.audit import services as audit
from awards.core import child, clock, storage
from awards.core.db import db
from awards.core.docx import html_to_docx, paragraphs_of
from awards.core.paper import html_to_pdf
from awards.jobs import worker
from awards.jobs.models import Job, JobState
from awards.law import services as law
from awards.law.models import SubjectKind
from awards.nominations import documents, services
from awards.nominations.models import ArchiveCopy, DocType, Nomination
from awards.nominations.route import Action
from awards.nominations.services import papers
from awards.nominations.subject import DETAILS
from tests import make
from tests.core.test_docx import squeezed, values
from tests.core.test_paper import opened
from tests.matrix_world import picture

KINDS = pytest.mark.parametrize("kind", SubjectKind)
SHORTEST = {"name": "Y", "address": "bản", "position": ""}
LONGEST = {
    "name": "Hợp tác xã Dịch vụ nông nghiệp tổng hợp, chế biến, tiêu thụ nông sản và du lịch cộng đồng bản Nà Bai " * 2,
    "address": "Bản Suối Khem - Tà Lạc - Piềng Lán, xã Hua Păng, huyện Mộc Châu, tỉnh Sơn La",
    "position": "Chủ tịch Hội Nông dân, kiêm Trưởng ban Mặt trận bản, đại biểu Hội đồng nhân dân xã",
}


def written(world: make.World, kind: SubjectKind, *, long: bool = True) -> Nomination:
    subject = {key: value.strip()[:200] for key, value in (LONGEST if long else SHORTEST).items()}
    record = make.ready(world, kind=kind, **subject)
    services.add_commendation(
        record.nominee,
        actor=world.officers[0],
        award="Giấy khen",
        number_text="12/QĐ-UBND",
        decided_on=date(2022, 5, 9),
        body="Chủ tịch Ủy ban nhân dân xã Mẫu",
        achievement="",
    )
    details = {detail.code: f"{detail.label} rõ ràng" for detail in DETAILS[kind]}
    facts = {2022: {"households_helped": 3, "help": "giống bò"}, 2023: {"money": 45_000_000, "help": ""}}
    services.edit(record, actor=world.officers[0], seen=services.seen_of(record), details=details, facts=facts)
    report = {"overview": "Ở bản.\nCó 7 nhân khẩu." * (40 if long else 1), "results": "Giúp 12 hộ.", "praised": ""}
    services.edit(record, actor=world.officers[0], seen=services.seen_of(record), report=report)
    db.session.commit()
    return record


def read_back(html: str) -> tuple[str, str]:
    """What the PDF and the Word file say, without blanks."""
    with opened(html_to_pdf(html)) as document:
        pages = [page.crop((0, 57, page.width, page.height)).extract_text() for page in document.pages]
    return squeezed("".join(pages)), squeezed("".join(paragraphs_of(html_to_docx(html))))


def check(html: str, words: Any) -> None:
    """Every field stands on both, and both say the same, letter by letter."""
    printed, in_word = read_back(html)
    for value in values(dict(words)):
        asked = squeezed(value).casefold()
        assert asked in in_word.casefold(), value
    assert sorted(printed) == sorted(in_word)


@KINDS
@pytest.mark.parametrize("long", [False, True], ids=["shortest", "longest"])
def test_a_report_says_the_same_on_paper_and_in_word(kind: SubjectKind, long: bool) -> None:
    record = written(make.world(), kind, long=long)
    check(documents.report_html(record), papers.report_words(record))


@KINDS
@pytest.mark.parametrize("long", [False, True], ids=["shortest", "longest"])
def test_the_form_of_consent_shows_what_is_confirmed_and_leaves_the_choice_to_the_hand(
    kind: SubjectKind, long: bool
) -> None:
    record = written(make.world(), kind, long=long)
    words = papers.consent_words(record)
    check(documents.consent_html(record), words)
    assert papers.report_words(record)["parts"][1]["texts"][0] in words["parts"][1]["texts"]
    assert any("2023" in line for line in words["parts"][1]["texts"])
    table = words["parts"][3]["table"]
    assert table is not None
    assert all(row[2:] == ["", ""] for row in table["rows"])
    signers = [" ".join(place["lines"]) for place in words["signatures"][0]]
    hamlet = [] if kind is SubjectKind.COLLECTIVE else ["XÁC NHẬN CỦA TRƯỞNG THÔN, BẢN, TỔ DÂN PHỐ"]
    assert signers[:-1] == hamlet


@pytest.mark.parametrize("sentences", range(4))
def test_the_choices_are_not_torn_over_two_pages(sentences: int) -> None:
    """The head of a table that is torn would be printed twice."""
    record = written(make.world(), SubjectKind.INDIVIDUAL, long=False)
    record.citation = "Đã có thành tích xuất sắc trong phong trào. " * sentences or "Tốt."
    check(documents.consent_html(record), papers.consent_words(record))


def test_the_form_of_consent_is_offered_where_files_are_sent(browser: Any) -> None:
    world = make.world()
    record = make.nomination(world)
    client, page = browser(world.officers[0]), f"/nominations/{record.id}"
    offered = f'href="{page}/papers/consent"'
    assert offered in client.get(page).text
    assert offered in client.get(f"{page}/evidence").text
    answer = client.get(f"{page}/papers/consent")
    assert (answer.status_code, answer.data[:5]) == (200, b"%PDF-")
    assert client.get(f"{page}/papers/consent/word").data[:2] == b"PK"


@pytest.mark.parametrize(
    ("kind", "order"),
    [
        (
            SubjectKind.COLLECTIVE,
            [
                "Tên tập thể đề nghị",
                "I. SƠ LƯỢC ĐẶC ĐIỂM",
                "Trụ sở",
                "II. THÀNH TÍCH ĐẠT ĐƯỢC",
                "III. CÁC HÌNH THỨC ĐÃ",
            ],
        ),
        (
            SubjectKind.INDIVIDUAL,
            [
                "Họ và tên:",
                "I. SƠ LƯỢC LÝ LỊCH",
                "Năm sinh",
                "Giới tính",
                "Quê quán",
                "Nơi ở",
                "Chức vụ",
                "Trình độ",
                "II.",
                "III.",
            ],
        ),
        (SubjectKind.HOUSEHOLD, ["Họ và tên chủ hộ", "I. THÔNG TIN VỀ HỘ", "Nơi ở", "II. THÀNH TÍCH", "III. CÁC HÌNH"]),
    ],
)
def test_the_fields_stand_in_the_order_of_the_law(kind: SubjectKind, order: list[str]) -> None:
    said = "\n".join(paragraphs_of(html_to_docx(documents.report_html(written(make.world(), kind)))))
    places = [said.index(words) for words in order]
    assert places == sorted(places)


def test_each_kind_is_confirmed_by_those_the_form_names() -> None:
    world = make.world()

    def signers(kind: SubjectKind) -> list[str]:
        rows = papers.report_words(written(world, kind))["signatures"]
        return [" ".join(place["lines"]) for row in rows for place in row]

    agency = papers.units.agency_of(world.units[0]).name
    assert signers(SubjectKind.COLLECTIVE) == [
        "THỦ TRƯỞNG ĐƠN VỊ CẤP TRÊN TRỰC TIẾP XÁC NHẬN",
        "THỦ TRƯỞNG ĐƠN VỊ",
        "XÁC NHẬN CỦA CẤP TRÌNH KHEN",
    ]
    assert signers(SubjectKind.INDIVIDUAL) == [
        f"XÁC NHẬN CỦA {agency}",
        "NGƯỜI BÁO CÁO THÀNH TÍCH",
        "XÁC NHẬN CỦA CẤP TRÌNH KHEN",
    ]
    assert len(signers(SubjectKind.HOUSEHOLD)) == 4


def test_the_receipt_promises_a_day_in_working_days() -> None:
    law.load_seed()
    db.session.commit()
    world = make.world()
    record = make.sent(world)
    with clock.standing_at(datetime(2025, 4, 24, 2, tzinfo=UTC)):  # before Saturday 26 April, which is worked
        make.step(record, Action.RECEIVE, world.officers[1])
    move = papers.last_received(record)
    assert move is not None
    words = papers.receipt_words(record, move)
    assert "Ngày hẹn trả kết quả: 08/05/2025." in words["promise"]
    assert ["Biên bản xét khen thưởng", "00", "Chưa có"] in words["papers"]
    assert words["papers"][0][0] == "Tờ trình kèm danh sách"
    html = documents.receipt_html(record)
    assert html is not None
    check(html, words)


def test_the_receipt_stays_byte_for_byte_what_it_was() -> None:
    world = make.world()
    record = make.received(world)
    html = documents.receipt_html(record)
    agency_name = "Ủy ban nhân dân nơi khác"
    record.name, record.desks[1].unit.name = "Tên đã đổi", agency_name
    db.session.commit()
    assert documents.receipt_html(record) == html
    assert html is not None
    assert agency_name not in html


def test_a_pack_that_failed_can_be_asked_for_again(browser: Any) -> None:
    world = make.world()
    record = make.nomination(world)
    client = browser(world.officers[0])
    page = client.post(f"/nominations/{record.id}/archive").location
    db.session.scalars(select(Job)).one().state = JobState.FAILED
    db.session.commit()
    assert "Chưa đóng gói được" in client.get(page).text
    assert client.post(f"/nominations/{record.id}/archive").location == page
    assert sorted(db.session.scalars(select(Job.state))) == ["failed", "queued"]


def test_working_days_pass_over_weekends_and_days_off() -> None:
    law.load_seed()
    db.session.commit()
    day = datetime(2025, 4, 24, tzinfo=UTC).date()
    days = [law.working_day(day, count).isoformat() for count in range(6)]
    assert days == ["2025-04-24", "2025-04-25", "2025-04-26", "2025-04-28", "2025-04-29", "2025-05-05"]


def test_a_dossier_that_was_never_received_has_no_receipt(app: Any, browser: Any) -> None:
    world = make.world()
    record = make.sent(world)
    assert documents.receipt_html(record) is None
    assert browser(world.officers[0]).get(f"/nominations/{record.id}/papers/receipt").status_code == 404


def packed(world: make.World, browser: Any, record: Nomination, actor: User) -> bytes:
    client = browser(actor)
    page = client.post(f"/nominations/{record.id}/archive").location
    for job in db.session.scalars(select(Job.id).where(Job.state == JobState.QUEUED)).all():
        assert "Đang đóng gói" in client.get(page).text
        worker.run(job)
    assert "Tải tệp ZIP" in client.get(page).text
    with client.get(f"{page}?tai=zip") as answer:
        assert answer.headers["Content-Disposition"] == f"attachment; filename={record.code}.zip"
        return bytes(answer.data)


def test_the_archive_holds_everything_with_its_sums_and_is_logged(app: Any, browser: Any) -> None:
    world = make.world()
    record = written(world, SubjectKind.INDIVIDUAL)
    for kind, name in ((DocType.MINUTES, "biên bản.png"), (DocType.EVIDENCE, "anh.png")):
        seen = services.seen_of(record)
        named = {"doc_type": kind, "file_name": name, "content": picture()}
        services.attach(record, **named, seen=seen, actor=world.officers[0])  # type: ignore[arg-type]
        db.session.commit()
    make.send([record], world.officers[0], world.leaders[0])
    content = packed(world, browser, record, world.officers[0])
    with ZipFile(io.BytesIO(content)) as whole:
        names = whole.namelist()
        sums = dict(reversed(line.split("  ", 1)) for line in whole.read("manifest-sha256.txt").decode().splitlines())
        assert {name: hashlib.sha256(whole.read(name)).hexdigest() for name in names[:-1]} == sums
    folders = {name.partition("/")[0] for name in names}
    assert folders == {"to-trinh", "bao-cao", "bien-ban", "minh-chung", "muc-luc.pdf", "manifest-sha256.txt"}
    assert {name.rpartition(".")[2] for name in names if name.startswith("to-trinh/")} == {"pdf", "docx"}
    assert packed(world, browser, record, world.leaders[0]) == content
    assert db.session.scalars(select(ArchiveCopy.sha256)).all() == [hashlib.sha256(content).hexdigest()]
    assert [event.tag for event in audit.trail(record)].count("nomination.archive") == 2
    assert storage.read(hashlib.sha256(content).hexdigest()) == content


def test_the_table_of_contents_lists_letters_report_and_files() -> None:
    world = make.world()
    record = written(world, SubjectKind.HOUSEHOLD, long=False)
    make.send([record], world.officers[0], world.leaders[0])
    words = papers.contents_words(record)
    assert [row["what"].split(":")[0].split(" ")[0] for row in words["rows"]] == ["Tờ", "Báo"]
    check(documents.contents_html(record), {"rows": words["rows"], "subject": words["subject"]})


def test_a_paper_that_takes_too_long_asks_to_come_again(browser: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_args: Any, **_limits: Any) -> None:
        raise child.Stopped("typeset: more than 20 seconds")

    world = make.world()
    record = make.sent(world)
    monkeypatch.setattr(child, "run", stop)

    answer = browser(world.officers[0]).get(f"/nominations/{record.id}/papers/report")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "Hệ thống đang bận" in answer.text
