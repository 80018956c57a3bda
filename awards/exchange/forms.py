"""The shape of an uploaded sheet."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _

from awards.core.forms import Form, choice, file, options
from awards.core.sentences import lazy as _l
from awards.exchange.services import LEFT_OUT, NEW, Who
from awards.nominations.forms import KIND_NAMES
from awards.nominations.services import Match


class SheetForm(Form):
    """One Excel workbook."""

    file = file(
        _l("Tệp Excel"),
        required=_l("Chọn tệp Excel."),
        hint=_l("Tệp .xlsx, nhiều nhất 10 MB. Dòng tiêu đề ở đâu cũng được."),
        accept=".xlsx",
    )


def who_form(people: Sequence[Who]) -> Form:
    """Who each person of a list is: an entry of the register, somebody new, or left out."""
    fields: dict[str, Any] = {one.field: choice(one.subject["name"], hint=_told(one)) for one in people}
    form: Form = type("WhoForm", (Form,), fields)(data={one.field: one.likely for one in people})
    for one in people:
        known = [(str(match.nominee_id), _entry(match)) for match in one.alike]
        known.append((NEW, _("Người, hộ, tập thể khác: ghi mới") if known else _("Chưa có trong sổ: ghi mới")))
        asked = [] if one.likely else [("", _("Chọn …"))]
        form[one.field].choices = options([*asked, *([] if one.is_closed else known), (LEFT_OUT, _("Không ghi"))])
    return form


def _entry(match: Match) -> str:
    told = ", ".join(str(part) for part in (match.name, match.birth_year, match.address) if part)
    return f"{told} ({', '.join(match.reasons)})"


def _told(who: Who) -> str:
    """What the list says of them."""
    given = [KIND_NAMES[who.kind], who.subject["birth_year"], who.subject["position"], who.subject["address"]]
    awards = [
        _("%(award)s, Quyết định số %(number)s", award=row["award"], number=row["number_text"])
        + (f", {date.fromisoformat(row['decided_on']):%d/%m/%Y}" if row["decided_on"] else "")
        for row in who.rows
    ]
    closed = [_("Ông/bà có xung đột lợi ích với đối tượng này.")] * who.is_closed
    return ". ".join([", ".join(str(part) for part in given if part), "; ".join(awards), *closed])
