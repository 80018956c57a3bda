"""What goes on paper: the quyết định with its list."""

from datetime import date

from awards.core import paper
from awards.core.settings import setting
from awards.core.words import date_in_words
from awards.decisions.models import Decision
from awards.decisions.services import words_now


def decision_html(decision: Decision) -> str:
    """The HTML of the decision for `core.paper.html_to_pdf`; blanks until it is numbered, “MẪU” in the demo."""
    return paper.document_html("decision.html", sample=setting("PROFILE") == "demo", decision=words_now(decision))


def on_screen(decision: Decision) -> dict[str, object]:
    """The same words for the screen, with the parts that the printed page works out itself."""
    words = words_now(decision)
    return {
        **words,
        "day": date_in_words(date.fromisoformat(words["date"]) if words["date"] else None),
        "counts": paper.counts(words["entries"]),
    }
