"""Citizen numbers planted in everybody who can have one, and the eye that finds one in an answer, packed or not."""

import io
import re
import zipfile
from collections.abc import Iterator

import pypdfium2
from sqlalchemy import select
from werkzeug.test import TestResponse

from awards.accounts.models import User
from awards.core.access import Role
from awards.core.db import db
from awards.law.models import SubjectKind
from awards.nominations import services as nominations
from awards.nominations.models import Nominee

PROVINCE, SECRET = "014", "973046"  # then three figures of its own: 014973046007
BETWEEN = r"(?:[\s.\-+_]|%20|&nbsp;|&#160;)*"
# The province is shown on purpose; what comes after it is the secret.
IN_CLEAR = re.compile(BETWEEN.join([*SECRET, r"\d", r"\d", r"\d"]))


def plant() -> int:
    """A number of its own for each person and head of a household, written by an officer of their unit. How many."""
    officers = {
        appointment.unit_id: user
        for user in db.session.scalars(select(User))
        for appointment in user.appointments_now()
        if appointment.role is Role.OFFICER
    }
    people = db.session.scalars(select(Nominee).where(Nominee.kind != SubjectKind.COLLECTIVE)).all()
    for count, nominee in enumerate(people):
        number = f"{PROVINCE}{SECRET}{count:03}"
        nominations.write_citizen_number(nominee, number, actor=officers[nominee.unit_id])
    return len(people)


def in_clear(answer: TestResponse) -> list[str]:
    """The planted numbers that can be read in this answer: headers, body, what is packed in it, the words of a PDF."""
    return numbers_in(str(answer.headers).encode()) + numbers_in(answer.get_data())


def numbers_in(content: bytes) -> list[str]:
    """The same of a file."""
    return [f"a citizen number: {found}" for text in _texts(content) for found in IN_CLEAR.findall(text)]


def _texts(content: bytes) -> Iterator[str]:
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            yield "\n".join(packed.namelist())
            for name in packed.namelist():
                yield from _texts(packed.read(name))
    elif content.startswith(b"%PDF"):
        document = pypdfium2.PdfDocument(content)
        yield from (page.get_textpage().get_text_bounded() for page in document)
        document.close()
    else:
        text = content.decode("utf-8", "replace")
        yield text
        yield re.sub("<[^>]*>", "", text)  # a number may be cut in two by a tag, as Word does
