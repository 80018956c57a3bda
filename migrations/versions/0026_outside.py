"""outside: the lists that others decide, and their decisions as they came"""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

FIXED = (
    *("campaign_id", "award_form_id", "unit_id", "body", "number_text", "decided_on", "sha256", "media_type"),
    *("submitted_by_id", "submitted_at", "recorded_by_id", "recorded_at"),
)
IS_RECORDED = "EXISTS (SELECT 1 FROM outside_decision WHERE id = {row}.outside_id AND recorded_at IS NOT NULL)"


def _load(name: str) -> ModuleType:
    spec = spec_from_file_location(f"migration_{name}", Path(__file__).with_name(f"{name}.py"))
    if spec is None or spec.loader is None:
        raise ImportError(name)
    module = sys.modules[spec.name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


guards = _load("0002_guards")


def upgrade() -> None:
    _create_decision()
    op.create_table(
        "outside_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("outside_id", sa.Integer(), nullable=False),
        sa.Column("nomination_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["nomination_id"], ["nomination.id"], name=op.f("fk_outside_item_nomination_id")),
        sa.ForeignKeyConstraint(["outside_id"], ["outside_decision.id"], name=op.f("fk_outside_item_outside_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_item")),
        sa.UniqueConstraint("nomination_id", name=op.f("uq_outside_item_nomination_id")),
    )
    op.create_index(op.f("ix_outside_item_outside_id"), "outside_item", ["outside_id"])
    sqlite = op.get_bind().dialect.name == "sqlite"
    recorded = "OLD.recorded_at IS NOT NULL"
    some = [
        guards.Guard("outside_decision", "recorded", "UPDATE", f"{recorded} AND ({guards._differs(FIXED, sqlite)})"),
        guards.Guard("outside_decision", "recorded_stays", "DELETE", recorded),
        guards.Guard("outside_item", "no_insert", "INSERT", IS_RECORDED.format(row="NEW")),
        guards.Guard("outside_item", "no_update", "UPDATE"),
        guards.Guard("outside_item", "no_delete", "DELETE", IS_RECORDED.format(row="OLD")),
    ]
    for guard in some:
        for statement in [guards._sqlite(guard)] if sqlite else guards._postgresql(guard):
            op.execute(statement)


def _create_decision() -> None:
    op.create_table(
        "outside_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("award_form_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("number_text", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("submitted_by_id", sa.Integer(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(recorded_at IS NULL) = (number_text = '') AND (recorded_at IS NULL) = (decided_on IS NULL) "
            "AND (recorded_at IS NULL) = (sha256 = '')",
            name=op.f("ck_outside_decision_recorded"),
        ),
        sa.ForeignKeyConstraint(["award_form_id"], ["award_form.id"], name=op.f("fk_outside_decision_award_form_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_outside_decision_campaign_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user.id"], name=op.f("fk_outside_decision_recorded_by_id")),
        sa.ForeignKeyConstraint(["submitted_by_id"], ["user.id"], name=op.f("fk_outside_decision_submitted_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_outside_decision_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_decision")),
    )
    op.create_index(op.f("ix_outside_decision_unit_id"), "outside_decision", ["unit_id"])


def downgrade() -> None:
    op.drop_table("outside_item")
    op.drop_table("outside_decision")
