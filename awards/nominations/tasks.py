"""Background work of dossiers."""

from collections.abc import Iterator

from awards.core.db import db
from awards.jobs.models import Job
from awards.jobs.services import task
from awards.nominations import documents, services
from awards.nominations.models import ArchiveCopy


@task
def pack(job: Job, *, copy_id: int) -> Iterator[None]:
    """Pack a whole dossier into one ZIP, once. Equal dossiers give equal bytes, so it may be begun again anywhere."""
    copy = db.session.get_one(ArchiveCopy, copy_id)
    if copy.sha256:
        return
    parts = documents.members(services.whole(copy))
    db.session.rollback()  # nobody waits for the typesetting
    packed = documents.archive(parts)
    services.set_packed(db.session.get_one(ArchiveCopy, copy_id), packed)
    yield
