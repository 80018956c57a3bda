"""Looking certificates up from outside: by their code or by their file, a few times a minute, each time counted."""

from datetime import date
from functools import partial

from sqlalchemy import Connection, func, insert, select, update

from awards.certificates.models import Certificate, LookUp
from awards.certificates.services.codes import canonical
from awards.certificates.services.reading import find
from awards.core import clock, limits
from awards.core.db import db
from awards.core.side import write_later


def look_up(typed: str) -> Certificate | None:
    """The certificate with the code that somebody typed or scanned; None when there is none.

    Refuses an address that has asked too often (docs/decisions/0042).
    """
    _let_in()
    return _counted(find(canonical(typed)))


def look_up_file(sha256: str) -> Certificate | None:
    """The certificate whose stored file has this SHA-256; the file is not opened. Refuses what `look_up` does."""
    _let_in()
    return _counted(db.session.scalars(select(Certificate).where(Certificate.sha256 == sha256)).first())


def _let_in() -> None:
    tries = (limits.Kind.CHECK, limits.caller())
    limits.refuse_tired(tries)
    limits.count(tries)


def _counted(found: Certificate | None) -> Certificate | None:
    write_later(partial(_write, clock.today(), found.id if found else None))
    return found


def _write(day: date, certificate_id: int | None, connection: Connection) -> None:
    """Two who come first at the same moment may make two rows; their sum is right."""
    same = (LookUp.day == day) & (LookUp.certificate_id == certificate_id)
    if not connection.execute(update(LookUp).where(same).values(count=LookUp.count + 1)).rowcount:
        connection.execute(insert(LookUp).values(day=day, certificate_id=certificate_id, count=1))


def times_looked_up(certificate: Certificate) -> int:
    """How often somebody has asked for this certificate."""
    query = select(func.sum(LookUp.count)).where(LookUp.certificate_id == certificate.id)
    return db.session.scalar(query) or 0
