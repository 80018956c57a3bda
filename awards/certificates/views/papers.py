"""The certificates of a decision, one by one and in a list; and the two steps of a decision that concern them."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.accounts.confirming import fresh
from awards.accounts.sessions import me
from awards.certificates import services
from awards.certificates.forms import AmendForm, SettingForm
from awards.certificates.models import Certificate, CertificateState
from awards.certificates.printing import render_proof
from awards.certificates.views import bp
from awards.certificates.views.batches import IN_WORK, stored
from awards.core import sheets
from awards.core.access import Permission, requires
from awards.core.db import db
from awards.core.pages import words
from awards.core.sentences import lazy as _l
from awards.core.sheets import Column
from awards.core.side import write_later
from awards.decisions import services as decisions
from awards.decisions.forms import DecisionForm, FreezeForm, chosen
from awards.decisions.models import DecisionKind, DecisionState
from awards.nominations import services as nominations

CERTIFICATE_STATE_NAMES = {
    CertificateState.VALID: "Còn hiệu lực",
    CertificateState.CORRECTED: "Đã được đính chính",
    CertificateState.REPLACED: "Đã được cấp lại, cấp đổi",
    CertificateState.REVOKED: "Đã bị thu hồi",
}

VIEW, PRINT = Permission.CERTIFICATE_VIEW, Permission.CERTIFICATE_PRINT


words(bp, certificate_state_names=CERTIFICATE_STATE_NAMES)


@bp.route("/decisions/<id:decision_id>/freeze", methods=["GET", "POST"])
@requires(Permission.DECISION_DRAFT)
def freeze(decision_id: int) -> ResponseReturnValue:
    """Freeze the list for signature, after a look whether every certificate fits the paper."""
    decision, form = decisions.get(decision_id, actor=me()), FreezeForm()
    form.offer(decision)
    if form.validate_on_submit():
        signer = next(a.user for a in decisions.leaders_of(decision.unit) if a.user_id == form.signer.data)
        services.freeze(decision, seen=form.version, actor=me(), signer=signer, **form.how)
        flash(_("Đã chốt danh sách %(n)s. Hãy in quyết định để trình ký.", n=decision.length))
        return redirect(url_for("decisions.show", decision_id=decision.id), 303)
    if not form.is_submitted():
        form.seen.data = str(decision.version)
        decisions.step_for(decision, decisions.DecisionAction.FREEZE, me())
    words = decisions.any_words_now(decision)
    misfits = services.misfits_of(decision)
    return render_template("certificates/freeze.html", form=form, decision=decision, words=words, misfits=misfits)


@bp.route("/decisions/<id:decision_id>/issue", methods=["GET", "POST"])
@requires(Permission.DECISION_NUMBER)
@fresh(_l("ban hành quyết định"))
def issue(decision_id: int) -> ResponseReturnValue:
    """Issue the numbered decision and make its certificates."""
    decision, form = decisions.get(decision_id, actor=me()), DecisionForm()
    if form.validate_on_submit():
        services.issue(decision, seen=form.version, actor=me())
        flash(_("Đã ban hành Quyết định số %(number)s.", number=decision.number_text))
        return redirect(url_for("decisions.show", decision_id=decision.id), 303)
    if not form.is_submitted():
        form.seen.data = str(decision.version)
        decisions.step_for(decision, decisions.DecisionAction.ISSUE, me())
    return render_template("certificates/issue.html", form=form, decision=decision)


@bp.get("/certificates")
@requires(VIEW)
def index() -> ResponseReturnValue:
    """The issued decisions and how far their certificates are."""
    found = services.overviews(me())
    if sheets.is_wanted():
        return sheets.send("quyet-dinh-da-ban-hanh", ISSUED, map(_of_decision, found), _("Các quyết định đã ban hành"))
    return render_template("certificates/index.html", overviews=found)


ISSUED = (
    Column(_l("Số"), 16),
    Column(_l("Về việc"), 60),
    Column(_l("Ngày ký"), 12),
    Column(_l("Giấy"), 8),
    Column(_l("Đã có tệp"), 10),
    Column(_l("Hết hiệu lực"), 12),
)


def _of_decision(one: services.Overview) -> tuple[object, ...]:
    named = one.decision
    return named.number_text, named.subject, named.signed_on, one.count, one.rendered, one.ended


SHEET = (
    Column(_l("Số sổ vàng"), 10),
    Column(_l("Tên"), 30),
    Column(_l("Chức vụ, địa chỉ"), 50),
    Column(_l("Thành tích"), 60),
    Column(_l("Tình trạng"), 24),
    Column(_l("Theo quyết định"), 40),
)


def _cells(certificate: Certificate) -> tuple[object, ...]:
    text, state = certificate.text, CERTIFICATE_STATE_NAMES[certificate.state]
    by = decisions.undone_by(certificate.ended_by) if certificate.ended_by else ""
    return certificate.item.ordinal, text["name"], ", ".join(text["lines"]), text["citation"], state, by


@bp.get("/certificates/decisions/<id:decision_id>")
@requires(VIEW)
def decision(decision_id: int) -> ResponseReturnValue:
    """The certificates of one decision and its printings."""
    found = services.get_decision(decision_id, actor=me())
    certificates, batches = services.of_decision(found), services.last_batches(found)
    if sheets.is_wanted():
        return sheets.send(f"so-vang-{found.id}", SHEET, map(_cells, certificates), _("Sổ vàng"))
    prints = services.prints_of([one.id for one in certificates])
    return render_template(
        "certificates/decision.html",
        decision=found,
        certificates=certificates,
        batches=batches,
        prints=prints,
        IN_WORK=IN_WORK,
    )


@bp.get("/certificates/decisions/<id:decision_id>/proof")
@requires(VIEW)
def proof(decision_id: int) -> ResponseReturnValue:
    """The hardest certificates of the list, marked “BẢN THỬ”; that they were opened is noted."""
    found = decisions.get(decision_id, actor=me())
    papers, name = services.hardest(found), f"ban-thu-{found.id}.pdf"
    if me().can(PRINT) and found.state is not DecisionState.DRAFTED:  # a draft may still change, and be thrown away
        write_later(services.opened_proof(found, actor=me()))
    db.session.rollback()  # nobody waits for the drawing
    answer = Response(render_proof(papers, title=_("Bản thử")), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


@bp.route("/certificates/decisions/<id:decision_id>/items/<id:item_id>/setting", methods=["GET", "POST"])
@requires(PRINT)
def setting(decision_id: int, item_id: int) -> ResponseReturnValue:
    """Set the lines and sizes of one recipient's name and citation by hand."""
    item = services.item_of(decisions.get(decision_id, actor=me()), item_id)
    draft, form = services.draft_of(item), SettingForm()
    if form.validate_on_submit():
        services.set_by_hand(item, form.wanted, actor=me())
        flash(_("Đã đổi cách ngắt dòng của %(name)s.", name=draft.words.name))
        return redirect(url_for(".proof_list", decision_id=decision_id), 303)
    if not form.is_submitted():
        form.show(draft.words, services.setting_of(item))
    return render_template("certificates/setting.html", form=form, item=item, draft=draft)


@bp.get("/certificates/decisions/<id:decision_id>/proof-list")
@requires(VIEW)
def proof_list(decision_id: int) -> ResponseReturnValue:
    """Every certificate as it will be set, line by line, to be read and signed off."""
    found = decisions.get(decision_id, actor=me())
    return render_template("certificates/proof_list.html", decision=found, sheets=services.set_lines(found))


@bp.get("/certificates/<id:certificate_id>")
@requires(VIEW)
def show(certificate_id: int) -> ResponseReturnValue:
    """One certificate: its words, its state, its file."""
    found = services.get(certificate_id, actor=me())
    text, looked_up = services.restored(found.text), services.times_looked_up(found)
    prints = services.prints_of([found.id])[found.id]
    return render_template("certificates/show.html", certificate=found, text=text, prints=prints, looked_up=looked_up)


@bp.get("/certificates/<id:certificate_id>/file")
@requires(VIEW)
def file(certificate_id: int) -> ResponseReturnValue:
    """The stored file of one certificate."""
    found = services.get(certificate_id, actor=me())
    return stored(found.sha256, f"{found.item.ordinal:02} {found.text['name']}.pdf")


@bp.route("/certificates/decisions/<id:decision_id>/<any(correction,reissue,revocation):kind>", methods=["GET", "POST"])
@requires(Permission.DECISION_DRAFT)
@fresh(_l("lập quyết định đính chính, cấp lại hoặc thu hồi"))
def amend(decision_id: int, kind: str) -> ResponseReturnValue:
    """Draft the decision that corrects, gives again or takes back some certificates of this one."""
    original, does, form = services.get_decision(decision_id, actor=me()), DecisionKind(kind), AmendForm()
    form.offer(does)
    standing = services.standing(original)
    ticked = chosen(request.form.getlist("chon") if form.is_submitted() else request.args.getlist("chon"))
    if form.validate_on_submit():
        papers = [one for one in standing if one.id in ticked]
        facts = form.facts.data or ""
        made = services.amend(original, does, papers, cause=form.chosen_cause, facts=facts, actor=me())
        flash(_("Đã lập dự thảo quyết định %(subject)s.", subject=made.subject))
        return redirect(url_for("decisions.show", decision_id=made.id), 303)
    return render_template(
        "certificates/amend.html", form=form, decision=original, kind=kind, certificates=standing, ticked=ticked
    )


@bp.get("/nominations/<id:nomination_id>/on-paper")
@requires(Permission.NOMINATION_VIEW)
def on_paper(nomination_id: int) -> ResponseReturnValue:
    """A picture of the certificate a dossier would become; `citation`: with this sentence instead of the saved one."""
    nomination = nominations.get(nomination_id, actor=me())
    sentence = request.args.get("citation", nomination.citation)
    return Response(services.preview_png(nomination, sentence), mimetype="image/png")
