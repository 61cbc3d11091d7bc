"""The part of the demonstration year that monitoring tells."""
