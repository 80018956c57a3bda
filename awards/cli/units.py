"""flask units load, flask units succession: the tree of units from files."""

from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from awards.cli import bp
from awards.core.db import db
from awards.core.errors import Refused
from awards.units import services

group = AppGroup("units", help="The dated tree of administrative units.")
bp.cli.add_command(group)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@group.command("load")
@click.argument("file", type=FILE)
@click.option("--state-of", type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]), required=True, help="The list's date.")
@click.option("--part", is_flag=True, help="The list holds some provinces only; the others stay as they are.")
def load_list(file: Path, state_of: datetime, part: bool) -> None:
    """Bring the tree to the list in FILE: code,level,name,parent_code."""
    try:
        with file.open("rb") as lines:
            result = services.load(lines, state_of.date(), whole_country=not part)
    except Refused as refused:
        raise _said(refused) from refused
    db.session.commit()
    if not result.changed:
        click.echo(_("Danh mục có %(listed)s đơn vị, không có gì thay đổi.", listed=result.listed))
        return
    click.echo(
        _(
            "Danh mục có %(listed)s đơn vị: mở %(opened)s, kết thúc %(closed)s, đổi cấp trên %(moved)s, "
            "giữ nguyên %(unchanged)s.",
            listed=result.listed,
            opened=result.opened,
            closed=result.closed,
            moved=result.moved,
            unchanged=result.unchanged,
        )
    )


@group.command("succession")
@click.argument("file", type=FILE)
def load_succession(file: Path) -> None:
    """Read who took over from whom: old_code,old_level,old_on,new_code,new_level,since."""
    try:
        with file.open("rb") as lines:
            new = services.load_successions(lines)
    except Refused as refused:
        raise _said(refused) from refused
    db.session.commit()
    click.echo(_("Đã ghi thêm %(new)s quan hệ kế thừa.", new=new))


def _said(refused: Refused) -> click.exceptions.Exit:
    click.echo(refused.sentence, err=True)
    return click.exceptions.Exit(1)
