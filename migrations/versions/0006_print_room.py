"""the print room: designs, proofs, printers, blanks, and the sheets of each printing"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COLUMNS = {
    "batch": (
        "layer VARCHAR(32) NOT NULL DEFAULT 'full' CONSTRAINT layer CHECK (layer IN ('full', 'text'))",
        "pile VARCHAR(32) NOT NULL DEFAULT 'decision' CONSTRAINT pile CHECK (pile IN ('decision', 'commune'))",
        "wish VARCHAR(32) NOT NULL DEFAULT 'run' CONSTRAINT wish CHECK (wish IN ('run', 'pause', 'cancel'))",
        "reason VARCHAR NOT NULL DEFAULT ''",
        "blank_id INTEGER CONSTRAINT fk_batch_blank_id REFERENCES blank (id)",
        "printer_id INTEGER CONSTRAINT fk_batch_printer_id REFERENCES printer (id)",
    ),
    "certificate": (
        "office_design_id INTEGER CONSTRAINT fk_certificate_office_design_id REFERENCES office_design (id)",
    ),
}
PLACEMENT = {"right": "0", "down": "0", "scale": "100"}
# Every printing there was gets its sheets, in the order of the decision.
SHEETS = """
    INSERT INTO sheet (batch_id, certificate_id, place)
    SELECT batch.id, certificate.id, decision_item.ordinal
    FROM batch
    JOIN certificate ON certificate.decision_id = batch.decision_id
    JOIN decision_item ON decision_item.id = certificate.item_id
    WHERE decision_item.ordinal BETWEEN batch."first" AND batch."last"
    AND (certificate.revoked_at IS NULL OR certificate.revoked_at > batch.started_at)
"""
# (table, name, verb, when it is refused; "{columns}" stands for: one of these columns differs)
GUARDS = (
    (
        "office_design",
        "used",
        "UPDATE",
        "OLD.used_from IS NOT NULL AND ({columns})",
        (
            "unit_id",
            "award_form_id",
            "subject_kind",
            "number",
            "layout",
            "files",
            "made_by_id",
            "used_from",
        ),
    ),
    ("office_design", "used_stays", "DELETE", "OLD.used_from IS NOT NULL", ()),
    (
        "batch",
        "as_started",
        "UPDATE",
        "{columns}",
        (
            "layer",
            "pile",
            "reason",
            "blank_id",
            "printer_id",
            "right",
            "down",
            "scale",
        ),
    ),
    ("certificate", "design_stays", "UPDATE", "{columns}", ("office_design_id",)),
    ("blank", "no_delete", "DELETE", "TRUE", ()),
    *(
        (table, f"no_{verb.lower()}", verb, "TRUE", ())
        for table in ("blank_entry", "sheet", "proof")
        for verb in ("UPDATE", "DELETE")
    ),
)


def upgrade() -> None:
    _create_designs()
    _create_ledger()
    for table, columns in COLUMNS.items():
        for column in columns:
            op.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
    for column, unmoved in PLACEMENT.items():
        op.add_column("batch", sa.Column(column, sa.Double(), nullable=False, server_default=unmoved))
    op.execute(SHEETS)
    sqlite = op.get_bind().dialect.name == "sqlite"
    for guard in GUARDS:
        for statement in _sqlite(*guard) if sqlite else _postgresql(*guard):
            op.execute(statement)


def _sqlite(table: str, name: str, verb: str, when: str, columns: tuple[str, ...]) -> list[str]:
    differs = " OR ".join(f'NEW."{column}" IS NOT OLD."{column}"' for column in columns)
    refusal = f"SELECT RAISE(ABORT, '{table}: written once')"
    fires = f"BEFORE {verb} ON {table} WHEN {when.format(columns=differs)}"
    return [f"CREATE TRIGGER {table}_{name} {fires} BEGIN {refusal}; END"]


def _postgresql(table: str, name: str, verb: str, when: str, columns: tuple[str, ...]) -> list[str]:
    differs = " OR ".join(f'NEW."{column}"::text IS DISTINCT FROM OLD."{column}"::text' for column in columns)
    full, unharmed = f"{table}_{name}", "OLD" if verb == "DELETE" else "NEW"
    function = f"""
        CREATE FUNCTION {full}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {when.format(columns=differs)} THEN RAISE EXCEPTION '{table}: written once'; END IF;
            RETURN {unharmed};
        END $$
    """
    fires = f"BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {full}()"
    return [function, f"CREATE TRIGGER {full} {fires}", f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {full}"]


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table, name, *_rest in reversed(GUARDS):
        op.execute(f"DROP TRIGGER {table}_{name}" if sqlite else f"DROP FUNCTION {table}_{name}() CASCADE")
    for column in PLACEMENT:
        op.drop_column("batch", column)
    for table, columns in COLUMNS.items():
        for column in reversed(columns):
            op.execute(f"ALTER TABLE {table} DROP COLUMN {column.split()[0]}")
    for table in ("sheet", "blank_entry", "certificate_setting", "proof", "printer", "office_design", "blank"):
        op.drop_table(table)


def _create_designs() -> None:
    op.create_table(
        "office_design",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("award_form_id", sa.Integer(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("layout", sa.JSON(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "subject_kind IN ('', 'collective', 'household', 'individual')", name=op.f("ck_office_design_subject_kind")
        ),
        sa.ForeignKeyConstraint(["award_form_id"], ["award_form.id"], name=op.f("fk_office_design_award_form_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["user.id"], name=op.f("fk_office_design_made_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_office_design_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_design")),
        sa.UniqueConstraint(
            "unit_id",
            "award_form_id",
            "subject_kind",
            "number",
            name=op.f("uq_office_design_unit_id_award_form_id_subject_kind_number"),
        ),
    )
    op.create_table(
        "printer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("tray", sa.String(), nullable=False),
        sa.Column("right", sa.Double(), nullable=False),
        sa.Column("down", sa.Double(), nullable=False),
        sa.Column("scale", sa.Double(), nullable=False),
        sa.Column("measured_by_id", sa.Integer(), nullable=True),
        sa.Column("measured_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint('"right" BETWEEN -30 AND 30 AND down BETWEEN -30 AND 30', name=op.f("ck_printer_shift")),
        sa.CheckConstraint("scale BETWEEN 90 AND 110", name=op.f("ck_printer_scale")),
        sa.ForeignKeyConstraint(["measured_by_id"], ["user.id"], name=op.f("fk_printer_measured_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_printer_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_printer")),
        sa.UniqueConstraint("unit_id", "name", "tray", name=op.f("uq_printer_unit_id_name_tray")),
    )
    op.create_table(
        "proof",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_proof_decision_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_proof_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proof")),
        sa.UniqueConstraint(
            "decision_id", "user_id", "fingerprint", name=op.f("uq_proof_decision_id_user_id_fingerprint")
        ),
    )
    op.create_table(
        "certificate_setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("by_hand", sa.JSON(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["decision_item.id"], name=op.f("fk_certificate_setting_item_id")),
        sa.ForeignKeyConstraint(["set_by_id"], ["user.id"], name=op.f("fk_certificate_setting_set_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_setting")),
        sa.UniqueConstraint("item_id", name=op.f("uq_certificate_setting_item_id")),
    )


def _create_ledger() -> None:
    op.create_table(
        "blank",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("award_form_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("delivered", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("spoiled", sa.Integer(), nullable=False),
        sa.Column("in_stock", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("delivered = used + spoiled + in_stock", name=op.f("ck_blank_balance")),
        sa.CheckConstraint("used >= 0 AND spoiled >= 0 AND in_stock >= 0", name=op.f("ck_blank_counts")),
        sa.ForeignKeyConstraint(["award_form_id"], ["award_form.id"], name=op.f("fk_blank_award_form_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_blank_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blank")),
        sa.UniqueConstraint("unit_id", "name", name=op.f("uq_blank_unit_id_name")),
    )
    op.create_table(
        "blank_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("blank_id", sa.Integer(), nullable=False),
        sa.Column(
            "entry",
            sa.Enum(
                "delivered",
                "used",
                "given_back",
                "spoiled_in_stock",
                "spoiled_in_print",
                name="entry",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("certificate_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_blank_entry_count")),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_blank_entry_batch_id")),
        sa.ForeignKeyConstraint(["blank_id"], ["blank.id"], name=op.f("fk_blank_entry_blank_id")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_blank_entry_by_id")),
        sa.ForeignKeyConstraint(["certificate_id"], ["certificate.id"], name=op.f("fk_blank_entry_certificate_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blank_entry")),
    )
    op.create_index(op.f("ix_blank_entry_blank_id"), "blank_entry", ["blank_id"], unique=False)
    op.create_table(
        "sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_sheet_batch_id")),
        sa.ForeignKeyConstraint(["certificate_id"], ["certificate.id"], name=op.f("fk_sheet_certificate_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet")),
        sa.UniqueConstraint("batch_id", "certificate_id", name=op.f("uq_sheet_batch_id_certificate_id")),
        sa.UniqueConstraint("batch_id", "place", name=op.f("uq_sheet_batch_id_place")),
    )
    op.create_index(op.f("ix_sheet_certificate_id"), "sheet", ["certificate_id"], unique=False)
