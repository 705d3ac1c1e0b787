"""The pictures of the README and of the staff handbook: `python -m tests.screenshots [--roles] [folder]`.

The folder is docs/images unless told; pictures of the handbook go into its `handbook`. Starts the whole assistant, lets
invented people use it through the public chat API, the page and the console, and photographs what they see. Needs Chromium
and the Rasa environment. `--roles` makes only the pictures of the handbook, from the stories in tests/roles: Chromium is enough.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

import httpx
from playwright.async_api import Browser, Page, expect

from tests import stack as stacks
from tests.browser.people import PHONE, StaffAtConsole, WorkerAtPage, browsing, chromium
from tests.roles.camera import Camera
from tests.roles.stage import opened as role_desk
from tests.roles.stories import STORIES
from tests.worker import Worker

FOLDER = stacks.ROOT / "docs" / "images"
LARGEST_BYTES = 200 * 1024
# A pay slip as somebody would photograph it; every name and figure is invented.
PAY_SLIP = """<meta charset="utf-8"><style>body{font:15px "Noto Sans CJK SC",sans-serif;margin:0;padding:24px;width:432px}
h3{text-align:center;margin:0 0 14px}table{border-collapse:collapse;width:100%}td{border:1px solid #555;padding:7px 10px}</style>
<h3>工资条（示例） 10 月</h3><table><tr><td>姓名</td><td>刘建军</td></tr><tr><td>岗位</td><td>装配工</td></tr>
<tr><td>应发</td><td>3,260.00</td></tr><tr><td>医药代扣</td><td>412.00</td></tr><tr><td>实发</td><td>2,848.00</td></tr></table>"""

LAWYER = {
    "matter": "工伤", "account": "在厂里压伤了右手，老板让我签五千块的私了协议", "county": "岐山县",
    "lawyer_kind": "公职律师", "way": "打电话", "slot": "1", "name": "我叫陈志强", "phone": "13800001234",
}  # fmt: skip
HARDSHIP = {
    "county": "陈仓区", "in_baoji": "是", "situation": "1", "family_size": "四口人", "public_relief": "3",
    "account": "媳妇住院三个月，娃还在念高中，家里就我一个人挣钱", "id_number": "61032619850315001X",
    "name": "刘建军", "phone": "13800005678",
}  # fmt: skip


async def fill(worker: Worker, first: str, answers: dict[str, str]) -> str:
    """Begin with `first` and answer what is asked until the case has a number. Returns it.

    Raises RuntimeError with what was last heard when the talk takes another way.
    """
    await worker.say(first)
    for _ in range(2 * len(answers) + 4):
        if number := worker.number_heard():
            return number
        titles = " ".join(button["title"] for button in worker.buttons)
        if "确认提交" in titles:
            await worker.press("确认提交")
        elif "同意，接着办" in titles:
            await worker.press("同意，接着办")
        elif worker.state["field"] in answers:
            await worker.say(answers[worker.state["field"]])
        else:
            break
    raise RuntimeError(f"no case after {first!r}; last heard: {worker.heard}")


async def send_file(worker: Worker, name: str, content: bytes, text: str) -> None:
    answer = await worker.http.post(
        f"{worker.base}/api/conversations/{worker.conversation_id}/attachments",
        files={"file": (name, content)}, headers=worker.headers,
    )  # fmt: skip
    answer.raise_for_status()
    await worker.send(text=text, attachment_ids=[answer.json()["id"]])


async def photograph(page: Page, folder: Path, name: str) -> None:
    """Raises RuntimeError when the picture is too heavy for a README."""
    await page.evaluate("document.activeElement && document.activeElement.blur()")
    await page.mouse.move(0, 0)
    await page.wait_for_timeout(500)
    path = folder / f"{name}.png"
    await page.screenshot(path=path)
    size = path.stat().st_size
    print(f"{path}  {size // 1024} KB", flush=True)
    if size > LARGEST_BYTES:
        raise RuntimeError(f"{path} is larger than {LARGEST_BYTES // 1024} KB")


async def page_pictures(browser: Browser, web: str, folder: Path) -> None:
    """What a worker sees: the first screen, an answer with its law, a booking."""
    worker = await WorkerAtPage.arrive(browser, web)
    await photograph(worker.page, folder, "web-start")
    await worker.say("老板拖着三个月工资不给咋办")
    await worker.page.locator(".basis summary").last.evaluate("e => e.scrollIntoView({block: 'center'})")
    await photograph(worker.page, folder, "web-policy")
    await worker.leave()

    worker = await WorkerAtPage.arrive(browser, web)
    said = await worker.say("约律师")
    answers = {
        "加密保存": "同意，接着办", "哪一类事": "拖欠", "三种律师": "都可以", "怎么跟律师说": "打电话", "哪个时间": "示例律师",
        "您看对不对": "确认提交",
    }  # fmt: skip
    typed = {
        "咋回事": "在工地干了四个月，一分钱没给",
        "哪个县区": "金台区",
        "请说姓名": "王建设",
        "手机号": "13800001234",
    }
    for _ in range(14):
        if "约好了" in said:
            break
        if tap := next((row for mark, row in answers.items() if mark in said), None):
            said = await worker.tap(tap)
        else:
            said = await worker.say(next(words for mark, words in typed.items() if mark in said))
    await worker.page.locator("#scroll").evaluate("e => (e.scrollTop = e.scrollHeight)")
    await photograph(worker.page, folder, "web-booking")
    await worker.leave()

    worker = await WorkerAtPage.arrive(browser, web)
    await worker.say("我干了三年零五个月 一个月四千五 老板突然不要我了 能赔多少")
    await photograph(worker.page, folder, "web-sum")
    await worker.leave()


async def console_pictures(browser: Browser, stack: stacks.Stack, folder: Path, http: httpx.AsyncClient) -> None:
    """What staff see: the inbox with a chat open, a case, the list of cases, the inbox on a phone."""

    async def person() -> Worker:
        return await Worker(http, stack.web).arrive()

    injured, poor, angry, lost, desperate = [await person() for _ in range(5)]
    await fill(injured, "我要约律师", LAWYER)
    await injured.say("人工")
    await injured.say("老板催我今天就签，能签不？")
    hardship = await fill(poor, "我想申请困难帮扶", HARDSHIP)
    paper = await browser.new_page(viewport={"width": 480, "height": 300})
    await paper.set_content(PAY_SLIP)
    await send_file(poor, "10月工资条.png", await paper.screenshot(), "这是上个月的工资条")
    await paper.close()
    await angry.say("打了三回电话都没人管 我要投诉")
    if angry.state["owner"] == "bot":
        await angry.say("人工")
    await poor.say("人工")
    await lost.say("转人工")
    await lost.say("厂里让我写自愿放弃社保的条子，不写就不叫上班")

    colleague = await StaffAtConsole.log_in(browser, stack.console, "admin")
    await colleague.open("刘建军")
    await colleague.take_over()
    await colleague.leave()

    officer = await StaffAtConsole.log_in(browser, stack.console, "zhiban")
    await officer.open("陈志强")
    await officer.take_over()
    await officer.reply("陈师傅您好，我是值班的小张。协议先别签，签了再反悔很难。您受伤那天有工友在跟前吗？")
    await injured.say("上礼拜三，我师傅在跟前看着哩")
    await desperate.say("活着没意思，我不想活了")
    await expect(officer.waiting().first).to_contain_text("危险")
    await expect(officer.page.locator(".chat-scroll")).to_contain_text("我师傅在跟前看着哩")
    await expect(officer.page.locator(".q-notification")).to_have_count(0, timeout=15_000)
    await photograph(officer.page, folder, "console-inbox")

    await officer.page.goto(f"{stack.console}/cases/{hardship}")
    await officer.page.get_by_label("改为").click()
    await officer.page.get_by_role("option", name="待补材料").click()
    await officer.page.get_by_label("给职工的说明").fill("请再拍一张住院的诊断证明，手机拍清楚就行。")
    await expect(officer.page.locator(".preview-text")).to_contain_text("诊断证明")
    await photograph(officer.page, folder, "console-case")
    await officer.page.goto(f"{stack.console}/cases")
    await expect(officer.page.locator(".table-row").first).to_be_visible()
    await photograph(officer.page, folder, "console-cases")
    await officer.leave()

    editor = await StaffAtConsole.log_in(browser, stack.console, "zhishi")
    await editor.page.goto(f"{stack.console}/knowledge/cards/wage_arrears")
    await editor.page.wait_for_load_state("networkidle")
    await photograph(editor.page, folder, "console-card")
    await editor.leave()

    out_and_about = await StaffAtConsole.log_in(browser, stack.console, "zhiban", screen=PHONE, phone=True)
    await expect(out_and_about.waiting().first).to_contain_text("危险")
    await photograph(out_and_about.page, folder, "console-phone")
    await out_and_about.leave()


async def role_pictures(folder: Path) -> None:
    """Every role goes through its day; the tests run the same stories without a camera."""
    for story in STORIES.values():
        async with role_desk() as desk:  # a desk each, so that no picture shows what another story left behind
            await story(desk, Camera(folder))


async def main(folder: Path, *, only_roles: bool = False) -> int:
    handbook = folder / "handbook"
    handbook.mkdir(parents=True, exist_ok=True)
    if only_roles:
        if chromium() is None:
            print("cannot take pictures: Chromium is not installed (set TEST_CHROMIUM)", file=sys.stderr)
            return 2
        await role_pictures(handbook)
        return 0
    why = stacks.missing() or (None if chromium() else "Chromium is not installed (set TEST_CHROMIUM)")
    if why is not None:
        print(f"cannot take pictures: {why}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as place:
        async with (
            stacks.running(Path(place), console=True) as stack,
            browsing() as browser,
            httpx.AsyncClient(timeout=30, trust_env=False) as http,
        ):
            await page_pictures(browser, stack.web, folder)
            await console_pictures(browser, stack, folder, http)
    await role_pictures(handbook)
    return 0


if __name__ == "__main__":
    paths = [argument for argument in sys.argv[1:] if argument != "--roles"]
    sys.exit(asyncio.run(main(Path(paths[0]) if paths else FOLDER, only_roles="--roles" in sys.argv)))
