"""Plain builders: the least a record needs; every value can be given by name. Each commits what it made."""

from datetime import date
from itertools import count
from typing import Any, TypeVar

from awards.accounts.models import Appointment, User
from awards.campaigns.models import Campaign, CampaignAward, Movement, Phase, Route, Stage
from awards.core.access import Role
from awards.core.db import Model, db
from awards.core.levels import Level
from awards.core.text import fold
from awards.law.models import AwardForm, CertificateKind, SubjectKind
from awards.units.models import Unit, UnitPlace

T = TypeVar("T", bound=Model)
_number = count(1)
LONG_AGO = date(2000, 1, 1)
EVERY_KIND = [kind.value for kind in SubjectKind]

ROUTES = {
    "three": (Level.COMMUNE, Level.DISTRICT, Level.CENTRAL),
    "four": (Level.COMMUNE, Level.DISTRICT, Level.PROVINCE, Level.CENTRAL),
    "two_tier": (Level.COMMUNE, Level.PROVINCE, Level.CENTRAL),
}


def save(record: T) -> T:
    db.session.add(record)
    db.session.commit()
    return record


def unit(level: Level = Level.COMMUNE, parent: Unit | None = None, **values: Any) -> Unit:
    number = next(_number)
    name = values.pop("name", f"Đơn vị {number}")
    made = {"code": f"{number:05d}", "search_key": name.lower(), "sort_key": name, "valid_from": LONG_AGO} | values
    record = save(Unit(name=name, level=level, **made))
    if parent is not None:
        save(UnitPlace(unit=record, parent=parent, valid_from=LONG_AGO))
    return record


def branch(levels: tuple[Level, ...] = ROUTES["three"], top: Unit | None = None) -> list[Unit]:
    """A line of units from the lowest of these levels to the highest; `top` is used as the highest if given."""
    above = top or unit(levels[-1])
    line = [above]
    for level in reversed(levels[:-1]):
        line.insert(0, unit(level, parent=line[0]))
    return line


def user(role: Role | None = Role.OFFICER, unit: Unit | None = None, **values: Any) -> User:
    """A person with this appointment; role None: a person without any."""
    number = next(_number)
    made = {"username": f"nguoi{number}", "name": f"Lò Thị Mẫu {number}"} | values
    record = save(User(search_key=f"{fold(made['name'])} {made['username']}", **made))
    if role is not None:
        appoint(record, role, unit or globals()["unit"]())
    return record


def appoint(person: User, role: Role, unit: Unit, **values: Any) -> Appointment:
    made = {"title": "CHỦ TỊCH" if role is Role.LEADER else "Chuyên viên", "valid_from": LONG_AGO} | values
    return save(Appointment(user=person, unit=unit, role=role, **made))


def award_form(decided_at: Level = Level.CENTRAL, **values: Any) -> AwardForm:
    number = next(_number)
    made = {
        "code": f"form-{number}",
        "name": "Giấy chứng nhận của phong trào",
        "certificate_kind": CertificateKind.GIAY_CHUNG_NHAN,
        "subject_kinds": EVERY_KIND,
        "article": "Điều lệ phong trào",
        "valid_from": LONG_AGO,
        "source": "mẫu",
        "verified": False,
    }
    return save(AwardForm(decided_at=decided_at, **made | values))


def campaign(levels: tuple[Level, ...] = ROUTES["three"], *, unit: Unit | None = None, **values: Any) -> Campaign:
    """An open campaign on this route, with one award that its highest level decides."""
    number = next(_number)
    opened_by = unit or globals()["unit"](levels[-1])
    movement = save(
        Movement(name=f"Phong trào {number}", legal_act="Quyết định số 666/QĐ-TTg", from_year=2021, to_year=2025)
    )
    made = {
        "name": f"Đợt xét {number}",
        "phase": Phase.FINAL,
        "legal_act": "Quyết định số 666/QĐ-TTg",
        "units_on": date(2023, 9, 30),
        "issuer": "TRƯỞNG BAN THI ĐUA - KHEN THƯỞNG TRUNG ƯƠNG",
    } | values
    record = save(Campaign(movement=movement, unit=opened_by, **made))
    route = save(Route(campaign=record))
    for position, level in enumerate(levels, 1):
        save(Stage(route=route, position=position, level=level, deadline=date(2099, 12, 31)))
    save(
        CampaignAward(
            campaign=record,
            award_form=award_form(levels[-1]),
            subject_kinds=EVERY_KIND,
            criteria="Có thành tích xuất sắc.",
        )
    )
    return record
