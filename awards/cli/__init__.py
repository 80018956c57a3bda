"""The flask commands."""

from flask import Blueprint

bp = Blueprint("cli", __name__, cli_group=None)

from awards.cli import accounts, audit, backup, demo, keys, law, units, verify, worker  # noqa: E402, F401  (they put their commands on bp)
