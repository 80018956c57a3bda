"""register: names over time, members, commendations, and why somebody went on although there was somebody alike"""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_HAMLET = re.compile(r"^(thon|ban|xom|ap|buon|lang|tieu khu|khu pho|khu|to dan pho|to|doi|tk|tdp)\.? (?=.)")


def upgrade() -> None:
    op.add_column("nominee", sa.Column("hamlet", sa.String(), server_default="", nullable=False))
    op.add_column("nominee", sa.Column("hamlet_key", sa.String(), server_default="", nullable=False))
    op.add_column("nominee", sa.Column("dissolved_on", sa.Date(), nullable=True))
    # In one statement: SQLite adds a column with its foreign key, but no foreign key to a column that is there.
    op.execute(
        "ALTER TABLE nominee ADD COLUMN successor_id INTEGER CONSTRAINT fk_nominee_successor_id REFERENCES nominee (id)"
    )
    op.create_index(op.f("ix_nominee_hamlet_key_birth_year"), "nominee", ["hamlet_key", "birth_year"])
    _create_names()
    _create_commendations()
    _create_notes()
    _fill_names()
    _fill_commendations()


def _create_names() -> None:
    op.create_table(
        "nominee_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nominee_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                *("current", "former", "member"), name="namerole", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("search_key", sa.String(), nullable=False),
        sa.Column("syllables", sa.String(), nullable=False),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["nominee_id"], ["nominee.id"], name=op.f("fk_nominee_name_nominee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nominee_name")),
    )
    op.create_index(op.f("ix_nominee_name_nominee_id"), "nominee_name", ["nominee_id"])
    op.create_index(op.f("ix_nominee_name_syllables"), "nominee_name", ["syllables"])


def _create_commendations() -> None:
    op.create_table(
        "commendation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nominee_id", sa.Integer(), nullable=False),
        sa.Column("nomination_id", sa.Integer(), nullable=True),
        sa.Column("award", sa.String(), nullable=False),
        sa.Column("number_text", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("achievement", sa.String(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                *("typed", "imported", "issued"),
                name="commendationsource",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["entered_by_id"], ["user.id"], name=op.f("fk_commendation_entered_by_id")),
        sa.ForeignKeyConstraint(["nomination_id"], ["nomination.id"], name=op.f("fk_commendation_nomination_id")),
        sa.ForeignKeyConstraint(["nominee_id"], ["nominee.id"], name=op.f("fk_commendation_nominee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commendation")),
        sa.UniqueConstraint("nomination_id", name=op.f("uq_commendation_nomination_id")),
    )
    op.create_index(op.f("ix_commendation_nominee_id"), "commendation", ["nominee_id"])


def _create_notes() -> None:
    op.create_table(
        "repeat_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nomination_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("shown", sa.JSON(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_repeat_note_actor_id")),
        sa.ForeignKeyConstraint(["nomination_id"], ["nomination.id"], name=op.f("fk_repeat_note_nomination_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repeat_note")),
    )
    op.create_index(op.f("ix_repeat_note_nomination_id"), "repeat_note", ["nomination_id"])


def _fill_names() -> None:
    """Who stands in the register already is found by name and hamlet too."""
    connection = op.get_bind()
    for row in connection.execute(sa.text("SELECT id, name, search_key, address FROM nominee")).fetchall():
        hamlet = row.address.split(",")[0].strip()
        folded = unicodedata.normalize("NFD", hamlet).casefold().replace("đ", "d")
        folded = " ".join("".join(c for c in folded if not unicodedata.combining(c)).split())
        connection.execute(
            sa.text("UPDATE nominee SET hamlet = :hamlet, hamlet_key = :key WHERE id = :id"),
            {"hamlet": hamlet, "key": _HAMLET.sub("", folded), "id": row.id},
        )
        connection.execute(
            sa.text(
                "INSERT INTO nominee_name (nominee_id, role, name, search_key, syllables, note, at) "
                "VALUES (:id, 'current', :name, :key, :syllables, '', CURRENT_TIMESTAMP)"
            ),
            {
                "id": row.id,
                "name": row.name,
                "key": row.search_key,
                "syllables": " ".join(sorted(row.search_key.replace(",", " ").split())),
            },
        )


def _fill_commendations() -> None:
    """What the decisions of this system have given so far."""
    op.execute(
        "INSERT INTO commendation (nominee_id, nomination_id, award, number_text, decided_on, body, achievement, "
        "source, at) SELECT n.nominee_id, n.id, f.name, COALESCE(d.number_text, ''), d.signed_on, '', n.citation, "
        "'issued', CURRENT_TIMESTAMP FROM decision_item i JOIN decision d ON d.id = i.decision_id "
        "JOIN nomination n ON n.id = i.nomination_id JOIN award_form f ON f.id = d.award_form_id "
        "WHERE d.state = 'issued'"
    )


def downgrade() -> None:
    for table in ("repeat_note", "commendation", "nominee_name"):
        op.drop_table(table)
    op.drop_index(op.f("ix_nominee_hamlet_key_birth_year"), table_name="nominee")
    for name in ("successor_id", "dissolved_on", "hamlet_key", "hamlet"):
        with op.batch_alter_table("nominee") as batch:
            batch.drop_column(name)
