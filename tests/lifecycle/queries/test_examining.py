"""Conditions of steps in words: without references, and in the reader's language."""

import re

import pytest
from django.utils import translation

from lifecycle.queries.examining import said
from lifecycle.scope import machines

CHINESE = re.compile(r"[\u3400-\u9fff]")
NEEDS = {
    f"{model.stage()}.{need.name}": need
    for model in machines()
    for edge in model.edges()
    for need in edge.about.needs
}


@pytest.mark.parametrize("need", NEEDS.values(), ids=NEEDS)
def test_every_condition_is_said_in_both_languages(need):
    assert CHINESE.search(said(need))
    assert not re.search(r"[.。]$|domain|（E", said(need))
    with translation.override("en"):
        assert said(need)
        assert not CHINESE.search(said(need))
