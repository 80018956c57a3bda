"""The register of nominees: one page for each, what is written into it, and who is alike."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.accounts.confirming import fresh
from awards.accounts.sessions import me
from awards.core.access import Permission, Role, requires
from awards.core.forms import options
from awards.core.sentences import lazy as _l
from awards.core.text import Unwritable, clean_text
from awards.law.models import SubjectKind
from awards.nominations import documents, services
from awards.nominations.forms import CommendationForm, DissolveForm, FormerNameForm
from awards.nominations.models import Nominee
from awards.nominations.services import Subject
from awards.nominations.views import bp


@bp.get("/nominees/<id:nominee_id>")
@requires(Permission.NOMINATION_VIEW)
def nominee(nominee_id: int) -> ResponseReturnValue:
    """One entry: its names, members, commendations and dossiers."""
    found = services.get_nominee(nominee_id, actor=me())
    return render_template(
        "nominations/nominee.html",
        nominee=found,
        dossiers=services.nominations_of(found, actor=me()),
        predecessors=services.predecessors_of(found),
        may_keep=services.may_keep(found, me()),
        masked=services.masked_citizen_number(found),
    )


@bp.get("/nominees/<id:nominee_id>/data")
@requires(Permission.CITIZEN_NUMBER)
@fresh(_l("trích xuất dữ liệu của một người"))
def nominee_data(nominee_id: int) -> ResponseReturnValue:
    """All that is held of this person, as a file for them; that it was taken away is logged like every file."""
    found = services.get_nominee(nominee_id, actor=me())
    dossiers = services.nominations_of(found, actor=me())
    packed = documents.own_data(services.data_of(found, actor=me()), dossiers)
    answer = Response(packed, mimetype="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="du-lieu-doi-tuong-{found.id}.zip"'
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


@bp.route("/nominees/<id:nominee_id>/names", methods=["GET", "POST"])
@requires(Permission.NOMINATION_VIEW, write=Permission.NOMINATION_WRITE)
def nominee_name(nominee_id: int) -> ResponseReturnValue:
    """Write down a name it went by before."""
    found, form = services.get_nominee(nominee_id, actor=me()), FormerNameForm()
    if form.validate_on_submit():
        services.add_name(found, name=form.name.data or "", note=form.note.data or "", actor=me())
        return _written(found)
    return render_template("nominations/nominee_name.html", form=form, nominee=found)


@bp.route("/nominees/<id:nominee_id>/commendations", methods=["GET", "POST"])
@requires(Permission.NOMINATION_VIEW, write=Permission.NOMINATION_WRITE)
def nominee_commendation(nominee_id: int) -> ResponseReturnValue:
    """Write down an earlier commendation."""
    found, form = services.get_nominee(nominee_id, actor=me()), CommendationForm()
    if form.validate_on_submit():
        services.add_commendation(
            found,
            actor=me(),
            **{name: value or "" for name, value in form.values.items()} | {"decided_on": form.decided_on.data},
        )
        return _written(found)
    return render_template("nominations/nominee_commendation.html", form=form, nominee=found)


@bp.route("/nominees/<id:nominee_id>/end", methods=["GET", "POST"])
@requires(Permission.NOMINATION_VIEW, write=Permission.NOMINATION_WRITE)
def nominee_end(nominee_id: int) -> ResponseReturnValue:
    """Write down that a collective was dissolved, and who took over."""
    found, form = services.get_nominee(nominee_id, actor=me()), DissolveForm()
    beside = services.collectives_beside(found)
    form.successor.choices = options([(0, _("Không có hoặc chưa rõ")), *((one.id, one.name) for one in beside)])
    if form.validate_on_submit():
        successor = next((one for one in beside if one.id == form.successor.data), None)
        services.dissolve(found, on=form.values["dissolved_on"], successor=successor, actor=me())
        return _written(found)
    return render_template("nominations/nominee_end.html", form=form, nominee=found)


def _written(found: Nominee) -> ResponseReturnValue:
    flash(_("Đã ghi vào sổ."))
    return redirect(url_for(".nominee", nominee_id=found.id), 303)


@bp.get("/nominees/similar")
@requires(Permission.NOMINATION_WRITE)
def similar() -> ResponseReturnValue:
    """Who is alike: what the form asks while a name is typed, and a page to look somebody up."""
    asked = request.args
    kind = next((one for one in SubjectKind if one.value == asked.get("kind")), SubjectKind.INDIVIDUAL)
    year = asked.get("birth_year", "")
    subject = Subject(
        kind,
        _typed("name"),
        int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
        _typed("address"),
        asked.get("honorific", ""),
    )
    but = services.get(int(asked["but"]), actor=me()) if asked.get("but", "").isdecimal() else None
    unit_id = but.unit_id if but else _own_unit()
    matches = services.similar(subject, unit_id=unit_id, actor=me(), but=but) if subject.name else []
    if subject.name and asked.get("look") == "up":
        matches = services.look_up(subject, unit_id=unit_id, actor=me())
    is_cut = len(matches) == services.MOST_ALIKE
    return render_template(
        "nominations/similar.html", subject=subject, matches=matches, is_cut=is_cut, kinds=SubjectKind
    )


def _typed(name: str) -> str:
    """What is asked for, cleaned; what cannot be written finds nobody."""
    try:
        return clean_text(request.args.get(name, ""), longest=300)
    except Unwritable:
        return ""


def _own_unit() -> int:
    return next(one.unit_id for one in me().appointments_now() if one.role is Role.OFFICER)
