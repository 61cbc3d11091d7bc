"""Claims 认领: who of several holders of a seat has taken an object in hand, and from whom."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection, models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lifecycle import guards
from lifecycle.fields import ProseField
from lifecycle.models.beside import Beside, Signed
from lifecycle.models.organisation import Organisation, Seat
from lifecycle.models.subject import Subject
from lifecycle.roles import LEVEL_OF, Role


class Claim(Beside, Signed):
    """One change of hands: claimed, taken over, transferred 转办 or released.

    The last row at an object's present version says who holds it; a step ends every claim,
    because it raises the version. The holder holds in the seat of the row: its role and place.
    """

    class Kind(models.TextChoices):
        """How it changed hands."""

        CLAIM = "claim", _("认领")
        TAKE_OVER = "take_over", _("接手")
        TRANSFER = "transfer", _("转办")
        RELEASE = "release", _("放弃认领")

    number = models.PositiveIntegerField(_("序号"))
    kind = models.CharField(_("种类"), max_length=10, choices=Kind.choices)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name=_("认领人"),
    )
    place = models.ForeignKey(
        Organisation,
        models.PROTECT,
        db_index=False,
        related_name="+",
        verbose_name=_("认领岗位所在单位"),
    )
    note = ProseField(_("说明"), blank=True)

    class Meta:
        verbose_name = _("认领记录")
        verbose_name_plural = _("认领记录")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["machine", "object_id", "version", "number"], name="one_hand_at_a_time"
            ),
            models.CheckConstraint(
                name="only_a_release_frees",
                condition=Q(kind="release", holder=None)
                | (~Q(kind="release") & Q(holder__isnull=False)),
            ),
            models.CheckConstraint(
                name="a_transfer_says_why", condition=~Q(kind="transfer", note="")
            ),
            guards.AppendOnly(name="claim_append_only"),
            guards.BesideObject(name="claim_beside_object"),
            guards.ClaimInTurn(name="claim_in_turn"),
        ]
        indexes = [models.Index(fields=["holder", "machine"], name="claim_by_holder")]

    def __str__(self) -> str:
        return f"{self.machine} {self.object_id}: {self.get_kind_display()} {self.holder or ''}"


LATEST = """
SELECT DISTINCT ON (machine, object_id, version) id, machine, object_id, version, holder_id
FROM lifecycle_claim
JOIN unnest(%s::text[], %s::bigint[]) AS asked (machine, object_id) USING (machine, object_id)
ORDER BY machine, object_id, version, number DESC
"""


def standing(machine: str, versions: Mapping[int, int], day: date) -> dict[int, Claim]:
    """Return the claims that stand on some objects of a stage, by their keys.

    `versions` are the objects' present ones. Two queries more where anything is claimed.
    """
    found = standing_among({(machine, pk): seen for pk, seen in versions.items()}, day)
    return {pk: claim for (_machine, pk), claim in found.items()}


def standing_among(
    versions: Mapping[tuple[str, int], int], day: date
) -> dict[tuple[str, int], Claim]:
    """Return the same for objects of many stages, by stage and key."""
    machines, keys = [name for name, _pk in versions], [pk for _name, pk in versions]
    with connection.cursor() as cursor:
        cursor.execute(LATEST, [machines, keys])
        found = [
            claim for claim, machine, pk, seen, holder in cursor
            if holder and versions[machine, pk] == seen
        ]  # fmt: skip
    claims = Claim.objects.filter(pk__in=found).select_related("holder", "place") if found else []
    return {(claim.machine, claim.object_id): claim for claim in _seated(claims, day)}


def _seated(claims: Iterable[Claim], day: date) -> list[Claim]:
    claims = list(claims)
    if not claims:
        return []
    seats: Any = Seat.objects.filter(
        person__in={claim.holder_id for claim in claims}, starts_on__lte=day
    ).exclude(ends_on__lt=day)
    held = set(
        seats.filter(person__is_active=True).values_list("person_id", "role", "organisation_id")
    )
    return [claim for claim in claims if (claim.holder_id, claim.role, claim.place_id) in held]


@cache
def judges(model: type[Subject], state: str) -> tuple[Role, ...]:
    """Return the roles of the tree that judge in a state, in which it may then be claimed.

    Not where the content may still be edited: each edit is a new version, and ends the claim.
    """
    if state in {str(each) for each in model.EDITABLE}:
        return ()
    checking = (e.about.by for e in model.edges() if e.source == state and e.about.checks)
    return tuple(dict.fromkeys(r for roles in checking for r in roles if r in LEVEL_OF))
