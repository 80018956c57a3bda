"""electronic: how a decision is signed; the acts that People's Committees cite"""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def _load(name: str) -> ModuleType:
    spec = spec_from_file_location(f"migration_{name}", Path(__file__).with_name(f"{name}.py"))
    if spec is None or spec.loader is None:
        raise ImportError(name)
    module = sys.modules[spec.name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


guards = _load("0002_guards")


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    # By hand: SQLite takes a CHECK with a new column, not after it.
    op.execute(
        "ALTER TABLE decision ADD COLUMN medium VARCHAR(32) NOT NULL DEFAULT 'paper' "
        "CONSTRAINT ck_decision_medium CHECK (medium IN ('paper', 'electronic'))"
    )
    op.add_column("legal_act", sa.Column("cited_locally", sa.Boolean(), nullable=False, server_default=sa.false()))
    when = f"OLD.state <> 'drafted' AND ({guards._differs(('medium',), sqlite)})"
    guard = guards.Guard("decision", "medium_stays", "UPDATE", when)
    for statement in [guards._sqlite(guard)] if sqlite else guards._postgresql(guard):
        op.execute(statement)


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute("DROP TRIGGER decision_medium_stays" if sqlite else "DROP FUNCTION decision_medium_stays() CASCADE")
    op.drop_column("legal_act", "cited_locally")
    op.drop_column("decision", "medium")
