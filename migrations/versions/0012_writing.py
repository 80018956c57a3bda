"""writing: what is typed and not yet saved, and to whom a draft was handed over"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # In one statement: SQLite adds a column with its foreign key, but no foreign key to a column that is there.
    op.execute(
        'ALTER TABLE nomination ADD COLUMN keeper_id INTEGER CONSTRAINT fk_nomination_keeper_id REFERENCES "user" (id)'
    )
    op.create_table(
        "typing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nomination_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("seen", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["nomination_id"], ["nomination.id"], name=op.f("fk_typing_nomination_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_typing_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_typing")),
        sa.UniqueConstraint("nomination_id", "user_id", "page", name=op.f("uq_typing_nomination_id_user_id_page")),
    )
    op.create_index(op.f("ix_typing_user_id"), "typing", ["user_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_typing_user_id"), table_name="typing")
    op.drop_table("typing")
    with op.batch_alter_table("nomination") as batch:
        batch.drop_column("keeper_id")
