"""What the reports of a year say of each indicator reaches the quality rules."""

from datetime import date
from decimal import Decimal

import pytest

from lifecycle.queries.evidence import evidence_of
from lifecycle.queries.target_check import judged_targets
from lifecycle.rules.quality import Track
from monitoring.models import Reading
from monitoring.queries.evidence import followed
from tests.conftest import YEAR

ONE = (1, "k")


def test_readings_are_summed_up_oldest_first():
    rows = [
        (*ONE, 4, Decimal(3), "impossible", "blue"),
        (*ONE, 6, Decimal(5), "impossible", "red"),
        (*ONE, 10, None, "possible", "grey"),
    ]
    assert followed(rows) == {ONE: Track(actual=Decimal(5), impossible=2, blue=True)}


@pytest.mark.parametrize(("month", "blue"), [(7, True), (8, False)])
def test_a_blue_light_counts_up_to_july(month, blue):
    assert followed([(*ONE, month, None, "", "blue")])[ONE].blue is blue


@pytest.mark.django_db
def test_the_rules_see_what_the_report_says(report):
    reading = report.readings.get(name="维修校舍数量")
    track = evidence_of(YEAR).tracks[report.project_year_id, str(reading.key)]
    assert track == Track(actual=Decimal(6))
    Reading.objects.filter(pk=reading.pk).update(actual=Decimal(12))
    (judged,) = judged_targets(YEAR, day=date(2023, 8, 1))
    assert [(found.code, found.cell) for found in judged.findings] == [("C5", "E11")]
