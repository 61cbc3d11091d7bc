"""The attachments 附件 of an object, and the download of one, as a person may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import Http404
from django.utils.http import content_disposition_header

from lifecycle import clock, rights
from lifecycle.models import Attachment
from lifecycle.queries.stages import subject_for
from lifecycle.rights import Held
from lifecycle.roles import BUREAU_SIDE


@dataclass(frozen=True, slots=True)
class Download:
    """A file that may be sent to this person, and the headers that make it safe to send."""

    attachment: Attachment
    path: Path
    headers: dict[str, str]


def files_for(user: Any, subject: Any, day: date | None = None) -> list[Attachment]:
    """List the attachments of an object that this person was given, oldest first.

    Withdrawn ones are among them: `file.withdrawn` says so.
    """
    day = day or clock.today()
    if not rights.working_seats(rights.seats_of(user, day), subject, day):
        return []
    rows = Attachment.objects.filter(machine=subject.stage(), object_id=subject.pk)
    return list(rows.select_related("withdrawal").order_by("pk"))


def files_among(
    user: Any, subjects: Sequence[Any], *, day: date, seats: Sequence[Held]
) -> list[Attachment]:
    """List the attachments of some objects that this person was given, newest first."""
    wanted = Q(pk__in=[])
    for subject in subjects:
        if rights.working_seats(seats, subject, day):
            wanted |= Q(machine=subject.stage(), object_id=subject.pk)
    rows = Attachment.objects.filter(wanted).select_related("withdrawal").order_by("-pk")
    return list(rows) if wanted.children[1:] else []


def file_for(user: Any, pk: int, day: date | None = None) -> Attachment:
    """Return one attachment of an object that a person sees. Raises Http404 to everybody else.

    A withdrawn file opens for the bureau and the auditors alone.
    """
    day = day or clock.today()
    found = Attachment.objects.filter(pk=pk).select_related("withdrawal").first()
    if found is None:
        raise Http404
    subject = subject_for(user, found.machine, found.object_id, day)
    seats = rights.working_seats(rights.seats_of(user, day), subject, day)
    inside = any(seat.role in BUREAU_SIDE for seat in seats)
    if not seats or (found.withdrawn and not inside):
        raise Http404
    return found


def download_for(user: Any, pk: int, day: date | None = None) -> Download:
    """Return the path and the headers of a file. Raises Http404 as `file_for`, or without bytes."""
    found = file_for(user, pk, day)
    path = place_of(found.sha256)
    if not path.is_file() or path.stat().st_size != found.size:
        raise Http404
    headers = {
        "Content-Type": found.media_type,
        "Content-Length": str(found.size),
        "Content-Disposition": str(content_disposition_header(True, found.name)),  # noqa: FBT003
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-store",
    }
    return Download(found, path, headers)


def place_of(sha256: str) -> Path:
    """Return where the bytes of a digest lie."""
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256[2:4] / sha256
