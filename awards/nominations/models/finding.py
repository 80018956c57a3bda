"""By what words a dossier is found."""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from awards.core.db import Model
from awards.nominations.models.dossier import Nomination

# Compared byte by byte, so that a beginning is a range of the index, whatever language the server sorts by.
PLAIN = String().with_variant(String(collation="C"), "postgresql")


class NameTail(Model):
    """A dossier's name from one of its words on: folded in `tail`, with its accents in `spelt`.

    Whoever types the beginning of any word finds it along one index, in both databases and without any extension.
    """

    __tablename__ = "name_tail"
    __table_args__ = (Index(None, "tail", "nomination_id", "spelt"),)

    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"), index=True)
    tail: Mapped[str] = mapped_column(PLAIN)
    spelt: Mapped[str] = mapped_column(PLAIN)

    nomination: Mapped[Nomination] = relationship(back_populates="tails")
