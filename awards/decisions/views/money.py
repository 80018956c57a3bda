"""The money of a decision, and the funds it is paid from."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.accounts.sessions import me
from awards.core import clock, sheets
from awards.core.access import Permission, requires
from awards.core.sentences import lazy as _l
from awards.core.sheets import Column
from awards.decisions import services
from awards.decisions.documents import outside_payments_html, payments_html
from awards.decisions.forms import PayForm, ReceiveForm, chosen
from awards.decisions.models import OutsideDecision
from awards.decisions.services.prizes import DUE_NAMES, Line, total
from awards.decisions.views import as_pdf, as_word, bp, opened
from awards.units.models import Unit

VIEW, KEEP = Permission.DECISION_VIEW, Permission.DECISION_NUMBER
SHEET = (
    Column(_l("Số sổ vàng"), 10),
    Column(_l("Họ và tên, tên tập thể, hộ gia đình"), 36),
    Column(_l("Chức vụ, đơn vị hoặc địa chỉ"), 48),
    Column(_l("Hệ số"), 8),
    Column(_l("Mức lương cơ sở (đồng)"), 16),
    Column(_l("Số tiền (đồng)"), 16),
    Column(_l("Tình trạng"), 24),
    Column(_l("Ký nhận"), 24),
)


def _cells(line: Line) -> tuple[object, ...]:
    numbers = (line.hundredths / 100, line.base, line.amount)
    return line.ordinal, line.who, line.where, *numbers, DUE_NAMES[line.due], ""


@bp.route("/<id:decision_id>/prizes", methods=["GET", "POST"])
@requires(VIEW, write=KEEP)
def prizes(decision_id: int) -> ResponseReturnValue:
    """The money of each recipient; the records clerk notes what was paid and what came back."""
    decision, form = opened(decision_id), PayForm()
    if form.validate_on_submit() and form.on.data:
        ticked, comes_back = chosen(request.form.getlist("chon")), request.form.get("viec") == "thu-hoi"
        act = services.recover if comes_back else services.pay
        whole = act(decision, ticked, form.on.data, actor=me())
        said = _("Đã ghi thu hồi %(sum)s đồng.") if comes_back else _("Đã ghi chi %(sum)s đồng.")
        flash(said % {"sum": f"{whole:,}".replace(",", ".")})
        return redirect(url_for(".prizes", decision_id=decision.id), 303)
    lines = services.lines_of(decision)
    if sheets.is_wanted():
        return sheets.send(f"chi-tien-thuong-{decision.id}", SHEET, map(_cells, lines), _("Chi tiền thưởng"))
    if not form.is_submitted():
        form.on.data = clock.today()
    shown = {"lines": lines, "total": total(lines), "due_names": DUE_NAMES, "ticked": request.form.getlist("chon")}
    return render_template("decisions/prizes.html", form=form, decision=decision, **shown)


@bp.get("/<id:decision_id>/prizes/paper")
@requires(VIEW)
def prizes_paper(decision_id: int) -> ResponseReturnValue:
    """The payment list with room for signatures, as PDF."""
    return as_pdf(payments_html(opened(decision_id)), f"chi-tien-thuong-{decision_id}")


@bp.get("/<id:decision_id>/prizes/word")
@requires(VIEW)
def prizes_word(decision_id: int) -> ResponseReturnValue:
    """The same as an editable Word file."""
    return as_word(payments_html(opened(decision_id)), f"chi-tien-thuong-{decision_id}")


@bp.get("/funds")
@requires(VIEW)
def funds() -> ResponseReturnValue:
    """The funds of one's units and what is in them."""
    found = services.funds(me())
    if sheets.is_wanted():
        cells = ((unit.name, *((one.received, one.paid, one.balance) if one else (0, 0, 0))) for unit, one in found)
        return sheets.send("quy-thi-dua", FUNDS, cells, _("Quỹ thi đua, khen thưởng"))
    return render_template("decisions/funds.html", funds=found)


FUNDS = (
    Column(_l("Đơn vị"), 36),
    Column(_l("Đã thu (đồng)"), 18),
    Column(_l("Đã chi (đồng)"), 18),
    Column(_l("Còn lại (đồng)"), 18),
)
LEDGER = (
    Column(_l("Ngày"), 12),
    Column(_l("Việc"), 24),
    Column(_l("Số tiền (đồng)"), 18),
    Column(_l("Nội dung"), 60),
    Column(_l("Người ghi"), 28),
)


@bp.route("/funds/<id:unit_id>", methods=["GET", "POST"])
@requires(VIEW, write=KEEP)
def fund(unit_id: int) -> ResponseReturnValue:
    """One fund's ledger; the records clerk notes what came in."""
    unit, found = services.fund_of(unit_id, actor=me())
    form = ReceiveForm()
    if form.validate_on_submit() and form.on.data:
        act = services.spend if form.does.data == "spend" else services.receive
        act(unit, form.amount.data or 0, form.on.data, form.note.data or "", actor=me())
        flash(_("Đã ghi sổ quỹ."))
        return redirect(url_for(".fund", unit_id=unit.id), 303)
    entries = services.entries_of(found)
    if sheets.is_wanted():
        rows = ((one.on, one.what, one.amount, one.note, one.by.name) for one in entries)
        return sheets.send(f"quy-thi-dua-{unit.id}", LEDGER, rows, _("Quỹ thi đua, khen thưởng") + f": {unit.name}")
    if not form.is_submitted():
        form.on.data = clock.today()
    spent, too_much = services.organised(found)
    shown = {"unit": unit, "fund": found, "entries": entries, "spent": spent, "too_much": too_much}
    return render_template("decisions/fund.html", form=form, outside=services.outside_paid_by(unit), **shown)


@bp.route("/funds/<id:unit_id>/outside/<id:outside_id>", methods=["GET", "POST"])
@requires(VIEW, write=KEEP)
def outside_prizes(unit_id: int, outside_id: int) -> ResponseReturnValue:
    """The money with awards that others decided and this unit pays; the records clerk notes what was paid."""
    unit, outside = _paid_by(unit_id, outside_id)
    form = PayForm()
    if form.validate_on_submit() and form.on.data:
        ticked = chosen(request.form.getlist("chon"))
        whole = services.pay_outside(outside, unit, ticked, form.on.data, actor=me())
        flash(_("Đã ghi chi %(sum)s đồng.", sum=f"{whole:,}".replace(",", ".")))
        return redirect(url_for(".outside_prizes", unit_id=unit.id, outside_id=outside.id), 303)
    if not form.is_submitted():
        form.on.data = clock.today()
    lines, ticked_now = services.outside_lines(outside, unit), request.form.getlist("chon")
    shown = {"unit": unit, "outside": outside, "lines": lines, "ticked": ticked_now}
    return render_template("decisions/outside_prizes.html", form=form, **shown)


@bp.get("/funds/<id:unit_id>/outside/<id:outside_id>/paper")
@requires(VIEW)
def outside_prizes_paper(unit_id: int, outside_id: int) -> ResponseReturnValue:
    """The payment list of such a decision with room for signatures, as PDF."""
    unit, outside = _paid_by(unit_id, outside_id)
    return as_pdf(outside_payments_html(outside, unit), f"chi-tien-thuong-cap-tren-{outside.id}")


def _paid_by(unit_id: int, outside_id: int) -> tuple[Unit, OutsideDecision]:
    unit, _fund = services.fund_of(unit_id, actor=me())
    outside = next((one for one in services.outside_paid_by(unit) if one.id == outside_id), None)
    return (unit, outside) if outside else abort(404)
