"""What people type on the pages of monitoring: explicit fields, clean text (R16, R21)."""

from monitoring.forms.asking import ExtensionForm, HaltForm, PauseForm, SilenceForm
from monitoring.forms.entry import EntryFilter

__all__ = ["EntryFilter", "ExtensionForm", "HaltForm", "PauseForm", "SilenceForm"]
