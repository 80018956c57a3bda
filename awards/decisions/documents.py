"""What goes on paper: the quyết định with its list, the register, the payment list."""

from datetime import date

from awards.core import paper
from awards.core.settings import setting
from awards.core.words import date_in_words
from awards.decisions.models import Decision, DecisionKind
from awards.decisions.services import any_words_now, payment_words, register_words
from awards.decisions.services.registers import Book


def decision_html(decision: Decision) -> str:
    """The HTML of the decision for `core.paper.html_to_pdf`; blanks until it is numbered, “MẪU” in the demo."""
    template = "decision.html" if decision.kind is DecisionKind.AWARD else "amendment.html"
    return paper.document_html(template, sample=setting("PROFILE") == "demo", decision=any_words_now(decision))


def register_html(book: Book) -> str:
    """The HTML of a year's register."""
    return paper.document_html("register.html", sample=setting("PROFILE") == "demo", register=register_words(book))


def payments_html(decision: Decision) -> str:
    """The HTML of a decision's payment list."""
    return paper.document_html("payments.html", sample=setting("PROFILE") == "demo", payments=payment_words(decision))


def on_screen(decision: Decision) -> dict[str, object]:
    """The same words for the screen, with the parts that the printed page works out itself."""
    words = any_words_now(decision)
    return {
        **words,
        "day": date_in_words(date.fromisoformat(words["date"]) if words["date"] else None),
        "counts": paper.counts(words["entries"]) if words["entries"] else "",
    }
