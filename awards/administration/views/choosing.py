"""Choosing a unit on the way to a form: it comes back to the form's own page as `unit`."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from wtforms import DateField

from awards.administration import services
from awards.core import clock
from awards.core.levels import LEVEL_NAMES
from awards.units.models import Unit


def number_in(argument: str) -> int | None:
    """A row's id in the address, or None."""
    written = request.args.get(argument, "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else None


def chosen_unit() -> Unit | None:
    """The unit that was chosen, or None while it must be."""
    number = number_in("unit")
    return services.unit(number) if number is not None else None


def choose_unit(title: str, lead: str, back: str) -> ResponseReturnValue:
    """Search and choose a unit; `lead` says for what."""
    words = request.args.get("words", "")[:100]
    found = services.units_called(words) if words.strip() else []
    return render_template(
        "administration/_choose_unit.html",
        title=title,
        lead=lead,
        back=back,
        words=words,
        found=[(unit, services.whereabouts(unit)) for unit in found[: services.MOST]],
        has_more=len(found) > services.MOST,
        level_names=LEVEL_NAMES,
    )


def begin_today(field: DateField) -> None:
    """A form that is opened for the first time proposes today."""
    if field.data is None and request.method == "GET":
        field.data = clock.today()
