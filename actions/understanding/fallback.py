"""Rasa first, keyword rules when it is down: a conversation goes on either way."""

from __future__ import annotations

from actions.understanding.meaning import Understander, UnderstanderDown, Understanding


class FallbackUnderstander:
    """Never raises UnderstanderDown as long as `rules` does not."""

    def __init__(self, primary: Understander, rules: Understander) -> None:
        self._primary = primary
        self._rules = rules

    async def understand(self, text: str) -> Understanding:
        """The primary's answer, else that of the rules (`degraded`)."""
        try:
            return await self._primary.understand(text)
        except UnderstanderDown:
            return await self._rules.understand(text)

    @property
    def health(self) -> dict[str, str | int | bool]:
        """The primary's health."""
        return self._primary.health
