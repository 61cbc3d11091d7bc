"""Silences 静默 in the demonstration: units ask that mails stop for a while, finance decides."""

from datetime import timedelta

from lifecycle.demo.chapters import YEAR, chapter
from lifecycle.demo.story import Story
from lifecycle.roles import Role
from monitoring.actions import Wish, request_silence
from monitoring.models import Silence, Warning  # noqa: A004 - 预警 is a warning

ASKED = 3
FOR = timedelta(days=45)
REASON = "上级资金已下达，支付安排在九月，届时一次付清（演示）"
State = Silence.State


@chapter("三个单位申请预警静默，业务科室同意两项", on=(8, 13, 0))
def ask(story: Story) -> None:
    """Let three units with a yellow light ask; the desks agree to the first two."""
    officers = {place.pk: person for place, person in story.holders(Role.UNIT_OFFICER)}
    mild = Warning.objects.filter(year=YEAR, light="yellow", state=Warning.State.ACKNOWLEDGED)
    for warning in mild.order_by("pk")[:ASKED]:
        wish = Wish(ends_on=story.on + FOR, reason=REASON)
        request_silence(warning, wish, by=officers[warning.organisation_id], at=story.at)
    pending = Silence.objects.filter(year=YEAR, state=State.PENDING)
    last = Silence.objects.filter(pk=pending.order_by("-pk")[0].pk)
    story.each(last, "refuse", by=Role.DESK, note="支付计划未报，请先报计划")
    story.each(pending, "approve", by=Role.DESK)
