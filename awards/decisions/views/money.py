"""The money of a decision, and the funds it is paid from."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.accounts.sessions import me
from awards.core import clock, sheets
from awards.core.access import Permission, requires
from awards.core.sentences import lazy as _l
from awards.core.sheets import Column
from awards.decisions import services
from awards.decisions.documents import payments_html
from awards.decisions.forms import PayForm, ReceiveForm, chosen
from awards.decisions.services.funds import FLOW_NAMES
from awards.decisions.services.prizes import DUE_NAMES, Line, total
from awards.decisions.views import as_pdf, as_word, bp, opened

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
        services.receive(unit, form.amount.data or 0, form.on.data, form.note.data or "", actor=me())
        flash(_("Đã ghi thu vào quỹ."))
        return redirect(url_for(".fund", unit_id=unit.id), 303)
    entries = services.entries_of(found)
    if sheets.is_wanted():
        rows = ((one.on, FLOW_NAMES[one.flow], one.amount, one.note, one.by.name) for one in entries)
        return sheets.send(f"quy-thi-dua-{unit.id}", LEDGER, rows, _("Quỹ thi đua, khen thưởng") + f": {unit.name}")
    if not form.is_submitted():
        form.on.data = clock.today()
    return render_template(
        "decisions/fund.html", form=form, unit=unit, fund=found, entries=entries, flow_names=FLOW_NAMES
    )
