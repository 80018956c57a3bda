"""The movement facts of a dossier: writing them year by year, and their totals for the report."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _

from awards.core import clock
from awards.core.errors import Refused
from awards.nominations.models import Nomination, YearFacts
from awards.nominations.services.content import facts_of
from awards.nominations.subject import LARGEST_FIGURE, MEASURES, STATUS_NAMES, HouseholdStatus

RISEN = {HouseholdStatus.RISEN, HouseholdStatus.RISEN_NEAR}


def years_of(nomination: Nomination) -> list[int]:
    """The years of the dossier's movement, the ones for which there may be facts; never one that has not begun."""
    movement = nomination.campaign.movement
    last = min(movement.to_year, clock.today().year)
    return list(range(max(movement.from_year, last - 9), last + 1))


def set_facts(nomination: Nomination, facts: dict[int, dict[str, Any]]) -> None:
    """Put these years' facts in the place of what stood there; a year with nothing in it has no row.

    Refuses a year outside the movement and a figure below zero or above 999 999 999 999.
    """
    known = {row.year: row for row in nomination.facts}
    for year, values in facts.items():
        if year not in years_of(nomination) and year not in known:
            raise Refused(_("Năm %(year)s không thuộc giai đoạn của phong trào.", year=year))
        _check_figures(year, values)
        row, says_something = known.get(year), any(value not in (None, "") for value in values.values())
        if row is None and says_something:
            nomination.facts.append(YearFacts(year=year, **values))
        elif row is not None and not says_something:
            nomination.facts.remove(row)
        elif row is not None:
            for name, value in values.items():
                setattr(row, name, value)


def _check_figures(year: int, values: dict[str, Any]) -> None:
    for measure in MEASURES:
        figure = values.get(measure.code)
        if figure is not None and not 0 <= figure <= LARGEST_FIGURE:
            raise Refused(_("Số nằm ngoài khoảng cho phép."), f"y{year}_{measure.code}")


def facts_as_fields(nomination: Nomination) -> dict[str, Any]:
    """What is written, by the names of the form's fields: y2021_money."""
    return {f"y{row['year']}_{name}": value for row in facts_of(nomination) for name, value in row.items()}


def check_leaving(values: dict[str, Any]) -> None:
    """Refuses a decision on leaving poverty dated in the future."""
    on = values.get("leaving_on")
    if on is not None and on > clock.today():
        raise Refused(_("Ngày quyết định không thể ở tương lai."), "leaving_on")


def totals(nomination: Nomination) -> dict[str, int]:
    """The sum of each figure over the years, without those that are nothing."""
    sums = {m.code: sum(getattr(row, m.code) or 0 for row in nomination.facts) for m in MEASURES}
    return {code: number for code, number in sums.items() if number}


def totals_in_words(nomination: Nomination) -> str:
    """“Năm 2021 - 2023: giúp 12 lượt hộ; 7 hộ thoát nghèo; 45.000.000 đồng tiền mặt.”, or nothing."""
    return together_in_words([nomination])


def together_in_words(nominations: Iterable[Nomination]) -> str:
    """The same for several dossiers together, for the letter they travel with."""
    sums: Counter[str] = Counter()
    years: set[int] = set()
    for nomination in nominations:
        sums.update(totals(nomination))
        years |= {row.year for row in nomination.facts}
    if not sums:
        return ""
    span = f"{min(years)} - {max(years)}" if len(years) > 1 else str(*years)
    return str(_("Năm %(years)s: %(parts)s.", years=span, parts=_in_words(sums)))


def facts_by_year(nomination: Nomination) -> list[str]:
    """One sentence for each year: what the household was, what was given, and in which way."""
    said = []
    for row in nomination.facts:
        figures = {m.code: getattr(row, m.code) for m in MEASURES if getattr(row, m.code)}
        parts = [STATUS_NAMES[row.status] if row.status else "", _in_words(figures), row.help]
        said.append(str(_("Năm %(years)s: %(parts)s.", years=row.year, parts="; ".join(filter(None, parts)))))
    return said


def _in_words(sums: Mapping[str, int]) -> str:
    return "; ".join(m.total.format(f"{sums[m.code]:,}".replace(",", ".")) for m in MEASURES if m.code in sums)


def has_risen(nomination: Nomination) -> bool:
    """Does some year say that the household left poverty, so that there must be a decision (QĐ 24/2021/QĐ-TTg)?"""
    return any(row.status in RISEN for row in nomination.facts)
