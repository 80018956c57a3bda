"""The administrator's pages, by what they look after."""

from flask import Blueprint

bp = Blueprint("administration", __name__)

from awards.administration.views import listing, people, units  # noqa: E402  (they hang their pages on bp)

__all__ = ["bp", "listing", "people", "units"]
