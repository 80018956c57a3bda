"""The administrator's pages: people, their appointments and the slips with their codes."""

from datetime import timedelta

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from awards.accounts import services as accounts
from awards.accounts.confirming import fresh
from awards.accounts.models import User
from awards.accounts.sessions import me
from awards.administration import services
from awards.administration.forms import AppointmentForm, NewPersonForm
from awards.core import clock, sheets
from awards.core.access import ROLE_NAMES, Permission, requires
from awards.core.edge import shown_on
from awards.core.levels import LEVEL_NAMES
from awards.core.pages import keyset, room
from awards.core.sheets import Column
from awards.units.models import Unit

bp = Blueprint("administration", __name__)
room(_l("Người dùng"), "administration.people", Permission.PEOPLE_MANAGE)


SHEET = (Column(_l("Họ và tên"), 30), Column(_l("Tên đăng nhập")), Column(_l("Bổ nhiệm"), 60), Column(_l("Tài khoản")))


def _cells(user: User) -> tuple[object, ...]:
    held = "; ".join(f"{ROLE_NAMES[one.role]}, {one.unit.name}" for one in user.appointments_now())
    return user.name, user.username, held, _("Đang dùng") if user.is_active else _("Đang khóa")


@bp.get("/people")
@requires(Permission.PEOPLE_MANAGE)
def people() -> ResponseReturnValue:
    """Everybody who can sign in, newest first."""
    words = request.args.get("words", "")[:100]
    if sheets.is_wanted():
        return sheets.send("nguoi-dung", SHEET, map(_cells, accounts.everybody(words=words)))
    rows = accounts.listed(words=words, before=_number("truoc"), after=_number("sau"))
    page = keyset(rows, accounts.PAGE, lambda user: user.id)
    waiting = [] if words else accounts.proposed_appointments()
    return render_template("administration/people.html", page=page, words=words, role_names=ROLE_NAMES, waiting=waiting)


@bp.route("/people/new", methods=["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE)
@fresh(_l("thêm người dùng và bổ nhiệm"))
def new_person() -> ResponseReturnValue:
    """A new person: first the unit, then who they are and what they are appointed to."""
    unit = _chosen_unit()
    if unit is None:
        return _choose_unit(_("Thêm người dùng"), url_for(".people"))
    form = NewPersonForm()
    if form.validate_on_submit():
        user = accounts.create_person(form.name.data or "", form.username.data or "", actor=me())
        accounts.appoint(user, unit, **form.appointment(), actor=me())
        return _to_slip(user)
    _begin_today(form)
    return render_template("administration/new_person.html", form=form, unit=unit, above=services.whereabouts(unit))


@bp.get("/people/<id:user_id>")
@requires(Permission.PEOPLE_MANAGE)
def person(user_id: int) -> ResponseReturnValue:
    """One person: account, appointments, history."""
    user = accounts.person(user_id)
    events = services.history(user)
    has_phone = accounts.uses_second_step(user)
    return render_template(
        "administration/person.html", user=user, events=events, role_names=ROLE_NAMES, has_phone=has_phone
    )


@bp.route("/people/<id:user_id>/appointments/new", methods=["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE)
@fresh(_l("ghi bổ nhiệm"))
def appoint(user_id: int) -> ResponseReturnValue:
    """A further appointment: first the unit, then the role."""
    user, unit = accounts.person(user_id), _chosen_unit()
    if unit is None:
        return _choose_unit(_("Bổ nhiệm %(name)s", name=user.name), url_for(".person", user_id=user.id))
    form = AppointmentForm()
    if form.validate_on_submit():
        accounts.appoint(user, unit, **form.appointment(), actor=me())
        flash(_("Đã ghi đề nghị bổ nhiệm. Có hiệu lực khi một người quản trị khác xác nhận."))
        return redirect(url_for(".person", user_id=user.id), 303)
    _begin_today(form)
    above = services.whereabouts(unit)
    return render_template("administration/appoint.html", form=form, user=user, unit=unit, above=above)


@bp.post("/people/<id:user_id>/appointments/<id:appointment_id>/confirm")
@requires(Permission.PEOPLE_MANAGE)
@fresh(_l("xác nhận bổ nhiệm"))
@shown_on(".person")
def confirm_appointment(user_id: int, appointment_id: int) -> ResponseReturnValue:
    """Confirm what another administrator has proposed."""
    accounts.confirm_appointment(accounts.appointment_of(accounts.person(user_id), appointment_id), actor=me())
    flash(_("Đã xác nhận. Bổ nhiệm có hiệu lực ngay từ thao tác tiếp theo của người được bổ nhiệm."))
    return redirect(url_for(".person", user_id=user_id), 303)


@bp.post("/people/<id:user_id>/second-step/off")
@requires(Permission.PEOPLE_MANAGE)
@fresh(_l("gỡ xác thực hai bước của người khác"))
@shown_on(".person")
def turn_off_second_step(user_id: int) -> ResponseReturnValue:
    """Forget a lost phone; the person sets up a new one."""
    accounts.turn_off_second_step_of(accounts.person(user_id), actor=me())
    flash(_("Đã gỡ xác thực hai bước. Các phiên đăng nhập của người này đã kết thúc."))
    return redirect(url_for(".person", user_id=user_id), 303)


@bp.post("/people/<id:user_id>/appointments/<id:appointment_id>/end")
@requires(Permission.PEOPLE_MANAGE)
@shown_on(".person")
def end_appointment(user_id: int, appointment_id: int) -> ResponseReturnValue:
    """End an appointment now."""
    appointment = accounts.appointment_of(accounts.person(user_id), appointment_id)
    accounts.end_appointment(appointment, actor=me())
    flash(_("Đã kết thúc bổ nhiệm."))
    return redirect(url_for(".person", user_id=user_id), 303)


@bp.post("/people/<id:user_id>/code")
@requires(Permission.PEOPLE_MANAGE)
@shown_on(".person")
@fresh(_l("cấp mã một lần"))
def issue_code(user_id: int) -> ResponseReturnValue:
    """A new slip with a new code; the one before is worth nothing from now on."""
    return _to_slip(accounts.person(user_id))


@bp.get("/people/<id:user_id>/slip")
@requires(Permission.PEOPLE_MANAGE)
def slip(user_id: int) -> ResponseReturnValue:
    """The slip to print and hand over. The code is shown once: nobody, the database included, knows it afterwards."""
    user = accounts.person(user_id)
    whose, code = session.pop("slip", (None, None))
    address = (current_app.config["PUBLIC_BASE_URL"] or request.host_url).rstrip("/") + url_for(
        "accounts.first_password"
    )
    last_day = clock.now() + accounts.CODE_LIVES - timedelta(days=1)
    shown = code if whose == user.id else None
    return render_template("administration/slip.html", user=user, code=shown, address=address, last_day=last_day)


@bp.post("/people/<id:user_id>/deactivate")
@requires(Permission.PEOPLE_MANAGE)
@shown_on(".person")
def deactivate(user_id: int) -> ResponseReturnValue:
    """Close the account."""
    accounts.deactivate(accounts.person(user_id), actor=me())
    flash(_("Đã khóa tài khoản. Mọi phiên đăng nhập của người này đã kết thúc."))
    return redirect(url_for(".person", user_id=user_id), 303)


@bp.post("/people/<id:user_id>/reactivate")
@requires(Permission.PEOPLE_MANAGE)
@shown_on(".person")
def reactivate(user_id: int) -> ResponseReturnValue:
    """Open the account again."""
    accounts.reactivate(accounts.person(user_id), actor=me())
    flash(_("Đã mở lại tài khoản."))
    return redirect(url_for(".person", user_id=user_id), 303)


def _to_slip(user: User) -> ResponseReturnValue:
    """Issue a code and go to the page that shows it once: until then the administrator's own cookie holds it."""
    session["slip"] = [user.id, accounts.issue_code(user, actor=me())]
    return redirect(url_for(".slip", user_id=user.id), 303)


def _number(argument: str) -> int | None:
    """A row's id in the address, or None."""
    written = request.args.get(argument, "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else None


def _chosen_unit() -> Unit | None:
    number = _number("unit")
    return services.unit(number) if number is not None else None


def _choose_unit(title: str, back: str) -> ResponseReturnValue:
    """Search and choose a unit; the choice comes back to this very page as `unit`."""
    words = request.args.get("words", "")[:100]
    found = services.units_called(words) if words.strip() else []
    return render_template(
        "administration/_choose_unit.html",
        title=title,
        back=back,
        words=words,
        found=[(unit, services.whereabouts(unit)) for unit in found[: services.MOST]],
        has_more=len(found) > services.MOST,
        level_names=LEVEL_NAMES,
    )


def _begin_today(form: AppointmentForm) -> None:
    if not form.is_submitted():
        form.valid_from.data = clock.today()
