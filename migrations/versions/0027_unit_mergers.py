"""unit mergers: what one administrator proposes and another confirms"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unit_merger",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=False),
        sa.Column("unit_ids", sa.JSON(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("carries", sa.Boolean(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["successor_id"], ["unit.id"], name="fk_unit_merger_successor_id_unit"),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["user.id"], name="fk_unit_merger_proposed_by_id_user"),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["user.id"], name="fk_unit_merger_confirmed_by_id_user"),
        sa.PrimaryKeyConstraint("id", name="pk_unit_merger"),
    )


def downgrade() -> None:
    op.drop_table("unit_merger")
