"""Beginning and filling an amendment 绩效目标调整, and the version that an approved one makes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle import bookkeeping, transitions
from lifecycle.actions import admission
from lifecycle.following import follows
from lifecycle.machine import Act
from lifecycle.models import Amendment, AmendmentLine, Indicator, Target
from lifecycle.models.amendment import AMENDABLE
from lifecycle.models.measure import COPIED, Measure
from lifecycle.models.rulepack import pack_of
from lifecycle.roles import UNIT_ROLES
from lifecycle.rules.amendment import Reason

BEGIN = gettext_lazy("发起绩效目标调整")


def begin_amendment(
    target: Target, *, reason_kind: Reason, by: Any, reason: str = "", at: datetime | None = None
) -> Amendment:
    """Open an amendment of the version in force, its content copied to be changed.

    Raises Refused when one is open, a later version stands or the year is closed, Forbidden.
    """
    with transaction.atomic():
        locked, act = admission.admit(
            target, BEGIN, by=by, roles=UNIT_ROLES, states=AMENDABLE, at=at
        )
        if locked.amendments.exclude(state=Amendment.State.REJECTED).exists():
            raise admission.fault(_("该版绩效目标已有调整"))
        made = _draft(locked, act)
        made.reason_kind, made.reason = reason_kind, reason
        if fault := made.version_fault():
            raise admission.fault(fault)
        admission.in_time(made, roles=UNIT_ROLES, day=act.day)
        made.full_clean(exclude=["state"], validate_constraints=False)
        made.save()
        rows = locked.indicators.order_by("pk")
        AmendmentLine.objects.bulk_create(
            AmendmentLine(amendment=made, **_values(row)) for row in rows
        )
    return made


def _draft(target: Target, act: Act) -> Amendment:
    rules = pack_of(target.year)
    return Amendment(
        target=target,
        organisation=target.organisation,
        year=target.year,
        goal=target.goal,
        amount=target.amount,
        waived=target.waived,
        **bookkeeping.when(Amendment, Amendment.State.DRAFT, target.year, act, rules),
    )


def _values(row: Measure) -> dict[str, Any]:
    return {name: getattr(row, name) for name in COPIED}


def fill_amendment(
    amendment: Amendment,
    *,
    by: Any,
    changes: Mapping[str, Any] | None = None,
    lines: Sequence[Mapping[str, Any]] | None = None,
    version: int | None = None,
    at: datetime | None = None,
) -> Amendment:
    """Write the amended content; `lines`, where given, are all indicators as they would become.

    A line without `key` is a new indicator. Raises Refused.
    """

    def parts(locked: Amendment) -> None:
        if lines is None:
            return
        locked.lines.all().delete()
        rows = [AmendmentLine(amendment=locked, **line) for line in lines]
        for row in rows:
            row.full_clean(validate_constraints=False)
        AmendmentLine.objects.bulk_create(rows)

    return transitions.edit(
        amendment, by=by, changes=changes or {}, parts=parts, version=version, at=at
    )


@follows("lifecycle.amendment", "approve", "approve_key")
def make_version(moved: Sequence[Amendment], act: Act) -> None:
    """Make the next version of each target and let it take effect; the old one stays as it was."""
    made = Target.objects.bulk_create(_version(amendment) for amendment in moved)
    Indicator.objects.bulk_create(
        Indicator(target_set=target, **_values(line))
        for amendment, target in zip(moved, made, strict=True)
        for line in amendment.lines.order_by("pk")
    )
    rows = Target.objects.filter(pk__in=[target.pk for target in made])
    adopted = transitions.fire_many(rows, "adopt", by=None, note=_("由绩效目标调整形成"), at=act.at)
    if adopted.refused:
        raise RuntimeError(f"amended but not adopted: {adopted.refused}")


def _version(amendment: Amendment) -> Target:
    versions = Target.objects.filter(project_year=amendment.target.project_year_id)
    last: int = versions.aggregate(last=Max("number"))["last"]
    return Target(
        project_year_id=amendment.target.project_year_id,
        organisation_id=amendment.organisation_id,
        year=amendment.year,
        number=last + 1,
        goal=amendment.goal,
        amount=amendment.amount,
        waived=amendment.waived,
        amendment=amendment,
    )
