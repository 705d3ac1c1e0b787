"""A second opinion where the second look has only a feeling: is this a wish the language model knows for sure, or a message
in which it sees hardly any danger?

周三那个位子让给别人吧 gives an appointment back. The model learns from the same sentences of danger, in other features. Chosen on
held-out sentences and on rows of danger (docs/decisions/0008-danger.md).
"""

from __future__ import annotations

import asyncio

from actions.crisis.found import Crisis
from actions.understanding import Understander, UnderstanderDown

DANGER = "crisis"
FEELING = 0.6  # a danger less likely than this, seen by no rule
SURE = 0.7
HARDLY = 0.02  # of danger, whatever else it may be
PATIENCE_S = 0.6  # who may be in danger is answered within a second, whatever the model server does
# Wishes for something of ours. A question about rights, a lawyer or a counsellor is what people in danger ask for, too:
# there the model must see hardly any danger besides.
EVERYDAY = frozenset({
    "join_program", "ask_program", "cancel_booking", "reschedule", "check_status", "handoff", "find_station", "feedback",
    "greet", "thanks", "goodbye", "help", "bot_challenge", "out_of_scope",
})  # fmt: skip


async def is_calm(understander: Understander, crisis: Crisis, text: str) -> bool:
    """False whenever it cannot be told: the model is down, slow, or unsure."""
    if not crisis.suspected or crisis.weight >= FEELING:
        return False
    try:
        seen = await asyncio.wait_for(understander.understand(text), PATIENCE_S)
    except (UnderstanderDown, TimeoutError):
        return False
    if seen.degraded or not seen.ranking:
        return False
    if seen.intent in EVERYDAY and seen.confidence >= SURE:
        return True
    return dict(seen.ranking).get(DANGER, 0.0) < HARDLY
