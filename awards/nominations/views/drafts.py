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
from awards.nominations.forms import (
    SUBJECT_FORMS,
    CitationForm,
    EvidenceForm,
    RemoveForm,
    details_in,
    facts_form,
    facts_in,
    report_form,
    subject_form,
)
from awards.nominations.models import Nomination, Nominee
from awards.nominations.report import SECTIONS
from awards.nominations.route import Action
from awards.nominations.subject import DETAILS
from awards.nominations.views import bp
from awards.nominations.views.typing import written
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
    unit, known = unit_for(campaign, me()), _from_register()
    form = SUBJECT_FORMS[subject](obj=known if known and known.kind is subject else None)
    form.award.choices = _awards(campaign, subject)
    if form.validate_on_submit():
        values = _subject_of(form.values)
        award = next(a for a in campaign.awards if a.id == values.pop("award"))
        if unit is None:
            raise Refused(_("Đợt xét này nhận đề nghị từ cấp khác, không phải từ đơn vị của ông/bà."))
        nomination = services.draft(campaign, award, kind=subject, unit=unit, actor=me(), nominee=known, **values)
        flash(_("Đã lập hồ sơ %(code)s.", code=nomination.code))
        _tell_of_name(form)
        return redirect(url_for(".show", nomination_id=nomination.id), 303)
    return render_template(
        "nominations/new.html",
        form=form,
        campaign=campaign,
        kind=subject,
        known=known,
        unfit=services.unfit(campaign, subject),
        matches=matches_for(form, subject, unit.id if unit else 0),
    )


def _from_register() -> Nominee | None:
    """The entry of the register that the address names, if this person keeps it."""
    number = request.args.get("nominee", "")
    return services.get_nominee(int(number), actor=me()) if number.isascii() and number.isdigit() else None


def matches_for(form: Any, kind: SubjectKind, unit_id: int, but: Nomination | None = None) -> list[services.Match]:
    """Who in the register is like what stands in this form; nobody while there is no name."""
    name = form.name.data or ""
    if not isinstance(name, str) or not name or not unit_id:
        return []
    typed = services.Subject(
        kind,
        name[:300],
        form.birth_year.data if "birth_year" in form else None,
        form.address.data or "",
        form.honorific.data.value if "honorific" in form and form.honorific.data else "",
        _number(form, but),
    )
    return services.similar(typed, unit_id=unit_id, actor=me(), but=but)


def _number(form: Any, but: Nomination | None) -> str:
    """By the citizen number that is being typed, or the one that is stored."""
    typed = form.citizen_number.data or "" if "citizen_number" in form else ""
    return services.citizen_index(typed) or (but.nominee.citizen_index or "" if but else "")


def _awards(campaign: Campaign, kind: SubjectKind) -> list[Any]:
    unfit = services.unfit(campaign, kind)
    fitting = [award for award in campaign.awards if award not in unfit]
    return options((award.id, award.award_form.name) for award in fitting)


def _subject_of(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in {"seen", "name_choice"}}


def _tell_of_name(form: Any) -> None:
    """Blanks taken out and accents joined are said, too: nothing is changed in silence."""
    if (found := form.odd_name) and form.name_choice.data != "typed":
        flash(_("Tên %(what)s; đã ghi là “%(name)s”.", what=found.what, name=form.name.data))


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
    kind = nomination.kind
    form = written(nomination, "subject", subject_form, kind, obj=nomination, data=nomination.details)
    form.award.choices = _awards(nomination.campaign, kind)
    if not form.award.raw_data:
        form.award.data = nomination.award_id
    if form.validate_on_submit():
        values = _subject_of(form.values)
        values["details"] = details_in(values, kind)
        citizen_number = values.pop("citizen_number", "")
        award_id = values.pop("award")
        award = next(a for a in nomination.campaign.awards if a.id == award_id)
        services.edit(nomination, actor=me(), seen=form.seen.data or "", award=award, **values)
        _tell_of_name(form)
        if citizen_number:
            services.write_citizen_number(nomination.nominee, citizen_number, actor=me())
        return _saved(nomination, "subject")
    if not form.is_submitted() and not form.award.raw_data:
        form.repeat_reason.data = nomination.repeat_notes[-1].reason if nomination.repeat_notes else ""
    unfit = services.unfit(nomination.campaign, kind)
    return render_template(
        "nominations/subject.html",
        form=form,
        nomination=nomination,
        unfit=unfit,
        details=DETAILS[kind],
        masked=services.masked_citizen_number(nomination.nominee),
        matches=matches_for(form, kind, nomination.unit_id, nomination),
        missing=services.missing(nomination),
    )


@bp.route("/nominations/<id:nomination_id>/facts", methods=["GET", "POST"])
@requires(Permission.NOMINATION_WRITE)
def facts(nomination_id: int) -> ResponseReturnValue:
    """The movement facts, year by year."""
    nomination = _open(nomination_id)
    years = services.years_of(nomination)
    filled = services.facts_as_fields(nomination)
    form = written(nomination, "facts", facts_form, nomination.kind, years, obj=nomination, data=filled)
    if form.validate_on_submit():
        values = _subject_of(form.values)
        values["facts"] = facts_in(values, years)
        services.edit(nomination, actor=me(), seen=form.seen.data or "", **values)
        return _saved(nomination, "facts")
    groups = [(year, [part for part in form if part.name.startswith(f"y{year}_")]) for year in reversed(years)]
    missing = services.missing(nomination)
    return render_template("nominations/facts.html", form=form, nomination=nomination, groups=groups, missing=missing)


@bp.get("/nominations/<id:nomination_id>/check")
@requires(Permission.NOMINATION_WRITE)
def check(nomination_id: int) -> ResponseReturnValue:
    """All answers on one page, each with the way back to it."""
    nomination = _open(nomination_id)
    steps = services.open_steps(nomination, me())
    return render_template(
        "nominations/check.html",
        nomination=nomination,
        sections=SECTIONS[nomination.kind],
        missing=services.missing(nomination),
        can_propose=any(step.action is Action.PROPOSE for step in steps),
        seen=services.seen_of(nomination),
    )


@bp.route("/nominations/<id:nomination_id>/citation", methods=["GET", "POST"])
@requires(Permission.NOMINATION_WRITE)
def citation(nomination_id: int) -> ResponseReturnValue:
    """The sentence on the certificate."""
    nomination = _open(nomination_id)
    form = written(nomination, "citation", CitationForm, obj=nomination)
    if form.validate_on_submit():
        services.edit(nomination, actor=me(), seen=form.seen.data or "", citation=form.citation.data or "")
        if "look" in request.form:
            services.forget_typing(nomination, "citation", actor=me())
            return redirect(url_for(".citation", nomination_id=nomination.id, _anchor="paper"), 303)
        return _saved(nomination, "citation")
    missing = services.missing(nomination)
    return render_template("nominations/citation.html", form=form, nomination=nomination, missing=missing)


@bp.route("/nominations/<id:nomination_id>/report", methods=["GET", "POST"])
@requires(Permission.NOMINATION_WRITE)
def report(nomination_id: int) -> ResponseReturnValue:
    """The achievement report in sections."""
    nomination = _open(nomination_id)
    form = written(nomination, "report", report_form, nomination.kind, data=nomination.report)
    if form.validate_on_submit():
        sections = {section.code: form[section.code].data or "" for section in SECTIONS[nomination.kind]}
        services.edit(nomination, actor=me(), seen=form.seen.data or "", report=sections)
        return _saved(nomination, "report")
    return render_template(
        "nominations/report.html",
        form=form,
        nomination=nomination,
        sections=SECTIONS[nomination.kind],
        totals=services.totals_in_words(nomination),
        missing=services.missing(nomination),
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
            caption=form.caption.data or "",
            seen=form.seen.data or "",
            actor=me(),
        )
        flash(_("Đã nhận tệp."))
        return redirect(url_for(".evidence", nomination_id=nomination.id), 303)
    if not form.is_submitted():
        form.seen.data = services.seen_of(nomination)
    return render_template(
        "nominations/evidence.html",
        form=form,
        nomination=nomination,
        seen=services.seen_of(nomination),
        may_add=services.may_add_file(nomination),
        may_take_out=lambda file: services.may_take_out(nomination, file),
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


def _saved(nomination: Nomination, page: str) -> ResponseReturnValue:
    services.forget_typing(nomination, page, actor=me())
    flash(_("Đã lưu."))
    return redirect(url_for(".show", nomination_id=nomination.id), 303)
