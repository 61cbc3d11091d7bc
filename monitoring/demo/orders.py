"""Rectification in the demonstration: notice, receipt, list, work, check, closed or reopened."""

from datetime import date, timedelta

from django.db.models import QuerySet

from lifecycle.demo.chapters import YEAR, chapter
from lifecycle.demo.story import Story
from lifecycle.roles import Role
from monitoring.actions import Item, list_many
from monitoring.demo.reports import told_monthly
from monitoring.models import Rectification

State = Rectification.State
REOPENED = 3
WORKDAYS = 20


def orders(*states: str) -> QuerySet[Rectification]:
    """Return the year's orders that are in one of the states."""
    return Rectification.objects.filter(year=YEAR, state__in=states).order_by("pk")


@told_monthly("发出整改通知", day=17, by_desks=True)
def issue(story: Story, month: int) -> None:
    """Issue every notice that is drawn up."""
    story.each(orders(State.NOTICE_DRAFT), "issue", by=Role.DESK, note="请在期限内完成整改")


@told_monthly("接收整改、列出清单", day=19, by_desks=True)
def begin(story: Story, month: int) -> None:
    """Receive each order, list its items with person and date, and start."""
    story.each(orders(State.ISSUED), "receive", by=Role.UNIT_OFFICER)
    _list(story, State.RECEIVED, done_on=None)
    story.each(orders(State.RECEIVED), "start", by=Role.UNIT_OFFICER)


@told_monthly("反馈整改结果", day=5, later=2, by_desks=True)
def report(story: Story, month: int) -> None:
    """Report each order as done, with evidence."""
    _list(story, State.RECTIFYING, done_on=story.on)
    story.each(orders(State.RECTIFYING), "report", by=Role.UNIT_OFFICER)


@told_monthly("核查销号", day=8, later=2)
def check(story: Story, month: int) -> None:
    """Check what was reported: a few are reopened and come back, the others are closed."""
    story.each(orders(State.FEEDBACK), "verify", by=Role.DESK)
    if month == 4:  # noqa: PLR2004 - the first round shows a failed check
        few = list(orders(State.VERIFY).values_list("pk", flat=True)[:REOPENED])
        failed = Rectification.objects.filter(pk__in=few)
        story.each(failed, "reopen", by=Role.DESK, note="佐证材料不足，请继续整改")
        story.each(failed, "resume", by=Role.UNIT_OFFICER)
        story.each(failed, "report", by=Role.UNIT_OFFICER)
        story.each(failed, "verify", by=Role.DESK)
    story.each(orders(State.VERIFY), "close", by=Role.DESK, note="整改到位，予以销号")


def _list(story: Story, state: str, *, done_on: date | None) -> None:
    def items(order: Rectification) -> list[Item]:
        return [
            Item(
                problem=item.problem,
                measure="加快支付和实施进度（演示）",
                responsible="项目负责人（演示）",
                due_on=item.due_on or story.on + timedelta(days=WORKDAYS),
                done_on=done_on,
                evidence="支付凭证、现场照片（演示）" if done_on else "",
            )
            for item in order.items.all()
        ]

    for place, officer in story.holders(Role.UNIT_OFFICER):
        list_many(orders(state).filter(organisation=place), items, by=officer, at=story.at)


@chapter("重点评价问题的整改通知", on=(9, 19, 1))
def issue_for_evaluations(story: Story) -> None:
    """Issue the orders that the key evaluations asked for, and have them taken up."""
    story.each(orders(State.NOTICE_DRAFT), "issue", by=Role.DESK, note="请按评价意见整改")
    story.each(orders(State.ISSUED), "receive", by=Role.UNIT_OFFICER)
    _list(story, State.RECEIVED, done_on=None)
    story.each(orders(State.RECEIVED), "start", by=Role.UNIT_OFFICER)


@chapter("重点评价问题整改销号", on=(10, 12, 1))
def close_for_evaluations(story: Story) -> None:
    """Report, check and close them."""
    _list(story, State.RECTIFYING, done_on=story.on)
    story.each(orders(State.RECTIFYING), "report", by=Role.UNIT_OFFICER)
    story.each(orders(State.FEEDBACK), "verify", by=Role.DESK)
    story.each(orders(State.VERIFY), "close", by=Role.DESK, note="整改到位，予以销号")
