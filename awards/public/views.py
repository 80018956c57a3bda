"""The pages of public."""

from flask import Blueprint

bp = Blueprint("public", __name__)
