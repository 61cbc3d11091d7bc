"""All the figures of the annual report of one budget year."""

from lifecycle.figures import figures

__all__ = ["figures"]
