"""The administrator's pages: people, their appointments and the slips with their codes."""

from datetime import timedelta

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.accounts import services as accounts
from awards.accounts.confirming import fresh
from awards.accounts.models import Appointment, User
from awards.accounts.sessions import me
from awards.administration import services
from awards.administration.forms import AppointmentForm, LeavingForm, MailForm, NewPersonForm
from awards.administration.views import bp
from awards.administration.views.choosing import begin_today, choose_unit, chosen_unit, number_in
from awards.core import clock, mail, sheets
from awards.core.access import ROLE_NAMES, Permission, requires
from awards.core.edge import shown_on
from awards.core.forms import options
from awards.core.pages import keyset, room
from awards.core.sentences import lazy as _l
from awards.core.sheets import Column

room(_l("Người dùng"), "administration.people", Permission.PEOPLE_MANAGE)

TO_APPOINT = _l("Trước hết, chọn đơn vị mà người này được bổ nhiệm.")
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
        return sheets.send("nguoi-dung", SHEET, map(_cells, accounts.everybody(words=words)), _("Người dùng"))
    rows = accounts.listed(words=words, before=number_in("truoc"), after=number_in("sau"))
    page = keyset(rows, accounts.PAGE, lambda user: user.id)
    waiting = [] if words else accounts.proposed_appointments()
    told = {"waiting": waiting, "resets": [] if words else accounts.resets(), "role_names": ROLE_NAMES}
    return render_template("administration/people.html", page=page, words=words, **told)


@bp.route("/people/new", methods=["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE)
@fresh(_l("thêm người dùng và bổ nhiệm"))
def new_person() -> ResponseReturnValue:
    """A new person: first the unit, then who they are and what they are appointed to."""
    unit = chosen_unit()
    if unit is None:
        return choose_unit(_("Thêm người dùng"), TO_APPOINT, url_for(".people"))
    form = NewPersonForm()
    if form.validate_on_submit():
        user = accounts.create_person(form.name.data or "", form.username.data or "", actor=me())
        accounts.set_mail(user, form.mail.data or "", actor=me())
        accounts.appoint(user, unit, **form.appointment(), actor=me())
        return _to_slip(user)
    begin_today(form.valid_from)
    return render_template("administration/new_person.html", form=form, unit=unit, above=services.whereabouts(unit))


@bp.get("/people/<id:user_id>")
@requires(Permission.PEOPLE_MANAGE)
def person(user_id: int) -> ResponseReturnValue:
    """One person: account, appointments, history."""
    user = accounts.person(user_id)
    return render_template(
        "administration/person.html",
        user=user,
        events=services.history(user),
        role_names=ROLE_NAMES,
        has_phone=accounts.uses_second_step(user),
        reset=accounts.reset_of(user),
        sends_mail=mail.is_on(),
        last_mail=services.last_mail(user),
    )


@bp.route("/people/<id:user_id>/appointments/new", methods=["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE)
@fresh(_l("ghi bổ nhiệm"))
def appoint(user_id: int) -> ResponseReturnValue:
    """A further appointment: first the unit, then the role."""
    user, unit = accounts.person(user_id), chosen_unit()
    if unit is None:
        return choose_unit(_("Bổ nhiệm %(name)s", name=user.name), TO_APPOINT, url_for(".person", user_id=user.id))
    form = AppointmentForm()
    if form.validate_on_submit():
        accounts.appoint(user, unit, **form.appointment(), actor=me())
        flash(_("Đã ghi đề nghị bổ nhiệm. Có hiệu lực khi một người quản trị khác xác nhận."))
        return redirect(url_for(".person", user_id=user.id), 303)
    begin_today(form.valid_from)
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


@bp.route("/people/<id:user_id>/appointments/<id:appointment_id>/end", methods=["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE)
def end_appointment(user_id: int, appointment_id: int) -> ResponseReturnValue:
    """End an appointment now; its open work is shown, and may go to a colleague."""
    post = accounts.appointment_of(accounts.person(user_id), appointment_id)
    form = _leaving_form(post, _("Để lại đơn vị, chưa giao cho ai"))
    if form.validate_on_submit():
        if form.to.data:
            _tell_of(*services.hand_over(post, form.to.data, actor=me()))
        accounts.end_appointment(post, actor=me())
        flash(_("Đã kết thúc bổ nhiệm."))
        return redirect(url_for(".person", user_id=user_id), 303)
    return _leaving_page(post, form, _("Kết thúc bổ nhiệm"))


@bp.route("/people/<id:user_id>/appointments/<id:appointment_id>/hand-over", methods=["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE)
def hand_over(user_id: int, appointment_id: int) -> ResponseReturnValue:
    """Hand the open work of a post to a colleague, before or after the appointment ends."""
    post = accounts.appointment_of(accounts.person(user_id), appointment_id)
    form = _leaving_form(post)
    if form.validate_on_submit():
        _tell_of(*services.hand_over(post, form.to.data, actor=me()))
        return redirect(url_for(".person", user_id=user_id), 303)
    return _leaving_page(post, form, _("Bàn giao công việc"))


def _leaving_form(post: Appointment, nobody: str = "") -> LeavingForm:
    form = LeavingForm()
    stays = [(0, nobody)] if nobody else []
    form.to.choices = options([*((one.id, one.name) for one in services.colleagues(post)), *stays])
    return form


def _leaving_page(post: Appointment, form: LeavingForm, title: str) -> ResponseReturnValue:
    given = {"post": post, "form": form, "title": title, "role_name": ROLE_NAMES[post.role]}
    return render_template("administration/_leave.html", work=services.open_work(post), **given)


def _tell_of(moved: int, left: int) -> None:
    flash(_("Đã bàn giao %(moved)s hồ sơ đang soạn và báo cho người nhận.", moved=moved))
    if left:
        flash(_("%(left)s hồ sơ không giao được cho người này vì xung đột hoặc vai trò khác.", left=left), "warning")


@bp.post("/people/<id:user_id>/code")
@requires(Permission.PEOPLE_MANAGE)
@shown_on(".person")
@fresh(_l("cấp mã một lần"))
def issue_code(user_id: int) -> ResponseReturnValue:
    """A new slip with a new code; the one before is worth nothing from now on."""
    return _to_slip(accounts.person(user_id))


@bp.post("/people/<id:user_id>/code/mail")
@requires(Permission.PEOPLE_MANAGE)
@shown_on(".person")
@fresh(_l("gửi mã một lần"))
def mail_code(user_id: int) -> ResponseReturnValue:
    """The same by mail: the worker makes the code and sends it, and nobody else sees it."""
    services.mail_code(accounts.person(user_id), actor=me())
    flash(_("Thư với mã một lần sẽ được gửi trong ít phút."))
    return redirect(url_for(".person", user_id=user_id), 303)


@bp.route("/people/<id:user_id>/mail", methods=["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE)
@fresh(_l("ghi thư điện tử của người khác"))
def mail_address(user_id: int) -> ResponseReturnValue:
    """Where this person's codes may be sent."""
    user, form = accounts.person(user_id), MailForm()
    if form.validate_on_submit():
        accounts.set_mail(user, form.mail.data or "", actor=me())
        flash(_("Đã ghi thư điện tử."))
        return redirect(url_for(".person", user_id=user_id), 303)
    if not form.is_submitted():
        form.mail.data = user.mail
    return render_template("administration/mail_address.html", form=form, user=user)


@bp.post("/people/<id:user_id>/reset")
@requires(Permission.PEOPLE_MANAGE)
@shown_on(".person")
@fresh(_l("đề nghị cấp lại mã"))
def ask_reset(user_id: int) -> ResponseReturnValue:
    """Ask another administrator to give this person, who has a password, a new code."""
    accounts.ask_reset(accounts.person(user_id), actor=me())
    flash(_("Đã ghi đề nghị. Một người quản trị khác cấp mã."))
    return redirect(url_for(".person", user_id=user_id), 303)


@bp.post("/people/<id:user_id>/reset/drop")
@requires(Permission.PEOPLE_MANAGE)
@shown_on(".person")
def drop_reset(user_id: int) -> ResponseReturnValue:
    """Take that request off the table."""
    accounts.drop_reset(accounts.person(user_id), actor=me())
    flash(_("Đã bỏ đề nghị."))
    return redirect(url_for(".person", user_id=user_id), 303)


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
@fresh(_l("mở lại tài khoản"))
@shown_on(".person")
def reactivate(user_id: int) -> ResponseReturnValue:
    """Open the account again; another administrator confirms what it held."""
    accounts.reactivate(accounts.person(user_id), actor=me())
    flash(_("Đã mở lại tài khoản. Bổ nhiệm, nếu có, chờ một người quản trị khác xác nhận."))
    return redirect(url_for(".person", user_id=user_id), 303)


def _to_slip(user: User) -> ResponseReturnValue:
    """Issue a code and go to the page that shows it once: until then the administrator's own cookie holds it."""
    session["slip"] = [user.id, services.issue_code(user, actor=me())]
    return redirect(url_for(".slip", user_id=user.id), 303)
