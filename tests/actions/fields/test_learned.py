"""Answers in people's own words: learned from examples, taken from a probability on, never against a written word."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.assembly import KNOWLEDGE
from actions.catalog import load_forms
from actions.fields import LearnedAnswers, Miss, Value
from actions.fields.learned import NONE, SKIP, SURE, SURE_AMONG, Guess, load_said, question_of
from knowledge.forms import FieldSpec
from knowledge.programs import load_programs
from tests.actions.letters import LetterEncoder

STEPS = {("consent", ("no", "yes")), ("confirm", ("cancel", "no", "yes")), SKIP}
WAY = FieldSpec(
    key="way", type="choice", label="方式", ask="您想怎么说？", options={"phone": "打电话", "video": "视频"}
)
MEMBER = FieldSpec(key="was_member", type="yes_no", label="入过会", ask="以前入过工会吗？")
FEW = {
    ("way", ("phone", "video")): {
        "phone": ["打我手机吧", "手机上说", "打手机行不", "拨我手机", "用手机说话"],
        "video": ["想看看律师长啥样", "能看见人的那种", "脸对脸屏幕上看", "看着人说", "看得见人"],
        NONE: ["你吃了没", "今天天气好", "等我想想", "律师姓啥", "不晓得"],
    },
    ("was_member", ("no", "yes")): {
        "yes": ["早年厂里有过", "厂里给办过", "办过的", "老早有过"],
        "no": ["头一回", "这是头一遭", "头一次弄", "第一回"],
        NONE: ["问这做啥", "你吃了没", "啥会", "等等"],
    },
}


class Sure(LearnedAnswers):
    """Guesses the same for everything."""

    def __init__(self, key: str, probability: float) -> None:
        super().__init__({}, None)
        self._guess = Guess(key, probability)

    def guess(self, spec: object, text: str) -> Guess | None:
        return self._guess


def test_every_question_with_examples_is_one_that_a_form_asks() -> None:
    asked = set(STEPS)
    forms = [*load_forms().values(), *(program.form for program in load_programs(KNOWLEDGE / "programs"))]
    for form in forms:
        for spec in form.fields:
            asked.add(question_of(spec))
    assert [question for question in load_said() if question not in asked] == []


def test_every_option_has_examples_and_so_has_what_answers_nothing() -> None:
    few = {
        (key, option): len(by_option.get(option, ()))
        for (key, options), by_option in load_said().items()
        for option in (*options, NONE)
        if len(by_option.get(option, ())) < 25
    }
    assert few == {}


def test_one_sentence_under_two_options_is_refused(tmp_path: Path) -> None:
    (tmp_path / "form.yml").write_text('way:\n  phone: ["都行"]\n  video: ["都行"]\n', encoding="utf-8")
    with pytest.raises(ValueError, match="都行"):
        load_said(tmp_path)


def test_what_was_learned_is_heard_in_other_words() -> None:
    learned = LearnedAnswers.learn(FEW, ["加班费怎么算", "工资三个月没发"], LetterEncoder())
    phone, first = learned.guess(WAY, "打手机说话"), learned.guess(MEMBER, "头一回弄")
    assert phone is not None and phone.key == "phone"
    assert first is not None and first.key == "no"


def test_what_answers_nothing_is_no_guess() -> None:
    learned = LearnedAnswers.learn(FEW, ["加班费怎么算", "工资三个月没发"], LetterEncoder())
    assert learned.guess(WAY, "等我想想") is None


def test_a_question_whose_options_staff_changed_is_left_to_the_written_words() -> None:
    learned = LearnedAnswers.learn(FEW, [], LetterEncoder())
    changed = FieldSpec(
        key="way", type="choice", label="方式", ask="", options={"phone": "打电话", "in_person": "当面"}
    )
    assert learned.guess(changed, "打我手机吧") is None


def test_a_long_story_is_no_answer_to_a_short_question() -> None:
    learned = LearnedAnswers.learn(FEW, [], LetterEncoder())
    assert learned.guess(WAY, "打我手机吧" * 20) is None


def test_what_was_learned_is_kept_and_read_again(tmp_path: Path) -> None:
    said = tmp_path / "said"
    said.mkdir()
    (said / "form.yml").write_text(
        'way:\n  phone: ["打我手机吧", "手机上说", "拨我手机"]\n  video: ["看着人说", "看得见人"]\n  "-": ["你吃了没"]\n',
        "utf-8",
    )
    learned = LearnedAnswers.open(["加班费怎么算"], LetterEncoder(), tmp_path, said)
    kept = LearnedAnswers.open(["加班费怎么算"], LetterEncoder(), tmp_path, said)
    assert len(list(tmp_path.glob("answers-*.npz"))) == 1
    assert learned.guess(WAY, "打我手机") == kept.guess(WAY, "打我手机") is not None


def test_a_likely_guess_is_taken_and_marked_as_one() -> None:
    read = Sure("phone", SURE).weigh(WAY, "你们拨过来", Miss("choice.none"))
    assert read == Value("phone", "打电话", guessed=True)


def test_an_unlikely_guess_is_asked_again() -> None:
    assert Sure("phone", SURE - 0.01).weigh(WAY, "你们拨过来", Miss("choice.none")) == Miss("choice.none")


def test_between_two_options_named_less_is_needed() -> None:
    read = Sure("phone", SURE_AMONG).weigh(WAY, "视频里丢人 电话里好说", Miss("choice.several"))
    assert isinstance(read, Value) and read.value == "phone"


def test_a_written_word_is_not_overruled() -> None:
    plainly = Value("phone", "打电话")
    assert Sure("video", 0.99).weigh(WAY, "电话吧 额不会弄视频", plainly) is plainly


def test_a_question_needs_more_to_be_an_answer() -> None:
    miss = Miss("choice.none")
    assert Sure("phone", SURE).weigh(WAY, "手机上说咋样", miss) is miss
    assert isinstance(Sure("phone", 0.9).weigh(WAY, "手机上说咋样", miss), Value)


def test_yes_and_no_are_read_as_such() -> None:
    assert Sure("no", 0.9).weigh(MEMBER, "头一回", Miss("yes_no.none")) == Value(False, "否", guessed=True)


def test_of_two_marks_named_the_one_inside_the_other_is_none() -> None:
    """满意 is no part of “很满意” or “不太满意”: where those two are named, it cannot be guessed."""
    marks = FieldSpec(
        key="rating",
        type="choice",
        label="打几分",
        ask="打几分？",
        options={"2": "不太满意", "4": "满意", "5": "很满意"},
    )
    named = Miss("choice.several", {"options": "“不太满意”、“很满意”"})
    assert Sure("4", 0.99).weigh(marks, "说不上不太满意还是很满意", named) is named
    assert isinstance(Sure("5", 0.99).weigh(marks, "说不上不太满意还是很满意", named), Value)
