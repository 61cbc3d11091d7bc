"""The list of warnings 预警: open episodes, how high each has risen, what keeps its mails back."""

from datetime import timedelta
from functools import cached_property
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpResponseBase
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from lifecycle.filters import Filter, TextFilter
from lifecycle.models.calendar import work_calendar
from lifecycle.models.rulepack import remembering
from lifecycle.roles import Role
from lifecycle.rules.charts import Head, Series, stacked
from lifecycle.rules.deadlines import add_workdays
from lifecycle.views import help_text
from lifecycle.views.columns import A, Column, DayColumn, DueColumn, LightColumn, StateColumn
from lifecycle.views.common import Request, hour_of
from lifecycle.views.context import frame_of
from lifecycle.views.project_filter import choice
from lifecycle.views.tables import Table, table_page
from monitoring.actions.reminder import awaited
from monitoring.models import Escalation, Warning  # noqa: A004 - 预警 is a warning
from monitoring.models.light import LIGHTS
from monitoring.models.silence import RULES
from monitoring.queries import alerts as queries
from monitoring.queries.standing import Stand, standing_of
from monitoring.rules.escalation import Step
from monitoring.views.stops import StopColumn

BAD = [pair for pair in LIGHTS if pair[0] in ("red", "yellow")]
ESCALATED: Any = Escalation._meta.get_field("level").choices
LEVELS: list[tuple[int, Any]] = [
    (int(Step.OFFICER), gettext_lazy("单位经办")),
    *ESCALATED,
]
OVER_STATES = (Warning.State.RESOLVED, Warning.State.CLOSED)

help_text.about(
    "alerts",
    gettext_lazy("预警"),
    gettext_lazy("项目的红灯和黄灯各是一次预警：单位说明原因和措施，逾期不说明的逐级上报。"),
    gettext_lazy("静默、抑制只影响邮件，不改变状态、灯色和统计。"),
)


class BarColumn(Column):
    """What keeps the mails about a warning back, as a badge."""

    empty_values = ()

    def render(self, record: Any, table: Any) -> str:
        """Draw the badge; a silence says until when."""
        stand = table.stands.get(record.pk)
        if stand is None or stand.bar is None:
            return "—"
        until = _("至%(day)s") % {"day": stand.silence.ends_on} if stand.silence else ""
        return format_html(
            '<span class="tag long">{}</span> {}',
            _("抑制：%(why)s") % {"why": _(stand.label)},
            until,
        )


UNANSWERED = (Warning.State.PENDING, Warning.State.OPEN)


class AlertTable(Table):
    """One warning a row."""

    caption = gettext_lazy("预警")
    unit = ""
    row_header = "project"
    first_order = "light"
    hidden = ("promised",)
    why_empty = gettext_lazy("没有符合条件的预警。")
    at_first = then_empty = gettext_lazy("判灯每日进行，出现红灯或黄灯时自动发出预警。")

    light = LightColumn(gettext_lazy("灯"), sentence="reason")
    project = Column(
        gettext_lazy("项目"), accessor="project_year__project__name", linkify=("alert", [A("pk")])
    )
    unit_name = Column(gettext_lazy("单位"), accessor="organisation__name")
    state = StateColumn(gettext_lazy("状态"), stage="monitoring.warning")
    risen = Column(gettext_lazy("已报至"), initial_sort_descending=True)
    opened_on = DayColumn(gettext_lazy("预警日期"))
    owner = Column(gettext_lazy("待办理"), accessor="pk", orderable=False)
    answer_by = DueColumn(gettext_lazy("说明期限"), waits=UNANSWERED)
    promised = DayColumn(gettext_lazy("承诺完成"), accessor="promised_on")
    stop = StopColumn("project_year_id")
    bar = BarColumn(gettext_lazy("通知"), accessor="pk", orderable=False, exclude_from_export=True)

    @cached_property
    def stands(self) -> dict[int, Stand]:
        """How the warnings of the page stand today."""
        return standing_of(list(self.data), on=hour_of(self.request).day)

    def render_risen(self, value: Any) -> str:
        """Name the level in words."""
        return str(dict(LEVELS).get(value, value))

    def value_risen(self, value: Any) -> str:
        """Give the same words."""
        return self.render_risen(value)

    def render_owner(self, record: Any) -> str:
        """Name whose turn it is."""
        names = [str(role.label) for role in awaited(record) if role is not Role.SYSTEM]
        return _("、").join(names) or "—"

    def value_owner(self, record: Any) -> str:
        """Give the same words."""
        return self.render_owner(record)


class AlertFilter(Filter):
    """What the list may be narrowed by; without a choice of state, to the open episodes."""

    q = TextFilter(label=gettext_lazy("项目或单位"), method="by_words")
    status = django_filters.ChoiceFilter(
        label=gettext_lazy("状态"),
        choices=[
            ("live", gettext_lazy("未解除")),
            ("over", gettext_lazy("已解除")),
            ("all", gettext_lazy("全部")),
        ],
        empty_label=None,
        method="by_status",
    )
    state = choice(gettext_lazy("办理状态"), choices=Warning.State.choices)
    light = choice(gettext_lazy("灯"), choices=BAD)
    rule = choice(gettext_lazy("规则"), choices=RULES, method="by_rule")
    level = choice(gettext_lazy("已报至"), choices=LEVELS, field_name="risen")
    age = choice(
        gettext_lazy("时长"),
        choices=[
            (5, gettext_lazy("满5个工作日")),
            (10, gettext_lazy("满10个工作日")),
            (20, gettext_lazy("满20个工作日")),
        ],
        method="by_age",
    )

    def __init__(self, data: Any, **more: Any) -> None:
        """Show what is open where nothing else is asked for."""
        asked = data.copy()
        asked.setdefault("status", "live")
        super().__init__(asked, **more)

    def by_words(self, rows: QuerySet[Any], _name: str, words: str) -> QuerySet[Any]:
        """Search in the names of project and unit."""
        project = Q(project_year__project__name__icontains=words)
        return rows.filter(project | Q(organisation__name__icontains=words))

    def by_status(self, rows: QuerySet[Any], _name: str, status: str) -> QuerySet[Any]:
        """Keep what is open, or what is over."""
        if status == "all":
            return rows
        return rows.filter(state__in=queries.LIVE if status == "live" else OVER_STATES)

    def by_rule(self, rows: QuerySet[Any], _name: str, rule: str) -> QuerySet[Any]:
        """Keep those whose newest light is bad for this reason."""
        return rows.filter(**{f"parts__{rule}__in": ["yellow", "red"]})

    def by_age(self, rows: QuerySet[Any], _name: str, age: str) -> QuerySet[Any]:
        """Keep those open for so many working days."""
        day = hour_of(self.request).day
        calendar = work_calendar(day - timedelta(days=90), day)
        return rows.filter(opened_on__lte=add_workdays(day, count=-int(age), calendar=calendar))


@require_safe
def alert_list(request: Request) -> HttpResponseBase:
    """List the warnings of the year that this person sees."""
    hour, frame = hour_of(request), frame_of(request)
    rows = queries.warnings_for(hour.seats, request.year, hour.day)
    with remembering(frame.packs):
        return table_page(
            request,
            rows,
            AlertTable,
            filters=AlertFilter,
            template="monitoring/alerts.html",
            title=_("预警"),
            judged=frame.last_done("sweep"),
            chart=_weeks(rows, hour.day.isoformat(), request.year),
        )


def _weeks(rows: QuerySet[Any], as_of: str, year: int) -> Any:
    found = queries.opened_by_week(rows)
    if not found:
        return None
    head = Head(_("未解除的预警，按发出的周"), _("%(year)s年度") % {"year": year}, as_of, _("项"))
    series = [Series(_("红灯"), "red"), Series(_("黄灯"), "yellow")]
    given = [(week.isoformat(), [red, yellow]) for week, red, yellow in found]
    return stacked(head, series, given, names=_("周（周一）"))
