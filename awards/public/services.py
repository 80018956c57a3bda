"""What the check page says of a certificate, in words: valid, corrected, replaced or revoked, and by which decision."""

from flask_babel import gettext as _

from awards.certificates.models import Certificate, CertificateState
from awards.core.sentences import lazy as _l
from awards.core.words import short_date
from awards.decisions.models import Decision
from awards.decisions.services import CAUSE_NAMES, CLAUSES, reissue_verb

ENDED = {
    CertificateState.CORRECTED: _l("Giấy này đã được đính chính, thay bằng giấy khác"),
    CertificateState.REPLACED: _l("Giấy này đã được thay bằng giấy khác"),
    CertificateState.REVOKED: _l("Giấy này đã bị thu hồi"),
}


def verdict_of(certificate: Certificate) -> str:
    """The one sentence on top."""
    if certificate.state is CertificateState.VALID:
        sample = certificate.text["sample"]
        return str(_("Giấy mẫu của bản trình diễn, mã đúng") if sample else _("Giấy có thật, còn hiệu lực"))
    return str(ENDED[certificate.state])


def what_became(certificate: Certificate) -> list[str]:
    """By which decision it was corrected, replaced or revoked, and on which ground; whose place it takes."""
    told = []
    if certificate.replaces and certificate.replaces.ended_by:
        made = certificate.replaces.ended_by
        told.append(_("Cấp thay giấy trước đây, theo %(decision)s.", decision=_named(made)))
    if certificate.ended_by:
        told.append(_ending(certificate.ended_by))
    elif certificate.ended_at:
        told.append(_("Thu hồi ngày %(day)s.", day=short_date(certificate.ended_at.date())))
    return told


def _ending(decision: Decision) -> str:
    cause = CAUSE_NAMES[decision.cause] if decision.cause else ""
    if decision.cause in CLAUSES:
        ground = f"{cause} (điểm {CLAUSES[decision.cause]} khoản 2 Điều 93 Luật Thi đua, khen thưởng)"
        return str(_("Bị hủy bỏ, thu hồi theo %(decision)s, do %(ground)s.", decision=_named(decision), ground=ground))
    if decision.cause:
        verb = reissue_verb(decision.cause).capitalize()
        return str(_("%(verb)s theo %(decision)s, do %(cause)s.", verb=verb, decision=_named(decision), cause=cause))
    return str(_("Đính chính theo %(decision)s.", decision=_named(decision)))


def _named(decision: Decision) -> str:
    day = short_date(decision.signed_on) if decision.signed_on else ""
    return str(_("Quyết định số %(number)s ngày %(day)s", number=decision.number_text, day=day))
