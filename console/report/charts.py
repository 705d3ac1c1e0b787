"""Options for ECharts in the colours of the house: lines over days, bars by name. Flat, few lines, Chinese labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

PALETTE = ("#9e2a2b", "#2c5272", "#b08a3e", "#2a6149", "#c9764f", "#6b5d52")
GOOD, BAD, MIDDLE, QUIET = "#2a6149", "#9e2a2b", "#b08a3e", "#6b5d52"  # where a colour says something
INK, LINE = "#5d5149", "#e4dcd1"
FONT = '"PingFang SC", "HarmonyOS Sans SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif'
MOST_BARS = 14
LONGEST_LABEL = 12


def lines(days: Sequence[str], series: Sequence[tuple[str, Sequence[int]]]) -> dict[str, Any] | None:
    """Several counts over the days; None when all of them are 0."""
    if not any(any(values) for _, values in series):
        return None
    return {
        **_frame(),
        "legend": {
            "top": 0,
            "left": 0,
            "icon": "roundRect",
            "itemWidth": 14,
            "itemHeight": 4,
            "textStyle": {"color": INK},
        },
        "grid": {"left": 4, "right": 12, "top": 36, "bottom": 4, "containLabel": True},
        "tooltip": {"trigger": "axis"},
        "xAxis": {
            "type": "category",
            "data": list(days),
            "boundaryGap": len(days) == 1,
            "axisLine": {"lineStyle": {"color": LINE}},
            "axisTick": {"show": False},
            "axisLabel": {"color": INK, "hideOverlap": True},
        },
        "yAxis": {"type": "value", "minInterval": 1, **_faint()},
        "series": [
            {
                "name": name,
                "type": "line",
                "data": list(values),
                "showSymbol": len(days) <= 31,
                "symbolSize": 5,
                "lineStyle": {"width": 2},
            }
            for name, values in series
        ],
    }


def bars(
    names: Sequence[str],
    series: Sequence[tuple[str, Sequence[int]]],
    *,
    stacked: bool = False,
    colours: Sequence[str] = PALETTE,
) -> dict[str, Any] | None:
    """The first names as lying bars, the first on top, those with nothing left out; None when all counts are 0."""
    kept = [n for n in range(len(names)) if any(values[n] for _, values in series)][:MOST_BARS]
    if not kept:
        return None
    return {
        **_frame(),
        "color": list(colours),
        "legend": {"show": len(series) > 1, "top": 0, "left": 0, "icon": "roundRect", "textStyle": {"color": INK}},
        "grid": {"left": 14, "right": 44, "top": 32 if len(series) > 1 else 4, "bottom": 4, "containLabel": True},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "xAxis": {"type": "value", "minInterval": 1, **_faint()},
        "yAxis": {
            "type": "category",
            "data": [_short(names[n]) for n in kept],
            "inverse": True,
            "axisLine": {"lineStyle": {"color": LINE}},
            "axisTick": {"show": False},
            "axisLabel": {"color": INK, "interval": 0},
        },
        "series": [
            {
                "name": name,
                "type": "bar",
                "data": [values[n] for n in kept],
                "barMaxWidth": 16,
                **({"stack": "all"} if stacked else {"label": {"show": True, "position": "right", "color": INK}}),
            }
            for name, values in series
        ],
    }


def height(chart: dict[str, Any]) -> int:
    """Pixels that let every bar breathe; lines are always as high."""
    if chart["xAxis"]["type"] == "category":
        return 260
    series = 1 if any("stack" in one for one in chart["series"]) else len(chart["series"])
    return 56 + len(chart["yAxis"]["data"]) * (16 + 16 * series)


def _frame() -> dict[str, Any]:
    return {"color": list(PALETTE), "textStyle": {"fontFamily": FONT}, "animation": False}


def _faint() -> dict[str, Any]:
    return {"splitLine": {"lineStyle": {"color": LINE, "type": "dashed"}}, "axisLabel": {"color": INK}}


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_LABEL else name[: LONGEST_LABEL - 1] + "…"
