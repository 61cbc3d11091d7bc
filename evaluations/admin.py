"""Every table of evaluation for the auditors."""

from lifecycle.admin import register

register("evaluations")
