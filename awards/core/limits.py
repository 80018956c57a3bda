"""How often somebody may try: a few times within some minutes, then they rest.

Counted by what is tried and by whom (an account's name, an address), in rows, so that neither a restart nor a second
process forgets. The kinds and their figures stand in config.LIMITS.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

from flask import request
from flask_babel import gettext as _
from sqlalchemy import Connection, UniqueConstraint, case, delete, select
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.orm import Mapped, mapped_column

from awards.core import clock
from awards.core.db import Model, db
from awards.core.errors import TooMany
from awards.core.sentences import lazy as _l
from awards.core.settings import setting
from awards.core.side import write_later


class Kind(StrEnum):
    """What is tried."""

    PASSWORD = "password"  # noqa: S105  # by account name, whether it exists or not
    CODE = "code"  # a one-time code, by account name
    TOTP = "totp"  # the figures of the second step, by account name
    ADDRESS = "address"  # all of these, by the address they come from
    CHECK = "check"  # looking up certificates, by address


class Attempt(Model):
    """How often one subject has tried one kind of thing; forgotten at `until`. Not audited, dies within a day."""

    __tablename__ = "attempt"
    __table_args__ = (UniqueConstraint("kind", "subject"),)

    kind: Mapped[str]
    subject: Mapped[str]
    count: Mapped[int]
    until: Mapped[datetime] = mapped_column(index=True)


WHAT = {
    Kind.PASSWORD: _l(
        "Đã nhập sai quá nhiều lần. Để bảo vệ tài khoản, xin chờ %(minutes)s phút rồi đăng nhập lại (từ %(time)s). "
        "Nếu quên mật khẩu, hãy xin người quản trị cấp mã mới."
    ),
    Kind.CODE: _l("Đã nhập sai mã một lần quá nhiều lần. Xin chờ %(minutes)s phút rồi thử lại (từ %(time)s)."),
    Kind.TOTP: _l("Đã nhập sai mã xác thực quá nhiều lần. Xin chờ %(minutes)s phút rồi thử lại (từ %(time)s)."),
    Kind.ADDRESS: _l(
        "Từ mạng này đã có quá nhiều lần nhập sai. Để bảo vệ các tài khoản, xin chờ %(minutes)s phút rồi thử lại "
        "(từ %(time)s)."
    ),
    Kind.CHECK: _l("Từ mạng này đã tra cứu quá nhiều lần. Xin chờ %(minutes)s phút rồi thử lại (từ %(time)s)."),
}


def caller() -> str:
    """The address this request came from, as it is counted: one IPv4 address, or the /64 that one IPv6 line has."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return ""
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ip_network((int(address), 64), strict=False))


def refuse_tired(*tries: tuple[Kind, str]) -> None:
    """Refuses, with the time when it may try again, a subject that has used up its tries of this kind."""
    for kind, subject in tries:
        query = select(Attempt).where(Attempt.kind == kind.value, Attempt.subject == subject)
        row = db.session.scalars(query).first()
        if row is not None and row.count >= _figures(kind)[0] and row.until > clock.now():
            raise _too_many(kind, row.until)


def count(*tries: tuple[Kind, str]) -> None:
    """Count one try of each of these subjects, whatever becomes of the request.

    Refuses if it was somebody's last one for now. Those who try at the very same moment are all let in, and counted.
    """
    now = clock.now()
    used_up = [kind for kind, subject in tries if _so_far(kind, subject) + 1 >= _figures(kind)[0]]
    for kind, subject in tries:
        write_later(partial(_write, kind, subject, now))
    for kind in used_up:
        raise _too_many(kind, now + _figures(kind)[2])


def _so_far(kind: Kind, subject: str) -> int:
    query = select(Attempt.count).where(Attempt.kind == kind.value, Attempt.subject == subject)
    return db.session.scalar(query.where(Attempt.until > clock.now())) or 0


def _write(kind: Kind, subject: str, now: datetime, connection: Connection) -> None:
    most, within, rest = _figures(kind)
    insert = insert_postgresql if connection.dialect.name == "postgresql" else insert_sqlite
    first = now + (rest if most == 1 else within)
    is_over, is_last = Attempt.until <= now, Attempt.count + 1 == most
    counted = {
        "count": case((is_over, 1), else_=Attempt.count + 1),
        "until": case((is_over, first), (is_last, now + rest), else_=Attempt.until),
    }
    row = insert(Attempt).values(kind=kind.value, subject=subject, count=1, until=first)
    connection.execute(row.on_conflict_do_update(index_elements=["kind", "subject"], set_=counted))
    connection.execute(delete(Attempt).where(Attempt.until < now - timedelta(days=1)))


def forget(kind: Kind, subject: str) -> None:
    """Begin to count anew: this subject has shown who it is."""
    db.session.execute(delete(Attempt).where(Attempt.kind == kind.value, Attempt.subject == subject))


def _figures(kind: Kind) -> tuple[int, timedelta, timedelta]:
    """How many tries, within which time, and how long the rest is."""
    most, within, rest = setting("LIMITS")[kind.value]
    return most, timedelta(minutes=within), timedelta(minutes=rest)


def _too_many(kind: Kind, until: datetime) -> TooMany:
    """With the rest in whole minutes and by the clock on the wall."""
    minutes = max(1, ceil((until - clock.now()) / timedelta(minutes=1)))
    time = clock.local(until + timedelta(seconds=59)).strftime("%H:%M")
    return TooMany(_(WHAT[kind], minutes=minutes, time=time), until)
