"""What the tests of servers and of commands share: the place they stand in."""

import shutil
import tempfile
from pathlib import Path

import pytest

from config.services import fresh

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def var():
    """A `var` that the servers' account can reach, gone afterwards with all that ran in it."""
    path = Path(tempfile.mkdtemp(prefix="budget-performance-try-", dir="/tmp"))
    path.chmod(0o755)
    yield path
    fresh(path)
    shutil.rmtree(path)
