"""save_many(): columns of many rows in one statement, each value kept as it is."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from lifecycle.models import DueSlot, Indicator, ProjectYear
from lifecycle.rows import save_many
from tests.conftest import NOON

KEY = UUID("00000000-0000-0000-0000-00000000000a")
AWKWARD = '他说"好"，it\'s 100%\\n {} $1 \U00020000'


@pytest.fixture
def row(target):
    return target.indicators.order_by("pk").first()


def kept(row, name, value):
    """Save one value and return it as the database gives it back."""
    setattr(row, name, value)
    save_many([row], [name])
    return getattr(type(row).objects.get(pk=row.pk), name)


@pytest.mark.parametrize(
    "number",
    [
        Decimal(0),
        Decimal("0.0001"),
        Decimal("-12.5"),
        Decimal("1E+3"),
        Decimal("9999999999999999.9999"),
        7,
    ],
)
def test_a_number_is_kept_exactly(row, number):
    found = kept(row, "target", number)
    assert isinstance(found, Decimal)
    assert found == number


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("due", date(2024, 2, 29)),
        ("key", KEY),
        ("wording", ""),
        ("wording", AWKWARD),
        ("wording", "[1, 2]"),
        ("wording", "null"),
        ("level", "quality"),
    ],
)
def test_a_value_is_kept_as_it_is(row, name, value):
    assert kept(row, name, value) == value


@pytest.mark.parametrize("name", ["target", "due"])
def test_null_takes_the_place_of_a_value(row, name):
    Indicator.objects.filter(pk=row.pk).update(target=1, due=date(2023, 12, 31))
    assert kept(row, name, None) is None


@pytest.mark.parametrize("flag", [True, False])
def test_a_flag_is_kept(project_year, flag):
    ProjectYear.objects.update(is_key=not flag)
    assert kept(project_year, "is_key", flag) is flag


def test_a_moment_is_kept_to_the_microsecond(db):
    slot = DueSlot.objects.create(kind="sweep", business_date=NOON.date())
    moment = NOON + timedelta(microseconds=1)
    found = kept(slot, "done_at", moment)
    assert isinstance(found, datetime)
    assert found == moment


@pytest.mark.parametrize(
    "body",
    [
        {"name": AWKWARD, "limits": [1, 2.5, None, True], "deep": {"empty": {}}},
        [],
        "text",
        0,
        False,
    ],
)
def test_json_is_kept_whole(year, body):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        # A pack never changes, but no other table has such a column.
        cursor.execute("ALTER TABLE lifecycle_rulepack DISABLE TRIGGER USER")
    assert kept(year.pack, "body", body) == body


def test_a_foreign_key_is_kept_by_its_own_name(project_year, town):
    project = project_year.project
    project.organisation = town.department
    save_many([project], ["organisation"])
    project.refresh_from_db()
    assert project.organisation_id == town.department.pk


def test_each_row_gets_its_own_values_and_unnamed_columns_stay(target):
    rows = list(target.indicators.order_by("pk"))
    for number, row in enumerate(rows):
        row.target, row.due, row.weight = Decimal(number) / 4, date(2023, 12, number + 1), 99
    with CaptureQueriesContext(connection) as seen:
        save_many(rows, ["target", "due"])
    assert len(seen) == 1
    found = target.indicators.order_by("pk").values_list("target", "due", "weight")
    assert list(found) == [
        (Decimal(0), date(2023, 12, 1), 20),
        (Decimal("0.25"), date(2023, 12, 2), 15),
        (Decimal("0.5"), date(2023, 12, 3), 15),
        (Decimal("0.75"), date(2023, 12, 4), 30),
        (Decimal(1), date(2023, 12, 5), 10),
    ]


def test_a_row_that_is_not_named_stays_as_it_was(target):
    first, *others = target.indicators.order_by("pk")
    first.name = "新名"
    save_many([first], ["name"])
    assert list(target.indicators.order_by("pk").values_list("name", flat=True)) == [
        "新名", *(other.name for other in others)
    ]  # fmt: skip


def test_no_rows_are_no_statement(db):
    with CaptureQueriesContext(connection) as seen:
        save_many([], ["name"])
    assert len(seen) == 0


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("name", "长" * 101, DataError),
        ("name", "隐\u200b藏", IntegrityError),
        ("target", Decimal("0.00001"), IntegrityError),
        ("weight", None, IntegrityError),
    ],
)
def test_what_the_table_does_not_take_is_refused(row, name, value, fault):
    with pytest.raises(fault), transaction.atomic():
        kept(row, name, value)
    assert Indicator.objects.get(pk=row.pk).name == "维修校舍数量"
