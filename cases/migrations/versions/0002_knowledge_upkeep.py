"""Cards edited by staff, the articles answers rested on, questions dealt with, and the role that does it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OLD_ROLES = "role IN ('admin', 'duty', 'lawyer', 'counsellor', 'program_officer', 'county_desk')"
NEW_ROLES = OLD_ROLES.replace("'county_desk'", "'county_desk', 'knowledge_editor'")

SQLITE_TRIGGERS = (
    """CREATE TRIGGER card_versions_no_update BEFORE UPDATE ON card_versions
    BEGIN SELECT RAISE(ABORT, 'card_versions is append-only'); END""",
    """CREATE TRIGGER card_versions_no_delete BEFORE DELETE ON card_versions
    BEGIN SELECT RAISE(ABORT, 'card_versions is append-only'); END""",
)
POSTGRESQL_TRIGGERS = (
    """CREATE FUNCTION card_versions_guard() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'card_versions is append-only'; END $$""",
    """CREATE TRIGGER card_versions_guard BEFORE UPDATE OR DELETE ON card_versions
    FOR EACH ROW EXECUTE FUNCTION card_versions_guard()""",
)


def upgrade() -> None:
    op.create_table(
        "card_versions",
        sa.Column("id", BIG, nullable=False),
        sa.Column("card_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=255), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("based_on", sa.String(length=64), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("editor_id", BIG, nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('live', 'withdrawn', 'file')", name=op.f("ck_card_versions_state")),
        sa.ForeignKeyConstraint(["editor_id"], ["staff.id"], name=op.f("fk_card_versions_editor_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_versions")),
        sa.UniqueConstraint("card_id", "number", name=op.f("uq_card_versions_card_id_number")),
    )
    op.create_table(
        "answer_citations",
        sa.Column("message_id", BIG, nullable=False),
        sa.Column("citation", sa.String(length=255), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_answer_citations_message_id_messages")),
        sa.PrimaryKeyConstraint("message_id", "citation", name=op.f("pk_answer_citations")),
    )
    op.create_index("ix_answer_citations_citation", "answer_citations", ["citation", "at"], unique=False)
    _questions(forward=True)
    _roles(OLD_ROLES, NEW_ROLES)
    for statement in SQLITE_TRIGGERS if _is_sqlite() else POSTGRESQL_TRIGGERS:
        op.execute(sa.text(statement))


def downgrade() -> None:
    if _is_sqlite():
        op.execute(sa.text("DROP TRIGGER card_versions_no_delete"))
        op.execute(sa.text("DROP TRIGGER card_versions_no_update"))
    else:
        op.execute(sa.text("DROP TRIGGER card_versions_guard ON card_versions"))
        op.execute(sa.text("DROP FUNCTION card_versions_guard"))
    op.execute(sa.text("DELETE FROM staff_roles WHERE role = 'knowledge_editor'"))
    _roles(NEW_ROLES, OLD_ROLES)
    _questions(forward=False)
    op.drop_index("ix_answer_citations_citation", table_name="answer_citations")
    op.drop_table("answer_citations")
    op.drop_table("card_versions")


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _questions(*, forward: bool) -> None:
    """Columns on unanswered_questions. SQLite copies the table, so it is told what the table looked like."""
    before = sa.Table("unanswered_questions", sa.MetaData(), *_old_questions())
    added = (
        sa.Column("walled", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", BIG, nullable=True),
        sa.Column("outcome", sa.String(length=255), nullable=True),
        sa.Column("outcome_card", sa.String(length=255), nullable=True),
    )
    checks = {
        "ck_unanswered_questions_outcome": "outcome IN ('added', 'written', 'dismissed')",
        "ck_unanswered_questions_closed_has_outcome": "(closed_at IS NULL) = (outcome IS NULL)",
    }
    foreign = "fk_unanswered_questions_closed_by_staff"
    if forward:
        with op.batch_alter_table("unanswered_questions", copy_from=before) as table:
            for column in added:
                table.add_column(column)
            for name, rule in checks.items():
                table.create_check_constraint(op.f(name), rule)
            table.create_foreign_key(op.f(foreign), "staff", ["closed_by"], ["id"])
        # Kept before the wall was noted with them: whatever came from a chat with counselling in it stays behind it.
        op.execute(
            sa.text(
                "UPDATE unanswered_questions SET walled = TRUE WHERE conversation_id IN "
                "(SELECT conversation_id FROM messages WHERE walled)"
            )
        )
        op.create_index(
            "ix_unanswered_questions_open",
            "unanswered_questions",
            ["id"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        return
    op.drop_index(
        "ix_unanswered_questions_open",
        table_name="unanswered_questions",
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    if _is_sqlite():
        # A copy of the old shape: SQLite cannot drop a column that a check or a foreign key names.
        names = "id, conversation_id, text, card_id, reason, created_at"
        op.execute(sa.text(f"CREATE TABLE kept_questions AS SELECT {names} FROM unanswered_questions"))
        op.drop_table("unanswered_questions")
        op.create_table("unanswered_questions", *_old_questions())
        op.execute(sa.text(f"INSERT INTO unanswered_questions ({names}) SELECT {names} FROM kept_questions"))
        op.drop_table("kept_questions")
        return
    op.drop_constraint(op.f(foreign), "unanswered_questions", type_="foreignkey")
    for name in checks:
        op.drop_constraint(op.f(name), "unanswered_questions", type_="check")
    for column in reversed(added):
        op.drop_column("unanswered_questions", column.name)


def _old_questions() -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("id", BIG, nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("card_id", sa.String(length=255), nullable=True),
        sa.Column("reason", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_unanswered_questions_conversation_id_conversations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unanswered_questions")),
        sa.Index("ix_unanswered_questions_conversation_id", "conversation_id"),
    ]


def _roles(before: str, after: str) -> None:
    """Another list of roles for the check on staff_roles."""
    name = "ck_staff_roles_role"
    table = sa.Table(
        "staff_roles",
        sa.MetaData(),
        sa.Column("id", BIG, nullable=False),
        sa.Column("staff_id", BIG, nullable=False),
        sa.Column("role", sa.String(length=255), nullable=False),
        sa.Column("county", sa.String(length=255), nullable=True),
        sa.CheckConstraint(
            "role <> 'county_desk' OR county IS NOT NULL", name=op.f("ck_staff_roles_county_desk_has_county")
        ),
        sa.CheckConstraint(before, name=op.f(name)),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_roles_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_roles")),
        sa.UniqueConstraint("staff_id", "role", "county", name=op.f("uq_staff_roles_staff_id_role_county")),
        sa.Index("ix_staff_roles_staff_id", "staff_id"),
    )
    with op.batch_alter_table("staff_roles", copy_from=table) as batch:
        batch.drop_constraint(op.f(name), type_="check")
        batch.create_check_constraint(op.f(name), after)
