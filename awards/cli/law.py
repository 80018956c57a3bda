"""flask law load: the acts, forms, days off and rates that came with this version and are not in the database yet."""

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from awards.cli import bp
from awards.core.db import db
from awards.law import services

group = AppGroup("law", help="The dated law.")
bp.cli.add_command(group)


@group.command("load")
def load_law() -> None:
    """Add what is missing; rows that are there stay as they are."""
    added = services.load_seed()
    db.session.commit()
    click.echo(_("Đã thêm %(n)s dòng pháp lý.", n=added))
