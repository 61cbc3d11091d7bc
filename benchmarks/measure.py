"""How a bar is measured: two timings of one process run, interleaved, and their ratio."""

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log
from statistics import linear_regression, median
from time import perf_counter

from rich.console import Console
from rich.table import Table

ROUNDS = 7


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of the table: what we took, what the peer took, and how far apart they may be."""

    bench: str
    size: int
    ours: float
    peer: float
    ratio: float
    limit: float
    at_least: bool = False

    @property
    def ok(self) -> bool:
        """Whether the bar holds."""
        return self.ratio >= self.limit if self.at_least else self.ratio <= self.limit

    def cells(self) -> list[str]:
        """Write the line as the table shows it."""
        sign = "≥" if self.at_least else "≤"
        ours, peer = (
            f"{1000 * seconds:,.3f}" if seconds else "" for seconds in (self.ours, self.peer)
        )
        found = [f"{self.ratio:.2f}", f"{sign} {self.limit:g}", "yes" if self.ok else "NO"]
        return [self.bench, f"{self.size:,}", ours, peer, *found]


def interleaved(
    *runs: Callable[[], None], before: Callable[[], None], rounds: int = ROUNDS
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
