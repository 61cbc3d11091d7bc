"""How a bar is measured: two timings of one process run, interleaved, and their ratio."""

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log
from statistics import linear_regression, median
from time import perf_counter
from typing import Any

from rich.console import Console
from rich.table import Table

ROUNDS = 7


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of the table: what we took, what the peer took, and how far apart they may be.

    Without a limit it is only reported.
    """

    bench: str
    size: int
    ours: float
    peer: float
    ratio: float
    limit: float | None = None
    at_least: bool = False

    @property
    def ok(self) -> bool:
        """Whether the bar holds."""
        if self.limit is None:
            return True
        return self.ratio >= self.limit if self.at_least else self.ratio <= self.limit

    def cells(self) -> list[str]:
        """Write the line as the table shows it."""
        sign = "≥" if self.at_least else "≤"
        ours, peer = (
            f"{1000 * seconds:,.3f}" if seconds else "" for seconds in (self.ours, self.peer)
        )
        said = ["", ""]
        if self.limit is not None:
            said = [f"{sign} {self.limit:g}", "yes" if self.ok else "NO"]
        return [self.bench, f"{self.size:,}", ours, peer, f"{self.ratio:.2f}", *said]


def interleaved(
    *runs: Callable[[], Any], before: Callable[[], None], rounds: int = ROUNDS
) -> list[float]:
    """Time the runs in turn, A B A B, each from the same start; return their median seconds."""
    seconds: list[list[float]] = [[] for _run in runs]
    for _round in range(rounds):
        for run, found in zip(runs, seconds, strict=True):
            before()
            gc.collect()
            start = perf_counter()
            run()
            found.append(perf_counter() - start)
    return [median(found) for found in seconds]


def in_turns(
    *acts: Callable[[int], Any], times: int, before: Callable[[], None], rounds: int = ROUNDS
) -> list[float]:
    """Time one act of each in turn, many times over, and return the median seconds of one act.

    What takes milliseconds meets all other work on the machine side by side with its peers; `n`
    tells each act which of its own rows to take.
    """
    seconds: list[list[float]] = [[] for _act in acts]
    for _round in range(rounds):
        before()
        gc.collect()
        for n in range(times):
            for act, found in zip(acts, seconds, strict=True):
                start = perf_counter()
                act(n)
                found.append(perf_counter() - start)
    return [median(found) for found in seconds]


def exponent(points: Sequence[tuple[int, float]]) -> float:
    """Fit seconds = c · size^k by least squares of the logarithms and return k."""
    sizes, seconds = zip(*points, strict=True)
    return linear_regression([log(size) for size in sizes], [log(s) for s in seconds]).slope


def show(bars: Sequence[Bar]) -> bool:
    """Print the table and tell whether every bar holds."""
    table = Table("bench", "size", "ours ms", "peer ms", "ratio", "bar", "ok")
    for bar in bars:
        table.add_row(*bar.cells())
    Console(width=110).print(table)
    return all(bar.ok for bar in bars)
