"""Signing a letter for several dossiers, and reading the letters."""

from collections.abc import Iterator, Sequence

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.accounts.sessions import me
from awards.core import clock, sheets
from awards.core.access import Permission, requires
from awards.core.db import db
from awards.core.docx import MEDIA_TYPE, html_to_docx
from awards.core.levels import LEVEL_NAMES
from awards.core.pages import LARGEST_ID
from awards.core.paper import html_to_pdf
from awards.core.sentences import lazy as _l
from awards.core.sheets import Column
from awards.nominations import services
from awards.nominations.documents import letter_html
from awards.nominations.forms import KIND_NAMES, LetterForm
from awards.nominations.models import Nomination
from awards.nominations.route import Action
from awards.nominations.services import Letterhead
from awards.nominations.views import bp

MOST = 500


def chosen_ids() -> list[int]:
    """The dossiers ticked on a list: `chon` in the address or in the form, once each, in their order."""
    written = request.values.getlist("chon")
    ids = [int(text) for text in written if text.isascii() and text.isdigit() and len(text) < 11]
    return [number for number in dict.fromkeys(ids) if 0 < number <= LARGEST_ID][:MOST]


def seen_before(nominations: Sequence[Nomination]) -> dict[int, str]:
    """What this person has seen of each: the dossier's page said it in its link, or the form; else it is shown now."""
    return {n.id: request.values.get(f"seen-{n.id}") or services.seen_of(n) for n in nominations}


@bp.route("/letters/new", methods=["GET", "POST"])
@requires(Permission.NOMINATION_MOVE)
def new_letter() -> ResponseReturnValue:
    """Sign one letter for the ticked dossiers; the list is shown first."""
    nominations = services.get_all(chosen_ids(), actor=me())
    action = Action.SUBMIT if nominations and nominations[0].is_first else Action.ENDORSE
    form, groups = LetterForm(), services.by_authority(nominations)
    if form.validate_on_submit():
        seen = {n.id: request.form.get(f"seen-{n.id}", "") for n in nominations}
        head = Letterhead(form.values["number"], form.values["signed_on"])
        letter = services.send(nominations, action, head, actor=me(), seen=seen)
        flash(_("Đã gửi %(n)s hồ sơ kèm Tờ trình số %(number)s.", n=len(nominations), number=letter.number_text))
        return redirect(url_for(".letter", letter_id=letter.id), 303)
    if not form.is_submitted() and nominations:
        for nomination in nominations:
            services.step_for(nomination, action, me())
        form.signed_on.data = clock.today()
        form.number.data = services.next_number(nominations[0].desk, clock.today().year)
    return render_template(
        "nominations/new_letter.html",
        form=form,
        nominations=nominations,
        seen=seen_before(nominations),
        to=services.next_desk(nominations[0]) if nominations else None,
        groups=groups if len(groups) > 1 else (),
        levels=LEVEL_NAMES,
    )


LETTERS = (
    Column(_l("Số"), 20),
    Column(_l("Ngày"), 12),
    Column(_l("Nơi gửi"), 36),
    Column(_l("Nơi nhận"), 36),
    Column(_l("Số hồ sơ"), 10),
)
WITH_IT = (
    Column(_l("STT"), 6),
    Column(_l("Mã số"), 12),
    Column(_l("Đối tượng"), 36),
    Column(_l("Loại"), 14),
    Column(_l("Kết quả"), 30),
    Column(_l("Ngày"), 12),
)


@bp.get("/letters")
@requires(Permission.NOMINATION_VIEW)
def letters() -> ResponseReturnValue:
    """The letters one's own unit signed or was sent; as a workbook, all of them."""
    if sheets.is_wanted():
        found = services.letters_of(me(), most=None)
        cells = ((one.number_text, one.signed_on, one.unit.name, one.to_unit.name, len(one.items)) for one in found)
        return sheets.send("to-trinh", LETTERS, cells, _("Tờ trình"))
    return render_template("nominations/letters.html", letters=services.letters_of(me()))


@bp.get("/letters/<id:letter_id>")
@requires(Permission.NOMINATION_VIEW)
def letter(letter_id: int) -> ResponseReturnValue:
    """One letter and the dossiers that travel with it."""
    found = services.get_letter(letter_id, actor=me())
    results = services.results(found)
    if sheets.is_wanted():
        title = _("Hồ sơ kèm Tờ trình số %(number)s", number=found.number_text)
        return sheets.send(f"to-trinh-{found.number}-{found.year}", WITH_IT, _outcomes(results), title)
    return render_template(
        "nominations/letter.html",
        letter=found,
        results=results,
        going_on=services.going_on(found, me()),
        outcome_names=services.OUTCOME_NAMES,
    )


def _outcomes(results: Sequence[services.Result]) -> Iterator[tuple[object, ...]]:
    for place, one in enumerate(results, 1):
        record, on = one.nomination, clock.local(one.move.at).date() if one.move else None
        yield place, record.code, record.name, KIND_NAMES[record.kind], services.OUTCOME_NAMES[one.outcome], on


@bp.get("/letters/<id:letter_id>/paper")
@requires(Permission.NOMINATION_VIEW)
def letter_paper(letter_id: int) -> ResponseReturnValue:
    """The letter as PDF, from its frozen words."""
    found = services.get_letter(letter_id, actor=me())
    return paper_answer(letter_html(found), f"to-trinh-{found.number}-{found.year}.pdf")


@bp.get("/letters/<id:letter_id>/word")
@requires(Permission.NOMINATION_VIEW)
def letter_word(letter_id: int) -> ResponseReturnValue:
    """The same letter as an editable Word file."""
    found = services.get_letter(letter_id, actor=me())
    return paper_answer(letter_html(found), f"to-trinh-{found.number}-{found.year}.docx")


def paper_answer(html: str, name: str) -> Response:
    """A paper as PDF, shown in the browser, or as Word, for download; `name` says which."""
    db.session.rollback()  # nobody waits for the typesetting
    if name.endswith(".docx"):
        answer = Response(html_to_docx(html), mimetype=MEDIA_TYPE)
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    else:
        answer = Response(html_to_pdf(html), mimetype="application/pdf")
        answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer
