"""Background work of certificates."""

from collections.abc import Iterator

from sqlalchemy import select

from awards.certificates import services
from awards.certificates.models import Batch, Certificate
from awards.certificates.printing import DESIGNS, CertificateText, check_page, merge, render_chunk
from awards.core import storage
from awards.core.db import db
from awards.jobs.models import Job
from awards.jobs.services import task

CHUNK = 25


@task
def print_batch(job: Job, *, batch_id: int) -> Iterator[None]:
    """Draw what has no file yet, chunk by chunk; then join the files of the batch, in the decision's order.

    It numbers nothing. Each file is stored before its row names it, equal words give equal bytes, and a row takes a
    file once: so the task may be killed anywhere and begun again, by two workers even.
    """
    batch = db.session.get_one(Batch, batch_id)
    if batch.sha256 is not None:
        return
    title, ids = batch.decision.number_text, services.printable(batch)
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        missing = services.undrawn(part)
        db.session.rollback()  # nobody waits for the drawing
        for certificate_id, sha256 in _drawn(missing).items():
            services.set_rendered(certificate_id, sha256)
        job.done = max(job.done, start + len(part))
        yield
    rows = select(Certificate.id, Certificate.sha256).where(Certificate.id.in_(ids))
    files = {row.id: row.sha256 for row in db.session.execute(rows)}
    db.session.rollback()
    whole = merge((storage.read(files[certificate_id]) for certificate_id in ids), title=title)
    services.set_merged(batch_id, storage.keep(whole))
    yield


def _drawn(missing: dict[int, tuple[str, CertificateText]]) -> dict[int, str]:
    """Draw and store these certificates; returns the SHA-256 of each file by the certificate's id."""
    stored = {}
    for design in {design for design, _text in missing.values()}:
        texts = {id_: text for id_, (drawn_in, text) in missing.items() if drawn_in == design}
        pdfs = render_chunk(DESIGNS[design], list(texts.values()), assets=services.artwork())
        for (id_, text), pdf in zip(texts.items(), pdfs, strict=True):
            check_page(pdf, text)
            stored[id_] = storage.keep(pdf)
    return stored
