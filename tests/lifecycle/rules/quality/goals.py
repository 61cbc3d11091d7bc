"""A goal against which no rule has anything to say, and its indicators to change."""

from dataclasses import replace
from decimal import Decimal

from lifecycle.rules.indicators import LevelTwo, Operator
from lifecycle.rules.pack import NATIONAL
from lifecycle.rules.quality import GoalDraft, IndicatorDraft, findings

TEXT = "完成281条背街小巷改造，工程验收合格率不低于90%，改善城市面貌，让沿街居民出行更加安全方便。"


def draft(name, level, weight, **parts):
    given = {"operator": Operator.GE, "target": Decimal(90), "unit": "%"} | parts
    return IndicatorDraft(name=name, level=level, weight=Decimal(weight), **given)


ROWS = [
    draft("改造背街小巷数量", LevelTwo.QUANTITY, 20, target=Decimal(281), unit="条"),
    draft("工程验收合格率", LevelTwo.QUALITY, 20),
    draft("按期完工率", LevelTwo.TIMELINESS, 10),
    draft("受益居民数", LevelTwo.SOCIAL_BENEFIT, 30, target=Decimal(5000), unit="人"),
    draft("居民满意度", LevelTwo.SERVED_SATISFACTION, 10),
]


def goal(*rows, **parts):
    given = {"text": TEXT, "amount": Decimal(3_000_000), "project": "背街小巷改造"} | parts
    return GoalDraft(indicators=list(rows) or ROWS, layout=NATIONAL.layout, **given)


def changed(at, **parts):
    """Return the rows with one of them changed."""
    return [replace(row, **parts) if here == at else row for here, row in enumerate(ROWS)]


def codes(judged, *, only=""):
    return [found.code for found in findings(judged) if found.code.startswith(only)]


def one(judged, code):
    """Return the only finding of a rule."""
    (found,) = [found for found in findings(judged) if found.code == code]
    return found
