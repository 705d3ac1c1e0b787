"""评价与意见: a rating, words, and a case so that somebody looks at it."""

from __future__ import annotations

import re

from actions.context import TurnContext
from actions.fields.message import bare, plain
from actions.fields.numerals import read_whole
from actions.flows.base import Flow
from actions.state import FormRun
from actions.turn import Reply
from cases import casefile, feedback
from cases.chats import rating

_STARS = re.compile(r"(?:打|给|评)(?:你们|您们?|个|他|她)*([1-5一二三四五])(?:分|颗?星)")
_OPINION_FROM = 12  # characters
_ONLY_WISH = re.compile(
    r"(?:[我额俺咱想要给对向你您们的有个点下一条把得能不可以吗呢啊吧,，。.!！ ]"
    r"|工会|服务|办事|评价|打分|投诉|提|意见|建议|反映|表扬|夸|说说|反馈)+"
)


class GiveFeedback(Flow):
    id = "feedback"
    confirms = False
    reads_request = False

    async def begin(self, ctx: TurnContext, run: FormRun) -> list[Reply] | None:
        stars = _STARS.search(plain(ctx.message.text))
        if stars is not None:  # 打个一分 太啰嗦了
            mark = str(read_whole(stars[1]))
            run.put("rating", mark, self.form(run).fields[0].options[mark])
        # A sentence that already is the opinion is not asked for again; “我要给你们的服务评价一下” is none.
        if len(ctx.message.text) >= _OPINION_FROM and not _ONLY_WISH.fullmatch(bare(plain(ctx.message.text))):
            text = ctx.message.text.strip()[:2000]
            run.put("opinion", text, text)
        return None

    async def finish(self, ctx: TurnContext, run: FormRun) -> list[Reply] | None:
        values = run.values()
        service = str(
            (run.wish or {}).get("service") or ""
        )  # a low rating of this service: only its words were asked for
        if service and not values.get("opinion"):
            return [Reply(ctx.say("rate.no_words"), (ctx.button("menu", "menu"),))]
        case, new = await casefile.open_case(
            ctx.session,
            actor=ctx.worker,
            kind=self.id,
            person_id=ctx.person_id,
            conversation_id=ctx.snapshot.id,
            fields=self.case_fields(run),
            now=ctx.now,
            county=ctx.snapshot.county,
            run=run.id,
        )
        if new and service:
            await rating.say_why(ctx.session, service, str(values["opinion"]), actor=ctx.worker)
        elif new:
            await feedback.rate(
                ctx.session,
                conversation_id=ctx.snapshot.id,
                person_id=ctx.person_id,
                rating=int(values["rating"]) if values.get("rating") else None,
                text=values.get("opinion"),
                case_id=case.id,
                now=ctx.now,
            )
        ctx.trace.case_number = case.number
        return [Reply(ctx.say("feedback.done", number=case.number), (ctx.button("menu", "menu"),))]
