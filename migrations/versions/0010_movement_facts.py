"""movement facts: what a household was and what help was given, year by year; and the details of a subject"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

STATUSES = ("poor", "near_poor", "risen", "risen_near", "none")
FIGURES = ("households_helped", "households_risen", "money", "goods", "loans", "work_days", "land", "jobs")


def upgrade() -> None:
    op.add_column("nomination", sa.Column("details", sa.JSON(), server_default=sa.text("'{}'"), nullable=False))
    op.add_column("nomination", sa.Column("leaving_number", sa.String(), server_default="", nullable=False))
    op.add_column("nomination", sa.Column("leaving_on", sa.Date(), nullable=True))
    op.add_column("nomination", sa.Column("leaving_body", sa.String(), server_default="", nullable=False))
    op.create_table(
        "year_facts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nomination_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(*STATUSES, name="householdstatus", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        *(sa.Column(name, sa.BigInteger(), nullable=True) for name in FIGURES),
        sa.Column("help", sa.String(), nullable=False),
        sa.CheckConstraint("year >= 1900", name=op.f("ck_year_facts_year")),
        sa.ForeignKeyConstraint(["nomination_id"], ["nomination.id"], name=op.f("fk_year_facts_nomination_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_year_facts")),
        sa.UniqueConstraint("nomination_id", "year", name=op.f("uq_year_facts_nomination_id_year")),
    )


def downgrade() -> None:
    op.drop_table("year_facts")
    for name in ("leaving_body", "leaving_on", "leaving_number", "details"):
        op.drop_column("nomination", name)
