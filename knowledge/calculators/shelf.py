"""All calculators: each data file with the function that applies it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from knowledge.calculators import (
    annual_leave,
    arbitration_deadline,
    double_pay,
    injury_lump_sum,
    inspection_deadline,
    maternity_leave,
    medical_period,
    overtime,
    severance,
)
from knowledge.calculators.base import Calculator, Compute, load_sheet, read_texts
from knowledge.errors import KnowledgeError
from knowledge.facts import load_facts
from knowledge.reading import read_yaml_mapping, yaml_files

COMMON = "_common.yml"


def rules() -> dict[str, Compute]:
    """By calculator id, in the order a menu shows them."""
    return {
        "severance": severance.compute,
        "overtime": overtime.compute,
        "double_pay": double_pay.compute,
        "arbitration_deadline": arbitration_deadline.compute,
        "annual_leave": annual_leave.compute,
        "injury_lump_sum": injury_lump_sum.compute,
        "medical_period": medical_period.compute,
        "maternity_leave": maternity_leave.compute,
        "inspection_deadline": inspection_deadline.compute,
    }


def load_calculators(folder: Path | None = None) -> Mapping[str, Calculator]:
    """From the yml files here (and the facts beside them). Raises KnowledgeError; a file without a rule is one."""
    folder = folder or Path(__file__).parent
    common = read_texts(read_yaml_mapping(folder / COMMON))
    facts = load_facts(folder.parent / "facts.yml")
    known = rules()
    for path in yaml_files(folder):
        if path.name != COMMON and path.stem not in known:
            raise KnowledgeError(path.name, "没有对应的算法")
    return {key: Calculator(load_sheet(folder / f"{key}.yml", common, facts), rule) for key, rule in known.items()}
