"""What staff say a question means, for the language model to learn."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("unanswered_questions", sa.Column("label", sa.String(length=255), nullable=True))


def downgrade() -> None:
    op.drop_column("unanswered_questions", "label")
