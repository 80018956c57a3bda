"""guards: what was written once is never changed

The same promises on both databases: some tables take no UPDATE and no DELETE at all, and the words of a decision and of
a certificate do not change once they are frozen.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Rows are added, never changed (reliability: I14, I15; decisions: Audit).
APPEND_ONLY = ("audit_event", "move", "snapshot", "letter_item", "proposal_letter")
# table -> columns that never change once the row exists
WRITTEN_ONCE = {
    "certificate": ("item_id", "decision_id", "code", "design", "text"),
    "attachment": ("nomination_id", "sha256", "size", "media_type"),
}


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _sqlite() if sqlite else _postgresql():
        op.execute(statement)


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table, name in _names():
        op.execute(f"DROP TRIGGER {name}" if sqlite else f"DROP TRIGGER {name} ON {table}")
    if not sqlite:
        op.execute("DROP FUNCTION refuse_change()")


def _names() -> list[tuple[str, str]]:
    sqlite = op.get_bind().dialect.name == "sqlite"
    names = [(table, f"{table}_no_{verb}") for table in APPEND_ONLY for verb in ("update", "delete")]
    if not sqlite:
        names += [(table, f"{table}_no_truncate") for table in APPEND_ONLY]
    names += [(table, f"{table}_written_once") for table in WRITTEN_ONCE]
    names += [(table, f"{table}_no_delete") for table in ("certificate", "number_register")]
    names += [("decision", "decision_frozen"), ("decision", "decision_no_delete")]
    names += [("decision_item", "decision_item_frozen"), ("decision_item", "decision_item_no_delete")]
    return names


FROZEN = "OLD.state <> 'drafted'"
WORDS = ("campaign_id", "award_form_id", "unit_id", "subject", "merit")
ITEM_WORDS = ("decision_id", "nomination_id", "ordinal", "fingerprint", "kind", "prefix", "name", "citation")


def _differs(columns: tuple[str, ...]) -> str:
    return " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)


def _differs_sqlite(columns: tuple[str, ...]) -> str:
    return " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in columns)


def _sqlite() -> list[str]:
    def trigger(name: str, verb: str, table: str, when: str = "") -> str:
        condition = f"WHEN {when} " if when else ""
        return (
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table} {condition}"
            f"BEGIN SELECT RAISE(ABORT, '{table}: written once'); END"
        )

    issued = "(SELECT state FROM decision WHERE id = OLD.decision_id) IN ('signed', 'numbered', 'issued')"
    made = [trigger(f"{t}_no_{v.lower()}", v, t) for t in APPEND_ONLY for v in ("UPDATE", "DELETE")]
    made += [trigger(f"{t}_written_once", "UPDATE", t, _differs_sqlite(c)) for t, c in WRITTEN_ONCE.items()]
    made += [trigger(f"{t}_no_delete", "DELETE", t) for t in ("certificate", "number_register")]
    return [
        *made,
        trigger("decision_frozen", "UPDATE", "decision", f"{FROZEN} AND ({_differs_sqlite(WORDS)})"),
        trigger("decision_no_delete", "DELETE", "decision", FROZEN),
        trigger("decision_item_frozen", "UPDATE", "decision_item", f"{issued} AND ({_differs_sqlite(ITEM_WORDS)})"),
        trigger("decision_item_no_delete", "DELETE", "decision_item", issued),
    ]


def _postgresql() -> list[str]:
    def trigger(name: str, verb: str, table: str, when: str = "", each: str = "ROW") -> list[str]:
        condition = f"WHEN ({when}) " if when else ""
        fires = f"BEFORE {verb} ON {table} FOR EACH {each} {condition}"
        return [
            f"CREATE TRIGGER {name} {fires}EXECUTE FUNCTION refuse_change()",
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}",
        ]

    function = """
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_TABLE_NAME = 'decision_item' AND
               (SELECT state FROM decision WHERE id = OLD.decision_id) NOT IN ('signed', 'numbered', 'issued') THEN
                IF TG_OP = 'DELETE' THEN RETURN OLD; ELSE RETURN NEW; END IF;
            END IF;
            RAISE EXCEPTION '%: written once', TG_TABLE_NAME;
        END $$
    """
    made = [function]
    for table in APPEND_ONLY:
        made += trigger(f"{table}_no_update", "UPDATE", table)
        made += trigger(f"{table}_no_delete", "DELETE", table)
        made += trigger(f"{table}_no_truncate", "TRUNCATE", table, each="STATEMENT")
    for table, columns in WRITTEN_ONCE.items():
        made += trigger(
            f"{table}_written_once",
            "UPDATE",
            table,
            _differs(columns).replace("NEW.text", "NEW.text::text").replace("OLD.text", "OLD.text::text"),
        )
    for table in ("certificate", "number_register"):
        made += trigger(f"{table}_no_delete", "DELETE", table)
    made += trigger("decision_frozen", "UPDATE", "decision", f"{FROZEN} AND ({_differs(WORDS)})")
    made += trigger("decision_no_delete", "DELETE", "decision", FROZEN)
    made += trigger("decision_item_frozen", "UPDATE", "decision_item", _differs(ITEM_WORDS))
    made += trigger("decision_item_no_delete", "DELETE", "decision_item")
    return made
