"""The desk: clocks, papers, links, calendars with leave, figures, early warnings, the second factor, the chained log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
APPEND_ONLY = ("audit_log", "program_versions")
OLD_STATUSES = "'submitted', 'accepted', 'needs_papers', 'scheduled', 'approved', 'done', 'refused', 'cancelled'"
NEW_STATUSES = (
    "'submitted', 'accepted', 'needs_papers', 'scheduled', 'transferred', 'supervised', 'visited', "
    "'approved', 'public_notice', 'paid', 'called_back', 'done', 'refused', 'cancelled'"
)
NEW_TABLES = (
    "audit_log",
    "counted_to",
    "day_counts",
    "canned_replies",
    "card_proposals",
    "case_groups",
    "drafts",
    "early_warnings",
    "program_versions",
    "calendar_exceptions",
    "chat_labels",
    "form_runs",
    "staff_presence",
    "waiting_list",
    "case_links",
    "case_merges",
    "clocks",
    "wall_openings",
    "case_papers",
)


def upgrade() -> None:
    _new_tables()
    _cases(forward=True)
    _feedback(forward=True)
    _appointments(forward=True)
    op.add_column("consultants", sa.Column("capacity", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("consultants", sa.Column("buffer_minutes", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("consultants", sa.Column("feed_hash", sa.String(length=64), nullable=True))
    op.add_column("conversations", sa.Column("desk_role", sa.String(length=255), nullable=True))
    op.add_column("conversations", sa.Column("desk_county", sa.String(length=255), nullable=True))
    op.add_column("conversations", sa.Column("owner_active_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("slots", sa.Column("closed", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("staff", sa.Column("totp_secret", sa.Text(), nullable=True))
    op.add_column("staff", sa.Column("totp_confirmed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("staff", sa.Column("totp_step", BIG, nullable=True))
    op.add_column("staff", sa.Column("recovery", sa.JSON(), nullable=True))
    op.add_column("staff", sa.Column("must_change_password", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("staff_sessions", sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("staff_sessions", sa.Column("passed", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("staff_sessions", sa.Column("address", sa.String(length=255), nullable=True))
    for table in APPEND_ONLY:
        for statement in _guards(table):
            op.execute(sa.text(statement))


def downgrade() -> None:
    for table in APPEND_ONLY:
        if _is_sqlite():
            op.execute(sa.text(f"DROP TRIGGER {table}_no_delete"))
            op.execute(sa.text(f"DROP TRIGGER {table}_no_update"))
        else:
            op.execute(sa.text(f"DROP TRIGGER {table}_guard ON {table}"))
            op.execute(sa.text(f"DROP FUNCTION {table}_guard"))
    for table, names in (
        ("staff_sessions", ("address", "passed", "seen_at")),
        ("staff", ("must_change_password", "recovery", "totp_step", "totp_confirmed_at", "totp_secret")),
        ("slots", ("closed",)),
        ("conversations", ("owner_active_at", "desk_county", "desk_role")),
        ("consultants", ("feed_hash", "buffer_minutes", "capacity")),
    ):
        for name in names:
            op.drop_column(table, name)
    # The old tables know fewer states: what is under way counts as accepted.
    op.execute(sa.text(f"UPDATE cases SET status = 'accepted' WHERE status NOT IN ({OLD_STATUSES})"))
    op.execute(sa.text("UPDATE appointments SET status = 'cancelled' WHERE status = 'booked' AND seat > 0"))
    _appointments(forward=False)
    _feedback(forward=False)
    _cases(forward=False)
    for table in reversed(NEW_TABLES):
        op.drop_table(table)


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _guards(table: str) -> tuple[str, ...]:
    """What makes the database refuse to change a row."""
    if _is_sqlite():
        return tuple(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for verb in ("UPDATE", "DELETE")
        )
    return (
        f"CREATE FUNCTION {table}_guard() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN RAISE EXCEPTION '{table} is append-only'; END $$",
        f"CREATE TRIGGER {table}_guard BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_guard()",
    )


def _case_columns(*, new: bool) -> list[sa.schema.SchemaItem]:
    """What a table of cases is made of, before and after; SQLite copies the table and has to be told."""
    added: list[sa.schema.SchemaItem] = [
        sa.Column("tier", sa.String(length=255), nullable=False, server_default="ordinary"),
        sa.Column("revision", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("employer_key", sa.String(length=120), nullable=True),
        sa.Column("employer", sa.String(length=255), nullable=True),
        sa.Column("topic", sa.String(length=64), nullable=True),
        sa.Column("group_id", BIG, nullable=True),
        sa.Column("merged_into", BIG, nullable=True),
        sa.CheckConstraint("tier IN ('ordinary', 'urgent', 'major')", name=op.f("ck_cases_tier")),
        sa.CheckConstraint("merged_into IS NULL OR merged_into <> id", name=op.f("ck_cases_not_into_itself")),
        sa.ForeignKeyConstraint(["group_id"], ["case_groups.id"], name=op.f("fk_cases_group_id_case_groups")),
        sa.ForeignKeyConstraint(["merged_into"], ["cases.id"], name=op.f("fk_cases_merged_into_cases")),
    ]
    statuses = NEW_STATUSES if new else OLD_STATUSES
    return [
        sa.Column("id", BIG, nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=255), nullable=False),
        sa.Column("program_id", sa.String(length=64), nullable=True),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("county", sa.String(length=255), nullable=True),
        sa.Column("status", sa.String(length=255), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("run", sa.String(length=255), nullable=True),
        sa.Column("assigned_to", BIG, nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(kind = 'enrollment') = (program_id IS NOT NULL)", name=op.f("ck_cases_enrollment_has_program")
        ),
        sa.CheckConstraint(
            "(status IN ('done', 'refused', 'cancelled')) = (closed_at IS NOT NULL)",
            name=op.f("ck_cases_closed_has_time"),
        ),
        sa.CheckConstraint(
            "kind IN ('legal_consultation', 'psych_consultation', 'enrollment', 'handoff', 'feedback', 'privacy')",
            name=op.f("ck_cases_kind"),
        ),
        sa.CheckConstraint(f"status IN ({statuses})", name=op.f("ck_cases_status")),
        sa.ForeignKeyConstraint(["assigned_to"], ["staff.id"], name=op.f("fk_cases_assigned_to_staff")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_cases_conversation_id_conversations")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_cases_person_id_people")),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name=op.f("fk_cases_program_id_programs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("number", name=op.f("uq_cases_number")),
        sa.UniqueConstraint("run", name=op.f("uq_cases_run")),
        *(added if new else ()),
    ]


CASE_COLUMNS = (
    "id, number, kind, program_id, person_id, conversation_id, county, status, fields, run, assigned_to, due_at, "
    "created_at, updated_at, closed_at"
)


def _cases(*, forward: bool) -> None:
    if _is_sqlite():
        # SQLite changes no check in place: a copy of the rows, the table made anew, the rows put back.
        op.execute(sa.text(f"CREATE TABLE kept_cases AS SELECT {CASE_COLUMNS} FROM cases"))
        op.drop_table("cases")
        op.create_table("cases", *_case_columns(new=forward))
        op.execute(sa.text(f"INSERT INTO cases ({CASE_COLUMNS}) SELECT {CASE_COLUMNS} FROM kept_cases"))
        op.drop_table("kept_cases")
        _old_case_indexes()
        if forward:
            _new_case_indexes()
        return
    op.drop_constraint(op.f("ck_cases_status"), "cases", type_="check")
    if forward:
        op.create_check_constraint(op.f("ck_cases_status"), "cases", f"status IN ({NEW_STATUSES})")
        old = len(_case_columns(new=False))
        for item in _case_columns(new=True)[old:]:
            if isinstance(item, sa.Column):
                op.add_column("cases", item)
        op.create_check_constraint(op.f("ck_cases_tier"), "cases", "tier IN ('ordinary', 'urgent', 'major')")
        op.create_check_constraint(
            op.f("ck_cases_not_into_itself"), "cases", "merged_into IS NULL OR merged_into <> id"
        )
        op.create_foreign_key(op.f("fk_cases_group_id_case_groups"), "cases", "case_groups", ["group_id"], ["id"])
        op.create_foreign_key(op.f("fk_cases_merged_into_cases"), "cases", "cases", ["merged_into"], ["id"])
        _new_case_indexes()
        return
    op.create_check_constraint(op.f("ck_cases_status"), "cases", f"status IN ({OLD_STATUSES})")
    for name in ("merged_into", "group_id", "topic", "employer", "employer_key", "revision", "tier"):
        op.drop_column("cases", name)  # PostgreSQL drops the checks, keys and indexes that name it
    op.drop_index("ix_cases_due", table_name="cases")
    op.drop_index("ix_cases_created_at", table_name="cases")


def _old_case_indexes() -> None:
    for name in ("conversation_id", "kind", "person_id", "program_id"):
        op.create_index(op.f(f"ix_cases_{name}"), "cases", [name], unique=False)
    op.create_index("ix_cases_list", "cases", ["status", "county", "created_at"], unique=False)
    op.create_index(
        "uq_cases_open_handoff",
        "cases",
        ["conversation_id"],
        unique=True,
        sqlite_where=sa.text("kind = 'handoff' AND closed_at IS NULL"),
        postgresql_where=sa.text("kind = 'handoff' AND closed_at IS NULL"),
    )


def _new_case_indexes() -> None:
    op.create_index(
        "ix_cases_due",
        "cases",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index("ix_cases_employer", "cases", ["employer_key", "created_at"], unique=False)
    op.create_index("ix_cases_created_at", "cases", ["created_at"], unique=False)
    op.create_index(op.f("ix_cases_group_id"), "cases", ["group_id"], unique=False)
    op.create_index(op.f("ix_cases_merged_into"), "cases", ["merged_into"], unique=False)


FEEDBACK_COLUMNS = "id, conversation_id, person_id, case_id, rating, text, created_at"


def _feedback(*, forward: bool) -> None:
    unique, foreign = op.f("uq_feedback_service_case"), op.f("fk_feedback_service_case_cases")
    if not _is_sqlite():
        if forward:
            op.add_column("feedback", sa.Column("service_case", BIG, nullable=True))
            op.create_unique_constraint(unique, "feedback", ["service_case"])
            op.create_foreign_key(foreign, "feedback", "cases", ["service_case"], ["id"])
        else:
            op.drop_column("feedback", "service_case")
        return
    added = (
        sa.Column("service_case", BIG, nullable=True),
        sa.UniqueConstraint("service_case", name=unique),
        sa.ForeignKeyConstraint(["service_case"], ["cases.id"], name=foreign),
    )
    op.execute(sa.text(f"CREATE TABLE kept_feedback AS SELECT {FEEDBACK_COLUMNS} FROM feedback"))
    op.drop_table("feedback")
    op.create_table(
        "feedback",
        sa.Column("id", BIG, nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("case_id", BIG, nullable=True),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("rating IS NULL OR rating BETWEEN 1 AND 5", name=op.f("ck_feedback_rating")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_feedback_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_feedback_conversation_id_conversations")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_feedback_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        *(added if forward else ()),
    )
    op.create_index(op.f("ix_feedback_conversation_id"), "feedback", ["conversation_id"], unique=False)
    op.create_index(op.f("ix_feedback_person_id"), "feedback", ["person_id"], unique=False)
    op.execute(sa.text(f"INSERT INTO feedback ({FEEDBACK_COLUMNS}) SELECT {FEEDBACK_COLUMNS} FROM kept_feedback"))
    op.drop_table("kept_feedback")


def _appointments(*, forward: bool) -> None:
    """One booking a seat instead of one a time."""
    live = sa.text("status = 'booked'")
    op.drop_index("uq_appointments_slot", table_name="appointments")
    if forward:
        op.add_column("appointments", sa.Column("seat", sa.Integer(), nullable=False, server_default="0"))
    else:
        op.drop_column("appointments", "seat")
    op.create_index(
        "uq_appointments_slot",
        "appointments",
        ["slot_id", "seat"] if forward else ["slot_id"],
        unique=True,
        sqlite_where=live,
        postgresql_where=live,
    )


def _new_tables() -> None:
    op.create_table(
        "audit_log",
        sa.Column("id", BIG, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_kind", sa.String(length=255), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
    )
    op.create_index(op.f("ix_audit_log_action"), "audit_log", ["action"], unique=False)
    op.create_index("ix_audit_log_actor_id", "audit_log", ["actor_id", "id"], unique=False)
    op.create_index(op.f("ix_audit_log_at"), "audit_log", ["at"], unique=False)
    op.create_index("ix_audit_log_subject", "audit_log", ["subject", "id"], unique=False)
    op.create_table(
        "counted_to",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counted_to")),
    )
    op.create_table(
        "day_counts",
        sa.Column("id", BIG, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("metric", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("county", sa.String(length=12), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_counts")),
        sa.UniqueConstraint(
            "day",
            "metric",
            "key",
            "county",
            "channel",
            "source",
            name=op.f("uq_day_counts_day_metric_key_county_channel_source"),
        ),
    )
    op.create_index(
        "ix_day_counts_metric",
        "day_counts",
        ["metric", "day"],
        unique=False,
        postgresql_include=["key", "county", "channel", "source", "count"],
    )
    op.create_table(
        "canned_replies",
        sa.Column("id", BIG, nullable=False),
        sa.Column("role", sa.String(length=255), nullable=True),
        sa.Column("county", sa.String(length=255), nullable=True),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("changed_by", BIG, nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["staff.id"], name=op.f("fk_canned_replies_changed_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_canned_replies")),
        sa.UniqueConstraint("role", "county", "title", name=op.f("uq_canned_replies_role_county_title")),
    )
    op.create_table(
        "card_proposals",
        sa.Column("id", BIG, nullable=False),
        sa.Column("card_id", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=255), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("based_on", sa.String(length=64), nullable=True),
        sa.Column("based_number", sa.Integer(), nullable=False),
        sa.Column("editor_id", BIG, nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=255), nullable=False),
        sa.Column("reviewer_id", BIG, nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("review_note", sa.Text(), nullable=True),
        sa.CheckConstraint("state IN ('live', 'withdrawn', 'file')", name=op.f("ck_card_proposals_state")),
        sa.CheckConstraint(
            "status IN ('open', 'approved', 'rejected', 'withdrawn')", name=op.f("ck_card_proposals_status")
        ),
        sa.CheckConstraint(
            "reviewer_id IS NULL OR reviewer_id <> editor_id", name=op.f("ck_card_proposals_second_person")
        ),
        sa.ForeignKeyConstraint(["editor_id"], ["staff.id"], name=op.f("fk_card_proposals_editor_id_staff")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["staff.id"], name=op.f("fk_card_proposals_reviewer_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_proposals")),
    )
    op.create_index(
        "uq_card_proposals_open",
        "card_proposals",
        ["card_id"],
        unique=True,
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_table(
        "case_groups",
        sa.Column("id", BIG, nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("employer_key", sa.String(length=120), nullable=True),
        sa.Column("county", sa.String(length=255), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("created_by", BIG, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["staff.id"], name=op.f("fk_case_groups_created_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_groups")),
        sa.UniqueConstraint("number", name=op.f("uq_case_groups_number")),
    )
    op.create_index(op.f("ix_case_groups_employer_key"), "case_groups", ["employer_key"], unique=False)
    op.create_table(
        "drafts",
        sa.Column("staff_id", BIG, nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_drafts_staff_id_staff")),
        sa.PrimaryKeyConstraint("staff_id", "place", name=op.f("pk_drafts")),
    )
    op.create_table(
        "early_warnings",
        sa.Column("id", BIG, nullable=False),
        sa.Column("employer_key", sa.String(length=120), nullable=False),
        sa.Column("employer", sa.String(length=255), nullable=False),
        sa.Column("topic", sa.String(length=64), nullable=False),
        sa.Column("county", sa.String(length=12), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("before", sa.Integer(), nullable=False),
        sa.Column("case_ids", sa.JSON(), nullable=False),
        sa.Column("first_case_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("grown_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=255), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handled_by", BIG, nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "status IN ('new', 'seen', 'acted', 'closed', 'dismissed')", name=op.f("ck_early_warnings_status")
        ),
        sa.CheckConstraint("people >= 3", name=op.f("ck_early_warnings_at_least_three")),
        sa.ForeignKeyConstraint(["handled_by"], ["staff.id"], name=op.f("fk_early_warnings_handled_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_early_warnings")),
    )
    op.create_index(op.f("ix_early_warnings_raised_at"), "early_warnings", ["raised_at"], unique=False)
    op.create_index(
        "uq_early_warnings_open",
        "early_warnings",
        ["employer_key", "topic", "county"],
        unique=True,
        sqlite_where=sa.text("status IN ('new', 'seen', 'acted')"),
        postgresql_where=sa.text("status IN ('new', 'seen', 'acted')"),
    )
    op.create_table(
        "program_versions",
        sa.Column("id", BIG, nullable=False),
        sa.Column("program_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=255), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.Column("editor_id", BIG, nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('draft', 'published')", name=op.f("ck_program_versions_state")),
        sa.ForeignKeyConstraint(["editor_id"], ["staff.id"], name=op.f("fk_program_versions_editor_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_program_versions")),
        sa.UniqueConstraint("program_id", "number", name=op.f("uq_program_versions_program_id_number")),
    )
    op.create_table(
        "calendar_exceptions",
        sa.Column("id", BIG, nullable=False),
        sa.Column("consultant_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=255), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("spans", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(length=255), nullable=True),
        sa.Column("by", BIG, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('leave', 'extra', 'instead')", name=op.f("ck_calendar_exceptions_kind")),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_calendar_exceptions_order")),
        sa.ForeignKeyConstraint(["by"], ["staff.id"], name=op.f("fk_calendar_exceptions_by_staff")),
        sa.ForeignKeyConstraint(
            ["consultant_id"], ["consultants.id"], name=op.f("fk_calendar_exceptions_consultant_id_consultants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_exceptions")),
    )
    op.create_index(
        op.f("ix_calendar_exceptions_consultant_id"), "calendar_exceptions", ["consultant_id"], unique=False
    )
    op.create_table(
        "chat_labels",
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("label", sa.String(length=64), nullable=False),
        sa.Column("by", BIG, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["staff.id"], name=op.f("fk_chat_labels_by_staff")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_chat_labels_conversation_id_conversations")
        ),
        sa.PrimaryKeyConstraint("conversation_id", "label", name=op.f("pk_chat_labels")),
    )
    op.create_table(
        "form_runs",
        sa.Column("id", BIG, nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("flow", sa.String(length=64), nullable=False),
        sa.Column("program_id", sa.String(length=64), nullable=True),
        sa.Column("field", sa.String(length=64), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=255), nullable=False),
        sa.CheckConstraint("outcome IN ('open', 'done', 'cancelled', 'abandoned')", name=op.f("ck_form_runs_outcome")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_form_runs_conversation_id_conversations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_runs")),
    )
    op.create_index("ix_form_runs_day", "form_runs", ["started_at"], unique=False)
    op.create_index(
        "ix_form_runs_open",
        "form_runs",
        ["conversation_id"],
        unique=False,
        sqlite_where=sa.text("outcome = 'open'"),
        postgresql_where=sa.text("outcome = 'open'"),
    )
    op.create_table(
        "staff_presence",
        sa.Column("staff_id", BIG, nullable=False),
        sa.Column("state", sa.String(length=255), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=True),
        sa.CheckConstraint("state IN ('here', 'busy', 'away')", name=op.f("ck_staff_presence_state")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_staff_presence_conversation_id_conversations")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_presence_staff_id_staff")),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_staff_presence")),
    )
    op.create_table(
        "waiting_list",
        sa.Column("id", BIG, nullable=False),
        sa.Column("service", sa.String(length=255), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("county", sa.String(length=255), nullable=True),
        sa.Column("way", sa.String(length=255), nullable=True),
        sa.Column("lawyer_kind", sa.String(length=255), nullable=True),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=255), nullable=False),
        sa.Column("offered_slot", BIG, nullable=True),
        sa.Column("offer_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(status = 'offered') <= (offered_slot IS NOT NULL)", name=op.f("ck_waiting_list_offered_has_time")
        ),
        sa.CheckConstraint(
            "service IN ('legal_consultation', 'psych_consultation')", name=op.f("ck_waiting_list_service")
        ),
        sa.CheckConstraint(
            "status IN ('waiting', 'offered', 'taken', 'lapsed', 'cancelled')", name=op.f("ck_waiting_list_status")
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_waiting_list_conversation_id_conversations")
        ),
        sa.ForeignKeyConstraint(["offered_slot"], ["slots.id"], name=op.f("fk_waiting_list_offered_slot_slots")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_waiting_list_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_list")),
    )
    op.create_index("ix_waiting_list_open", "waiting_list", ["status", "created_at"], unique=False)
    op.create_index(op.f("ix_waiting_list_person_id"), "waiting_list", ["person_id"], unique=False)
    op.create_index(
        "uq_waiting_list_open",
        "waiting_list",
        ["conversation_id", "service"],
        unique=True,
        sqlite_where=sa.text("status IN ('waiting', 'offered')"),
        postgresql_where=sa.text("status IN ('waiting', 'offered')"),
    )
    op.create_table(
        "case_links",
        sa.Column("id", BIG, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("other_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=255), nullable=False),
        sa.Column("by", BIG, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('related', 'duplicate', 'follow_up')", name=op.f("ck_case_links_kind")),
        sa.CheckConstraint("case_id < other_id", name=op.f("ck_case_links_order")),
        sa.ForeignKeyConstraint(["by"], ["staff.id"], name=op.f("fk_case_links_by_staff")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_links_case_id_cases")),
        sa.ForeignKeyConstraint(["other_id"], ["cases.id"], name=op.f("fk_case_links_other_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_links")),
        sa.UniqueConstraint("case_id", "other_id", name=op.f("uq_case_links_case_id_other_id")),
    )
    op.create_index(op.f("ix_case_links_case_id"), "case_links", ["case_id"], unique=False)
    op.create_index(op.f("ix_case_links_other_id"), "case_links", ["other_id"], unique=False)
    op.create_table(
        "case_merges",
        sa.Column("id", BIG, nullable=False),
        sa.Column("kept_id", BIG, nullable=False),
        sa.Column("merged_id", BIG, nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("by", BIG, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", BIG, nullable=True),
        sa.ForeignKeyConstraint(["by"], ["staff.id"], name=op.f("fk_case_merges_by_staff")),
        sa.ForeignKeyConstraint(["kept_id"], ["cases.id"], name=op.f("fk_case_merges_kept_id_cases")),
        sa.ForeignKeyConstraint(["merged_id"], ["cases.id"], name=op.f("fk_case_merges_merged_id_cases")),
        sa.ForeignKeyConstraint(["undone_by"], ["staff.id"], name=op.f("fk_case_merges_undone_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_merges")),
    )
    op.create_index(op.f("ix_case_merges_kept_id"), "case_merges", ["kept_id"], unique=False)
    op.create_index(op.f("ix_case_merges_merged_id"), "case_merges", ["merged_id"], unique=False)
    op.create_table(
        "clocks",
        sa.Column("id", BIG, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=255), nullable=False),
        sa.Column("desk", sa.String(length=255), nullable=False),
        sa.Column("allowed_seconds", sa.Integer(), nullable=False),
        sa.Column("left_seconds", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("half_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("late_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("warned", sa.Integer(), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pause_reason", sa.String(length=255), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("breached", sa.Boolean(), nullable=False),
        sa.CheckConstraint("kind IN ('first_reply', 'update', 'solve')", name=op.f("ck_clocks_kind")),
        sa.CheckConstraint("(paused_at IS NULL) = (due_at IS NOT NULL)", name=op.f("ck_clocks_paused_has_no_due")),
        sa.CheckConstraint("(paused_at IS NULL) = (pause_reason IS NULL)", name=op.f("ck_clocks_paused_has_reason")),
        sa.CheckConstraint("warned IN (0, 50, 80, 100)", name=op.f("ck_clocks_warned")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_clocks_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clocks")),
    )
    op.create_index(op.f("ix_clocks_case_id"), "clocks", ["case_id"], unique=False)
    op.create_index(
        "ix_clocks_due",
        "clocks",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("stopped_at IS NULL"),
        postgresql_where=sa.text("stopped_at IS NULL"),
    )
    op.create_index("ix_clocks_stopped", "clocks", ["kind", "stopped_at"], unique=False)
    op.create_index(
        "uq_clocks_running",
        "clocks",
        ["case_id", "kind"],
        unique=True,
        sqlite_where=sa.text("stopped_at IS NULL"),
        postgresql_where=sa.text("stopped_at IS NULL"),
    )
    op.create_table(
        "wall_openings",
        sa.Column("id", BIG, nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("case_id", BIG, nullable=True),
        sa.Column("asked_by", BIG, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=255), nullable=False),
        sa.Column("decided_by", BIG, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(status = 'open') <= (expires_at IS NOT NULL)", name=op.f("ck_wall_openings_open_has_end")),
        sa.CheckConstraint("status IN ('asked', 'open', 'refused', 'over')", name=op.f("ck_wall_openings_status")),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> asked_by", name=op.f("ck_wall_openings_second_person")),
        sa.ForeignKeyConstraint(["asked_by"], ["staff.id"], name=op.f("fk_wall_openings_asked_by_staff")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_wall_openings_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_wall_openings_conversation_id_conversations")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["staff.id"], name=op.f("fk_wall_openings_decided_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wall_openings")),
    )
    op.create_index(op.f("ix_wall_openings_asked_at"), "wall_openings", ["asked_at"], unique=False)
    op.create_index(op.f("ix_wall_openings_conversation_id"), "wall_openings", ["conversation_id"], unique=False)
    op.create_table(
        "case_papers",
        sa.Column("id", BIG, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("status", sa.String(length=255), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("attachment_id", sa.String(length=32), nullable=True),
        sa.Column("checked_by", BIG, nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("status <> 'redo' OR reason IS NOT NULL", name=op.f("ck_case_papers_redo_has_reason")),
        sa.CheckConstraint("status IN ('asked', 'received', 'ok', 'redo')", name=op.f("ck_case_papers_status")),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachments.id"], name=op.f("fk_case_papers_attachment_id_attachments")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_papers_case_id_cases")),
        sa.ForeignKeyConstraint(["checked_by"], ["staff.id"], name=op.f("fk_case_papers_checked_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_papers")),
        sa.UniqueConstraint("case_id", "name", name=op.f("uq_case_papers_case_id_name")),
    )
    op.create_index(op.f("ix_case_papers_case_id"), "case_papers", ["case_id"], unique=False)
