"""second administrator: who proposed and who confirmed an appointment, and in whose place a leader signs"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # By hand: SQLite takes a reference and a CHECK with a new column, not after it.
    for name in ("proposed_by_id", "confirmed_by_id"):
        op.execute(
            f'ALTER TABLE appointment ADD COLUMN {name} INTEGER CONSTRAINT fk_appointment_{name} REFERENCES "user" (id)'
        )
    op.add_column("appointment", sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "ALTER TABLE appointment ADD COLUMN delegation VARCHAR(32) DEFAULT '' NOT NULL "
        "CONSTRAINT ck_appointment_delegation CHECK (delegation IN ('', 'KT.', 'TL.', 'TUQ.'))"
    )
    op.add_column("appointment", sa.Column("delegated_title", sa.String(), nullable=False, server_default=""))
    op.add_column("appointment", sa.Column("delegated_by", sa.String(), nullable=False, server_default=""))
    op.execute("UPDATE appointment SET confirmed_at = CURRENT_TIMESTAMP")  # what counted goes on counting


def downgrade() -> None:
    for name in ("delegated_by", "delegated_title", "delegation", "confirmed_at", "confirmed_by_id", "proposed_by_id"):
        op.drop_column("appointment", name)
