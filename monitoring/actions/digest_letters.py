"""The letter of a digest of warnings: one row a warning, why it is told, and what one may do."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle import outbox
from lifecycle.letters import Row, row_of
from lifecycle.models import Notice
from lifecycle.models.rulepack import pack_of
from lifecycle.sentences import told
from monitoring.actions.people import Concern
from monitoring.models import (
    Silence,
    Warning,  # noqa: A004 - 预警 is a warning
    WarningTold,
)
from monitoring.models.light import LIGHTS
from monitoring.rules.lights import Light
from monitoring.rules.telling import Why

KIND = "monitoring.warning.digest"
HOUR = time(9)
"""The hour of the daily digest (warnings.md)."""
OTHERWISE = gettext_lazy("预警按工作日逐级上报：单位负责人和业务科室、部门负责人和绩效科、市领导")
HOW = gettext_lazy("登录后可在预警页面说明情况，或申请静默")
WHY = dict(WarningTold.Why.choices)
TOLD = lazy(told, str)
"""A stored sentence in the language of whoever reads it; made once, for it makes a class."""


@dataclass(frozen=True, slots=True)
class Line:
    """One warning as one person is told of it today."""

    warning: Warning
    why: Why
    month: int


@dataclass(frozen=True, slots=True)
class Digest:
    """All that one person is told today."""

    person: Any
    concern: Concern
    lines: list[Line]
    expired: list[Silence]


def letter_of(digest: Digest, on: date, *, key: str, late: bool) -> Notice:
    """Render what one person is told today; `late` where days were missed before."""
    lines = digest.lines
    standing = {line.warning.light for line in lines if line.why is not Why.RESOLVED}
    words = {"light": _worst(standing), "n": len(lines)}
    title = (
        _("【预算绩效】【补发】[%(light)s] 预警：%(n)s 项")
        if late
        else _("【预算绩效】[%(light)s] 预警：%(n)s 项")
    )
    rules = pack_of(lines[0].warning.year)
    most = rules.pack.warnings.digest_rows
    return outbox.compose(
        digest.person,
        kind=KIND,
        subject=title % words,
        lines=[*_notes(digest, late=late, standing=bool(standing)), *map(_row, lines[:most])],
        count=len(lines),
        key=key,
        at=datetime.combine(on, HOUR, timezone.get_default_timezone()),
        why=digest.concern.roles,
        seats=digest.concern.seats,
        otherwise=OTHERWISE if standing else "",
        rules=rules.version,
        most=most,
    )


def _worst(standing: Collection[str]) -> str:
    if not standing:
        return _("已解除")
    return _("红") if Light.RED in standing else _("黄")


def _notes(digest: Digest, *, late: bool, standing: bool) -> Iterator[Any]:
    if late:
        yield gettext_lazy("系统中断后补发：以下为截至今日的最终情况")
    for role in digest.concern.vacant:
        yield format_lazy(gettext_lazy("{role}无人在岗，改送您"), role=role)
    for silence in digest.expired:
        yield format_lazy(
            gettext_lazy("静默已到期（批准人：{who}，期限：{until}）：{scope}"),
            who=silence.checked_by or "",
            until=silence.ends_on,
            scope=silence.scope,
        )
    if standing:
        yield HOW


def _row(line: Line) -> Row:
    warning = line.warning
    facts = format_lazy(
        gettext_lazy("{light}，{why}，自{since}起；{reason}"),
        light=dict(LIGHTS)[warning.light],
        why=WHY[str(line.why)],
        since=warning.opened_on,
        reason=TOLD(warning.reason),
    )
    href = f"{settings.SITE_URL}{reverse('alert', args=[warning.pk])}"
    return replace(row_of(warning, facts=facts, due_on=warning.answer_by), href=href)
