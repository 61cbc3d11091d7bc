"""What changes rows of monitoring; importing it registers what follows from steps."""

from monitoring.actions.digest import confirm_run, send_warnings
from monitoring.actions.entering import enter_report, judged_as
from monitoring.actions.escalating import escalate_orders, escalate_warnings
from monitoring.actions.extending import extend_order
from monitoring.actions.forecast import learn
from monitoring.actions.halt import Document, record_halt
from monitoring.actions.hold import lift_holds, place_holds
from monitoring.actions.pause import PauseWish, propose_lifts, propose_pause
from monitoring.actions.rectification import (
    Item,
    list_items,
    list_many,
    open_rectification,
    take_demands,
)
from monitoring.actions.reminder import remind
from monitoring.actions.report import Entry, issue_reports, record_many, record_readings
from monitoring.actions.silence import Wish, expire_silences, request_silence
from monitoring.actions.unloaded import ask_for_payments
from monitoring.actions.warning import answer_warning

__all__ = [
    "Document",
    "Entry",
    "Item",
    "PauseWish",
    "Wish",
    "answer_warning",
    "ask_for_payments",
    "confirm_run",
    "enter_report",
    "escalate_orders",
    "escalate_warnings",
    "expire_silences",
    "extend_order",
    "issue_reports",
    "judged_as",
    "learn",
    "lift_holds",
    "list_items",
    "list_many",
    "open_rectification",
    "place_holds",
    "propose_lifts",
    "propose_pause",
    "record_halt",
    "record_many",
    "record_readings",
    "remind",
    "request_silence",
    "send_warnings",
    "take_demands",
]
