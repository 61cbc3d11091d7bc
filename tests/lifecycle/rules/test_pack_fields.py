"""A table taken apart into fields and put together again is the same table."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.queries.packs import shipped_body, shipped_packs
from lifecycle.rules.pack import NATIONAL, PACK, from_json, to_json
from lifecycle.rules.pack_fields import differing, leaves, put_together

SHAPES = {**PACK.parts, **PACK.also}
TABLES = [name for name in SHAPES if name not in ("name", "version")]


def round_trip(body, *, spare=2):
    found = dict(body)
    for name in TABLES:
        fields = leaves(SHAPES[name], body.get(name), place=name, spare=spare)
        typed = {leaf.place: leaf.value for leaf in fields}
        assert len(typed) == len(fields)
        found[name] = put_together(SHAPES[name], typed, place=name).value
    return found


@pytest.mark.parametrize("name", shipped_packs())
def test_every_shipped_pack_survives_its_forms(name):
    body = json.loads(json.dumps(shipped_body(name)))
    assert from_json(round_trip(body)) == from_json(body)


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), max_size=5), st.integers(0, 3))
def test_rows_survive_whatever_stands_between_them(steps, gap):
    shape = SHAPES["scoring"]
    typed = {}
    for at, (least, share) in enumerate(steps):
        row = f"scoring.caps[{at * (gap + 1)}]"
        typed |= {f"{row}[0]": str(least), f"{row}[1]": str(share)}
    reading = put_together(shape, typed, place="scoring")
    rows = [[str(least), str(share)] for least, share in steps]
    assert reading.value.get("caps", []) == rows
    for at in range(len(rows)):
        assert reading.typed_at[f"scoring.caps[{at}][0]"] == f"scoring.caps[{at * (gap + 1)}][0]"


def test_half_a_row_is_a_fault_where_it_was_typed():
    typed = {"grades[0][0]": "90", "grades[2][0]": "60", "grades[2][1]": "良"}
    reading = put_together(SHAPES["grades"], typed, place="grades")
    faults = SHAPES["grades"].faults(reading.value, place="grades")
    assert faults[0] == "grades[0][1]：应为文字，且不能为空"
    assert reading.typed_at["grades[1][0]"] == "grades[2][0]"


@pytest.mark.parametrize(("text", "value"), [("1,000", "1000"), ("５", "５"), (" 7 ", "7")])
def test_numbers_are_read_as_people_write_them(text, value):
    reading = put_together(
        SHAPES["consequences"], {"consequences.good": text}, place="consequences"
    )
    assert reading.value == {"good": value}


def test_only_what_differs_is_named():
    body = json.loads(json.dumps(to_json(NATIONAL)))
    one = leaves(SHAPES["grades"], body["grades"], place="grades")
    body["grades"][1][0] = "75"
    other = leaves(SHAPES["grades"], body["grades"], place="grades")
    assert differing(one, other) == {"grades[1][0]"}
    assert differing(one, one) == set()
    assert differing(one[:-1], one) == {one[-1].place}
