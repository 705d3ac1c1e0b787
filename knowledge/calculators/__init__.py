"""Sums a worker can check by hand: what is asked, the rule as data, the result step by step with its articles."""

from knowledge.calculators.base import Calculation, CalculationError, Calculator, Reminder, Sheet
from knowledge.calculators.shelf import load_calculators

__all__ = ["Calculation", "CalculationError", "Calculator", "Reminder", "Sheet", "load_calculators"]
