"""What goes on paper: the quyết định with its list."""

from awards.core.paper import document_html
from awards.core.settings import setting
from awards.decisions.models import Decision
from awards.decisions.services import words_now


def decision_html(decision: Decision) -> str:
    """The HTML of the decision for `core.paper.html_to_pdf`; blanks until it is numbered, “MẪU” in the demo."""
    return document_html("decision.html", sample=setting("PROFILE") == "demo", decision=words_now(decision))
