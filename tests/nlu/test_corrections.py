"""What staff corrected, brought to the model: rows checked, the change measured, and kept only when asked."""

from __future__ import annotations

from pathlib import Path

import pytest
import small_project
from correction_rows import Example, Known, Unreadable, as_yaml, check, known_names, read_examples
from nlu_project import NLU, load_yaml
from small_project import PYTHON, SmallProject

KNOWN = Known(
    intents=frozenset({"greet", "handoff", "ask_program", "join_program", "ask_policy"}),
    programs=frozenset({"autumn_scholarship"}),
    training={"smalltalk.yml": [Example("你好", "greet")], "corrections.yml": [Example("喊个人", "handoff")]},
    heldout=["老板欠我俩月工钱不给", "😀"],
)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (Example("早啊", "greting"), "no such intent: greting"),
        (Example("想报名", "join_program"), "which program"),
        (Example("想报名", "join_program/nope"), "no such program: nope"),
        (Example("早啊", "greet/autumn_scholarship"), "takes no program"),
        (Example("", "greet"), "nothing to read"),
        (Example("。。😀", "greet"), "nothing to read"),
        (Example("打〔已隐去〕给我", "handoff"), "something personal"),
        (Example("[渭滨](county)的人呢", "handoff"), "markup"),
        (Example("/restart", "handoff"), "markup"),
        (Example("你 好！", "greet"), "known already (smalltalk.yml)"),
        (Example("你好", "handoff"), "stands under greet in smalltalk.yml"),
        (Example("喊个人。", "ask_policy"), "stands under handoff in corrections.yml"),
        (Example("老板欠我俩月工钱，不给", "ask_policy"), "near the held-out sentence “老板欠我俩月工钱不给”"),
    ],
)
def test_a_row_that_cannot_be_learned_is_rejected_with_the_reason(row: Example, reason: str) -> None:
    good, [rejected] = check([row], KNOWN)
    assert good == [] and rejected.row == row and reason in rejected.reason


def test_rows_of_one_file_are_checked_against_each_other() -> None:
    twice, other = Example("给我喊个人来", "handoff"), Example("一句两读", "greet")
    good, rejected = check([twice, Example("给我喊个人来！", "handoff"), other, Example("一句两读", "handoff")], KNOWN)
    assert good == [twice]
    assert [one.reason for one in rejected] == [
        "twice in this file", "under two intents in this file: greet, handoff", "under two intents in this file: greet, handoff",
    ]  # fmt: skip


def test_a_program_that_is_known_may_be_asked_about_and_joined() -> None:
    rows = [
        Example("娃学费愁人", "join_program/autumn_scholarship"),
        Example("那个助学是啥", "ask_program/autumn_scholarship"),
    ]
    assert check(rows, KNOWN) == (rows, [])
    assert (rows[0].intent, rows[0].program) == ("join_program", "autumn_scholarship")


def test_what_is_written_is_what_was_read(tmp_path: Path) -> None:
    rows = [
        Example("- 开头一横: 带冒号 # 井号", "handoff"),
        Example("“引号”'单'", "greet"),
        Example("第二句", "handoff"),
    ]
    file = tmp_path / "corrections.yml"
    file.write_text(as_yaml(rows), "utf-8")
    assert sorted(read_examples(load_yaml(file)), key=lambda row: row.text) == sorted(rows, key=lambda row: row.text)


@pytest.mark.parametrize(
    "content", [None, [], {"stories": []}, {"nlu": [{"intent": "greet"}]}, {"nlu": [{"lookup": "x"}]}]
)
def test_what_is_no_nlu_data_is_refused(content: object) -> None:
    with pytest.raises(Unreadable):
        read_examples(content)


def test_names_come_from_the_domain() -> None:
    intents, programs = known_names(load_yaml(NLU / "domain.yml"))
    assert "find_station" in intents and len(programs) == 25


# ---------------------------------------------------------------------- the command, on a project with little data
@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> SmallProject:
    if not PYTHON.exists():
        pytest.skip("nlu/.venv is missing: the Rasa environment is not set up")
    project = small_project.make(tmp_path_factory.mktemp("corrections") / "nlu")
    project.train()
    return project


def state(project: SmallProject) -> tuple[list[str], list[str], str]:
    """Models, training files, and what the newest model is made from."""
    data = sorted(path.name for path in (project.folder / "data" / "nlu").iterdir())
    return [path.name for path in project.models], data, (project.folder / "models" / "fingerprint.txt").read_text()


def corrections(folder: Path, label: str, *texts: str) -> str:
    file = folder / "from_console.yml"
    file.write_text(as_yaml(Example(text, label) for text in texts), "utf-8")
    return str(file)


@pytest.mark.rasa
@pytest.mark.timeout(300)
def test_a_change_is_measured_first_and_kept_when_asked(project: SmallProject, tmp_path: Path) -> None:
    before = state(project)
    file = corrections(tmp_path, "find_station", "蓝鲸在唱歌吗", "你好")
    done = project.run("corrections.py", file)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "not taken: find_station: 你好 (stands under greet in all.yml)" in done.stdout
    [line] = [line for line in done.stdout.splitlines() if line.startswith("corrected sentences")]
    assert line.split()[-3:] == ["1", "0.0%", "100.0%"]
    assert "held-out" in done.stdout and "Nothing is changed" in done.stdout
    assert state(project) == before

    # Nothing changed since: what was measured is kept, not trained again.
    done = project.run("corrections.py", file, "--keep", "--anyway")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Training" not in done.stdout
    assert "蓝鲸在唱歌吗" in (project.folder / "data" / "nlu" / "corrections.yml").read_text("utf-8")
    assert len(project.models) == 2
    assert "up to date" in project.run("train.py").stdout
    # And the next file is added to it.
    done = project.run("corrections.py", corrections(tmp_path, "find_station", "蓝鲸在唱歌吗"))
    assert done.returncode == 1 and "known already (corrections.yml)" in done.stdout and "No row" in done.stderr


@pytest.mark.rasa
@pytest.mark.timeout(300)
def test_a_change_that_harms_is_not_kept(project: SmallProject, tmp_path: Path) -> None:
    """Sentences of thanks given as questions of law: what was not taught is read wrong, too."""
    before = state(project)
    wrong = [
        f"{word}{tail}"
        for word in ("谢谢", "谢啦", "感谢", "多谢")
        for tail in ("啊您嘞", "了哈", "你们了", "啦兄弟", "咧老哥")
    ]
    done = project.run("corrections.py", corrections(tmp_path, "ask_policy", *wrong), "--keep")
    assert done.returncode == 1, done.stdout
    assert "Not kept: held-out accuracy falls by" in done.stderr
    assert "- 谢啦: thanks → ask_policy" in done.stdout
    assert state(project) == before


@pytest.mark.rasa
def test_a_model_older_than_its_data_is_not_compared_with(project: SmallProject, tmp_path: Path) -> None:
    words = project.folder.parent / "knowledge" / "lexicon" / "words.txt"
    kept = words.read_text("utf-8")
    words.write_text(kept + "蓝鲸\n", "utf-8")
    try:
        done = project.run("corrections.py", corrections(tmp_path, "find_station", "鲸鱼歇脚的地方"))
    finally:
        words.write_text(kept, "utf-8")
    assert done.returncode == 1 and "make train" in done.stderr


@pytest.mark.rasa
@pytest.mark.parametrize("content", ["nlu: [", "stories: []", None], ids=["no YAML", "no NLU data", "no file"])
def test_a_file_that_cannot_be_read_is_named(project: SmallProject, tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "broken.yml"
    if content is not None:
        file.write_text(content, "utf-8")
    done = project.run("corrections.py", str(file))
    assert done.returncode == 1
    assert "broken.yml" in done.stderr and "Traceback" not in done.stderr
