"""The part of the demonstration year that evaluation tells."""
