"""Files that come in pieces: after a cut line the next piece goes on where the last one ended."""

import secrets
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from awards.accounts.models import User
from awards.core import clock, storage
from awards.core.db import db
from awards.core.errors import Refused
from awards.core.settings import setting
from awards.core.text import Unwritable, clean_text, safe_filename
from awards.nominations.models import DocType, Nomination, Upload
from awards.nominations.services.content import seen_of
from awards.nominations.services.drafts import attach, check_may_write

LARGEST_PIECE = 256 * 1024  # bytes
KEPT = timedelta(days=2)  # of a file that never became whole


def begin_upload(
    nomination: Nomination, *, doc_type: DocType, file_name: str, size: int, caption: str, actor: User
) -> Upload:
    """Open a place for a file of this many bytes, or give the one in which this very file was begun.

    Refuses whoever may not write in the dossier, more than the limit of one file, and a caption that cannot be written.
    """
    check_may_write(nomination, actor)
    try:
        caption = clean_text(caption, longest=200)
    except Unwritable as wrong:
        raise Refused(str(wrong), "caption") from wrong
    if not 0 < size <= int(setting("UPLOAD_LIMIT")):
        raise Refused(_("Tệp lớn hơn 10 MB."), "file")
    name = safe_filename(file_name)
    mine = select(Upload).where(
        Upload.nomination_id == nomination.id, Upload.user_id == actor.id, Upload.done_at.is_(None)
    )
    for known in db.session.scalars(mine).all():
        if (known.file_name, known.size) == (name, size):
            return known
        if known.at < clock.now() - KEPT:
            storage.drop_parts(known.key)
            db.session.delete(known)
    upload = Upload(nomination_id=nomination.id, user_id=actor.id, key=secrets.token_hex(16), doc_type=doc_type)
    upload.file_name, upload.size, upload.caption = name, size, caption
    db.session.add(upload)
    db.session.flush()
    return upload


def get_upload(nomination: Nomination, upload_id: int, *, actor: User) -> Upload:
    """This person's own upload in this dossier, or NoResultFound."""
    query = select(Upload).where(
        Upload.id == upload_id, Upload.nomination_id == nomination.id, Upload.user_id == actor.id
    )
    return db.session.scalars(query).one()


def take_piece(nomination: Nomination, upload: Upload, *, offset: int, content: bytes, actor: User) -> None:
    """Add the next piece. One that does not begin where the last ended is left aside: the sender asks and goes on.

    With the last piece the file is judged and attached; adding a file overwrites nobody's words, so the dossier may
    have changed meanwhile.
    """
    check_may_write(nomination, actor)
    fits = 0 < len(content) <= LARGEST_PIECE and offset + len(content) <= upload.size
    if upload.done_at is not None or offset != upload.received or not fits:
        return
    storage.append_part(upload.key, offset, content)
    upload.received = offset + len(content)
    if upload.received == upload.size:
        attach(
            nomination,
            doc_type=upload.doc_type,
            file_name=upload.file_name,
            content=storage.read_parts(upload.key),
            seen=seen_of(nomination),
            actor=actor,
            caption=upload.caption,
        )
        upload.done_at = clock.now()
        storage.drop_parts(upload.key)
