"""Where certificates come from: a frozen list that fits the paper, and the issue."""

from flask_babel import gettext as _

from awards.accounts.models import User
from awards.audit import services as audit
from awards.certificates.models import Certificate
from awards.certificates.services.amending import carry_out, check_has_not_printed, check_standing
from awards.certificates.services.choosing import papers_of
from awards.certificates.services.codes import new_code, new_short_code
from awards.certificates.services.texts import misfits, stored, text_of
from awards.core.db import db
from awards.core.errors import Refused
from awards.core.settings import setting
from awards.decisions import services as decisions
from awards.decisions.models import Decision, DecisionKind, Medium, SignMode

SHOWN = 5  # of the certificates that do not fit


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
    """Freeze the list (`decisions.freeze`) after a look whether every certificate can be printed with these words.

    From here on nobody can mend a name that does not fit the paper, so it is refused now.
    """
    for person in (actor, signer):
        check_has_not_printed(decision, person)
    decisions.freeze(decision, seen=seen, actor=actor, signer=signer, mode=mode, basis=basis, medium=medium)
    _check_fit(decision)


def _check_fit(decision: Decision) -> None:
    if faults := misfits_of(decision):
        raise Refused(_("Chưa in được giấy cho tất cả: %(faults)s", faults=" ".join(faults[:SHOWN])))


def misfits_of(decision: Decision) -> list[str]:
    """One sentence for each certificate that this decision would make and that could not be printed."""
    return misfits(decision) if decision.kind is DecisionKind.AWARD else check_standing(decision)


def issue(decision: Decision, *, seen: int, actor: User) -> None:
    """Issue the decision and make its certificates, one for each place in the list, in the same transaction.

    Each certificate keeps the design that is in use now. A decision that undoes paper ends the certificates it names,
    and makes their successors. Refuses what `decisions.issue` refuses, while nobody has set the address that goes into
    the QR codes, and a list that does not fit a design taken into use since the freezing.
    """
    if not setting("PUBLIC_BASE_URL"):
        raise Refused(
            _("Chưa đặt địa chỉ kiểm tra công khai (PUBLIC_BASE_URL) nên chưa ban hành được. Xin báo người quản trị.")
        )
    check_has_not_printed(decision, actor)
    _check_fit(decision)
    decisions.issue(decision, seen=seen, actor=actor)
    db.session.flush()  # the database takes a certificate only for a decision that is issued
    if decision.kind is DecisionKind.AWARD:
        _make(decision, actor)
    else:
        carry_out(decision, actor=actor)


def _make(decision: Decision, actor: User) -> None:
    words, papers = decisions.words_now(decision), papers_of(decision)
    for item, entry in zip(decision.items, words["entries"], strict=True):
        code, short_code, sheet = new_code(), new_short_code(), papers.get(entry["kind"])
        db.session.add(
            Certificate(
                item=item,
                decision=decision,
                code=code,
                short_code=short_code,
                design=sheet.design.key if sheet else decision.award_form.certificate_kind.value,
                office_design_id=sheet.office.id if sheet and sheet.office else None,
                text=stored(text_of(words, entry, code, short_code)),
            )
        )
    audit.record("certificate.make", decision, actor=actor, count=len(decision.items))
