"""The wording of the law, as it stands: an article asked for by name, the articles of a card, and – where no card fits –
what the law says nearby. Nothing here is put into other words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from actions.context import TurnContext
from actions.turn import Button, Reply
from knowledge.cards import Card
from knowledge.passages import Named, PassageIndex, cut
from knowledge.statutes import IN_FORCE, Article

LONGEST = 600  # characters of one article
LONGEST_TOGETHER = 1_500  # of the articles in one reply; the others become buttons
NEARBY = 2
# What is left of a sentence that asks for nothing but the wording: 劳动合同法第82条（是啥、咋说的、帮我看看原文）.
# The repetition gives nothing back (*+): a crafted sentence must not cost more than a plain one.
_ONLY_WORDING = re.compile(
    r"(?:请问|请|麻烦|能不能|能|可以|不|些|这|你好|您好|那个|那|帮我|给我|我|你们|你|您|想|要|知道|了解|看|查|找|问|发|念|读|一下|下|的|是|都|到底|究竟|具体|里面|里头|里|上面|"
    r"上|啥|什么|怎么|咋个|咋样|咋|如何|哪些|有|说|写|讲|规定|内容|意思|原文|全文|原话|法条|条文|条款|法律|来|呢|吗|么|嘛|呀|啊|哈|吧|了|咧|"
    r"和|与|跟|还有|以及|[？?。.!！,，、:：;；~])*+"
)


def asks_wording(index: PassageIndex, text: str) -> Named | None:
    """The articles a sentence names, when it asks for their wording and for no more; else None."""
    named = index.named(text)
    if not (named.articles or named.missing) or not _ONLY_WORDING.fullmatch(named.rest):
        return None
    return named


def asked(ctx: TurnContext, text: str) -> list[Reply] | None:
    """The wording a sentence asks for; None lets the sentence go its way."""
    named = asks_wording(ctx.services.passages, text)
    if named is None:
        return None
    ctx.trace.kind, ctx.trace.card_id = "policy", None
    said = _quotes(ctx, named.articles)
    if named.missing:
        said = [*said, ctx.say("law.missing", names="、".join(named.missing))]
    return [Reply("\n\n".join(said), _closing(ctx))]


def of_card(ctx: TurnContext, card: Card) -> Reply:
    """The articles a card rests on: as many as one reply bears, the others as buttons."""
    ctx.trace.kind, ctx.trace.card_id = "policy", None
    said: list[str] = []
    more: list[Button] = []
    for article in _articles(ctx, card):
        wording = quote(ctx, article)
        if said and sum(map(len, said)) + len(wording) > LONGEST_TOGETHER:
            more.append(Button(str(article), f"law:{article.law}:{article.number}"))
        else:
            said.append(wording)
    if not said:
        said = [ctx.say("law.whole", names="、".join(map(str, card.citations)))]
    back = () if ctx.state.run is not None else (ctx.button("back_to_card", f"card:{card.id}", title=card.title),)
    return Reply("\n\n".join(said), (*more, *back, *_closing(ctx)))


def one(ctx: TurnContext, law: str, number: str) -> Reply | None:
    """The article of a button; None when there is no such article (any more)."""
    article = ctx.services.passages.find(law, number)
    if article is None:
        return None
    ctx.trace.kind, ctx.trace.card_id = "policy", None
    return Reply(quote(ctx, article), _closing(ctx))


def nearby(ctx: TurnContext, text: str) -> list[Reply]:
    """No reviewed answer: the articles the sentence names, or those plainly about it, with a word of caution; often
    nothing."""
    index = ctx.services.passages
    found = index.named(text).articles[:NEARBY]
    found = found or tuple(article for article, _ in index.search(text, today=ctx.today, k=NEARBY))
    if not found:
        return []
    ctx.trace.kind, ctx.trace.card_id = "policy", None
    said = "\n\n".join([ctx.say("policy.none_law"), *_quotes(ctx, found)])
    return [Reply(said, (ctx.button("human", "human"), ctx.button("legal", "start:legal_consultation")))]


def has_wording(ctx: TurnContext, card: Card) -> bool:
    return next(iter(_articles(ctx, card)), None) is not None


def quote(ctx: TurnContext, article: Article) -> str:
    """《law》第X条, its wording, which text of the law it is, and what to mind about it."""
    wording, shortened = cut(article.text, LONGEST)
    if shortened:
        wording += ctx.say("law.longer")
    statute = ctx.services.passages.statutes.by_name[article.law]
    lines = [ctx.say("law.quote", article=article, text=wording), ctx.say("law.version", version=_day(statute.version))]
    if statute.effective is not None and statute.effective > ctx.today:
        lines.append(ctx.say("law.not_yet", effective=_day(statute.effective)))
    if statute.status != IN_FORCE:
        lines.append(ctx.say("law.status", status=statute.status))
    return "\n".join(lines)


def _articles(ctx: TurnContext, card: Card) -> Iterable[Article]:
    for citation in card.citations:
        article = ctx.services.passages.find(citation.law, citation.article)
        if article is not None:
            yield article


def _quotes(ctx: TurnContext, articles: Iterable[Article]) -> list[str]:
    return [quote(ctx, article) for article in articles]


def _closing(ctx: TurnContext) -> tuple[Button, ...]:
    return () if ctx.state.run is not None else (ctx.button("human", "human"),)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
