"""The trained second look sees what no rule foresaw, overrules a rule only when certain, and is never in the way."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.crisis import CrisisRules, DangerWatch
from actions.crisis.examples import Example, load_examples
from actions.crisis.second_look import SecondLook
from actions.crisis.watch import fingerprint, ordinary_messages, training_data
from knowledge.cards import load_cards
from tests.actions.letters import LetterEncoder

RULES = CrisisRules.load()
HINT = "存折给妹妹了 狗也送人了 以后吃饭不用等我"
ORDINARY = ["加班费怎么算", "我想报名学电工", "工资三个月没发", "附近哪里有驿站能接点热水"]
FEW = [
    Example("把存折交给二姨 娃往后托付给你们", "suicide", "hint"),
    Example("东西都送人咧 娃以后叫他姨管", "suicide", "hint"),
    Example("电动车留给徒弟 往后用不上咧", "suicide", "hint"),
    Example("今晚叫他躺着出来", "violence_threat", "explicit"),
    Example("我晓得他几点下班 等着他", "violence_threat", "hint"),
    Example("把存折交给老婆管 省得我乱花"),
]


@pytest.fixture(scope="module")
def few() -> SecondLook:
    return SecondLook.learn(FEW * 6, ORDINARY * 6, None)


@pytest.fixture(scope="module")
def words_only() -> SecondLook:
    """Learned from the project's own sentences, as it is where the sentence encoder is missing."""
    examples, ordinary = training_data(RULES, [])
    return SecondLook.learn(examples, ordinary, None)


def test_a_farewell_that_no_rule_knows_is_seen_as_danger(words_only: SecondLook) -> None:
    assert RULES.look(HINT) is None
    seen = DangerWatch(RULES, words_only).look(HINT)
    assert seen is not None and seen.kind == "suicide" and "second look" in seen.rule


def test_most_of_what_it_learned_it_still_knows_and_ordinary_messages_stay_ordinary(words_only: SecondLook) -> None:
    examples = [e for e in load_examples() if e.kind is not None]
    watch = DangerWatch(RULES, words_only)
    assert sum(watch.look(e.text) is not None for e in examples) / len(examples) > 0.97
    calm = ordinary_messages()[::20]
    # Many of them are stories of sorrow and anger by now, and words alone must do without the vectors.
    assert sum(watch.look(text) is not None for text in calm) / len(calm) < 0.04


def test_a_rule_that_saw_one_word_is_overruled_in_a_plain_lesson_but_never_in_a_few_words() -> None:
    lesson = "普法课老师让讨论爬塔吊讨薪犯不犯法你咋看"
    calm = SecondLook.learn([*FEW * 6, *[Example(lesson)] * 12], [*ORDINARY * 6, "想死了怎么办"], None)
    watch = DangerWatch(RULES, calm)
    assert RULES.look(lesson) is not None and watch.look(lesson) is None
    assert watch.look("想死") is not None


def test_what_was_learned_is_kept_and_read_again(few: SecondLook, tmp_path: Path) -> None:
    first = SecondLook.open("one", lambda: (FEW, ORDINARY), None, tmp_path)
    kept = list(tmp_path.glob("danger-*.npz"))
    again = SecondLook.open("one", _not_read_again, None, tmp_path)
    assert len(kept) == 1 and list(tmp_path.glob("*")) == kept
    assert again.danger(HINT) == first.danger(HINT)


def _not_read_again() -> tuple[list[Example], list[str]]:
    raise AssertionError("what is kept needs no sentences")


def test_another_question_of_a_card_is_another_thing_to_learn_from() -> None:
    (card,) = load_cards(Path("knowledge/cards"))[:1]
    asked = replace(card, questions=(*card.questions, "多了一句"))
    assert fingerprint([card], with_vectors=True) != fingerprint([asked], with_vectors=True)
    assert fingerprint([card], with_vectors=True) != fingerprint([card], with_vectors=False)


def test_a_damaged_file_is_learned_anew_and_other_words_make_another_file(tmp_path: Path) -> None:
    SecondLook.open("one", lambda: (FEW, ORDINARY), None, tmp_path)
    (file,) = tmp_path.glob("danger-*.npz")
    file.write_bytes(b"half a file")
    assert SecondLook.open("one", lambda: (FEW, ORDINARY), None, tmp_path).danger(HINT) > 0
    SecondLook.open("two", lambda: (FEW[1:], ORDINARY), None, tmp_path)
    (other,) = tmp_path.glob("danger-*.npz")  # the old one is gone
    assert other != file


def test_with_vectors_it_learns_and_looks_the_same_way() -> None:
    look = SecondLook.learn(FEW * 6, ORDINARY * 6, LetterEncoder())
    assert look.danger("东西都送人 娃以后托付给二姨") > look.danger("加班费怎么算才对")


@pytest.mark.parametrize("text", ["", "1", "好", "13812345678", "12"])
def test_an_answer_of_a_digit_or_a_word_is_not_looked_at(few: SecondLook, text: str) -> None:
    assert few.shares(text) is None and few.look(text) is None


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=300))
def test_any_text_gets_a_probability(few: SecondLook, text: str) -> None:
    assert 0 <= few.danger(RULES.plain(text)) <= 1


def test_a_hundred_thousand_characters_cost_less_than_a_blink(words_only: SecondLook) -> None:
    watch, text = DangerWatch(RULES, words_only), "今天老板又没发工资我气得很" * 8_000
    watch.look(text)
    best = min(_seconds(watch, text) for _ in range(3))
    assert best < 0.05


def _seconds(watch: DangerWatch, text: str) -> float:
    start = time.process_time()
    watch.look(text)
    return time.process_time() - start


def test_a_file_of_examples_with_an_unknown_kind_is_named(tmp_path: Path) -> None:
    (tmp_path / "odd.yml").write_text("boredom_hint: [太闷了]\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"odd\.yml.*boredom_hint"):
        load_examples(tmp_path)


def test_no_example_is_both_danger_and_none() -> None:
    seen: dict[str, bool] = {}
    both = [e.text for e in load_examples() if seen.setdefault(RULES.plain(e.text), e.kind is None) != (e.kind is None)]
    assert both == []


def test_without_the_language_models_sentences_it_says_so(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert ordinary_messages(tmp_path) == [] and "no ordinary messages" in caplog.text
