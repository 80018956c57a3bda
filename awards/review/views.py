"""The reviewer's desk: what waits for my hands, and the same step for many dossiers at once."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.accounts.models import User
from awards.accounts.sessions import me
from awards.core import clock, sheets
from awards.core.access import Permission, requires
from awards.core.forms import ReasonForm
from awards.core.pages import room
from awards.core.sentences import lazy as _l
from awards.core.sheets import Column
from awards.nominations import services
from awards.nominations.forms import KIND_NAMES
from awards.nominations.models import Nomination
from awards.nominations.route import ACTION_NAMES, Action, Needs, Step
from awards.nominations.views.letters import chosen_ids, seen_before

bp = Blueprint("review", __name__, url_prefix="/review")
room(_l("Xét duyệt"), "review.desk", Permission.NOMINATION_MOVE, place=20)

IN_BULK = (Action.RECEIVE, Action.PROPOSE, Action.ACCEPT)


@dataclass(frozen=True)
class Pile:
    """Dossiers for which the same step is open to this person."""

    label: str
    button: str
    address: str
    nominations: list[Nomination]


SHEET = (
    Column(_l("Mã số"), 12),
    Column(_l("Đối tượng"), 36),
    Column(_l("Loại"), 14),
    Column(_l("Đơn vị đề nghị"), 30),
    Column(_l("Từ ngày"), 12),
    Column(_l("Hạn"), 12),
    Column(_l("Việc chờ làm"), 40),
)


@bp.get("/")
@requires(Permission.NOMINATION_MOVE)
def desk() -> ResponseReturnValue:
    """What waits for this person's hands, in piles by step."""
    waiting = services.waiting(me())
    piles = piles_of(me(), waiting)
    if sheets.is_wanted():
        return sheets.send("xet-duyet", SHEET, (cells for pile in piles for cells in _cells(pile)), _("Xét duyệt"))
    return render_template("review/desk.html", piles=piles, more=len(waiting) == services.AT_ONCE)


def _cells(pile: Pile) -> Iterator[tuple[object, ...]]:
    for one in pile.nominations:
        about = (one.code, one.name, KIND_NAMES[one.kind], one.unit_name)
        yield *about, clock.local(one.desk_since).date(), one.stage.deadline, pile.label


def piles_of(actor: User, waiting: list[Nomination]) -> list[Pile]:
    """These dossiers that wait for this person, in piles by the step that can be taken with many at once."""
    piles: dict[tuple[Action, bool], list[Nomination]] = {}
    for nomination in waiting:
        for step in services.open_steps(nomination, actor):
            in_bulk = step.action in IN_BULK and Needs.AWARD not in step.needs
            if (in_bulk or Needs.LETTER in step.needs) and not _is_unfinished(step, nomination):
                piles.setdefault((step.action, nomination.is_first), []).append(nomination)
    order = list(Action)
    return [_pile(*key, piles[key]) for key in sorted(piles, key=lambda key: (order.index(key[0]), key[1]))]


def _is_unfinished(step: Step, nomination: Nomination) -> bool:
    """A draft with gaps is still with its writer."""
    return step.action is Action.PROPOSE and nomination.is_first and bool(services.missing(nomination))


def _pile(action: Action, is_first: bool, nominations: list[Nomination]) -> Pile:
    label = {
        Action.RECEIVE: _("Cấp dưới gửi lên, chờ tiếp nhận"),
        Action.PROPOSE: _("Đã viết đủ, chờ trình lãnh đạo") if is_first else _("Chờ thẩm định, trình lãnh đạo"),
        Action.ACCEPT: _("Chuyên viên đã trình, chờ kết luận"),
        Action.SUBMIT: _("Chuyên viên đã trình, chờ ký tờ trình gửi lên"),
        Action.ENDORSE: _("Chuyên viên đã trình, chờ ký tờ trình lên cấp trên"),
    }[action]
    in_bulk = url_for("review.confirm", action=action.value) if action in IN_BULK else None
    address = in_bulk or url_for("nominations.new_letter")
    return Pile(label, f"{ACTION_NAMES[action][0]}…", address, nominations)


@bp.route("/<any(receive,propose,accept):action>", methods=["GET", "POST"])
@requires(Permission.NOMINATION_MOVE)
def confirm(action: str) -> ResponseReturnValue:
    """The list, then the step for all of it or for none."""
    nominations = services.get_all(chosen_ids(), actor=me())
    form = ReasonForm()
    if form.validate_on_submit() and nominations:
        seen = {n.id: request.form.get(f"seen-{n.id}", "") for n in nominations}
        services.move_all(nominations, Action(action), actor=me(), seen=seen, reason=form.reason.data or "")
        flash(_("%(n)s hồ sơ: %(done)s.", n=len(nominations), done=ACTION_NAMES[Action(action)][1]))
        return redirect(url_for(".desk"), 303)
    return render_template(
        "review/confirm.html",
        form=form,
        action=Action(action),
        nominations=nominations,
        seen=seen_before(nominations),
    )
