"""What people do in evaluation beside the steps: open, answer, recheck, draw up a batch."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from evaluations.actions import (
    answer_applications,
    plan_department_evaluation,
    prepare_batch,
    propose_applications,
    recopy_batch,
    record_recheck,
)
from evaluations.forms import (
    AmountForm,
    AnswerForm,
    BatchForm,
    CityBatchForm,
    LaterYearForm,
    NothingForm,
    RecheckForm,
)
from evaluations.models import Application, DepartmentEvaluation, Publication, SelfEvaluation
from evaluations.models.publication import CITY
from lifecycle.models import ProjectYear
from lifecycle.roles import DEPARTMENT_ROLES, Role
from lifecycle.views.deeds import PROJECT_YEAR, Deed, declare
from lifecycle.views.sheets import sheet_url


def _plan(project_year: ProjectYear, *, by: Any, amount: Decimal) -> str:
    return sheet_url(plan_department_evaluation(project_year, by=by, amount=amount))


def _propose(project_year: ProjectYear, *, by: Any, target_year: int) -> str:
    propose_applications(project_year.year, target_year=target_year, by=by)
    return ""


def _answer(application: Application, *, by: Any, accepts: bool, text: str) -> str:
    rows = Application.objects.filter(pk=application.pk)
    answer_applications(rows, by=by, accepts=accepts, text=text)
    return ""


def _recheck(evaluation: SelfEvaluation, *, by: Any, total: Decimal, opinion: str) -> str:
    record_recheck(evaluation, by=by, total=total, opinion=opinion)
    return ""


def _batch(project_year: ProjectYear, *, by: Any, kind: str, clock_from: date | None) -> str:
    place = project_year.project.organisation
    above = place.bureau if kind in CITY else place.department
    year = project_year.year
    made = prepare_batch(above or place, kind=kind, year=year, by=by, clock_from=clock_from)
    return made.get_absolute_url()


def _recopy(batch: Publication, *, by: Any) -> str:
    recopy_batch(batch, by=by)
    return ""


def _planned(project_year: ProjectYear) -> DepartmentEvaluation:
    place = project_year.project.organisation
    return DepartmentEvaluation(organisation=place, year=project_year.year)


def _drawn_up(project_year: ProjectYear) -> Publication:
    place = project_year.project.organisation
    return Publication(organisation=place.department or place, year=project_year.year)


def _none_of(model: Any) -> Callable[[Sequence[Any]], bool]:
    return lambda subjects: not any(isinstance(one, model) for one in subjects)


BATCH = _("把本年度应公开的内容取数封存成一个批次，送审后公开。")
DEEDS = (
    Deed(
        PROJECT_YEAR,
        "plan-evaluation",
        _("列入部门评价"),
        DEPARTMENT_ROLES,
        AmountForm,
        _plan,
        what=_("本部门评价这个项目：先编制方案和指标体系，审核后实施。"),
        tab="department-evaluation",
        wanted=_none_of(DepartmentEvaluation),
        begins=_planned,
    ),
    Deed(
        PROJECT_YEAR,
        "propose-applications",
        _("提出结果应用建议"),
        (Role.DESK, Role.PERFORMANCE),
        LaterYearForm,
        _propose,
        what=_("按规则包的系数，为所辖全部已确认、尚无建议的结果提出预算建议。"),
        tab="application",
        wanted=_none_of(Application),
    ),
    Deed(
        PROJECT_YEAR,
        "prepare-batch",
        _("编制部门公开批次"),
        DEPARTMENT_ROLES,
        BatchForm,
        _batch,
        what=BATCH,
        tab="publication",
        begins=_drawn_up,
    ),
    Deed(
        PROJECT_YEAR,
        "prepare-city-batch",
        _("编制市级公开批次"),
        (Role.PERFORMANCE,),
        CityBatchForm,
        _batch,
        what=BATCH,
        tab="publication",
    ),
    Deed(
        Application.stage(),
        "answer",
        _("部门表态"),
        DEPARTMENT_ROLES,
        AnswerForm,
        _answer,
        what=_("对财政提出的预算建议表态；期限内不表态的，视为无异议。"),
        states=(Application.State.DEPT_OBJECTION,),
    ),
    Deed(
        SelfEvaluation.stage(),
        "recheck",
        _("录入复核分"),
        (Role.PERFORMANCE,),
        RecheckForm,
        _recheck,
        what=_("复核分与单位自评分都保留，等级以复核分为准。"),
        states=(SelfEvaluation.State.RECHECK,),
    ),
    Deed(
        Publication.stage(),
        "recopy",
        _("重新取数"),
        (*DEPARTMENT_ROLES, Role.PERFORMANCE),
        NothingForm,
        _recopy,
        what=_("批次中的内容全部换成现行版本。"),
        states=Publication.EDITABLE,
    ),
)
for deed in DEEDS:
    declare(deed)
