"""attempts: one table for everything that may be tried only so often"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
        sa.UniqueConstraint("kind", "subject", name=op.f("uq_attempt_kind_subject")),
    )
    op.create_index(op.f("ix_attempt_until"), "attempt", ["until"])
    op.drop_table("sign_in_failure")  # what it counted is forgotten after a quarter of an hour anyway


def downgrade() -> None:
    op.create_table(
        "sign_in_failure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failure")),
        sa.UniqueConstraint("username", name=op.f("uq_sign_in_failure_username")),
    )
    op.drop_index(op.f("ix_attempt_until"), "attempt")
    op.drop_table("attempt")
