"""commendation imports: earlier commendations from Excel"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "commendation_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("sheet", sa.String(), nullable=False),
        sa.Column("clean", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.JSON(), nullable=False),
        sa.Column("faults", sa.JSON(), nullable=False),
        sa.Column("entered", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_commendation_import_unit_id")),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_commendation_import_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commendation_import")),
    )
    op.create_index(op.f("ix_commendation_import_unit_id"), "commendation_import", ["unit_id"])
    op.create_index(op.f("ix_commendation_import_sha256"), "commendation_import", ["sha256"])


def downgrade() -> None:
    op.drop_table("commendation_import")
