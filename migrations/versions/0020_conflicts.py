"""conflicts: who has nothing to do with the dossiers of a nominee"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

KINDS = sa.Enum("self", "family", "other", name="conflictkind", native_enum=False, length=32, create_constraint=True)


def upgrade() -> None:
    op.create_table(
        "conflict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nominee_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", KINDS, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("declared_by_id", sa.Integer(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["declared_by_id"], ["user.id"], name=op.f("fk_conflict_declared_by_id")),
        sa.ForeignKeyConstraint(["nominee_id"], ["nominee.id"], name=op.f("fk_conflict_nominee_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_conflict_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict")),
    )
    op.create_index(op.f("ix_conflict_declared_by_id"), "conflict", ["declared_by_id"])
    op.create_index(op.f("ix_conflict_nominee_id"), "conflict", ["nominee_id"])
    op.create_index(op.f("ix_conflict_user_id_nominee_id"), "conflict", ["user_id", "nominee_id"])


def downgrade() -> None:
    op.drop_table("conflict")
