"""What goes on paper beside the certificates: the list for hand-over."""

from collections.abc import Sequence

from awards.certificates.models import Batch, Certificate
from awards.certificates.services import placed_in
from awards.core import paper
from awards.core.settings import setting
from awards.decisions.services import words_now


def handover_html(batch: Batch, certificates: Sequence[Certificate]) -> str:
    """The list with a column for signatures, in the order of the pile, for `core.paper.html_to_pdf`."""
    rows = [
        {
            "ordinal": certificate.item.ordinal,
            "who": f"{certificate.text['recipient_prefix']} {certificate.text['name']}".strip(),
            "where": ", ".join(certificate.text["lines"]),
            "unit": placed_in(certificate),
        }
        for certificate in certificates
    ]
    words = words_now(batch.decision)
    return paper.document_html("hand_over.html", sample=setting("PROFILE") == "demo", decision=words, rows=rows)
