"""Every word of a decision that undoes paper, as `core.paper.Amendment` (L06 Art. 93; domain 2.11, 2.12, 3.2 l)."""

from awards.accounts.models import Appointment
from awards.core import paper
from awards.core.words import date_in_words, short_date, upper
from awards.decisions.models import AmendedItem, Cause, Decision, DecisionKind
from awards.decisions.services.amendments import CAUSE_NAMES, CLAUSES, reissue_verb
from awards.decisions.services.heading import award_name, heading
from awards.units import services as units

PROPOSAL = "cơ quan thường trực Hội đồng Thi đua - Khen thưởng"
PARTS = {"prefix": "Danh xưng", "name": "Tên", "lines": "Chức vụ, đơn vị, địa chỉ", "citation": "Thành tích"}


def words_of_amendment(decision: Decision, signer: Appointment | None) -> paper.Amendment:
    """The words of today; see `heading`."""
    entries = [_entry(amended) for amended in decision.amended]
    named = f"các {paper.kinds_of(entries)} nêu tại Điều 1"
    articles = [
        *ARTICLES[decision.kind](decision, paper.counts(entries)),
        "Quyết định này có hiệu lực thi hành kể từ ngày ký",
        f"Thủ trưởng các cơ quan, đơn vị liên quan và {named} căn cứ Quyết định thi hành",
    ]
    head = heading(decision, signer, proposal=PROPOSAL, recipients=[f"Như Điều {len(articles)}"])
    head["bases"] = [*head["bases"], original_in_words(decision, whole=True)]
    return {
        **head,
        "articles": articles,
        "facts": decision.facts.strip(" .;"),
        "corrects": any(entry["was"] for entry in entries),
        "entries": entries,
        "heading": _heading(decision, entries),
    }


def original_in_words(decision: Decision, *, whole: bool = False) -> str:
    """“Quyết định số 05/QĐ-UBND ngày …”; `whole`: with who took it and about what, as a basis cites it."""
    original = decision.original
    if original is None:
        raise ValueError("an award decision undoes nothing")
    named = f"Quyết định số {original.number_text} {date_in_words(original.signed_on)}"
    return f"{named} của {original.paper['issuer']} về việc {original.subject}" if whole else named


def _corrected(decision: Decision, count: str) -> list[str]:
    rest = "Các nội dung khác của Quyết định nêu tại Điều 1 không thay đổi"
    award, gone = award_name(decision.award_form, decision.unit), "được thu lại và không còn giá trị"
    wrong = f"{award} tặng theo {original_in_words(decision)} và trong danh sách kèm theo Quyết định đó"
    return [
        f"Đính chính nội dung ghi trên {wrong} đối với {count}",
        f"Cấp {award} theo nội dung đã đính chính, giữ nguyên số quyết định và số sổ vàng; giấy đã cấp {gone}. {rest}",
    ]


def _given_again(decision: Decision, count: str) -> list[str]:
    verb, cause = reissue_verb(decision.cause), CAUSE_NAMES[decision.cause] if decision.cause else ""
    old = "không còn giá trị" if decision.cause is Cause.LOST else "đã được thu lại và không còn giá trị"
    keeps = f"Giấy {verb} giữ nguyên nội dung, số quyết định và số sổ vàng"
    award, named = award_name(decision.award_form, decision.unit), original_in_words(decision)
    return [
        f"{verb.capitalize()} {award} tặng theo {named} cho {count} do {cause}",
        f"{keeps}; giấy cấp trước đây {old}",
    ]


def _taken_back(decision: Decision, count: str) -> list[str]:
    if decision.cause is None:
        raise ValueError("a revocation rests on a ground")
    award, ground = award_name(decision.award_form, decision.unit), CAUSE_NAMES[decision.cause]
    clause = f"điểm {CLAUSES[decision.cause]} khoản 2 Điều 93 Luật Thi đua, khen thưởng"
    office = units.agency_of(decision.unit).running_name
    return [
        f"Hủy bỏ việc tặng {award} theo {original_in_words(decision)} do {ground} ({clause}) đối với {count}",
        f"Thu hồi {award} và tiền thưởng đã nhận (nếu có) của các đối tượng nêu tại Điều 1; nộp lại cho {office}",
    ]


# What is undone, and what follows from it for the old paper.
ARTICLES = {
    DecisionKind.CORRECTION: _corrected,
    DecisionKind.REISSUE: _given_again,
    DecisionKind.REVOCATION: _taken_back,
}


def _heading(decision: Decision, entries: list[paper.AmendedEntry]) -> str:
    done = {
        DecisionKind.CORRECTION: "được đính chính",
        DecisionKind.REISSUE: f"được {reissue_verb(decision.cause)}",
        DecisionKind.REVOCATION: "bị hủy bỏ việc tặng, thu hồi",
    }[decision.kind]
    return upper(f"Danh sách {paper.kinds_of(entries)} {done} {award_name(decision.award_form, decision.unit)}")


def _entry(amended: AmendedItem) -> paper.AmendedEntry:
    was, now = amended.was, amended.now
    changed = [part for part in PARTS if was[part] != now[part]]
    back = amended.handed_back_on
    return paper.AmendedEntry(
        kind=amended.item.kind.value,
        ordinal=amended.item.ordinal or 0,
        name=was["name"] if amended.item.kind.value == "collective" else f"{was['prefix']} {was['name']}",
        lines=was["lines"],
        was=[_said(part, was[part]) for part in changed],
        now=[_said(part, now[part]) for part in changed],
        note=f"Đã nộp lại giấy cũ ngày {short_date(back)}" if back else "",
    )


def _said(part: str, words: str | list[str]) -> str:
    return f"{PARTS[part]}: {words if isinstance(words, str) else ', '.join(words)}"
