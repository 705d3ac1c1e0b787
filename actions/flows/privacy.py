"""查看、导出、删除我的信息."""

from __future__ import annotations

from actions.context import TurnContext
from actions.flows.base import Flow
from actions.state import DialogueState, FormRun
from actions.turn import Button, Reply
from cases import casefile, links, privacy
from cases.messages import Outgoing
from knowledge.forms import FieldSpec, FormSpec, When

ERASE_WORDS = ("删", "注销", "清除", "抹掉", "不要留", "忘掉")
EXPORT_WORDS = ("导出", "下载", "拿走", "带走", "拷", "备份")
SEE_WORDS = ("查看", "看看", "看一下", "看下", "记了", "记着", "存了", "有哪些", "有啥", "都有什么")


class Privacy(Flow):
    id = "privacy"
    confirms = False

    def form(self, run: FormRun) -> FormSpec:
        t = self.services.texts
        return FormSpec(
            self.id,
            self.services.taxonomy.flows[self.id],
            (
                FieldSpec(
                    key="action",
                    type="choice",
                    label="要办的",
                    ask=t("privacy.action"),
                    options={
                        "see": t("privacy.see.button"),
                        "export": t("privacy.export.button"),
                        "erase": t("privacy.erase.button"),
                    },
                ),
                FieldSpec(
                    key="sure",
                    type="choice",
                    label="确认",
                    ask=t("privacy.erase.ask"),
                    options={"yes": t("label.erase"), "no": t("label.keep")},
                    when=When("action", "erase"),
                ),
            ),
        )

    async def begin(self, ctx: TurnContext, run: FormRun) -> list[Reply] | None:
        for action, words in (("erase", ERASE_WORDS), ("export", EXPORT_WORDS), ("see", SEE_WORDS)):
            if any(word in ctx.message.text for word in words):
                run.put("action", action, ctx.say(f"privacy.{action}.button"))
                break
        return None

    async def finish(self, ctx: TurnContext, run: FormRun) -> list[Reply] | None:
        action = run.values()["action"]
        if action == "see":
            return [await self._see(ctx)]
        if action == "export":
            return [await self._export(ctx)]
        if run.values().get("sure") != "yes":
            return [Reply(ctx.say("privacy.kept"), (ctx.button("menu", "menu"),))]
        case, _ = await casefile.open_case(
            ctx.session,
            actor=ctx.worker,
            kind=self.id,
            person_id=ctx.person_id,
            conversation_id=ctx.snapshot.id,
            fields={},
            now=ctx.now,
            run=run.id,
        )
        await casefile.change_status(ctx.session, case, actor=ctx.worker, status="done", now=ctx.now)
        await privacy.erase(ctx.session, ctx.person_id, now=ctx.now)
        ctx.state, ctx.owner = DialogueState(greeted=True), "bot"
        ctx.trace.case_number = case.number
        return [Reply(ctx.say("privacy.erase.done"))]

    async def _see(self, ctx: TurnContext) -> Reply:
        held = await privacy.export(ctx.session, ctx.person_id)
        labels = {"name": "姓名", "phone": "电话", "id_number": "身份证号", "county": "县区"}
        lines = [
            ctx.say("privacy.item", label=labels[key], value=self._shown(key, value))
            for key, value in held["person"].items()
            if value
        ]
        text = ctx.say(
            "privacy.see",
            items="\n".join(lines) or ctx.say("privacy.none"),
            cases=len(held["cases"]),
            messages=sum(
                bool(message["text"]) for message in held["messages"]
            ),  # after an erasure only empty rows stand
        )
        run_buttons = (
            Button(ctx.say("privacy.export.button"), "start:privacy:export"),
            Button(ctx.say("privacy.erase.button"), "start:privacy:erase"),
        )
        return Reply(text, run_buttons)

    def _shown(self, key: str, value: str) -> str:
        if key == "county":
            return self.services.taxonomy.counties.get(value, value)
        if key in ("phone", "id_number") and len(value) > 7:
            return f"{value[:3]}****{value[-4:]}"  # the chat may be read over a shoulder; the export has it whole
        return value

    async def _export(self, ctx: TurnContext) -> Reply:
        if ctx.private:
            return Reply(ctx.say("privacy.export.web"), (ctx.button("menu", "menu"),))
        opening = Outgoing(text=ctx.say("privacy.export.web"))
        token = await links.make(
            ctx.session, conversation_id=ctx.snapshot.id, state={"greeted": True}, opening=opening, now=ctx.now
        )
        return Reply(ctx.say("privacy.export", link=f"{ctx.services.public_url}/#link={token}"))
