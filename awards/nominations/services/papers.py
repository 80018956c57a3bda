"""The words of the papers made from a dossier: achievement report, receipt slip, table of contents."""

from datetime import date
from typing import cast

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from awards.accounts.models import User
from awards.audit import services as audit
from awards.core import clock, storage
from awards.core.db import db
from awards.core.errors import Refused
from awards.core.paper import Contents, Receipt, Report, ReportPart, ReportTable, Signature
from awards.core.words import short_date, upper
from awards.jobs import services as jobs
from awards.law import services as law
from awards.law.models import SubjectKind, TimeLimit
from awards.nominations.models import ArchiveCopy, Commendation, DocType, Honorific, Move, Nomination, ReceiptSlip
from awards.nominations.route import Action
from awards.nominations.services.content import words_of
from awards.nominations.services.facts import facts_by_year, totals_in_words
from awards.nominations.subject import DETAILS
from awards.units import services as units

TYPE_NAMES = {
    DocType.SUBMISSION: "Tờ trình",
    DocType.REPORT: "Báo cáo thành tích",
    DocType.MINUTES: "Biên bản xét khen thưởng",
    DocType.CONFIRMATION: "Giấy xác nhận",
    DocType.EVIDENCE: "Tài liệu minh chứng",
}
SEAL, HAND = "(Ký, đóng dấu)", "(Ký, ghi rõ họ tên)"
_PUBLISHED = (
    "Tên, thôn, xã và thành tích trên bản tin, loa truyền thanh, trang thông tin điện tử.",
    "Ảnh và câu chuyện để giới thiệu gương điển hình.",
)
_CONFIRMED = [
    "Tôi đã đọc, hoặc đã được đọc cho nghe, các nội dung trên và báo cáo thành tích; xác nhận là đúng sự thật.",
    "Chỗ cần sửa, nếu có: ………………………………………………",
]
_ON_CONSENT = [
    "Đánh dấu X vào ô được chọn ở mỗi dòng. Không đồng ý công khai không ảnh hưởng đến việc xét khen thưởng.",
    "Ý kiến này thay đổi được bất cứ lúc nào bằng cách báo cho nơi lập hồ sơ.",
    "Quyết định khen thưởng và việc tra cứu giấy chứng nhận theo quy định của pháp luật, không tùy thuộc ý kiến này.",
    "Dữ liệu cá nhân được bảo vệ theo Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15.",
]
_PLEDGES = {
    SubjectKind.COLLECTIVE: "Tập thể",
    SubjectKind.HOUSEHOLD: "Hộ gia đình",
    SubjectKind.INDIVIDUAL: "Tôi",
}
_HEADINGS = {
    SubjectKind.COLLECTIVE: "Sơ lược đặc điểm, tình hình",
    SubjectKind.HOUSEHOLD: "Thông tin về hộ gia đình",
    SubjectKind.INDIVIDUAL: "Sơ lược lý lịch",
}


def report_words(nomination: Nomination) -> Report:
    """The report in the order of the law: who, what was achieved, what was honoured before, who confirms.

    L06 Art. 84(2)b; forms of domain 3.2 (c) collective, (d) individual, (f) household.
    """
    agency = units.agency_of(nomination.unit)
    is_collective = nomination.kind is SubjectKind.COLLECTIVE
    return Report(
        agency_parent=upper(nomination.position) or agency.name if is_collective else agency.parent,
        agency=upper(nomination.name) if is_collective else agency.name,
        place=agency.place,
        date="",
        name=nomination.name,
        title="BÁO CÁO THÀNH TÍCH",
        subject=f"Đề nghị tặng {nomination.award.award_form.name}",
        opening=_opening(nomination),
        parts=_parts(nomination),
        pledge=f"{_PLEDGES[nomination.kind]} chịu trách nhiệm về tính chính xác, trung thực của nội dung báo cáo.",
        signatures=_signatures(nomination),
    )


def consent_words(nomination: Nomination) -> Report:
    """What the subject, and the head of the hamlet, confirm on paper before it is sent; and what may be published.

    The decision itself is published by law; a story or a picture is the subject's own to give (Law 91/2025/QH15).
    """
    declared = _citation(nomination) + _figures(nomination)
    facts = [*_facts(nomination), ["Hình thức đề nghị", nomination.award.award_form.name]]
    heads = ["STT", "Nội dung công khai để tuyên truyền", "Đồng ý", "Không đồng ý"]
    choices = [[str(number), what, "", ""] for number, what in enumerate(_PUBLISHED, 1)]
    consent = ReportTable(heads=heads, columns=["no", "why", "count", "count"], rows=choices)
    words = report_words(nomination)
    words["title"], words["subject"] = "PHIẾU XÁC NHẬN THÔNG TIN", "Và ý kiến về việc công khai"
    words["parts"] = [
        _part("Thông tin về đối tượng", facts=facts, texts=[]),
        _part("Thành tích và số liệu đã ghi trong hồ sơ", texts=declared or ["Chưa ghi."]),
        _part("Xác nhận", texts=_CONFIRMED),
        _part("Ý kiến về việc công khai", table=consent, texts=_ON_CONSENT),
    ]
    words["pledge"] = "Phiếu này được ký trên giấy; bản chụp lưu trong hồ sơ, loại “Giấy xác nhận”."
    words["signatures"] = [_confirming(nomination)]
    return words


def _confirming(nomination: Nomination) -> list[Signature]:
    if nomination.kind is SubjectKind.COLLECTIVE:
        return [_sign("THỦ TRƯỞNG ĐƠN VỊ")]
    of_household = nomination.kind is SubjectKind.HOUSEHOLD
    who = "NGƯỜI ĐẠI DIỆN HỘ GIA ĐÌNH" if of_household else "NGƯỜI ĐƯỢC ĐỀ NGHỊ KHEN THƯỞNG"
    return [_HAMLET, _sign(who, how=HAND, name=nomination.name)]


def _opening(nomination: Nomination) -> str:
    words = words_of(nomination)
    if nomination.kind is SubjectKind.COLLECTIVE:
        return f"Tên tập thể đề nghị: {nomination.name}"
    return f"{'Họ và tên chủ hộ' if nomination.kind is SubjectKind.HOUSEHOLD else 'Họ và tên'}: {words.name}"


def _parts(nomination: Nomination) -> list[ReportPart]:
    written = {code: text.split("\n") if text else [] for code, text in nomination.report.items()}
    earlier, praised = _earlier(nomination), written.get("praised", [])
    return [
        _part(_HEADINGS[nomination.kind], facts=_facts(nomination), texts=written.get("overview", [])),
        _part("Thành tích đạt được", texts=_citation(nomination) + written.get("results", []) + _figures(nomination)),
        _part(
            "Các hình thức đã được khen thưởng",
            table=earlier,
            texts=praised if praised or earlier else ["Chưa có."],
        ),
    ]


def _part(
    heading: str, *, texts: list[str], facts: list[list[str]] | None = None, table: ReportTable | None = None
) -> ReportPart:
    return ReportPart(heading=heading, facts=facts or [], table=table, texts=texts)


def _citation(nomination: Nomination) -> list[str]:
    return [nomination.citation.rstrip(" .;") + "."] if nomination.citation else []


def _figures(nomination: Nomination) -> list[str]:
    """What was given in the movement: the sum first, then year by year where there are several (domain 3.2 e)."""
    sums, years = totals_in_words(nomination), facts_by_year(nomination)
    said = [f"Kết quả trong phong trào. {sums}"] if sums else []
    return said + ([f"- {line}" for line in years] if len(years) > 1 or not sums else [])


def _earlier(nomination: Nomination) -> ReportTable | None:
    """The awards that the register knows, oldest first: year, form, decision and its body (domain 3.2 c, d)."""
    known = [one for one in nomination.nominee.commendations if one.nomination_id != nomination.id]
    rows = [[str(one.decided_on.year) if one.decided_on else "", one.award, _decision(one)] for one in known]
    heads = ["Năm", "Hình thức khen thưởng", "Số, ngày, tháng, năm của quyết định; cơ quan ban hành"]
    return ReportTable(heads=heads, columns=["count", "who", ""], rows=rows) if rows else None


def _decision(one: Commendation) -> str:
    on = f" ngày {short_date(one.decided_on)}" if one.decided_on else ""
    return f"Quyết định số {one.number_text}{on}{' của ' + one.body if one.body else ''}"


def _facts(nomination: Nomination) -> list[list[str]]:
    """What the form asks of each kind of subject; what nobody wrote is left for the hand."""
    gap = "……………………"
    if nomination.kind is SubjectKind.COLLECTIVE:
        return [["Trụ sở", nomination.address or gap], *_details(nomination, "phone", "founded", "head", "people")]
    sex = {Honorific.ONG: "Nam", Honorific.BA: "Nữ"}.get(nomination.honorific, gap) if nomination.honorific else gap
    facts = [["Năm sinh", str(nomination.birth_year or gap)], ["Giới tính", sex], *_details(nomination, "phone")]
    home = ["Nơi ở", nomination.address or gap]
    if nomination.kind is SubjectKind.HOUSEHOLD:
        return [*facts, home, *_details(nomination, "people", "members"), *_leaving(nomination)]
    facts += [*_details(nomination, "home_town"), home, ["Chức vụ, đơn vị công tác", nomination.position or gap]]
    return [*facts, *_details(nomination, "qualification", "titles")]


def _details(nomination: Nomination, *codes: str) -> list[list[str]]:
    """What was written of these lines about the subject."""
    labels = {detail.code: detail.label for detail in DETAILS[nomination.kind]}
    written = [(labels[code], nomination.details.get(code, "")) for code in codes]
    return [[label, "; ".join(text.split("\n"))] for label, text in written if text]


def _leaving(nomination: Nomination) -> list[list[str]]:
    """The decision by which the household left poverty (QĐ 24/2021/QĐ-TTg)."""
    if not nomination.leaving_number:
        return []
    on = f" ngày {short_date(nomination.leaving_on)}" if nomination.leaving_on else ""
    body = f" của {nomination.leaving_body}" if nomination.leaving_body else ""
    return [["Quyết định công nhận thoát nghèo", f"số {nomination.leaving_number}{on}{body}"]]


def _sign(*lines: str, how: str = SEAL, name: str = "") -> Signature:
    return Signature(lines=list(lines), how=how, name=name)


_HAMLET = _sign("XÁC NHẬN CỦA TRƯỞNG", "THÔN, BẢN, TỔ DÂN PHỐ", how=HAND)


def _signatures(nomination: Nomination) -> list[list[Signature]]:
    submitting = _sign("XÁC NHẬN CỦA", "CẤP TRÌNH KHEN")
    here = _sign("XÁC NHẬN CỦA", units.agency_of(nomination.unit).name)
    if nomination.kind is SubjectKind.COLLECTIVE:
        above = _sign("THỦ TRƯỞNG ĐƠN VỊ CẤP TRÊN", "TRỰC TIẾP XÁC NHẬN")
        return [[above, _sign("THỦ TRƯỞNG ĐƠN VỊ")], [submitting]]
    if nomination.kind is SubjectKind.HOUSEHOLD:
        family = _sign("NGƯỜI ĐẠI DIỆN HỘ GIA ĐÌNH", how=HAND, name=nomination.name)
        return [[_HAMLET, family], [here, submitting]]
    return [[here, _sign("NGƯỜI BÁO CÁO THÀNH TÍCH", how=HAND, name=nomination.name)], [submitting]]


def last_received(nomination: Nomination) -> Move | None:
    """The newest step by which a unit above took the dossier in."""
    return next((move for move in reversed(nomination.moves) if move.action is Action.RECEIVE), None)


def receipt_words(nomination: Nomination, move: Move) -> Receipt:
    """The slip for this receiving: what came, from whom, and by when it is dealt with (working days, domain 2.7)."""
    desk = next(desk for desk in nomination.desks if desk.stage_id == move.to_stage_id)
    agency, on = units.agency_of(desk.unit), clock.local(move.at)
    limit = law.time_limit(desk.stage.level, on.date())
    letters = [one.letter for one in nomination.moves if one.letter is not None and one.step < move.step]
    facts = [
        ["Mã hồ sơ", nomination.code],
        ["Nơi gửi", letters[-1].unit.name if letters else nomination.unit_name],
        ["Đối tượng đề nghị", f"{words_of(nomination).prefix} {nomination.name}"],
        ["Hình thức đề nghị", nomination.award.award_form.name],
        ["Tiếp nhận lúc", f"{on:%H} giờ {on:%M} phút, ngày {short_date(on.date())}"],
    ]
    return Receipt(
        agency_parent=agency.parent,
        agency=agency.name,
        number_text=f"{nomination.code}/{move.step:02}",
        place=agency.place,
        date=on.date().isoformat(),
        facts=facts,
        papers=[
            *([["Tờ trình kèm danh sách", "01", letters[-1].number_text]] if letters else []),
            *_checklist(nomination),
        ],
        promise=_promise(on.date(), limit),
        signatures=[[_sign("NGƯỜI NỘP HỒ SƠ", how=HAND), _sign("NGƯỜI TIẾP NHẬN", how=HAND, name=move.actor_name)]],
    )


def _promise(on: date, limit: TimeLimit | None) -> list[str]:
    if limit is None:
        return ["Thời hạn giải quyết theo kế hoạch của đợt xét."]
    until = law.working_day(on, limit.working_days)
    return [
        f"Thời hạn giải quyết: {limit.working_days} ngày làm việc kể từ ngày nhận đủ hồ sơ ({limit.source}).",
        f"Ngày hẹn trả kết quả: {short_date(until)}.",
        "Thời gian hồ sơ được trả lại để bổ sung không tính vào thời hạn này.",
    ]


def _checklist(nomination: Nomination) -> list[list[str]]:
    """What the law asks for (L06 Art. 84(2)) and how much of it has come."""
    files = [file.doc_type for file in nomination.attachments if file.removed_at is None]
    rows = [["Báo cáo thành tích", "01", "Lập trên hệ thống"]]
    for kind in (DocType.MINUTES, DocType.CONFIRMATION, DocType.EVIDENCE):
        count = files.count(kind)
        rows.append([TYPE_NAMES[kind], f"{count:02}", "" if count else "Chưa có"])
    return rows


def contents_words(nomination: Nomination) -> Contents:
    """Every paper of the dossier, in the order in which they belong together (D30 App. V)."""
    agency = units.agency_of(nomination.unit)
    rows = [
        {
            "mark": move.letter.number_text,
            "day": short_date(move.letter.signed_on),
            "what": _("Tờ trình đề nghị khen thưởng, kèm danh sách"),
            "author": move.letter.unit.name,
        }
        for move in nomination.moves
        if move.letter is not None
    ]
    rows.append({"mark": "", "day": "", "what": f"Báo cáo thành tích: {nomination.name}", "author": nomination.name})
    order = list(TYPE_NAMES)
    files = [file for file in nomination.attachments if file.removed_at is None]
    for file in sorted(files, key=lambda file: (order.index(file.doc_type), file.id)):
        day = short_date(clock.local(file.uploaded_at).date())
        what = f"{TYPE_NAMES[file.doc_type]}: {file.file_name}"
        rows.append({"mark": "", "day": day, "what": what, "author": nomination.unit_name})
    return Contents(
        agency_parent=agency.parent,
        agency=agency.name,
        number_text=nomination.code,
        place=agency.place,
        date="",
        subject=f"Đề nghị tặng {nomination.award.award_form.name}: {nomination.name}",
        rows=rows,
        signatures=[[_sign("NGƯỜI LẬP", how=HAND)]],
    )


def freeze_slip(nomination: Nomination, move: Move) -> None:
    """Keep the words of the slip as they are on the day of receiving: years later it is the same paper."""
    move.slip = ReceiptSlip(paper=dict(receipt_words(nomination, move)))


def slip_words(nomination: Nomination, move: Move) -> Receipt:
    """The frozen words; those of a receiving from before slips were frozen are made anew."""
    return cast(Receipt, move.slip.paper) if move.slip else receipt_words(nomination, move)


def ask_copy(nomination: Nomination, *, actor: User) -> ArchiveCopy:
    """The packed dossier of the present version; where there is none yet, the worker packs it. Who asked is logged."""
    if nomination.nominee.erased_on is not None:
        raise Refused(_("Dữ liệu của đối tượng này đã xóa theo quy định."))
    asked = select(ArchiveCopy).where(
        ArchiveCopy.nomination_id == nomination.id, ArchiveCopy.version == nomination.version
    )
    copy = db.session.scalars(asked).first()
    if copy is None:
        copy = ArchiveCopy(nomination_id=nomination.id, version=nomination.version, sha256="")
        db.session.add(copy)
        db.session.flush()
    if copy.has_failed:
        copy.job = jobs.enqueue("nominations.pack", copy_id=copy.id)
    audit.record("nomination.archive", nomination, actor=actor, sha256=copy.sha256, version=copy.version)
    return copy


def set_packed(copy: ArchiveCopy, packed: bytes) -> None:
    """Store a packed dossier under its copy."""
    copy.sha256 = storage.keep(packed)
    audit.record("nomination.pack", copy, actor=None, sha256=copy.sha256)


def archive_copy(nomination: Nomination, copy_id: int) -> ArchiveCopy:
    """A packed copy of this dossier, or NoResultFound."""
    asked = select(ArchiveCopy).where(ArchiveCopy.id == copy_id, ArchiveCopy.nomination_id == nomination.id)
    return db.session.scalars(asked.options(joinedload(ArchiveCopy.job))).one()


def whole(copy: ArchiveCopy) -> Nomination:
    """The dossier of a copy, for the worker: whoever asked for it might read it."""
    return db.session.get_one(Nomination, copy.nomination_id)
