"""Agencies and experts 第三方机构与专家: assigning, clearing and releasing them, with 回避."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle import bookkeeping
from lifecycle.actions import admission
from lifecycle.machine import Act
from lifecycle.models import (
    Assignment,
    Interest,
    Organisation,
    Person,
    Seat,
    Subject,
    TransitionLog,
)
from lifecycle.models.interest import standing_interests
from lifecycle.refusals import Code, Refusal, refuse
from lifecycle.roles import ASSIGNED, DEPARTMENT_ROLES, UNIT_ROLES, Level, Role

ASSIGN = gettext_lazy("指派第三方")
COOLING = timedelta(days=365)
"""For so long after leaving, one's own organisation is still one's own (domain 4.1)."""


def assign_outsider(
    subject: Subject,
    person: Person,
    role: Role,
    *,
    by: Any,
    ends_on: date | None = None,
    at: datetime | None = None,
) -> Assignment:
    """Give an agency's or expert's person the right on one object, unless 回避 forbids it.

    Who was released before starts anew, without a conflict statement. Raises Refused.
    """
    with transaction.atomic():
        locked, act = admission.admit(
            subject,
            ASSIGN,
            by=by,
            roles=(Role.PERFORMANCE,),
            states=[str(state) for state in subject.State],
            at=at,
        )
        if fault := conflict(locked, person, role, act):
            raise admission.fault(fault)
        kept = {"machine": locked.stage(), "object_id": locked.pk, "person": person, "role": role}
        dates = {"starts_on": act.day, "ends_on": ends_on, "cleared_on": None}
        found, _new = Assignment.objects.update_or_create(defaults=dates, **kept)
        return found


def declare_no_conflict(
    assignment: Assignment, *, by: Any, at: datetime | None = None
) -> Assignment:
    """Sign the conflict statement 回避声明; the assigned person alone can. Raises Forbidden."""
    act = bookkeeping.act(by, "", at)
    if assignment.person_id != getattr(by, "pk", None):
        raise refuse(Refusal(Code.RIGHT, _("回避声明由本人签署")))
    assignment.cleared_on = act.day
    assignment.save(update_fields=["cleared_on"])
    return assignment


def release_outsider(
    subject: Subject, assignment: Assignment, *, by: Any, at: datetime | None = None
) -> Assignment:
    """End an assignment at once; what the person signed stays but counts no more."""
    with transaction.atomic():
        states = [str(state) for state in subject.State]
        locked, act = admission.admit(
            subject, ASSIGN, by=by, roles=(Role.PERFORMANCE,), states=states, at=at
        )
        if (assignment.machine, assignment.object_id) != (locked.stage(), locked.pk):
            raise admission.fault(_("此人未指派到该事项"))
        assignment.ends_on, assignment.cleared_on = act.day - timedelta(days=1), None
        assignment.save(update_fields=["ends_on", "cleared_on"])
    return assignment


def conflict(subject: Subject, person: Person, role: Role, act: Act) -> str:
    """Say why a person cannot be assigned to an object: no seat, 回避, or assigned already."""
    if role not in ASSIGNED:
        return _("只能指派第三方机构或专家")
    seats = Seat.objects.filter(person=person, starts_on__lte=act.day)
    if not seats.filter(role=role).exclude(ends_on__lt=act.day).exists():
        return _("%(name)s不在%(role)s的岗位上") % {"name": person, "role": role.label}
    if person.pk in (subject.filed_by_id, subject.filed_for_id):
        return _("%(name)s参与了该事项的报送，应当回避") % {"name": person}
    own = _own(subject)
    recent = seats.exclude(ends_on__lt=act.day - COOLING)
    if recent.filter(organisation__in=own).exists():
        return _("%(name)s与被评估单位同属一个单位，应当回避") % {"name": person}
    return _bound(subject, person, own) or _standing(subject, person, act)


def _bound(subject: Subject, person: Person, own: Any) -> str:
    declared = standing_interests(Interest.objects.filter(person=person, place__in=own)).first()
    if declared is not None:
        words = {"name": person, "kind": declared.get_kind_display()}
        return _("%(name)s已申报与被评估单位%(kind)s，应当回避") % words
    lines = TransitionLog.objects.filter(machine=subject.stage(), object_id=subject.pk)
    writers = [str(role) for role in (*UNIT_ROLES, *DEPARTMENT_ROLES)]
    drafted = Q(by=person) | Q(acting_for=person)
    if lines.filter(drafted, role__in=writers).exists():
        return _("%(name)s参与了该事项的编报，应当回避") % {"name": person}
    return ""


def _own(subject: Subject) -> Any:
    place = subject.organisation
    department = place.at(Level.DEPARTMENT)
    same = Q(pk=place.pk) | Q(pk=department)
    return Organisation.objects.filter(same | Q(department=department, department__isnull=False))


def _standing(subject: Subject, person: Person, act: Act) -> str:
    rows = Assignment.objects.filter(
        machine=subject.stage(), object_id=subject.pk, person=person
    ).exclude(ends_on__lt=act.day)
    return _("%(name)s已指派到该事项") % {"name": person} if rows.exists() else ""
