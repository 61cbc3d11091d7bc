"""What the steps of a target need: judged by whom, appraised, public at all (domain 4.3.2)."""

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext

from lifecycle.machine import need

MUST_BE_PUBLIC = (
    Q(project_year__glance__kind="department") | Q(project_year__glance__is_key=True)
) & Q(project_year__glance__is_secret=False)
"""What the public must read: whole departments and key projects, nothing secret (domain 1.10)."""


@need
def faultless(target: Any) -> str:
    """没有阻断性质量问题，权重合计准确."""
    return gettext("；").join(target.faults())


@need
def appraised(target: Any) -> str:
    """新增重大项目须先有事前绩效评估结论（中发〔2018〕34号）."""
    return str(target.appraisal_fault())


@need
def judged_by_department(target: Any) -> str:
    """主管部门已按四性审核为优或良."""
    return str(target.judgement_fault("department"))


@need
def judged_by_desk(target: Any) -> str:
    """业务科室已按四性审核为优或良."""
    return str(target.judgement_fault("desk"))


@need
def judged_by_performance(target: Any) -> str:
    """重点项目已按八项打分，结果为优或良."""
    return str(target.judgement_fault("performance"))


def _unjudged(level: str) -> Any:
    def failing(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
        reviews = rows.model._meta.get_field("reviews").related_model._default_manager
        passed = reviews.filter(
            target=OuterRef("pk"), level=level, content_hash=OuterRef("content_hash"), passes=True
        )
        return rows.exclude(Exists(passed))

    return failing


judged_by_department.in_bulk(_unjudged("department"))
judged_by_desk.in_bulk(_unjudged("desk"))
judged_by_performance.in_bulk(_unjudged("performance"))


@need
def ordinary(target: Any) -> str:
    """重点项目须转绩效科审核."""
    return gettext("重点项目须转绩效科审核") if target.project_year.is_key else ""


@ordinary.in_bulk
def _key(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    return rows.filter(project_year__is_key=True)


@need
def not_secret(target: Any) -> str:
    """敏感涉密项目不公开."""
    return gettext("敏感涉密项目不公开") if target.project_year.is_secret else ""


@not_secret.in_bulk
def _secret(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    return rows.filter(Q(project_year__is_secret=True))


@need
def amended(target: Any) -> str:
    """由已批准的绩效目标调整形成."""
    return str(target.amendment_fault())


@amended.in_bulk
def _not_amended(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    return rows.filter(Q(amendment=None) | ~Q(amendment__state="approved"))
