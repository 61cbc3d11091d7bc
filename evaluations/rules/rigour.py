"""E: scored without care 自评不严谨, as far as a filled form alone can tell (domain 3.5)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from evaluations.rules.scoring import Line, execution_score, line_score
from evaluations.rules.self_evaluation_form import Cell, ScoredRow, SelfEvaluationForm
from lifecycle.rules.goal_labels import level_one, level_two
from lifecycle.rules.indicators import Layout
from lifecycle.rules.pack import NATIONAL
from lifecycle.rules.parts import Severity
from lifecycle.rules.quality import Finding, GoalDraft, IndicatorDraft
from lifecycle.rules.quality import findings as quality_findings
from lifecycle.rules.quality.drafts import UNITLESS

OFF_BY = Decimal("0.05")
"""A score so far from its formula, or by 2% of its weight, differs (E2)."""
OFF_SHARE = Decimal("0.02")
SUM_OFF_BY = Decimal("0.005")
LOW_EXECUTION = Decimal(80)
HIGH_TOTAL = Decimal(95)
SHORTEST_REASON = 10
ASKED_OF_TARGETS = frozenset({"A2", "A3", "A4", "A7", "B1", "B2", "B3", "B4", "B5", "B6"})
"""The quality rules that a self-evaluation shows too: what was promised stands in it."""
FREE = Layout(Decimal(0))

Check = Callable[[SelfEvaluationForm], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a rule matters, and how to mend."""

    why: str
    mend: str


REASONS: Mapping[str, Reason] = MappingProxyType(
    {
        "E1": Reason("总分与各行对不上，等级就不可信", "核对各行得分后重新合计"),
        "E2": Reason("得分离开了公式又没有理由，别人无法复核", "按公式重新计算，或说明扣分的理由"),
        "E3": Reason("没有完成值就没有得分的依据", "填写与指标值同样口径的数字"),
        "E4": Reason("钱没花完而得分很高，二者不相称", "核对指标完成情况，并说明原因"),
        "E5": Reason("没有完成而不说原因，问题就留到下一年", "写明偏差原因和改进措施"),
        "E8": Reason("资金各行对不上，执行率就不可信", "按台账填写总额和各项来源"),
        "E13": Reason("年度对不上，说的可能不是同一件事", "核对项目代码和评价年度"),
    }
)


def rigour_findings(form: SelfEvaluationForm) -> list[Finding]:
    """Ask every rule about one filled form."""
    return [*_promised(form), *(found for check in CHECKS for found in check(form))]


def _promised(form: SelfEvaluationForm) -> Iterator[Finding]:
    """Ask of the targets in the form what was asked when they were filed."""
    goal = GoalDraft(
        text="",
        amount=None,
        indicators=[_draft(row) for row in form.rows],
        layout=FREE,
        limits=NATIONAL.quality,
        cells={"indicators": form.rows[0].cells["name"] if form.rows else ""},
    )
    return (found for found in quality_findings(goal) if found.code in ASKED_OF_TARGETS)


def _draft(row: ScoredRow) -> IndicatorDraft:
    first = level_one(row.level1)
    return IndicatorDraft(
        name=row.name,
        level=level_two(row.level2, first=first),
        level_one=first,
        operator=row.aim.operator,
        weight=row.weight.number,
        target=row.aim.target,
        target_high=row.aim.target_high,
        unit=row.aim.unit,
        due=row.aim.due,
        wording=row.aim.wording,
        cells=dict(row.cells) | {"unit": row.cells["target"]},
    )


def sums_off(form: SelfEvaluationForm) -> Iterator[Finding]:
    """E1: the rows and execution add up to the total that is stated."""
    execution = form.money.get("total", {}).get("score")
    scores = [row.score.number for row in form.rows]
    known = [score for score in scores if score is not None]
    if form.total.number is None or not known:
        return
    whole = sum(known, (execution.number if execution else None) or Decimal(0))
    if abs(whole - form.total.number) > SUM_OFF_BY:
        words = f"各行得分合计{whole:f}，总分写的是{form.total.number:f}"
        yield _finding("E1", words, form.total.place)


def formula_off(form: SelfEvaluationForm) -> Iterator[Finding]:
    """E2: a score is that of its formula; a reason makes a difference a question."""
    for row in form.rows:
        weight, score = row.weight.number, row.score.number
        right = _right(row)
        if weight is None or score is None or right is None or not _differs(score, right, weight):
            continue
        level = Severity.WARN if row.reason else Severity.BLOCK
        words = f"指标“{row.name}”按公式应得{right:f}分，填报{score:f}分"
        yield _finding("E2", words, row.score.place, level=level)
    yield from _execution_off(form)


def _execution_off(form: SelfEvaluationForm) -> Iterator[Finding]:
    money = form.money.get("total", {})
    amounts = [money[key].number if key in money else None for key in ("executed", "annual")]
    points = [money[key].number if key in money else None for key in ("weight", "score")]
    (paid, budget), (weight, score) = amounts, points
    if paid is None or not budget or weight is None or score is None:
        return
    right = execution_score(paid, budget=budget, points=weight)
    if right is not None and _differs(score, right, weight):
        words = f"预算执行按公式应得{right:f}分，填报{score:f}分"
        yield _finding("E2", words, money["score"].place)


def _differs(score: Decimal, right: Decimal, weight: Decimal) -> bool:
    off = abs(score - right)
    return off > OFF_BY or off > OFF_SHARE * weight


def _right(row: ScoredRow) -> Decimal | None:
    aim, actual, weight = row.aim, row.actual.number, row.weight.number
    if aim.operator in UNITLESS or aim.target is None or actual is None or weight is None:
        return None
    return line_score(Line(aim.operator, weight, aim.target, actual, aim.target_high))


def scores_impossible(form: SelfEvaluationForm) -> Iterator[Finding]:
    """E3: no score outside its weight, and none without a value of the target's kind."""
    for row in form.rows:
        score, weight, name = row.score.number, row.weight.number, row.name
        numeric = row.aim.operator not in UNITLESS
        if score is not None and weight is not None and score > weight:
            words = f"指标“{name}”得{score:f}分，超过分值{weight:f}"
            yield _finding("E3", words, row.score.place)
        if numeric and row.actual.text and row.actual.number is None:
            words = f"指标“{name}”的完成值写的是“{row.actual.text}”，应填数字"
            yield _finding("E3", words, row.actual.place)
        if not row.actual.text:
            words = f"指标“{name}”没有填写完成值"
            yield _finding("E3", words, row.actual.place)


def high_for_its_money(form: SelfEvaluationForm) -> Iterator[Finding]:
    """E4: little was spent and nearly everything scored."""
    money, total = form.money.get("total", {}), form.total.number
    paid, budget = (money[key].number if key in money else None for key in ("executed", "annual"))
    if paid is None or not budget or total is None or total < HIGH_TOTAL:
        return
    if paid * 100 < LOW_EXECUTION * budget:
        rate = paid * 100 / budget
        words = f"预算执行率{rate:.2f}%，总分却有{total:f}分"
        yield _finding("E4", words, form.total.place, level=Severity.WARN)


def unmet_unexplained(form: SelfEvaluationForm) -> Iterator[Finding]:
    """E5: what was not reached has its reason, in some words."""
    for row in form.rows:
        right, weight = _right(row), row.weight.number
        missed = right is not None and weight is not None and right < weight
        if missed and len(row.reason) < SHORTEST_REASON:
            words = f"指标“{row.name}”未达到指标值，没有说明原因"
            yield _finding("E5", words, row.cells["reason"])


def money_off(form: SelfEvaluationForm) -> Iterator[Finding]:
    """E8: the parts of the money add up to its total, and nothing of nothing is no rate."""
    total = form.money.get("total", {})
    parts = [row for name, row in form.money.items() if name != "total"]
    for column in ("initial", "annual", "executed"):
        known = [row[column].number for row in parts if column in row]
        amounts = [amount for amount in known if amount is not None]
        stated = total[column].number if column in total else None
        if amounts and sum(amounts, Decimal(0)) != (stated or Decimal(0)):
            words = f"资金来源合计{sum(amounts, Decimal(0)):f}，总额写的是{stated or 0:f}"
            yield _finding("E8", words, total[column].place)
    yield from _nothing_scored(total)


def _nothing_scored(total: Mapping[str, Cell]) -> Iterator[Finding]:
    known = {"annual", "score"} <= total.keys()
    if known and total["score"].text and not total["annual"].number:
        words = "没有填写全年预算数，预算执行却打了分"
        yield _finding("E8", words, total["annual"].place)


def years_off(form: SelfEvaluationForm) -> Iterator[Finding]:
    """E13: the year in the project's code is not after the year that is scored."""
    if form.code is None or form.year is None:
        return
    coded = form.year // 100 * 100 + int(form.code["year"])
    if coded > form.year:
        words = f"项目代码的年份是{coded}，评价的是{form.year}年度"
        yield _finding("E13", words, form.project_cell, level=Severity.WARN)


def _finding(code: str, sentence: str, cell: str, *, level: Severity = Severity.BLOCK) -> Finding:
    reason = REASONS[code]
    return Finding(code, level, sentence, "form", cell, reason.why, reason.mend)


CHECKS: tuple[Check, ...] = (
    sums_off,
    formula_off,
    scores_impossible,
    high_for_its_money,
    unmet_unexplained,
    money_off,
    years_off,
)
