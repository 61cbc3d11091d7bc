"""Taking one step on many objects 批量办理: seen beforehand, taken once, told row by row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from lifecycle import checks, clock
from lifecycle.bulk import Moved
from lifecycle.models import StepToken, TransitionLog
from lifecycle.refusals import Code, Refusal, Refused, refuse
from lifecycle.transitions import fire_many


@dataclass(frozen=True, slots=True)
class Taken:
    """What a bulk step did; `again` says that this very form had been sent before."""

    moved: list[int]
    refused: dict[int, tuple[Refusal, ...]]
    again: bool = False


def foresee(rows: models.QuerySet[Any], name: str, *, by: Any, at: datetime | None = None) -> Moved:
    """Say what a bulk step would do now: it is taken and, before anybody sees it, taken back.

    So the preview asks what the step itself will ask. Raises Refused where there is no such step.
    """
    with transaction.atomic():
        found = fire_many(rows, name, by=by, note=_("预览"), at=at)
        transaction.set_rollback(True)
    return found


def take(
    rows: models.QuerySet[Any],
    name: str,
    *,
    versions: Mapping[int, int],
    by: Any,
    key: str,
    note: str = "",
    at: datetime | None = None,
) -> Taken:
    """Take a step on the rows that still are as their reader saw them, `versions` by their keys.

    The same one-time key again changes nothing and gives the same answer. Raises Refused.
    """
    at = at or clock.now()
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        if lacking := checks.note(checks.about(rows.model, name), note):
            raise refuse(*lacking)
        if not _first_time(rows.model, name, by=by, key=key, at=at):
            return _answered(rows, name, versions, by=by, at=at)
        fresh, stale = _parted(rows, versions)
        found = fire_many(rows.filter(pk__in=fresh), name, by=by, note=note, at=at)
        return Taken(found.moved, {**found.refused, **stale})


def _first_time(model: Any, name: str, *, by: Any, key: str, at: datetime) -> bool:
    # Whoever sends the same form at the same time waits here for the first to end.
    said = {"machine": model.stage(), "object_id": 0, "step": name, "version": 0, "used_at": at}
    token, made = StepToken.objects.get_or_create(person=by, token=key, defaults=said)
    if (token.machine, token.object_id, token.step) != (model.stage(), 0, name):
        raise Refused(Refusal(Code.TOKEN, _("此页面的令牌已用于别的办理，请刷新后重试")))
    return made


def _parted(
    rows: models.QuerySet[Any], versions: Mapping[int, int]
) -> tuple[list[int], dict[int, tuple[Refusal, ...]]]:
    """Lock the rows; tell those that are as they were seen from those that are not."""
    locked = rows.filter(pk__in=versions).order_by("pk").select_for_update(of=("self",))
    now = dict(locked.values_list("pk", "version"))
    stale = {key: moved_on() for key, seen in versions.items() if now.get(key) != seen}
    return [key for key in now if key not in stale], stale


def moved_on() -> tuple[Refusal, ...]:
    """Say of an object that it is no longer as its reader saw it."""
    return (Refusal(Code.STALE, _("页面打开后该事项已有变化，没有办理")),)


def _answered(
    rows: models.QuerySet[Any], name: str, versions: Mapping[int, int], *, by: Any, at: datetime
) -> Taken:
    lines = TransitionLog.objects.filter(
        machine=rows.model.stage(), step=name, by=by, object_id__in=versions
    )
    done = {(key, version) for key, version in lines.values_list("object_id", "version")}
    moved = [key for key, seen in versions.items() if (key, seen + 1) in done]
    rest = [key for key in versions if key not in moved]
    reasons = foresee(rows.filter(pk__in=rest), name, by=by, at=at).refused
    first = (Refusal(Code.TOKEN, _("第一次提交时没有办理")),)
    return Taken(moved, {key: reasons.get(key, first) for key in rest}, again=True)
