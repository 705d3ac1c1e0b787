"""Danger comes first: rules that see suicide, self-harm, violence and emergencies, and what to say then."""

from __future__ import annotations

from actions.crisis.reply import CrisisReplies, reply
from actions.crisis.rules import Crisis, CrisisRules

__all__ = ["Crisis", "CrisisReplies", "CrisisRules", "reply"]
