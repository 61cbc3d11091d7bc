"""What an indicator may say besides: kept, held by the database, and no older hash changed."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from lifecycle import verification
from lifecycle.actions.amendment import begin_amendment
from lifecycle.models import Indicator, Snapshot, TransitionLog
from lifecycle.models.measure import AIMED, DETAILS
from lifecycle.models.subject import canonical, digest
from lifecycle.queries.contents import content_of
from lifecycle.roles import Role
from lifecycle.transitions import edit
from tests.conftest import GOAL, NOON, put

pytestmark = pytest.mark.django_db
MONTHS = [None, None, Decimal(25), *[None] * 8, Decimal("100.5")]


def said(target, **columns):
    row = target.indicators.order_by("pk").first()
    Indicator.objects.filter(pk=row.pk).update(**columns)
    return target.indicators.get(pk=row.pk)


def test_an_indicator_that_says_no_more_has_the_content_it_always_had(target):
    assert all(tuple(row) == AIMED for row in target.content()["indicators"])


def test_what_it_says_is_content_and_zero_is_something(target):
    before = digest(canonical(target.content()))
    said(target, baseline=0, milestones=MONTHS, evidence="台账")
    row = target.content()["indicators"][0]
    months = [None, None, "25", *[None] * 8, "100.5"]
    assert {name: row[name] for name in row if name in DETAILS} == {
        "baseline": "0", "milestones": months, "evidence": "台账",
    }  # fmt: skip
    assert digest(canonical(target.content())) != before


def test_rows_of_both_ages_are_verified_by_one_rule(town, target):
    officer = town.people[Role.UNIT_OFFICER]

    def detail(locked):
        said(locked, baseline=0)

    plainly = edit(target, by=officer, changes={"goal": f"{GOAL}好"}, at=NOON)
    detailed = edit(plainly, by=officer, changes={}, parts=detail, at=NOON)
    kept = [Snapshot.objects.get(content_hash=one) for one in hashes(target)]
    rows = [snapshot.content["indicators"][0] for snapshot in kept]
    assert [set(row) for row in rows] == [set(AIMED), {*AIMED, "baseline"}]
    assert digest(canonical(detailed.content())) == detailed.content_hash
    found = verification.examine_some({target.stage(): [target.pk]}, sealed={})
    assert (found.lines, found.faults) == (2, [])


def hashes(target):
    lines = TransitionLog.objects.filter(machine=target.stage(), object_id=target.pk)
    return lines.order_by("version").values_list("content_hash", flat=True)


@pytest.mark.parametrize(
    "columns",
    [
        {"accumulation": "average"},
        {"accumulation": "ratio"},
        {"accumulation": "ratio", "numerator": "达标数"},
        {"numerator": "达标数", "denominator": "产出数"},
        {"milestones": [Decimal(1)]},
        {"milestones": [None] * 12},
    ],
)
def test_the_database_refuses_what_can_never_be(target, columns):
    with pytest.raises(IntegrityError), transaction.atomic():
        said(target, **columns)


@pytest.mark.parametrize("month", ["NaN", "Infinity", "-Infinity"])
def test_the_database_takes_no_month_that_is_no_number(target, month):
    months = "ARRAY[%s::numeric] || array_fill(1::numeric, ARRAY[11])"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE lifecycle_indicator SET milestones = {months}", [month])


def test_a_year_has_twelve_months(target):
    row = target.indicators.first()
    for months in ([Decimal(1)], [None] * 12):
        row.milestones = months
        with pytest.raises(ValidationError, match="12个月"):
            row.clean_fields()
    row.milestones = MONTHS
    row.clean_fields()


def test_a_ratio_says_what_is_divided_by_what(target):
    row = said(target, accumulation="ratio", numerator="达标数", denominator="产出数")
    assert row.get_accumulation_display() == "分子与分母之比"


def test_an_amendment_takes_all_of_it_over_and_shows_what_changed(town, target):
    said(target, evidence="台账", milestones=MONTHS, reference=90)
    approved = put(target, "approved", approved_on=NOON.date())
    made = begin_amendment(
        approved, reason_kind="policy", by=town.people[Role.UNIT_OFFICER], reason="政策", at=NOON
    )
    row = made.lines.order_by("pk").first()
    assert (row.evidence, row.milestones, row.reference) == ("台账", MONTHS, 90)


def test_a_table_shows_a_later_column_only_where_a_row_uses_it(target):
    def heads():
        (table,) = content_of(target).tables
        return [label for label, _numeric in table.heads]

    assert "各月进度" not in heads()
    said(target, milestones=MONTHS)
    target.refresh_from_db()
    assert "各月进度" in heads()
    cells = dict(content_of(target).tables[0].rows[0].cells)
    assert cells["各月进度"].value == "3月 25、12月 100.5"


def test_the_rules_read_the_reference_and_the_three_levels(target):
    def codes():
        target.refresh_from_db()
        return {found.code for found in target.findings() if found.code in ("B4", "C3")}

    assert codes() == set()
    row = target.indicators.filter(operator="ge").order_by("pk").first()
    Indicator.objects.filter(pk=row.pk).update(reference=row.target + 1)
    assert codes() == {"C3"}
    Indicator.objects.filter(pk=row.pk).update(
        reference=None, operator="qualitative", wording="明显改善", achieved="好"
    )
    assert codes() == {"B4"}
    Indicator.objects.filter(pk=row.pk).update(partly="较好", missed="差")
    assert codes() == set()
