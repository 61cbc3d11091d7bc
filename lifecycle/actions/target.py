"""Drafting targets 编制, and judging them 四性审核 one by one or a whole list at once."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle import bookkeeping, rights
from lifecycle.actions import admission
from lifecycle.bulk import Moved
from lifecycle.machine import Act
from lifecycle.models import (
    Indicator,
    LibraryIndicator,
    LibraryTemplate,
    LibraryTemplateLine,
    ProjectYear,
    Target,
    TargetReview,
)
from lifecycle.models.claim import standing
from lifecycle.refusals import refuse
from lifecycle.roles import DEPARTMENT_ROLES, UNIT_ROLES, Role

REVIEW = gettext_lazy("四性审核")
JUDGES: dict[str, tuple[str, tuple[Role, ...]]] = {
    TargetReview.Level.DEPARTMENT: (Target.State.DEPT_REVIEW, DEPARTMENT_ROLES),
    TargetReview.Level.DESK: (Target.State.BIZ_REVIEW, (Role.DESK,)),
    TargetReview.Level.PERFORMANCE: (Target.State.PERF_REVIEW, (Role.PERFORMANCE,)),
}
"""The state in which each level judges, and its roles."""
MOST = (20, 30, 30, 20)
"""Points of 完整性, 相关性, 适当性 and 可行性 (财预〔2015〕88号, the review form)."""
PASSING = 80
"""From here on a judgement is 优 or 良; the table's own check holds the same number."""


def draft_target(
    project_year: ProjectYear,
    *,
    goal: str,
    amount: Decimal,
    by: Any,
    template: LibraryTemplate | None = None,
    at: datetime | None = None,
) -> Target:
    """Open the first version of a project-year's target, its indicators those of a template.

    Without a template they are still to come. Raises Refused where a target is there already,
    Forbidden.
    """
    with transaction.atomic():
        act = bookkeeping.act(by, "", at)
        # Two who draft at once would both find none.
        ProjectYear.objects.select_for_update().get(pk=project_year.pk)
        made = Target(
            project_year=project_year,
            organisation=project_year.project.organisation,
            year=project_year.year,
            number=_next_number(project_year),
            goal=goal,
            amount=amount,
            since=act.at,
        )
        admission.may_open(made, roles=UNIT_ROLES, act=act)
        made.clean_fields(exclude=["state"])
        made.save()
        if template is not None:
            Indicator.objects.bulk_create(_taken(template, made))
    return made


def _taken(template: LibraryTemplate, target: Target) -> list[Indicator]:
    """Take each indicator over as it stands, with the entry that it is: later releases pass it."""
    lines = template.lines.select_related("indicator").order_by("pk")
    return [
        Indicator(
            target_set=target,
            library=line.indicator,
            **{name: getattr(line, name) for name in LibraryTemplateLine.AIM},
            **{name: getattr(line.indicator, name) for name in LibraryIndicator.TAKEN},
        )
        for line in lines
    ]


def _next_number(project_year: ProjectYear) -> int:
    standing_ones = project_year.targets.exclude(state=Target.State.VOID)
    admission.require(not standing_ones.exists(), _("已有绩效目标，批复后的变更请办理目标调整"))
    last: int | None = project_year.targets.aggregate(last=models.Max("number"))["last"]
    return (last or 0) + 1


def review_target(
    target: Target,
    *,
    level: str,
    points: Sequence[Decimal],
    by: Any,
    opinion: str = "",
    at: datetime | None = None,
) -> TargetReview:
    """Judge one target; `points` are those of the four natures in order.

    Raises Refused or Forbidden.
    """
    rows = Target.objects.filter(pk=target.pk)
    with transaction.atomic():
        found = review_targets(rows, level=level, points=points, by=by, opinion=opinion, at=at)
        for refusals in found.refused.values():
            raise refuse(*refusals)
        return TargetReview.objects.filter(target=target, level=level).latest("pk")


def review_targets(
    targets: models.QuerySet[Target],
    *,
    level: str,
    points: Sequence[Decimal],
    by: Any,
    opinion: str = "",
    at: datetime | None = None,
) -> Moved:
    """Judge many targets alike; says of each that could not be judged why.

    Raises Refused when the points themselves are wrong.
    """
    _checked(points)
    state, roles = JUDGES[level]
    said = admission.about(REVIEW, roles, checking=True)
    with transaction.atomic():
        act, found = bookkeeping.act(by, "", at), Moved()
        held = rights.seats_of(by, act.day)
        rows = targets.order_by("pk").select_for_update(of=("self",))
        asked = list(rows.select_related("organisation"))
        claims = standing(Target.stage(), {t.pk: t.version for t in asked}, act.day)
        judged = []
        for target in asked:
            why = admission.barred(target, said, held, states=(state,), act=act)
            if why := why or admission.taken(target, said, held, claims=claims, act=act):
                found.refused[target.pk] = tuple(why)
                continue
            judged.append(_review(target, level, points, opinion, act))
        TargetReview.objects.bulk_create(judged, batch_size=1000)
        found.moved = [review.target_id for review in judged]
    return found


def _checked(points: Sequence[Decimal]) -> None:
    within = [0 <= got <= most for got, most in zip(points, MOST, strict=True)]
    if not all(within):
        raise admission.fault(_("四性得分依次不超过20、30、30、20分"))


def _review(
    target: Target, level: str, points: Sequence[Decimal], opinion: str, act: Act
) -> TargetReview:
    completeness, relevance, appropriateness, feasibility = points
    return TargetReview(
        target=target,
        level=level,
        content_hash=target.content_hash,
        completeness=completeness,
        relevance=relevance,
        appropriateness=appropriateness,
        feasibility=feasibility,
        passes=sum(points) >= PASSING,
        opinion=opinion,
        by=act.by,
        at=act.at,
    )
