"""The rules of certificates: made with the issue, printed in batches, revoked, found by their code."""

from awards.certificates.services.batches import last_batches, printable, set_merged, set_rendered, start_batch, undrawn
from awards.certificates.services.codes import canonical, grouped
from awards.certificates.services.issuing import freeze, issue, revoke
from awards.certificates.services.reading import (
    Overview,
    find,
    get,
    get_batch,
    get_decision,
    of_decision,
    overviews,
    used_hands,
)
from awards.certificates.services.texts import artwork, design_of, hardest, misfits, restored

__all__ = [
    "Overview",
    "artwork",
    "canonical",
    "design_of",
    "find",
    "freeze",
    "get",
    "get_batch",
    "get_decision",
    "grouped",
    "hardest",
    "issue",
    "last_batches",
    "misfits",
    "of_decision",
    "overviews",
    "printable",
    "restored",
    "revoke",
    "set_merged",
    "set_rendered",
    "start_batch",
    "undrawn",
    "used_hands",
]
