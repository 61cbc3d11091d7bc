"""Answering 说明 a remark of the quality rules with a reason, which the reviewer sees."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lifecycle import rights
from lifecycle.actions import admission
from lifecycle.actions.writing import write_content
from lifecycle.machine import Act
from lifecycle.models import FindingAnswer, Target
from lifecycle.queries.goal_context import target_remarks
from lifecycle.refusals import Code, Refusal, refuse
from lifecycle.rights import Held
from lifecycle.roles import UNIT_ROLES
from lifecycle.rules.quality import Finding, Severity
from lifecycle.rules.text import tidied


def answer_finding(
    target: Target, *, code: str, place: str, reason: str, by: Any, at: datetime | None = None
) -> FindingAnswer:
    """Say why a remark may stand; what blocks must be mended. Raises Refused or Forbidden."""
    label = _("说明质量问题")
    with transaction.atomic():
        locked, act = admission.admit(
            target, label, by=by, roles=UNIT_ROLES, states=Target.EDITABLE, at=at
        )
        found = _found(locked, code, place)
        said = tidied(reason).strip()
        admission.require(said, _("请写明理由"))
        return FindingAnswer.objects.create(
            machine=locked.stage(),
            object_id=locked.pk,
            version=locked.version,
            code=code,
            place=place,
            sentence=found.sentence,
            reason=said,
            **admission.signature(act, _seat(locked, act)),
        )


def write_target(
    target: Target, *, by: Any, reasons: Mapping[tuple[str, str], str], **content: Any
) -> Target:
    """Write a target and, in the same transaction, why remarks on it may stand, by rule and place.

    A remark that the writing ended needs no answer. Raises Refused as `write_content` does.
    """
    with transaction.atomic():
        written = write_content(target, by=by, **content)
        if reasons:
            left = {(one.code, one.place) for one in target_remarks(written)}
            for code, place in sorted(left & reasons.keys()):
                said = reasons[code, place]
                answer_finding(written, code=code, place=place, reason=said, by=by)
        return written


def _seat(target: Target, act: Act) -> Held:
    seat = rights.seat_for(rights.seats_of(act.by, act.day), UNIT_ROLES, target, act.day)
    if seat is None:
        raise refuse(Refusal(Code.RIGHT, _("质量问题由填报单位说明")))
    return seat


def _found(target: Target, code: str, place: str) -> Finding:
    here = [one for one in target_remarks(target) if (one.code, one.place) == (code, place)]
    admission.require(here, _("目标中没有这个问题，可能已经改正"))
    blocks = any(one.level is Severity.BLOCK for one in here)
    admission.require(not blocks, _("这个问题须改正，不能以说明代替"))
    return here[0]
