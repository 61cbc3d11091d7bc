"""Budget and payments of the demonstration: the ledger in February, then month by month."""

import calendar
import random
from datetime import date
from decimal import Decimal
from itertools import groupby

from lifecycle.demo.chapters import YEAR, chapter
from lifecycle.demo.story import Story
from lifecycle.models import BudgetEvent, Execution, Project, ProjectYear, Target
from lifecycle.rules.money import round_half_up

MONTHS = 12
PACES = {
    "steady": (84, "0.97", "0.97"),
    "slow": (9, "0.70", "0.95"),
    "late": (5, "0.45", "0.96"),
    "stuck": (2, "0.40", "0.52"),
}
"""How payments run: how many in a hundred, share of the straight line until summer, and at last."""
TURN = 7


def pace_of(project: Project) -> str:
    """Draw the pace of a project, always the same for the same code; the real ones are steady."""
    if not project.generated:
        return "steady"
    names = list(PACES)
    dice = random.Random(f"pace {project.code}")  # noqa: S311 - deterministic on purpose
    return dice.choices(names, [PACES[name][0] for name in names])[0]


def paid_share(project: Project, month: int) -> Decimal:
    """Return the part of the year's budget paid by the end of a month, from 0 to 1."""
    _odds, first, last = PACES[pace_of(project)]
    if month <= TURN:
        return Decimal(first) * month / MONTHS
    at_turn = Decimal(first) * TURN / MONTHS
    return at_turn + (Decimal(last) - at_turn) * (month - TURN) / (MONTHS - TURN)


@chapter("预算批复入账", on=(2, 21, 0))
def book_the_budget(story: Story) -> None:
    """Write the initial budget of every approved target; the imported ones have theirs."""
    booked = BudgetEvent.objects.values("project_year")
    approved = Target.objects.filter(year=YEAR, number=1, state=Target.State.APPROVED)
    rows = approved.exclude(project_year__in=booked).order_by("pk")
    BudgetEvent.objects.bulk_create(
        BudgetEvent(
            project_year_id=target.project_year_id,
            kind=BudgetEvent.Kind.INITIAL,
            amount=target.amount,
            document=f"筑财预〔{YEAR}〕1号（演示）",
            line=line,
            on=story.on,
        )
        for line, target in enumerate(rows, 1)
    )


def budgets() -> dict[int, Decimal]:
    """Return the initial budget of each project-year that has one."""
    rows = BudgetEvent.objects.filter(kind=BudgetEvent.Kind.INITIAL, project_year__year=YEAR)
    return dict(rows.values_list("project_year_id", "amount"))


def pay(story: Story, month: int) -> None:
    """Book what was paid by the end of a month; a department as a whole is the sum of its own."""
    budget = budgets()
    years = ProjectYear.objects.filter(pk__in=budget).select_related("project__organisation")
    place = lambda found: found.project.organisation.department_id or 0  # noqa: E731
    rows = []
    for _department, group in groupby(sorted(years, key=place), key=place):
        rows += _of_department(list(group), budget, month)
    Execution.objects.bulk_create(rows, batch_size=2000)


def _of_department(
    years: list[ProjectYear], budget: dict[int, Decimal], month: int
) -> list[Execution]:
    wholes = [y for y in years if y.project.kind == Project.Kind.DEPARTMENT]
    parts = [y for y in years if y.project.kind != Project.Kind.DEPARTMENT]
    paid = {
        year.pk: round_half_up(budget[year.pk] * paid_share(year.project, month)) for year in parts
    }
    total = sum(paid.values(), Decimal(0))
    paid |= {whole.pk: total for whole in wholes}
    last = calendar.monthrange(YEAR, month)[1]
    return [
        Execution(
            project_year=year,
            month=month,
            paid=paid[year.pk],
            budget=budget[year.pk],
            document=f"国库支付{YEAR}年{month}月（演示）",
            on=date(YEAR, month, last),
        )
        for year in years
    ]


def _monthly(month: int) -> None:
    after = (month + 1, 1, 0) if month < MONTHS else (1, 1, 1)

    def tell(story: Story) -> None:
        pay(story, month)

    tell.__qualname__ = f"pay_month_{month:02d}"
    chapter(f"{month}月支付入账", on=after)(tell)


for _month in range(1, MONTHS + 1):
    _monthly(_month)
