"""Self-evaluation 绩效自评: a unit scores its year, the department and by sample the bureau check.

Source: domain 4.3.5; 财预〔2020〕10号 (单位自评 of every project); a recheck keeps both scores.
"""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lifecycle.fields import ScoreField
from lifecycle.machine import Act, Audience, Machine, need, state_field, step
from lifecycle.roles import DEPARTMENT_ROLES, UNIT_ROLES, Role
from lifecycle.stages.target_needs import MUST_BE_PUBLIC


@need
def complete(evaluation: Any) -> str:
    """逐项得分之和等于总分，总分在0至100之间（E1）."""
    return str(evaluation.total_fault())


@need
def explained(evaluation: Any) -> str:
    """未达标的指标逐行说明原因，得分与公式一致（E2、E5）."""
    return gettext("；").join(evaluation.line_faults())


@need
def execution_explained(evaluation: Any) -> str:
    """预算执行率低于90%须说明（E6）."""
    return str(evaluation.execution_fault())


@need
def as_in_ledger(evaluation: Any) -> str:
    """全年预算数与执行数取自预算台账."""
    return str(evaluation.ledger_fault())


@as_in_ledger.in_bulk
def _off_ledger(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    found: models.QuerySet[Any] = rows.model.off_ledger(rows)
    return found


@need
def rechecked(evaluation: Any) -> str:
    """已有针对现内容的财政复核分."""
    return "" if evaluation.last_recheck() else gettext("尚未录入财政复核分")


@rechecked.in_bulk
def _not_rechecked(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    rechecks = rows.model._meta.get_field("rechecks").related_model._default_manager
    return rows.exclude(
        Exists(
            rechecks.filter(self_evaluation=OuterRef("pk"), content_hash=OuterRef("content_hash"))
        )
    )


@need
def not_secret(subject: Any) -> str:
    """敏感涉密项目不公开."""
    return gettext("敏感涉密项目不公开") if subject.project_year.is_secret else ""


@not_secret.in_bulk
def _secret(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    return rows.filter(Q(project_year__is_secret=True))


def publication_owed(_day: date) -> Q:
    """Find the self-evaluations that must be published with the accounts (domain 1.10)."""
    return MUST_BE_PUBLIC


class SelfEvaluationStage(Machine):
    """States and steps of one self-evaluation; the table itself is models.SelfEvaluation."""

    class State(models.TextChoices):
        """Where a self-evaluation is."""

        ISSUED = "issued", _("已下发")
        FILLING = "filling", _("填报中")
        SUBMITTED = "submitted", _("单位送审")
        DEPT_REVIEW = "dept_review", _("部门审核")
        RECHECK = "recheck", _("财政复核")
        CONFIRMED = "confirmed", _("已确认")
        PUBLISHED = "published", _("已公开")
        RETURNED = "returned", _("退回修改")

    EDITABLE = (State.FILLING, State.RETURNED)
    EDITORS = UNIT_ROLES

    state = state_field(State)
    total = ScoreField(_("自评总分"), null=True, blank=True)
    grade = models.CharField(_("自评等级"), max_length=10, blank=True, editable=False)
    recheck_total = ScoreField(_("复核总分"), null=True, editable=False)
    recheck_grade = models.CharField(_("复核等级"), max_length=10, blank=True, editable=False)
    confirmed_on = models.DateField(_("确认日期"), null=True, editable=False)
    published_on = models.DateField(_("公开日期"), null=True, editable=False)

    class Meta:
        abstract = True

    def grade_of(self, total: Any) -> str:
        """Grade a total by the pack of the year."""
        raise NotImplementedError

    def last_recheck(self) -> Any:
        """Return the bureau's own scoring of the content as it stands, if there is one."""
        raise NotImplementedError

    @step(_("开始填报"), State.ISSUED, State.FILLING, by=(*UNIT_ROLES, Role.SYSTEM))
    def open(self, act: Act) -> None: ...

    @step(
        _("送审"),
        [State.FILLING, State.RETURNED],
        State.SUBMITTED,
        by=Role.UNIT_OFFICER,
        needs=[complete, explained, execution_explained, as_in_ledger],
        files=True,
        window=State.FILLING,
        each=True,
    )
    def submit(self, act: Act) -> None:
        self.grade = self.grade_of(self.total)
        self.recheck_total, self.recheck_grade = None, ""

    @step(_("撤回"), State.SUBMITTED, State.FILLING, by=UNIT_ROLES)
    def withdraw(self, act: Act) -> None: ...

    @step(_("受理"), State.SUBMITTED, State.DEPT_REVIEW, by=Role.DEPARTMENT_OFFICER, checks=True)
    def accept(self, act: Act) -> None: ...

    @step(
        _("部门退回"),
        [State.SUBMITTED, State.DEPT_REVIEW],
        State.RETURNED,
        by=DEPARTMENT_ROLES,
        note=True,
        checks=True,
        tells=Audience.FILER,
    )
    def dept_return(self, act: Act) -> None: ...

    @step(_("确认"), State.DEPT_REVIEW, State.CONFIRMED, by=Role.DEPARTMENT_HEAD, checks=True)
    def confirm(self, act: Act) -> None:
        self.confirmed_on = act.day

    @step(
        _("抽取复核"),
        State.DEPT_REVIEW,
        State.RECHECK,
        by=Role.PERFORMANCE,
        checks=True,
        tells=Audience.FILER,
    )
    def sample(self, act: Act) -> None: ...

    @step(
        _("复核确认"),
        State.RECHECK,
        State.CONFIRMED,
        by=Role.PERFORMANCE,
        needs=rechecked,
        checks=True,
        each=True,
        tells=Audience.FILER,
    )
    def confirm_recheck(self, act: Act) -> None:
        found = self.last_recheck()
        self.recheck_total, self.recheck_grade = found.total, found.grade
        self.confirmed_on = act.day

    @step(
        _("复核退回"),
        State.RECHECK,
        State.RETURNED,
        by=Role.PERFORMANCE,
        note=True,
        checks=True,
        tells=Audience.FILER,
    )
    def recheck_return(self, act: Act) -> None: ...

    @step(
        _("公开"),
        State.CONFIRMED,
        State.PUBLISHED,
        by=DEPARTMENT_ROLES,
        needs=not_secret,
        owed=publication_owed,
    )
    def publish(self, act: Act) -> None:
        self.published_on = act.day
