"""money: the base salary, the rates of prizes, the prizes of a decision, the funds and their ledgers"""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
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


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    _create_law()
    _create_ledger()
    sqlite = op.get_bind().dialect.name == "sqlite"
    some = [guards.Guard(t, f"no_{v.lower()}", v) for t in ("prize", "fund_entry") for v in ("UPDATE", "DELETE")]
    some.append(guards.Guard("emulation_fund", "no_delete", "DELETE"))
    for guard in some:
        for statement in [guards._sqlite(guard)] if sqlite else guards._postgresql(guard):
            op.execute(statement)


def _dated() -> list[sa.Column]:
    return [
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
    ]


def _create_law() -> None:
    op.create_table(
        "base_salary",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        *_dated(),
        sa.CheckConstraint("amount > 0 AND amount % 100 = 0", name=op.f("ck_base_salary_amount")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_base_salary")),
        sa.UniqueConstraint("valid_from", name=op.f("uq_base_salary_valid_from")),
    )
    op.create_table(
        "prize_rate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("award_code", sa.String(), nullable=False),
        sa.Column("subject_kind", _enum("subjectkind", "collective", "household", "individual"), nullable=False),
        sa.Column("hundredths", sa.Integer(), nullable=False),
        sa.Column("article", sa.String(), nullable=False),
        *_dated(),
        sa.CheckConstraint("hundredths > 0", name=op.f("ck_prize_rate_hundredths")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prize_rate")),
        sa.UniqueConstraint(
            "award_code", "subject_kind", "valid_from", name=op.f("uq_prize_rate_award_code_subject_kind_valid_from")
        ),
    )


def _create_ledger() -> None:
    op.create_table(
        "prize",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("hundredths", sa.Integer(), nullable=False),
        sa.Column("base", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("article", sa.String(), nullable=False),
        sa.CheckConstraint("amount > 0 AND amount * 100 = base * hundredths", name=op.f("ck_prize_amount")),
        sa.ForeignKeyConstraint(["item_id"], ["decision_item.id"], name=op.f("fk_prize_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prize")),
        sa.UniqueConstraint("item_id", name=op.f("uq_prize_item_id")),
    )
    op.create_table(
        "emulation_fund",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("paid", sa.BigInteger(), nullable=False),
        sa.Column("balance", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("balance = received - paid", name=op.f("ck_emulation_fund_balance")),
        sa.CheckConstraint("received >= 0 AND paid >= 0 AND balance >= 0", name=op.f("ck_emulation_fund_sums")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_emulation_fund_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emulation_fund")),
        sa.UniqueConstraint("unit_id", name=op.f("uq_emulation_fund_unit_id")),
    )
    op.create_table(
        "fund_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fund_id", sa.Integer(), nullable=False),
        sa.Column("flow", _enum("flow", "received", "paid", "recovered"), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("prize_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_fund_entry_amount")),
        sa.CheckConstraint("(flow = 'received') = (prize_id IS NULL)", name=op.f("ck_fund_entry_about")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_fund_entry_by_id")),
        sa.ForeignKeyConstraint(["fund_id"], ["emulation_fund.id"], name=op.f("fk_fund_entry_fund_id")),
        sa.ForeignKeyConstraint(["prize_id"], ["prize.id"], name=op.f("fk_fund_entry_prize_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund_entry")),
        sa.UniqueConstraint("prize_id", "flow", name=op.f("uq_fund_entry_prize_id_flow")),
    )
    op.create_index(op.f("ix_fund_entry_fund_id"), "fund_entry", ["fund_id"])


def downgrade() -> None:
    for table in ("fund_entry", "emulation_fund", "prize", "prize_rate", "base_salary"):
        op.drop_table(table)
