"""The tables of monitoring."""

from monitoring.models.due_reminder import DueReminder
from monitoring.models.forecast import ForecastBand
from monitoring.models.halt import Halt
from monitoring.models.light import LightResult, LightTally, SweepMark
from monitoring.models.pause import Pause
from monitoring.models.rectification import Extension, Rectification, RectificationItem
from monitoring.models.reminder import Reminder
from monitoring.models.report import Cause, Reading, Report
from monitoring.models.silence import Silence, WarningRun, WarningTold
from monitoring.models.warning import Escalation, Warning  # noqa: A004 - 预警 is a warning

__all__ = [
    "Cause",
    "DueReminder",
    "Escalation",
    "Extension",
    "ForecastBand",
    "Halt",
    "LightResult",
    "LightTally",
    "Pause",
    "Reading",
    "Rectification",
    "RectificationItem",
    "Reminder",
    "Report",
    "Silence",
    "SweepMark",
    "Warning",
    "WarningRun",
    "WarningTold",
]
