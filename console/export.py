"""Write what staff changed as files: `python -m console.export FOLDER` the cards they edited (knowledge/cards for the next
release), `python -m console.export --corrections FILE` what they said misunderstood sentences mean (for make corrections).
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from cases import cards, feedback
from cases.actors import Actor
from cases.database import Database
from cases.settings import DataSettings, WrongSetting
from console.corrections import as_file, sentences_by_label
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


async def export_corrections(database: Database, file: Path) -> int:
    """How many sentences were written. Raises OSError."""
    async with database.reading() as session:
        taught = sentences_by_label(await feedback.labelled(session, actor=Actor.system()))
    await asyncio.to_thread(file.write_text, as_file(taught), "utf-8")
    return sum(map(len, taught.values()))


async def _run(folder: Path | None, corrections: Path | None) -> int:
    database = DataSettings().open_database()
    done: list[Exported] = []
    try:
        if corrections is not None:
            print(f"写出改正 {await export_corrections(database, corrections)} 句  {corrections}")
        if folder is None:
            return 0
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
    parser.add_argument("folder", type=Path, nargs="?", help="where the card files go; made when missing")
    parser.add_argument("--corrections", type=Path, help="the file for sentences that were misunderstood")
    options = parser.parse_args(arguments)
    if options.folder is None and options.corrections is None:
        parser.error("FOLDER or --corrections FILE")
    try:
        return asyncio.run(_run(options.folder, options.corrections))
    except (WrongSetting, KnowledgeError, OSError) as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
