"""Two readings of the same rows side by side: how many are right by intent, and which sentences changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evaluate import Outcome

SHOWN = 40  # changed sentences of each kind


@dataclass(frozen=True)
class Comparison:
    """`before` and `after` hold the same rows in the same order."""

    before: Sequence[Outcome]
    after: Sequence[Outcome]

    @property
    def gain(self) -> float:
        """Of the share that is right (intent, and program where one counts)."""
        return share(self.after) - share(self.before)

    def better(self) -> list[tuple[Outcome, Outcome]]:
        return [(was, now) for was, now in zip(self.before, self.after, strict=True) if now.right and not was.right]

    def worse(self) -> list[tuple[Outcome, Outcome]]:
        return [(was, now) for was, now in zip(self.before, self.after, strict=True) if was.right and not now.right]

    def of(self, intent: str) -> Comparison:
        return Comparison(
            [o for o in self.before if o.row.intent == intent], [o for o in self.after if o.row.intent == intent]
        )


def share(outcomes: Sequence[Outcome]) -> float:
    return sum(outcome.right for outcome in outcomes) / len(outcomes) if outcomes else 0.0


def lines(heldout: Comparison, corrected: Comparison) -> list[str]:
    """The table by intent (those that did not change left out) and the sentences that are read otherwise now."""
    said = [
        f"{'':24s} {'rows':>5s} {'before':>8s} {'after':>8s}",
        _line("corrected sentences", corrected),
        _line("held-out", heldout),
    ]
    for intent in sorted({outcome.row.intent for outcome in heldout.before}):
        part = heldout.of(intent)
        if part.better() or part.worse():
            said.append(_line(f"  {intent}", part))
    if not (heldout.better() or heldout.worse()):
        said.append("  every held-out sentence is read as before")
    for mark, pairs in (("+", heldout.better()), ("-", heldout.worse())):
        said += [f"{mark} {was.row.text}: {_meaning(was)} → {_meaning(now)}" for was, now in pairs[:SHOWN]]
        if len(pairs) > SHOWN:
            said.append(f"{mark} … and {len(pairs) - SHOWN} more")
    said += [f"! not learned: {o.row.text}: {_meaning(o)}" for o in corrected.after if not o.right]
    return said


def _line(name: str, part: Comparison) -> str:
    return f"{name:24s} {len(part.after):5d} {share(part.before):8.1%} {share(part.after):8.1%}"


def _meaning(outcome: Outcome) -> str:
    return f"{outcome.intent}{'/' + outcome.program if outcome.program and str(outcome.intent).endswith('_program') else ''}"
