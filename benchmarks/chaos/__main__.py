"""The command itself: a seed that is told, a table of what was killed, and the verdict."""

import argparse
import secrets
import shutil
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from rich.console import Console

from benchmarks.chaos.rows import LEFT_OUT
from benchmarks.chaos.trial import Outcome, Trial
from config.services import Embedded, fresh


def main(words: list[str]) -> int:
    """Run the trial on servers of its own; 1 when anything is wrong, or the control right."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks chaos")
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000))
    asked = parser.parse_args(words)
    start = perf_counter()
    outcome = trial(seed=asked.seed, kills=asked.kills)
    console = Console(width=110)
    console.print(f"seed {asked.seed}, {perf_counter() - start:.0f} s")
    show(outcome, console)
    return 1 if outcome.faults or not outcome.control else 0


def trial(*, seed: int, kills: int, broker: bool = True) -> Outcome:
    """Stand up the servers in a directory of their own, try, and remove them."""
    var = Path(tempfile.mkdtemp(prefix="budget-performance-chaos-"))
    var.chmod(0o711)  # the servers run under another account when we are root
    try:
        with Embedded(var, durable=False) as servers:
            return Trial(servers, var / "logs", seed=seed, kills=kills, broker=broker).run()
    finally:
        fresh(var)
        shutil.rmtree(var, ignore_errors=True)


def show(outcome: Outcome, console: Console) -> None:
    """Print what was killed, what is wrong, and how the control fared."""
    console.print(f"{outcome.total} kills: {outcome.kills}")
    slots, notices = outcome.hit
    console.print(f"in the midst of {slots} slots; {notices} notices claimed more than once")
    console.print(f"rows compared: {outcome.rows}")
    for table, columns in LEFT_OUT.items():
        console.print(f"  left out of {table}: {columns}")
    console.print(f"{outcome.mails} mails, {outcome.extra} extra copies")
    console.print(f"wrong: {outcome.faults or 'nothing'}")
    console.print(f"wrong with the control, as it must be: {outcome.control or 'NOTHING'}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
