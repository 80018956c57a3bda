"""how long a level may take with a dossier; packed dossiers"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

LEVELS = ("commune", "district", "province", "central")


def upgrade() -> None:
    level = sa.Enum(*LEVELS, name="level", native_enum=False, create_constraint=True, length=32)
    op.create_table(
        "time_limit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("level", level, nullable=False),
        sa.Column("working_days", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.CheckConstraint("working_days > 0", name=op.f("ck_time_limit_working_days")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_time_limit")),
    )
    op.create_table(
        "archive_copy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nomination_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["nomination_id"], ["nomination.id"], name=op.f("fk_archive_copy_nomination_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archive_copy")),
        sa.UniqueConstraint("nomination_id", "version", name=op.f("uq_archive_copy_nomination_id_version")),
    )
    op.create_index(op.f("ix_archive_copy_sha256"), "archive_copy", ["sha256"])


def downgrade() -> None:
    op.drop_table("archive_copy")
    op.drop_table("time_limit")
