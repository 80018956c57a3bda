"""The pages of decisions, by object: drafts and their steps, the register, the money."""

from flask import Blueprint, Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from awards.accounts.sessions import me
from awards.core.access import Permission
from awards.core.db import db
from awards.core.docx import MEDIA_TYPE, html_to_docx
from awards.core.pages import room, words
from awards.core.paper import html_to_pdf
from awards.core.sentences import lazy as _l
from awards.decisions import services
from awards.decisions.models import Decision
from awards.decisions.services.table import STATE_NAMES

bp = Blueprint("decisions", __name__, url_prefix="/decisions")
room(_l("Quyết định"), "decisions.index", Permission.DECISION_VIEW, place=40)


words(bp, decision_state_names=STATE_NAMES, decision_kind_names=services.KIND_NAMES, undone_by=services.undone_by)


def opened(decision_id: int) -> Decision:
    """The decision, if it exists for this person."""
    return services.get(decision_id, actor=me())


def back(decision: Decision, done: str) -> ResponseReturnValue:
    """To the decision's page, with a sentence."""
    flash(done)
    return redirect(url_for("decisions.show", decision_id=decision.id), 303)


def as_pdf(html: str, name: str) -> Response:
    """A paper as PDF, shown in the browser; nobody waits for the typesetting."""
    db.session.rollback()
    answer = Response(html_to_pdf(html), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer


def as_word(html: str, name: str) -> Response:
    """The same paper as an editable Word file."""
    db.session.rollback()
    answer = Response(html_to_docx(html), mimetype=MEDIA_TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.docx"'
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


from awards.decisions.views import (  # noqa: E402  (they put their pages on bp)
    answers,  # noqa: F401
    conflicts,  # noqa: F401
    drafts,  # noqa: F401
    money,  # noqa: F401
    outside,  # noqa: F401
    registers,  # noqa: F401
)
