"""index of proposers: what a unit writes and has sent is found without a look at every dossier"""

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_nomination_unit_id_state_desk_since"), "nomination", ["unit_id", "state", "desk_since"])


def downgrade() -> None:
    op.drop_index(op.f("ix_nomination_unit_id_state_desk_since"), table_name="nomination")
