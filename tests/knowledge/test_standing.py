"""Which text of a card holds, and writing edited cards back as files."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from pathlib import Path

import pytest

import knowledge
from knowledge.cards import parse_card
from knowledge.export import export_cards
from knowledge.standing import CardFile, Standing, all_standings, cards_in_use, load_card_files, standing

CARDS = Path(knowledge.__file__).parent / "cards"
DAY = dt.date(2026, 11, 22)


@dataclass(frozen=True)
class Saved:
    card_id: str
    state: str
    document: str
    decided_on: dt.date = DAY


@pytest.fixture(scope="module")
def files() -> dict[str, CardFile]:
    return load_card_files(CARDS)


@pytest.fixture(scope="module")
def file(files: dict[str, CardFile]) -> CardFile:
    document = files["overtime_pay"].document.replace("reviewed_on: ", "reviewed_on: 2026-11-22 # ", 1)
    return CardFile(parse_card(document, "overtime_pay.md"), document)


def edited(file: CardFile) -> str:
    return file.document.replace("## 怎么办", "先别急。\n\n## 怎么办", 1)


def later(file: CardFile, day: str) -> CardFile:
    """The same card in a later release."""
    document = file.document.replace("reviewed_on: 2026-11-22", f"reviewed_on: {day}", 1)
    return CardFile(parse_card(document, "overtime_pay.md"), document)


def test_an_edit_wins_over_its_file_until_a_later_reviewed_one_arrives(file: CardFile) -> None:
    saved = Saved("overtime_pay", "live", edited(file))
    now = standing("overtime_pay", file, saved)
    assert now.state == "live" and now.card is not None and "先别急。" in now.card.answer

    same_day = standing("overtime_pay", later(file, "2026-11-22"), saved)
    assert same_day.state == "live"
    release = standing("overtime_pay", later(file, "2026-11-23"), saved)
    assert release.state == "superseded" and release.card is not None and "先别急。" not in release.card.answer


def test_a_withdrawn_card_is_not_shown_and_comes_back_with_a_later_file(file: CardFile) -> None:
    saved = Saved("overtime_pay", "withdrawn", file.document)
    gone = standing("overtime_pay", file, saved)
    assert (gone.state, gone.card, gone.document) == ("withdrawn", None, file.document)
    assert cards_in_use({"overtime_pay": gone}) == []
    assert standing("overtime_pay", later(file, "2026-12-01"), saved).state == "superseded"


def test_giving_an_edit_up_brings_the_file_back(file: CardFile) -> None:
    assert standing("overtime_pay", file, Saved("overtime_pay", "file", "什么都行")).card == file.card
    assert standing("overtime_pay", file, Saved("overtime_pay", "live", file.document)).state == "file"


def test_a_new_card_needs_no_file(file: CardFile) -> None:
    document = file.document.replace("id: overtime_pay", "id: overtime_new", 1)
    found = all_standings({"overtime_pay": file}, [Saved("overtime_new", "live", document)])
    assert {i: s.state for i, s in found.items()} == {"overtime_new": "live", "overtime_pay": "file"}


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "没有卡片头",
        "---\nid: [\n---\n",
        "---\nid: other\n---\n答",
        "---\na: 2026-02-30\n---\n",
        "---\n" + "[" * 9999,
    ],
)
def test_an_edit_that_cannot_be_read_leaves_the_file_in_place(
    file: CardFile, bad: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    found = standing("overtime_pay", file, Saved("overtime_pay", "live", bad))
    assert (found.state, found.card) == ("broken", file.card)
    assert "overtime_pay" in caplog.text
    assert standing("only_here", None, Saved("only_here", "live", bad)).card is None


def test_every_file_goes_through_an_edit_and_back_byte_for_byte(files: dict[str, CardFile], tmp_path: Path) -> None:
    """As if staff had saved each card as it is while the release held another text."""
    found = {i: Standing(i, "live", f.card, f.document) for i, f in files.items()}
    done = export_cards(tmp_path, found)
    assert {one.what for one in done} == {"written"} and len(done) == len(files)
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (CARDS / path.name).read_bytes()
    again = load_card_files(tmp_path)
    assert {i: f.hash for i, f in again.items()} == {i: f.hash for i, f in files.items()}
    assert {one.what for one in export_cards(tmp_path, found)} == {"same"}


def test_only_what_staff_changed_is_written(file: CardFile, tmp_path: Path) -> None:
    found = {
        "overtime_pay": Standing("overtime_pay", "live", file.card, edited(file)),
        "old": Standing("old", "file", file.card, "x"),
        "late": Standing("late", "superseded", file.card, "x"),
        "gone": Standing("gone", "withdrawn", None, "x"),
    }
    (tmp_path / "gone.md").write_text("还在", encoding="utf-8")
    done = {one.path.name: one.what for one in export_cards(tmp_path, found)}
    assert done == {"overtime_pay.md": "written", "gone.md": "withdrawn"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["gone.md", "overtime_pay.md"]
    assert (tmp_path / "gone.md").read_text(encoding="utf-8") == "还在"  # deleting is for a person
