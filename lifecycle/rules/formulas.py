"""Text that a spreadsheet program would run as a formula (F19)."""

FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""What such a program may take for the beginning of one."""


def harmless(text: str) -> str:
    """Keep a spreadsheet from running text as a formula."""
    return f"'{text}" if text.startswith(FORMULAS) else text


def bare(text: str) -> str:
    """Take away the mark that kept a text from being run as a formula."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULAS) else text
