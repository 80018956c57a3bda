"""retention: how long dossiers are kept, and one person's data erased behind the guards"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

GROUNDS = sa.Enum("due", "request", name="erasureground", native_enum=False, length=32, create_constraint=True)

ERASED = (
    "EXISTS (SELECT 1 FROM nomination JOIN nominee ON nominee.id = nomination.nominee_id "
    "WHERE nomination.id = OLD.nomination_id AND nominee.erased_on IS NOT NULL)"
)
IN_LETTER = (
    "EXISTS (SELECT 1 FROM letter_item JOIN nomination ON nomination.id = letter_item.nomination_id "
    "JOIN nominee ON nominee.id = nomination.nominee_id "
    "WHERE letter_item.letter_id = OLD.id AND nominee.erased_on IS NOT NULL)"
)
MOVE = (
    *("nomination_id", "step", "action", "from_stage_id", "from_state", "to_stage_id", "to_state", "actor_id"),
    *("actor_name", "hand", "unit_id", "unit_name", "fingerprint", "letter_id", "at"),
)
LETTER = (
    *("campaign_id", "unit_id", "to_unit_id", "number", "year", "number_text", "signed_on", "signer_id", "created_at"),
)
OBJECTION = ("nomination_id", "step", "unit_id", "unit_name", "actor_id", "actor_name", "at")
OBJECTION_SAID = (*OBJECTION, "reason")


def upgrade() -> None:
    op.create_table(
        "retention_period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("years", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.CheckConstraint("years > 0", name=op.f("ck_retention_period_years")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_period")),
        sa.UniqueConstraint("code", "valid_from", name=op.f("uq_retention_period_code_valid_from")),
    )
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nominee_id", sa.Integer(), nullable=False),
        sa.Column("ground", GROUNDS, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name=op.f("ck_erasure_confirmed")),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["user.id"], name=op.f("fk_erasure_confirmed_by_id")),
        sa.ForeignKeyConstraint(["nominee_id"], ["nominee.id"], name=op.f("fk_erasure_nominee_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["user.id"], name=op.f("fk_erasure_proposed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
        sa.UniqueConstraint("nominee_id", name=op.f("uq_erasure_nominee_id")),
    )
    op.add_column("nominee", sa.Column("erased_on", sa.Date(), nullable=True))
    _guard("snapshot", "snapshot_no_delete", "DELETE", f"NOT {ERASED}")
    _guard("remark", "remark_no_delete", "DELETE", f"NOT {ERASED}")
    _guard("objection", "objection_written_once", "UPDATE", _objection(f"NOT {ERASED}"))
    _guard("move", "move_no_update", "UPDATE", f"{_differs(MOVE)} OR NOT {ERASED}")
    _guard("proposal_letter", "proposal_letter_no_update", "UPDATE", f"{_differs(LETTER)} OR NOT {IN_LETTER}")


def downgrade() -> None:
    for table, verb in (
        ("snapshot", "DELETE"),
        ("remark", "DELETE"),
        ("move", "UPDATE"),
        ("proposal_letter", "UPDATE"),
    ):
        _guard(table, f"{table}_no_{verb.lower()}", verb, "TRUE")
    _guard("objection", "objection_written_once", "UPDATE", _objection("TRUE"))
    op.drop_column("nominee", "erased_on")
    op.drop_table("erasure")
    op.drop_table("retention_period")


def _objection(closed: str) -> str:
    """Is what was said changed, or an answer given twice? Of one who was erased, the words alone may go."""
    return f"{_differs(OBJECTION)} OR ((OLD.answered_at IS NOT NULL OR {_differs(OBJECTION_SAID)}) AND {closed})"


def _differs(columns: tuple[str, ...]) -> str:
    if op.get_bind().dialect.name == "sqlite":
        return "(" + " OR ".join(f'NEW."{column}" IS NOT OLD."{column}"' for column in columns) + ")"
    return "(" + " OR ".join(f'NEW."{column}" IS DISTINCT FROM OLD."{column}"' for column in columns) + ")"


def _guard(table: str, name: str, verb: str, when: str) -> None:
    """Say anew when this guard refuses."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DROP TRIGGER {name}")
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN {when} "
            f"BEGIN SELECT RAISE(ABORT, '{table}: written once'); END"
        )
        return
    unharmed = "OLD" if verb == "DELETE" else "NEW"
    op.execute(
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {when} THEN RAISE EXCEPTION '{table}: written once'; END IF; RETURN {unharmed}; END $$"
    )
