"""The tables of monitoring."""

from monitoring.models.forecast import ForecastBand
from monitoring.models.light import LightResult, SweepMark
from monitoring.models.rectification import Rectification, RectificationItem
from monitoring.models.reminder import Reminder
from monitoring.models.report import Cause, Reading, Report
from monitoring.models.warning import Escalation, Warning  # noqa: A004 - 预警 is a warning

__all__ = [
    "Cause",
    "Escalation",
    "ForecastBand",
    "LightResult",
    "Reading",
    "Rectification",
    "RectificationItem",
    "Reminder",
    "Report",
    "SweepMark",
    "Warning",
]
