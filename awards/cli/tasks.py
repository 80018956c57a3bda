"""The nightly check: every invariant, a notice to the administrators where one is broken, the day's accesses sealed.

And what is left to destroy of people who were erased.
"""

from collections.abc import Iterator
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from awards.audit import services as audit
from awards.audit.models import AuditDetail, AuditEvent, CheckUp
from awards.cli import invariants
from awards.core import clock, storage
from awards.core.access import Role
from awards.core.db import db
from awards.exchange import services as exchange
from awards.jobs import services as jobs
from awards.jobs.models import Job
from awards.jobs.services import each_round, task
from awards.nominations import services as nominations
from awards.notices import services as notices
from awards.units import services as units

HOUR = 2  # in the night, local time
CHECKED = "system.check"


@each_round
def begin_check_up() -> None:
    """Once a day, from two in the night on, by whichever worker comes first."""
    now = clock.local(clock.now())
    if now.hour < HOUR or db.session.scalar(select(CheckUp.id).where(CheckUp.on == now.date())) is not None:
        return
    insert = (postgresql if db.engine.dialect.name == "postgresql" else sqlite).insert(CheckUp)
    values = {"on": now.date(), "begun_at": clock.now(), "length": 0, "head": "", "faults": []}
    if db.session.execute(insert.values(values).on_conflict_do_nothing()).rowcount:  # type: ignore[attr-defined]
        jobs.enqueue("cli.check_up", on=now.date().isoformat())


@task
def check_up(job: Job, *, on: str) -> Iterator[None]:
    """Look at everything, write down what is wrong, tell the administrators, and commit the chain to the accesses."""
    night = db.session.scalars(select(CheckUp).where(CheckUp.on == date.fromisoformat(on))).one()
    if night.ended_at is not None:
        return
    faults = list(invariants.violations())
    audit.take_turn()
    night.length, night.head = audit.head()
    night.faults, night.ended_at = faults[:1000], clock.now()
    root = units.root()
    if faults:
        sentence = _("Kiểm tra ban đêm thấy %(n)s điều bất thường; cần xem ngay.", n=len(faults))
        notices.tell(root.id, Role.ADMINISTRATOR, sentence, "/check-ups")
    sealed = audit.accesses(last_sealed())
    audit.record(CHECKED, root, actor=None, faults=len(faults), accesses=sealed)
    yield


@each_round
def destroy_what_was_erased() -> None:
    """Delete the files of people who were erased, and the workbooks in which their unit had sent them in.

    What another record needs stays; what is younger than an hour waits for a later round.
    """
    for one in nominations.unfinished_erasures():
        assert one.confirmed_at is not None  # noqa: S101  (or it would not be unfinished)
        one.files = sorted({*one.files, *exchange.forget_workbooks(one.nominee.unit_id, before=one.confirmed_at)})
        db.session.flush()
        shared = invariants.files_of_rows()
        one.files = [name for name in one.files if name not in shared and not storage.destroy(name)]
        if not one.files:
            one.destroyed_at = clock.now()


def last_sealed() -> int:
    """The last access that a nightly check has committed to."""
    query = select(AuditDetail.body).join(AuditEvent, AuditEvent.id == AuditDetail.event_id)
    body = db.session.scalars(query.where(AuditEvent.tag == CHECKED).order_by(AuditEvent.id.desc()).limit(1)).first()
    return int(body["accesses"]["last"]) if body else 0
