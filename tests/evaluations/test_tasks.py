"""Timed work of evaluation, asked by its business date."""

from datetime import date

import pytest

from evaluations.models import SelfEvaluation
from evaluations.tasks import closing, issue, take_silence
from lifecycle.roles import Role
from lifecycle.transitions import fire
from tests.conftest import NOON


@pytest.mark.parametrize(
    ("on", "issued"),
    [
        (date(2023, 12, 31), 0),
        (date(2024, 1, 1), 1),
        (date(2024, 3, 31), 1),
        (date(2024, 4, 1), 0),
        (date(2025, 1, 1), 0),
    ],
)
def test_self_evaluations_are_issued_in_the_first_months_of_the_next_year(in_force, on, issued):
    for _again in range(2):
        if closing(on):
            issue(on)
    assert SelfEvaluation.objects.count() == issued


def test_silence_is_taken_after_the_last_day(town, application):
    row = fire(application, "consult", by=town.people[Role.DESK], at=NOON)
    take_silence(date(2023, 3, 8))
    assert not row.answers.exists()
    take_silence(date(2023, 3, 9))
    assert row.answers.get().kind == "silent"
