"""From the decision's words to the words of each certificate, and back from the register's row."""

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from awards.certificates.printing import DESIGNS, CertificateText, Design, proof_texts
from awards.certificates.printing.layout import page_lines
from awards.certificates.services.codes import LENGTH, grouped
from awards.core import paper
from awards.core.settings import setting
from awards.core.words import date_in_words
from awards.decisions.models import Decision
from awards.decisions.services import words_now

NO_CODE = "0" * LENGTH  # on a proof, before there are codes


def design_of(decision: Decision) -> Design | None:
    """The design for this kind of paper; None where this house has none to print."""
    return DESIGNS.get(decision.award_form.certificate_kind.value)


def check_url(code: str) -> str:
    """The address in the QR code."""
    return f"{setting('PUBLIC_BASE_URL').rstrip('/')}/check/{code}"


def text_of(words: paper.Decision, entry: paper.Entry, code: str) -> CertificateText:
    """The certificate of one entry of a decision (domain 3.3, 3.5). Refuses (ValueError) what cannot be printed."""
    day = date_in_words(date.fromisoformat(words["date"]) if words["date"] else None)
    merit = words["merit"]
    return CertificateText(
        recipient_prefix=entry["prefix"],
        name=entry["name"],
        lines=tuple(entry["lines"]),
        citation=entry["citation"] or merit[:1].upper() + merit[1:],
        issuer=words["authority"],
        decision_line=f"Quyết định số {words['number_text']} {day}",
        gold_book_no=entry["ordinal"] or 0,
        place_date=f"{words['place']}, {day}" if words["place"] else day.capitalize(),
        signer_title=(*words["signer"]["mode"], words["signer"]["title"]),
        signer_name=words["signer"]["name"] or "Họ và tên người ký",
        check_url=check_url(code),
        check_code=grouped(code),
        sample=setting("PROFILE") == "demo",
    )


def stored(text: CertificateText) -> dict[str, Any]:
    """As plain values for the register's row."""
    return asdict(text)


def restored(values: dict[str, Any]) -> CertificateText:
    """The certificate's words from the register's row."""
    lists = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
    return CertificateText(**(values | lists))


def misfits(decision: Decision) -> list[str]:
    """One sentence for each certificate of the list that could not be printed as its words stand."""
    design, words, faults = design_of(decision), words_now(decision), list[str]()
    if design is None:
        return []
    for entry in words["entries"]:
        try:
            page_lines(design, text_of(words, entry, NO_CODE))
        except ValueError as error:  # UnfitText, DoesNotFit, MissingGlyph: each says in words what and where
            faults.append(f"Số {entry['ordinal']}, {entry['name'][:60]}: {error}")
    return faults


def artwork() -> dict[str, bytes] | None:
    """The office's own emblem for the designs that have a place for one; None: the placeholder stays."""
    file = setting("EMBLEM_FILE")
    return {"emblem": Path(file).read_bytes()} if file else None


def hardest(decision: Decision) -> list[CertificateText]:
    """What a proof shows: the longest name, the longest citation, the most lines."""
    design, words = design_of(decision), words_now(decision)
    texts = [text_of(words, entry, NO_CODE) for entry in words["entries"]]
    return proof_texts(design, texts) if design and texts else []
