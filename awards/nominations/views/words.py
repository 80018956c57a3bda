"""How the pages say what a dossier holds: rows of (label, value) for summaries, for the templates of every feature."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from awards.core.pages import counted, dated
from awards.law import services as law
from awards.law.models import SUBJECT_NAMES, SubjectKind
from awards.nominations import services
from awards.nominations.models import Nomination, YearFacts
from awards.nominations.services.content import HONORIFICS
from awards.nominations.subject import (
    COLLECTIVE_NAMES,
    DETAILS,
    ENTERPRISES,
    MEASURES,
    STATUS_NAMES,
    CollectiveKind,
)
from awards.nominations.views import bp

PAGES = ("subject", "facts", "report", "citation", "evidence")
Rows = list[tuple[str, Any]]


@bp.app_template_global()
def page_of(nomination: Nomination) -> dict[str, str]:
    """The address of each page on which the dossier is written."""
    return {page: url_for(f"nominations.{page}", nomination_id=nomination.id) for page in PAGES}


@bp.app_template_global()
def subject_rows(nomination: Nomination) -> Rows:
    """Who it is, for which award, and the sentence on the paper."""
    honorific = HONORIFICS[nomination.honorific].capitalize() if nomination.honorific else ""
    rows: Rows = [(_("Tên"), f"{honorific} {nomination.name}".strip())]
    if nomination.kind is SubjectKind.COLLECTIVE:
        rows.append((_("Loại"), _collective(nomination) or SUBJECT_NAMES[nomination.kind]))
    else:
        rows.append((_("Năm sinh"), nomination.birth_year))
    rows += [(_("Chức vụ, đơn vị"), nomination.position or "–"), (_("Địa chỉ"), nomination.address)]
    rows += [(d.label, nomination.details[d.code]) for d in DETAILS[nomination.kind] if nomination.details.get(d.code)]
    form = nomination.award.award_form.name
    return [*rows, (_("Hình thức đề nghị"), form), (_("Thành tích in trên giấy"), nomination.citation)]


def _kind_of_collective(nomination: Nomination) -> CollectiveKind | None:
    code = nomination.details.get("collective_kind")
    return CollectiveKind(code) if code else None


def _collective(nomination: Nomination) -> str:
    kind = _kind_of_collective(nomination)
    return COLLECTIVE_NAMES[kind] if kind else ""


@bp.app_template_global()
def clause_for(nomination: Nomination) -> str:
    """The clause of the law by which the chosen award fits this subject."""
    is_enterprise = _kind_of_collective(nomination) in ENTERPRISES
    return law.clause(nomination.award.award_form, nomination.kind, is_enterprise=is_enterprise)


@bp.app_template_global()
def facts_rows(nomination: Nomination) -> Rows:
    """Each year in one line, their sum, and the decision on leaving poverty."""
    rows: Rows = [(str(row.year), _year_in_words(row)) for row in nomination.facts]
    rows.append((_("Cộng các năm"), services.totals_in_words(nomination)))
    if nomination.leaving_number:
        on = dated(nomination.leaving_on)
        rows.append((_("Quyết định thoát nghèo"), f"{nomination.leaving_number}, {on}, {nomination.leaving_body}"))
    return rows


def _year_in_words(row: YearFacts) -> str:
    figures = ((measure, getattr(row, measure.code)) for measure in MEASURES)
    parts = [measure.total.format(counted(figure)) for measure, figure in figures if figure]
    status = [STATUS_NAMES[row.status]] if row.status else []
    return "; ".join([*status, *parts, *([row.help] if row.help else [])])
