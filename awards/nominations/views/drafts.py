"""Writing a dossier, one page for each task."""

from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.accounts.models import User
from awards.accounts.sessions import me
from awards.campaigns import services as campaigns
from awards.campaigns.models import Campaign
from awards.core.access import Permission, Role, requires
from awards.core.edge import shown_on, takes_files
from awards.core.errors import Refused
from awards.core.forms import options
from awards.law.models import SubjectKind
from awards.nominations import services
from awards.nominations.forms import SUBJECT_FORMS, CitationForm, EvidenceForm, RemoveForm, report_form
from awards.nominations.models import Nomination
from awards.nominations.report import SECTIONS
from awards.nominations.views import bp
from awards.units.models import Unit

UPLOAD = 11 * 1024 * 1024  # one file of 10 MB and the form around it


@bp.get("/nominations/new")
@requires(Permission.NOMINATION_WRITE)
def choose() -> ResponseReturnValue:
    """Whom to nominate, in which campaign."""
    mine = [campaign for campaign in campaigns.running(me()) if unit_for(campaign, me())]
    return render_template("nominations/choose.html", campaigns=mine, kinds=SubjectKind)


@bp.route("/nominations/new/<id:campaign_id>/<any(collective,household,individual):kind>", methods=["GET", "POST"])
@requires(Permission.NOMINATION_WRITE)
def new(campaign_id: int, kind: str) -> ResponseReturnValue:
    """Begin a dossier: the subject and the award form."""
    campaign, subject = campaigns.get(campaign_id, actor=me()), SubjectKind(kind)
    form = SUBJECT_FORMS[subject]()
    form.award.choices = _awards(campaign, subject)
    if form.validate_on_submit():
        values = _subject_of(form.values)
        award = next(a for a in campaign.awards if a.id == values.pop("award"))
        unit = unit_for(campaign, me())
        if unit is None:
            raise Refused(_("Đợt xét này nhận đề nghị từ cấp khác, không phải từ đơn vị của ông/bà."))
        nomination = services.draft(campaign, award, kind=subject, unit=unit, actor=me(), **values)
        flash(_("Đã lập hồ sơ %(code)s.", code=nomination.code))
        return redirect(url_for(".show", nomination_id=nomination.id), 303)
    return render_template("nominations/new.html", form=form, campaign=campaign, kind=subject)


def _awards(campaign: Campaign, kind: SubjectKind) -> list[Any]:
    fitting = [award for award in campaign.awards if kind.value in award.subject_kinds]
    return options((award.id, award.award_form.name) for award in fitting)


def _subject_of(values: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if name != "seen"}


def unit_for(campaign: Campaign, actor: User) -> Unit | None:
    """The unit of this officer on the level where the campaign begins, if there is one."""
    level = campaign.route.stages[0].level
    for appointment in actor.appointments_now():
        if appointment.role is Role.OFFICER and appointment.unit.level == level:
            return appointment.unit
    return None


def _open(nomination_id: int) -> Nomination:
    """The dossier, for whoever may write in it; a POST is checked by its service, so that what was typed stays."""
    nomination = services.get(nomination_id, actor=me())
    if request.method != "POST":
        services.check_may_write(nomination, me())
    return nomination


@bp.route("/nominations/<id:nomination_id>/subject", methods=["GET", "POST"])
@requires(Permission.NOMINATION_WRITE)
def subject(nomination_id: int) -> ResponseReturnValue:
    """The subject and the award form."""
    nomination = _open(nomination_id)
    form = SUBJECT_FORMS[nomination.kind](obj=nomination)
    form.award.choices = _awards(nomination.campaign, nomination.kind)
    if form.validate_on_submit():
        values = _subject_of(form.values)
        award_id = values.pop("award")
        award = next(a for a in nomination.campaign.awards if a.id == award_id)
        services.edit(nomination, actor=me(), seen=form.seen.data or "", award=award, **values)
        return _saved(nomination)
    if not form.is_submitted():
        form.seen.data, form.award.data = services.seen_of(nomination), nomination.award_id
    return render_template("nominations/subject.html", form=form, nomination=nomination)


@bp.route("/nominations/<id:nomination_id>/citation", methods=["GET", "POST"])
@requires(Permission.NOMINATION_WRITE)
def citation(nomination_id: int) -> ResponseReturnValue:
    """The sentence on the certificate."""
    nomination = _open(nomination_id)
    form = CitationForm(obj=nomination)
    if form.validate_on_submit():
        services.edit(nomination, actor=me(), seen=form.seen.data or "", citation=form.citation.data or "")
        return _saved(nomination)
    if not form.is_submitted():
        form.seen.data = services.seen_of(nomination)
    return render_template("nominations/citation.html", form=form, nomination=nomination)


@bp.route("/nominations/<id:nomination_id>/report", methods=["GET", "POST"])
@requires(Permission.NOMINATION_WRITE)
def report(nomination_id: int) -> ResponseReturnValue:
    """The achievement report in sections."""
    nomination = _open(nomination_id)
    form = report_form(nomination.kind, nomination.report)
    if form.validate_on_submit():
        written = {section.code: form[section.code].data or "" for section in SECTIONS[nomination.kind]}
        services.edit(nomination, actor=me(), seen=form.seen.data or "", report=written)
        return _saved(nomination)
    if not form.is_submitted():
        form.seen.data = services.seen_of(nomination)
    return render_template(
        "nominations/report.html", form=form, nomination=nomination, sections=SECTIONS[nomination.kind]
    )


@bp.route("/nominations/<id:nomination_id>/evidence", methods=["GET", "POST"])
@requires(Permission.NOMINATION_WRITE)
@takes_files(UPLOAD)
def evidence(nomination_id: int) -> ResponseReturnValue:
    """The files of the dossier, and one more."""
    nomination = _open(nomination_id)
    form = EvidenceForm()
    if form.validate_on_submit():
        upload = form.file.data
        content = upload.read(current_app.config["UPLOAD_LIMIT"] + 1)
        if len(content) > current_app.config["UPLOAD_LIMIT"]:
            raise Refused(_("Tệp lớn hơn 10 MB."), "file")
        services.attach(
            nomination,
            doc_type=form.doc_type.data,
            file_name=upload.filename or "",
            content=content,
            seen=form.seen.data or "",
            actor=me(),
        )
        flash(_("Đã nhận tệp."))
        return redirect(url_for(".evidence", nomination_id=nomination.id), 303)
    if not form.is_submitted():
        form.seen.data = services.seen_of(nomination)
    return render_template(
        "nominations/evidence.html", form=form, nomination=nomination, seen=services.seen_of(nomination)
    )


@bp.post("/nominations/<id:nomination_id>/files/<id:attachment_id>/remove")
@requires(Permission.NOMINATION_WRITE)
@shown_on(".evidence")
def remove(nomination_id: int, attachment_id: int) -> ResponseReturnValue:
    """Take a file out of the dossier."""
    nomination = _open(nomination_id)
    file = services.attachment(nomination, attachment_id)
    services.remove(nomination, file, seen=RemoveForm().seen.data or "", actor=me())
    flash(_("Đã bỏ tệp %(name)s.", name=file.file_name))
    return redirect(url_for(".evidence", nomination_id=nomination.id), 303)


def _saved(nomination: Nomination) -> ResponseReturnValue:
    flash(_("Đã lưu."))
    return redirect(url_for(".show", nomination_id=nomination.id), 303)
