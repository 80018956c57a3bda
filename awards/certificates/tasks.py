"""Background work of certificates."""

from collections.abc import Iterator

from sqlalchemy import select

from awards.certificates import services
from awards.certificates.models import Batch, Certificate, Layer
from awards.certificates.printing import (
    CertificateText,
    Placement,
    guarded,
    merge,
    render_chunk,
    render_text_layers,
)
from awards.core import storage
from awards.core.db import db
from awards.jobs.models import Job
from awards.jobs.services import task

CHUNK = 25
Drawable = dict[int, tuple[tuple[str, int | None], CertificateText]]


@task
def print_batch(job: Job, *, batch_id: int) -> Iterator[None]:
    """Draw what has no file yet, chunk by chunk; then join the files of the batch, in the order of its pile.

    It numbers nothing. Each file is stored before its row names it, equal words give equal bytes, and a row takes a
    file once: so the task may be killed anywhere and begun again, by two workers even. It stops where somebody pauses
    or cancels the printing.
    """
    batch = db.session.get_one(Batch, batch_id)
    title, ids, layer = batch.decision.number_text, services.printable(batch), batch.layer
    place = services.placement_for(batch)
    for start in range(0, len(ids), CHUNK):
        if not services.goes_on(batch_id):
            return
        part = ids[start : start + CHUNK]
        missing = services.undrawn(part)
        db.session.rollback()  # nobody waits for the drawing
        for certificate_id, sha256 in _drawn(missing).items():
            services.set_rendered(certificate_id, sha256)
        job.done = max(job.done, start + len(part))
        yield
    if not services.goes_on(batch_id):
        return
    pages = _files(ids) if layer is Layer.FULL else _text_layers(ids, place)
    services.set_merged(batch_id, storage.keep(merge(pages, title=title)))
    yield


def _files(ids: list[int]) -> Iterator[bytes]:
    """The stored files of these certificates."""
    rows = select(Certificate.id, Certificate.sha256).where(Certificate.id.in_(ids))
    files = {row.id: row.sha256 for row in db.session.execute(rows)}
    db.session.rollback()
    yield from (storage.read(files[certificate_id]) for certificate_id in ids)


def _text_layers(ids: list[int], place: Placement) -> Iterator[bytes]:
    """The texts of these certificates alone, moved for one printer, each looked at like a whole certificate."""
    for start in range(0, len(ids), CHUNK):
        texts = services.texts_in(ids[start : start + CHUNK])
        papers = {named: services.paper_named(*named) for named, _text in texts.values()}
        db.session.rollback()
        for named, text in texts.values():
            sheet = papers[named]
            for pdf in render_text_layers(sheet.design, [text], place, assets=sheet.artwork):
                yield guarded(pdf, sheet.design.text_layer, text, assets=sheet.artwork, place=place)


def _drawn(missing: Drawable) -> dict[int, str]:
    """Draw, look at and store these certificates; returns the SHA-256 of each file by the certificate's id."""
    stored = {}
    for named in {named for named, _text in missing.values()}:
        texts = {id_: text for id_, (drawn_in, text) in missing.items() if drawn_in == named}
        sheet = services.paper_named(*named)
        artwork = sheet.artwork
        db.session.rollback()
        pdfs = render_chunk(sheet.design, list(texts.values()), assets=artwork)
        for (id_, text), pdf in zip(texts.items(), pdfs, strict=True):
            stored[id_] = storage.keep(guarded(pdf, sheet.design, text, assets=artwork))
    return stored
