"""What the steps of an ex-ante appraisal 事前绩效评估 ask for (the guards of domain 4.3.1)."""

from typing import Any

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext

from lifecycle.machine import need
from lifecycle.rules.appraisal import Conclusion

FOR_FINANCE = (Conclusion.SUPPORT, Conclusion.PARTIAL)


@need
def new_or_expiring(appraisal: Any) -> str:
    """新增的项目、政策，或到期后拟延续的."""
    return str(appraisal.eligibility_fault())


@need
def large(appraisal: Any) -> str:
    """申报金额达到事前绩效评估的起点."""
    return str(appraisal.threshold_fault())


@need
def documented(appraisal: Any) -> str:
    """必备材料齐全."""
    return str(appraisal.materials_fault())


@need
def self_scored(appraisal: Any) -> str:
    """各维度均已评分并写明理由."""
    return str(appraisal.self_score_fault())


@need
def favoured_by_department(appraisal: Any) -> str:
    """主管部门对现有内容给出支持或部分支持的结论."""
    return str(appraisal.department_fault(*FOR_FINANCE))


@need
def refused_by_department(appraisal: Any) -> str:
    """主管部门对现有内容给出不予支持的结论."""
    return str(appraisal.department_fault(Conclusion.REFUSE))


def _not_ruled(*conclusions: Conclusion) -> Any:
    def failing(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
        rulings = rows.model._meta.get_field("rulings").related_model._default_manager
        last = rulings.filter(
            appraisal=OuterRef("pk"),
            level="department",
            round_number=OuterRef("round_number"),
            content_hash=OuterRef("content_hash"),
        ).order_by("-pk")
        said = rows.annotate(department_said=Subquery(last.values("conclusion")[:1]))
        unfit = Q(department_said=None) | ~Q(department_said__in=conclusions)
        narrowed: models.QuerySet[Any] = said.filter(unfit)
        return narrowed

    return failing


favoured_by_department.in_bulk(_not_ruled(*FOR_FINANCE))
refused_by_department.in_bulk(_not_ruled(Conclusion.REFUSE))


@need
def panel_seated(appraisal: Any) -> str:
    """第三方机构和足够的专家已指派，回避声明齐全."""
    return str(appraisal.panel_fault())


@need
def all_scored(appraisal: Any) -> str:
    """每位专家均已提交评分."""
    return str(appraisal.scoring_fault())


@need
def reported(appraisal: Any) -> str:
    """评估报告各部分齐全，各维度均有结论."""
    return str(appraisal.report_fault())


@need
def consulted(appraisal: Any) -> str:
    """单位已反馈意见，或征求意见期已满."""
    return str(appraisal.consulting_fault())


@need
def ruled_support(appraisal: Any) -> str:
    """已核定予以支持，金额不超过申报数，无一票否决."""
    return str(appraisal.ruling_fault(Conclusion.SUPPORT))


@need
def ruled_partial(appraisal: Any) -> str:
    """已核定部分支持，金额不超过申报数，写明理由，无一票否决."""
    return str(appraisal.ruling_fault(Conclusion.PARTIAL))


@need
def ruled_refuse(appraisal: Any) -> str:
    """已核定不予支持并写明理由."""
    return str(appraisal.ruling_fault(Conclusion.REFUSE))


@need
def not_vetoed(appraisal: Any) -> str:
    """一票否决的维度均未评为差."""
    return str(appraisal.veto_fault())


@need
def first_round(appraisal: Any) -> str:
    """再评估只有一次."""
    return gettext("已经再评估过一次") if appraisal.round_number > 1 else ""


@first_round.in_bulk
def _second(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    return rows.filter(round_number__gt=1)
