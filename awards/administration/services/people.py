"""Reading what the administrator's pages show. What they change is changed by the services of accounts and units."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import case, select
from sqlalchemy.orm import selectinload

from awards.accounts import services as accounts
from awards.accounts.models import User
from awards.audit.services import record, trail
from awards.core.db import db
from awards.core.sentences import lazy as _l
from awards.core.text import fold
from awards.jobs import services as jobs
from awards.jobs.models import Job
from awards.notices import services as notices
from awards.units import services as units
from awards.units.models import Unit, UnitPlace

MOST = 50  # units shown for one search: enough to see that the words were too few

WORDS = accounts.WORDS | {
    "units.load": _l("nạp một danh mục đơn vị"),
    "units.succeed": _l("nạp danh sách kế thừa"),
    "units.open": _l("thêm đơn vị"),
    "units.rename": _l("đổi tên đơn vị, mở đơn vị kế thừa"),
    "units.move": _l("chuyển đơn vị sang cấp trên khác"),
    "units.propose_merger": _l("đề nghị nhập đơn vị khác vào đây"),
    "units.drop_merger": _l("bỏ đề nghị sáp nhập"),
    "units.merge": _l("nhập đơn vị khác vào đây"),
}
SHOWN = 30
MAIL = "accounts.mail_code"  # the worker's name for it


@dataclass(frozen=True)
class Event:
    """One line of an account's history, as the component `history` shows it."""

    at: datetime
    actor_name: str
    words: str
    unit_name: str = ""
    reason: str = ""


def history(subject: User | Unit) -> list[Event]:
    """The last things that happened to this account or unit, newest first."""
    events = trail(subject)[: -SHOWN - 1 : -1]
    actors = {event.actor_id for event in events if event.actor_id is not None}
    names = dict(db.session.execute(select(User.id, User.name).where(User.id.in_(actors))).all())
    return [
        Event(event.at, names.get(event.actor_id or 0, str(_l("Hệ thống"))), str(WORDS.get(event.tag, event.tag)))
        for event in events
    ]


def units_called(words: str, most: int | None = MOST + 1) -> Sequence[Unit]:
    """The units, of any time, whose name holds these words: those that still exist first; at most so many.

    Their places, and those of their parents, come with them: many units share a name.
    """
    query = select(Unit).options(
        selectinload(Unit.places).joinedload(UnitPlace.parent).selectinload(Unit.places).joinedload(UnitPlace.parent)
    )
    for word in fold(words).split():
        query = query.where(Unit.search_key.contains(word, autoescape=True))
    ended = case((Unit.valid_to.is_(None), 0), else_=1)
    return db.session.scalars(query.order_by(ended, Unit.sort_key, Unit.id).limit(most)).all()


def whereabouts(unit: Unit) -> str:
    """Under which units it stands, or last stood: “Huyện Mộc Châu, Tỉnh Sơn La”."""
    above: list[str] = []
    while unit.places and len(above) < 2:
        unit = unit.places[-1].parent
        above.append(unit.name)
    return ", ".join(above)


def unit(unit_id: int) -> Unit:
    """This unit, or NoResultFound (a 404 page)."""
    placed = selectinload(Unit.places).joinedload(UnitPlace.parent)
    return db.session.scalars(select(Unit).where(Unit.id == unit_id).options(placed)).one()


def beside(one: Unit) -> list[Unit]:
    """The other units of its level under the same parent."""
    parents = [place.parent for place in one.places if place.valid_to is None]
    around = units.children(parents[0]) if parents else []
    return [other for other in around if other.level is one.level and other.id != one.id]


def issue_code(user: User, *, actor: User) -> str:
    """A one-time code for a slip. For who has a password already, another administrator must have asked for it."""
    accounts.use_second_hand(user, actor=actor)
    _tell_of_code(user, actor)
    return accounts.issue_code(user, actor=actor)


def mail_code(user: User, *, actor: User) -> None:
    """Let the worker make a code and send it by mail; the same second hand is needed.

    Refuses where the office sends no mail, and somebody without an address.
    """
    accounts.check_can_mail(user)
    accounts.use_second_hand(user, actor=actor)
    _tell_of_code(user, actor)
    record("accounts.ask_mail", user, actor=actor)
    jobs.enqueue(MAIL, user_id=user.id, actor_id=actor.id)


def last_mail(user: User) -> Job | None:
    """The last mail with a code for this person, among the last hundred."""
    sent = db.session.scalars(select(Job).where(Job.task == MAIL).order_by(Job.id.desc()).limit(100))
    return next((one for one in sent if one.arguments["user_id"] == user.id), None)


def _tell_of_code(user: User, actor: User) -> None:
    """Who has a password already is told, and so are those beside them: a code is a key.

    The person reads it on their account's page, colleagues on their first page, whoever then uses the code.
    """
    if not user.password_hash:
        return
    sentence = _(
        "%(actor)s cấp mã một lần mới cho tài khoản của %(name)s. Nếu %(name)s không yêu cầu, báo lãnh đạo.",
        actor=actor.name,
        name=user.name,
    )
    for one in user.appointments_now():
        notices.tell(one.unit_id, one.role, sentence, "/account")
