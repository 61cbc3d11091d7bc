"""Every table of monitoring for the auditors."""

from lifecycle.admin import register

register("monitoring")
