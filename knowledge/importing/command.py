"""The commands `import` and `changes`: official documents in, differences of wording out."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from pathlib import Path

from knowledge.calculators.base import Sheet
from knowledge.calculators.shelf import load_calculators
from knowledge.cards import load_cards
from knowledge.changes import changed_articles, resting_on, tell_affected
from knowledge.importing.run import ALL_READ, NOTHING_THERE, import_folder
from knowledge.statutes import load_statutes

LAWS = Path(__file__).parents[1] / "laws"


def add_commands(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], shared: argparse.ArgumentParser
) -> None:
    """`import` and `changes`, each with its function as `run`. `shared`: options that every command has."""
    new = commands.add_parser(
        "import", parents=[shared], help="read official documents (.md .docx .pdf .html .txt) into laws/"
    )
    new.add_argument("documents", type=Path, metavar="FOLDER", help="the folder with the documents")
    new.add_argument("--into", type=Path, default=LAWS, help="where statute files stand (default: knowledge/laws)")
    new.add_argument("--dry-run", action="store_true", help="say what would happen, write nothing")
    new.set_defaults(run=_import)
    compare = commands.add_parser(
        "changes", parents=[shared], help="which articles differ between two folders of statute files"
    )
    compare.add_argument("old", type=Path, metavar="OLD_FOLDER")
    compare.add_argument("new", type=Path, metavar="NEW_FOLDER", nargs="?", default=LAWS)
    compare.set_defaults(run=_changes)


def _import(options: argparse.Namespace) -> int:
    return import_folder(
        options.documents, options.into, cards=load_cards(options.folder / "cards"), sheets=_sheets(options.folder),
        out=sys.stdout, today=dt.date.today(), dry_run=options.dry_run,
    )  # fmt: skip


def _changes(options: argparse.Namespace) -> int:
    for folder in (options.old, options.new):
        if not any(folder.glob("*.md")):
            print(f"{folder}：没有法条文件（.md）。请看看路径写对了没有。")
            return NOTHING_THERE
    old, new = load_statutes(options.old), load_statutes(options.new)
    cards, sheets = load_cards(options.folder / "cards"), _sheets(options.folder)
    total = 0
    for law in old:
        if law.short not in new.by_name:
            print(f"《{law.short}》新文件夹里没有")
            continue
        changes = changed_articles(law, new.by_name[law.short])
        total += len(changes)
        tell_affected(resting_on(changes, cards, sheets), sys.stdout)
    for law in new:
        if law.short not in old.by_name:
            print(f"《{law.short}》是新的")
    print(f"{total} 处变化")
    return ALL_READ


def _sheets(folder: Path) -> list[Sheet]:
    return [calculator.sheet for calculator in load_calculators(folder / "calculators").values()]
