"""A program officer: one application from its papers to the money, the same one sent twice, the list as a table, and a program
that asks one question more."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from playwright.async_api import Page, expect
from sqlalchemy import select

from cases import attachments, casefile, people, programs
from cases.actors import Actor
from cases.casework import receiving
from cases.models import Attachment, CaseMerge, CasePaper, ProgramVersion
from tests.console.world import Chat
from tests.roles.camera import Camera
from tests.roles.stage import Desk

IDENTITY, HARDSHIP = "身份证、户口本", "说明难处的材料"
TOO_DARK = "照片太暗，号码看不清。白天靠窗再拍一张就行。"
REASON = "同一个手机号，职工在电话里说是怕没报上又报了一回。"
VISITED = "11 月 26 日到家看过：四口人，一人挣钱，住院票据属实。"
STEPS: Sequence[tuple[str, str, str]] = (
    # 改为, what is written, what the case is then
    ("已入户核实", VISITED, "visited"),
    ("审核通过", "", "approved"),
    ("公示中", "公示时不露身份证号和电话。", "public_notice"),
    ("已发放", "没收到就在这里说一声，我们去查。", "paid"),
)
LECTURE = "public_lecture"
PAPER = """<meta charset="utf-8"><style>body{{font:26px "Noto Sans CJK SC",sans-serif;margin:0;padding:22px;width:436px;
height:256px;color:#222;background:{ground}}}h3{{text-align:center;margin:0 0 14px;font-size:38px}}p{{margin:6px 0}}</style>
<h3>{title}</h3><p>（示例）</p>{lines}"""
BRIGHT, DARK = "#f3efe2", "#3b3833"


async def story(desk: Desk, camera: Camera) -> None:
    await _prepare(desk)
    ma = await desk.at_work("maxiang", "/cases")
    await _papers_one_by_one(desk, camera, ma)
    await _merges_and_takes_it_back(desk, camera, ma)
    await _to_the_money(desk, camera, ma)
    await _takes_the_list_away(desk, camera, ma)
    await _changes_a_program(desk, camera, ma)
    await _on_the_phone(desk, camera)
    await ma.context.close()


async def _prepare(desk: Desk) -> None:
    """Both chats of 孙大勇 gave the phone that stands in the forms; the certificate he sent can be looked at."""
    certificate = await _photo(desk, "诊断证明", "住院 三个月")
    async with desk.world.database.transaction() as session:
        for number in (desk.day.cases["hardship"], desk.day.cases["hardship_twice"]):
            case = await casefile.by_number(session, number, actor=Actor.system())
            keyring = desk.world.database.keyring
            await people.learn(session, case.person_id, keyring, name="孙大勇", phone="13800005678")
        sent = select(Attachment).where(Attachment.conversation_id == desk.day.chats["poor"].id)
        file = (await session.execute(sent)).scalars().one()
        file.content, file.size, file.media_type = certificate, len(certificate), "image/jpeg"


async def _photo(desk: Desk, title: str, *lines: str, ground: str = BRIGHT) -> bytes:
    """A paper as somebody would photograph it; everything on it is invented."""
    page = await desk.browser.new_page(viewport={"width": 480, "height": 300})
    written = "".join(f"<p>{line}</p>" for line in lines)
    await page.set_content(PAPER.format(title=title, lines=written, ground=ground))
    content = await page.screenshot(type="jpeg", quality=70)
    await page.close()
    return content


async def _sends(desk: Desk, chat: Chat, name: str, content: bytes) -> str:
    """The worker sends a photo: id of the file."""
    async with desk.world.database.transaction() as session:
        file_id = await attachments.keep(
            session, conversation_id=chat.id, name=name, content=content, now=desk.world.now
        )
    await desk.world.says(chat, "", files=[file_id])
    return file_id


async def _receives(desk: Desk, number: str, file_id: str) -> None:
    """What the assistant does with a file sent while papers are asked for."""
    async with desk.world.database.transaction() as session:
        case = await casefile.locked(session, number, actor=Actor.system())
        await receiving.receive_files(session, case, [file_id], now=desk.world.now)


async def _papers(desk: Desk, number: str) -> dict[str, CasePaper]:
    case = await desk.case(number)
    rows = await desk.rows(select(CasePaper).where(CasePaper.case_id == case.id).order_by(CasePaper.id))
    return {row.name: row for row in rows}


async def _papers_one_by_one(desk: Desk, camera: Camera, ma: Page) -> None:
    """The certificate is in order. The identity card is too dark: only that one is asked for again, with the reason."""
    number, chat = desk.day.cases["hardship"], desk.day.chats["poor"]
    dark = await _sends(desk, chat, "户口本.jpg", await _photo(desk, "户口本", "户主 孙大勇", ground=DARK))
    await _receives(desk, number, dark)
    await desk.open(ma, f"/cases/{number}")
    await expect(ma.get_by_text("0 / 2 样合格")).to_be_visible()
    await ma.get_by_role("button", name="我来办").click()
    await expect(ma.get_by_text("经办：马项目员")).to_be_visible()
    for file, paper in (("诊断证明.png", HARDSHIP), ("户口本.jpg", IDENTITY)):
        await ma.locator(".loose", has_text=file).get_by_role("button", name="归类").click()
        dialog = ma.get_by_role("dialog")
        await dialog.get_by_label("归到哪一样").click()
        await ma.get_by_role("option", name=re.compile(paper)).click()
        await dialog.get_by_role("button", name="保存").click()
        await expect(ma.locator(".paper", has_text=paper)).to_contain_text("待核对")
        await expect(dialog).to_have_count(0)
    await ma.get_by_role("button", name=re.compile(f"^合格：{HARDSHIP}")).click()
    await expect(ma.get_by_text("1 / 2 样合格")).to_be_visible()
    await ma.get_by_role("button", name=f"请职工重发：{IDENTITY}").click()
    dialog = ma.get_by_role("dialog")
    await dialog.get_by_label("为什么要重发（职工会看到）").fill(TOO_DARK)
    await expect(dialog.locator(".preview-text")).to_contain_text("别的材料不用再发")
    await camera.take(ma, "program_officer-1-papers")
    await dialog.get_by_role("button", name="发给职工").click()
    await desk.hears(chat, TOO_DARK)
    await expect(ma.locator(".paper", has_text=IDENTITY)).to_contain_text("已请重发")

    # The worker sends it again: it lands at that paper by itself.
    again = await _sends(desk, chat, "户口本2.jpg", await _photo(desk, "户口本", "户主 孙大勇", "家庭人口 4 人"))
    await _receives(desk, number, again)
    paper = (await _papers(desk, number))[IDENTITY]
    assert (paper.status, paper.attachment_id) == ("received", again)
    await ma.reload()
    await expect(ma.locator(".paper", has_text=IDENTITY)).to_contain_text("户口本2.jpg")
    await ma.get_by_role("button", name=f"合格：{IDENTITY}").click()
    await expect(ma.get_by_text("2 / 2 样合格")).to_be_visible()
    assert {paper.status for paper in (await _papers(desk, number)).values()} == {"ok"}
    assert await desk.world.case_status(number) == "accepted"


async def _merges_and_takes_it_back(desk: Desk, camera: Camera, ma: Page) -> None:
    """孙大勇 applied twice, from two devices. The preview says what will happen; for seven days it can be taken back."""
    kept, twice = desk.day.cases["hardship"], desk.day.cases["hardship_twice"]
    other = (await desk.case(twice)).conversation_id
    await desk.open(ma, f"/cases/{kept}")
    row = ma.locator(".relation-row", has_text=twice)
    await expect(row).to_contain_text("可能是重复提交")
    await row.get_by_role("button", name="合并").click()
    dialog = ma.get_by_role("dialog")
    await expect(dialog).to_contain_text(f"{twice} 会并入 {kept}，然后了结。7 天内可以撤销。")
    await expect(dialog.locator(".preview-text")).not_to_contain_text(kept)  # another device learns no number from us
    await dialog.get_by_role("button", name="合并并告诉职工").click()
    await expect(ma.get_by_text("请写明为什么是同一件事")).to_be_visible()
    await dialog.get_by_label("为什么是同一件事").fill(REASON)
    await camera.take(ma, "program_officer-2-merge")
    await dialog.get_by_role("button", name="合并并告诉职工").click()
    await expect(ma.locator(".relation-row", has_text="并进来的案件")).to_contain_text(twice)
    assert await desk.world.case_status(twice) == "cancelled"
    [merge] = await desk.rows(select(CaseMerge).where(CaseMerge.merged_id == (await desk.case(twice)).id))
    assert merge.undone_at is None and merge.by == (await desk.actor("maxiang")).id
    assert len([said for said in await desk.said_about(twice) if "并到一起办" in said]) == 1

    await ma.locator(".relation-row", has_text=twice).get_by_role("button", name="撤销合并").click()
    await expect(ma.get_by_role("dialog")).to_contain_text("会恢复到合并前的状态")
    await ma.get_by_role("dialog").get_by_role("button", name="撤销合并").click()
    await expect(ma.locator(".relation-row", has_text=twice)).to_contain_text("可能是重复提交")
    again = await desk.case(twice)
    assert (again.status, again.merged_into, again.conversation_id) == ("submitted", None, other)
    assert any("还是单独办" in said for said in await desk.said_about(twice))


async def _to_the_money(desk: Desk, camera: Camera, ma: Page) -> None:
    """Step by step along the way of aid; what is not the next step is not offered."""
    number, chat = desk.day.cases["hardship"], desk.day.chats["poor"]
    await desk.open(ma, f"/cases/{number}")
    panel = ma.locator(".decide", has_text="更新进展")
    await panel.get_by_label("改为").click()
    await expect(ma.get_by_role("option", name="已入户核实")).to_be_visible()
    await expect(ma.get_by_role("option", name="已发放")).to_have_count(0)
    await ma.keyboard.press("Escape")
    for name, words, status in STEPS:
        await panel.get_by_label("改为").click()
        await ma.get_by_role("option", name=name).click()
        await panel.get_by_label("给职工的说明").fill(words)
        await expect(panel.locator(".preview-text")).to_contain_text(words or number)
        if status == "public_notice":
            await panel.scroll_into_view_if_needed()
            await camera.take(ma, "program_officer-3-step")
        await panel.get_by_role("button", name="保存并通知").click()
        await expect(ma.locator(".case-name .chip").first).to_have_text(name)
        assert await desk.world.case_status(number) == status
        await desk.hears(chat, words or "审核通过了")
    steps = [e for e in await desk.world.case_events(number) if e == "status"]
    assert len(steps) >= len(STEPS)


async def _takes_the_list_away(desk: Desk, camera: Camera, ma: Page) -> None:
    await desk.open(ma, "/cases?program=hardship_assistance")
    await expect(ma.locator(".table-row")).to_have_count(2)
    await camera.take(ma, "program_officer-4-list")
    async with ma.expect_download() as download:
        await ma.get_by_role("link", name="导出 Excel").click()
    file = await download.value
    assert file.suggested_filename.endswith(".xlsx")
    content = BytesIO(await asyncio.to_thread(Path(await file.path()).read_bytes))
    head, *rows = load_workbook(content).worksheets[0].iter_rows(values_only=True)
    listed = {str(row[0]): dict(zip(head, row, strict=True)) for row in rows}
    assert set(listed) == {desk.day.cases["hardship"], desk.day.cases["hardship_twice"]}
    row = listed[desk.day.cases["hardship"]]
    assert (row["状态"], row["县区"], row["经办"]) == ("已发放", "渭滨区", "马项目员")
    everything = " ".join(str(cell) for found in rows for cell in found)
    assert "13800005678" not in everything and "61032619850315001X" not in everything
    assert len(await desk.logged("maxiang", "cases.exported")) == 1


async def _changes_a_program(desk: Desk, camera: Camera, ma: Page) -> None:
    """More places and a question reworded: first on the phone beside it, then for everybody."""
    async with desk.world.database.reading() as session:
        before = await programs.get(session, LECTURE)
    await desk.open(ma, "/programs")
    await ma.locator(".table-row", has_text=LECTURE).click()
    await ma.get_by_label("名额（不填就是不限）").fill("260")
    await ma.get_by_role("button", name="1. 想听什么").click()
    await ma.get_by_label("怎么问").fill("您最想听哪一堂课？")
    await ma.wait_for_timeout(600)  # the phone begins anew when somebody has stopped typing
    screen = ma.locator(".phone-screen")
    await screen.get_by_role("button", name="现在就报名").click()
    await expect(screen).to_contain_text("您最想听哪一堂课？")
    await screen.get_by_role("button", name=re.compile("健康养生")).click()
    await expect(screen).to_contain_text("一共几个人来？")
    await ma.get_by_role("heading", name="要问职工什么").scroll_into_view_if_needed()
    await camera.take(ma, "program_officer-5-program")
    assert (await desk.rows(select(ProgramVersion).where(ProgramVersion.program_id == LECTURE))) == []
    await ma.get_by_role("button", name="发布……").click()
    dialog = ma.get_by_role("dialog")
    await expect(dialog).to_contain_text("+ places: 260")
    await expect(dialog).to_contain_text("places: 200")
    await dialog.get_by_label("这次改了什么（同事看得到）").fill("加 60 个名额，问法说得更清楚。")
    await dialog.get_by_role("button", name="确认发布").click()
    await expect(ma.get_by_text("第 1 版 · 发布")).to_be_visible()
    async with desk.world.database.reading() as session:
        now = await programs.get(session, LECTURE)
    assert now.revision == before.revision + 1
    assert now.document["places"] == 260 and now.document["fields"][0]["ask"] == "您最想听哪一堂课？"


async def _on_the_phone(desk: Desk, camera: Camera) -> None:
    phone = await desk.at_work("maxiang", f"/cases/{desk.day.cases['hardship']}", phone=True)
    await expect(phone.locator(".case-name")).to_contain_text("已发放")
    assert await phone.evaluate("document.documentElement.scrollWidth") <= 390
    await camera.take(phone, "program_officer-6-phone")
    await phone.context.close()
