"""What changes rows of monitoring; importing it registers what follows from steps."""

from monitoring.actions.entering import enter_report, judged_as
from monitoring.actions.forecast import learn
from monitoring.actions.hold import lift_holds, place_holds
from monitoring.actions.rectification import (
    Item,
    list_items,
    list_many,
    open_rectification,
    take_demands,
)
from monitoring.actions.reminder import escalate_orders, escalate_warnings, remind_overdue
from monitoring.actions.report import Entry, issue_reports, record_many, record_readings
from monitoring.actions.warning import answer_warning

__all__ = [
    "Entry",
    "Item",
    "answer_warning",
    "enter_report",
    "escalate_orders",
    "escalate_warnings",
    "issue_reports",
    "judged_as",
    "learn",
    "lift_holds",
    "list_items",
    "list_many",
    "open_rectification",
    "place_holds",
    "record_many",
    "record_readings",
    "remind_overdue",
    "take_demands",
]
