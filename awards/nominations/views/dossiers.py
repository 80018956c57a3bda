"""Reading a dossier, and the steps it takes."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.accounts.sessions import me, reader
from awards.core import clock, sheets, storage
from awards.core.access import Permission, requires
from awards.core.levels import LEVEL_NAMES, Level
from awards.core.pages import LARGEST_ID, keyset, words
from awards.core.sentences import lazy as _l
from awards.core.sheets import Column
from awards.law.models import SubjectKind
from awards.nominations import services
from awards.nominations.forms import DOC_TYPE_NAMES, KIND_NAMES, StepForm, keep_form, return_form
from awards.nominations.models import Nomination
from awards.nominations.report import SECTIONS
from awards.nominations.route import ACTION_NAMES, STATE_NAMES, STEPS, Action, Needs, State
from awards.nominations.views import bp

DUE_DAYS = {0: _l("Đã quá hạn"), 7: _l("Trong 7 ngày tới"), 30: _l("Trong 30 ngày tới")}
SHEET = (
    Column(_l("Mã số"), 12),
    Column(_l("Đối tượng"), 30),
    Column(_l("Loại")),
    Column(_l("Năm sinh"), 10),
    Column(_l("Chức vụ, đơn vị"), 30),
    Column(_l("Địa chỉ"), 30),
    Column(_l("Đơn vị đề nghị"), 24),
    Column(_l("Đợt xét"), 30),
    Column(_l("Hình thức khen thưởng"), 24),
    Column(_l("Tình trạng"), 20),
    Column(_l("Đang ở"), 24),
    Column(_l("Từ ngày"), 12),
    Column(_l("Hạn"), 12),
)


words(
    bp,
    state_names=STATE_NAMES,
    action_names=ACTION_NAMES,
    kind_names=KIND_NAMES,
    doc_type_names=DOC_TYPE_NAMES,
    outlook=services.outlook,
    is_proposed=services.is_proposed,
    kept_until=services.kept_until,
)


@bp.get("/nominations")
@requires(Permission.NOMINATION_VIEW)
def index() -> ResponseReturnValue:
    """Every dossier this person may see, newest first; with tai=excel as a workbook."""
    person, wanted = reader(), _filters()
    if sheets.is_wanted():
        return sheets.send("ho-so", SHEET, _cells(services.whole_list(person, wanted)), _("Hồ sơ đề nghị khen thưởng"))
    before, after = _key("truoc", services.LAST), _key("sau", services.LAST)
    rows = services.listed(person, wanted, before=before, after=after)
    first = rows if before is after is None else None
    page = keyset(rows, services.PAGE, lambda row: row.place)
    more = wanted.is_fine or "loc" in request.args
    return render_template(
        "nominations/index.html",
        page=page,
        wanted=wanted,
        count=services.count(person, wanted, first=first) if wanted.asked() else None,
        most=services.MOST,
        choices=services.filter_choices() if more else (),
        levels=LEVEL_NAMES,
        days=DUE_DAYS,
    )


def _cells(rows: Iterable[Any]) -> Iterator[tuple[object, ...]]:
    for row in rows:
        yield (
            *(f"HS-{row.id:06d}", row.name, KIND_NAMES[row.kind], row.birth_year, row.position, row.address),
            *(row.unit_name, row.campaign, row.award, STATE_NAMES[row.state]),
            *(row.desk, clock.local(row.desk_since).date(), row.deadline),
        )


def _filters() -> services.Filters:
    """What the address asks for; whatever it cannot mean does not matter."""
    if not request.args:
        return services.Filters()
    asked, days = request.args.to_dict(), _key("han")
    states = request.args.getlist("state")
    kinds = [kind for kind in SubjectKind if kind.value == asked.get("kind")]
    levels = [level for level in Level if level.value == asked.get("level")]
    return services.Filters(
        name=asked.get("name", "")[:200],
        unit=asked.get("unit", "")[:200],
        states=tuple(state for state in State if state.value in states),
        kind=kinds[0] if kinds else None,
        level=levels[0] if levels else None,
        campaign=_key("campaign"),
        award=_key("award"),
        due=clock.today() + timedelta(days=days or -1) if days in DUE_DAYS else None,
    )


def _key(argument: str, largest: int = LARGEST_ID) -> int | None:
    written = request.args.get(argument, "") if argument in request.args else ""  # it is slow to miss one
    return min(int(written), largest) if written.isascii() and written.isdigit() and len(written) < 11 else None


@bp.get("/nominations/<id:nomination_id>")
@requires(Permission.NOMINATION_VIEW)
def show(nomination_id: int) -> ResponseReturnValue:
    """The dossier: the way, what it says, what happened, and what this person may do."""
    nomination = services.get(nomination_id, actor=me())
    return render_template(
        "nominations/show.html",
        nomination=nomination,
        stations=services.stations(nomination),
        letters=services.readable_letters(nomination, actor=me()),
        steps=services.open_steps(nomination, me()),
        repeats=services.repeats_of(nomination, actor=me()),
        missing=services.missing(nomination) if services.may_write(nomination, me()) else [],
        may_write=services.may_write(nomination, me()),
        sections=SECTIONS[nomination.kind],
        seen=services.seen_of(nomination),
        changes=services.changes(nomination),
        remarks=services.remarks_of(nomination),
        pages={part.key: part.page for part in services.parts_of(nomination)},
        short_way=services.short_way(nomination),
        given=services.commendation_of(nomination),
        was_received=services.last_received(nomination) is not None,
        Needs=Needs,
    )


@bp.route("/nominations/<id:nomination_id>/steps/<any({}):action>".format(",".join(Action)), methods=["GET", "POST"])
@requires(Permission.NOMINATION_VIEW, write=Permission.NOMINATION_MOVE)
def take(nomination_id: int, action: str) -> ResponseReturnValue:
    """Take one step, after a look at what it does."""
    nomination = services.get(nomination_id, actor=me())
    step = Action(action)
    form = _step_form(nomination, step)
    if form.validate_on_submit():
        services.move(nomination, step, actor=me(), **_given(form, nomination))
        flash(_("Hồ sơ %(code)s: %(done)s.", code=nomination.code, done=ACTION_NAMES[step][1]))
        return redirect(url_for(".show", nomination_id=nomination.id), 303)
    if not form.is_submitted():
        form.seen.data = request.args.get("seen") or services.seen_of(nomination)
        services.step_for(nomination, step, me())
    return render_template(
        "nominations/take.html",
        nomination=nomination,
        action=step,
        form=form,
        needs_reason=any(Needs.REASON in row.needs for row in STEPS if row.action is step),
        parts=services.parts_of(nomination),
        written=services.written(nomination),
        keeps="award" in form,
    )


def _step_form(nomination: Nomination, action: Action) -> StepForm:
    if action is Action.RETURN:
        again = services.returns_from(nomination, nomination.stage_id) > 0
        return return_form(services.parts_of(nomination), again)
    if action is Action.ACCEPT and not nomination.is_deciding:
        return keep_form(services.awards_here(nomination))
    return StepForm()


def _given(form: StepForm, nomination: Nomination) -> dict[str, Any]:
    """What was written in the form of a step, as the rule takes it."""
    values = form.values
    marks = {name.removeprefix("mark-"): text or "" for name, text in values.items() if name.startswith("mark-")}
    award = next((one for one in nomination.campaign.awards if one.id == values.get("award")), None)
    given = {"seen": values["seen"] or "", "reason": values["reason"] or "", "again": values.get("again") or ""}
    return {**given, "remarks": marks, "award": award}


@bp.get("/nominations/<id:nomination_id>/steps/<id:step>")
@requires(Permission.NOMINATION_VIEW)
def as_it_was(nomination_id: int, step: int) -> ResponseReturnValue:
    """What the dossier said when this step was taken."""
    nomination = services.get(nomination_id, actor=me())
    move = services.moved(nomination, step)
    snapshot = services.snapshot_of(move)
    files = {file.sha256: file for file in nomination.attachments}
    return render_template(
        "nominations/as_it_was.html",
        nomination=nomination,
        move=move,
        rows=services.rows_of(nomination, snapshot.content),
        files=[(name, files.get(sha256)) for _kind, name, sha256, *_caption in snapshot.content["attachments"]],
    )


@bp.get("/nominations/<id:nomination_id>/steps/<id:step>/content")
@requires(Permission.NOMINATION_VIEW)
def content(nomination_id: int, step: int) -> ResponseReturnValue:
    """The same as bytes, whose SHA-256 is the fingerprint in the log."""
    nomination = services.get(nomination_id, actor=me())
    move = services.moved(nomination, step)
    answer = Response(services.bytes_of(services.snapshot_of(move)), mimetype="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{nomination.code}-{step}.json"'
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


@bp.get("/nominations/<id:nomination_id>/files/<id:attachment_id>")
@requires(Permission.NOMINATION_VIEW)
def download(nomination_id: int, attachment_id: int) -> ResponseReturnValue:
    """One file of the dossier, always as a download."""
    file = services.attachment(services.get(nomination_id, actor=me()), attachment_id)
    answer = send_file(
        storage.path_of(file.sha256), mimetype=file.media_type, as_attachment=True, download_name=file.file_name
    )
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


MOST_NOMINEES = 200  # on the page
NOMINEES = (
    Column(_l("Tên"), 30),
    Column(_l("Loại")),
    Column(_l("Năm sinh"), 10),
    Column(_l("Chức vụ, đơn vị"), 30),
    Column(_l("Địa chỉ"), 40),
)


@bp.get("/nominees")
@requires(Permission.NOMINATION_VIEW)
def nominees() -> ResponseReturnValue:
    """The register of nominees of one's own unit, or those called so; as a workbook, all of them."""
    name, wanted = request.args.get("name", "")[:100].strip(), sheets.is_wanted()
    found = services.nominees_of(me(), name, None if wanted else MOST_NOMINEES + 1)
    if wanted:
        cells = ((one.name, KIND_NAMES[one.kind], one.birth_year, one.position, one.address) for one in found)
        return sheets.send("so-doi-tuong", NOMINEES, cells, _("Sổ đối tượng"))
    shown = {"nominees": found[:MOST_NOMINEES], "is_longer": len(found) > MOST_NOMINEES}
    return render_template("nominations/nominees.html", name=name, **shown)
