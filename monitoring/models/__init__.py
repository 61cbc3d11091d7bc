"""The tables of monitoring."""

from monitoring.models.due_reminder import DueReminder
from monitoring.models.light import LightResult, SweepMark
from monitoring.models.rectification import Extension, Rectification, RectificationItem
from monitoring.models.report import Cause, Reading, Report
from monitoring.models.silence import Silence, WarningRun, WarningTold
from monitoring.models.warning import Escalation, Warning  # noqa: A004 - 预警 is a warning

__all__ = [
    "Cause",
    "DueReminder",
    "Escalation",
    "Extension",
    "LightResult",
    "Reading",
    "Rectification",
    "RectificationItem",
    "Report",
    "Silence",
    "SweepMark",
    "Warning",
    "WarningRun",
    "WarningTold",
]
