"""What workers read when staff work on their case, and how events read to staff."""

from __future__ import annotations

from collections.abc import Mapping

from cases.casework.states import machine_of
from cases.models import Case, CaseEvent
from console import texts
from console.texts import casework as words


def about_step(case: Case, title: str, status: str, note: str) -> str:
    """A new state, in the words of the case's machine; a refusal says where to turn to."""
    lines = [texts.WORKER_CASE.format(title=title, number=case.number, words=machine_of(case).steps[status].news)]
    if note.strip():
        lines.append(note.strip())
    if status == "needs_papers":
        lines.append(texts.WORKER_PAPERS)
    if status == "refused":
        lines.append(texts.WORKER_REFUSED.format(hotline=texts.REFUSAL_HOTLINE))
    return "\n".join(lines)


def about_paper(case: Case, title: str, paper: str, reason: str, *, new: bool = False) -> str:
    """Just this one paper, and why."""
    text = words.WORKER_PAPER_NEW if new else words.WORKER_PAPER
    return text.format(title=title, number=case.number, paper=paper, reason=reason.strip())


def about_merge(kept: Case, merged: Case, title: str) -> str:
    """The kept number only to whom that case belongs."""
    text = words.WORKER_MERGED if kept.person_id == merged.person_id else words.WORKER_MERGED_OTHER
    return text.format(title=title, merged=merged.number, kept=kept.number)


def status_name(case: Case, status: str) -> str:
    """A state as staff call it for this sort of case."""
    step = machine_of(case).steps.get(status)
    return step.name if step is not None else texts.STATUSES.get(status, status)


def event_words(
    event: CaseEvent,
    case: Case,
    *,
    names: Mapping[int, str],
    papers: Mapping[int, str],
    numbers: Mapping[int, str],
) -> str:
    """One event in a line. `names`: of colleagues; `papers`: of this case's papers; `numbers`: of cases named in events."""
    data = event.data
    match event.kind:
        case "status":
            before, after = (status_name(case, str(data.get(key))) for key in ("from", "to"))
            return texts.STATUS_CHANGED.format(before=before, after=after)
        case "tier":
            before, after = (words.TIERS.get(str(data.get(key)), "") for key in ("from", "to"))
            return words.TIER_CHANGED.format(before=before, after=after)
        case "assigned":
            name = names.get(data.get("to") or 0)
            return words.ASSIGNED_TO.format(name=name) if name else words.ASSIGNED_NONE
        case "linked":
            number = numbers.get(data.get("case") or 0, words.ANOTHER)
            return words.LINKED_AS.format(number=number, kind=words.LINKS.get(str(data.get("link")), ""))
        case "merged" | "merge_undone":
            away = data.get("merged") == event.case_id
            number = numbers.get(data.get("kept" if away else "merged") or 0, words.ANOTHER)
            if event.kind == "merge_undone":
                return words.UNMERGED.format(number=number)
            return (words.MERGED_AWAY if away else words.MERGED_HERE).format(number=number)
        case "paper_ok" | "paper_waived" | "paper_redo" | "paper_received" | "paper_placed":
            what, paper = texts.EVENTS[event.kind], papers.get(data.get("paper") or 0)
            return words.ABOUT_PAPER.format(what=what, paper=paper) if paper else what
        case _:
            return texts.EVENTS.get(event.kind, event.kind)


def event_actor(event: CaseEvent, names: Mapping[int, str]) -> str:
    return texts.ACTORS.get(event.actor_kind) or names.get(event.actor_id or 0, texts.AUTHORS["staff"])
