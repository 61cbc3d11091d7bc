"""What somebody typed when the session ended: kept for them alone, offered again, never sent."""

import re
from dataclasses import asdict, dataclass
from typing import Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from lifecycle.views import kept_words
from lifecycle.views.kept_words import Said

LIFETIME = 2 * 60 * 60
"""Seconds for which typed text waits for its writer."""
LARGEST = 400_000
"""Characters of one form that are kept; a longer one is not."""
SALT = "kept"
ACCOUNT_DAYS = 7
UNKEPT = re.compile(r"passw|csrf", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Kept:
    """One form as it was posted: by whom, where to, on which page, and each value by name."""

    owner: int
    action: str
    page: str
    fields: list[list[str]]
    files: bool

    @property
    def said(self) -> list[Said]:
        """Each value of it, with its label where a person typed or chose it."""
        return kept_words.said(self.action, self.fields)

    @property
    def step(self) -> str:
        """Name the step that the form takes, where it takes one."""
        return kept_words.step_label(self.action)

    @property
    def home(self) -> str:
        """The address of the page that may fill its own form with it."""
        return kept_words.home(self.action)


def typed(request: HttpRequest, owner: int) -> Kept | None:
    """Take what was typed out of a post; None where there is nothing of one's own to keep."""
    fields = [
        [name, str(value)]
        for name, values in request.POST.lists()
        for value in values
        if not UNKEPT.search(name)
    ]
    size = sum(len(name) + len(value) for name, value in fields)
    if not fields or size > LARGEST or not _from_here(request):
        return None
    action = request.get_full_path()
    return Kept(owner, action, _page(request), fields, files=bool(request.FILES))


def _from_here(request: HttpRequest) -> bool:
    # Another site could make this browser post; its words are not this person's.
    said = request.headers.get("Origin") or request.headers.get("Referer")
    return said is None or urlsplit(said).netloc == request.get_host()


def _page(request: HttpRequest) -> str:
    # Where the form stood; where a form is sent to need not be a page at all.
    seen = urlsplit(request.headers.get("Referer", ""))
    if seen.netloc != request.get_host() or seen.path == reverse("login"):
        return reverse("home")
    return seen._replace(scheme="", netloc="", fragment="").geturl()


def sealed(kept: Kept) -> str:
    """Write it into a page, so that nothing but its age can change it."""
    return signing.dumps(asdict(kept), salt=SALT, compress=True)


def opened(text: str) -> Kept | None:
    """Read it back; None where it is too old, altered or absent."""
    try:
        return Kept(**signing.loads(text, salt=SALT, max_age=LIFETIME))
    except signing.BadSignature:
        return None


def put(request: HttpRequest, kept: Kept) -> None:
    """Lay it into the session, until it is sent, discarded or too old."""
    request.session[SALT] = sealed(kept)


def waiting(request: HttpRequest) -> Kept | None:
    """Return what waits in this session for the person who is signed in."""
    kept = opened(request.session.get(SALT, ""))
    user: Any = request.user
    return kept if kept and kept.owner == user.pk else None


def refill(request: HttpRequest) -> QueryDict | None:
    """Return what waits for the form of this very page; None without any."""
    found = waiting(request)
    if found is None or found.home != request.get_full_path():
        return None
    posted = QueryDict(mutable=True)
    for name, value in found.fields:
        posted.appendlist(name, value)
    return posted


def refilled(request: HttpRequest) -> None:
    """Note that the form of the page holds all that waits, so that it is not shown beside it."""
    cast(Any, request).kept_refilled = True


def drop(request: HttpRequest, action: str = "") -> None:
    """Forget it; where an action is named, only what was meant for that."""
    kept = opened(request.session.get(SALT, ""))
    if SALT in request.session and (kept is None or action in ("", kept.home)):
        del request.session[SALT]


def owner_of(request: HttpRequest) -> int | None:
    """Return who was signed in with this browser last, now or before the session ended."""
    user: Any = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return int(user.pk)
    cookie = request.get_signed_cookie(
        settings.ACCOUNT_COOKIE_NAME, None, salt=SALT, max_age=ACCOUNT_DAYS * 86400
    )
    return int(cookie) if cookie else None


def remember_owner(request: HttpRequest, response: Any, user: Any) -> None:
    """Note on the browser whose words an ended session would leave behind."""
    known = request.get_signed_cookie(settings.ACCOUNT_COOKIE_NAME, None, salt=SALT)
    if known != str(user.pk):
        response.set_signed_cookie(
            settings.ACCOUNT_COOKIE_NAME,
            str(user.pk),
            salt=SALT,
            max_age=ACCOUNT_DAYS * 86400,
            secure=settings.HTTPS,
            httponly=True,
            samesite="Lax",
        )
