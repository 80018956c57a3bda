"""flask audit head, flask audit export: the log for witnesses and auditors outside."""

import json
from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from awards.audit import services as audit
from awards.cli import bp
from awards.core.db import db, reading
from awards.units import services as units

group = AppGroup("audit", help="The chained log, for witnesses and auditors.")
bp.cli.add_command(group)


@group.command("head")
def head() -> None:
    """Print how long the log is, its last link and when that was added: to be written down away from here."""
    with reading():
        length, link = audit.head()
        last = audit.event(length) if length else None
        db.session.rollback()
    click.echo(f"{length}-{link}")
    if last is not None:
        click.echo(_("Mắt xích cuối ghi lúc %(at)s (UTC).", at=last.at.isoformat(timespec="seconds")))


@group.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export(file: Path) -> None:
    """Write the whole log into FILE, one event a line, for deploy/verify_audit.py."""
    with reading(), file.open("w", encoding="utf-8") as lines:
        for told in audit.exported():
            lines.write(json.dumps(told, ensure_ascii=False) + "\n")
        length, link = audit.head()
        db.session.rollback()
    audit.record("audit.export", units.root(), actor=None, length=length)
    db.session.commit()
    sentence = _(
        "Đã xuất %(n)s mắt xích vào %(file)s; đầu chuỗi %(head)s.", n=length, file=file, head=f"{length}-{link}"
    )
    click.echo(sentence)
