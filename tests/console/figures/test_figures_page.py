"""The page of figures as colleagues see it: tabs, periods, counties, tables to take along."""

from __future__ import annotations

import csv
import io

import pytest

from console.texts import figures as texts
from tests.console.conftest import Colleague
from tests.console.figures.conftest import NOVEMBER, Place, count
from tests.console.world import World


async def _page(colleague: Colleague, address: str) -> str:
    await colleague.user.open(address)
    return colleague.sees()


async def _rows(colleague: Colleague, address: str) -> list[list[str]]:
    answer = await colleague.user.http_client.get(address)
    assert answer.status_code == 200, address
    assert "attachment" in answer.headers["content-disposition"]
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


async def test_the_duty_desk_sees_the_month(colleague: Colleague, november: World) -> None:
    await colleague.log_in("zhiban")
    seen = await _page(colleague, "/figures")

    assert "2026-11-01 至 2026-11-30" in seen
    for words in (
        "来访人次\n50\n比上期多 10",
        "职工消息\n1,234",
        "新增案件\n25\n比上期多 4",
        "了结案件\n10",
        "平均评价",
    ):
        assert words in seen
    assert "冬送温暖\n20\n8\n2\n0" in seen
    assert "示例" in seen and texts.HOWS["overview"] in seen
    assert texts.MADE_REPORT in seen


@pytest.mark.parametrize(
    ("tab", "words"),
    [
        ("waits", ["首次答复中位数：12 分钟", "冬送温暖\n首次答复\n18\n2\n90.0%", "渭滨区\n18\n2\n90.0%"]),
        ("asked", ["讲政策\n70", "问政策、权益、法律规定\n70"]),
        ("unfound", ["没有政策能答\n4", "看了说没帮上\n1", "给了几个猜测\n6", "还有 0 个问题等知识员处理。"]),
        ("left", ["冬送温暖\n25\n20\n0\n5\n0\n80.0%", "冬送温暖\n电话\n5"]),
        ("projects", ["冬送温暖\n16\n8\n20\n8\n50.0%\n40.0%", "心理健康咨询\n12\n6"]),
        ("channels", ["网页\n40\n30\n1,234\n20", "leaflet-meixian\n40\n30\n20"]),
    ],
)
async def test_every_tab(colleague: Colleague, november: World, tab: str, words: list[str]) -> None:
    await colleague.log_in("zhiban")
    seen = await _page(colleague, f"/figures?tab={tab}")
    for expected in words:
        assert expected in seen


async def test_a_county_desk_sees_its_own_county_and_no_small_dangers(colleague: Colleague, november: World) -> None:
    await colleague.log_in("weibin")
    seen = await _page(colleague, "/figures")
    assert "来访人次\n40" in seen
    assert "危险信号\n少于5" in seen
    assert texts.FEW_NOTE in seen and texts.MADE_REPORT not in seen
    kinds = await _rows(colleague, "/figures/csv/kinds?tab=asked")
    assert ["危险信号", "少于5"] in kinds
    assert ["给了几个猜测", "少于5"] in kinds  # or the sum of all messages would give the hidden one away

    for address in ("/figures?county=610323", "/figures/csv/days?county=610323", "/figures?county=610300"):
        assert (await colleague.user.http_client.get(address)).status_code == 404
    assert (await colleague.user.http_client.get("/figures/report?month=2026-11")).status_code == 404


async def test_who_may_not_see_figures(colleague: Colleague, november: World) -> None:
    assert (await colleague.user.http_client.get("/figures")).status_code == 303
    await colleague.log_in("lvshi")
    for address in ("/figures", "/figures/csv/days", "/figures/report?month=2026-11"):
        assert (await colleague.user.http_client.get(address)).status_code == 404


async def test_dangers_by_county_hide_two_or_none(colleague: Colleague, november: World) -> None:
    """渭滨 has 3; every county below five is hidden, so that the sum of the city gives nobody away."""
    await colleague.log_in("zhiban")
    rows = await _rows(colleague, "/figures/csv/counties")
    dangers = {row[0]: row[5] for row in rows[1:]}
    assert dangers["岐山县"] == "12" and dangers["渭滨区"] == dangers["眉县"] == "少于5"
    aware = await _rows(colleague, "/figures/csv/aware_counties?tab=projects")
    column = aware[0].index("心理健康咨询")
    assert {row[0]: row[column] for row in aware[1:]}["渭滨区"] == "少于5"


async def test_periods(colleague: Colleague, november: World) -> None:
    await colleague.log_in("zhiban")
    assert "来访人次\n40" in await _page(colleague, "/figures?period=last_month")
    assert "来访人次\n90" in await _page(colleague, "/figures?period=quarter")
    assert "来访人次\n0" in await _page(colleague, "/figures?period=week")
    assert "来访人次\n50" in await _page(colleague, "/figures?period=custom&from=2026-11-05&to=2026-11-05")
    seen = await _page(colleague, "/figures?period=custom&from=2026-11-09&to=2026-11-05")
    assert "开始日期不能晚于结束日期。" in seen and "来访人次\n50" in seen


async def test_narrowed_by_channel_and_source(colleague: Colleague, november: World) -> None:
    await colleague.log_in("zhiban")
    assert "来访人次\n10" in await _page(colleague, "/figures?channel=telegram")
    seen = await _page(colleague, "/figures?source=leaflet-meixian&county=610302")
    assert "来访人次\n40" in seen and "危险信号\n少于5" in seen


async def test_made_up_addresses_do_no_harm(colleague: Colleague, november: World) -> None:
    await colleague.log_in("zhiban")
    long = "x" * 5_000
    for query in (
        "tab=%00&period=../..", f"county={long}", "period=custom&from=%3Cscript%3E&to=9999-99-99", "source=%27%3B--",
        'county=610302"%20onload%3Dalert(1)', "period=custom", "channel=%F0%9F%98%80",
    ):  # fmt: skip
        seen = await _page(colleague, f"/figures?{query}")
        assert "来访人次\n50" in seen, query
    for address in ("/figures/csv/nothing", "/figures/csv/queue", "/figures/csv/days?period=custom"):
        assert (await colleague.user.http_client.get(address)).status_code == 404
    answer = await colleague.user.http_client.get("/figures/report?month=2026-13")
    assert answer.status_code == 303


async def test_a_table_that_opens_safely(colleague: Colleague, november: World) -> None:
    """A leaflet's tag is typed by whoever made the address: it must not become a formula on somebody's desk."""
    await count(november.database, (NOVEMBER, "chat_days", "", Place("610302", "web", "=HYPERLINK(1)"), 2))
    await count(november.database, (NOVEMBER, "card", "@SUM(A1)", Place("610302", "web", ""), 2))
    await count(november.database, (NOVEMBER, "card", "-2+3", Place("610302", "web", ""), 2))
    await colleague.log_in("zhiban")
    sources = await _rows(colleague, "/figures/csv/sources?tab=channels")
    cards = await _rows(colleague, "/figures/csv/cards?tab=asked")
    assert ["'=HYPERLINK(1)", "2", "0", "0"] in sources
    assert ["'@SUM(A1)", "2"] in cards and ["'-2+3", "2"] in cards
    days = await _rows(colleague, "/figures/csv/days")
    assert len(days) == 31 and days[5] == ["2026-11-05", "52", "1234", "25", "10"]


async def test_nothing_counted_yet(colleague: Colleague, world: World) -> None:
    await world.colleague("zhiban", "示例值班员", ("duty", None))
    await colleague.log_in("zhiban")
    for tab in texts.TABS:
        seen = await _page(colleague, f"/figures?tab={tab}")
        assert texts.NEVER_COUNTED in seen
    assert texts.NOTHING_HINT in await _page(colleague, "/figures?tab=channels")


async def test_the_links_of_the_page_keep_the_choice(colleague: Colleague, november: World) -> None:
    from nicegui import ui

    await colleague.log_in("zhiban")
    await colleague.user.open("/figures?tab=left&period=quarter&county=610302")
    with colleague.user:
        links = [element for element in colleague.user.client.layout.descendants() if isinstance(element, ui.link)]
        targets = {str(link.props.get("href")) for link in links}
    assert "/figures?tab=projects&period=quarter&county=610302" in targets
    assert "/figures/csv/flows?tab=left&period=quarter&county=610302" in targets
