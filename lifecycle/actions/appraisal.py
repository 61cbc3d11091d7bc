"""What is done around an ex-ante appraisal besides moving it: opening, filling, ruling, pooling."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle import bookkeeping, rights, transitions
from lifecycle.actions import admission
from lifecycle.following import follows
from lifecycle.machine import Act
from lifecycle.models import (
    Appraisal,
    AppraisalMaterial,
    AppraisalRuling,
    AppraisalScore,
    Attachment,
    PoolEntry,
    ProjectYear,
)
from lifecycle.models.rulepack import pack_of
from lifecycle.refusals import refuse
from lifecycle.roles import DEPARTMENT_ROLES, UNIT_ROLES, Role
from lifecycle.rules.appraisal import Conclusion, Dimension
from lifecycle.rules.materials import CHECKLISTS, Kind

OPEN = gettext_lazy("发起事前绩效评估")
RULE = gettext_lazy("给出评估结论")
State = Appraisal.State


def open_appraisal(
    project_year: ProjectYear,
    *,
    kind: Kind,
    declared: Decimal,
    by: Any,
    expires_on: date | None = None,
    at: datetime | None = None,
) -> Appraisal:
    """Open the appraisal of a project-year, with the checklist of its kind to fill in.

    `by=None` is the timetable. Raises Refused when one is open, Forbidden.
    """
    with transaction.atomic():
        act = bookkeeping.act(by, "", at)
        own = ProjectYear.objects.select_for_update(of=("self",)).select_related(
            "project__organisation"
        )
        place = own.get(pk=project_year.pk)
        made = Appraisal(
            project_year=place,
            organisation=place.project.organisation,
            year=place.year,
            kind=kind,
            declared=declared,
            expires_on=expires_on,
        )
        _may_open(made, act)
        made.save()
        _checklist(made)
    return made


def _may_open(made: Appraisal, act: Act) -> None:
    said = admission.about(OPEN, (*UNIT_ROLES, Role.SYSTEM), checking=False)
    held = rights.seats_of(act.by, act.day)
    if refusals := admission.barred(made, said, held, states=[State.PENDING], act=act):
        raise refuse(*refusals)
    if act.by is not None:
        admission.in_time(made, roles=UNIT_ROLES, day=act.day)
    closed = (State.DROPPED, State.REJECTED, State.IN_POOL)
    if made.project_year.appraisals.exclude(state__in=closed).exists():
        raise admission.fault(_("该项目已有未结束的事前绩效评估"))
    made.full_clean(exclude=["state"], validate_constraints=False)
    entered = bookkeeping.when(Appraisal, State.PENDING, made.year, act, pack_of(made.year))
    made.since, made.due_on = entered["since"], entered["due_on"]


def _checklist(appraisal: Appraisal) -> None:
    AppraisalMaterial.objects.bulk_create(
        AppraisalMaterial(appraisal=appraisal, name=material.name)
        for material in CHECKLISTS[Kind(appraisal.kind)]
    )


def fill_appraisal(
    appraisal: Appraisal,
    *,
    by: Any,
    changes: Mapping[str, Any] | None = None,
    scores: Mapping[Dimension, tuple[Decimal, str] | None] | None = None,
    files: Mapping[str, str | Attachment] | None = None,
    version: int | None = None,
    at: datetime | None = None,
) -> Appraisal:
    """Write the unit's part: columns, (points, reason) by dimension, file by material.

    None takes a score back, an empty file name a material. Another kind brings its own checklist
    and drops the scores of the other form. Raises Refused.
    """

    def parts(locked: Appraisal) -> None:
        if "kind" in (changes or {}):
            _refit(locked)
        _write_scores(locked, scores or {})
        _write_files(locked, files or {})

    return transitions.edit(
        appraisal, by=by, changes=changes or {}, parts=parts, version=version, at=at
    )


def _write_scores(
    appraisal: Appraisal, scores: Mapping[Dimension, tuple[Decimal, str] | None]
) -> None:
    taken = [dimension for dimension, given in scores.items() if given is None]
    if taken:
        AppraisalScore.objects.filter(appraisal=appraisal, dimension__in=taken).delete()
    rows = [
        AppraisalScore(appraisal=appraisal, dimension=dimension, points=given[0], opinion=given[1])
        for dimension, given in scores.items()
        if given is not None
    ]
    AppraisalScore.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["appraisal", "dimension"],
        update_fields=["points", "opinion"],
    )


def _write_files(appraisal: Appraisal, files: Mapping[str, str | Attachment]) -> None:
    rows = [
        AppraisalMaterial(
            appraisal=appraisal,
            name=name,
            provided=bool(str(file)),
            file_name=str(file),
            attachment=file if isinstance(file, Attachment) else None,
        )
        for name, file in files.items()
    ]
    AppraisalMaterial.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["appraisal", "name"],
        update_fields=["provided", "file_name", "attachment"],
    )


def _refit(appraisal: Appraisal) -> None:
    # What was provided for another kind stays to be seen; what was only asked for goes.
    names = [material.name for material in CHECKLISTS[Kind(appraisal.kind)]]
    rows = AppraisalMaterial.objects.filter(appraisal=appraisal)
    rows.filter(provided=False).exclude(name__in=names).delete()
    known = set(rows.values_list("name", flat=True))
    AppraisalMaterial.objects.bulk_create(
        AppraisalMaterial(appraisal=appraisal, name=name) for name in names if name not in known
    )
    scores = AppraisalScore.objects.filter(appraisal=appraisal)
    scores.exclude(dimension__in=appraisal.dimensions).delete()


def judge_appraisal(
    appraisal: Appraisal,
    *,
    conclusion: Conclusion,
    by: Any,
    approved: Decimal | None = None,
    reason: str = "",
    at: datetime | None = None,
) -> AppraisalRuling:
    """Give the department's conclusion; without an amount, what was declared or nothing.

    Raises Refused or Forbidden.
    """
    with transaction.atomic():
        locked, act = admission.admit(
            appraisal,
            RULE,
            by=by,
            roles=DEPARTMENT_ROLES,
            states=[State.DEPT_REVIEW],
            checking=True,
            at=at,
        )
        if approved is None:
            approved = Decimal(0) if conclusion is Conclusion.REFUSE else locked.declared
        ruling = _ruling(locked, AppraisalRuling.Level.DEPARTMENT, act)
        ruling.conclusion, ruling.approved, ruling.reason = conclusion, approved, reason
        return _given(ruling)


def conclude_appraisal(  # noqa: PLR0913 - a conclusion has these parts
    appraisal: Appraisal,
    *,
    conclusion: Conclusion,
    approved: Decimal,
    by: Any,
    reason: str = "",
    conditions: str = "",
    poor: Collection[Dimension] = (),
    at: datetime | None = None,
) -> AppraisalRuling:
    """Give finance's conclusion; the step of the same conclusion then takes it over.

    `poor` are the dimensions judged 差, two of which veto. Raises Refused or Forbidden.
    """
    with transaction.atomic():
        locked, act = admission.admit(
            appraisal,
            RULE,
            by=by,
            roles=(Role.PERFORMANCE,),
            states=[State.CONCLUDED],
            checking=True,
            at=at,
        )
        ruling = _ruling(locked, AppraisalRuling.Level.BUREAU, act)
        ruling.conclusion, ruling.approved, ruling.reason = conclusion, approved, reason
        ruling.conditions, ruling.poor = conditions, ",".join(sorted(poor))
        return _given(ruling)


def _ruling(appraisal: Appraisal, level: str, act: Act) -> AppraisalRuling:
    return AppraisalRuling(
        appraisal=appraisal,
        level=level,
        round_number=appraisal.round_number,
        content_hash=appraisal.content_hash,
        by=act.by,
        at=act.at,
    )


def _given(ruling: AppraisalRuling) -> AppraisalRuling:
    if fault := ruling.fault():
        raise admission.fault(fault)
    ruling.full_clean(validate_constraints=False, exclude=["content_hash"])
    ruling.save()
    return ruling


@follows("lifecycle.appraisal", "support", "support_partly")
def send_to_pool(moved: Sequence[Appraisal], act: Act) -> None:
    """Let what finance supports enter the project pool in the same transaction."""
    rows = Appraisal.objects.filter(pk__in=[appraisal.pk for appraisal in moved])
    entered = transitions.fire_many(rows, "enter_pool", by=None, at=act.at)
    if entered.refused:
        raise RuntimeError(f"supported but kept out of the pool: {entered.refused}")


@follows("lifecycle.appraisal", "enter_pool")
def write_pool(moved: Sequence[Appraisal], act: Act) -> None:
    """Write the approved amount and its conditions into the pool 项目库."""
    PoolEntry.objects.bulk_create(
        PoolEntry(
            project_year_id=appraisal.project_year_id,
            appraisal=appraisal,
            approved=appraisal.approved,
            conditions=appraisal.conditions,
            on=act.day,
        )
        for appraisal in moved
    )
