"""What goes on paper: the tờ trình from its frozen words, and the papers made from a dossier."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from flask import current_app

from awards.core import storage
from awards.core.docx import html_to_docx
from awards.core.paper import document_html, html_to_pdf
from awards.core.text import safe_filename
from awards.nominations import services
from awards.nominations.models import DocType, Nomination, ProposalLetter
from awards.nominations.services import papers

FOLDERS = {
    DocType.SUBMISSION: "to-trinh",
    DocType.REPORT: "bao-cao",
    DocType.MINUTES: "bien-ban",
    DocType.CONFIRMATION: "xac-nhan",
    DocType.EVIDENCE: "minh-chung",
}


def _is_sample() -> bool:
    return bool(current_app.config["PROFILE"] == "demo")


def letter_html(letter: ProposalLetter) -> str:
    """The HTML of a signed letter for the PDF and the Word writer; in the demo it is marked “MẪU”."""
    return document_html("letter.html", sample=_is_sample(), letter=letter.paper)


def report_html(nomination: Nomination) -> str:
    """The achievement report as it stands now."""
    return document_html("report.html", sample=_is_sample(), report=papers.report_words(nomination))


def consent_html(nomination: Nomination) -> str:
    """The form on which the subject confirms what is written and says what may be published."""
    return document_html("report.html", sample=_is_sample(), report=papers.consent_words(nomination))


def contents_html(nomination: Nomination) -> str:
    """The table of contents of the dossier."""
    return document_html("contents.html", sample=_is_sample(), contents=papers.contents_words(nomination))


def receipt_html(nomination: Nomination) -> str | None:
    """The slip for the newest receiving, or None where the dossier was never received."""
    move = papers.last_received(nomination)
    if move is None:
        return None
    return document_html("receipt.html", sample=_is_sample(), receipt=papers.slip_words(nomination, move))


@dataclass(frozen=True)
class Member:
    """One file of the archive: a page to be typeset, in the form its name says, or a stored file by its SHA-256."""

    name: str
    html: str = ""
    sha256: str = ""

    def content(self) -> bytes:
        if self.sha256:
            return storage.read(self.sha256)
        return html_to_docx(self.html) if self.name.endswith(".docx") else html_to_pdf(self.html)


def members(nomination: Nomination) -> list[Member]:
    """What the system writes in both forms, then the files, each name once: all that must be read of the dossier."""
    found: list[Member] = []
    for move in nomination.moves:
        if move.letter is not None:
            name = f"to-trinh/to-trinh-{move.letter.number}-{move.letter.year}-{move.step:02}"
            found += _in_both(name, letter_html(move.letter))
    found += _in_both("bao-cao/bao-cao-thanh-tich", report_html(nomination))
    for number, file in enumerate(nomination.attachments, 1):
        if file.removed_at is None:
            name = f"{FOLDERS[file.doc_type]}/{number:02}-{safe_filename(file.file_name)}"
            found.append(Member(name, sha256=file.sha256))
    return [*found, Member("muc-luc.pdf", html=contents_html(nomination))]


def _in_both(name: str, html: str) -> list[Member]:
    return [Member(f"{name}.pdf", html), Member(f"{name}.docx", html)]


def archive(parts: Iterable[Member]) -> bytes:
    """The whole dossier as one ZIP, as the state level asks for (domain 2.6): papers, files, SHA-256 of each.

    The same dossier makes the same bytes.
    """
    packed = BytesIO()
    sums: list[str] = []
    with ZipFile(packed, "w") as whole:
        for part in parts:
            content = part.content()
            _put(whole, part.name, content)
            sums.append(f"{hashlib.sha256(content).hexdigest()}  {part.name}")
        _put(whole, "manifest-sha256.txt", ("\n".join(sums) + "\n").encode())
    return packed.getvalue()


def own_data(data: dict[str, Any], dossiers: Sequence[Nomination]) -> bytes:
    """What `services.data_of` found, as JSON and as a text to read, with the files of the dossiers, in one ZIP."""
    packed = BytesIO()
    with ZipFile(packed, "w") as whole:
        _put(whole, "du-lieu.json", json.dumps(data, ensure_ascii=False, indent=2).encode())
        _put(whole, "du-lieu.txt", ("\r\n".join(services.in_words(data)) + "\r\n").encode("utf-8-sig"))
        for dossier in dossiers:
            for number, file in enumerate(dossier.attachments, 1):
                if file.removed_at is None:
                    name = f"{dossier.code}/{number:02}-{safe_filename(file.file_name)}"
                    _put(whole, name, storage.read(file.sha256))
    return packed.getvalue()


def _put(whole: ZipFile, name: str, content: bytes) -> None:
    member = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    member.compress_type = ZIP_STORED if name.endswith((".jpg", ".png", ".docx")) else ZIP_DEFLATED
    member.external_attr = 0o644 << 16
    whole.writestr(member, content)
