"""undone paper: corrections, reissues and revocations are decisions; a certificate may have a successor

What a leader revoked alone before stays revoked, with that leader and the reason. The table of certificates is built
anew, because several of them may now stand for one award (one is valid at most); its guards are set again.
"""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
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

KINDS = ("award", "correction", "reissue", "revocation")
CAUSES = (
    *("lost", "damaged", "misprinted"),
    *("false_claim", "forged_papers", "unlawful_review", "found_later"),
)
OPEN = "OLD.ended_at IS NULL"
CARRIED_OUT = (
    "SELECT 1 FROM amended_item JOIN decision ON decision.id = amended_item.decision_id "
    "WHERE decision.id = NEW.ended_by_id AND decision.state = 'issued' AND amended_item.item_id = NEW.item_id"
)


def _certificate_guards(sqlite: bool) -> list[object]:
    written_once = ("item_id", "decision_id", "code", "short_code", "design", "text", "replaces_id")
    if sqlite:  # the table is new, and this guard went with the old one
        written_once = (*written_once, "office_design_id")
    settled = {
        "rendered": ("OLD.sha256 IS NOT NULL", ("sha256", "rendered_at")),
        "ended": ("OLD.ended_at IS NOT NULL", ("ended_at", "ended_by_id", "revoked_by_id", "revoked_reason")),
    }
    return [
        guards.Guard("certificate", "written_once", "UPDATE", guards._differs(written_once, sqlite)),
        *(
            guards.Guard("certificate", name, "UPDATE", f"{state} AND ({guards._differs(columns, sqlite)})")
            for name, (state, columns) in settled.items()
        ),
        guards.Guard("certificate", "no_delete", "DELETE"),
        guards.Guard("certificate", "of_issued_decision", "INSERT", f"NOT EXISTS ({guards.ISSUED})"),
        guards.Guard(
            "certificate",
            "ended_by_decision",
            "UPDATE",
            f"{OPEN} AND NEW.ended_at IS NOT NULL AND NOT EXISTS ({CARRIED_OUT})",
        ),
    ]


def _other_guards(sqlite: bool) -> list[object]:
    settled = "SELECT 1 FROM decision WHERE id IN ({}) AND state <> 'drafted'"
    words = guards._differs(("decision_id", "item_id", "was", "now"), sqlite)
    handed = guards._differs(("handed_back_on", "handed_back_by_id"), sqlite)
    kind = guards._differs(("kind", "original_id", "cause", "facts"), sqlite)
    frozen = f"EXISTS ({settled.format('OLD.decision_id')})"
    return [
        guards.Guard("decision", "frozen_kind", "UPDATE", f"OLD.state <> 'drafted' AND ({kind})"),
        guards.Guard("amended_item", "frozen_insert", "INSERT", f"EXISTS ({settled.format('NEW.decision_id')})"),
        guards.Guard("amended_item", "frozen_delete", "DELETE", frozen),
        guards.Guard("amended_item", "frozen_update", "UPDATE", f"{frozen} AND ({words})"),
        guards.Guard("amended_item", "handed_back", "UPDATE", f"OLD.handed_back_on IS NOT NULL AND ({handed})"),
    ]


def _set(some: list[object], sqlite: bool) -> None:
    for guard in some:
        for statement in [guards._sqlite(guard)] if sqlite else guards._postgresql(guard):
            op.execute(statement)


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    _extend_decision()
    op.create_table(
        "amended_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("was", sa.JSON(), nullable=False),
        sa.Column("now", sa.JSON(), nullable=False),
        sa.Column("handed_back_on", sa.Date(), nullable=True),
        sa.Column("handed_back_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(handed_back_on IS NULL) = (handed_back_by_id IS NULL)", name=op.f("ck_amended_item_handed_back")
        ),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_amended_item_decision_id")),
        sa.ForeignKeyConstraint(["item_id"], ["decision_item.id"], name=op.f("fk_amended_item_item_id")),
        sa.ForeignKeyConstraint(["handed_back_by_id"], ["user.id"], name=op.f("fk_amended_item_handed_back_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amended_item")),
        sa.UniqueConstraint("decision_id", "item_id", name=op.f("uq_amended_item_decision_id_item_id")),
    )
    op.create_index(op.f("ix_amended_item_item_id"), "amended_item", ["item_id"])
    if sqlite:
        _rebuild_certificate()
    else:
        _change_certificate()
    op.create_index(op.f("ix_certificate_item_id"), "certificate", ["item_id"])
    op.create_index(
        "uq_certificate_valid",
        "certificate",
        ["item_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    _set(_certificate_guards(sqlite) + _other_guards(sqlite), sqlite)


def _extend_decision() -> None:
    """In place: a copy of the table would lose its guards."""
    listed = {name: ", ".join(f"'{value}'" for value in values) for name, values in (("k", KINDS), ("c", CAUSES))}
    op.execute(
        "ALTER TABLE decision ADD COLUMN kind VARCHAR(32) NOT NULL DEFAULT 'award' "
        f"CONSTRAINT ck_decision_decisionkind CHECK (kind IN ({listed['k']}))"
    )
    op.execute(
        "ALTER TABLE decision ADD COLUMN original_id INTEGER "
        "CONSTRAINT fk_decision_original_id REFERENCES decision (id) "
        "CONSTRAINT ck_decision_original CHECK ((kind = 'award') = (original_id IS NULL))"
    )
    op.execute(
        "ALTER TABLE decision ADD COLUMN cause VARCHAR(32) "
        f"CONSTRAINT ck_decision_cause CHECK (cause IN ({listed['c']})) "
        "CONSTRAINT ck_decision_caused CHECK ((kind IN ('reissue', 'revocation')) = (cause IS NOT NULL))"
    )
    op.execute("ALTER TABLE decision ADD COLUMN facts VARCHAR NOT NULL DEFAULT ''")
    op.create_index(op.f("ix_decision_original_id"), "decision", ["original_id"])


ENDED = (
    "(ended_at IS NULL) = (ended_by_id IS NULL AND revoked_by_id IS NULL) "
    "AND (ended_by_id IS NULL OR revoked_by_id IS NULL)"
)


def _change_certificate() -> None:
    for name in ("written_once", "rendered", "revoked", "no_delete", "of_issued_decision"):
        op.execute(f"DROP FUNCTION certificate_{name}() CASCADE")
    op.drop_constraint("uq_certificate_item_id", "certificate")
    op.drop_constraint("ck_certificate_revocation", "certificate")
    op.alter_column("certificate", "revoked_at", new_column_name="ended_at")
    op.add_column("certificate", sa.Column("short_code", sa.String()))
    op.add_column("certificate", sa.Column("replaces_id", sa.Integer()))
    op.add_column("certificate", sa.Column("ended_by_id", sa.Integer()))
    op.create_foreign_key("fk_certificate_replaces_id", "certificate", "certificate", ["replaces_id"], ["id"])
    op.create_foreign_key("fk_certificate_ended_by_id", "certificate", "decision", ["ended_by_id"], ["id"])
    op.create_unique_constraint("uq_certificate_replaces_id", "certificate", ["replaces_id"])
    op.create_unique_constraint("uq_certificate_short_code", "certificate", ["short_code"])
    op.create_check_constraint(op.f("ck_certificate_ended"), "certificate", ENDED)


KEPT = (
    "id, item_id, decision_id, code, design, office_design_id, text, sha256, rendered_at, {}, revoked_by_id, "
    "revoked_reason, version"
)


def _rebuild_certificate() -> None:
    """Other tables refer to certificates: until the rows are back, at the end of this, the database may wait."""
    op.execute("PRAGMA defer_foreign_keys = ON")
    op.execute("CREATE TEMPORARY TABLE certificate_old AS SELECT * FROM certificate")
    op.drop_table("certificate")
    op.create_table(
        "certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("short_code", sa.String(), nullable=True),
        sa.Column("design", sa.String(), nullable=False),
        sa.Column("office_design_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.JSON(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("rendered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("revoked_by_id", sa.Integer(), nullable=True),
        sa.Column("revoked_reason", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(ENDED, name=op.f("ck_certificate_ended")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_certificate_decision_id")),
        sa.ForeignKeyConstraint(["item_id"], ["decision_item.id"], name=op.f("fk_certificate_item_id")),
        sa.ForeignKeyConstraint(
            ["office_design_id"], ["office_design.id"], name=op.f("fk_certificate_office_design_id")
        ),
        sa.ForeignKeyConstraint(["replaces_id"], ["certificate.id"], name=op.f("fk_certificate_replaces_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["decision.id"], name=op.f("fk_certificate_ended_by_id")),
        sa.ForeignKeyConstraint(["revoked_by_id"], ["user.id"], name=op.f("fk_certificate_revoked_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("code", name=op.f("uq_certificate_code")),
        sa.UniqueConstraint("short_code", name=op.f("uq_certificate_short_code")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_certificate_replaces_id")),
    )
    new, old = KEPT.format("ended_at"), KEPT.format("revoked_at")
    op.execute(f"INSERT INTO certificate ({new}) SELECT {old} FROM certificate_old")  # noqa: S608
    op.execute("DROP TABLE certificate_old")
    op.create_index(op.f("ix_certificate_decision_id"), "certificate", ["decision_id"])


def downgrade() -> None:
    raise NotImplementedError("what was undone by a decision has no place in the older tables")
