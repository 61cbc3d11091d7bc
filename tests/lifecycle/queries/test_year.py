"""Which budget year is looked at."""

from datetime import date

import pytest

from lifecycle.queries import current_year, year_shown

DAY = date(2023, 3, 1)


@pytest.mark.parametrize(
    ("offered", "chosen", "year"),
    [
        ((2024, 2023, 2022), None, 2023),
        ((2024, 2023, 2022), 2022, 2022),
        ((2024, 2023, 2022), 2024, 2024),
        ((2024, 2023, 2022), 1999, 2023),
        ((2022, 2021), None, 2022),
        ((2025, 2024), None, 2025),
        ((), None, 2023),
        ((), 2022, 2023),
    ],
)
def test_the_chosen_year_while_open_else_the_running_one_else_the_newest(offered, chosen, year):
    assert year_shown(offered, chosen, DAY) == year


@pytest.mark.django_db
def test_the_open_years_are_asked(year):
    assert current_year(day=date(2030, 1, 1)) == year.year
    assert current_year(1999, DAY) == year.year
