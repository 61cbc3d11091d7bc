"""A goal that moves as our Target does, in the form that django-fsm-2's manual shows."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django_fsm import FSMField, has_transition_perm, transition  # noqa: TID251 - the peer itself
from django_fsm_log.decorators import fsm_log_by

from lifecycle.models import Organisation, Seat


def sits_above(goal, person):
    """Ask for the right as a permission of a transition does: one query."""
    place = goal.organisation.department_id
    return Seat.objects.filter(
        person=person, organisation=place, role="department_officer"
    ).exists()


class Goal(models.Model):
    """One goal with the columns that a step of ours writes, without its guards."""

    state = FSMField(default="unit_submitted", protected=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    goal = models.TextField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    since = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    def __str__(self) -> str:
        return self.goal

    @fsm_log_by
    @transition(field=state, source="unit_submitted", target="dept_review", permission=sits_above)
    def accept(self, by):
        """Take the goal in for judgement."""
        self.checked_by = by


def accept(key, person, *, asked):
    """Take one step under a row lock and save it; `asked` also asks for the right."""
    with transaction.atomic():
        goals = Goal.objects.select_for_update(of=("self",)).select_related("organisation")
        goal = goals.get(pk=key)
        if asked and not has_transition_perm(goal.accept, person):
            raise PermissionDenied
        goal.accept(by=person)
        goal.save()
