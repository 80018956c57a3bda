"""Who may do what: the permissions, the roles that hold them, and the guard on every view.

Closed by default: a view that declares nothing is closed to everybody, whatever their role.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask import Flask, abort, current_app, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from awards.core.sentences import lazy as _l


class Permission(StrEnum):
    CAMPAIGN_VIEW = "campaign:view"
    CAMPAIGN_OPEN = "campaign:open"
    NOMINATION_VIEW = "nomination:view"
    NOMINATION_WRITE = "nomination:write"
    NOMINATION_MOVE = "nomination:move"
    CITIZEN_NUMBER = "citizen:number"
    DECISION_VIEW = "decision:view"
    DECISION_DRAFT = "decision:draft"
    DECISION_SIGN = "decision:sign"
    DECISION_NUMBER = "decision:number"
    CERTIFICATE_VIEW = "certificate:view"
    CERTIFICATE_PRINT = "certificate:print"
    PEOPLE_MANAGE = "people:manage"
    UNIT_MANAGE = "unit:manage"
    AUDIT_VIEW = "audit:view"
    SYSTEM_VIEW = "system:view"


class Role(StrEnum):
    """What a person is appointed to be in a unit."""

    OFFICER = "officer"  # chuyên viên
    LEADER = "leader"  # lãnh đạo
    SECRETARY = "secretary"  # thư ký hội đồng
    RECORDS_CLERK = "records_clerk"  # văn thư
    PRINT_CLERK = "print_clerk"  # người in
    ADMINISTRATOR = "administrator"  # quản trị: no rights on dossiers
    AUDITOR = "auditor"  # kiểm toán: reads the log, nothing else


ROLE_NAMES = {
    Role.OFFICER: _l("Chuyên viên"),
    Role.LEADER: _l("Lãnh đạo"),
    Role.SECRETARY: _l("Thư ký hội đồng"),
    Role.RECORDS_CLERK: _l("Văn thư"),
    Role.PRINT_CLERK: _l("Người in giấy chứng nhận"),
    Role.ADMINISTRATOR: _l("Quản trị"),
    Role.AUDITOR: _l("Kiểm toán"),
}

_P = Permission
_READ_PAPERS = {_P.CAMPAIGN_VIEW, _P.DECISION_VIEW}

ROLES: dict[Role, frozenset[Permission]] = {
    Role.OFFICER: frozenset(
        {_P.CAMPAIGN_VIEW, _P.NOMINATION_VIEW, _P.NOMINATION_WRITE, _P.NOMINATION_MOVE, _P.CITIZEN_NUMBER}
    ),
    Role.LEADER: frozenset(
        _READ_PAPERS
        | {_P.NOMINATION_VIEW, _P.NOMINATION_MOVE, _P.CITIZEN_NUMBER}
        | {_P.DECISION_SIGN, _P.CERTIFICATE_VIEW}
    ),
    Role.SECRETARY: frozenset(
        _READ_PAPERS | {_P.CAMPAIGN_OPEN, _P.NOMINATION_VIEW, _P.DECISION_DRAFT, _P.CERTIFICATE_VIEW}
    ),
    Role.RECORDS_CLERK: frozenset(_READ_PAPERS | {_P.DECISION_NUMBER}),
    Role.PRINT_CLERK: frozenset(_READ_PAPERS | {_P.CERTIFICATE_VIEW, _P.CERTIFICATE_PRINT}),
    Role.ADMINISTRATOR: frozenset({_P.PEOPLE_MANAGE, _P.UNIT_MANAGE, _P.SYSTEM_VIEW}),
    Role.AUDITOR: frozenset({_P.AUDIT_VIEW, _P.SYSTEM_VIEW}),
}

View = Callable[..., Any]
READING = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Access:
    """What a view asks for: nothing (everybody), a signed-in person, or a permission; per method."""

    read: Permission | None = None
    write: Permission | None = None
    everybody: bool = False

    def needed(self, method: str) -> Permission | None:
        return self.read if method in READING else self.write


def requires(permission: Permission, *, write: Permission | None = None) -> Callable[[View], View]:
    """Declare what a view needs; `write` is what its POST needs, where that is more than its GET."""
    return _mark(Access(permission, write or permission))


def public(view: View) -> View:
    """Declare a view open to everybody, signed in or not."""
    return _mark(Access(everybody=True))(view)


def signed_in(view: View) -> View:
    """Declare a view open to every person who has signed in, whatever their role."""
    return _mark(Access())(view)


def _mark(access: Access) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]
        return view

    return mark


def guard() -> ResponseReturnValue | None:
    """Before every request: who is this, and may they open this page at all?"""
    if request.endpoint is None or request.endpoint == "static":
        return None
    access: Access | None = getattr(current_app.view_functions[request.endpoint], "access", None)
    if access is None:
        abort(403)
    if access.everybody:
        return None
    if not current_user.is_authenticated:
        return current_app.login_manager.unauthorized()  # type: ignore[attr-defined, no-any-return]
    needed = access.needed(request.method)
    if needed is not None and not current_user.can(needed):
        abort(403)
    return None


def init_app(app: Flask) -> None:
    app.before_request(guard)
