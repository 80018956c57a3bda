"""What goes on paper: the quyết định with its list, the register, the payment list."""

from datetime import date

from flask_babel import gettext as _

from awards.core import paper
from awards.core.errors import Refused
from awards.core.settings import setting
from awards.core.words import date_in_words
from awards.decisions.models import Decision, DecisionKind, OutsideDecision
from awards.decisions.services import (
    any_words_now,
    outside_payment_words,
    payment_words,
    refusal_words,
    register_words,
    result_words,
)
from awards.decisions.services.registers import Book
from awards.nominations.models import Move, Nomination
from awards.units.models import Unit


def decision_html(decision: Decision) -> str:
    """The HTML of the decision for `core.paper.html_to_pdf`; blanks until it is numbered, “MẪU” in the demo.

    Refuses a draft whose list is empty.
    """
    template = "decision.html" if decision.kind is DecisionKind.AWARD else "amendment.html"
    words = any_words_now(decision)
    if not words["entries"]:
        raise Refused(_("Danh sách chưa có ai, nên chưa có văn bản để xem. Xin thêm hồ sơ vào danh sách trước."))
    return paper.document_html(template, sample=_is_sample(), decision=words)


def register_html(book: Book) -> str:
    """The HTML of a year's register."""
    return paper.document_html("register.html", sample=_is_sample(), register=register_words(book))


def payments_html(decision: Decision) -> str:
    """The HTML of a decision's payment list."""
    return paper.document_html("payments.html", sample=_is_sample(), payments=payment_words(decision))


def outside_payments_html(outside: OutsideDecision, unit: Unit) -> str:
    """The HTML of the payment list of a decision of others, for the part that this unit pays."""
    words = outside_payment_words(outside, unit)
    return paper.document_html("payments.html", sample=_is_sample(), payments=words)


def refusal_html(nomination: Nomination, move: Move) -> str:
    """The HTML of the letter about a refused dossier."""
    return paper.document_html("answer.html", sample=_is_sample(), answer=refusal_words(nomination, move))


def result_html(decision: Decision, unit: Unit) -> str:
    """The HTML of the announcement to one proposing unit."""
    return paper.document_html("answer.html", sample=_is_sample(), answer=result_words(decision, unit))


def _is_sample() -> bool:
    return bool(setting("PROFILE") == "demo")


def on_screen(decision: Decision) -> dict[str, object]:
    """The same words for the screen, with the parts that the printed page works out itself."""
    words = any_words_now(decision)
    return {
        **words,
        "day": date_in_words(date.fromisoformat(words["date"]) if words["date"] else None),
        "counts": paper.counts(words["entries"]) if words["entries"] else "",
    }
