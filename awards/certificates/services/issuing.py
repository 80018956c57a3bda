"""Where certificates come from and how they end: a frozen list that fits the paper, the issue, the revocation."""

from flask_babel import gettext as _

from awards.accounts.models import User
from awards.audit import services as audit
from awards.certificates.models import Certificate
from awards.certificates.services.choosing import papers_of
from awards.certificates.services.codes import new_code
from awards.certificates.services.reading import used_hands
from awards.certificates.services.texts import misfits, stored, text_of
from awards.core import clock
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused, Stale
from awards.core.settings import setting
from awards.decisions import services as decisions
from awards.decisions.models import Decision
from awards.notices import services as notices

SHOWN = 5  # of the certificates that do not fit


def freeze(decision: Decision, *, seen: int, actor: User, signer: User | None = None) -> None:
    """Freeze the list (`decisions.freeze`) after a look whether every certificate can be printed with these words.

    From here on nobody can mend a name that does not fit the paper, so it is refused now.
    """
    decisions.freeze(decision, seen=seen, actor=actor, signer=signer)
    _check_fit(decision)


def _check_fit(decision: Decision) -> None:
    if faults := misfits(decision):
        raise Refused(_("Chưa in được giấy cho tất cả: %(faults)s", faults=" ".join(faults[:SHOWN])))


def issue(decision: Decision, *, seen: int, actor: User) -> None:
    """Issue the decision and make its certificates, one for each place in the list, in the same transaction.

    Each certificate keeps the design that is in use now. Refuses what `decisions.issue` refuses, while nobody has set
    the address that goes into the QR codes, and a list that does not fit a design taken into use since the freezing.
    """
    if not setting("PUBLIC_BASE_URL"):
        raise Refused(
            _("Chưa đặt địa chỉ kiểm tra công khai (PUBLIC_BASE_URL) nên chưa ban hành được. Xin báo người quản trị.")
        )
    _check_fit(decision)
    decisions.issue(decision, seen=seen, actor=actor)
    db.session.flush()  # the database takes a certificate only for a decision that is issued
    words, papers = decisions.words_now(decision), papers_of(decision)
    for item, entry in zip(decision.items, words["entries"], strict=True):
        code, sheet = new_code(), papers.get(entry["kind"])
        db.session.add(
            Certificate(
                item=item,
                decision=decision,
                code=code,
                design=sheet.design.key if sheet else decision.award_form.certificate_kind.value,
                office_design_id=sheet.office.id if sheet and sheet.office else None,
                text=stored(text_of(words, entry, code)),
            )
        )
    audit.record("certificate.make", decision, actor=actor, count=len(decision.items))


def revoke(certificate: Certificate, *, reason: str, seen: int, actor: User) -> None:
    """The deciding unit's leader takes a certificate back; from now on the check page says so.

    Refuses everybody else, whoever drafted, numbered or printed the decision, a second time, and an empty reason.
    """
    if certificate.version != seen:
        raise Stale(_("Giấy này vừa thay đổi. Xin xem lại rồi thực hiện lại."))
    decision = certificate.decision
    decisions.check_hand(decision, Role.LEADER, actor, used=used_hands(decision, actor))
    if certificate.revoked_at is not None:
        raise Refused(_("Giấy này đã được thu hồi."))
    if not reason.strip():
        raise Refused(_("Cần ghi rõ lý do thu hồi."), "reason")
    certificate.revoked_at, certificate.revoked_by = clock.now(), actor
    certificate.revoked_reason = reason.strip()
    audit.record("certificate.revoke", certificate, actor=actor, reason=reason.strip())
    sentence = _("Đã thu hồi giấy của %(name)s.", name=certificate.text["name"])
    notices.tell(decision.unit_id, Role.PRINT_CLERK, sentence, f"/certificates/{certificate.id}")
