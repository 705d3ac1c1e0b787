"""Looking over a program before it is saved: every mistake beside its field, and what a person should look at twice."""

from __future__ import annotations

import copy
import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from knowledge.errors import KnowledgeError
from knowledge.programs import Program, plain_values, program_from_dict
from knowledge.reading import read_yaml
from knowledge.taxonomy import Taxonomy

LONGEST = 60_000  # characters of a program as JSON or YAML; the longest of the house has a tenth
MOST_FIELDS = 40
LONG_QUESTION = 120  # characters; longer ones are not read on a phone
_PART = re.compile(r"(fields|rules)\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Problem:
    """`field`: the path of what is wrong, such as `title`, `window.opens`, `fields[2].when.field` (counted from 1)."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class ProgramLook:
    """`program` None: it cannot be read. With errors it should not be published."""

    program: Program | None
    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]

    def of(self, field: str) -> str:
        """What is wrong with one field, for the line under it; empty when nothing is."""
        return "；".join(problem.text for problem in self.errors if problem.field == field)


def look_over_program(
    values: Mapping[str, Any],
    *,
    others: Sequence[Program],
    taxonomy: Taxonomy,
    today: dt.date,
) -> ProgramLook:
    """Check a program as it is typed. `others`: the programs in use beside it. Never raises."""
    errors = _all_errors(values, taxonomy)
    fields = values.get("fields")
    if isinstance(fields, list) and len(fields) > MOST_FIELDS:
        errors.append(Problem("fields", f"问题太多了（最多 {MOST_FIELDS} 个）"))
    try:
        program = program_from_dict(values, "项目", taxonomy)
    except KnowledgeError:
        return ProgramLook(None, tuple(errors), ())
    errors += [Problem("names", f"“{name}”太短，别的话里也会有") for name in program.names if len(name) < 2]
    others = [other for other in others if other.id != program.id]
    return ProgramLook(program, tuple(errors), tuple(_warnings(program, others, taxonomy, today)))


def _all_errors(values: Mapping[str, Any], taxonomy: Taxonomy) -> list[Problem]:
    """The reader stops at the first mistake; what is wrong is replaced by something right until it finds no more."""
    mended: dict[str, Any] = copy.deepcopy(dict(values))
    found: list[Problem] = []
    for _ in range(200):
        try:
            program_from_dict(mended, "项目", taxonomy)
        except KnowledgeError as error:
            problem = Problem(error.field or "", error.problem.replace("choice ", "选择题"))
            if problem in found or not _stand_in(mended, problem.field):
                return [*found, problem] if problem not in found else found
            found.append(problem)
        else:
            break
    return found


def _stand_in(mended: dict[str, Any], path: str) -> bool:
    """Put something readable in the place of what is wrong. False where nothing can be."""
    part = _PART.match(path)
    if part is not None:
        items, at = mended.get(part[1]), int(part[2]) - 1
        if not isinstance(items, list) or not 0 <= at < len(items):
            return False
        if part[1] == "rules":
            items[at] = {"field": "name", "one_of": ["x"], "otherwise": "x"}
            return True
        leaf = path.rpartition(".")[2]
        if isinstance(items[at], dict) and leaf in ("ask", "label", "example", "help"):
            items[at][leaf] = "x"
            return True
        key = items[at].get("key") if isinstance(items[at], Mapping) else None
        twice = path.endswith(".key") or not isinstance(key, str)
        items[at] = {"key": f"stand_in_{at}" if twice else key, "type": "text", "ask": "x", "label": "x"}
        # What rests on the replaced question cannot be judged.
        for other in mended.get("fields", []):
            if isinstance(other, dict) and isinstance(when := other.get("when"), Mapping) and when.get("field") == key:
                other.pop("when")
        rules = mended.get("rules")
        if isinstance(rules, list):
            mended["rules"] = [
                {"field": "name", "one_of": ["x"], "otherwise": "x"}
                if isinstance(rule, Mapping) and rule.get("field") == key
                else rule
                for rule in rules
            ]
        return True
    head = path.partition(".")[0]
    stand_ins: dict[str, Any] = {
        "id": "stand_in", "revision": 1, "audience": "worker", "platform": "assistance", "window": {"kind": "always"},
        "places": None, "promise_days": 1, "counties": "all", "fields": [], "rules": [], "papers": [], "names": [],
        "example_data": True,
    }  # fmt: skip
    if head in mended and head not in stand_ins and head not in _TEXTS:
        mended.pop(head)  # a field nobody reads
        return True
    mended[head] = stand_ins.get(head, "x")
    return head in stand_ins or head in _TEXTS


_TEXTS = frozenset({"title", "summary", "who", "how", "where", "duration", "appeal", "source", "next_steps"})


def _warnings(program: Program, others: Sequence[Program], taxonomy: Taxonomy, today: dt.date) -> list[Problem]:
    found: list[Problem] = []
    known = {name: other.title for other in others for name in (other.title, *other.names)}
    for name in (program.title, *program.names):
        if name in known:
            found.append(Problem("names", f"“{name}”也是“{known[name]}”的叫法，助手会分不清"))
    for name, times in Counter(program.names).items():
        if times > 1:
            found.append(Problem("names", f"“{name}”写了两遍"))
    if not program.names:
        found.append(Problem("names", "还没有叫法，职工只有说全名助手才认得"))
    window = program.window_state(today)
    if not window.open:
        when = f"要到 {window.opens_on} 才开放" if window.opens_on else "时间已经过了，职工报不了名"
        found.append(Problem("window", when))
    ids = {program.id, *(other.id for other in others)}
    for n, rule in enumerate(program.form.rules, 1):
        for payload in rule.offer:
            if not _leads_somewhere(payload, ids, taxonomy):
                found.append(Problem(f"rules[{n}].offer", f"“{payload}”没有去处，职工看不到这个按钮"))
    for n, spec in enumerate(program.form.fields, 1):
        if len(spec.ask) > LONG_QUESTION:
            found.append(Problem(f"fields[{n}].ask", f"问题有 {len(spec.ask)} 个字，手机上读着费劲"))
        if spec.type == "id_number":
            found.append(Problem(f"fields[{n}].type", "身份证号只在网页里填，从聊天软件来的职工会收到一次性链接"))
        if spec.type == "slot":
            found.append(Problem(f"fields[{n}].type", "项目报名排不了时间，请换一种问法"))
    return found


def _leads_somewhere(payload: str, ids: set[str], taxonomy: Taxonomy) -> bool:
    head, _, rest = payload.partition(":")
    if head == "about":
        return rest in ids
    if head == "start":
        flow, _, program = rest.partition(":")
        return program in ids if flow == "enrollment" else flow in taxonomy.flows
    return payload in ("human", "menu", "programs") or head in ("card", "stations", "calc")


def as_yaml(values: Mapping[str, Any]) -> str:
    """A program as people may read and edit it, in the order of the fields."""
    dumped: str = yaml.safe_dump(dict(values), allow_unicode=True, sort_keys=False, width=110)
    return dumped


def from_yaml(text: str) -> dict[str, Any]:
    """What `as_yaml` wrote and somebody edited. Raises KnowledgeError when it is no YAML, too long, or no mapping."""
    if len(text) > LONGEST:
        raise KnowledgeError("项目", f"太长了（最多 {LONGEST} 字）")
    try:
        tokens = list(yaml.scan(text))
    except yaml.YAMLError:
        tokens = []  # read_yaml says it better
    if any(isinstance(token, yaml.AliasToken) for token in tokens):
        raise KnowledgeError("项目", "不能用 * 引用别处的内容")  # a few lines of them make gigabytes
    loaded = read_yaml(text, "项目")
    if not isinstance(loaded, dict):
        raise KnowledgeError("项目", "应由“键: 值”组成")
    for n, item in enumerate(loaded.get("fields") or [], 1):
        options = item.get("options") if isinstance(item, dict) else None
        if isinstance(options, dict) and not all(isinstance(key, str) for key in options):
            raise KnowledgeError("项目", "选项的键请加引号", field=f"fields[{n}].options")
    values: dict[str, Any] = plain_values(loaded)
    return values


def new_program(program_id: str, title: str, platform: str) -> dict[str, Any]:
    """A blank program to fill in: readable, and plainly an example until somebody says otherwise."""
    return {
        "id": program_id, "revision": 1, "title": title, "platform": platform, "audience": "worker",
        "example_data": True, "summary": "", "who": "", "how": "", "where": "", "duration": "", "appeal": "",
        "papers": [], "names": [], "window": {"kind": "always"}, "places": None, "counties": "all", "source": "",
        "fields": [], "rules": [], "next_steps": "", "promise_days": 5,
    }  # fmt: skip
