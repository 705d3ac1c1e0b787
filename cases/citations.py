"""Which answers rested on which article: so that a change of the law leads to the people who were told the old one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.access import sees_conversation
from cases.actors import Actor
from cases.messages import Outgoing
from cases.models import AnswerCitation, Conversation, Message

# A paragraph or number behind the article is cut off: laws change by articles.
_ARTICLE = re.compile(r"《[^》]{1,120}》(?:第[〇零一二三四五六七八九十百千\d]+条(?:之[一二三四五六七八九十]+)?)?")


@dataclass(frozen=True, slots=True)
class Resting:
    """How many answers rested on an article, and the latest chats with such an answer that this colleague may open."""

    count: int
    latest: tuple[tuple[str, datetime], ...]


async def record(session: AsyncSession, said: Sequence[tuple[int, Outgoing]], *, now: datetime) -> None:
    """Note the articles that these answers (message id, what was said) name."""
    rows = [
        {"message_id": message_id, "citation": citation, "at": now}
        for message_id, outgoing in said
        if outgoing.card is not None
        for citation in sorted(_articles(outgoing.card.get("citations")))
    ]
    if rows:
        await session.execute(insert(AnswerCitation.metadata.tables["answer_citations"]), rows)


def _articles(citations: object) -> set[str]:
    if not isinstance(citations, list):
        return set()
    return {found[0] for citation in citations if (found := _ARTICLE.match(str(citation)))}


async def answers_resting_on(
    session: AsyncSession, citations: Sequence[str], *, actor: Actor, since: datetime, limit: int = 5
) -> Resting:
    """Answers given after `since` that rested on one of these articles (`《劳动合同法》第八十二条`)."""
    cited = AnswerCitation.citation.in_(citations), AnswerCitation.at >= since
    count = await session.execute(select(func.count(func.distinct(AnswerCitation.message_id))).where(*cited))
    last = (
        select(Message.conversation_id, func.max(AnswerCitation.at).label("at"))
        .join(Message, Message.id == AnswerCitation.message_id)
        .where(*cited)
        .group_by(Message.conversation_id)
        .subquery()
    )
    # More than are shown are read: some may not be this colleague's to open.
    rows = await session.execute(
        select(Conversation, last.c.at)
        .join(last, last.c.conversation_id == Conversation.id)
        .order_by(last.c.at.desc(), Conversation.id)
        .limit(limit * 10)
    )
    seen = [(chat.id, at) for chat, at in rows if sees_conversation(actor, chat)]
    return Resting(int(count.scalar_one()), tuple(seen[:limit]))
