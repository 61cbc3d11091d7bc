"""Every chapter of monitoring."""

from monitoring.demo import orders, reports

__all__ = ["orders", "reports"]
