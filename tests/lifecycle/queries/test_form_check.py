"""The published goal forms read, and what was observed of each is found."""

import pytest

from lifecycle.models import FiscalYear, RulePack
from lifecycle.queries.form_check import as_json, checked_form
from lifecycle.rules.goal_form import WrongForm
from lifecycle.rules.pack import NATIONAL, to_json
from tests.lifecycle.workbooks import ROWS, goal_form, names, sample

pytestmark = pytest.mark.django_db
OBSERVED = {
    "jinan2025_regular": [("A5", "block", "B9")],
    "jinan2025_tennis": [("A4", "warn", "D19"), ("C6", "warn", "E11"), ("C6", "warn", "E12")],
}
"""The observations beside each form, as rule, level and cell."""


def found(raw):
    return [
        (one["rule"], one["level"], one["cell"]) for one in as_json(checked_form(raw))["findings"]
    ]


@pytest.mark.parametrize("name", names("goal_forms"))
def test_a_published_form_is_read_whole(name):
    raw, known = sample("goal_forms", name)
    read = checked_form(raw).form
    assert (read.project, read.department, read.goal) == (
        known["project"], known["department"], known["goal"],
    )  # fmt: skip
    assert (read.year, read.amount) == (known["year"], int(known["amount_wan"]) * 10_000)
    columns = ("level1", "level2", "name", "operator", "target", "unit")
    rows = as_json(checked_form(raw))["indicators"]
    assert [[row[column] for column in columns] for row in rows] == known["indicators"]


@pytest.mark.parametrize("name", names("goal_forms"))
def test_what_was_observed_of_a_published_form_is_found(name):
    assert set(OBSERVED[name]) <= set(found(sample("goal_forms", name)[0]))


def test_a_clean_form_has_no_finding():
    assert found(goal_form()) == []


def test_each_finding_points_at_its_cell():
    rows = [*ROWS[:3], (*ROWS[3][:3], "优良中低差", "三十"), (*ROWS[4][:3], "≥90", 10)]
    assert found(goal_form(rows)) == [
        ("B4", "block", "E14"),
        ("B6", "block", "E15"),
        ("WEIGHT", "block", "F14"),
    ]


def test_the_form_of_a_year_with_a_pack_is_judged_by_it():
    stricter = to_json(NATIONAL)
    stricter["quality"]["fewest"] = 6
    pack = RulePack.objects.create(name="stricter", version=1, body=stricter)
    FiscalYear.objects.create(year=2023, pack=pack)
    assert found(goal_form()) == [("A1", "warn", "D10")]
    assert found(goal_form(year=2024)) == []


@pytest.mark.parametrize("name", names("self_evaluations"))
def test_a_self_evaluation_is_no_goal_form(name):
    with pytest.raises(WrongForm, match="这是“项目支出绩效自评表”"):
        checked_form(sample("self_evaluations", name)[0])
