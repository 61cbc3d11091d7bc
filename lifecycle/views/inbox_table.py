"""The table of the inbox: one object a row, of any stage."""

from collections.abc import Collection
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle.models import ProjectYear
from lifecycle.models.claim import judges
from lifecycle.models.watch import PROJECT_YEAR
from lifecycle.queries import Entry
from lifecycle.templatetags import marks
from lifecycle.views.columns import AmountColumn, Column, DueColumn, PickColumn
from lifecycle.views.picks import pick
from lifecycle.views.tables import Table

FORM = "bulk"
"""The form that all boxes and buttons of the table belong to."""


class EntryPick(PickColumn):
    """The box of a row, with the version that is shown."""

    def render(self, value: Any, record: Entry) -> str:
        """Draw the box; a project-year is watched, not worked on."""
        if record.stage == PROJECT_YEAR:
            return ""
        mark = f"pick-{record.subject.stage_name()}-{record.subject.pk}"
        return format_html(
            '<input type="checkbox" class="pick" name="pick" value="{}" id="{}" form="{}" '
            'aria-label="{}">',
            pick(record.subject), mark, FORM, record.subject,
        )  # fmt: skip


class SubjectColumn(Column):
    """The object as a link to where it stands on its page."""

    def render(self, value: Any, record: Entry) -> str:
        """Draw the link, and for whom one acts."""
        place = "" if record.stage == PROJECT_YEAR else f"#{value.stage_name()}-{value.pk}"
        acting = _("代%(name)s办理") % {"name": record.acting_for} if record.acting_for else ""
        tag = format_html(' <span class="tag">{}</span>', acting) if acting else ""
        url = f"{value.get_absolute_url()}{place}" if place else _of_year(value)
        return format_html('<a href="{}">{}</a>{}', url, value, tag)


def _of_year(project_year: Any) -> str:
    return reverse("project-year", args=[project_year.pk])


class StateColumn(Column):
    """The badge of the state, of whatever stage."""

    empty_values = ()

    def render(self, record: Entry) -> str:
        """Draw it; a project-year has none."""
        return "—" if record.stage == PROJECT_YEAR else marks.state(record.subject)


class AgeColumn(Column):
    """For how many working days it has been in its state."""

    empty_values = ()

    def render(self, value: int | None) -> str:
        """Say it in words."""
        if value is None:
            return marks.missing(_("未开始计时"))
        return _("已%(n)s个工作日") % {"n": value} if value else _("今天")


class ClaimColumn(Column):
    """Who holds it, and what the reader can do about that."""

    empty_values = ()

    def render(self, record: Entry) -> str:
        """Draw the holder and the buttons; what nobody judges cannot be claimed."""
        subject = record.subject
        model: Any = type(subject)
        if record.stage == PROJECT_YEAR or not judges(model, str(subject.state)):
            return marks.missing(_("此状态不需要认领"))
        hand = reverse("transfer", args=[record.stage, subject.pk])
        over = format_html('<a href="{}">{}</a>', hand, _("转办"))
        if record.claim is None:
            return format_html("{} {}", _button("claim", _("认领"), subject), over)
        if record.mine:
            give = _button("release", _("放弃认领"), subject)
            return format_html("{} {} {}", _("我已认领"), give, over)
        told = _("%(name)s已认领") % {"name": record.claim.holder}
        return format_html("{} {}", told, _button("take-over", _("接手"), subject))


class WatchColumn(Column):
    """Whether the reader watches it, as the button that turns that round."""

    empty_values = ()

    def render(self, record: Entry, table: Any) -> str:
        """Draw the button."""
        subject = record.subject
        if (record.stage, subject.pk) in table.watched:
            return _button("watch", _("取消关注"), subject, "?off=1")
        return _button("watch", _("关注"), subject)


def _button(name: str, label: str, subject: Any, more: str = "") -> str:
    return format_html(
        '<button type="submit" class="quiet" form="{}" formaction="{}" name="one" value="{}">{}'
        '<span class="vh">{}</span></button>',
        FORM, reverse(name) + more, _named(subject), label, subject,
    )  # fmt: skip


def _named(subject: Any) -> str:
    known = isinstance(subject, ProjectYear)
    return f"{PROJECT_YEAR}:{subject.pk}" if known else pick(subject)


class LineColumn(Column):
    """What one did last."""

    empty_values = ()

    def render(self, value: Any) -> str:
        """Say the step and when it was."""
        if value is None:
            return "—"
        parts = (value.step, f"{value.entry.at:%Y-%m-%d}")
        return format_html_join(" ", "{}", ((part,) for part in parts))


class InboxTable(Table):
    """What a tab of the inbox shows; `watched` are the objects that its reader watches."""

    watched: Collection[tuple[str, int]] = ()
    caption = gettext_lazy("事项")
    row_header = "subject"
    why_empty = gettext_lazy("没有这样的事项。")
    then_empty = gettext_lazy("请放宽筛选条件，或看别的标签页。")
    at_first = gettext_lazy("事项送到您的岗位、被退回或由您办理后列在这里，并发邮件通知。")

    pick = EntryPick(form=FORM, accessor="subject")
    subject = SubjectColumn(gettext_lazy("事项"), orderable=False)
    label = Column(gettext_lazy("环节"), orderable=False)
    unit = Column(gettext_lazy("单位"), accessor="subject__organisation", orderable=False)
    amount = AmountColumn(
        gettext_lazy("金额"), accessor="subject__amount", orderable=False,
        none=gettext_lazy("此环节不涉及金额"),
    )  # fmt: skip
    state = StateColumn(gettext_lazy("状态"), accessor="subject", orderable=False)
    age = AgeColumn(gettext_lazy("已等待"), orderable=False)
    due = DueColumn(gettext_lazy("应办结"), accessor="due_on", orderable=False)
    claim = ClaimColumn(gettext_lazy("认领"), orderable=False, exclude_from_export=True)
    watch = WatchColumn(gettext_lazy("关注"), orderable=False, exclude_from_export=True)
    line = LineColumn(gettext_lazy("我的办理"), orderable=False)
