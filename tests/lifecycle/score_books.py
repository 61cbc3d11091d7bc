"""Scored forms as they leave and come back, against the page's own forms."""

from lifecycle.forms import ReviewForm, ScoringForm
from lifecycle.forms.score_import import Names, imported
from lifecycle.rules.appraisal import Dimension
from lifecycle.views.score_files import OF_A_LINE, OF_A_NATURE

CARRIED = {"version": "0", "content_hash": "", "key": "k" * 32}


def review_form(typed):
    return ReviewForm(typed | CARRIED, places={}, scored=True)


def scoring_form(sheet):
    weights = {Dimension(line.key): line.most for line in sheet.lines}
    return lambda typed: ScoringForm(typed | CARRIED, weights=weights, whole=False)


def read(raw, sheet):
    names: Names = OF_A_LINE if sheet.overall is None else OF_A_NATURE
    filled = review_form if sheet.overall is not None else scoring_form(sheet)
    return imported(raw, sheet=sheet, names=names, filled=filled)


def faults(raw, sheet):
    return [(fault.cell, fault.sentence) for fault in read(raw, sheet).faults]


def changes(raw, sheet):
    found = read(raw, sheet)
    assert found.faults == ()
    return [(change.place, change.seen, change.now) for change in found.differences]


def sent(raw, sheet):
    """Return what the preview's button would send of the points and words."""
    found = read(raw, sheet)
    return {one.name: one.value() for one in found.hidden if one.name not in CARRIED}
