"""A fact that is being written while a sweep runs is judged by the next one, never forgotten."""

import threading
from datetime import date

import pytest
from django.db import connection, transaction

from monitoring.marks import sweep_if_changed
from monitoring.models import LightResult
from monitoring.sweep import Swept
from tests.conftest import YEAR
from tests.monitoring.conftest import JULY, paid

DAY = date(2023, 8, 1)


def swept():
    return sweep_if_changed(YEAR, month=JULY, as_of=DAY)


@pytest.mark.usefixtures("committed")
def test_what_is_not_committed_yet_is_judged_next_time(town, project_year):
    paid(project_year, 60)
    assert swept() == Swept(judged=1, written=3)
    written, go_on = threading.Event(), threading.Event()

    def write():
        with transaction.atomic():
            paid(project_year, 10, revision=2)
            written.set()
            go_on.wait(30)
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    written.wait(30)
    assert swept() is None
    go_on.set()
    writer.join()
    assert swept() == Swept(judged=1, written=2, opened=1)
    assert swept() is None


@pytest.mark.usefixtures("committed")
def test_two_sweeps_at_once_write_each_light_once(town, project_year):
    paid(project_year, 10)
    found = []

    def run():
        found.append(swept())
        connection.close()

    both = [threading.Thread(target=run) for _number in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(found, key=str) == [None, Swept(judged=1, written=3, opened=1)]
    assert LightResult.objects.count() == 3
