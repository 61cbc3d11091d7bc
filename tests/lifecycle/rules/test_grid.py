from datetime import date, datetime

import pytest

from lifecycle.rules.grid import Grid, address, written

GRID = Grid([["项目 名称", "", "甲"], ["乙", ""]], {(0, 1): (0, 0)})


@pytest.mark.parametrize(
    ("place", "name"), [((0, 0), "A1"), ((10, 25), "Z11"), ((0, 26), "AA1"), ((9, 701), "ZZ10")]
)
def test_an_address_is_as_people_say_it(place, name):
    assert address(*place) == name


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1000.0, "1000"),
        (0.1, "0.1"),
        (19.6, "19.6"),
        (True, "是"),
        (datetime.fromisoformat("2025-12-31T08:00"), "2025-12-31"),
        (date(2025, 1, 2), "2025-01-02"),
        ("  好 ", "好"),
        ("", ""),
    ],
)
def test_a_value_is_written_as_its_reader_sees_it(value, text):
    assert written(value) == text


def test_a_covered_cell_shows_what_covers_it():
    assert GRID.at(0, 1) == "项目 名称"
    assert GRID.own(0, 1) == ""
    assert GRID.beside((0, 0)) == (0, 2)


def test_outside_there_is_nothing():
    assert (GRID.at(5, 0), GRID.at(1, 5)) == ("", "")


def test_a_label_is_found_whatever_its_blanks():
    assert GRID.find("项目名称") == (0, 0)
    assert GRID.find("丙") is None
