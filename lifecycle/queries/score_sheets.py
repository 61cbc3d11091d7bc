"""The scored forms 目标审核表 and 事前评估表: what each is filled with."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from lifecycle.models import Appraisal, Target, TargetReview
from lifecycle.rules.appraisal import DIMENSION_LABELS
from lifecycle.rules.appraisal_form import APPRAISAL_TITLES, ITEMS
from lifecycle.rules.materials import Kind
from lifecycle.rules.review_form import NATURES, TITLES
from lifecycle.rules.score_sheet import ScoreLine, ScoreSheet

Given = Mapping[str, tuple[Decimal, str]]
"""Points and reason by the key of a line."""


def review_sheet(target: Target, last: TargetReview | None) -> ScoreSheet:
    """Return the review form of a target, with the points of a judgement where there is one."""
    key = target.project_year.is_key
    lines = [
        ScoreLine(
            key=one.key,
            name=one.name,
            items=one.items if key else (one.question,),
            most=one.most,
            points=None if last is None else getattr(last, one.key),
            apart=key,
        )
        for one in NATURES
    ]
    overall = "" if last is None else last.opinion
    return ScoreSheet(TITLES[key], **_head(target, target.amount), lines=lines, overall=overall)


def appraisal_sheet(appraisal: Appraisal, given: Given) -> ScoreSheet:
    """Return the appraisal form of a kind with its dimensions, and what was given on them."""
    lines = []
    for dimension, most in appraisal.weights.items():
        points, opinion = given.get(dimension, (None, ""))
        name, items = DIMENSION_LABELS[dimension], ITEMS[dimension]
        lines.append(ScoreLine(str(dimension), name, items, most, points, opinion))
    title = APPRAISAL_TITLES[Kind(appraisal.kind)]
    return ScoreSheet(title, **_head(appraisal, appraisal.declared), lines=lines)


def _head(subject: Any, amount: Decimal) -> dict[str, Any]:
    unit = subject.organisation
    return {
        "project": subject.project_year.project.name,
        "code": subject.project_year.project.code,
        "department": (unit.department or unit).name,
        "unit": unit.name,
        "year": subject.year,
        "version": subject.version,
        "amount": amount,
    }
