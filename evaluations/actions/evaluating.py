"""Running key and department evaluations: who is picked, who judges, and what follows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.models import (
    DepartmentEvaluation,
    EvaluationIndicator,
    EvaluationProblem,
    EvaluationReply,
    ExpertOpinion,
    FrameworkIndicator,
    KeyEvaluation,
)
from evaluations.rules.framework import Item
from lifecycle import bookkeeping, clock
from lifecycle.actions.admission import admit, may_open, require
from lifecycle.following import follows
from lifecycle.machine import Act
from lifecycle.models import Assignment, Demand, ProjectYear
from lifecycle.roles import DEPARTMENT_ROLES, UNIT_ROLES, Role
from lifecycle.transitions import edit, fire, fire_many

REPLY = gettext_lazy("反馈意见")
JUDGE = gettext_lazy("提交专家评分")
INDICATORS: dict[type, type] = {
    KeyEvaluation: EvaluationIndicator,
    DepartmentEvaluation: FrameworkIndicator,
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A project-year put on the list; the amount to evaluate in 元."""

    project_year: int
    amount: Decimal
    reason: str


def nominate_key_evaluations(
    year: int, candidates: Iterable[Candidate], *, by: Any, at: datetime | None = None
) -> list[KeyEvaluation]:
    """Put project-years of a year on the list of candidates 候选. Raises Refused."""
    listed = {one.project_year: one for one in candidates}
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        act = bookkeeping.act(by, "", at)
        years = ProjectYear.objects.filter(pk__in=listed, year=year).order_by("pk")
        found = list(years.select_related("project__organisation"))
        require(len(found) == len(listed), _("候选项目不属于%(year)s年度") % {"year": year})
        made = [_candidate(row, listed[row.pk], act) for row in found]
        for one in {one.organisation.bureau_id: one for one in made}.values():
            may_open(one, roles=[Role.PERFORMANCE], act=act)
        return KeyEvaluation.objects.bulk_create(made)


def _candidate(row: ProjectYear, candidate: Candidate, act: Act) -> KeyEvaluation:
    return KeyEvaluation(
        project_year=row,
        organisation=row.project.organisation,
        year=row.year,
        amount=candidate.amount,
        reason=candidate.reason,
        since=act.at,
    )


def plan_department_evaluation(
    project_year: ProjectYear, *, by: Any, amount: Decimal, at: datetime | None = None
) -> DepartmentEvaluation:
    """Open a department's evaluation of a project-year of its own. Raises Refused."""
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        act = bookkeeping.act(by, "", at)
        # Two who open at once would both find none.
        ProjectYear.objects.select_for_update().get(pk=project_year.pk)
        known = DepartmentEvaluation.objects.filter(project_year=project_year)
        require(not known.exists(), _("该项目已列入部门评价"))
        made = DepartmentEvaluation(
            project_year=project_year,
            organisation=project_year.project.organisation,
            year=project_year.year,
            amount=amount,
            since=act.at,
        )
        may_open(made, roles=DEPARTMENT_ROLES, act=act)
        made.save()
        return made


def set_indicators(
    evaluation: Any, items: Sequence[Item], *, by: Any, at: datetime | None = None
) -> Any:
    """Replace the indicators of a key or department evaluation. Raises Refused."""
    model: Any = INDICATORS[type(evaluation)]

    def write(subject: Any) -> None:
        subject.indicators.all().delete()
        model._default_manager.bulk_create(
            model(
                evaluation=subject,
                area=item.area,
                name=item.name,
                weight=item.weight,
                score=item.score,
                workpaper=item.workpaper,
            )
            for item in items
        )

    return edit(evaluation, by=by, changes={}, parts=write, at=at)


def record_problems(
    evaluation: KeyEvaluation,
    problems: Sequence[tuple[str, bool]],
    *,
    by: Any,
    at: datetime | None = None,
) -> KeyEvaluation:
    """Replace the problems found, each with whether it is serious. Raises Refused."""

    def write(subject: KeyEvaluation) -> None:
        subject.problems.all().delete()
        EvaluationProblem.objects.bulk_create(
            EvaluationProblem(evaluation=subject, problem=words, serious=serious)
            for words, serious in problems
        )

    return edit(evaluation, by=by, changes={}, parts=write, at=at)


def reply_to_report(
    evaluation: KeyEvaluation,
    *,
    by: Any,
    accepted: bool,
    text: str = "",
    at: datetime | None = None,
) -> KeyEvaluation:
    """Keep what the evaluated unit says to the draft and move on. Raises Refused."""
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        states, roles = [KeyEvaluation.State.DRAFT_REPORT], (*UNIT_ROLES, *DEPARTMENT_ROLES)
        row, act = admit(evaluation, REPLY, by=by, roles=roles, states=states, at=at)
        said = text.strip()
        require(accepted or said, _("有异议的须写明理由"))
        EvaluationReply.objects.create(
            evaluation=row,
            content_hash=row.content_hash,
            accepted=accepted,
            text=said,
            by=by,
            at=act.at,
        )
        return fire(row, "reply", by=by, note=said, at=act.at)


def pass_silent_drafts(*, at: datetime | None = None) -> int:
    """Move on the drafts to which nobody replied in time; return how many."""
    moment = at or clock.now()
    late = KeyEvaluation.objects.filter(
        state=KeyEvaluation.State.DRAFT_REPORT, due_on__lt=clock.day_of(moment)
    )
    return len(fire_many(late, "reply", by=None, at=moment).moved)


def give_opinion(
    evaluation: KeyEvaluation,
    *,
    by: Any,
    score: Decimal,
    opinion: str,
    at: datetime | None = None,
) -> ExpertOpinion:
    """Sign an expert's score of the report as it stands, once. Raises Refused."""
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        states = [KeyEvaluation.State.UNIT_REPLY]
        row, act = admit(evaluation, JUDGE, by=by, roles=[Role.EXPERT], states=states, at=at)
        said = opinion.strip()
        mine = Assignment.objects.filter(
            machine=row.stage(), object_id=row.pk, person=by, role=Role.EXPERT
        )
        require(mine.exclude(cleared_on=None).exists(), _("请先作回避声明"))
        require(said, _("请填写意见"))
        given = row.opinions.filter(person=by, content_hash=row.content_hash)
        require(not given.exists(), _("您已对本报告评分，不能更改"))
        return ExpertOpinion.objects.create(
            evaluation=row,
            content_hash=row.content_hash,
            person=by,
            score=score,
            opinion=said,
            at=act.at,
        )


@follows("evaluations.keyevaluation", "feed_back")
def open_demands(moved: Sequence[KeyEvaluation], act: Act) -> None:
    """Ask for rectification of every problem that a result feeds back."""
    problems = EvaluationProblem.objects.filter(evaluation__in=moved).select_related("evaluation")
    Demand.objects.bulk_create(
        Demand(
            project_year_id=one.evaluation.project_year_id,
            source=Demand.Source.KEY_EVALUATION,
            machine=EvaluationProblem._meta.label_lower,
            object_id=one.pk,
            problem=one.problem,
            serious=one.serious,
            placed_on=act.day,
        )
        for one in problems.order_by("pk")
    )
