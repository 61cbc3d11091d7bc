"""A block of the treasury's rows reads as its rows do one by one."""

import pytest

from lifecycle.rules.execution_file import COLUMNS, ROWS_A_BLOCK, CellFault, checked

HEADER = (1, list(COLUMNS))
CODE = "52010023T{:012d}"
ODD = (
    [2023.0, "a b", 7.0, 1.0, 2.0],
    ["2023", CODE.format(1), "07", "1,000", "１２"],
    [2023.0, CODE.format(2), 7.0, 0.125, 2.0],
    [2023.0, CODE.format(3), 13.0, -1.0, 1e16],
    ["2023", CODE.format(4), "7", "1\n2", "2"],
    [2023, CODE.format(5), 7, 5, True],
    [2023.0, CODE.format(6), 7.0, "", None],
    [2023.0, CODE.format(7), 7.0, 1.0],
    ["", "", "", "", ""],
)


def rows(size, odd=()):
    """Number rows of a workbook, and put each odd one at its place."""
    plain = [
        [2023.0, CODE.format(n), n % 12 + 1.0, n * 1000 + n % 100 / 100, 3e6] for n in range(size)
    ]
    for place, cells in odd:
        plain[place] = cells
    return list(enumerate(plain, 2))


def told(found):
    return [str(one) if isinstance(one, CellFault) else (one[0], list(one[1])) for one in found]


@pytest.mark.parametrize("size", [1, ROWS_A_BLOCK, ROWS_A_BLOCK + 1])
def test_plain_rows_are_read_to_the_last(size):
    assert len(told(checked([HEADER, *rows(size)]))) == size


@pytest.mark.parametrize("odd", ODD)
def test_one_odd_row_changes_no_other_and_is_told_as_when_it_stands_alone(odd):
    block = rows(60, [(30, odd)])
    alone = [one for row in block for one in told(checked([HEADER, row]))]
    assert told(checked([HEADER, *block])) == alone


def test_numbers_of_a_workbook_come_as_they_were_typed():
    cells = [2023.0, CODE.format(1), 7.0, 60.55, 100000000000.0]
    (found,) = told(checked([HEADER, (2, cells)]))
    assert found == (2, ["2023", CODE.format(1), "7", "60.55", "100000000000"])


def test_what_recurs_in_a_block_is_written_to_every_row():
    block = [(n, [2023.0, CODE.format(n), 7.0, n % 3 / 4, 2.5]) for n in range(2, 14)]
    found = [cells[3:] for _row, cells in told(checked([HEADER, *block]))]
    assert found == [[("0", "0.25", "0.5")[n % 3], "2.5"] for n in range(2, 14)]


def test_columns_stand_in_any_order():
    header = (1, ["paid", "budget", "month", "year", "project"])
    (found,) = told(checked([header, (2, [1.5, 2.0, 7.0, 2023.0, "x1"])]))
    assert found == (2, ["2023", "x1", "7", "1.5", "2"])


def test_a_cell_with_a_line_break_is_a_fault():
    (fault,) = told(checked([HEADER, (2, ["2023", "x1", "7", "1\n2", "3"])]))
    assert fault.startswith("第2行“paid”列")


@pytest.mark.parametrize("late", [True, 2023, "2023", None])
def test_what_is_known_hides_no_cell_of_another_kind(late):
    # To Python True is 1.0; a text or a whole number of a year is none of a workbook's figures.
    first = [2023.0, CODE.format(1), 1.0, 1.0, 1.0]
    odd = [2023.0, CODE.format(1), 1.0, late, 1.0]
    whole = told(checked([HEADER, *enumerate([first] * ROWS_A_BLOCK + [odd], 2)]))
    assert whole[-1:] == told(checked([HEADER, (ROWS_A_BLOCK + 2, odd)]))


@pytest.mark.parametrize("size", [4096, 4097, 9000])
def test_more_different_cells_than_are_kept_are_read_all_the_same(size):
    amounts = [n + n % 100 / 100 for n in range(size)] * 2
    given = [[2023.0, CODE.format(1), 1.0, paid, 3e6] for paid in amounts]
    found = told(checked([HEADER, *enumerate(given, 2)]))
    assert [cells[3] for _row, cells in found] == [
        f"{paid:.2f}".rstrip("0").rstrip(".") for paid in amounts
    ]


@pytest.mark.parametrize(
    ("number", "text"),
    [(-0.0, "0"), (20000.5, "20000.5"), (100.1, "100.1"), (100.0, "100"),
     (999999999999.99, "999999999999.99")],
)  # fmt: skip
def test_a_number_is_written_with_the_places_that_it_needs(number, text):
    assert told(checked([HEADER, (2, [2023.0, CODE.format(1), 7.0, number, 1.0])])) == [
        (2, ["2023", CODE.format(1), "7", text, "1"])
    ]


@pytest.mark.parametrize("number", [0.004, 0.1 + 0.2, 1e12, 123456789012.345])
def test_no_place_is_lost_where_a_number_has_more_than_two(number):
    (fault,) = told(checked([HEADER, (2, [2023.0, CODE.format(1), 7.0, number, 1.0])]))
    assert fault.startswith("第2行“paid”列：")
