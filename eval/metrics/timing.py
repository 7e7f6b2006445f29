"""Time and memory, measured on the machine that the run is on."""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import perf_counter
from typing import TypeVar

import numpy as np

T = TypeVar("T")


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """What ``work()`` returns, and the milliseconds that it took on the wall clock."""
    start = perf_counter()
    result = work()
    return result, (perf_counter() - start) * 1000


def percentile(values: np.ndarray, share: float) -> float:
    """The value that ``share`` percent of the values do not exceed, by linear interpolation (numpy's default)."""
    return float(np.percentile(values, share)) if len(values) else float("nan")


def peak_megabytes() -> float:
    """Peak resident memory of this process so far, as getrusage(2) has it; NaN where there is no such call."""
    try:
        import resource
    except ImportError:  # Windows
        return float("nan")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)  # bytes there, kilobytes here
