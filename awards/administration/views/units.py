"""The administrator's pages of units. A change is shown with what it touches before it is confirmed.

The first POST of a change tries it and answers with the form again and what it touches: the edge keeps nothing of a
page. The second one, which has seen that, is kept.
"""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.accounts.confirming import fresh
from awards.accounts.sessions import me
from awards.administration import services
from awards.administration.forms import MergeForm, NewUnitForm, ReformForm, RenameForm
from awards.administration.views import bp
from awards.administration.views.choosing import begin_today, choose_unit, chosen_unit
from awards.core import clock, sheets
from awards.core.access import ROLE_NAMES, Permission, requires
from awards.core.edge import shown_on
from awards.core.forms import options
from awards.core.levels import LEVEL_NAMES
from awards.core.pages import room
from awards.core.sentences import lazy as _l
from awards.core.sheets import Column
from awards.units import services as units
from awards.units.models import Unit

room(_l("Đơn vị"), "administration.units_index", Permission.UNIT_MANAGE)


SHEET = (
    Column(_l("Tên"), 40),
    Column(_l("Thuộc"), 50),
    Column(_l("Cấp"), 16),
    Column(_l("Từ ngày"), 12),
    Column(_l("Không còn từ ngày"), 16),
)


def _cells(unit: Unit) -> tuple[object, ...]:
    return unit.name, services.whereabouts(unit), LEVEL_NAMES[unit.level], unit.valid_from, unit.valid_to


@bp.get("/units")
@requires(Permission.UNIT_MANAGE)
def units_index() -> ResponseReturnValue:
    """A search among the units of any time; without words, those under the root. As a workbook, all of them."""
    words, wanted = request.args.get("words", "")[:100], sheets.is_wanted()
    most = None if wanted else services.MOST + 1
    found = services.units_called(words, most) if words.strip() else units.children(units.root())
    if wanted:
        return sheets.send("don-vi", SHEET, map(_cells, found), _("Đơn vị"))
    return render_template(
        "administration/units_index.html",
        words=words,
        found=[(unit, services.whereabouts(unit)) for unit in found[: services.MOST]],
        has_more=len(found) > services.MOST,
        waiting=services.mergers(),
        root=units.root(),
        level_names=LEVEL_NAMES,
    )


@bp.get("/units/<id:unit_id>")
@requires(Permission.UNIT_MANAGE)
def unit(unit_id: int) -> ResponseReturnValue:
    """One unit: where it stands and stood, what is under it, who holds a post in it, what was done with it."""
    one = services.unit(unit_id)
    before, after = units.successions(one)
    return render_template(
        "administration/unit.html",
        unit=one,
        level=LEVEL_NAMES[one.level],
        agency=units.agency_of(one),
        touched=services.touched([one], clock.today()),
        before=before,
        after=after,
        role_names=ROLE_NAMES,
        events=services.history(one),
        is_root=one.id == units.root().id,
    )


@bp.route("/units/new", methods=["GET", "POST"])
@requires(Permission.UNIT_MANAGE)
@fresh(_l("thêm đơn vị"))
def new_unit() -> ResponseReturnValue:
    """A new unit: first under which one, then what it is."""
    parent = chosen_unit()
    if parent is None:
        lead = _("Trước hết, chọn đơn vị mà đơn vị mới trực thuộc.")
        return choose_unit(_("Thêm đơn vị"), lead, url_for(".units_index"))
    form = NewUnitForm()
    form.level.choices = options((level, LEVEL_NAMES[level]) for level in units.levels_below(parent))
    if form.validate_on_submit():
        name, code = form.name.data or "", form.code.data or ""
        made = units.open_unit(name, form.level.data, parent, form.since, actor=me(), code=code, **form.words())
        flash(_("Đã thêm %(unit)s.", unit=made.name))
        return redirect(url_for(".unit", unit_id=made.id), 303)
    begin_today(form.on)
    return render_template("administration/new_unit.html", form=form, parent=parent)


@bp.route("/units/<id:unit_id>/rename", methods=["GET", "POST"])
@requires(Permission.UNIT_MANAGE)
@fresh(_l("đổi tên đơn vị"))
def rename_unit(unit_id: int) -> ResponseReturnValue:
    """Another name from a day on."""
    one, form, touched = services.unit(unit_id), RenameForm(), None
    above = services.whereabouts(one)
    if form.validate_on_submit():
        name, on, carries = form.name.data or "", form.since, form.carries.data
        touched = services.touched([one], on)
        new = services.rename(one, name, on, carries=carries, actor=me())
        if form.has_seen(touched.fingerprint(name, on, carries)):
            flash(_("Đã đổi tên. %(unit)s kế thừa đơn vị cũ.", unit=name))
            return redirect(url_for(".unit", unit_id=new.id), 303)
    return _reform_page(_("Đổi tên %(unit)s", unit=one.name), form, above, touched)


@bp.route("/units/<id:unit_id>/move", methods=["GET", "POST"])
@requires(Permission.UNIT_MANAGE)
@fresh(_l("chuyển đơn vị sang cấp trên khác"))
def move_unit(unit_id: int) -> ResponseReturnValue:
    """Under another parent from a day on: first which one, then when."""
    one, parent = services.unit(unit_id), chosen_unit()
    title, above = _("Chuyển %(unit)s", unit=one.name), services.whereabouts(one)
    if parent is None:
        return choose_unit(title, _("Trước hết, chọn đơn vị cấp trên mới."), url_for(".unit", unit_id=unit_id))
    form, touched = ReformForm(), None
    if form.validate_on_submit():
        touched = services.touched([one], form.since)
        units.move_under(one, parent, form.since, actor=me())
        if form.has_seen(touched.fingerprint(parent.id, form.since)):
            flash(_("Đã chuyển về %(parent)s.", parent=parent.name))
            return redirect(url_for(".unit", unit_id=unit_id), 303)
    return _reform_page(title, form, above, touched, other=parent, says=_("Về trực thuộc"))


@bp.route("/units/<id:unit_id>/merge", methods=["GET", "POST"])
@requires(Permission.UNIT_MANAGE)
@fresh(_l("đề nghị sáp nhập đơn vị"))
def merge_unit(unit_id: int) -> ResponseReturnValue:
    """Propose a merger: first into which unit, then when, and which units beside this one go with it."""
    one, successor = services.unit(unit_id), chosen_unit()
    title, above = _("Sáp nhập %(unit)s", unit=one.name), services.whereabouts(one)
    if successor is None:
        lead = _("Trước hết, chọn đơn vị nhận. Nếu là đơn vị mới, hãy thêm đơn vị đó trước.")
        return choose_unit(title, lead, url_for(".unit", unit_id=unit_id))
    beside = {other.id: other for other in services.beside(one) if other.id != successor.id}
    form, touched = MergeForm(), None
    form.units.choices = options((other.id, other.name) for other in beside.values())
    if form.validate_on_submit():
        merged, on, carries = (
            [one, *(beside[chosen] for chosen in form.units.data or [])],
            form.since,
            form.carries.data,
        )
        touched = services.touched(merged, on)
        merger = services.propose_merger(merged, successor, on, carries=carries, actor=me())
        if form.has_seen(touched.fingerprint([other.id for other in merged], successor.id, on, carries)):
            flash(_("Đã ghi đề nghị sáp nhập. Có hiệu lực khi một người quản trị khác xác nhận."))
            return redirect(url_for(".merger", merger_id=merger.id), 303)
    return _reform_page(title, form, above, touched, other=successor, says=_("Nhập vào"))


@bp.get("/units/mergers/<id:merger_id>")
@requires(Permission.UNIT_MANAGE)
def merger(merger_id: int) -> ResponseReturnValue:
    """What somebody proposes, with what it touches now; another administrator confirms it."""
    one = services.get_merger(merger_id)
    merged = services.merged_units(one)
    touched = services.touched(merged, one.since)
    seen = touched.fingerprint(one.id)
    return render_template(
        "administration/merger.html", merger=one, merged=merged, touched=touched, seen=seen, role_names=ROLE_NAMES
    )


@bp.post("/units/mergers/<id:merger_id>/confirm")
@requires(Permission.UNIT_MANAGE)
@fresh(_l("xác nhận sáp nhập đơn vị"))
@shown_on(".merger")
def confirm_merger(merger_id: int) -> ResponseReturnValue:
    """The second pair of eyes: the merger is carried out."""
    one = services.get_merger(merger_id)
    services.confirm_merger(one, seen=request.form.get("seen", ""), actor=me())
    flash(_("Đã sáp nhập."))
    return redirect(url_for(".unit", unit_id=one.successor_id), 303)


@bp.post("/units/mergers/<id:merger_id>/drop")
@requires(Permission.UNIT_MANAGE)
@shown_on(".merger")
def drop_merger(merger_id: int) -> ResponseReturnValue:
    """It is not wanted after all."""
    services.drop_merger(services.get_merger(merger_id), actor=me())
    flash(_("Đã bỏ đề nghị sáp nhập."))
    return redirect(url_for(".units_index"), 303)


def _reform_page(
    title: str,
    form: ReformForm,
    above: str,
    touched: services.Touched | None,
    *,
    other: Unit | None = None,
    says: str = "",
) -> str:
    """The form, and below it, once it was sent, what it touches. `above`: where the unit stands before the change."""
    begin_today(form.on)
    given = {"above": above, "other": other, "says": says, "touched": touched, "role_names": ROLE_NAMES}
    return render_template("administration/_reform.html", title=title, form=form, **given)
