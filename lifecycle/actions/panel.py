"""What outsiders and the unit write in a key appraisal: score sheets, the report, the reply."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle import transitions
from lifecycle.actions import admission
from lifecycle.machine import Act
from lifecycle.models import (
    Appraisal,
    AppraisalFinding,
    AppraisalReply,
    AppraisalReport,
    Assignment,
    ExpertScore,
)
from lifecycle.roles import UNIT_ROLES, Role
from lifecycle.rules import appraisal as rules
from lifecycle.rules.appraisal import DIMENSION_LABELS, Dimension
from lifecycle.rules.appraisal_report import SECTIONS

SCORE = gettext_lazy("提交专家评分")
WRITE = gettext_lazy("编写评估报告")
REPLY = gettext_lazy("反馈意见")
State = Appraisal.State


def submit_expert_score(
    appraisal: Appraisal,
    *,
    points: Mapping[Dimension, Decimal],
    opinions: Mapping[Dimension, str],
    by: Any,
    at: datetime | None = None,
) -> list[ExpertScore]:
    """Sign one expert's sheet, once; the last one closes the scoring.

    Raises Refused or Forbidden.
    """
    with transaction.atomic():
        locked, act = admission.admit(
            appraisal, SCORE, by=by, roles=(Role.EXPERT,), states=[State.EXPERT_SCORING], at=at
        )
        assignment = locked.outsiders(Role.EXPERT).get(person=by)
        if fault := _sheet_fault(locked, assignment, points, opinions):
            raise admission.fault(fault)
        sheet = [
            _score(locked, assignment, dimension, points[dimension], opinions[dimension], act)
            for dimension in locked.dimensions
        ]
        ExpertScore.objects.bulk_create(sheet)
        close_if_complete(locked, act)
    return sheet


def _sheet_fault(
    appraisal: Appraisal,
    assignment: Assignment,
    points: Mapping[Dimension, Decimal],
    opinions: Mapping[Dimension, str],
) -> str:
    if assignment.cleared_on is None:
        return _("请先签署回避声明")
    rows = appraisal.expert_scores.filter(assignment=assignment)
    if rows.filter(round_number=appraisal.round_number).exists():
        return _("您已提交评分，签署后不能修改")
    if fault := rules.scores_fault(points, weights=appraisal.weights):
        return fault
    wanted = appraisal.dimensions
    silent = [DIMENSION_LABELS[d] for d in wanted if not opinions.get(d, "").strip()]
    return _("请填写意见：%(names)s") % {"names": _("、").join(silent)} if silent else ""


def _score(
    appraisal: Appraisal,
    assignment: Assignment,
    dimension: Dimension,
    points: Decimal,
    opinion: str,
    act: Act,
) -> ExpertScore:
    row = ExpertScore(
        appraisal=appraisal,
        round_number=appraisal.round_number,
        assignment=assignment,
        dimension=dimension,
        points=points,
        opinion=opinion,
        signed_on=act.day,
    )
    # Both were read in this transaction, the appraisal under its lock.
    row.full_clean(exclude=["appraisal", "assignment"], validate_constraints=False)
    return row


def close_if_complete(appraisal: Appraisal, act: Act) -> None:
    """Take the step to the report when every expert has signed, in the same transaction."""
    fresh = Appraisal.objects.get(pk=appraisal.pk)
    fresh.acting_on = act.day
    if not fresh.scoring_fault():
        transitions.fire(fresh, "close_scoring", by=None, at=act.at)


def write_report(
    appraisal: Appraisal,
    *,
    sections: Mapping[str, str],
    findings: Mapping[Dimension, tuple[str, str]],
    by: Any,
    at: datetime | None = None,
) -> AppraisalReport:
    """Keep a new version of the agency's report; `findings` are (grade, text) by dimension.

    `sections` are keyed as rules.appraisal_report.SECTIONS. Raises Refused or Forbidden.
    """
    if unknown := set(sections) - set(SECTIONS):
        raise ValueError(f"no such section: {sorted(unknown)}")
    with transaction.atomic():
        locked, act = admission.admit(
            appraisal, WRITE, by=by, roles=(Role.AGENCY,), states=[State.REPORT_DRAFT], at=at
        )
        number = locked.reports.filter(round_number=locked.round_number).count() + 1
        report = AppraisalReport(
            appraisal=locked,
            round_number=locked.round_number,
            number=number,
            by=act.by,
            at=act.at,
            **sections,
        )
        report.full_clean(validate_constraints=False)
        report.save()
        AppraisalFinding.objects.bulk_create(
            _finding(report, dimension, grade, text)
            for dimension, (grade, text) in findings.items()
        )
    return report


def _finding(
    report: AppraisalReport, dimension: Dimension, grade: str, text: str
) -> AppraisalFinding:
    row = AppraisalFinding(report=report, dimension=dimension, grade=grade, text=text)
    row.full_clean(exclude=["report"], validate_constraints=False)
    return row


def reply_to_report(
    appraisal: Appraisal,
    *,
    accepted: bool,
    by: Any,
    text: str = "",
    at: datetime | None = None,
) -> AppraisalReply:
    """Answer the report under consultation; who does not accept it says why.

    Raises Refused or Forbidden.
    """
    with transaction.atomic():
        locked, act = admission.admit(
            appraisal, REPLY, by=by, roles=UNIT_ROLES, states=[State.CONSULTING], at=at
        )
        if not accepted and not text.strip():
            raise admission.fault(_("不同意报告结论的，请写明意见"))
        reply = AppraisalReply(
            appraisal=locked,
            round_number=locked.round_number,
            accepted=accepted,
            text=text,
            by=act.by,
            at=act.at,
        )
        reply.full_clean(validate_constraints=False)
        reply.save()
    return reply
