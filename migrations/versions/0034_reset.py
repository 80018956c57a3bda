"""reset: a new code for somebody who has a password takes a second administrator, and may go by mail"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("user", sa.Column("mail", sa.String(), server_default="", nullable=False))
    op.create_table(
        "reset_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["asked_by_id"], ["user.id"], name=op.f("fk_reset_request_asked_by_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_reset_request_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reset_request")),
        sa.UniqueConstraint("user_id", name=op.f("uq_reset_request_user_id")),
    )


def downgrade() -> None:
    op.drop_table("reset_request")
    op.drop_column("user", "mail")
