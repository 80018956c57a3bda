"""What somebody is still typing on a page of a dossier: kept beside the dossier until they press “Lưu”."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from awards.accounts.models import User
from awards.core import clock
from awards.core.db import Model
from awards.nominations.models.dossier import DocType, Nomination


class Typing(Model):
    """One person's text on one page, as last heard of. `seen`: the dossier as it was when they began."""

    __tablename__ = "typing"
    __table_args__ = (UniqueConstraint("nomination_id", "user_id", "page"),)

    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    page: Mapped[str]
    fields: Mapped[dict[str, str]] = mapped_column(JSON)
    seen: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)

    nomination: Mapped[Nomination] = relationship()
    user: Mapped[User] = relationship()


class Upload(Model):
    """A file that comes in pieces over a weak line: how much of it is there. Whole, it is an attachment."""

    __tablename__ = "upload"

    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    key: Mapped[str] = mapped_column(unique=True)
    doc_type: Mapped[DocType]
    file_name: Mapped[str]
    caption: Mapped[str] = mapped_column(default="")
    size: Mapped[int]
    received: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    at: Mapped[datetime] = mapped_column(default=clock.now)
