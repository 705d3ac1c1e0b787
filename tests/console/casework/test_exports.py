"""What leaves the house opens safely, says no more than it should, and leaves a trace."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from cases import people
from cases.models import AuditEntry
from console.exports.cells import LONGEST, safe
from tests.console.conftest import Colleague
from tests.console.world import World


@pytest.mark.parametrize(
    "evil",
    [
        "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =cmd|' /C calc'!A0", "＝1+1", "＋1", "　=1",
        "\u200b=1", "\ufeff=1", "\x00=1", "\u00a0-1",
    ],
)  # fmt: skip
def test_a_formula_is_only_text(evil: str) -> None:
    assert safe(evil).startswith("'")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (None, ""), ("", ""), ("   ", ""), (7, "7"), ("李雷", "李雷"), ("a\x07b\x1bc", "abc"), ("两\n行\t字", "两 行 字"),
        ("a=b", "a=b"), ("x" * 40_000, "x" * LONGEST), ("\ud800坏", "坏"),
    ],
)  # fmt: skip
def test_what_is_harmless_stays_as_it_is(said: object, kept: str) -> None:
    assert safe(said) == kept


async def office(world: World) -> dict[str, str]:
    """Cases with everything that must not get out."""
    chat = await world.chat('=HYPERLINK("http://evil")', county="610302")
    async with world.database.transaction() as session:
        await people.learn(session, chat.person_id, world.database.keyring, phone="13891712345")
    story = "=1+1 打我电话 13891712345，身份证 610302198805120017\x07"
    fields = {"story": ("经过", story, story), "id_number": ("身份证号", "610302198805120017", "610302198805120017")}
    walled = {"story": ("经过", "整夜睡不着", "整夜睡不着"), "name": ("称呼", "小刘", "小刘")}
    return {
        "plain": await world.applies(chat, fields=fields, county="610302"),
        "walled": await world.applies(await world.chat("小刘"), "psych_consultation", walled, county="610302"),
        "far": await world.applies(await world.chat(), county="610303"),
    }


async def test_csv_for_a_county_holds_its_own_and_nothing_that_hurts(colleague: Colleague, world: World) -> None:
    numbers = await office(world)
    await world.colleague("weibin", "渭滨区工会", ("county_desk", "610302"))
    await colleague.log_in("weibin")
    answer = await colleague.user.http_client.get("/exports/cases.csv")
    assert answer.content.startswith(b"\xef\xbb\xbf") and "attachment" in answer.headers["content-disposition"]
    head, *rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert head[0] == "编号" and [row[0] for row in rows] == [numbers["plain"]]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    said = answer.text
    assert "138****2345" in said
    for secret in ("13891712345", "610302198805120017", numbers["far"], "睡不着", "\x07"):
        assert secret not in said


async def test_excel_holds_text_only_and_no_counselling_content(colleague: Colleague, world: World) -> None:
    numbers = await office(world)
    await world.colleague("both", "两职", ("duty", None), ("counsellor", None))
    await colleague.log_in("both")
    answer = await colleague.user.http_client.get("/exports/cases.xlsx?status=open")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    cells = [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "inlineStr", "n"}  # n: empty ones; never f, a formula
    by_number = {row[0]: row for row in cells[1:]}
    assert set(by_number) == set(numbers.values())
    assert "小刘" not in str(cells) and "睡不着" not in str(cells)
    assert "内容不导出" in str(by_number[numbers["walled"]])
    assert "〔已隐去〕" in str(by_number[numbers["plain"]])


async def test_who_may_not_export_gets_nothing(colleague: Colleague, world: World) -> None:
    await office(world)
    await world.colleague("lvshi", "李律师", ("lawyer", None))
    client = colleague.user.http_client
    for kind in ("csv", "xlsx"):
        assert (await client.get(f"/exports/cases.{kind}")).status_code == 303
    await colleague.log_in("lvshi")
    for kind in ("csv", "xlsx"):
        assert (await client.get(f"/exports/cases.{kind}")).status_code == 404
    await colleague.user.open("/cases")
    assert "导出" not in colleague.sees()


async def test_an_export_goes_by_the_filters_and_is_written_down(colleague: Colleague, world: World) -> None:
    numbers = await office(world)
    zhang = await world.colleague("zhang", "张敏", ("duty", None))
    await colleague.log_in("zhang")
    answer = await colleague.user.http_client.get("/exports/cases.csv?county=610303")
    assert numbers["far"] in answer.text and numbers["plain"] not in answer.text
    async with world.database.reading() as session:
        found = (
            await session.execute(
                select(AuditEntry).where(AuditEntry.action == "cases.exported").order_by(AuditEntry.id)
            )
        ).scalars()
        entries = list(found)
    assert [(e.actor_id, e.data) for e in entries] == [(zhang.id, {"county": "610303"})]
