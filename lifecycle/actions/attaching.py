"""Attaching files 附件 to an object, and marking one as withdrawn 作废."""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from lifecycle import bookkeeping, locking, rights
from lifecycle.actions import admission
from lifecycle.machine import Act
from lifecycle.models import Attachment, AttachmentWithdrawal, Subject
from lifecycle.queries.files import place_of
from lifecycle.refusals import Code, Refusal, refuse
from lifecycle.rights import Held
from lifecycle.roles import DEPARTMENT_ROLES, UNIT_ROLES, Role
from lifecycle.rules.file_kinds import MEDIA_TYPES, MIB, kind_fault
from lifecycle.rules.file_names import clean_name, ending_of
from lifecycle.scope import machines

ATTACHERS = (*UNIT_ROLES, *DEPARTMENT_ROLES, Role.DESK, Role.PERFORMANCE, Role.BUDGET, Role.AGENCY)
"""Who may attach; an expert's papers would be seen by the other experts."""
MOST = 100
"""Files beside one object."""
CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Stored:
    """The bytes of a file as they lie on disk."""

    sha256: str
    size: int


def attach(
    subject: Subject, *, name: str, content: BinaryIO, by: Any, at: datetime | None = None
) -> Attachment:
    """Keep a file beside an object; its bytes are on disk before the row is committed.

    Raises Refused where the file is not what its name says or too large, or Forbidden.
    """
    clean = clean_name(name)
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        locked, act, seat = _admitted(subject, by, at)
        beside = Attachment.objects.filter(machine=locked.stage(), object_id=locked.pk)
        if beside.filter(withdrawal=None).count() >= MOST:
            raise admission.fault(_("每个事项最多%(n)s个附件") % {"n": MOST})
        stored = _keep(clean, content)
        return _row(locked, clean, stored, act, seat)


def withdraw(
    attachment: Attachment, *, reason: str, by: Any, at: datetime | None = None
) -> AttachmentWithdrawal:
    """Mark a file as no longer counting: by whoever attached it, or another in the same seat.

    Raises Refused or Forbidden.
    """
    subject = _subject_of(attachment)
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        _locked, act, seat = _admitted(subject, by, at)
        theirs = (str(seat.role), seat.organisation) == (attachment.role, attachment.organisation)
        if act.by.pk != attachment.by_id and not theirs:
            raise refuse(Refusal(Code.RIGHT, _("附件由上传人或同岗位人员作废")))
        if not reason.strip():
            raise admission.fault(_("作废附件须写明事由"))
        if AttachmentWithdrawal.objects.filter(attachment=attachment).exists():
            raise admission.fault(_("此附件已作废"))
        row = AttachmentWithdrawal(
            attachment=attachment, reason=reason.strip(), **admission.signature(act, seat)
        )
        row.full_clean(validate_constraints=False)
        row.save()
    return row


def _subject_of(attachment: Attachment) -> Subject:
    model: Any = next(found for found in machines() if found.stage() == attachment.machine)
    subject: Subject = model.objects.get(pk=attachment.object_id)
    return subject


def _admitted(subject: Subject, by: Any, at: datetime | None) -> tuple[Any, Act, Held]:
    found = locking.lock(subject, at)
    act = bookkeeping.act(by, "", found.at)
    seat = rights.seat_for(rights.seats_of(by, act.day), ATTACHERS, found.subject, act.day)
    if seat is None:
        raise refuse(Refusal(Code.RIGHT, _("您不在可以上传附件的岗位上")))
    return found.subject, act, seat


def _row(subject: Any, name: str, stored: Stored, act: Act, seat: Held) -> Attachment:
    row = Attachment(
        machine=subject.stage(),
        object_id=subject.pk,
        version=subject.version,
        name=name,
        size=stored.size,
        sha256=stored.sha256,
        media_type=MEDIA_TYPES[ending_of(name)],
        **admission.signature(act, seat),
    )
    row.full_clean(validate_constraints=False)
    row.save()
    return row


def _keep(name: str, content: BinaryIO) -> Stored:
    """Write the bytes under their digest, once, whole and checked."""
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=root, prefix="incoming-") as file:
        stored = _copied(content, file)
        if fault := kind_fault(name, file):  # type: ignore[arg-type]
            raise admission.fault(fault)
        _linked(Path(file.name), place_of(stored.sha256))
    return stored


def _copied(content: BinaryIO, file: Any) -> Stored:
    mark, size = hashlib.sha256(), 0
    content.seek(0)
    for chunk in _chunks(content):
        size += len(chunk)
        if size > settings.ATTACHMENT_MOST_BYTES:
            most = settings.ATTACHMENT_MOST_BYTES // MIB
            raise admission.fault(_("文件不能超过%(n)sMB") % {"n": most})
        mark.update(chunk)
        file.write(chunk)
    if not size:
        raise admission.fault(_("文件是空的"))
    file.flush()
    os.fsync(file.fileno())
    return Stored(mark.hexdigest(), size)


def _chunks(content: BinaryIO) -> Iterable[bytes]:
    return iter(lambda: content.read(CHUNK), b"")


def _linked(source: Path, place: Path) -> None:
    # A link either makes the name whole or finds it taken: nothing is ever overwritten.
    place.parent.mkdir(parents=True, exist_ok=True)
    source.chmod(0o440)
    try:
        os.link(source, place)
    except FileExistsError:
        return
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
