"""Saving while somebody types, finding it again, two people in one dossier, and handing a draft over."""

from collections.abc import Callable
from typing import Any

from flask import flash, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from awards.accounts.sessions import me
from awards.core import clock
from awards.core.access import Permission, requires
from awards.core.errors import Stale
from awards.core.forms import options
from awards.core.pages import words
from awards.core.requests import fields_to_keep
from awards.nominations import services
from awards.nominations.forms import HandOverForm
from awards.nominations.models import Nomination
from awards.nominations.services import PAGES
from awards.nominations.views import bp

PAGE_NAMES = {
    "subject": "Đối tượng và hình thức đề nghị",
    "facts": "Số liệu theo năm",
    "report": "Báo cáo thành tích",
    "citation": "Thành tích in trên giấy chứng nhận",
}


def written(nomination: Nomination, page: str, make: Callable[..., Any], *what: Any, **filled: Any) -> Any:
    """The form of a page: with what is being sent, or what this person was typing, or what the dossier says.

    After a refusal because somebody else saved meanwhile, the form carries what is in the dossier now, field by field
    beside what was typed; saving again is then a decision and no accident.
    """
    form = make(*what, **filled)
    _close(form, nomination, page, make(*what, formdata=None, **filled))
    if form.is_submitted():
        if isinstance(g.get("refused"), Stale):
            form.seen.data = services.seen_of(nomination)
            g.theirs = _theirs(form, make(*what, formdata=None, **filled))
        return form
    kept = services.typing_of(nomination, page, actor=me())
    if kept is not None:
        g.kept = kept
        form = make(*what, formdata=MultiDict(kept.fields), **filled)
        _close(form, nomination, page, make(*what, formdata=None, **filled))
    form.seen.data = kept.seen if kept else services.seen_of(nomination)
    g.others = services.others_at_work(nomination, actor=me())
    return form


def _close(form: Any, nomination: Nomination, page: str, stored: Any) -> None:
    """Grey what the reviewer did not mark. A greyed field is not sent: what the dossier says stands in its place."""
    opened = services.open_fields(nomination)
    if opened is None:
        return
    g.closed = True
    for field in form:
        part = services.part_of(nomination, page, field.name)
        if field.name in {"seen", "name_choice"} or not part or part in opened:
            continue
        field.render_kw = (field.render_kw or {}) | {"disabled": True}
        if not field.raw_data:
            field.data, field.validators = stored[field.name].data, []


def _theirs(mine: Any, stored: Any) -> list[tuple[str, str]]:
    """What the dossier says now where it differs from what was typed: (label, text)."""
    found = []
    for field in stored:
        if field.name in mine and field.name != "seen" and field.data != mine[field.name].data and field.data:
            asked = mine[field.name]
            known = asked.iter_choices() if getattr(asked, "choices", None) else ()
            chosen = {str(value): str(words) for value, words, *_ in known}
            found.append((str(field.label.text), chosen.get(str(field.data), str(field.data))))
    return found


@bp.app_template_global()
def unsaved_of(nomination: Nomination) -> Any:
    """The pages of the dossier on which this person has typed what is not saved."""
    return services.unsaved(nomination, actor=me())


words(bp, page_names=PAGE_NAMES)


@bp.route("/nominations/<id:nomination_id>/typing/<any({}):page>".format(",".join(PAGES)), methods=["GET", "POST"])
@requires(Permission.NOMINATION_WRITE)
def typing(nomination_id: int, page: str) -> ResponseReturnValue:
    """Keep what stands in the form now, or let go of it; answers when it was kept and who else is at work."""
    nomination = services.get(nomination_id, actor=me())
    if request.method == "POST" and g.get("refused") is None:
        if "forget" in request.form:
            services.check_may_write(nomination, me())
            services.forget_typing(nomination, page, actor=me())
            return redirect(url_for(f".{page}", nomination_id=nomination.id), 303)
        fields = {pair[0]: pair[1] for pair in fields_to_keep()}
        seen = fields.pop("seen", "")
        services.keep_typing(nomination, page, fields, seen=seen, actor=me())
        return redirect(url_for(".typing", nomination_id=nomination.id, page=page), 303)
    kept = services.typing_of(nomination, page, actor=me())
    others = services.others_at_work(nomination, actor=me())
    at = clock.local(kept.at).strftime("%H:%M") if kept else ""
    names = [_("%(name)s đang viết (%(at)s)", name=o.user.name, at=clock.local(o.at).strftime("%H:%M")) for o in others]
    return jsonify(at=at, others=names)


@bp.route("/nominations/<id:nomination_id>/hand-over", methods=["GET", "POST"])
@requires(Permission.NOMINATION_WRITE)
def hand_over(nomination_id: int) -> ResponseReturnValue:
    """Hand a draft over to a colleague of the unit."""
    nomination = services.get(nomination_id, actor=me())
    form, colleagues = HandOverForm(), services.colleagues(nomination, actor=me())
    form.to.choices = options((one.id, one.name) for one in colleagues)
    if form.validate_on_submit():
        to = next(one for one in colleagues if one.id == form.to.data)
        services.hand_over(nomination, to, actor=me())
        flash(_("Đã bàn giao hồ sơ %(code)s cho %(name)s.", code=nomination.code, name=to.name))
        return redirect(url_for(".show", nomination_id=nomination.id), 303)
    if not form.is_submitted():
        services.check_may_write(nomination, me())
    return render_template("nominations/hand_over.html", form=form, nomination=nomination, colleagues=colleagues)
