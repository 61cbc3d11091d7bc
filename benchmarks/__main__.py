"""`python -m benchmarks [job …]`: measure, print the table, and fail where a bar is missed."""

import sys
from importlib import import_module

from benchmarks.ground import ground
from benchmarks.measure import Bar, show

JOBS = ("transitions", "sweep", "imports")


def main(jobs: list[str]) -> int:
    """Run the named jobs, or all; 1 when a bar is missed."""
    bars: list[Bar] = []
    with ground():
        for job in jobs or JOBS:
            # Models can be imported only once Django stands on the ground.
            bars += import_module(f"benchmarks.{job}").bars()
    return 0 if show(bars) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
