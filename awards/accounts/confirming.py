"""What a person must show before a request goes on: who they are, for steps of weight; and what their account lacks.

A view marked `@fresh`, and every list that is taken away as a workbook, asks again for the password, or the figures of
the second step, when neither was given within CONFIRM_MINUTES. The form that was sent stands in the page that asks, and
is carried out with the answer: nothing that was typed is lost.
"""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from awards.accounts import services
from awards.accounts.forms import ANSWER
from awards.accounts.interrupted import own_path
from awards.accounts.sessions import me, reader
from awards.core import clock
from awards.core.access import READING, View
from awards.core.edge import commit_now
from awards.core.errors import Refused, said_by
from awards.core.limits import caller
from awards.core.requests import fields_to_keep


def fresh(words: str) -> Callable[[View], View]:
    """Declare a step of weight; `words` name it after “để”. Asked at its form, or, where there is none, at its page."""

    def mark(view: View) -> View:
        view.fresh = words  # type: ignore[attr-defined]
        return view

    return mark


def is_fresh() -> bool:
    """Has this person shown within CONFIRM_MINUTES who they are? In time to come: noted by a clock set back since."""
    within = timedelta(minutes=current_app.config["CONFIRM_MINUTES"])
    return abs(clock.now() - reader().confirmed_at) < within


def _ask() -> ResponseReturnValue | None:
    """Before every request that has passed the guard."""
    if request.endpoint in {None, "static"} or not current_user.is_authenticated:
        return None
    return _ask_what_is_missing() or _ask_who_it_is()


def _ask_who_it_is() -> ResponseReturnValue | None:
    words = getattr(current_app.view_functions[request.endpoint or ""], "fresh", None)
    is_form, is_list = request.method not in READING, request.args.get("tai") == "excel"
    if is_list:
        words = _("tải danh sách thành tệp Excel")
    methods = (request.url_rule and request.url_rule.methods) or set()
    asks_later = not is_form and not is_list and "POST" in methods  # this is the form; what it sends is asked
    if words is None or asks_later or is_fresh():
        return None
    if not is_form:
        return redirect(url_for("accounts.confirm", next=own_path(request.full_path.rstrip("?"))), 303)
    if ANSWER not in request.form:
        return _page(words), 401
    try:
        services.confirm(me(), request.form[ANSWER], address=caller())
    except Refused as refused:
        return said_by(refused, current_app.make_response(_page(words, refused.sentence)))
    commit_now()  # the figures are used up, whatever becomes of the step
    return None


def _page(words: str, sentence: str = "") -> str:
    return render_template(
        "accounts/_confirm_form.html",
        words=words,
        sentence=sentence,
        fields=fields_to_keep(),
        had_files=any(file.filename for file in request.files.values()),
        has_second_step=services.uses_second_step(me()),
    )


def _ask_what_is_missing() -> ResponseReturnValue | None:
    """A password that is too old, or no second step where the role needs one: first that, then everything else."""
    if request.endpoint is None or request.endpoint.startswith(("accounts.", "public.")):
        return None
    if services.has_old_password(reader()):
        page, sentence = "accounts.password", _("Mật khẩu đã dùng quá thời hạn quy định. Xin đổi mật khẩu trước.")
    elif services.must_set_second_step(reader()):
        page, sentence = "accounts.second_step", _("Vai trò của ông/bà cần xác thực hai bước. Xin bật trước.")
    else:
        return None
    if request.method not in READING:
        services.drop_kept_form(me())
        services.keep_form(me(), own_path(request.full_path.rstrip("?")), fields_to_keep(), had_files=False)
        commit_now()
    flash(sentence, "warning")
    return redirect(url_for(page), 303)


def init_app(app: Flask) -> None:
    """After the guard and the check of the form's token."""
    app.before_request(_ask)
