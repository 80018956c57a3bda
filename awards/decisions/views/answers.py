"""Letters to the proposing unit: a refusal, and the result of a decision."""

from flask import abort
from flask.typing import ResponseReturnValue

from awards.accounts.sessions import me
from awards.core.access import Permission, requires
from awards.decisions import services
from awards.decisions.documents import refusal_html, result_html
from awards.decisions.views import as_pdf, as_word, bp, opened
from awards.nominations import services as nominations


def _refusal(nomination_id: int) -> str:
    nomination = nominations.get(nomination_id, actor=me())
    move = services.refused_by(nomination, actor=me())
    return refusal_html(nomination, move) if move else abort(404)


@bp.get("/refusals/<id:nomination_id>/paper")
@requires(Permission.NOMINATION_VIEW)
def refusal(nomination_id: int) -> ResponseReturnValue:
    """The letter that tells the proposing unit why its dossier was refused, as PDF."""
    return as_pdf(_refusal(nomination_id), f"tra-loi-ho-so-{nomination_id}")


@bp.get("/refusals/<id:nomination_id>/word")
@requires(Permission.NOMINATION_VIEW)
def refusal_word(nomination_id: int) -> ResponseReturnValue:
    """The same as an editable Word file."""
    return as_word(_refusal(nomination_id), f"tra-loi-ho-so-{nomination_id}")


def _result(decision_id: int, unit_id: int) -> str:
    decision = opened(decision_id)
    unit = next((one for one in services.proposers_of(decision) if one.id == unit_id), None)
    return result_html(decision, unit) if unit else abort(404)


@bp.get("/<id:decision_id>/results/<id:unit_id>/paper")
@requires(Permission.DECISION_VIEW)
def result(decision_id: int, unit_id: int) -> ResponseReturnValue:
    """The announcement of the result to one proposing unit, as PDF."""
    return as_pdf(_result(decision_id, unit_id), f"thong-bao-ket-qua-{decision_id}-{unit_id}")


@bp.get("/<id:decision_id>/results/<id:unit_id>/word")
@requires(Permission.DECISION_VIEW)
def result_word(decision_id: int, unit_id: int) -> ResponseReturnValue:
    """The same as an editable Word file."""
    return as_word(_result(decision_id, unit_id), f"thong-bao-ket-qua-{decision_id}-{unit_id}")
