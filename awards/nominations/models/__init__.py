"""The register of nominees, the dossier, its way, and the letters it travels with."""

from awards.nominations.models.dossier import (
    ArchiveCopy,
    Attachment,
    Conflict,
    ConflictKind,
    Desk,
    DocType,
    Honorific,
    LetterItem,
    Move,
    Nomination,
    Nominee,
    Objection,
    ProposalLetter,
    ReceiptSlip,
    Remark,
    Snapshot,
)
from awards.nominations.models.facts import YearFacts
from awards.nominations.models.finding import NameTail
from awards.nominations.models.register import Commendation, CommendationSource, NameRole, NomineeName, RepeatNote
from awards.nominations.models.retention import Erasure, ErasureGround
from awards.nominations.models.screening import Screening, ScreeningKind
from awards.nominations.models.writing import Typing, Upload

__all__ = [
    "ArchiveCopy",
    "Attachment",
    "Commendation",
    "CommendationSource",
    "Conflict",
    "ConflictKind",
    "Desk",
    "DocType",
    "Erasure",
    "ErasureGround",
    "Honorific",
    "LetterItem",
    "Move",
    "NameRole",
    "NameTail",
    "Nomination",
    "Nominee",
    "NomineeName",
    "Objection",
    "ProposalLetter",
    "ReceiptSlip",
    "Remark",
    "RepeatNote",
    "Screening",
    "ScreeningKind",
    "Snapshot",
    "Typing",
    "Upload",
    "YearFacts",
]
