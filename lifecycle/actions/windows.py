"""Windows 填报窗口 and the exceptions of one unit: set, granted and withdrawn by the division."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lifecycle import bookkeeping, rights
from lifecycle.actions.admission import fault, require
from lifecycle.machine import Act
from lifecycle.models import FiscalYear, Organisation, Subject, Window, WindowException, Withdrawal
from lifecycle.refusals import Code, Refusal, refuse
from lifecycle.rights import Held
from lifecycle.roles import Level, Role
from lifecycle.rules.windows import Span
from lifecycle.scope import windowed_stages
from lifecycle.transitions import extend_many

LONGEST_EXCEPTION = 366
"""Days; whoever needs longer is asking for another window."""


def set_window(
    stage: str,
    *,
    year: int,
    span: Span,
    note: str,
    by: Any,
    at: datetime | None = None,
) -> Window:
    """Open a stage of a budget year for filing from a day to a day, for every unit.

    What was set before stays on record; a span without days takes the limit away. Raises Refused.
    """
    with transaction.atomic():
        act = bookkeeping.act(by, note, at)
        _division(act)
        _known(stage, year)
        require(act.note, _("请说明为什么这样设置窗口"))
        return Window.objects.create(
            year=year,
            stage=stage,
            opens_on=span.opens_on,
            closes_on=span.closes_on,
            note=act.note,
            by=by,
            at=act.at,
        )


def grant_exception(  # noqa: PLR0913 - one form, saved whole
    organisation: Organisation,
    *,
    stage: str,
    year: int,
    span: Span,
    reason: str,
    by: Any,
    extends: bool = False,
    at: datetime | None = None,
) -> WindowException:
    """Let one unit file from a day to a day; `extends` moves its due dates to the last day.

    Never by somebody who sits in that unit or its department. Raises Refused or Forbidden.
    """
    with transaction.atomic():
        act = bookkeeping.act(by, reason, at)
        _foreign(_division(act), organisation, act)
        model = _known(stage, year)
        starts_on, ends_on = _days(span, act.day)
        require(act.note, _("请写明批准例外的理由"))
        made = WindowException.objects.create(
            organisation=organisation,
            year=year,
            stage=stage,
            starts_on=starts_on,
            ends_on=ends_on,
            extends=extends,
            reason=act.note,
            by=by,
            at=act.at,
        )
        if extends:
            extend_many(_waiting(model, made), ends_on, act=act)
    return made


def withdraw_exception(
    exception: WindowException, *, note: str, by: Any, at: datetime | None = None
) -> Withdrawal:
    """Let an exception count no more from now on; due dates already written stay.

    Raises Refused or Forbidden.
    """
    with transaction.atomic():
        act = bookkeeping.act(by, note, at)
        _foreign(_division(act), exception.organisation, act)
        require(act.note, _("请说明为什么撤销例外"))
        made, new = Withdrawal.objects.get_or_create(
            exception=exception, defaults={"note": act.note, "by": by, "at": act.at}
        )
        if not new:
            raise fault(_("该例外已经撤销"))
        return made


def _division(act: Act) -> list[Held]:
    held = rights.seats_of(act.by, act.day)
    if not any(seat.role is Role.PERFORMANCE for seat in held):
        raise refuse(Refusal(Code.RIGHT, _("填报窗口和例外由财政绩效科办理")))
    return held


def _foreign(held: list[Held], organisation: Organisation, act: Act) -> None:
    bureau = organisation.at(Level.BUREAU)
    seats = [s.organisation_id for s in held if s.role is Role.PERFORMANCE]
    if bureau not in seats:
        raise refuse(Refusal(Code.RIGHT, _("该单位不由您所在的财政部门管理")))
    own = Q(pk=organisation.pk) | Q(pk=organisation.at(Level.DEPARTMENT))
    places = Organisation.objects.filter(own).values_list("pk", flat=True)
    if {seat.organisation_id for seat in held} & set(places):
        raise refuse(Refusal(Code.FOUR_EYES, _("不能给本人所在的单位批准例外")))


def _known(stage: str, year: int) -> type[Subject]:
    model = windowed_stages().get(stage)
    if model is None:
        raise fault(_("该环节没有填报窗口"))
    require(FiscalYear.objects.filter(year=year).exists(), _("该预算年度尚未建立"))
    return model


def _days(span: Span, today: date) -> tuple[date, date]:
    if span.opens_on is None or span.closes_on is None:
        raise fault(_("例外须写明从哪天到哪天"))
    require(span.closes_on >= today, _("例外的截止日已经过去"))
    long = (span.closes_on - span.opens_on).days >= LONGEST_EXCEPTION
    require(not long, _("例外最长一年，更长的请调整窗口"))
    return span.opens_on, span.closes_on


def _waiting(model: Any, made: WindowException) -> Any:
    return model._default_manager.filter(
        organisation=made.organisation_id, year=made.year, state__in=model.window_states()
    )
