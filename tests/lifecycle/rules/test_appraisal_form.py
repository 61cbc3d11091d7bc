"""The scoring forms as data."""

import pytest

from lifecycle.rules.appraisal import BOND_DIMENSIONS, DIMENSIONS, Dimension
from lifecycle.rules.appraisal_form import FORMS, ITEMS
from lifecycle.rules.materials import Kind


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_its_form_and_every_dimension_says_what_to_look_at(kind):
    assert FORMS[kind] == (BOND_DIMENSIONS if kind is Kind.BOND else DIMENSIONS)
    assert all(ITEMS[dimension] for dimension in FORMS[kind])


def test_no_dimension_stands_in_no_form():
    assert {d for form in FORMS.values() for d in form} == set(Dimension)
