"""The examples worked by hand, held against what the calculators give."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge.calculators.base import CalculationError, Calculator, Example
from knowledge.calculators.shelf import load_calculators


@dataclass(frozen=True, slots=True)
class Checked:
    """One example. `wrong` says what came out instead; empty when all is as by hand."""

    calculator: str
    example: Example
    headline: str
    wrong: str

    def __str__(self) -> str:
        verdict = f"WRONG {self.wrong}" if self.wrong else "OK"
        return f"{self.calculator:<22}{self.example.name}：{self.headline}  {verdict}"


def check(calculator: Calculator) -> Iterator[Checked]:
    for example in calculator.sheet.examples:
        try:
            result = calculator.compute(example.answers, example.today)
        except CalculationError as error:
            yield Checked(calculator.id, example, error.problem, str(error))
            continue
        except (KeyError, TypeError) as error:
            # A sentence, a number or an article that the file should hold and does not.
            yield Checked(calculator.id, example, "", f"文件里缺了或写错了：{error}")
            continue
        other = {
            key: result.values.get(key) for key, value in example.values.items() if result.values.get(key) != value
        }
        wrong = "，".join(f"{key}: {value} 应是 {example.values[key]}" for key, value in other.items())
        yield Checked(calculator.id, example, result.headline, wrong)


def show_examples(folder: Path) -> int:
    """Print each example with its verdict; 1 when one is wrong. Raises KnowledgeError."""
    found = [checked for calculator in load_calculators(folder).values() for checked in check(calculator)]
    for checked in found:
        print(checked)
    wrong = sum(bool(checked.wrong) for checked in found)
    print(f"{len(found)} 个例子，{wrong} 个不对")
    return 1 if wrong else 0
