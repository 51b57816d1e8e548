"""What the pages are told: the state made fit for JSON, and what of it changed since a page was told last."""
from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any

DEPTH = 6
SIZE = 4096
"""items a list or dict may have, characters a string"""
INNER = ("params", "counters", "desk")
"""dicts of which only the changed keys are sent"""
SLOW = ("log", "looks", "inputs", "counters", "thumbs", "osc", "link", "ear", "desk", "cues")
"""what a page is told a few times a second at most"""


def tidy(value: Any, depth: int = DEPTH) -> Any:
    """`value` as plain JSON: numbers finite and short, arrays as lists, keys as strings; what fits nowhere becomes its text. Never raises for odd content."""
    if value is None or isinstance(value, (bool, str)):
        return value[:SIZE] if isinstance(value, str) else value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(f"{value:.5g}") if isfinite(value) else None
    if hasattr(value, "tolist"):
        return tidy(value.tolist(), depth)
    if depth and isinstance(value, Mapping):
        return {str(k)[:SIZE]: tidy(v, depth - 1) for k, v in list(value.items())[:SIZE]}
    if depth and isinstance(value, (list, tuple)):
        return [tidy(v, depth - 1) for v in value[:SIZE]]
    return str(value)[:200]


def changes(told: dict[str, Any], now: Mapping[str, Any], slow: bool = True) -> dict[str, Any]:
    """What of `now` differs from `told`, which is brought up to date. slow: the slow keys too. A key that is gone comes once as None."""
    out: dict[str, Any] = {}
    for key, value in now.items():
        if key in SLOW and not slow:
            continue
        before = told.get(key)
        if key in told and before == value:
            continue
        told[key] = value
        if key in INNER and isinstance(value, dict) and isinstance(before, dict) and before.keys() <= value.keys():
            value = {k: v for k, v in value.items() if k not in before or before[k] != v}
        out[key] = value
    for key in [k for k in told if k not in now]:
        del told[key]
        out[key] = None
    return out
