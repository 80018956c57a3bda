"""The door, and one's own account."""

import segno
from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup

from awards.accounts import services, sessions
from awards.accounts.confirming import fresh
from awards.accounts.forms import (
    ConfirmForm,
    EnrolmentForm,
    FirstPasswordForm,
    PasswordForm,
    SecondStepForm,
    SignInForm,
)
from awards.accounts.interrupted import Typed, own_path
from awards.accounts.models import User
from awards.accounts.sessions import me
from awards.core.access import ROLE_NAMES, public, signed_in
from awards.core.edge import looks_ahead, seen_ahead, shown_on
from awards.core.limits import caller
from awards.core.sentences import lazy as _l

bp = Blueprint("accounts", __name__)


def _try_password() -> services.Tried:
    form = SignInForm()
    return services.try_password(form.username.data or "", form.password.data or "", address=caller())


@bp.route("/sign-in", methods=["GET", "POST"])
@public
@looks_ahead(_try_password)
def sign_in() -> ResponseReturnValue:
    """Name and password; then on to where the person was going, with what they had typed."""
    form = SignInForm()
    typed = Typed.from_text(form.typed.data or "")
    if form.validate_on_submit():
        typed_words = (form.username.data or "", form.password.data or "")
        user = services.sign_in(*typed_words, address=caller(), tried=seen_ahead())
        if services.uses_second_step(user):
            sessions.begin_halfway(user)
            return _second_step_page(SecondStepForm(formdata=None, next=form.next.data, typed=form.typed.data))
        return _let_in(user, typed, form.next.data)
    if not form.is_submitted():
        form.next.data = own_path(request.args.get("next"))
    had_session = "_user_id" in session and not current_user.is_authenticated
    return render_template("accounts/sign_in.html", form=form, typed=typed, had_session=had_session)


@bp.route("/sign-in/code", methods=["GET", "POST"])
@public
def sign_in_code() -> ResponseReturnValue:
    """The second step, after the right password."""
    form, user = SecondStepForm(), sessions.halfway()
    if user is None:
        flash(_("Bước xác thực đã quá giờ. Xin đăng nhập lại từ đầu."), "warning")
        return redirect(url_for(".sign_in"), 303)
    if form.validate_on_submit():
        services.enter(user, form.figures.data or "", address=caller())
        return _let_in(user, Typed.from_text(form.typed.data or ""), form.next.data)
    return _second_step_page(form)


@bp.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """End this session. Public, so that a second click is no error."""
    if current_user.is_authenticated:
        sessions.end()
    flash(_("Ông/bà đã đăng xuất."))
    answer = redirect(url_for(".sign_in"), 303)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@bp.route("/first-password", methods=["GET", "POST"])
@public
def first_password() -> ResponseReturnValue:
    """Set a password with the code of a printed slip."""
    form = FirstPasswordForm()
    if form.validate_on_submit():
        typed = (form.username.data or "", form.code.data or "", form.password.data or "")
        user = services.set_first_password(*typed, address=caller())
        if services.uses_second_step(user):  # a new password does not stand for the phone
            sessions.begin_halfway(user)
            return redirect(url_for(".sign_in_code"), 303)
        sessions.begin(user)
        flash(_("Đã đặt mật khẩu. Từ nay ông/bà đăng nhập bằng mật khẩu này."))
        return redirect("/", 303)
    return render_template("accounts/first_password.html", form=form)


@bp.route("/kept-form", methods=["GET", "POST"])
@signed_in
def kept_form() -> ResponseReturnValue:
    """What was typed when the last session ended: send it again (to its own page), or (POST) forget it."""
    if request.method == "POST":
        services.drop_kept_form(me())
        return redirect("/", 303)
    return render_template("accounts/kept_form.html", kept=services.kept_form(me()))


@bp.get("/account")
@signed_in
def show() -> ResponseReturnValue:
    """Who I am here: name, appointments, and where I am signed in."""
    living = services.sessions_of(me(), **sessions.limits())
    here = services.current_session(me())
    given = {"living": living, "here": here, "role_names": ROLE_NAMES, "told": services.done_by_others(me())}
    return render_template("accounts/show.html", appointments=me().appointments, **given)


def _try_old_password() -> services.Tried:
    return services.try_password(me().username, PasswordForm().old_password.data or "", address=caller())


@bp.route("/account/password", methods=["GET", "POST"])
@signed_in
@looks_ahead(_try_old_password)
def password() -> ResponseReturnValue:
    """Change my password; every other session of mine ends."""
    form = PasswordForm()
    if form.validate_on_submit():
        user, kept = me(), services.kept_form(me())
        again = (kept.path, kept.fields, kept.had_files) if kept else None
        typed = (form.old_password.data or "", form.password.data or "")
        services.change_password(user, *typed, address=caller(), tried=seen_ahead())
        sessions.begin(user)
        if again:
            services.keep_form(user, *again)
        flash(_("Đã đổi mật khẩu. Các phiên đăng nhập khác của ông/bà đã kết thúc."))
        return redirect(url_for(".kept_form" if again else ".show"), 303)
    return render_template("accounts/password.html", form=form)


@bp.post("/account/sessions/<id:session_id>/end")
@signed_in
@shown_on(".show")
def end_session(session_id: int) -> ResponseReturnValue:
    """End another session of mine, left open somewhere."""
    services.end_one_session(me(), session_id)
    flash(_("Đã kết thúc phiên đăng nhập đó."))
    return redirect(url_for(".show"), 303)


@bp.post("/account/sessions/end-others")
@signed_in
@shown_on(".show")
def end_other_sessions() -> ResponseReturnValue:
    """End every session of mine but this one."""
    services.end_other_sessions(me())
    flash(_("Đã kết thúc mọi phiên đăng nhập khác của ông/bà."))
    return redirect(url_for(".show"), 303)


@bp.route("/account/confirm", methods=["GET", "POST"])
@signed_in
def confirm() -> ResponseReturnValue:
    """Show again who I am, on the way to a page that asks for it."""
    form = ConfirmForm()
    if form.validate_on_submit():
        services.confirm(me(), form.confirm_password.data or "", address=caller())
        return redirect(own_path(form.next.data), 303)
    if not form.is_submitted():
        form.next.data = own_path(request.args.get("next"))
    return render_template("accounts/confirm.html", form=form)


@bp.get("/account/second-step")
@signed_in
def second_step() -> ResponseReturnValue:
    """My phone: not there, waiting for its first figures, or in use; and the recovery codes, once."""
    form, waiting = EnrolmentForm(), services.enrolment(me())
    form.validate_on_submit()  # shown again, it says what was wrong
    picture = segno.make(waiting[1], error="m").svg_inline(scale=5, border=4) if waiting else ""
    return render_template(
        "accounts/second_step.html",
        form=form,
        secret=waiting[0] if waiting else "",
        picture=Markup(picture),  # noqa: S704  # drawn here from figures, no text of anybody
        is_on=services.uses_second_step(me()),
        codes=session.pop("recovery", []),
        left=services.codes_left(me()),
        kept=services.kept_form(me()),
    )


@bp.post("/account/second-step")
@signed_in
@fresh(_l("bật xác thực hai bước"))
@shown_on(".second_step")
def begin_second_step() -> ResponseReturnValue:
    """Begin: show the QR code for the phone."""
    services.begin_second_step(me())
    return redirect(url_for(".second_step"), 303)


@bp.post("/account/second-step/confirm")
@signed_in
@shown_on(".second_step")
def confirm_second_step() -> ResponseReturnValue:
    """The phone shows the right figures: from now on signing in asks for them."""
    form = EnrolmentForm()
    if not form.validate_on_submit():
        return second_step()  # type: ignore[no-any-return]
    session["recovery"] = services.confirm_second_step(me(), form.figures.data or "")
    flash(_("Đã bật xác thực hai bước. Các phiên đăng nhập khác của ông/bà đã kết thúc."))
    return redirect(url_for(".second_step"), 303)


@bp.post("/account/second-step/codes")
@signed_in
@fresh(_l("cấp lại mã dự phòng"))
@shown_on(".second_step")
def renew_recovery_codes() -> ResponseReturnValue:
    """Ten new recovery codes."""
    session["recovery"] = services.renew_recovery_codes(me())
    return redirect(url_for(".second_step"), 303)


@bp.post("/account/second-step/off")
@signed_in
@fresh(_l("tắt xác thực hai bước"))
@shown_on(".second_step")
def turn_off_second_step() -> ResponseReturnValue:
    """Forget my phone."""
    services.turn_off_second_step(me(), actor=me())
    flash(_("Đã tắt xác thực hai bước."))
    return redirect(url_for(".second_step"), 303)


def _let_in(user: User, typed: Typed | None, then: str | None) -> ResponseReturnValue:
    """Sign in, and on to where the person was going, with what they had typed."""
    if typed is None:
        sessions.begin(user)
        return redirect(own_path(then), 303)
    services.refuse_to_others(user, typed.owner_id)
    sessions.begin(user)
    services.keep_form(user, typed.path, typed.fields, had_files=typed.had_files)
    return redirect(url_for(".kept_form"), 303)


def _second_step_page(form: SecondStepForm) -> ResponseReturnValue:
    return render_template("accounts/sign_in_code.html", form=form)
