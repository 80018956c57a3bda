"""What goes on paper beside the certificates: the list for hand-over."""

from collections.abc import Sequence

from awards.certificates.models import Batch, Certificate
from awards.certificates.services import placed_in
from awards.core import paper
from awards.core.settings import setting
from awards.decisions.services import words_now
from awards.law.models import SubjectKind


def handover_html(batch: Batch, certificates: Sequence[Certificate]) -> str:
    """The list with a column for signatures, in the order of the pile, for `core.paper.html_to_pdf`.

    A paper that has ended since it was printed is not handed over.
    """
    rows = [
        {
            "ordinal": certificate.item.ordinal,
            "who": _who(certificate),
            "where": ", ".join(certificate.text["lines"]),
            "unit": placed_in(certificate),
        }
        for certificate in certificates
        if certificate.ended_at is None
    ]
    words, sample = words_now(batch.decision), setting("PROFILE") == "demo"
    undated = {**words, "date": ""}  # the day of hand-over is written by hand
    return paper.document_html("hand_over.html", sample=sample, decision=undated, decided=words["date"], rows=rows)


def _who(certificate: Certificate) -> str:
    """As the decision's list names them: a collective by its name alone."""
    name, prefix = certificate.text["name"], certificate.text["recipient_prefix"]
    return name if certificate.item.kind is SubjectKind.COLLECTIVE else f"{prefix} {name}"
