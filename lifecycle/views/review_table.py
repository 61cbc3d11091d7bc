"""The lists of a reviewer as tables: what waits, what was judged, what was in hand."""

from datetime import datetime
from typing import Any

from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tables2 import Column as AnyColumn

from lifecycle import queries
from lifecycle.queries import Review
from lifecycle.templatetags import marks
from lifecycle.views.columns import (
    A,
    AmountColumn,
    Column,
    DueColumn,
    LightColumn,
    PickColumn,
)
from lifecycle.views.tables import Table

CLAIM_FORM = "claim"


class StateOf(AnyColumn):  # type: ignore[misc]
    """The badge of a state of whatever stage the row is of."""

    def render(self, value: str, record: Review) -> str:
        """Draw the badge."""
        return marks.state_of(record.stage, value)

    def value(self, value: str, record: Review) -> str:
        """Give its word."""
        model: Any = queries.stage_named(record.stage)
        return str(model.State(value).label)


class When(AnyColumn):  # type: ignore[misc]
    """A time, to the minute."""

    def render(self, value: datetime) -> str:
        """Write it."""
        return f"{localtime(value):%Y-%m-%d %H:%M}"


class Since(AnyColumn):  # type: ignore[misc]
    """Since when it waits, and for how many working days."""

    def render(self, value: datetime, table: Any) -> str:
        """Draw it by the calendar of the request."""
        day = localtime(value).date()
        waited = -marks.reckoned(table.request, day).left  # type: ignore[union-attr]
        words = _("已等%(n)s个工作日") % {"n": waited} if waited else _("今天到达")
        return format_html(
            '<time datetime="{0}">{0}</time> <span class="hint">{1}</span>', day.isoformat(), words
        )

    def value(self, value: datetime) -> Any:
        """Give the day."""
        return localtime(value).date()


class Holder(AnyColumn):  # type: ignore[misc]
    """Who has it in hand, or a button to take it."""

    empty_values = ()

    def render(self, record: Review) -> str:
        """Draw the name or the button."""
        if record.mine:
            return marks.badge(_("我已认领"), "moving")
        if record.holder:
            return format_html("{}", record.holder)
        return format_html(
            '<button type="submit" class="quiet" form="{0}" name="pick" value="{1}">{2}'
            '<span class="vh">：{3}</span></button>',
            CLAIM_FORM, record.ref, _("认领"), record.name,
        )  # fmt: skip

    def value(self, record: Review) -> str:
        """Give the name."""
        return record.holder


class LightOf(LightColumn):
    """A light, where one was ever judged."""

    def render(self, value: Any, record: Review) -> str:
        """Draw the light."""
        return super().render(value, record) if value else marks.missing(_("尚未判灯"))


class Reviews(Table):
    """What every list of a reviewer shows of an object."""

    row_header = "name"

    name = Column(
        gettext_lazy("事项"),
        order_by=("in_name",),
        linkify=("review-object", [A("stage"), A("pk")]),
    )
    label = Column(gettext_lazy("环节"), order_by=("in_stage",))
    unit = Column(gettext_lazy("单位"), order_by=("in_unit",))
    state = StateOf(gettext_lazy("状态"))
    amount = AmountColumn(
        gettext_lazy("金额"), order_by=("in_amount",), none=gettext_lazy("没有金额")
    )
    light = LightOf(gettext_lazy("红黄灯"), sentence="light_sentence", orderable=False)


class Queue(Reviews):
    """What waits for a judgement."""

    caption = gettext_lazy("等您审核的事项")
    first_order = "due_on"
    why_empty = gettext_lazy("没有等您审核的事项。")
    then_empty = gettext_lazy("请放宽筛选条件。")
    at_first = gettext_lazy("报送到您岗位的事项列在这里，并发邮件通知。")

    pick = PickColumn(accessor="ref")
    since = Since(gettext_lazy("到达"))
    due_on = DueColumn(gettext_lazy("应办结"))
    holder = Holder(gettext_lazy("认领"), orderable=False)

    class Meta(Table.Meta):
        sequence = ("pick", "...")


class Done(Reviews):
    """What a person did."""

    caption = gettext_lazy("您办理过的事项")
    first_order = "-done_at"
    why_empty = gettext_lazy("您还没有办理过事项。")

    done_step = Column(gettext_lazy("您的办理"), orderable=False)
    done_at = When(gettext_lazy("办理时间"))


class Judged(Done):
    """What a person judged."""

    caption = gettext_lazy("您审核过的事项")
    why_empty = gettext_lazy("您还没有审核过事项。")
