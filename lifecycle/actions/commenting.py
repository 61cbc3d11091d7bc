"""Commenting 批注: saying something about an object or a field of it, consulting, answering."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext as _

from lifecycle import bookkeeping, locking, outbox, rights
from lifecycle.actions import admission
from lifecycle.letters import Row, row_of
from lifecycle.machine import Act
from lifecycle.models import Comment, CommentResolution, CommentWording, Person, Subject
from lifecycle.models.claim import standing
from lifecycle.queries.comments import CONSULTED, colleagues_of, readable
from lifecycle.refusals import Code, Refusal, Refused, refuse
from lifecycle.rights import Held
from lifecycle.roles import BUREAU_SIDE, DEPARTMENT_ROLES, UNIT_ROLES, Role
from lifecycle.rules.anchors import anchors
from lifecycle.scope import machines

COMMENTERS = (
    *UNIT_ROLES, *DEPARTMENT_ROLES, Role.DESK, Role.PERFORMANCE, Role.BUDGET,
    Role.AGENCY, Role.EXPERT,
)  # fmt: skip
"""Who may comment; leaders and auditors read."""


def comment(
    subject: Subject,
    *,
    text: str,
    by: Any,
    anchor: str = "",
    internal: bool = False,
    tell: bool = True,
    at: datetime | None = None,
) -> Comment:
    """Write a comment on an object, or on one place of its content (`indicators.<key>.weight`).

    `internal` is for the bureau alone; an expert's comment always is. Without `tell` nobody gets
    a notice: the caller's own says it. Raises Refused or Forbidden.
    """
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        locked, act, seat = _admitted(subject, by, at)
        if internal and seat.role not in BUREAU_SIDE:
            raise refuse(Refusal(Code.RIGHT, _("只有财政部门可以写内部批注")))
        if anchor and anchor not in set(anchors(locked.content())):
            raise admission.fault(_("批注所指的内容不存在，请刷新页面"))
        secret = internal or seat.role is Role.EXPERT
        row = _row(locked, act, seat, anchor=anchor, internal=secret)
        _word(row, 1, text, act)
        if tell:
            _tell(row, locked, text, act)
    return row


def consult(
    subject: Subject, *, whom: Person, text: str, by: Any, at: datetime | None = None
) -> Comment:
    """Ask a colleague of the bureau for their opinion 会商, and tell them; the object stays put.

    Raises Refused or Forbidden.
    """
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        locked, act, seat = _admitted(subject, by, at)
        if seat.role not in CONSULTED:
            raise refuse(Refusal(Code.RIGHT, _("只有财政部门的审核岗位可以会商")))
        if not colleagues_of(act.by, locked, act.day).filter(pk=whom.pk).exists():
            raise admission.fault(_("请选择能看到此事项的财政部门同事"))
        row = _row(locked, act, seat, internal=True, asked=whom)
        _word(row, 1, text, act)
        _tell(row, locked, text, act)
    return row


def answer(parent: Comment, *, text: str, by: Any, at: datetime | None = None) -> Comment:
    """Answer a comment; as secret as what it answers. Raises Refused, Forbidden or Http404."""
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        locked, act, seat = _admitted_to(parent, by, at)
        if parent.parent_id is not None:
            raise admission.fault(_("请答复这条批注本身"))
        _unsettled(parent)
        row = _row(locked, act, seat, parent=parent, internal=parent.internal)
        _word(row, 1, text, act)
        _tell(row, locked, text, act)
    return row


def reword(said: Comment, *, text: str, by: Any, at: datetime | None = None) -> CommentWording:
    """Write one's own comment anew; the earlier words stay. Raises as `answer` does."""
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        _locked, act, _seat = _admitted_to(said, by, at)
        if said.by_id != act.by.pk:
            raise refuse(Refusal(Code.RIGHT, _("只能修改自己写的批注")))
        _unsettled(said.parent or said)
        return _word(said, said.wordings.count() + 1, text, act)


def resolve(
    said: Comment, *, by: Any, note: str = "", at: datetime | None = None
) -> CommentResolution:
    """Settle a comment, as its author or as a reviewer of the stage. Raises as `answer` does."""
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        locked, act, seat = _admitted_to(said, by, at)
        if said.parent_id is not None:
            raise admission.fault(_("只有批注本身可以标为已解决"))
        if said.by_id != act.by.pk and seat.role not in _reviewers(type(locked)):
            raise refuse(Refusal(Code.RIGHT, _("批注由作者或审核人标为已解决")))
        _unsettled(said)
        row = CommentResolution(comment=said, note=note.strip(), **admission.signature(act, seat))
        row.full_clean(validate_constraints=False)
        row.save()
    return row


def _admitted(subject: Subject, by: Any, at: datetime | None) -> tuple[Any, Act, Held]:
    found = locking.lock(subject, at)
    act = bookkeeping.act(by, "", found.at)
    seat = rights.seat_for(rights.seats_of(by, act.day), COMMENTERS, found.subject, act.day)
    if seat is None:
        raise refuse(Refusal(Code.RIGHT, _("您不在可以批注此事项的岗位上")))
    return found.subject, act, seat


def _admitted_to(said: Comment, by: Any, at: datetime | None) -> tuple[Any, Act, Held]:
    model: Any = next(found for found in machines() if found.stage() == said.machine)
    locked, act, seat = _admitted(model(pk=said.object_id), by, at)
    if not _may_read(said, by, locked, act):
        raise Http404
    return locked, act, seat


def _may_read(said: Comment, person: Any, subject: Any, act: Act) -> bool:
    allowed = readable(person, subject, rights.seats_of(person, act.day), act.day)
    return Comment.objects.filter(allowed, pk=said.pk).exists()


def _unsettled(said: Comment) -> None:
    if CommentResolution.objects.filter(comment=said).exists():
        raise Refused(Refusal(Code.STATE, _("此批注已解决，请另写一条")))


def _reviewers(model: type[Subject]) -> set[Role]:
    return {role for edge in model.edges() if edge.about.checks for role in edge.about.by}


def _row(subject: Any, act: Act, seat: Held, **columns: Any) -> Comment:
    row = Comment(
        machine=subject.stage(),
        object_id=subject.pk,
        version=subject.version,
        **admission.signature(act, seat),
        **columns,
    )
    row.full_clean(validate_constraints=False)
    row.save()
    return row


def _word(said: Comment, number: int, text: str, act: Act) -> CommentWording:
    if not text.strip():
        raise admission.fault(_("请填写批注内容"))
    row = CommentWording(comment=said, number=number, text=text.strip(), at=act.at)
    row.full_clean(validate_constraints=False)
    row.save()
    return row


def _tell(said: Comment, subject: Any, text: str, act: Act) -> None:
    words = {"name": said.by_name, "subject": subject}
    title = _("【预算绩效】%(name)s的批注：%(subject)s") % words
    if said.asked_id is not None:
        title = _("【预算绩效】%(name)s请您会商：%(subject)s") % words
    # What the bureau says to itself does not travel by mail.
    lines: list[str | Row] = [] if said.internal else [text.strip()]
    lines.append(row_of(subject))
    kind, key = f"{said.machine}.comment", str(said.pk)
    people = Person.objects.filter(pk__in=_concerned(said, subject, act), is_active=True)
    outbox.leave(
        outbox.compose(
            person, kind=kind, subject=title, lines=lines, key=key, at=act.at, about=[subject]
        )
        for person in people.exclude(email="").exclude(pk=act.by.pk)
        if _may_read(said, person, subject, act)
    )


def _concerned(said: Comment, subject: Any, act: Act) -> set[int]:
    found: set[int | None] = {subject.filed_by_id, subject.filed_for_id, subject.checked_by_id}
    claims = standing(said.machine, {subject.pk: subject.version}, act.day)
    found |= {claim.holder_id for claim in claims.values()}
    if said.asked_id is not None:
        return {said.asked_id}
    if said.parent is not None:
        found |= {said.parent.by_id, *said.parent.answers.values_list("by_id", flat=True)}
    return {key for key in found if key is not None}
