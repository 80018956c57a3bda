"""Lists from Excel, by what they bring."""

from flask import Blueprint

bp = Blueprint("exchange", __name__, url_prefix="/imports")

from awards.exchange.views import commendations, dossiers  # noqa: E402  (they hang their pages on bp)

__all__ = ["bp", "commendations", "dossiers"]
