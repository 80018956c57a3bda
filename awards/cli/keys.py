"""flask keys new, flask keys rotate: the keys of what is stored sealed."""

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from awards.audit import services as audit
from awards.cli import bp
from awards.core import sealing
from awards.core.db import db
from awards.nominations import services as nominations
from awards.units import services as units

group = AppGroup("keys", help="The keys of what is stored sealed.")
bp.cli.add_command(group)


@group.command("new")
def new() -> None:
    """Write the first key file. Keep a copy away from the database's backups: without it sealed values are lost."""
    try:
        sealing.make_keys()
    except FileExistsError as error:
        raise click.ClickException(_("Đã có tệp khóa %(file)s; không ghi đè.", file=sealing.key_file())) from error
    click.echo(
        _("Đã tạo khóa trong %(file)s. Hãy cất một bản sao ở nơi khác với bản sao lưu.", file=sealing.key_file())
    )


@group.command("rotate")
def rotate() -> None:
    """Add a new key and seal everything with it. Begun again after a failure it carries on where it stopped."""
    audit.take_turn()
    key = sealing.add_key()
    again = nominations.seal_again()
    audit.record("system.rotate_keys", units.root(), actor=None, key=key, values=again)
    db.session.commit()
    sentence = _(
        "Đã chuyển %(n)s giá trị sang khóa %(key)s. Khóa cũ còn trong tệp cho các bản sao lưu cũ.", n=again, key=key
    )
    click.echo(sentence)
