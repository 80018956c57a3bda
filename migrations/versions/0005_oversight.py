"""the auditor's role, who looked at what, and the nightly check"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BEFORE = ("officer", "leader", "secretary", "records_clerk", "print_clerk", "administrator")
ROLES = {"appointment": "role", "move": "hand", "notice": "role"}  # table -> column with a CHECK named “role”


def upgrade() -> None:
    op.create_table(
        "access_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("endpoint", sa.String(), nullable=False),
        sa.Column("is_file", sa.Boolean(), nullable=False),
        sa.Column("object_type", sa.String(), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_event")),
    )
    op.create_index("ix_access_event_actor_id_at", "access_event", ["actor_id", "at"])
    op.create_index("ix_access_event_object_type_object_id", "access_event", ["object_type", "object_id"])
    op.create_table(
        "check_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        sa.Column("faults", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_up")),
        sa.UniqueConstraint("on", name=op.f("uq_check_up_on")),
    )
    _append_only("access_event")
    _let_roles_be((*BEFORE, "auditor"), instead_of=BEFORE)


def downgrade() -> None:
    _let_roles_be(BEFORE, instead_of=(*BEFORE, "auditor"))
    op.drop_table("check_up")
    op.drop_table("access_event")
    if op.get_bind().dialect.name == "postgresql":
        for verb in ("update", "delete", "truncate"):
            op.execute(f"DROP FUNCTION access_event_no_{verb}()")


def _append_only(table: str) -> None:
    """Rows are added, never changed: the guards of migration 0002."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table}: written once'); END"
            )
        return
    for verb, each in (("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
        name = f"{table}_no_{verb.lower()}"
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN RAISE EXCEPTION '{table}: written once'; END $$"
        )
        op.execute(f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH {each} EXECUTE FUNCTION {name}()")
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


def _listed(roles: tuple[str, ...]) -> str:
    return ", ".join(f"'{role}'" for role in roles)


def _let_roles_be(roles: tuple[str, ...], *, instead_of: tuple[str, ...]) -> None:
    """Change the CHECKs in place: to copy the tables would drop their triggers.

    SQLite: the way its manual gives for a changed CHECK (sqlite.org/lang_altertable.html, part 7).
    """
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        for table, column in ROLES.items():
            op.execute(f"ALTER TABLE {table} DROP CONSTRAINT ck_{table}_role")
            op.execute(f"ALTER TABLE {table} ADD CONSTRAINT ck_{table}_role CHECK ({column} IN ({_listed(roles)}))")
        return
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar()
    connection.exec_driver_sql("PRAGMA writable_schema=ON")
    for table in ROLES:
        changed = connection.execute(
            sa.text(
                "UPDATE sqlite_master SET sql = replace(sql, :old, :new) "
                "WHERE type = 'table' AND name = :table AND instr(sql, :old)"
            ),
            {"old": f"({_listed(instead_of)})", "new": f"({_listed(roles)})", "table": table},
        )
        if changed.rowcount != 1:
            raise RuntimeError(f"{table}: the roles are not listed as expected")
    connection.exec_driver_sql(f"PRAGMA schema_version={int(version or 0) + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema=OFF")
