"""Danger comes first: rules and a trained second look that see suicide, self-harm, violence, emergencies; what to say then."""

from __future__ import annotations

from actions.crisis.found import Crisis
from actions.crisis.reply import CrisisReplies, reply
from actions.crisis.rules import CrisisRules
from actions.crisis.watch import DangerWatch, ordinary_messages

__all__ = ["Crisis", "CrisisReplies", "CrisisRules", "DangerWatch", "ordinary_messages", "reply"]
