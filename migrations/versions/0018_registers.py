"""registers: where a year's numbers begin, and the signed paper as a file"""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
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
    op.add_column("number_register", sa.Column("first", sa.Integer(), server_default="1", nullable=False))
    op.create_table(
        "signed_scan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_signed_scan_decision_id")),
        sa.ForeignKeyConstraint(["uploaded_by_id"], ["user.id"], name=op.f("fk_signed_scan_uploaded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signed_scan")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_signed_scan_decision_id")),
    )
    some = [
        guards.Guard("number_register", "first_stays", "UPDATE", guards._differs(("first",), sqlite)),
        guards.Guard("signed_scan", "no_update", "UPDATE"),
        guards.Guard("signed_scan", "no_delete", "DELETE"),
    ]
    for guard in some:
        for statement in [guards._sqlite(guard)] if sqlite else guards._postgresql(guard):
            op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("signed papers have no place in the older tables")
