"""What goes on paper: the tờ trình, from its frozen words."""

from flask import current_app

from awards.core.paper import document_html
from awards.nominations.models import ProposalLetter


def letter_html(letter: ProposalLetter) -> str:
    """The HTML of a signed letter for `core.paper.html_to_pdf`; in the demo it is marked “MẪU”."""
    return document_html("letter.html", sample=current_app.config["PROFILE"] == "demo", letter=letter.paper)
