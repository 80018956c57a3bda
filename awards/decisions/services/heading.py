"""What every quyết định has on paper: whose it is, what it rests on, to whom it goes, who signs."""

from datetime import date

from awards.accounts.models import Appointment, Delegation
from awards.audit import services as audit
from awards.core import clock, paper
from awards.core.words import bare_name, document_number, upper
from awards.decisions.models import Decision, Medium, SignMode
from awards.law import services as law
from awards.law.models import AwardForm
from awards.units import services as units
from awards.units.models import Unit
from awards.units.services import Agency


def heading(decision: Decision, signer: Appointment | None, *, proposal: str, recipients: list[str]) -> paper.Heading:
    """The head, the bases of today's law and the foot; without a signer the place for the name stays empty."""
    agency = units.agency_of(decision.unit)
    issuer, authority = _issuer(decision, agency)
    length, head = audit.head()
    words = paper.Heading(
        agency_parent=agency.parent,
        agency=agency.name,
        authority=authority,
        issuer=issuer,
        number_text=document_number(None, "QĐ", agency.symbol),
        place=agency.place,
        date="",
        subject=decision.subject,
        bases=bases(decision, clock.today()),
        proposal=proposal or f"Hội đồng Thi đua - Khen thưởng {agency.running_name}",
        recipients=[*recipients, "Lưu: VT"],
        signer=signer_of(signer, agency, decision.sign_mode),
        chain_head=f"Nhật ký: {length}-{head}",
    )
    if decision.medium is Medium.ELECTRONIC:
        words["electronic"] = True
    return words


def _issuer(decision: Decision, agency: Agency) -> tuple[str, str]:
    """Who decides, inside a sentence and in capitals. The campaign names the issuer of its own honours."""
    title, name = agency.head_title.capitalize(), agency.running_name
    twice = title.split()[-1].casefold() == name.split()[0].casefold()  # “Trưởng ban” of “Ban Thi đua …”
    issuer = f"{title.rsplit(' ', 1)[0]} {name}" if twice else f"{title} {name}"
    if decision.unit_id != decision.campaign.unit_id or upper(issuer) == decision.campaign.issuer:
        return issuer, upper(issuer)
    return name, decision.campaign.issuer


def bases(decision: Decision, on: date) -> list[str]:
    """What a decision of this date rests on: the law in force, then what the campaign rests on."""
    return list(dict.fromkeys([*law.bases(on, decision.unit.level), decision.campaign.legal_act]))


def award_name(form: AwardForm, unit: Unit) -> str:
    """The form as a paper names it (domain 3.2 k): “Giấy khen của Chủ tịch Ủy ban nhân dân xã Hua Păng”."""
    what, of_chair, _level = form.name.partition(" của Chủ tịch Ủy ban nhân dân ")
    running = units.agency_of(unit).running_name
    return f"{what} của Chủ tịch {running}" if of_chair and running.startswith("Ủy ban nhân dân ") else form.name


BY_DELEGATION = {
    Delegation.DEPUTY: SignMode.DEPUTY,
    Delegation.BY_ORDER: SignMode.ORDER,
    Delegation.AUTHORISED: SignMode.AUTHORISED,
}


def mode_of(signer: Appointment) -> SignMode:
    """How somebody appointed like this signs where nothing else is said: a deputy for the head."""
    if signer.delegation:
        return BY_DELEGATION[signer.delegation]
    return SignMode.DEPUTY if upper(signer.title).startswith("PHÓ ") else SignMode.HEAD


def signer_of(signer: Appointment | None, agency: Agency, mode: SignMode | None = None) -> paper.Signer:
    """The block of D30 App. I, 7a and 7b: for whom, in which post, and the bare name without academic titles."""
    if signer is None:
        return paper.Signer(mode=[], title=agency.head_title, name="")
    mode, title, head = mode or mode_of(signer), upper(signer.title), agency.head_title
    if signer.delegation and mode is BY_DELEGATION[signer.delegation]:
        head = upper(signer.delegated_title)
    if mode is SignMode.ACTING:
        title = f"Q. {title.removeprefix('Q. ').removeprefix('QUYỀN ')}"
    if mode is SignMode.DEPUTY and title.startswith("PHÓ "):
        head = title.removeprefix("PHÓ ")
    above = {SignMode.DEPUTY: "KT.", SignMode.ORDER: "TL.", SignMode.AUTHORISED: "TUQ."}
    return paper.Signer(
        mode=[f"{above[mode]} {head}"] if mode in above else [], title=title, name=bare_name(signer.user.name)
    )
