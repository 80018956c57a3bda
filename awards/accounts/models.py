"""People who sign in, what they are appointed to, and their sessions."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

from flask_login import UserMixin
from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from awards.core import clock
from awards.core.access import ROLES, Permission, Role
from awards.core.db import Model
from awards.units.models import Unit


class Post(Protocol):
    """A role in a unit."""

    @property
    def role(self) -> Role: ...

    @property
    def unit_id(self) -> int: ...


class Appointed(UserMixin):
    """Somebody whose rights come from their appointments alone."""

    # By unit the names of the units of their appointments, and what those took over.
    unit_names: Mapping[int, str] = MappingProxyType({})
    taken_over: Mapping[int, frozenset[int]] = MappingProxyType({})

    def appointments_now(self) -> Sequence[Post]:
        raise NotImplementedError

    def permissions(self) -> frozenset[Permission]:
        return frozenset[Permission]().union(*(ROLES[appointment.role] for appointment in self.appointments_now()))

    def can(self, permission: Permission) -> bool:
        return any(permission in ROLES[appointment.role] for appointment in self.appointments_now())

    def holds(self, role: Role, unit_id: int) -> bool:
        """Is this person appointed to this role in this very unit, today?"""
        return any(a.role is role and a.unit_id == unit_id for a in self.appointments_now())

    def unit_ids(self) -> frozenset[int]:
        """The units in which this person is appointed to anything, today."""
        return frozenset(appointment.unit_id for appointment in self.appointments_now())


class User(Appointed, Model):
    """A person. What they may do comes from their appointments alone."""

    __tablename__ = "user"

    username: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    search_key: Mapped[str] = mapped_column(default="")  # name and username, folded
    mail: Mapped[str] = mapped_column(default="", server_default="")  # where a one-time code may be sent
    password_hash: Mapped[str] = mapped_column(default="")  # empty until the first password is set
    password_set_at: Mapped[datetime | None]
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    appointments: Mapped[list["Appointment"]] = relationship(
        back_populates="user", order_by="Appointment.id", foreign_keys="Appointment.user_id"
    )

    # Of the session this request came with; not stored.
    session_token: str = ""
    confirmed_at: datetime = datetime.min.replace(tzinfo=UTC)

    __mapper_args__ = {"version_id_col": version}

    # UserMixin would compare session tokens, and call all people equal who did not send this request.
    __eq__ = object.__eq__
    __hash__ = object.__hash__

    def get_id(self) -> str:
        """What Flask-Login keeps in the cookie: the session, not the person."""
        return self.session_token

    def appointments_now(self) -> list["Appointment"]:
        today = clock.today()
        return [appointment for appointment in self.appointments if appointment.counts_on(today)]

    @property
    def unit_name(self) -> str:
        """The units this person is appointed to, for the head of each page."""
        held, known = self.appointments_now(), self.unit_names
        return ", ".join(dict.fromkeys(known.get(one.unit_id) or one.unit.name for one in held))


class Delegation(StrEnum):
    """In whose place a leader signs (D30 Art. 13)."""

    NONE = ""
    DEPUTY = "KT."  # ký thay: a deputy for the head
    BY_ORDER = "TL."  # thừa lệnh: the head of an office, by order
    AUTHORISED = "TUQ."  # thừa ủy quyền: authorised in writing, until a day


class Appointment(Model):
    """A person holds a role in a unit, [valid_from, valid_to). It does not die with the unit: a person ends it.

    It counts from the moment a second administrator has confirmed it. `delegation`, the title it is for and the number
    of the document say how a leader signs in another's place.
    """

    __tablename__ = "appointment"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", "validity"),
        Index(None, "unit_id", "role"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    role: Mapped[Role]
    title: Mapped[str]  # as it stands under a signature: “CHỦ TỊCH”, “Chuyên viên”
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    ended_at: Mapped[datetime | None]
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    confirmed_at: Mapped[datetime | None]
    delegation: Mapped[Delegation] = mapped_column(default=Delegation.NONE)
    delegated_title: Mapped[str] = mapped_column(default="")  # in whose place: “CHỦ TỊCH”
    delegated_by: Mapped[str] = mapped_column(default="")  # “Quyết định số 05/QĐ-UBND ngày 05/01/2026”

    user: Mapped[User] = relationship(back_populates="appointments", foreign_keys=[user_id])
    unit: Mapped[Unit] = relationship()
    proposed_by: Mapped[User | None] = relationship(foreign_keys=[proposed_by_id])

    @property
    def signs_for(self) -> str:
        """The line above the title: “KT. CHỦ TỊCH”; empty for who signs in their own right."""
        if self.delegation is not Delegation.NONE:
            return f"{self.delegation} {self.delegated_title}"
        title = self.title.upper()
        return f"{Delegation.DEPUTY} {title.removeprefix('PHÓ ')}" if title.startswith("PHÓ ") else ""

    @property
    def is_proposed(self) -> bool:
        """Does it wait for a second administrator?"""
        return self.confirmed_at is None and self.ended_at is None

    @property
    def is_current(self) -> bool:
        return self.counts_on(clock.today())

    def counts_on(self, day: date) -> bool:
        return counts_on(day, self.valid_from, self.valid_to, self.ended_at, self.confirmed_at)


def counts_on(
    day: date, valid_from: date, valid_to: date | None, ended_at: datetime | None, confirmed_at: datetime | None
) -> bool:
    """Does an appointment with these dates count on this day?"""
    begun = valid_from <= day and ended_at is None and confirmed_at is not None
    return begun and (valid_to is None or day < valid_to)


class UserSession(Model):
    """One signed-in browser. The cookie holds the token, this row only its SHA-256."""

    __tablename__ = "user_session"

    token_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    seen_at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None] = mapped_column(default=clock.now)  # when the person last showed who they are
    device: Mapped[str] = mapped_column(default="", server_default="")  # “Chrome, Windows”, to know one's own by

    user: Mapped[User] = relationship()


class KeptForm(Model):
    """What a person had typed when their session had ended; it lives as long as the new session.

    `fields` are (name, text) pairs in their order, without tokens and passwords.
    """

    __tablename__ = "kept_form"

    session_id: Mapped[int] = mapped_column(ForeignKey("user_session.id"), unique=True)
    path: Mapped[str]
    fields: Mapped[list[list[str]]] = mapped_column(JSON)
    had_files: Mapped[bool]


class OneTimeCode(Model):
    """A code on a printed slip with which a person sets their first, or a new, password. Used once, within days."""

    __tablename__ = "one_time_code"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    code_hash: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()


class ResetRequest(Model):
    """An administrator asks for a new code for somebody who has a password; another one gives it, and the row goes."""

    __tablename__ = "reset_request"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), unique=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    asked_by: Mapped[User] = relationship(foreign_keys=[asked_by_id])


class SecondStep(Model):
    """A person's phone: the secret (locked with a key that is not in the database) of which the six figures are made.

    It counts from `confirmed_at` on. `last_step` is the time step of the last figures that were used.
    """

    __tablename__ = "second_step"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), unique=True)
    secret: Mapped[str]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(default=0)


class RecoveryCode(Model):
    """One of the codes a person keeps on paper for when the phone is lost. Used once."""

    __tablename__ = "recovery_code"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    code_hash: Mapped[str]
    used_at: Mapped[datetime | None]
