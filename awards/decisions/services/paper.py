"""Every word of an award decision, as `core.paper.Decision`: today's law, letters and names."""

from collections.abc import Iterable, Iterator

from awards.accounts.models import Appointment
from awards.core import clock, paper
from awards.core.words import date_in_words
from awards.decisions.models import Decision, DecisionItem
from awards.decisions.services.heading import award_name, heading
from awards.decisions.services.reading import load_dossiers
from awards.law import services as law
from awards.nominations.models import Nomination, ProposalLetter
from awards.nominations.services import words_of
from awards.units import services as units
from awards.units.models import Unit

MANY_PROPOSERS = 6  # more are not named one by one among the recipients


def words_of_award(decision: Decision, signer: Appointment | None) -> paper.Decision:
    """The words of today's law, letters and names; see `heading`."""
    dossiers = load_dossiers(decision)
    letters = _letters(dossiers.values())
    entries = [_entry(decision, item, dossiers[item.nomination_id]) for item in decision.items]
    proposers = list(dict.fromkeys(units.agency_of(letter.unit).running_name for letter in letters))
    articles = _articles(decision, entries)
    recipients = [f"Như Điều {len(articles) + 1}", *_recipients(proposers)]
    return {
        **heading(decision, signer, proposal=_proposal(letters), recipients=recipients),
        "award": award_name(decision.award_form, decision.unit),
        "merit": decision.merit,
        "entries": entries,
        "articles": articles,
    }


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
        award=award_name(decision.award_form, decision.unit),
        article="",
        note="",
        ordinal=item.ordinal,
    )


def _articles(decision: Decision, entries: list[paper.Entry]) -> list[str]:
    """Điều 2 and following; the money has one of its own where the law gives some (domain 2.13)."""
    kinds, prizes = {entry["kind"] for entry in entries}, law.prizes(decision.award_form, clock.today())
    rests_on = list(dict.fromkeys(prize.article for kind, prize in prizes.items() if kind.value in kinds))
    award, agency = award_name(decision.award_form, decision.unit), units.agency_of(decision.unit).running_name
    money = f"Tiền thưởng kèm theo {award} theo {{}}, chi từ Quỹ thi đua, khen thưởng của {agency}"
    named = f"các {paper.kinds_of(entries)} có tên trong danh sách tại Điều 1"
    return [
        *([money.format(paper.joined(rests_on))] if rests_on else []),
        "Quyết định này có hiệu lực thi hành kể từ ngày ký",
        f"Thủ trưởng các cơ quan, đơn vị liên quan và {named} căn cứ Quyết định thi hành",
    ]
