"""Self-evaluation of everything in the spring after: scored, checked, some rechecked."""

from decimal import Decimal

from django.db.models import QuerySet

from evaluations.actions import (
    LineEntry,
    ScoreEntry,
    enter_published_scores,
    enter_scores,
    issue_self_evaluations,
    record_recheck,
)
from evaluations.models import SelfEvaluation
from lifecycle.demo.chapters import YEAR, chapter
from lifecycle.demo.story import Story
from lifecycle.models import Indicator, Person
from lifecycle.roles import Role
from lifecycle.rules.money import round_half_up

State = SelfEvaluation.State
RECHECKED = 30
STANDING = ("%", "年")
STEADY = Decimal("0.965")
"""From here on everything promised was done; below, as much as was paid."""


def evaluations(*states: str) -> QuerySet[SelfEvaluation]:
    """Return the year's self-evaluations that are in one of the states."""
    return SelfEvaluation.objects.filter(year=YEAR, state__in=states)


@chapter("下发绩效自评任务", on=(1, 10, 1))
def issue(story: Story) -> None:
    """Issue a self-evaluation to every project-year with a target in force."""
    issue_self_evaluations(YEAR, at=story.at)
    story.each(evaluations(State.ISSUED), "open", by=Role.UNIT_OFFICER)


@chapter("录入已公布的自评得分", on=(2, 20, 1))
def enter_published(story: Story) -> None:
    """Enter the published totals of the real 35."""
    enter_published_scores(YEAR, by=story.holder(Role.PERFORMANCE), at=story.at)


@chapter("单位自评并报送", on=(2, 21, 1), by_desks=True)
def fill(story: Story) -> None:
    """Enter the others line by line; file everything."""
    promised = _promised()
    filling = evaluations(State.FILLING)

    def enter(rows: QuerySet[SelfEvaluation], by: Person) -> None:
        own = rows.filter(imported=False)
        sheets = [_sheet(row, promised[row.project_year_id]) for row in own]
        if sheets:
            enter_scores(sheets, by=by, at=story.at)

    story.each(filling, "submit", by=Role.UNIT_OFFICER, prepare=enter)


def _promised() -> dict[int, list[Indicator]]:
    found: dict[int, list[Indicator]] = {}
    rows = Indicator.objects.filter(target_set__year=YEAR, target_set__approved_on__isnull=False)
    for one in rows.select_related("target_set").order_by("-target_set__number", "pk"):
        kept = found.setdefault(one.target_set.project_year_id, [])
        if not kept or kept[0].target_set_id == one.target_set_id:
            kept.append(one)
    return found


def _sheet(row: SelfEvaluation, promised: list[Indicator]) -> ScoreEntry:
    share = (row.paid or Decimal(0)) / row.budget if row.budget else Decimal(0)
    share = Decimal(1) if share >= STEADY else share
    return ScoreEntry(
        row.pk,
        lines=[_line(one, share) for one in promised],
        narrative="资金下达较晚，部分支出结转下年执行，已加快支付进度（演示）",
    )


def _line(promised: Indicator, share: Decimal) -> LineEntry:
    target = promised.target or Decimal(0)
    grows = promised.unit not in STANDING
    actual = round_half_up(target * share, places=0) if grows else target
    reason = f"{promised.name}受资金到位时间影响，未全部完成（演示）" if actual < target else ""
    return LineEntry(promised.key, actual=actual, reason=reason)


@chapter("部门审核自评", on=(4, 20, 1))
def confirm(story: Story) -> None:
    """Let departments take in and confirm what their units filed."""
    story.each(evaluations(State.SUBMITTED), "accept", by=Role.DEPARTMENT_OFFICER)
    story.each(evaluations(State.DEPT_REVIEW).exclude(pk__in=_sample(story)), "confirm",
               by=Role.DEPARTMENT_HEAD)  # fmt: skip


def _sample(story: Story) -> list[int]:
    rows = evaluations(State.DEPT_REVIEW).filter(imported=False).order_by("pk")
    keys = list(rows.values_list("pk", flat=True))
    return sorted(story.dice.sample(keys, RECHECKED))


@chapter("财政抽查复核自评", on=(5, 15, 1))
def recheck(story: Story) -> None:
    """Recheck the sample: both scores are kept."""
    division = story.holder(Role.PERFORMANCE)
    story.each(evaluations(State.DEPT_REVIEW), "sample", by=Role.PERFORMANCE, note="随机抽查")
    for row in evaluations(State.RECHECK).order_by("pk"):
        total = max(row.total - story.dice.randint(0, 6), Decimal(0))
        record_recheck(row, by=division, total=total, opinion="已核对佐证材料", at=story.at)
    story.each(evaluations(State.RECHECK), "confirm_recheck", by=Role.PERFORMANCE)
