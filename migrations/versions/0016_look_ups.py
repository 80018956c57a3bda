"""look-ups: how often certificates are asked for, by day"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "look_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["certificate_id"], ["certificate.id"], name=op.f("fk_look_up_certificate_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_look_up")),
    )
    op.create_index(op.f("ix_look_up_day"), "look_up", ["day"])
    op.create_index(op.f("ix_look_up_certificate_id"), "look_up", ["certificate_id"])


def downgrade() -> None:
    op.drop_table("look_up")
