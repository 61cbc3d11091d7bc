"""From where a request came: the peer itself, or what our own proxies say of it."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str | None:
    """Return the client's address, or None where the peer has none, as on a local socket.

    Each of our `PROXIES` appends the address that it was asked from, so only that many entries
    of X-Forwarded-For, counted from the right, can be believed; whoever asks writes the others.
    """
    said = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    told = said[-settings.PROXIES] if 0 < settings.PROXIES <= len(said) else ""
    return _plain(told) or _plain(request.META.get("REMOTE_ADDR", ""))


def _plain(text: str) -> str | None:
    try:
        return str(ip_address(text.strip()))
    except ValueError:
        return None
