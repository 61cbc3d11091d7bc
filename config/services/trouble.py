"""The one exception of this package."""


class ServiceError(Exception):
    """One sentence, Chinese then English, for the person who typed the command."""
