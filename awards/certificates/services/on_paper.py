"""The sentence of a dossier on the certificate it would become, long before there is a decision."""

from flask_babel import gettext as _

from awards.campaigns import services as campaigns
from awards.certificates.printing import DESIGNS, CertificateText
from awards.certificates.printing.pictures import page_picture
from awards.certificates.services.choosing import paper_named
from awards.core.errors import Refused
from awards.core.text import clean_text
from awards.nominations import services as nominations
from awards.nominations.models import Nomination

LONGEST = 2000


def preview_text(nomination: Nomination, citation: str) -> CertificateText:
    """The certificate as it would be, with dots where only a decision knows.

    Refuses an award that is not printed here.
    """
    words = nominations.words_of(nomination)
    return CertificateText(
        recipient_prefix=words.prefix,
        name=words.name or "…",
        lines=words.lines,
        citation=clean_text(citation, longest=LONGEST) or "…",
        issuer=_issuer(nomination),
        decision_line="Quyết định số …/QĐ-… ngày … tháng … năm …",
        gold_book_no=1,
        place_date="…, ngày … tháng … năm …",
        signer_title=("CHỨC VỤ NGƯỜI KÝ",),
        signer_name="Họ và tên người ký",
        sample=True,
    )


def _issuer(nomination: Nomination) -> str:
    """Who will decide: for its own honours whom the campaign names, for a lower level's award the head of that unit."""
    level = nomination.award.award_form.decided_at
    unit = next(desk.unit for desk in nomination.desks if desk.stage.level == level)
    return nomination.campaign.issuer if unit.id == nomination.campaign.unit_id else campaigns.usual_issuer(unit)


def preview_png(nomination: Nomination, citation: str) -> bytes:
    """A picture of the page, set by the engine that prints it, marked “MẪU”.

    Refuses (with the sentence of what is wrong) what cannot be printed: a sentence that does not fit the paper at the
    smallest size, as measured in the real face, and letters that the face lacks.
    """
    kind = nomination.award.award_form.certificate_kind.value
    if kind not in DESIGNS:
        raise Refused(_("Hình thức khen thưởng này không in ở đây nên không xem trước được."))
    paper = paper_named(kind, None)
    try:
        return page_picture(paper.design, preview_text(nomination, citation), assets=paper.artwork)
    except ValueError as error:  # Unwritable, UnfitText, DoesNotFit, MissingGlyph: each says in words what and where
        raise Refused(str(error), "citation") from error
