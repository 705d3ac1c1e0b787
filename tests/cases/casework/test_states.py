"""Each sort of case goes its own way, written down as data; who may take a step, and with which reason."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
import yaml

from cases import casefile
from cases.actors import Actor
from cases.casework.states import STATES_FILE, STATUSES, Machine, load_states, machine_of, step_of
from cases.errors import Conflict, InvalidChange, NotAllowed, NotFound
from cases.models import CLOSED_STATUSES, Case
from knowledge.taxonomy import load_taxonomy
from tests.cases.casework.scene import decides, events, heard
from tests.cases.story import Chat, Story

TABLE = load_states()


def test_every_kind_and_every_program_has_a_way() -> None:
    programs = set(load_taxonomy().programs)
    assert set(TABLE.programs) <= programs
    for kind in ("legal_consultation", "psych_consultation", "handoff", "feedback", "privacy"):
        assert TABLE.machine(kind, None).ways["submitted"]
    for program in programs:
        assert TABLE.machine("enrollment", program).key in ("aid", "claim", "signup", "hotline")
    assert TABLE.machine("enrollment", "winter_warmth").key == "aid"
    assert TABLE.machine("enrollment", "violation_report").key == "hotline"
    assert TABLE.machine("enrollment", "culture_course").key == "signup"


@pytest.mark.parametrize("key", sorted(TABLE.machines))
def test_no_case_gets_stuck_and_every_state_can_be_reached(key: str) -> None:
    machine = TABLE.machines[key]
    assert set(shortest_ways(machine)) == set(machine.ways)
    assert all(machine.ways[status] for status in machine.ways)


def test_staff_and_workers_have_words_for_every_state() -> None:
    for machine, status in product(TABLE.machines.values(), STATUSES):
        step = step_of(Case(kind="handoff", status=status)) if status not in machine.steps else machine.steps[status]
        assert all(any("一" <= c <= "鿿" for c in said) for said in (step.name, step.now, step.news, step.next))
    assert "12351" in TABLE.machines["aid"].steps["refused"].next  # where to go with a refusal


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda d: d["machines"]["hotline"]["steps"]["accepted"].append("done"), "without a call back"),
        (lambda d: d["machines"]["aid"]["steps"]["paid"].remove("cancelled"), "step back"),
        (lambda d: d["machines"]["aid"]["steps"]["done"].append("paid"), "opened again"),
        (lambda d: d["machines"]["aid"]["steps"]["paid"].append("flying"), "flying"),
        (lambda d: d["programs"].update(x="nothing"), "nothing"),
        (lambda d: d["statuses"]["paid"].update(colour="red"), "colour"),
        (lambda d: d["statuses"].pop("paid"), "paid"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_table_is_named_at_the_start(tmp_path: Path, change: object, says: str) -> None:
    document = yaml.safe_load(STATES_FILE.read_text("utf-8"))
    change(document)  # type: ignore[operator]
    (tmp_path / "states.yml").write_text(yaml.safe_dump(document, allow_unicode=True), "utf-8")
    with pytest.raises(ValueError, match=says):
        load_states(tmp_path / "states.yml")


async def test_every_way_of_every_machine_can_be_walked_and_no_other(story: Story, chat: Chat) -> None:
    """Each pair of states of each machine, on the real verb."""
    for program in ("hardship_assistance", "mutual_insurance", "violation_report", "skills"):
        await story.program(program)
    sorts: list[tuple[str, str | None]] = [("enrollment", p) for p in ("hardship_assistance", "mutual_insurance")]
    sorts += [("enrollment", "violation_report"), ("enrollment", "skills"), ("legal_consultation", None)]
    sorts += [("psych_consultation", None), ("feedback", None), ("privacy", None)]
    assert {TABLE.machine(*sort).key for sort in sorts} == set(TABLE.machines) - {"handoff"}
    async with story.database.transaction() as session:
        for kind, program in sorts:
            machine = TABLE.machine(kind, program)
            for before, way in shortest_ways(machine).items():
                case, _ = await casefile.open_case(
                    session, actor=chat.worker, kind=kind, person_id=chat.person_id, program_id=program,
                    conversation_id=chat.id, fields={}, now=story.clock(),
                )  # fmt: skip
                for status in way:
                    await casefile.change_status(session, case, actor=Actor.system(), status=status, now=story.clock())
                assert case.revision == len(way)
                for after in STATUSES:
                    if after not in machine.ways[before]:
                        with pytest.raises(InvalidChange):
                            await casefile.change_status(
                                session, case, actor=Actor.system(), status=after, now=story.clock()
                            )
                        assert (case.status, case.revision) == (before, len(way))
                        continue
                    async with session.begin_nested() as step:
                        await casefile.change_status(
                            session, case, actor=Actor.system(), status=after, now=story.clock()
                        )
                        assert (case.status, case.revision) == (after, len(way) + 1)
                        assert (case.closed_at is not None) is (after in CLOSED_STATUSES)
                        await step.rollback()
                    await session.refresh(case)


def shortest_ways(machine: Machine) -> dict[str, tuple[str, ...]]:
    """Each state with the steps that lead to it."""
    ways: dict[str, tuple[str, ...]] = {"submitted": ()}
    waiting = ["submitted"]
    while waiting:
        before = waiting.pop(0)
        for after in machine.ways[before]:
            if after not in ways:
                ways[after] = (*ways[before], after)
                waiting.append(after)
    return ways


async def test_help_for_a_family_from_the_first_word_to_the_money(story: Story, chat: Chat) -> None:
    await story.program("hardship_assistance")
    officer = await story.colleague(("program_officer", None))
    case = await story.case(chat, "enrollment", program_id="hardship_assistance")
    with pytest.raises(InvalidChange):
        await decides(story, case, officer, "paid")  # nobody is paid unseen
    for status in ("accepted", "needs_papers", "visited", "approved", "public_notice", "paid", "done"):
        await decides(story, case, officer, status)
    assert (await story.read(case)).closed_at == story.clock()
    assert [e.data.get("to") for e in await events(story, case)][1:] == [
        "accepted", "needs_papers", "visited", "approved", "public_notice", "paid", "done",
    ]  # fmt: skip


async def test_a_report_is_closed_only_after_calling_back(story: Story, chat: Chat) -> None:
    await story.program("violation_report")
    duty = await story.colleague(("duty", None))
    case = await story.case(chat, "enrollment", program_id="violation_report")
    for status in ("accepted", "transferred"):
        await decides(story, case, duty, status)
    with pytest.raises(InvalidChange) as told:
        await decides(story, case, duty, "done")
    assert "回访" in told.value.message
    await decides(story, case, duty, "supervised", note="承办单位三天没有回音")
    await decides(story, case, duty, "called_back", note="职工说工资已经到账，满意")
    await decides(story, case, duty, "done", note=None)
    assert (await story.read(case)).status == "done"


async def test_only_the_city_puts_a_case_under_supervision(story: Story, chat: Chat) -> None:
    await story.program("labor_mediation")
    county = await story.colleague(("county_desk", "610302"))
    case = await story.case(chat, "enrollment", program_id="labor_mediation", county="610302")
    await decides(story, case, county, "accepted")
    with pytest.raises(NotAllowed):
        await decides(story, case, county, "supervised")
    await decides(story, case, await story.colleague(("duty", None), login="duty"), "supervised")


async def test_a_refusal_has_a_reason_and_the_worker_hears_it(story: Story, chat: Chat) -> None:
    duty = await story.colleague(("duty", None))
    case = await story.case(chat)
    for note, message in ((None, "没有通过"), ("  ", "没有通过"), ("不在受理范围", None), ("不在受理范围", "  ")):
        with pytest.raises(InvalidChange) as told:
            await decides(story, case, duty, "refused", note=note, message=message)
        assert "原因" in told.value.message
    assert (await story.read(case)).status == "submitted"
    await decides(story, case, duty, "refused", note="不在受理范围", message="没有通过：不在受理范围。")
    assert await heard(story, chat) == ["没有通过：不在受理范围。"]
    # Looking at it again needs words, too.
    with pytest.raises(InvalidChange):
        await decides(story, case, duty, "accepted", note=None)
    await decides(story, case, duty, "accepted", note="职工补了证据，复核")


async def test_what_staff_note_for_each_other_is_marked(story: Story, chat: Chat) -> None:
    duty = await story.colleague(("duty", None))
    case = await story.case(chat)
    await decides(story, case, duty, "accepted", note="态度要耐心", message=None)
    await decides(story, case, duty, "needs_papers", note="请补合同", message="请补合同")
    assert [e.data.get("quiet", False) for e in await events(story, case)] == [False, True, False]


async def test_a_worker_may_step_back_but_decides_nothing(story: Story, chat: Chat) -> None:
    case = await story.case(chat)
    async with story.database.transaction() as session:
        row = await casefile.locked(session, case.number, actor=chat.worker)
        for status in ("approved", "refused", "needs_papers"):
            with pytest.raises(NotAllowed):
                await casefile.change_status(session, row, actor=chat.worker, status=status, now=story.clock())
        await casefile.change_status(session, row, actor=chat.worker, status="cancelled", now=story.clock())
        with pytest.raises(NotAllowed):  # what is closed staff open again
            await casefile.change_status(session, row, actor=chat.worker, status="accepted", now=story.clock())


async def test_the_second_of_two_colleagues_finds_out_and_nothing_is_sent(story: Story, chat: Chat) -> None:
    duty = await story.colleague(("duty", None))
    other = await story.colleague(("duty", None), login="other")
    case = await story.case(chat)
    await decides(story, case, duty, "accepted", seen_revision=0, message="受理了")
    with pytest.raises(Conflict):
        await decides(story, case, other, "cancelled", seen_revision=0, message="取消了")
    assert await heard(story, chat) == ["受理了"]
    await decides(story, case, other, "cancelled", seen_revision=1, message="取消了")


async def test_a_case_of_another_county_is_not_there(story: Story, chat: Chat) -> None:
    stranger = await story.colleague(("county_desk", "610304"))
    case = await story.case(chat, county="610302")
    with pytest.raises(NotFound):
        await decides(story, case, stranger, "accepted")


async def test_a_state_its_machine_does_not_know_any_more_still_has_words(story: Story, chat: Chat) -> None:
    case = Case(kind="privacy", status="public_notice")
    assert "public_notice" not in machine_of(case).steps
    assert step_of(case).name == "公示中"
