"""Money in whole fen: the law's sums are exact, so floats are kept out."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


def to_fen(amount: Decimal) -> int:
    """Rounded half up to a fen, once, at the end of a sum."""
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def yuan(fen: int | Decimal) -> str:
    """4,500元; 206.9元: no zeros that say nothing."""
    value = (Decimal(fen) / 100).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    text = f"{value:,.2f}".rstrip("0").rstrip(".")
    return f"{text}元"
