"""undone awards: a look at a proof goes with its thrown-away draft; the register says which awards were taken back"""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

# table -> (column, the table it points to)
GOES_WITH = {"proof": ("decision_id", "decision"), "certificate_setting": ("item_id", "decision_item")}
STILL_THERE = "EXISTS (SELECT 1 FROM decision WHERE id = OLD.decision_id)"
# What decisions of this system have taken back so far.
FILL = """
    UPDATE commendation SET
        revoked_on = (SELECT d.signed_on FROM {taken} AND i.nomination_id = commendation.nomination_id),
        revoked_by = (SELECT d.number_text FROM {taken} AND i.nomination_id = commendation.nomination_id)
    WHERE nomination_id IN (SELECT i.nomination_id FROM {taken})
"""
TAKEN = (
    "amended_item a JOIN decision d ON d.id = a.decision_id JOIN decision_item i ON i.id = a.item_id "
    "WHERE d.kind = 'revocation' AND d.state = 'issued'"
)


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
    if sqlite:
        _copy_tables()
    else:
        op.execute("DROP FUNCTION proof_no_delete() CASCADE")
        for table, (column, parent) in GOES_WITH.items():
            op.drop_constraint(f"fk_{table}_{column}", table)
            op.create_foreign_key(f"fk_{table}_{column}", table, parent, [column], ["id"], ondelete="CASCADE")
    again = [guards.Guard("proof", "no_delete", "DELETE", STILL_THERE)]
    again += [guards.Guard("proof", "no_update", "UPDATE")] if sqlite else []
    for guard in again:
        for statement in [guards._sqlite(guard)] if sqlite else guards._postgresql(guard):
            op.execute(statement)
    op.add_column("commendation", sa.Column("revoked_on", sa.Date(), nullable=True))
    op.add_column("commendation", sa.Column("revoked_by", sa.String(), nullable=False, server_default=""))
    op.execute(FILL.format(taken=TAKEN))


def _copy_tables() -> None:
    """SQLite changes a reference only by a new table; nothing points to these two, and their guards are set again."""
    for table, (column, parent) in GOES_WITH.items():
        wanted = op.get_bind().execute(sa.text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table})
        old = f"FOREIGN KEY({column}) REFERENCES {parent} (id)"
        made = wanted.scalar_one()
        if old not in made:
            raise RuntimeError(f"{table} is not as it was made")
        op.execute(f"ALTER TABLE {table} RENAME TO {table}_old")
        op.execute(made.replace(old, f"{old} ON DELETE CASCADE"))
        op.execute(f"INSERT INTO {table} SELECT * FROM {table}_old")  # noqa: S608
        op.execute(f"DROP TABLE {table}_old")


def downgrade() -> None:
    raise NotImplementedError("which awards were taken back has no place in the older tables")
