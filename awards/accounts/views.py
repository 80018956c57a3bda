"""The door, and one's own account."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from awards.accounts import services, sessions
from awards.accounts.forms import FirstPasswordForm, PasswordForm, SignInForm
from awards.accounts.interrupted import Typed, own_path
from awards.accounts.sessions import me
from awards.core.access import ROLE_NAMES, public, signed_in
from awards.core.edge import looks_ahead, seen_ahead, shown_on
from awards.core.limits import caller

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
        if typed is None:
            sessions.begin(user)
            return redirect(own_path(form.next.data), 303)
        services.refuse_to_others(user, typed.owner_id)
        sessions.begin(user)
        services.keep_form(user, typed.path, typed.fields, had_files=typed.had_files)
        return redirect(url_for(".kept_form"), 303)
    if not form.is_submitted():
        form.next.data = own_path(request.args.get("next"))
    had_session = "_user_id" in session and not current_user.is_authenticated
    return render_template("accounts/sign_in.html", form=form, typed=typed, had_session=had_session)


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
    return render_template("accounts/show.html", living=living, here=here, role_names=ROLE_NAMES)


def _try_old_password() -> services.Tried:
    return services.try_password(me().username, PasswordForm().old_password.data or "", address=caller())


@bp.route("/account/password", methods=["GET", "POST"])
@signed_in
@looks_ahead(_try_old_password)
def password() -> ResponseReturnValue:
    """Change my password; every other session of mine ends."""
    form = PasswordForm()
    if form.validate_on_submit():
        user = me()
        typed = (form.old_password.data or "", form.password.data or "")
        services.change_password(user, *typed, address=caller(), tried=seen_ahead())
        sessions.begin(user)
        flash(_("Đã đổi mật khẩu. Các phiên đăng nhập khác của ông/bà đã kết thúc."))
        return redirect(url_for(".show"), 303)
    return render_template("accounts/password.html", form=form)


@bp.post("/account/sessions/<id:session_id>/end")
@signed_in
@shown_on(".show")
def end_session(session_id: int) -> ResponseReturnValue:
    """End another session of mine, left open somewhere."""
    services.end_one_session(me(), session_id)
    flash(_("Đã kết thúc phiên đăng nhập đó."))
    return redirect(url_for(".show"), 303)
