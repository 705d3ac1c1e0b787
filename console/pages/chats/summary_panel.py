"""The summary at the top of a chat, folded and unfolded at will."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import yaml
from nicegui import ui

from cases.chats.summary import Summary
from console import saying
from console.texts import chats as texts
from knowledge import LEXICON
from knowledge.taxonomy import Taxonomy


@cache  # the lexicon is part of the release
def platform_words() -> Mapping[str, str]:
    """What people call a platform → its usual name."""
    raw = yaml.safe_load((LEXICON / "platforms.yml").read_text("utf-8"))
    return {str(said): str(names[0]) for names in raw.values() for said in names}


class SummaryPanel:
    def __init__(self) -> None:
        self._shown: object = None
        with ui.element("details").classes("summary").props("open") as self._panel:
            with ui.element("summary"):
                ui.label(texts.SUMMARY).classes("summary-title")
            self._rows = ui.element("div").classes("summary-body")

    def show(self, summary: Summary, titles: Mapping[str, str], taxonomy: Taxonomy) -> None:
        """`titles`: card id → title; what is shown of a card nobody knows any more is left out."""
        rows = rows_of(summary, titles, taxonomy)
        if rows == self._shown:
            return
        self._shown = rows
        self._rows.clear()
        with self._rows:
            if not rows:
                ui.label(texts.SUMMARY_EMPTY).classes("hint")
                return
            with ui.element("dl").classes("summary-list"):
                for key, words in rows:
                    with ui.element("dt"):
                        ui.label(texts.SUMMARY_ROWS[key])
                    with ui.element("dd"):
                        ui.label(words)
            ui.label(texts.SUMMARY_NOTE).classes("hint")


def rows_of(summary: Summary, titles: Mapping[str, str], taxonomy: Taxonomy) -> list[tuple[str, str]]:
    """(row, words) of what there is to tell."""
    filed = [f"{saying.matter(taxonomy, one.kind, one.program_id)} {one.number}" for one in summary.filed]
    found = {
        "who": " ".join(filter(None, (summary.name, summary.phone))),
        "employers": "、".join(summary.employers),
        "matters": "、".join(summary.matters),
        "amounts": "、".join(summary.amounts),
        "days": "、".join(summary.days),
        "papers": "、".join(summary.papers),
        "filed": "；".join(filed),
        "cards": "；".join(titles[card] for card in summary.cards if card in titles),
        "words": summary.words,
    }
    return [(key, words) for key, words in found.items() if words]
