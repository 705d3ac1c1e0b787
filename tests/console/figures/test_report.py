"""The monthly report: a Word document with the numbers of the page, and nobody in it."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from sqlalchemy import select

from cases.models import AuditEntry, EarlyWarning
from console.texts import figures as texts
from tests.console.conftest import Colleague
from tests.console.figures.conftest import NOVEMBER, Place, count
from tests.console.world import World

SECRETS = ("王秀兰", "13891712345", "610302198805120017", "老板打人", "宝鸡某某餐饮", "示例值班员")


async def _report(colleague: Colleague, address: str = "/figures/report?month=2026-11") -> Any:
    answer = await colleague.user.http_client.get(address)
    assert answer.status_code == 200
    return docx.Document(io.BytesIO(answer.content)), answer


def _tables(document: Any) -> dict[tuple[str, ...], list[list[str]]]:
    """First row → the rows under it."""
    found = {}
    for table in document.tables:
        rows = [[cell.text for cell in row.cells] for row in table.rows]
        found[tuple(rows[0])] = rows[1:]
    return found


@pytest.fixture
async def people_and_a_warning(november: World) -> World:
    chat = await november.chat("王秀兰", county="610302", said=[("worker", "老板打人，我叫王秀兰，13891712345")])
    await november.applies(chat, fields={"id_number": ("身份证", "610302198805120017", "610302198805120017")})
    async with november.database.transaction() as session:
        for status, people in (("closed", 4), ("new", 3)):
            session.add(
                EarlyWarning(
                    employer_key=f"某某餐饮{status}", employer="宝鸡某某餐饮", topic="wages", county="610302",
                    people=people, before=0, case_ids=[1], first_case_at=november.now, raised_at=november.now,
                    grown_at=november.now, status=status, note="老板打人",
                )
            )  # fmt: skip
    return november


async def test_the_numbers_are_those_of_the_page(colleague: Colleague, people_and_a_warning: World) -> None:
    await colleague.log_in("zhiban")
    document, answer = await _report(colleague)
    tables = _tables(document)
    said = "\n".join(paragraph.text for paragraph in document.paragraphs)

    overview = {row[0]: row[1:] for row in tables[texts.COLUMNS["overview"]]}
    assert overview["来访人次"] == ["50", "40", "比上期多 10"]
    assert overview["职工消息"][0] == "1,234" and overview["危险信号"][0] == "15"
    assert overview["平均评价（满分 5 分）"][0] == "4.8"
    assert ["冬送温暖", "20", "8", "2", "0"] in tables[texts.COLUMNS["matters"]]
    assert ["冬送温暖", "首次答复", "18", "2", "90.0%"] in tables[texts.COLUMNS["promise"]]
    assert ["冬送温暖", "16", "8", "20", "8", "50.0%", "40.0%"] in tables[texts.COLUMNS["projects"]]
    assert ["没有政策能答", "4"] in tables[texts.COLUMNS["unfound"]]
    assert len(tables[texts.COLUMNS["projects"]]) == 10

    for sentence in (
        "来访人次 50，比上月多 10（增长 25.0%）。",
        "新增案件 25，比上月多 4（增长 19.0%）。",
        "增长最多的事项是冬送温暖，新增 20 件，比上月多 8 件。",
        "减少最多的事项是预约法律咨询与援助，新增 5 件，比上月少 4 件。",
        "走完的时限 20 个，按时 18 个，按时率 90.0%。",
        "首次答复的中位数是 12 分钟。",
        "十个项目本月新增知晓 28 人次、参与 14 人次。",
        "职工没找到答案 5 次。",
        "本月发现苗头 2 起，其中已介入 1 起、已了结 1 起、排除 0 起。",
        "职工打分 4 次，平均 4.8 分（满分 5 分）。",
        texts.REPORT_UNFINISHED,
    ):
        assert sentence in said
    assert "%E5%A8%98%E5%AE%B6%E4%BA%BA" in answer.headers["content-disposition"]

    await colleague.user.open("/figures?tab=projects")
    seen = colleague.sees()
    for row in tables[texts.COLUMNS["projects"]]:
        assert "\n".join(row) in seen  # the same row stands on the page


async def test_it_names_nobody(colleague: Colleague, people_and_a_warning: World) -> None:
    await colleague.log_in("zhiban")
    _, answer = await _report(colleague)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as parts:
        inside = "".join(parts.read(name).decode("utf-8", "ignore") for name in parts.namelist())
    assert "冬送温暖" in inside
    for secret in SECRETS:
        assert secret not in inside


async def test_it_is_set_in_chinese(colleague: Colleague, november: World) -> None:
    await colleague.log_in("zhiban")
    document, _ = await _report(colleague)
    fonts = {
        name: document.styles[name].element.rPr.rFonts.get(qn("w:eastAsia"))
        for name in ("Normal", "Title", "Heading 1")
    }
    assert fonts == {"Normal": "仿宋", "Title": "宋体", "Heading 1": "黑体"}
    section = document.sections[0]
    assert "宝鸡" in document.paragraphs[1].text and "2026年11月" in section.header.paragraphs[0].text
    codes = [element.text for element in section.footer._element.iter(qn("w:instrText"))]
    assert codes == ["PAGE", "NUMPAGES"]
    assert document.core_properties.author == "宝鸡市总工会"


async def test_another_month_and_one_county(colleague: Colleague, november: World) -> None:
    await colleague.log_in("zhiban")
    october, _ = await _report(colleague, "/figures/report?month=2026-10")
    overview = {row[0]: row[1] for row in _tables(october)[texts.COLUMNS["overview"]]}
    assert overview["来访人次"] == "40" and overview["职工消息"] == "0"
    assert texts.REPORT_UNFINISHED not in "\n".join(p.text for p in october.paragraphs)

    weibin, _ = await _report(colleague, "/figures/report?month=2026-11&county=610302")
    overview = {row[0]: row[1] for row in _tables(weibin)[texts.COLUMNS["overview"]]}
    said = "\n".join(p.text for p in weibin.paragraphs)
    assert overview["来访人次"] == "40" and overview["危险信号"] == "少于5"
    assert "危险信号少于 5。" in said and "渭滨区" in said
    assert "十个项目本月新增知晓 16 人次、参与 8 人次。" in said  # the three of counselling do not follow from the sum


async def test_an_empty_month_says_so(colleague: Colleague, november: World) -> None:
    await colleague.log_in("zhiban")
    document, _ = await _report(colleague, "/figures/report?month=2025-02")
    said = "\n".join(p.text for p in document.paragraphs)
    for sentence in (texts.SAID_NOTHING, texts.SAID_NO_PROMISE, texts.SAID_NO_WARNINGS, texts.SAID_NO_RATING):
        assert sentence in said


async def test_words_that_break_xml_are_no_danger(colleague: Colleague, november: World) -> None:
    await count(november.database, (NOVEMBER, "card", "<w:p>&\x08坏卡", Place("610302", "web", ""), 9))
    await colleague.log_in("zhiban")
    document, _ = await _report(colleague)
    assert any("<w:p>&" in row[0] for row in _tables(document)[texts.COLUMNS["cards"]])


async def test_making_it_is_recorded(colleague: Colleague, november: World) -> None:
    await colleague.log_in("zhiban")
    await _report(colleague)
    async with november.database.reading() as session:
        entries = (await session.execute(select(AuditEntry).where(AuditEntry.action == "report.made"))).scalars().all()
    assert [entry.subject for entry in entries] == ["report:2026-11"]
    assert timedelta(0) <= november.now - entries[0].at < timedelta(minutes=1)
