"""A calendar as calendar programs read it (RFC 5545): all-day events under lasting names."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone

from lifecycle.queries import CalendarEntry, CalendarKind

DAY = timedelta(days=1)
REFRESH = timedelta(hours=6)
ZONE_FROM, ZONE_UNTIL = date(2000, 1, 1), date(2100, 1, 1)


def written(entries: Iterable[CalendarEntry], *, year: int) -> bytes:
    """Write entries as one calendar; the same entries give the same bytes.

    `year` dates what nobody changed. Nothing of an amount, no name of a secret project.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Budget performance//Calendar//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("预算绩效日历"))
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add_component(
        Timezone.from_tzid(settings.TIME_ZONE, first_date=ZONE_FROM, last_date=ZONE_UNTIL)
    )
    unchanged = datetime.combine(date(year, 1, 1), time(), UTC)
    for one in entries:
        calendar.add_component(_event(one, unchanged))
    found: bytes = calendar.to_ical()
    return found


def _event(one: CalendarEntry, unchanged: datetime) -> Event:
    event, changed = Event(), (one.changed or unchanged).astimezone(UTC)
    last = one.until if one.kind is CalendarKind.EXCEPTION and one.until else one.on
    event.add("uid", f"{one.mark}@{settings.MAIL_DOMAIN}")
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", one.revision)
    event.add("dtstart", one.on)
    event.add("dtend", last + DAY)
    event.add("summary", _title(one))
    event.add("transp", "TRANSPARENT")
    event.add("status", "CANCELLED" if one.ended else "CONFIRMED")
    if one.href:
        event.add("url", f"{settings.SITE_URL}{one.href}")
    return event


def _title(one: CalendarEntry) -> str:
    if one.secret:
        return _("涉密项目：%(stage)s应办结") % {"stage": one.label}
    return one.title
