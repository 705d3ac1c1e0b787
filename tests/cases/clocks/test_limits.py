"""The limits as data: which holds, and what is refused when somebody mistypes."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
import yaml

from cases.access import KIND_ROLES
from cases.clocks.limits import KINDS, LIMITS_FILE, TIERS, Limit, load_limits
from cases.worktime import LOCAL, load_book

LIMITS = load_limits()
CASE_KINDS = tuple(KIND_ROLES)


def test_every_kind_a_case_can_have_has_limits() -> None:
    assert set(LIMITS.kinds) == set(CASE_KINDS)
    for kind in CASE_KINDS:
        for tier in TIERS:
            assert LIMITS.of(kind, tier, "first_reply") is not None, (kind, tier)
            assert LIMITS.of(kind, tier, "update") is not None, (kind, tier)


def test_what_is_more_pressing_is_never_allowed_more() -> None:
    def minutes(limit: Limit | None) -> int:
        return 0 if limit is None else limit.minutes + limit.days * 360

    for kind in CASE_KINDS:
        for program in (None, *LIMITS.programs):
            for what in KINDS:
                spans = [minutes(LIMITS.of(kind, tier, what, program_id=program)) for tier in TIERS]
                assert spans == sorted(spans, reverse=True), (kind, program, what, spans)


def test_a_mediation_ends_before_its_fifteen_days() -> None:
    """劳动争议调解仲裁法 第十四条: fifteen days, the day of the request not counted, whatever holidays lie between."""
    limit = LIMITS.of("enrollment", "ordinary", "solve", program_id="labor_mediation")
    assert limit is not None
    for n in range(365):
        asked = datetime(2026, 1, 1, 9, tzinfo=LOCAL) + timedelta(days=n)
        due = limit.due(load_book().for_desk("programs"), asked).astimezone(LOCAL)
        assert (due.date() - asked.date()).days <= 15, asked


@pytest.mark.parametrize(
    ("path", "value", "wrong"),
    [
        (("kinds", "handoff", "ordinary", "first_reply"), {"minutes": 0}, "above zero"),
        (("kinds", "handoff", "ordinary", "first_reply"), {"minutes": 5, "days": 1}, "either minutes or days"),
        (("kinds", "handoff", "ordinary", "first_reply"), {"hours": 1}, "either minutes or days"),
        (("kinds", "handoff", "ordinary", "first_reply"), {"days": 1, "wall": True}, "counts minutes"),
        (("kinds", "handoff", "ordinary", "firstreply"), {"minutes": 5}, "no such clock"),
        (("kinds", "handoff", "soon"), {"first_reply": {"minutes": 5}}, "no such tier"),
        (("programs", "labor_mediation", "major", "solve"), {"days": -1}, "above zero"),
        (("pauses", "worker", "stops"), ["first_reply"], "only update and solve"),
        (("handling", "duty"), True, "above zero"),
        (("quiet", "from"), "07:00", "begins in the evening"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, path: tuple[str, ...], value: object, wrong: str) -> None:
    raw = yaml.safe_load(LIMITS_FILE.read_text("utf-8"))
    place = raw
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    file = tmp_path / "limits.yml"
    file.write_text(yaml.safe_dump(raw, allow_unicode=True), "utf-8")
    with pytest.raises(ValueError, match=wrong):
        load_limits(file)
