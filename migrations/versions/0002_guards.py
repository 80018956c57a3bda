"""guards: what was written once is never changed

The same promises on both databases: some tables take no UPDATE and no DELETE at all; a decision goes its way in one
direction and its words stand still once its list is frozen; a certificate exists only for an issued decision.
"""

from dataclasses import dataclass

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


@dataclass(frozen=True)
class Guard:
    """Before this verb on this table, `when` is asked of each row; where it is true, the statement is refused."""

    table: str
    name: str
    verb: str
    when: str = "TRUE"

    @property
    def full_name(self) -> str:
        return f"{self.table}_{self.name}"


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for guard in _guards(sqlite):
        for statement in [_sqlite(guard)] if sqlite else _postgresql(guard):
            op.execute(statement)


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for guard in reversed(_guards(sqlite)):
        if sqlite:
            op.execute(f"DROP TRIGGER {guard.full_name}")
        else:
            op.execute(f"DROP FUNCTION {guard.full_name}() CASCADE")


# Rows are added, never changed (reliability: I14, I15; decisions: Audit).
APPEND_ONLY = ("audit_event", "move", "snapshot", "letter_item", "proposal_letter")

# table -> columns that never change once the row exists
WRITTEN_ONCE = {
    "certificate": ("item_id", "decision_id", "code", "design", "text"),
    "attachment": ("nomination_id", "sha256", "size", "media_type"),
    "batch": ("decision_id", "first", "last", "started_by_id", "started_at"),
}

# (table, name, the state of the row, columns that never change from then on)
SETTLED = (
    (
        "decision",
        "frozen",
        "OLD.state <> 'drafted'",
        ("campaign_id", "award_form_id", "unit_id", "subject", "merit", "paper", "signer_id", "drafted_by_id"),
    ),
    (
        "decision",
        "signed",
        "OLD.state IN ('signed', 'numbered', 'issued')",
        ("signed_on", "signed_by_id", "signed_at", "frozen_by_id"),
    ),
    (
        "decision",
        "numbered",
        "OLD.state IN ('numbered', 'issued')",
        ("number", "year", "number_text", "numbered_by_id", "numbered_at"),
    ),
    ("decision", "issued", "OLD.state = 'issued'", ("issued_at", "issued_by_id")),
    ("certificate", "rendered", "OLD.sha256 IS NOT NULL", ("sha256", "rendered_at")),
    ("certificate", "revoked", "OLD.revoked_at IS NOT NULL", ("revoked_at", "revoked_by_id", "revoked_reason")),
    ("batch", "merged", "OLD.sha256 IS NOT NULL", ("sha256",)),
)

WAY = ("drafted>frozen", "frozen>drafted", "frozen>signed", "signed>numbered", "numbered>issued")


def _guards(sqlite: bool) -> list[Guard]:
    guards = [Guard(table, f"no_{verb.lower()}", verb) for table in APPEND_ONLY for verb in ("UPDATE", "DELETE")]
    if not sqlite:
        guards += [Guard(table, "no_truncate", "TRUNCATE") for table in APPEND_ONLY]
    guards += [Guard(t, "written_once", "UPDATE", _differs(c, sqlite)) for t, c in WRITTEN_ONCE.items()]
    guards += [Guard(t, n, "UPDATE", f"{state} AND ({_differs(c, sqlite)})") for t, n, state, c in SETTLED]
    guards += [Guard(table, "no_delete", "DELETE") for table in ("certificate", "number_register")]
    guards += [
        Guard("number_register", "only_counts_up", "UPDATE", "NEW.last <> OLD.last + 1"),
        Guard("decision", "begins_drafted", "INSERT", "NEW.state <> 'drafted'"),
        Guard("decision", "way", "UPDATE", f"OLD.state <> NEW.state AND OLD.state || '>' || NEW.state NOT IN {WAY}"),
        Guard("decision", "no_delete", "DELETE", "OLD.state <> 'drafted'"),
        *(
            Guard("decision_item", f"frozen_{verb.lower()}", verb, f"EXISTS ({_settled(*rows)})")
            for verb, rows in {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}.items()
        ),
        Guard("decision_item", "of_accepted", "INSERT", f"NOT EXISTS ({ACCEPTED})"),
        Guard("certificate", "of_issued_decision", "INSERT", f"NOT EXISTS ({ISSUED})"),
    ]
    return guards


ACCEPTED = "SELECT 1 FROM nomination WHERE id = NEW.nomination_id AND state = 'accepted'"
ISSUED = (
    "SELECT 1 FROM decision_item JOIN decision ON decision.id = decision_item.decision_id "
    "WHERE decision_item.id = NEW.item_id AND decision.id = NEW.decision_id AND decision.state = 'issued'"
)


def _settled(*rows: str) -> str:
    ids = ", ".join(f"{row}.decision_id" for row in rows)
    return f"SELECT 1 FROM decision WHERE id IN ({ids}) AND state <> 'drafted'"  # noqa: S608


def _differs(columns: tuple[str, ...], sqlite: bool) -> str:
    if sqlite:
        return " OR ".join(f'NEW."{column}" IS NOT OLD."{column}"' for column in columns)
    return " OR ".join(f'NEW."{column}"::text IS DISTINCT FROM OLD."{column}"::text' for column in columns)


def _sqlite(guard: Guard) -> str:
    return (
        f"CREATE TRIGGER {guard.full_name} BEFORE {guard.verb} ON {guard.table} WHEN {guard.when} "
        f"BEGIN SELECT RAISE(ABORT, '{guard.table}: written once'); END"
    )


def _postgresql(guard: Guard) -> list[str]:
    each = "STATEMENT" if guard.verb == "TRUNCATE" else "ROW"
    unharmed = "OLD" if guard.verb == "DELETE" else "NEW"
    function = f"""
        CREATE FUNCTION {guard.full_name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {guard.when} THEN RAISE EXCEPTION '{guard.table}: written once'; END IF;
            RETURN {unharmed};
        END $$
    """
    fires = f"BEFORE {guard.verb} ON {guard.table} FOR EACH {each} EXECUTE FUNCTION {guard.full_name}()"
    always = f"ALTER TABLE {guard.table} ENABLE ALWAYS TRIGGER {guard.full_name}"
    return [function, f"CREATE TRIGGER {guard.full_name} {fires}", always]
