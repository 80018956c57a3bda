"""return by field: marked parts, objections of levels passed by; the calendar of working days"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

OBJECTION_STANDS = ("nomination_id", "step", "unit_id", "unit_name", "actor_id", "actor_name", "reason", "at")


def upgrade() -> None:
    op.create_table(
        "calendar_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_working", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_day")),
        sa.UniqueConstraint("day", name=op.f("uq_calendar_day_day")),
    )
    op.create_table(
        "remark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nomination_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["nomination_id"], ["nomination.id"], name=op.f("fk_remark_nomination_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remark")),
        sa.UniqueConstraint("nomination_id", "step", "part", name=op.f("uq_remark_nomination_id_step_part")),
    )
    op.create_table(
        "objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nomination_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("unit_name", sa.String(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["nomination_id"], ["nomination.id"], name=op.f("fk_objection_nomination_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_objection_unit_id")),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_objection_actor_id")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["user.id"], name=op.f("fk_objection_answered_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
        sa.UniqueConstraint("nomination_id", "step", "unit_id", name=op.f("uq_objection_nomination_id_step_unit_id")),
    )
    for table, verb in (("remark", "UPDATE"), ("remark", "DELETE"), ("objection", "DELETE")):
        _guard(table, f"{table}_no_{verb.lower()}", verb, "TRUE")
    _guard("objection", "objection_written_once", "UPDATE", _changes())


def downgrade() -> None:
    for table in ("objection", "remark", "calendar_day"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for name in ("remark_no_update", "remark_no_delete", "objection_no_delete", "objection_written_once"):
            op.execute(f"DROP FUNCTION {name}()")


def _changes() -> str:
    """Is what was said changed, or an answer given twice?"""
    if op.get_bind().dialect.name == "sqlite":
        said = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in OBJECTION_STANDS)
    else:
        said = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in OBJECTION_STANDS)
    return f"OLD.answered_at IS NOT NULL OR {said}"


def _guard(table: str, name: str, verb: str, when: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN {when} "
            f"BEGIN SELECT RAISE(ABORT, '{table}: written once'); END"
        )
        return
    unharmed = "OLD" if verb == "DELETE" else "NEW"
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {when} THEN RAISE EXCEPTION '{table}: written once'; END IF; RETURN {unharmed}; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
    op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")
