"""The handbook says what the console says: every 【word】 stands on a page, and no picture or page is missing."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from console import texts
from tests.roles.stories import STORIES
from tests.stack import ROOT

HANDBOOK = ROOT / "docs" / "handbook"
PICTURES = ROOT / "docs" / "images" / "handbook"
LARGEST_BYTES = 260 * 1024
PAGES = sorted(HANDBOOK.glob("*.md"))


def _words(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _words(one)
    elif isinstance(value, tuple):
        for one in value:
            yield from _words(one)


def on_the_pages() -> list[str]:
    """All that the console says, with {places} still in it."""
    modules = [
        texts,
        *(importlib.import_module(f"console.texts.{m.name}") for m in pkgutil.iter_modules(texts.__path__)),
    ]
    return [
        said for module in modules for name in vars(module) if name.isupper() for said in _words(vars(module)[name])
    ]


def quoted(page: Path) -> set[str]:
    return set(re.findall(r"【([^】]+)】", page.read_text("utf-8")))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_a_page_quotes_stands_in_the_console(page: Path) -> None:
    patterns = [re.compile(re.sub(r"\\\{\w+\\\}", ".+", re.escape(said))) for said in on_the_pages()]
    assert quoted(page), "a handbook page without a single button"
    wrong = {word for word in quoted(page) if not any(pattern.fullmatch(word) for pattern in patterns)}
    assert wrong == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_its_links_and_pictures_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8"))
    assert [target for target in targets if not (page.parent / target).resolve().exists()] == []


def test_the_index_names_every_page_and_every_role_with_a_story_has_one() -> None:
    index = (HANDBOOK / "README.md").read_text("utf-8")
    pages = {page.name for page in PAGES} - {"README.md"}
    assert pages == {f"{role}.md" for role in STORIES}
    assert {name for name in pages if f"]({name})" not in index} == set()


def test_every_picture_is_light_and_shown_on_the_page_of_its_role() -> None:
    for picture in PICTURES.glob("*.png"):
        role = picture.name.split("-")[0]
        assert f"/{picture.name})" in (HANDBOOK / f"{role}.md").read_text("utf-8"), picture.name
        assert picture.stat().st_size <= LARGEST_BYTES, picture.name
