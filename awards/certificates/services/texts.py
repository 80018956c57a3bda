"""From the decision's words to the words of each certificate, and back from the register's row."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, select

from awards.audit.services import canonical
from awards.certificates.models import Certificate, Setting
from awards.certificates.printing import ByHand, CertificateText, Design, UnfitText, proof_texts, to_values
from awards.certificates.printing.layout import lines_by_field, page_lines
from awards.certificates.services.choosing import Paper, paper_named, papers_of
from awards.certificates.services.codes import LENGTH, SHORT_LENGTH, grouped
from awards.core import paper
from awards.core.db import db
from awards.core.errors import Refused
from awards.core.settings import setting
from awards.core.words import date_in_words
from awards.decisions.models import Decision, DecisionItem, DecisionKind, DecisionState
from awards.decisions.services import words_now

NO_CODE, NO_SHORT_CODE = "0" * LENGTH, "0" * SHORT_LENGTH  # on a proof, before there are codes


def check_url(code: str) -> str:
    """The address in the QR code."""
    return f"{setting('PUBLIC_BASE_URL').rstrip('/')}/check/{code}"


def text_of(
    words: paper.Decision, entry: paper.Entry, code: str = NO_CODE, short_code: str = NO_SHORT_CODE
) -> CertificateText:
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
        check_code=grouped(short_code),
        sample=setting("PROFILE") == "demo",
    )


def stored(text: CertificateText) -> dict[str, Any]:
    """As plain values for the register's row. How it is set by hand is not part of what it says."""
    values = asdict(text)
    del values["settings"]
    return values


def restored(values: dict[str, Any], by_hand: Mapping[str, Any] | None = None) -> CertificateText:
    """The certificate's words from the register's row, set by hand as the recipient's `Setting` says."""
    lists = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
    return CertificateText(**(values | lists), settings=settings_of(by_hand or {}))


def settings_of(by_hand: Mapping[str, Any]) -> tuple[ByHand, ...]:
    """A row's own settings as the printing wants them."""
    return tuple(ByHand(field, tuple(one["lines"]), one["largest"]) for field, one in sorted(by_hand.items()))


def by_hand_of(items: Iterable[int]) -> dict[int, dict[str, Any]]:
    """What has been set by hand for these places of a list, by the item's id."""
    rows = db.session.execute(select(Setting.item_id, Setting.by_hand).where(Setting.item_id.in_(list(items))))
    return {row.item_id: row.by_hand for row in rows}


@dataclass(frozen=True)
class Draft:
    """A certificate before it is drawn: its place in the list, its paper, its words, and why they do not fit it."""

    ordinal: int
    paper: Paper
    words: CertificateText
    fault: str = ""

    @property
    def text(self) -> CertificateText | None:
        """The words, if they can be printed."""
        return None if self.fault else self.words

    @property
    def sentence(self) -> str:
        """What is wrong, with the recipient it is wrong for."""
        return f"Số {self.ordinal}, {self.words.name[:60]}: {self.fault}"


def texts_of(decision: Decision) -> Iterator[tuple[int, Paper, CertificateText]]:
    """Place, paper and words of every certificate: from the register once they are made, before that from the list.

    Refuses words that may not go on any paper, and a decision that undoes paper: its list holds places of another's.
    """
    if decision.kind is not DecisionKind.AWARD:
        raise Refused(_("Quyết định này sửa đổi giấy của một quyết định trước. Bản thử giấy xem ở quyết định đó."))
    by_hand = by_hand_of(item.id for item in decision.items)
    if decision.state is DecisionState.ISSUED:
        for row in db.session.scalars(_standing(decision)):
            sheet = paper_named(row.design, row.office_design_id)
            yield row.text["gold_book_no"], sheet, restored(row.text, by_hand.get(row.item_id))
        return
    papers, words = papers_of(decision), words_now(decision)
    for item, entry in zip(decision.items, words["entries"], strict=True):
        if papers:
            text = replace(_text_of(words, entry), settings=settings_of(by_hand.get(item.id, {})))
            yield entry["ordinal"] or 0, papers[entry["kind"]], text


def _standing(decision: Decision) -> Select[Certificate]:
    return select(Certificate).where(Certificate.decision_id == decision.id, Certificate.ended_at.is_(None))


def _text_of(words: paper.Decision, entry: paper.Entry) -> CertificateText:
    try:
        return text_of(words, entry, NO_CODE)
    except UnfitText as error:
        raise Refused(f"Số {entry['ordinal']}, {entry['name'][:60]}: {error}") from error


def drafts(decision: Decision) -> list[Draft]:
    """Every certificate of the decision, laid out as its words, its paper and its settings stand now."""
    return [_laid_out(*one) for one in texts_of(decision)]


def _laid_out(ordinal: int, sheet: Paper, text: CertificateText) -> Draft:
    try:
        page_lines(sheet.design, text)
    except ValueError as error:  # DoesNotFit, MissingGlyph: each says in words what and where
        return Draft(ordinal, sheet, text, str(error))
    return Draft(ordinal, sheet, text)


@dataclass(frozen=True)
class SetSheet:
    """One row of the list to be read before printing: the item, and its texts line by line as they will stand."""

    item: DecisionItem
    prefix: str
    lines: dict[str, list[str]]
    by_hand: bool
    fault: str


def set_lines(decision: Decision) -> list[SetSheet]:
    """Every certificate of the decision as it will be set, in the order of the list."""
    items = {item.ordinal: item for item in decision.items}
    return [_set_sheet(items[draft.ordinal], draft) for draft in sorted(drafts(decision), key=lambda d: d.ordinal)]


def _set_sheet(item: DecisionItem, draft: Draft) -> SetSheet:
    fields = ("name", "lines", "citation")
    lines = {field: list(draft.words.paragraphs(field)) for field in fields}
    if not draft.fault:
        lines = lines_by_field(draft.paper.design, draft.words, fields)
    return SetSheet(item, draft.words.recipient_prefix, lines, bool(draft.words.settings), draft.fault)


def draft_of(item: DecisionItem) -> Draft:
    """The certificate of one place of the list, without what has been set by hand."""
    for ordinal, sheet, text in texts_of(item.decision):
        if ordinal == item.ordinal:
            return _laid_out(ordinal, sheet, replace(text, settings=()))
    raise Refused(_("Chưa có mẫu in cho %(form)s.", form=item.decision.award_form.name))


def misfits(decision: Decision) -> list[str]:
    """One sentence for each certificate of the list that could not be printed as its words stand."""
    return [draft.sentence for draft in drafts(decision) if draft.fault]


def misfits_of_correction(decision: Decision, standing: Mapping[int, Certificate]) -> Iterator[str]:
    """The same for a correction; `standing` holds the certificate that each item has now."""
    for amended in decision.amended:
        old = standing[amended.item_id]
        try:
            text = reworded(old.text, amended.now)
        except UnfitText as error:
            yield f"Số {old.text['gold_book_no']}, {amended.now['name'][:60]}: {error}"
            continue
        draft = _laid_out(old.text["gold_book_no"], paper_named(old.design, old.office_design_id), text)
        if draft.fault:
            yield draft.sentence


def words_on(text: dict[str, Any]) -> dict[str, Any]:
    """Whose paper it is and for what: the part of a certificate's text that a correction may change."""
    return {
        "prefix": text["recipient_prefix"],
        "name": text["name"],
        "lines": list(text["lines"]),
        "citation": text["citation"],
    }


def reworded(
    text: dict[str, Any], words: dict[str, Any], code: str = NO_CODE, short_code: str = NO_SHORT_CODE
) -> CertificateText:
    """The same certificate with these words (`words_on`) and codes; everything else as it was issued."""
    changed = {"recipient_prefix": words["prefix"], "name": words["name"], "citation": words["citation"]}
    codes = {"check_url": check_url(code), "check_code": grouped(short_code)}
    return restored({**text, **changed, "lines": list(words["lines"]), **codes})


def hardest(decision: Decision) -> list[tuple[Design, dict[str, bytes] | None, list[CertificateText]]]:
    """What a proof shows, paper by paper with its drawings: the longest name, the longest citation, the most lines.

    Refuses a decision for which there is no design, and one whose certificates do not all fit.
    """
    made = drafts(decision)
    if not made:
        raise Refused(_("Chưa có mẫu in cho %(form)s.", form=decision.award_form.name))
    if faults := [draft.sentence for draft in made if draft.fault]:
        raise Refused(_("Chưa in được giấy cho tất cả: %(faults)s", faults=" ".join(faults)))
    alike: dict[Paper, list[CertificateText]] = {}
    for draft in made:
        alike.setdefault(draft.paper, []).append(draft.words)
    return [(sheet.design, sheet.artwork, proof_texts(sheet.design, texts)) for sheet, texts in alike.items()]


def fingerprint(decision: Decision) -> str:
    """The SHA-256 of everything a proof of this decision shows: words, designs and settings."""
    shown = [
        [ordinal, to_values(sheet.design), sheet.office.files if sheet.office else {}, asdict(text)]
        for ordinal, sheet, text in texts_of(decision)
    ]
    return hashlib.sha256(canonical({"proof": shown})).hexdigest()
