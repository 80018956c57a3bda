"""Workbooks that people sent in go when somebody of their register is erased."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from awards.core import storage
from awards.core.db import db
from awards.core.errors import Refused
from awards.exchange.models import CommendationImport, SheetImport


def workbook(made: SheetImport | CommendationImport) -> Path:
    """Where the file lies, as it was sent. Refuses where it is gone because somebody was erased."""
    if not made.sha256:
        raise Refused(_("Tệp này đã xóa theo quy định về dữ liệu cá nhân."))
    return storage.path_of(made.sha256)


def forget_workbooks(unit_id: int, *, before: datetime) -> set[str]:
    """Forget what this unit had sent in before: files, notes, and rows that wait; only counts stay.

    What was entered has become dossiers and commendations. Returns the names of the files.
    """
    files = set()
    for table in (SheetImport, CommendationImport):
        for made in _sent(table, unit_id, before):
            files.add(made.sha256)
            made.file_name, made.sha256, made.faults = "", "", []
            if isinstance(made, CommendationImport):
                made.left_out, made.waiting = made.left_out + len(made.waiting), []
    return files


def _sent(table: Any, unit_id: int, before: datetime) -> Iterable[SheetImport | CommendationImport]:
    sent = select(table).where(table.unit_id == unit_id, table.at < before, table.sha256 != "")
    return db.session.scalars(sent).all()
