"""The preview goes the way the assistant goes: same words, same questions in the same order, same refusals."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from actions.texts import Texts
from console.answers import read_answer
from console.rehearsal import Rehearsal
from console.texts import programs as texts
from knowledge.forms import FieldSpec
from knowledge.programs import load_common_form, program_from_dict
from knowledge.taxonomy import load_taxonomy
from tests.console.programs.conftest import FILES, from_file

TODAY = dt.date(2026, 12, 5)
COUNTIES = load_taxonomy().counties
# One answer of each type that fits.
FITS = {
    "yes_no": "是", "text": "一句够长的话", "person_name": "李雷", "phone": "13891712345", "date": "2026-12-10",
    "money": "3000", "id_number": "610302198805120018", "employer": "某某工地", "county": "渭滨区",
}  # fmt: skip


def rehearse(program_id: str, **changes: Any) -> Rehearsal:
    program = program_from_dict(from_file(program_id) | changes, program_id)
    offers = {"about:culture_course": "看看：职工文化课"}
    return Rehearsal(program, load_common_form().fields, COUNTIES, TODAY, offers.get)


def fitting(spec: FieldSpec) -> str:
    if spec.type == "choice":
        return next(iter(spec.options.values()))
    return str(max(spec.min or 0, 30)) if spec.type == "number" else FITS[spec.type]


def said(rehearsal: Rehearsal, *answers: str) -> str:
    for answer in answers:
        rehearsal.answer(answer)
    return "\n".join(line.text for line in rehearsal.lines if line.by != "worker")


def test_every_word_is_the_assistants_own() -> None:
    own = Texts.load()
    places = {"title", "summary", "text", "closes", "opens", "source", "example", "what", "label", "display", "number",
              "next_steps", "due", "papers"}  # fmt: skip
    filled = {name: f"<{name}>" for name in places}
    for key, words in texts.SAYS.items():
        assert words.format(**filled) == own(key, **filled), key


@pytest.mark.parametrize("program_id", sorted(path.stem for path in FILES.glob("*.yml")))
def test_every_program_of_the_house_is_gone_through_to_the_end(program_id: str) -> None:
    rehearsal = rehearse(program_id, window={"kind": "always"}, rules=[])
    rehearsal.answer("现在就报名")
    for _ in range(40):
        if rehearsal.over:
            break
        if rehearsal.asking == "consent":
            rehearsal.answer("同意，接着办")
        elif rehearsal.asking == "confirm":
            rehearsal.answer("确认提交")
        else:
            spec = rehearsal.form.field(rehearsal.asking)
            assert spec is not None
            rehearsal.answer(fitting(spec))
    assert rehearsal.asking == "done", rehearsal.lines[-3:]
    # Asked once each, in the order of the form; the case would hold what was answered.
    order = [spec.key for spec in rehearsal.form.fields]
    assert rehearsal.asked == [key for key in order if key in rehearsal.answers]
    assert len(rehearsal.kept()) == len(rehearsal.asked)
    assert not any(line.text == texts.PREVIEW_MISS for line in rehearsal.lines)


def test_a_condition_decides_which_questions_come() -> None:
    anonymous = rehearse("violation_report")
    said(anonymous, "现在就报名", "是")
    assert anonymous.asking == "employer"
    named = rehearse("violation_report")
    said(named, "现在就报名", "否")
    assert named.asking == "consent"
    said(named, "1")
    assert named.asking == "name"
    assert any(line.text == texts.PREVIEW_LINK for line in named.lines)  # sensitive: not in a messenger


def test_a_rule_that_is_not_met_says_so_at_once_and_offers_other_ways() -> None:
    rehearsal = rehearse("matchmaking")
    words = said(rehearsal, "现在就报名", "是", "18")
    assert "交友活动要年满20岁" in words and texts.SAYS["program.rule.stay"] in words
    assert rehearsal.options == ("看看：职工文化课", "改这个回答", "找真人", "不办了")
    rehearsal.answer("改这个回答")
    assert rehearsal.asking == "age"
    rehearsal.answer("27")
    assert rehearsal.asking == "gender"


def test_options_by_number_skipping_and_the_way_back() -> None:
    rehearsal = rehearse("matchmaking")
    said(rehearsal, "现在就报名", "1", "27", "2")
    assert rehearsal.answers["gender"] is not None and rehearsal.answers["gender"].display == "女士"
    assert "跳过" in rehearsal.options
    rehearsal.answer("返回")
    assert rehearsal.asking == "gender"
    said(rehearsal, "男士", "跳过")
    assert rehearsal.answers["hobby"] is None and "好，这项先空着。" in said(rehearsal)


def test_what_is_not_recognised_is_asked_again_and_said_to_be_the_previews_limit() -> None:
    rehearsal = rehearse("matchmaking")
    assert texts.PREVIEW_MISS in said(rehearsal, "现在就报名", "啥意思")
    assert rehearsal.asking == "single"


def test_a_closed_window_ends_it_before_anything_is_asked() -> None:
    rehearsal = rehearse("matchmaking", window={"kind": "dates", "opens": "2027-03-01", "closes": "2027-03-31"})
    assert rehearsal.over and rehearsal.options == ()
    assert "下次 2027年3月1日（周一） 开始" in said(rehearsal, "现在就报名")


def test_the_end_tells_what_the_case_keeps_and_what_is_secret() -> None:
    rehearsal = rehearse("matchmaking")
    words = said(
        rehearsal, "现在就报名", "是", "27", "女士", "跳过", "渭滨区", "同意，接着办", "李雷", "13891712345", "确认提交"
    )
    assert "登记好了！编号 26-0000-0000" in words and "5 个工作日 前给您回话" in words and "材料：身份证" in words
    assert [(k.label, k.display, k.secret) for k in rehearsal.kept()] == [
        ("单身", "是", False), ("年龄", "27", False), ("性别", "女士", False), ("所在县区", "渭滨区", False),
        ("姓名", "李雷", True), ("电话", "138 9171 2345", True),
    ]  # fmt: skip


def field(kind: str, **more: Any) -> FieldSpec:
    return FieldSpec("x", kind, "问", "题", **more)


@pytest.mark.parametrize(
    ("spec", "typed", "value"),
    [
        (field("number", min=1, max=9), "三", None),
        (field("number", min=1, max=9), "10", None),
        (field("number", min=1, max=9), "9个", 9),
        (field("number"), "9" * 5_000, None),
        (field("money"), "4,500元", 450_000),
        (field("money"), "2.5万", 2_500_000),
        (field("money"), "很多", None),
        (field("date"), "12月10日", "2026-12-10"),
        (field("date"), "2月30日", None),
        (field("phone"), "138 9171 2345", "13891712345"),
        (field("phone"), "12345", None),
        (field("id_number"), "610302198805120018", "610302198805120018"),
        (field("id_number"), "610302198805120017", None),
        (field("person_name"), "李雷1", None),
        (field("yes_no"), "没有", False),
        (field("choice", options={"a": "高中", "b": "大专"}), "2", "b"),
        (field("choice", options={"a": "高中", "b": "大专"}), "3", None),
        (field("choice", options={"a": "高中", "b": "高中以上"}), "高中", "a"),
        (field("county"), "渭滨", "610302"),
        (field("text"), "<script>alert(1)</script>", "<script>alert(1)</script>"),
        (field("text"), " ", None),
    ],
)
def test_plain_readers(spec: FieldSpec, typed: str, value: object) -> None:
    read = read_answer(spec, typed, COUNTIES, TODAY)
    assert (read.value if read else None) == value
