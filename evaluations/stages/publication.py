"""Publication 信息公开: a batch goes out with the budget, the final accounts or to the congress.

Source: domain 1.10 and 4.3.10; 预算法 art. 14 (20 days after the reply).
"""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from lifecycle.machine import Act, Audience, Machine, need, state_field, step
from lifecycle.roles import DEPARTMENT_ROLES, Role


@need
def batch_complete(publication: Any) -> str:
    """部门批次含部门整体和不少于两个重点项目，不含涉密项目."""
    return _("；").join(publication.faults())


@need
def up_to_date(publication: Any) -> str:
    """批次中的内容仍是现行版本."""
    return str(publication.stale_fault())


@need
def of_city(publication: Any) -> str:
    """市级批次由财政绩效科办理."""
    return str(publication.city_fault())


class PublicationStage(Machine):
    """States and steps of a public batch; the table itself is models.Publication.

    A city batch belongs to the bureau, so no department can touch it; a department's batch lies
    below the bureau too, which is why the bureau's own steps ask `of_city`.
    """

    class State(models.TextChoices):
        """Where a batch is."""

        BATCH_DRAFT = "batch_draft", _("批次编制")
        CHECK = "check", _("公开审核")
        APPROVED = "approved", _("审核通过")
        PUBLISHED = "published", _("已公开")
        CORRECTED = "corrected", _("已更正")
        RETURNED = "returned", _("退回修改")

    EDITABLE = (State.BATCH_DRAFT, State.RETURNED)
    EDITORS = (*DEPARTMENT_ROLES, Role.PERFORMANCE)

    state = state_field(State)
    published_on = models.DateField(_("公开日期"), null=True, editable=False)

    class Meta:
        abstract = True

    @step(
        _("送审"),
        [State.BATCH_DRAFT, State.RETURNED],
        State.CHECK,
        by=Role.DEPARTMENT_OFFICER,
        needs=[batch_complete, up_to_date],
        files=True,
        window=State.BATCH_DRAFT,
    )
    def submit(self, act: Act) -> None: ...

    @step(
        _("市级送审"),
        [State.BATCH_DRAFT, State.RETURNED],
        State.CHECK,
        by=Role.PERFORMANCE,
        needs=[of_city, batch_complete, up_to_date],
        files=True,
    )
    def submit_city(self, act: Act) -> None: ...

    @step(
        _("审核通过"),
        State.CHECK,
        State.APPROVED,
        by=Role.DEPARTMENT_HEAD,
        needs=[batch_complete, up_to_date],
        checks=True,
        tells=Audience.FILER,
    )
    def approve(self, act: Act) -> None: ...

    @step(
        _("市级审核通过"),
        State.CHECK,
        State.APPROVED,
        by=Role.PERFORMANCE,
        needs=[of_city, batch_complete, up_to_date],
        checks=True,
        tells=Audience.FILER,
    )
    def approve_city(self, act: Act) -> None: ...

    @step(
        _("退回"),
        [State.CHECK, State.APPROVED],
        State.RETURNED,
        by=(Role.DEPARTMENT_HEAD, Role.PERFORMANCE),
        note=True,
        checks=True,
        tells=Audience.FILER,
    )
    def send_back(self, act: Act) -> None: ...

    @step(_("公开"), State.APPROVED, State.PUBLISHED, by=DEPARTMENT_ROLES, needs=batch_complete)
    def publish(self, act: Act) -> None:
        self.published_on = act.day

    @step(
        _("市级公开"),
        State.APPROVED,
        State.PUBLISHED,
        by=Role.PERFORMANCE,
        needs=[of_city, batch_complete],
    )
    def publish_city(self, act: Act) -> None:
        self.published_on = act.day

    @step(
        _("更正"),
        State.PUBLISHED,
        State.CORRECTED,
        by=(Role.DEPARTMENT_HEAD, Role.PERFORMANCE),
        note=True,
        tells=Audience.FILER,
    )
    def correct(self, act: Act) -> None: ...
