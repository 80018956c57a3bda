"""spending: what funds pay besides the prizes of their own decisions"""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
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
    purposes = {"name": "purpose", "native_enum": False, "create_constraint": True, "length": 32}
    op.create_table(
        "fund_spending",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fund_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.Enum("outside_prize", "organising", **purposes), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("outside_item_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_fund_spending_amount")),
        sa.CheckConstraint(
            "(purpose = 'outside_prize') = (outside_item_id IS NOT NULL)", name=op.f("ck_fund_spending_about")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_fund_spending_by_id")),
        sa.ForeignKeyConstraint(["fund_id"], ["emulation_fund.id"], name=op.f("fk_fund_spending_fund_id")),
        sa.ForeignKeyConstraint(
            ["outside_item_id"], ["outside_item.id"], name=op.f("fk_fund_spending_outside_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund_spending")),
        sa.UniqueConstraint("outside_item_id", name=op.f("uq_fund_spending_outside_item_id")),
    )
    op.create_index(op.f("ix_fund_spending_fund_id"), "fund_spending", ["fund_id"])
    sqlite = op.get_bind().dialect.name == "sqlite"
    for act in ("UPDATE", "DELETE"):
        guard = guards.Guard("fund_spending", f"no_{act.lower()}", act)
        for statement in [guards._sqlite(guard)] if sqlite else guards._postgresql(guard):
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("fund_spending")
