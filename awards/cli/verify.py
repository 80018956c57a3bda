"""flask verify: is everything in the database and the storage as it must be?"""

import click

from awards.audit import services as audit
from awards.cli import bp, invariants
from awards.core.db import db, reading


@bp.cli.command("verify")
@click.argument("heads", nargs=-1)
def verify(heads: tuple[str, ...]) -> None:
    """Check the chained log and every invariant. Ends with 1 when something is wrong.

    HEADS are heads of the log written down outside (LENGTH-LINK): each must be a link of it.
    """
    with reading():
        faults = list(invariants.violations())
        faults += [fault for fault in map(audit.met, heads) if fault]
        length, head = audit.head()
        db.session.rollback()
    for fault in faults:
        click.echo(f"SAI  {fault}")
    click.echo(f"Chuỗi nhật ký: {length} mắt xích, đầu chuỗi {head}")
    click.echo(f"Đã kiểm tra {len(invariants.CHECKS)} điều kiện: {len(faults)} lỗi.")
    if faults:
        raise SystemExit(1)
