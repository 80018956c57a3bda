"""the citizen number of a nominee, sealed, and the keyed index by which it is found"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("nominee", sa.Column("citizen_sealed", sa.String(), nullable=True))
    op.add_column("nominee", sa.Column("citizen_index", sa.String(), nullable=True))
    op.create_index("ix_nominee_citizen_index", "nominee", ["citizen_index"])


def downgrade() -> None:
    op.drop_index("ix_nominee_citizen_index", "nominee")
    op.drop_column("nominee", "citizen_index")
    op.drop_column("nominee", "citizen_sealed")
