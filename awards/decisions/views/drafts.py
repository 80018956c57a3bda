"""The pages of decisions: drafting with the list shown, and the steps of the paper."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.accounts.confirming import fresh
from awards.accounts.sessions import me
from awards.campaigns import services as campaigns
from awards.core import clock, sheets
from awards.core.access import Permission, requires
from awards.core.edge import shown_on
from awards.core.sentences import lazy as _l
from awards.core.sheets import Column
from awards.decisions import services
from awards.decisions.documents import decision_html, on_screen
from awards.decisions.forms import (
    DecisionForm,
    HandBackForm,
    RewordForm,
    SignForm,
    ThawForm,
    WordsForm,
    chosen,
)
from awards.decisions.models import Decision, DecisionKind, DecisionState
from awards.decisions.services.table import STATE_NAMES
from awards.decisions.views import as_pdf, as_word, back, bp, opened
from awards.nominations.models import Nomination

DRAFT = Permission.DECISION_DRAFT


@bp.get("/")
@requires(Permission.DECISION_VIEW)
def index() -> ResponseReturnValue:
    """The decisions of one's units, and what one could be drafted from."""
    found = services.listed(me())
    if sheets.is_wanted():
        rows = (_cells(decision, length) for decision, length in found)
        return sheets.send("quyet-dinh", SHEET, rows, _("Quyết định"))
    outside = services.outside_listed(me())
    return render_template("decisions/index.html", decisions=found, ready=services.ready(me()), outside=outside)


SHEET = (
    Column(_l("Số"), 16),
    Column(_l("Ngày ký"), 12),
    Column(_l("Về việc"), 50),
    Column(_l("Đợt xét"), 40),
    Column(_l("Hình thức khen thưởng"), 30),
    Column(_l("Số đối tượng"), 12),
    Column(_l("Tình trạng"), 20),
)


def _cells(decision: Decision, length: int) -> tuple[object, ...]:
    about = (decision.number_text, decision.signed_on, decision.subject, decision.campaign.name)
    return *about, decision.award_form.name, length, STATE_NAMES[decision.state]


@bp.route("/new/<id:campaign_id>/<id:award_form_id>", methods=["GET", "POST"])
@requires(DRAFT)
def new(campaign_id: int, award_form_id: int) -> ResponseReturnValue:
    """Draft a decision: the accepted dossiers, all ticked at first."""
    campaign = campaigns.get(campaign_id, actor=me())
    award_form = services.form_of(campaign, award_form_id)
    nominations = services.available(campaign, award_form, actor=me())
    form = DecisionForm()
    if form.validate_on_submit():
        decision = services.draft(campaign, award_form, ticked_of(nominations), actor=me())
        return back(decision, _("Đã lập dự thảo quyết định với %(n)s hồ sơ.", n=len(decision.items)))
    ticked = request.form.getlist("chon") if form.is_submitted() else [str(n.id) for n in nominations]
    return render_template(
        "decisions/new.html", form=form, campaign=campaign, form_of=award_form, nominations=nominations, ticked=ticked
    )


def ticked_of(nominations: list[Nomination]) -> list[Nomination]:
    """Those of these dossiers that were ticked."""
    ids = set(chosen(request.form.getlist("chon")))
    return [nomination for nomination in nominations if nomination.id in ids]


@bp.get("/<id:decision_id>")
@requires(Permission.DECISION_VIEW)
def show(decision_id: int) -> ResponseReturnValue:
    """The decision: how far it is, its list, its paper, and what this person may do."""
    decision = opened(decision_id)
    return render_template(
        "decisions/show.html",
        form=DecisionForm(formdata=None),
        decision=decision,
        words=on_screen(decision),
        steps=[step.action.value for step in services.open_steps(decision, me())],
        more=_more(decision),
        amendments=services.amendments_of(decision),
        undone=services.undone_in([decision]),
        proposers=services.proposers_of(decision),
    )


def _more(decision: Decision) -> int:
    """How many further dossiers could be added."""
    if decision.state is not DecisionState.DRAFTED or decision.kind is not DecisionKind.AWARD or not me().can(DRAFT):
        return 0
    return len(services.available(decision.campaign, decision.award_form, actor=me()))


@bp.get("/<id:decision_id>/paper")
@requires(Permission.DECISION_VIEW)
def paper(decision_id: int) -> ResponseReturnValue:
    """The decision and its list as PDF; blanks while there is no number."""
    return as_pdf(decision_html(opened(decision_id)), f"quyet-dinh-{decision_id}")


@bp.get("/<id:decision_id>/word")
@requires(Permission.DECISION_VIEW)
def word(decision_id: int) -> ResponseReturnValue:
    """The same paper as an editable Word file."""
    return as_word(decision_html(opened(decision_id)), f"quyet-dinh-{decision_id}")


@bp.route("/<id:decision_id>/words", methods=["GET", "POST"])
@requires(DRAFT)
def words(decision_id: int) -> ResponseReturnValue:
    """Change the subject and the merit of a draft."""
    decision = opened(decision_id)
    form = WordsForm(obj=decision)
    if form.validate_on_submit():
        said = {"subject": form.subject.data or "", "merit": form.merit.data or ""}
        services.write(decision, **said, seen=form.version, actor=me())
        return back(decision, _("Đã lưu nội dung quyết định."))
    if not form.is_submitted():
        form.seen.data = str(decision.version)
    return render_template("decisions/words.html", form=form, decision=decision)


@bp.route("/<id:decision_id>/add", methods=["GET", "POST"])
@requires(DRAFT)
def add(decision_id: int) -> ResponseReturnValue:
    """Add accepted dossiers to a draft."""
    decision = opened(decision_id)
    nominations = services.available(decision.campaign, decision.award_form, actor=me())
    form = DecisionForm()
    if form.validate_on_submit():
        ticked = ticked_of(nominations)
        services.add(decision, ticked, seen=form.version, actor=me())
        return back(decision, _("Đã thêm %(n)s hồ sơ.", n=len(ticked)))
    if not form.is_submitted():
        form.seen.data = str(decision.version)
    ticked_now = request.form.getlist("chon")
    return render_template(
        "decisions/add.html", form=form, decision=decision, nominations=nominations, ticked=ticked_now
    )


@bp.post("/<id:decision_id>/items/<id:item_id>/<any(up,down,remove):way>")
@requires(DRAFT)
@shown_on(".show")
def change(decision_id: int, item_id: int, way: str) -> ResponseReturnValue:
    """Move one place of the list up or down, or take it out."""
    decision = opened(decision_id)
    item, form = services.get_item(decision, item_id), DecisionForm()
    if way == "remove":
        services.remove(decision, item, seen=form.version, actor=me())
        flash(_("Đã đưa hồ sơ ra khỏi danh sách."))
    else:
        services.shift(decision, item, -1 if way == "up" else 1, seen=form.version, actor=me())
    return redirect(url_for(".show", decision_id=decision.id, _anchor=f"so-{item_id}"), 303)


@bp.post("/<id:decision_id>/discard")
@requires(DRAFT)
@shown_on(".show")
def discard(decision_id: int) -> ResponseReturnValue:
    """Throw a draft away."""
    services.discard(opened(decision_id), seen=DecisionForm().version, actor=me())
    flash(_("Đã bỏ dự thảo; các hồ sơ lại chờ ra quyết định."))
    return redirect(url_for(".index"), 303)


@bp.route("/<id:decision_id>/thaw", methods=["GET", "POST"])
@requires(DRAFT)
def thaw(decision_id: int) -> ResponseReturnValue:
    """Open a frozen list again, with a reason."""
    decision, form = opened(decision_id), ThawForm()
    if form.validate_on_submit():
        services.thaw(decision, reason=form.reason.data or "", seen=form.version, actor=me())
        return back(decision, _("Đã mở lại danh sách."))
    if not form.is_submitted():
        form.seen.data = str(decision.version)
        services.step_for(decision, services.DecisionAction.THAW, me())
    return render_template("decisions/thaw.html", form=form, decision=decision)


@bp.route("/<id:decision_id>/sign", methods=["GET", "POST"])
@requires(Permission.DECISION_SIGN)
@fresh(_l("ghi việc ký quyết định"))
def sign(decision_id: int) -> ResponseReturnValue:
    """The leader records that the paper is signed."""
    decision, form = opened(decision_id), SignForm()
    if form.validate_on_submit() and form.signed_on.data:
        services.sign(decision, seen=form.version, signed_on=form.signed_on.data, actor=me())
        said = _(" Hệ thống đã cấp số %(number)s.", number=decision.number_text) if decision.number_text else ""
        return back(decision, _("Đã ghi nhận quyết định đã ký.") + said)
    if not form.is_submitted():
        form.seen.data, form.signed_on.data = str(decision.version), clock.today()
        services.step_for(decision, services.DecisionAction.SIGN, me())
    return render_template("decisions/sign.html", form=form, decision=decision, words=services.any_words_now(decision))


@bp.route("/<id:decision_id>/number", methods=["GET", "POST"])
@requires(Permission.DECISION_NUMBER)
@fresh(_l("cấp số quyết định"))
def number(decision_id: int) -> ResponseReturnValue:
    """The records clerk gives the signed paper its number."""
    decision, form = opened(decision_id), DecisionForm()
    if form.validate_on_submit():
        given = services.number(decision, seen=form.version, actor=me())
        return back(decision, _("Đã cấp số %(number)s. Ghi số này vào bản giấy đã ký.", number=given))
    if not form.is_submitted():
        form.seen.data = str(decision.version)
        services.step_for(decision, services.DecisionAction.NUMBER, me())
    return render_template("decisions/number.html", form=form, decision=decision)


@bp.route("/papers/<id:amended_id>/words", methods=["GET", "POST"])
@requires(DRAFT)
def reword(amended_id: int) -> ResponseReturnValue:
    """What the corrected paper shall say, with what it says now beside it."""
    amended = services.get_amended(amended_id, actor=me())
    decision = amended.decision
    form = RewordForm(data=amended.now | {"lines": "\n".join(amended.now["lines"])})
    if form.validate_on_submit():
        services.reword(amended, form.words, seen=form.version, actor=me())
        return back(decision, _("Đã ghi nội dung đính chính."))
    if not form.is_submitted():
        form.seen.data = str(decision.version)
    return render_template("decisions/reword.html", form=form, decision=decision, amended=amended)


@bp.route("/papers/<id:amended_id>/handed-back", methods=["GET", "POST"])
@requires(Permission.DECISION_VIEW)
def hand_back(amended_id: int) -> ResponseReturnValue:
    """Record that the old paper came back to the office."""
    amended, form = services.get_amended(amended_id, actor=me()), HandBackForm()
    decision = amended.decision
    if form.validate_on_submit() and form.on.data:
        services.hand_back(amended, form.on.data, actor=me())
        return back(decision, _("Đã ghi ngày %(name)s nộp lại giấy cũ.", name=amended.was["name"]))
    if not form.is_submitted():
        form.on.data = clock.today()
    return render_template("decisions/hand_back.html", form=form, decision=decision, amended=amended)
