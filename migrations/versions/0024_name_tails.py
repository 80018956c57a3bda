"""name tails: dossiers are found by the beginning of any word of their name, accents first"""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_WORD = re.compile("[\\w\u0300-\u036f]+")
_MARK = re.compile("[\u0300-\u036f]")


def upgrade() -> None:
    plain = sa.String().with_variant(sa.String(collation="C"), "postgresql")
    op.create_table(
        "name_tail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nomination_id", sa.Integer(), nullable=False),
        sa.Column("tail", plain, nullable=False),
        sa.Column("spelt", plain, nullable=False),
        sa.ForeignKeyConstraint(["nomination_id"], ["nomination.id"], name=op.f("fk_name_tail_nomination_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name_tail")),
    )
    op.create_index(op.f("ix_name_tail_nomination_id"), "name_tail", ["nomination_id"])
    op.create_index(op.f("ix_name_tail_tail_nomination_id_spelt"), "name_tail", ["tail", "nomination_id", "spelt"])
    _fill()


def _fill() -> None:
    """The dossiers that are there already."""
    connection = op.get_bind()
    table = sa.table("name_tail", sa.column("nomination_id"), sa.column("tail"), sa.column("spelt"))
    for number, name in connection.execute(sa.text("SELECT id, name FROM nomination")).fetchall():
        words = _WORD.findall(unicodedata.normalize("NFC", name).casefold())
        tails = dict.fromkeys(" ".join(words[place:])[:120] for place in range(len(words)))
        rows = [{"nomination_id": number, "tail": _folded(tail), "spelt": tail} for tail in tails]
        if rows:
            connection.execute(sa.insert(table), rows)


def _folded(text: str) -> str:
    bare = _MARK.sub("", unicodedata.normalize("NFD", _MARK.sub("", text)))
    return " ".join(bare.casefold().replace("đ", "d").split())


def downgrade() -> None:
    op.drop_table("name_tail")
