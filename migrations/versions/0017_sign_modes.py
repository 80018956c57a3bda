"""sign modes: the capacity in which a decision is signed, frozen with its list"""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from alembic import op

revision = "0017"
down_revision = "0016"
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
    op.execute(
        "ALTER TABLE decision ADD COLUMN sign_mode VARCHAR(32) CONSTRAINT ck_decision_signmode "
        "CHECK (sign_mode IN ('head', 'deputy', 'order', 'authorised', 'acting'))"
    )
    op.execute("ALTER TABLE decision ADD COLUMN sign_basis VARCHAR NOT NULL DEFAULT ''")
    changed = guards._differs(("sign_mode", "sign_basis"), sqlite)
    guard = guards.Guard("decision", "frozen_mode", "UPDATE", f"OLD.state <> 'drafted' AND ({changed})")
    for statement in [guards._sqlite(guard)] if sqlite else guards._postgresql(guard):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("who signed in which capacity has no place in the older tables")
