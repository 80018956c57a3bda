"""slips: receipt slips are frozen, and the worker packs the archives"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "receipt_slip",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("move_id", sa.Integer(), nullable=False),
        sa.Column("paper", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["move_id"], ["move.id"], name=op.f("fk_receipt_slip_move_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt_slip")),
        sa.UniqueConstraint("move_id", name=op.f("uq_receipt_slip_move_id")),
    )
    # In one statement: SQLite adds a column with its foreign key, but no foreign key to a column that is there.
    op.execute(
        "ALTER TABLE archive_copy ADD COLUMN job_id INTEGER CONSTRAINT fk_archive_copy_job_id REFERENCES job (id)"
    )


def downgrade() -> None:
    with op.batch_alter_table("archive_copy") as batch:
        batch.drop_column("job_id")
    op.drop_table("receipt_slip")
