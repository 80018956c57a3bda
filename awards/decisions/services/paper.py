"""Every word of the decision, as `core.paper.Decision`: live while it is drafted, frozen afterwards."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import cast

from awards.accounts.models import Appointment
from awards.audit import services as audit
from awards.core import clock, paper
from awards.core.words import date_in_words, document_number, upper
from awards.decisions.models import Decision, DecisionItem, DecisionState
from awards.decisions.services.reading import load_dossiers
from awards.law import services as law
from awards.nominations.models import Nomination, ProposalLetter
from awards.nominations.services import words_of
from awards.units import services as units
from awards.units.models import Unit
from awards.units.services import Agency

MANY_PROPOSERS = 6  # more are not named one by one among the recipients


def words_now(decision: Decision) -> paper.Decision:
    """The words as they stand: what will be frozen, or what was frozen with the number and the date given since."""
    if decision.state is DecisionState.DRAFTED:
        return words_of_draft(decision, None)
    words = cast(paper.Decision, dict(decision.paper))
    words["number_text"] = decision.number_text or words["number_text"]
    words["date"] = decision.signed_on.isoformat() if decision.signed_on else ""
    return words


def words_of_draft(decision: Decision, signer: Appointment | None) -> paper.Decision:
    """The words of today's law, letters and names; without a signer the place for the name stays empty."""
    dossiers = load_dossiers(decision)
    agency, letters = units.agency_of(decision.unit), _letters(dossiers.values())
    issuer, authority = _issuer(decision, agency)
    entries = [_entry(decision, item, dossiers[item.nomination_id]) for item in decision.items]
    proposers = list(dict.fromkeys(units.agency_of(letter.unit).running_name for letter in letters))
    length, head = audit.head()
    return paper.Decision(
        agency_parent=agency.parent,
        agency=agency.name,
        authority=authority,
        issuer=issuer,
        number_text=document_number(None, "QĐ", agency.symbol),
        place=agency.place,
        date="",
        subject=decision.subject,
        bases=_bases(decision, clock.today()),
        proposal=_proposal(letters) or f"Hội đồng Thi đua - Khen thưởng {agency.running_name}",
        award=decision.award_form.name,
        merit=decision.merit,
        entries=entries,
        articles=_articles(entries),
        recipients=["Như Điều 3", *_recipients(proposers), "Lưu: VT"],
        signer=_signer(signer, agency),
        chain_head=f"Nhật ký: {length}-{head}",
    )


def _issuer(decision: Decision, agency: Agency) -> tuple[str, str]:
    """Who decides, inside a sentence and in capitals. The campaign names the issuer of its own honours."""
    title, name = agency.head_title.capitalize(), agency.running_name
    twice = title.split()[-1].casefold() == name.split()[0].casefold()  # “Trưởng ban” of “Ban Thi đua …”
    issuer = f"{title.rsplit(' ', 1)[0]} {name}" if twice else f"{title} {name}"
    if decision.unit_id != decision.campaign.unit_id or upper(issuer) == decision.campaign.issuer:
        return issuer, upper(issuer)
    return name, decision.campaign.issuer


def _bases(decision: Decision, on: date) -> list[str]:
    return list(dict.fromkeys([*law.bases(on), decision.campaign.legal_act]))


def _letters(nominations: Iterable[Nomination]) -> list[ProposalLetter]:
    """The letters with which the dossiers came to this desk, each once, by unit and date."""
    letters = {letter.id: letter for nomination in nominations for letter in _came_with(nomination)}
    return sorted(letters.values(), key=lambda letter: (letter.unit.sort_key, letter.signed_on, letter.number))


def _came_with(nomination: Nomination) -> Iterator[ProposalLetter]:
    for move in reversed(nomination.moves):
        if move.letter is not None and move.to_stage_id == nomination.stage_id:
            yield move.letter
            return


def _proposal(letters: list[ProposalLetter]) -> str:
    """“Ủy ban nhân dân huyện Mộc Châu tại các Tờ trình số 05/TTr-UBND ngày … và số …; Ủy ban …”."""
    by_unit: dict[Unit, list[str]] = {}
    for letter in letters:
        by_unit.setdefault(letter.unit, []).append(f"số {letter.number_text} {date_in_words(letter.signed_on)}")
    return "; ".join(
        f"{units.agency_of(unit).running_name} tại {'các ' if named[1:] else ''}Tờ trình {paper.joined(named)}"
        for unit, named in by_unit.items()
    )


def _recipients(proposers: list[str]) -> list[str]:
    return proposers if len(proposers) <= MANY_PROPOSERS else ["Các cơ quan đề nghị khen thưởng"]


def _entry(decision: Decision, item: DecisionItem, nomination: Nomination) -> paper.Entry:
    words = words_of(nomination)
    return paper.Entry(
        kind=words.kind.value,
        prefix=words.prefix,
        name=words.name,
        birth_year=None,  # published lists say no more of a person than the certificate does
        lines=list(words.lines),
        citation=words.citation,
        award=decision.award_form.name,
        article="",
        note="",
        ordinal=item.ordinal,
    )


def _articles(entries: list[paper.Entry]) -> list[str]:
    named = f"các {paper.kinds_of(entries)} có tên trong danh sách tại Điều 1"
    return [
        "Quyết định này có hiệu lực thi hành kể từ ngày ký",
        f"Thủ trưởng các cơ quan, đơn vị liên quan và {named} căn cứ Quyết định thi hành",
    ]


def _signer(signer: Appointment | None, agency: Agency) -> paper.Signer:
    """The head signs in their own right; a deputy signs “KT.” for the head (D30 Art. 13)."""
    if signer is None:
        return paper.Signer(mode=[], title=agency.head_title, name="")
    title = upper(signer.title)
    mode = [f"KT. {title.removeprefix('PHÓ ')}"] if title.startswith("PHÓ ") else []
    return paper.Signer(mode=mode, title=title, name=signer.user.name)
