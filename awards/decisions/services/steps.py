"""The steps that leave a trace on paper: the list frozen, the paper signed, numbered, issued."""

from datetime import date

from flask_babel import gettext as _
from sqlalchemy import text, update

from awards.accounts.models import Appointment, User
from awards.audit import services as audit
from awards.core import clock
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.core.words import document_number
from awards.decisions.models import Decision, DecisionKind, DecisionState, Medium, NumberRegister, SignMode
from awards.decisions.services.amendments import check_complete
from awards.decisions.services.hands import is_barred, leaders_of, used_hands
from awards.decisions.services.heading import mode_of
from awards.decisions.services.prizes import set_prizes
from awards.decisions.services.reading import load_dossiers
from awards.decisions.services.table import DecisionAction, begin
from awards.decisions.services.words import words_now, words_of_draft
from awards.law import services as law
from awards.nominations.route import Action
from awards.nominations.services import enter_issued, enter_revoked, take_by_decision, words_of
from awards.notices import services as notices
from awards.units import services as units

SERIES = "QĐ"
# The year's first number. If another clerk opens the register at this moment, theirs stands.
OPEN = text(
    "INSERT INTO number_register (unit_id, series, year, last, first) VALUES (:unit_id, :series, :year, 0, 1) "
    "ON CONFLICT DO NOTHING"
)


def freeze(
    decision: Decision,
    *,
    seen: int,
    actor: User,
    signer: User | None = None,
    mode: SignMode | None = None,
    basis: str = "",
    medium: Medium = Medium.PAPER,
) -> None:
    """Close the list for signature: số sổ vàng 1 … n, the words of every dossier, every word of the paper.

    `signer` is the leader whose name the paper carries; it may be left out where the unit has one only. `mode` is the
    capacity in which they sign (by their appointment or title where it is left out), `basis` what authorises TL. and
    TUQ. (by their appointment), `medium` whether paper or a file is signed. Refuses an empty list, a dossier that is
    not accepted any more, a signer who has had another hand in it, and an amendment that is not complete
    (`check_complete`).
    """
    step = begin(decision, DecisionAction.FREEZE, actor=actor, seen=seen)
    appointment = _signing(decision, signer)
    if mode in {None, mode_of(appointment)}:
        basis = basis or appointment.delegated_by
    decision.sign_mode, decision.sign_basis = _mode(appointment, mode, basis), basis
    decision.medium = medium
    if decision.kind is DecisionKind.AWARD:
        _freeze_list(decision, actor)
    else:
        check_complete(decision)
    db.session.flush()  # first the list: once the decision is frozen the database lets nobody touch it
    decision.paper = dict(words_of_draft(decision, appointment))
    decision.signer, decision.state = appointment.user, step.to
    decision.frozen_by, decision.frozen_at = actor, clock.now()
    items = [[item.ordinal, item.nomination_id, item.fingerprint] for item in decision.items]
    papers = [[amended.item_id, amended.now] for amended in decision.amended]
    audit.record("decision.freeze", decision, actor=actor, items=items, papers=papers, **_signs(decision, appointment))
    _tell(decision, Role.LEADER, _("Danh sách trình ký: %(subject)s.", subject=decision.subject))


def _mode(appointment: Appointment, mode: SignMode | None, basis: str) -> SignMode:
    """Refuses a deputy who would sign as the head, a head “KT.”, and “TUQ.” without its paper (D30 Art. 13)."""
    natural = mode_of(appointment)
    mode = mode or natural
    if natural is SignMode.DEPUTY and mode in {SignMode.HEAD, SignMode.ACTING}:
        raise Refused(_("Cấp phó ký thay (KT.) người đứng đầu, không ký trực tiếp."), "mode")
    if natural is SignMode.HEAD and mode is SignMode.DEPUTY:
        raise Refused(_("Chỉ cấp phó mới ký thay (KT.)."), "mode")
    if mode is SignMode.AUTHORISED and not basis.strip():
        raise Refused(_("Ký thừa ủy quyền (TUQ.) phải có văn bản ủy quyền: ghi số, ngày của văn bản."), "basis")
    return mode


def _freeze_list(decision: Decision, actor: User) -> None:
    if not decision.items:
        raise Refused(_("Danh sách chưa có ai."))
    dossiers = load_dossiers(decision)
    for item in decision.items:
        take_by_decision(dossiers[item.nomination_id], Action.DECIDE, actor=actor)
        words = words_of(dossiers[item.nomination_id])
        item.prefix, item.name, item.lines = words.prefix, words.name, list(words.lines)
        item.citation, item.fingerprint = words.citation, words.fingerprint


def _signing(decision: Decision, signer: User | None) -> Appointment:
    """The appointment under which the signer's name will stand."""
    leaders = leaders_of(decision.unit)
    chosen = [leader for leader in leaders if signer is None or leader.user_id == signer.id]
    if not chosen:
        raise Refused(_("%(unit)s chưa có lãnh đạo để ký quyết định.", unit=decision.unit.name), "signer")
    if len(chosen) > 1:
        raise Refused(_("Chọn người ký quyết định."), "signer")
    if used_hands(decision, chosen[0].user) - {Role.LEADER}:
        name = chosen[0].user.name
        raise Refused(_("%(name)s đã tham gia ở khâu khác nên không ký được quyết định này.", name=name), "signer")
    if is_barred(decision, chosen[0].user):
        name = chosen[0].user.name
        raise Refused(_("%(name)s có xung đột lợi ích với danh sách này nên không ký được.", name=name), "signer")
    return chosen[0]


def thaw(decision: Decision, *, reason: str, seen: int, actor: User) -> None:
    """Open a frozen list again, as long as nobody has signed; `reason` stays in the log."""
    step = begin(decision, DecisionAction.THAW, actor=actor, seen=seen)
    if not reason.strip():
        raise Refused(_("Cần ghi rõ lý do mở lại danh sách."), "reason")
    for nomination in load_dossiers(decision).values():
        take_by_decision(nomination, Action.RELEASE, actor=actor)
    decision.state, decision.frozen_by, decision.frozen_at = step.to, None, None
    db.session.flush()  # first the state: the words of a frozen decision stand still
    decision.paper = {}
    audit.record("decision.thaw", decision, actor=actor, reason=reason.strip())


def sign(decision: Decision, *, seen: int, signed_on: date, actor: User) -> None:
    """The leader records that they have signed, and on which date; name and title are on the paper already.

    What was signed as a file gets its number in this very moment from the system (D30 Art. 15(3)). Refuses everybody
    else, a date in the future or before the list was frozen, and one on which other law applies.
    """
    step = begin(decision, DecisionAction.SIGN, actor=actor, seen=seen)
    if signed_on > clock.today():
        raise Refused(_("Ngày ký không thể ở tương lai."), "signed_on")
    if decision.frozen_at and signed_on < clock.local(decision.frozen_at).date():
        raise Refused(_("Ngày ký không thể trước ngày chốt danh sách."), "signed_on")
    _check_law(decision, signed_on)
    decision.signed_on, decision.signed_by, decision.signed_at = signed_on, actor, clock.now()
    decision.state = step.to
    audit.record("decision.sign", decision, actor=actor, signed_on=signed_on.isoformat())
    if decision.medium is Medium.ELECTRONIC:
        _give_number(decision, None)
        _tell(decision, Role.RECORDS_CLERK, _("Đã ký số, chờ ban hành: %(subject)s.", subject=decision.subject))
    else:
        _tell(decision, Role.RECORDS_CLERK, _("Quyết định đã ký, chờ cấp số: %(subject)s.", subject=decision.subject))


def _check_law(decision: Decision, signed_on: date) -> None:
    """The paper must rest on the law of the day on which it is signed, and give a form that exists on that day."""
    if not set(law.bases(signed_on, decision.unit.level)) <= set(decision.paper["bases"]):
        raise Refused(
            _("Căn cứ pháp lý đã thay đổi trước ngày ký. Xin mở lại danh sách rồi chốt lại để ghi căn cứ mới."),
            "signed_on",
        )
    form = decision.award_form
    over = form.valid_to is not None and form.valid_to <= signed_on
    if decision.kind is DecisionKind.AWARD and over:
        raise Refused(_("%(form)s không còn được tặng vào ngày ký.", form=form.name), "signed_on")


def number(decision: Decision, *, seen: int, actor: User) -> str:
    """Give the signed paper the next number of its unit's series “QĐ” in this year; returns “05/QĐ-UBND”.

    The register's row is counted up in this transaction: whoever comes second waits, and a number that was rolled back
    is given to the next (D30 Art. 15: from 01 on 1 January, without a gap).
    """
    begin(decision, DecisionAction.NUMBER, actor=actor, seen=seen)
    return _give_number(decision, actor)


def _give_number(decision: Decision, actor: User | None) -> str:
    """The next number of the register; without an actor by the system itself."""
    year = clock.today().year
    symbol, given = units.agency_of(decision.unit).symbol, _next_number(decision.unit_id, year)
    decision.number, decision.year, decision.number_text = given, year, document_number(given, SERIES, symbol)
    decision.numbered_by, decision.numbered_at = actor, clock.now()
    decision.state = DecisionState.NUMBERED
    audit.record("decision.number", decision, actor=actor, number=decision.number_text, year=year)
    return decision.number_text


def _next_number(unit_id: int, year: int) -> int:
    key = (NumberRegister.unit_id == unit_id, NumberRegister.series == SERIES, NumberRegister.year == year)
    up = update(NumberRegister).where(*key).values(last=NumberRegister.last + 1).returning(NumberRegister.last)
    given = db.session.scalar(up)
    if given is not None:
        return given
    db.session.execute(OPEN, {"unit_id": unit_id, "series": SERIES, "year": year})
    return db.session.execute(up).scalar_one()


def issue(decision: Decision, *, seen: int, actor: User) -> None:
    """Issue the numbered decision: every dossier in its list is awarded. Certificates are made above this floor."""
    step = begin(decision, DecisionAction.ISSUE, actor=actor, seen=seen)
    for nomination in load_dossiers(decision).values():
        take_by_decision(nomination, Action.AWARD, actor=actor)
        enter_issued(
            nomination,
            number_text=decision.number_text or "",
            decided_on=decision.signed_on,
            body=words_now(decision)["issuer"],
        )
    set_prizes(decision)
    if decision.kind is DecisionKind.REVOCATION:
        _take_back(decision)
    decision.issued_by, decision.issued_at = actor, clock.now()
    decision.state = step.to
    audit.record("decision.issue", decision, actor=actor, number=decision.number_text)
    if decision.kind is not DecisionKind.REVOCATION:
        _tell(decision, Role.PRINT_CLERK, _("Quyết định số %(number)s chờ in.", number=decision.number_text))


def _take_back(decision: Decision) -> None:
    """What the nominees' register and their dossiers say of the awards that a revocation ends."""
    said = {"number_text": decision.number_text, "decided_on": decision.signed_on, "body": decision.paper["issuer"]}
    for amended in decision.amended:
        enter_revoked(amended.item.nomination, **said)


def _signs(decision: Decision, appointment: Appointment) -> dict[str, object]:
    return {"signer": appointment.user_id, "mode": decision.sign_mode, "basis": decision.sign_basis}


def _tell(decision: Decision, role: Role, sentence: str) -> None:
    notices.tell(decision.unit_id, role, sentence, f"/decisions/{decision.id}")
