"""What a sentence means: Rasa over HTTP, and keyword rules when Rasa is down."""

from __future__ import annotations

from actions.understanding.fallback import FallbackUnderstander
from actions.understanding.meaning import Understander, UnderstanderDown, Understanding
from actions.understanding.rasa import RasaUnderstander
from actions.understanding.rules import RuleUnderstander

__all__ = [
    "FallbackUnderstander",
    "RasaUnderstander",
    "RuleUnderstander",
    "Understander",
    "UnderstanderDown",
    "Understanding",
]
