"""What came of two years of chats: cases with their events and clocks, bookings, forms, counts. Rows for `tests/desk_seed.py`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import orjson

from cases.figures import metrics
from cases.figures.tally import MONTH
from cases.numbers import check_digit
from cases.warnings.fields import About, read_fields
from tests.desk_town import COUNTIES, DAYS, INTENTS, POOL, REASONS, WORDS, Row, Table, Town

KINDS = {
    "enrollment": 50,
    "legal_consultation": 22,
    "handoff": 16,
    "psych_consultation": 6,
    "feedback": 4,
    "privacy": 2,
}
CLOSED = {"done": 66, "refused": 17, "cancelled": 17}
OPEN = {
    "submitted": 20,
    "accepted": 40,
    "needs_papers": 15,
    "scheduled": 10,
    "transferred": 8,
    "supervised": 2,
    "visited": 5,
}
TIERS = {"ordinary": 90, "urgent": 8, "major": 2}
DESKS = {"legal_consultation": "legal", "psych_consultation": "counselling", "enrollment": "programs"}
CLOCKS = {"first_reply": 28_800, "update": 86_400, "solve": 288_000}  # seconds of working time
ISSUES = ("wages", "overtime", "contract", "insurance", "safety", "other")
MATTERS = ("wages", "contract", "dismissal", "injury", "insurance", "leave", "women", "platform", "other")
NAMES = (
    "恒达",
    "鑫源",
    "秦岭",
    "渭水",
    "西府",
    "凤鸣",
    "周原",
    "宏泰",
    "永盛",
    "天成",
    "华通",
    "万和",
    "瑞丰",
    "长青",
    "宝丰",
    "石鼓",
    "龙泉",
)
FIRMS = (
    "建筑有限公司",
    "商贸有限公司",
    "劳务公司",
    "餐饮公司",
    "机械厂",
    "物流有限公司",
    "饭店",
    "工地",
    "物业公司",
    "食品厂",
    "电子公司",
)
EMPLOYERS = tuple(f"{name}{firm}" for name in NAMES for firm in FIRMS)


@dataclass(frozen=True, slots=True)
class Fact:
    """What later tables need to know of a case."""

    id: int
    kind: str
    status: str
    at: datetime
    closed: datetime | None


class Work:
    def __init__(self, town: Town, programs: list[str]) -> None:
        self.town, self.programs = town, programs
        self.rng, self.now, self.scale = town.rng, town.now, town.scale
        self.facts: list[Fact] = []
        self.events = 0
        self.forms = {what: self._forms(what) for what in [*KINDS, *programs] if what != "enrollment"}

    def _forms(self, what: str) -> list[tuple[str, About]]:
        """Filled-in forms of a kind or program: the sealed answers, and what early warning reads off them."""
        rng, found = self.rng, []
        program = None if what in KINDS else what
        for _ in range(POOL):
            firm = EMPLOYERS[int(len(EMPLOYERS) * rng.random() ** 2)]
            account = f"我在{firm}干活，{rng.choice(WORDS)}" + "，说来话长" * rng.randrange(1, 40)
            values = {"name": "王小军", "phone": f"139{rng.randrange(10**8):08d}", "account": account}
            if program:
                values |= {"employer": firm, "issue": rng.choice(ISSUES)}
            elif what == "legal_consultation":
                values["matter"] = rng.choice(MATTERS)
            elif what != "psych_consultation":
                values = {"reason": "asked"}
            fields = {key: {"label": key, "value": value, "display": value} for key, value in values.items()}
            about = read_fields("enrollment" if program else what, program, fields)
            found.append((self.town.ring.seal(orjson.dumps(fields)), about))
        return found

    def tables(self) -> Iterator[Table]:
        columns = (
            "id number kind program_id person_id conversation_id county status fields assigned_to due_at tier revision "
            "employer_key employer topic created_at updated_at closed_at"
        )
        yield "cases", columns, self._cases()
        yield "case_events", "id case_id at actor_kind actor_id kind data note", self._events()
        columns = (
            "id case_id kind desk allowed_seconds left_seconds started_at since due_at half_at late_at warned stopped_at "
            "breached"
        )
        yield "clocks", columns, self._clocks()
        columns = "id name kind county ways place weekly minutes active capacity buffer_minutes"
        yield "consultants", columns, self._consultants()
        yield "slots", "id consultant_id starts_at ends_at closed", self._slots()
        yield "appointments", "id case_id slot_id seat way status created_at", self._appointments()
        yield "form_runs", "id conversation_id flow program_id field started_at moved_at outcome", self._runs()
        yield "unanswered_questions", "id conversation_id text reason created_at walled", self._questions()
        yield "day_counts", "id day metric key county channel source count", self._day_counts()
        yield "counted_to", "name position at", self._counted()

    def _cases(self) -> Iterator[Row]:
        rng, chats, scale = self.rng, self.town.chats, self.scale
        waiting = [n for n, chat in enumerate(chats) if chat.owner != "bot"]
        picked = [rng.randrange(len(chats)) for _ in range(scale.cases - len(waiting))]
        rows = [(min(self.now, chats[n].begun + timedelta(minutes=rng.uniform(1, 9000))), n, False) for n in picked]
        rows += [(self.now - timedelta(minutes=rng.uniform(1, 3000)), n, True) for n in waiting]
        for ident, (at, n, handed_over) in enumerate(sorted(rows), 1):
            kind = "handoff" if handed_over else self.town.pick(KINDS)
            program = rng.choice(self.programs) if kind == "enrollment" else None
            fresh = self.now - at < timedelta(days=20)
            # One open hand-over a chat: that of the chats that wait.
            runs = handed_over or (kind != "handoff" and rng.random() < (0.6 if fresh else 0.05))
            status = self.town.pick(OPEN if runs else CLOSED)
            if handed_over:
                status = "accepted" if chats[n].owner == "staff" else "submitted"
            closed = None if runs else min(self.now, at + timedelta(days=rng.uniform(0.1, 25)))
            sealed, (employer, key, topic) = rng.choice(self.forms[program or kind])
            body = f"{at:%y}{ident:07d}"
            number = body + str(check_digit(body))
            self.facts.append(Fact(ident, kind, status, at, closed))
            yield (
                ident, f"{number[:2]}-{number[2:6]}-{number[6:]}", kind, program, n + 1, chats[n].id,
                chats[n].county or self.town.county(), status, sealed,
                rng.randrange(4, 60) if rng.random() < 0.7 else None, at + timedelta(days=rng.uniform(1, 20)),
                self.town.pick(TIERS), rng.randrange(6), key, employer, topic, at,
                closed or min(self.now, at + timedelta(days=2)), closed,
            )  # fmt: skip

    def _events(self) -> Iterator[Row]:
        ident, rng = 0, self.rng
        for fact in self.facts:
            steps = [(fact.at, "opened", '{"status": "submitted"}')]
            if fact.status != "submitted":
                steps.append((fact.at + timedelta(hours=3), "viewed", "{}"))
                steps.append((fact.at + timedelta(hours=4), "status", '{"from": "submitted", "to": "accepted"}'))
            if fact.closed:
                steps.append((fact.closed, "status", f'{{"from": "accepted", "to": "{fact.status}"}}'))
            for at, kind, data in steps:
                ident += 1
                who, by = ("worker", None) if kind == "opened" else ("staff", rng.randrange(1, 60))
                told = kind == "status" and ident % 3 == 0
                note = self.town.sealed("note", lambda: "已电话联系，材料齐全") if told else None
                yield ident, fact.id, min(at, self.now), who, by, kind, data, note
        self.events = ident

    def _clocks(self) -> Iterator[Row]:
        ident, rng, now = 0, self.rng, self.now
        for fact in self.facts:
            for what, allowed in CLOCKS.items():
                if what == "solve" and fact.kind == "handoff":
                    continue
                ident += 1
                span = timedelta(seconds=allowed * 3)
                half, late, due = (fact.at + span * share for share in (0.5, 0.8, 1))
                stopped = fact.closed
                if what == "first_reply" and fact.status != "submitted":
                    stopped = min(now, fact.at + timedelta(hours=rng.uniform(0.2, 40)))
                told = 0 if stopped else 100 if due < now else 80 if late < now else 50 if half < now else 0
                desk = DESKS.get(fact.kind, "duty")
                head = (ident, fact.id, what, desk, allowed, allowed, fact.at, fact.at)
                yield *head, due, half, late, told, stopped, due < (stopped or now)

    def _consultants(self) -> Iterator[Row]:
        weekly = json.dumps({day: ["09:00-11:30", "14:30-17:00"] for day in ("mon", "tue", "wed", "thu", "fri")})
        kinds = ("government", "public_interest", "social", "counsellor")
        for n in range(24):
            yield f"c{n}", f"示例{n}", kinds[n % 4], COUNTIES[n % 12], '["phone"]', "示例", weekly, 30, True, 1, 0

    def _slots(self) -> Iterator[Row]:
        ident, first = 0, self.now.replace(hour=1, minute=0, second=0)
        for day in range(-365, 30):
            for n in range(24):
                for k in range(8):
                    ident += 1
                    at = first + timedelta(days=day, minutes=30 * k)
                    yield ident, f"c{n}", at, at + timedelta(minutes=30), False

    def _appointments(self) -> Iterator[Row]:
        booked = [fact for fact in self.facts if fact.kind in ("legal_consultation", "psych_consultation")]
        for ident, fact in enumerate(booked[-60_000:], 1):
            yield ident, fact.id, ident, 0, "phone", "done" if fact.closed else "booked", fact.at

    def _runs(self) -> Iterator[Row]:
        outcomes = {"done": 60, "cancelled": 10, "abandoned": 27, "open": 3}
        for ident in range(1, self.scale.cases // 2 + 1):
            chat = self.town.chats[ident % len(self.town.chats)]
            program = self.rng.choice(self.programs)
            yield ident, chat.id, "enrollment", program, "phone", chat.begun, chat.begun, self.town.pick(outcomes)

    def _questions(self) -> Iterator[Row]:
        for ident in range(1, self.scale.cases // 20 + 1):
            chat = self.town.chats[-1 - ident % len(self.town.chats)]
            yield ident, chat.id, self.town.sealed("said", lambda: "?"), "no_card", chat.begun, False

    def _day_counts(self) -> Iterator[Row]:
        """About 600 rows a day at full scale: what so many chats leave when every count is told apart by everything.

        And their sums by month, as cases/figures/tally.py keeps them.
        """
        m, programs = metrics, self.programs
        keyed = dict.fromkeys((m.PROGRAM, m.CASES_OPENED, m.CASES_DONE, m.FLOW_DONE, m.AWARE, m.SIGNED_UP), programs)
        keyed |= {metric: [""] for metric in (m.MESSAGES, m.CHATS, m.CHAT_DAYS, m.PEOPLE)}
        keyed |= {
            m.KIND: ["policy", "flow", "smalltalk", "with_staff"],
            m.INTENT: list(INTENTS),
            m.CARD: [f"card{n}" for n in range(60)],
            m.FLOW_ABANDONED: [f"enrollment:{p}" for p in programs],
            m.STOPPED_AT: [f"enrollment:{p}:phone" for p in programs],
            m.HANDOVERS: list(REASONS),
            m.KEPT: [f"{clock}:enrollment" for clock in CLOCKS],
            m.BREACHED: ["solve:enrollment"],
            m.FIRST_REPLY: [f"{n:05d}" for n in range(0, 60, 3)],
            m.RATING: list("12345"),
            m.UNANSWERED: ["no_card", "not_helpful"],
        }
        ident, rng, today = 0, self.rng, self.now.date()
        months: Counter[tuple[date, str, str, str, str, str]] = Counter()
        share = 0.6 * min(1.0, self.scale.cases / 100_000)
        places = [(county, channel) for county in ("", *COUNTIES) for channel in ("web", "telegram")]
        for back in range(DAYS):
            day = today - timedelta(days=back)
            for county, channel in places:
                for metric, keys in keyed.items():
                    for key in rng.sample(keys, min(len(keys), 2)):
                        if rng.random() < share:
                            ident += 1
                            source, count = "poster-a" if rng.random() < 0.1 else "", rng.randrange(1, 30)
                            months[day.replace(day=1), metric + MONTH, key, county, channel, source] += count
                            yield ident, day, metric, key, county, channel, source, count
        for n, (place, count) in enumerate(months.items(), ident + 1):
            yield n, *place, count

    def _counted(self) -> Iterator[Row]:
        """The counts stand for everything so far: a bot started on this database does not count it again."""
        rows = {"messages": self.scale.messages, "cases": self.scale.cases, "case_events": self.events}
        rows |= {"unanswered": self.scale.cases // 20, "feedback": 0, "clocks": int(self.now.timestamp())}
        for name, position in rows.items():
            yield name, position, self.now
