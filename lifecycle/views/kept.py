"""What somebody typed when the session ended: kept for them alone, offered again, never sent."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse

from lifecycle import queries

LIFETIME = 2 * 60 * 60
"""Seconds for which typed text waits for its writer."""
LARGEST = 400_000
"""Characters of one form that are kept; a longer one is not."""
ONE_LINE = 60
STEPS = ("step", "review-step")
"""Addresses to which a form that takes a step is sent."""
SALT = "kept"
ACCOUNT_DAYS = 7
UNKEPT = re.compile(r"passw|csrf", re.IGNORECASE)
UNSEEN = re.compile(r"(^|-)(version|content_hash|key|id|workbook|[A-Z]+_FORMS)$")
"""Fields that forms carry for themselves; nobody typed them."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One form as it was posted: by whom, where to, on which page, and each value by name."""

    owner: int
    action: str
    page: str
    fields: list[list[str]]
    files: bool

    @property
    def shown(self) -> list["Field"]:
        """What a person typed, with a name for each."""
        found = enumerate(self.fields)
        return [Field(n, name, v) for n, (name, v) in found if not UNSEEN.search(name)]

    @property
    def step(self) -> str:
        """Name the step that the form takes, where it takes one."""
        try:
            found = resolve(urlsplit(self.action).path)
        except Resolver404:
            return ""
        return step_label(**found.kwargs) if found.url_name in STEPS else ""

    @property
    def unseen(self) -> list[list[str]]:
        """What the form carried besides."""
        return [[name, value] for name, value in self.fields if UNSEEN.search(name)]


@dataclass(frozen=True, slots=True)
class Field:
    """One typed value."""

    number: int
    name: str
    value: str

    @property
    def label(self) -> str:
        """The name a form gives to the field, else the field's own."""
        return str(labels().get(self.name.rpartition("-")[2], self.name))

    @property
    def long(self) -> bool:
        """Whether it needs more than one line."""
        return len(self.value) > ONE_LINE or "\n" in self.value


def step_label(stage: str, name: str, **_more: Any) -> str:
    """Name a step of a stage as its button does; "" where there is none."""
    edges = (edge for m in queries.machines() if m.stage() == stage for edge in m.edges())
    return next((str(edge.about.label) for edge in edges if edge.name == name), "")


def labels() -> dict[str, Any]:
    """Name each field as the forms of the system do."""
    found: dict[str, Any] = {}
    for form in _forms(forms.BaseForm):
        for name, field in getattr(form, "base_fields", {}).items():
            if field.label:
                found.setdefault(name, field.label)
    return found


def _forms(base: type[Any]) -> Iterator[type[Any]]:
    for form in base.__subclasses__():
        yield form
        yield from _forms(form)


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


def drop(request: HttpRequest, action: str = "") -> None:
    """Forget it; where an action is named, only what was meant for that."""
    kept = opened(request.session.get(SALT, ""))
    if SALT in request.session and (kept is None or action in ("", kept.action)):
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
