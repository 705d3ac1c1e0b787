"""Write the cards that staff edited back as files: `python -m console.export FOLDER` (knowledge/cards for the next release)."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from cases import cards
from cases.database import Database
from cases.settings import DataSettings, WrongSetting
from console.library import Library
from knowledge.errors import KnowledgeError
from knowledge.export import Exported, export_cards
from knowledge.lint import FEWEST_QUESTIONS
from knowledge.standing import all_standings, load_card_files

SAID = {
    "written": "写出  {path}",
    "same": "没有变化  {path}",
    "withdrawn": "已下架  {path}（要从版本里去掉，请自行删除这个文件）",
}


async def export(database: Database, folder: Path, source: Path) -> list[Exported]:
    """`source`: the card files of this release. Raises KnowledgeError, OSError."""
    async with database.reading() as session:
        versions = await cards.newest(session)
    standings = all_standings(load_card_files(source), versions.values())
    done = export_cards(folder, standings)
    for card_id, standing in standings.items():
        if standing.state == "superseded":
            print(f"没有写  {card_id}：已被新版文件取代", file=sys.stderr)
        elif standing.state == "broken":
            print(f"没有写  {card_id}：修改版读不出来", file=sys.stderr)
        elif standing.state == "live" and standing.card and len(standing.card.questions) < FEWEST_QUESTIONS:
            print(f"提醒  {card_id}：问法不到 {FEWEST_QUESTIONS} 种，发布前要补齐", file=sys.stderr)
    return done


async def _run(folder: Path) -> int:
    database = DataSettings().open_database()
    try:
        done = await export(database, folder, Library().folder / "cards")
    finally:
        await database.close()
    for one in done:
        print(SAID[one.what].format(path=one.path))
    print(
        f"写出 {sum(one.what == 'written' for one in done)} 张，没有变化 {sum(one.what == 'same' for one in done)} 张"
    )
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m console.export", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the files go; made when missing")
    options = parser.parse_args(arguments)
    try:
        return asyncio.run(_run(options.folder))
    except (WrongSetting, KnowledgeError, OSError) as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
