"""`python -m benchmarks [job …]`: measure, print the table, and fail where a bar is missed."""

import subprocess
import sys
from importlib import import_module

from benchmarks.ground import ground
from benchmarks.measure import show

JOBS = ("forecast", "imports", "pages", "quality", "sweep", "transitions")

PROOFS = {"chaos": "benchmarks.chaos.__main__", "demo": "benchmarks.demo"}
"""What is too long for the suite, and brings its own servers."""


def main(jobs: list[str]) -> int:
    """Run the named job, or each of several on a ground of its own; 1 when a bar is missed."""
    if jobs and jobs[0] in PROOFS:
        return import_module(PROOFS[jobs[0]]).main(jobs[1:])
    if jobs[:1] == ["pages"]:
        with ground():
            return 0 if import_module("benchmarks.pages").run(*jobs[1:2]) else 1
    if jobs[:1] == ["sweep"] and jobs[1:]:
        with ground():
            return 0 if show(import_module("benchmarks.sweep").once(int(jobs[1]))) else 1
    if len(jobs) != 1:
        runs = [[sys.executable, "-m", "benchmarks", job] for job in jobs or JOBS]
        return max(subprocess.run(run, check=False).returncode for run in runs)  # noqa: S603
    with ground():
        # Models can be imported only once Django stands on the ground.
        return 0 if show(import_module(f"benchmarks.{jobs[0]}").bars()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
