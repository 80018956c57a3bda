"""The auditor's pages. They only read; that they were read is logged like every other look."""

from datetime import date, datetime

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.audit.models import AuditEvent
from awards.core import sheets
from awards.core.access import Permission, requires
from awards.core.pages import LARGEST_ID, keyset, room, words
from awards.core.sentences import lazy as _l
from awards.core.sheets import Column
from awards.oversight import services

bp = Blueprint("oversight", __name__)
room(_l("Nhật ký"), "oversight.log", Permission.AUDIT_VIEW, place=80)
room(_l("Kiểm tra hằng đêm"), "oversight.check_ups", Permission.SYSTEM_VIEW, place=85)

RECORDS = {
    "nomination": _l("Hồ sơ"),
    "nominee": _l("Đối tượng"),
    "letter": _l("Tờ trình"),
    "proposal_letter": _l("Tờ trình"),
    "decision": _l("Quyết định"),
    "certificate": _l("Giấy đã cấp"),
    "batch": _l("Lượt in"),
    "campaign": _l("Đợt xét"),
    "movement": _l("Phong trào"),
    "user": _l("Người dùng"),
    "unit": _l("Đơn vị"),
    "citizen_number": _l("Số định danh"),
    "event": _l("Nhật ký"),
    "list": _l("Danh sách"),
}
words(bp, record_names=RECORDS)


def _number(argument: str) -> int | None:
    written = request.args.get(argument, "")
    return min(int(written), LARGEST_ID) if written.isascii() and written.isdigit() and len(written) < 11 else None


def _day(argument: str) -> date | None:
    try:
        return datetime.strptime(request.args.get(argument, ""), "%d/%m/%Y").date()  # noqa: DTZ007  (a day, no moment)
    except ValueError:
        return None


def _words(argument: str) -> str:
    return request.args.get(argument, "")[:100].strip()


LOG = (
    Column(_l("Số"), 10),
    Column(_l("Lúc"), 18),
    Column(_l("Ai"), 28),
    Column(_l("Mã việc"), 28, is_code=True),
    Column(_l("Bản ghi"), 24),
)
LOOKS = (Column(_l("Lúc"), 18), Column(_l("Ai"), 28), Column(_l("Đã xem"), 24), Column(_l("Cách xem"), 50))


def _record(of: AuditEvent | services.Look) -> str:
    return f"{RECORDS.get(of.object_type, _('Bản ghi'))} {of.object_id}"


def _way(look: services.Look) -> str:
    """How somebody looked."""
    if look.reason:
        return f"{_('Xem đầy đủ, lý do:')} {look.reason}"
    return str(_("Tải tệp") if look.is_file else _("Mở trang"))


@bp.get("/audit")
@requires(Permission.AUDIT_VIEW)
def log() -> ResponseReturnValue:
    """The log, newest first, by actor, deed, record and day."""
    asked = services.Asked(
        _words("words"), _words("tag"), _words("kind"), _number("number"), _day("since"), _day("until")
    )
    if sheets.is_wanted():
        cells = ((o.event.id, o.event.at, o.actor, o.event.tag, _record(o.event)) for o in services.whole_log(asked))
        return sheets.send("nhat-ky", LOG, cells, _("Nhật ký"))
    rows = services.log(asked, before=_number("truoc"), after=_number("sau"))
    page = keyset(rows, services.PAGE, lambda line: line.event.id)
    return render_template("oversight/log.html", page=page, asked=asked)


@bp.get("/audit/<id:event_id>")
@requires(Permission.AUDIT_VIEW)
def event(event_id: int) -> ResponseReturnValue:
    """One link of the chain, and how the fields of its record came to be."""
    line, field = services.event(event_id), _words("field")
    changes = services.changes(line.event.object_type, line.event.object_id, field)
    return render_template("oversight/event.html", line=line, changes=changes, field=field)


@bp.get("/audit/people")
@requires(Permission.AUDIT_VIEW)
def people() -> ResponseReturnValue:
    """Choose the person whose data somebody may have looked at."""
    words = _words("words")
    found = services.nominees_called(words) if words else []
    return render_template("oversight/people.html", words=words, found=found)


@bp.get("/audit/people/<id:nominee_id>")
@requires(Permission.AUDIT_VIEW)
def looks(nominee_id: int) -> ResponseReturnValue:
    """Who looked at this person's data."""
    nominee = services.nominee(nominee_id)
    found = services.looks_at(nominee)
    if sheets.is_wanted():
        cells = ((one.at, one.actor, _record(one), _way(one)) for one in found)
        return sheets.send(f"ai-da-xem-{nominee.id}", LOOKS, cells, _("Ai đã xem thông tin của") + f" {nominee.name}")
    return render_template("oversight/looks.html", nominee=nominee, looks=found)


@bp.get("/check-ups")
@requires(Permission.SYSTEM_VIEW)
def check_ups() -> ResponseReturnValue:
    """What the nightly check found."""
    return render_template("oversight/check_ups.html", nights=services.check_ups())
