"""Drawing up public batches 公开批次 and what their publication carries out with it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from evaluations.models import KeyEvaluation, Publication, PublicationItem, SelfEvaluation
from lifecycle import bookkeeping
from lifecycle.actions.admission import may_open, require
from lifecycle.following import follows
from lifecycle.machine import Act
from lifecycle.models import Organisation, Project, Target
from lifecycle.models.rulepack import pack_of
from lifecycle.models.subject import canonical, digest
from lifecycle.refusals import Refused
from lifecycle.roles import DEPARTMENT_ROLES, Role
from lifecycle.transitions import edit, fire_many

Kind = Publication.Kind
FACTS = ("project_year__project__organisation",)


def prepare_batch(
    organisation: Organisation,
    *,
    kind: str,
    year: int,
    by: Any,
    clock_from: date | None = None,
    at: datetime | None = None,
) -> Publication:
    """Draw up a batch with copies of what is to go out: a department's or the bureau's.

    `clock_from` is the day of the reply from which the days of the pack run. Raises Refused.
    """
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        act = bookkeeping.act(by, "", at)
        batches = Publication.objects.filter(organisation=organisation, year=year, kind=kind)
        started = clock_from or act.day
        batch = Publication(
            organisation=organisation,
            year=year,
            kind=kind,
            number=(batches.aggregate(last=Max("number"))["last"] or 0) + 1,
            clock_from=started,
            out_by=started + timedelta(days=pack_of(year).pack.publication.days),
            since=act.at,
        )
        roles = [Role.PERFORMANCE] if batch.is_city else DEPARTMENT_ROLES
        may_open(batch, roles=roles, act=act)
        require(not batches.exclude(state="corrected").exists(), _("已有未更正的同类批次"))
        batch.save()
        _copy(batch)
        return batch


def recopy_batch(publication: Publication, *, by: Any, at: datetime | None = None) -> Publication:
    """Copy everything anew while the batch may be edited. Raises Refused."""

    def write(batch: Publication) -> None:
        batch.items.all().delete()
        _copy(batch)

    return edit(publication, by=by, changes={}, parts=write, at=at)


def _copy(batch: Publication) -> None:
    items = [_item(batch, subject) for rows in _subjects(batch) for subject in rows]
    PublicationItem.objects.bulk_create(items)


def _item(batch: Publication, subject: Any) -> PublicationItem:
    project = subject.project_year.project
    payload = {
        "year": subject.year,
        "code": project.code,
        "project": project.name,
        "kind": project.kind,
        "organisation": project.organisation.name,
        "grade": getattr(subject, "final_grade", getattr(subject, "grade", "")),
        "content": subject.content(),
    }
    return PublicationItem(
        publication=batch,
        project_year=subject.project_year,
        machine=subject.stage(),
        object_id=subject.pk,
        version=subject.version,
        payload=payload,
        sha256=digest(canonical(payload)),
    )


def _subjects(batch: Publication) -> Iterable[Iterable[Any]]:
    """Yield what belongs in a batch of its kind, secret projects left out."""
    if batch.kind == Kind.BUDGET:
        yield _last(_of_department(Target, batch, ("approved", "published")))
    elif batch.kind == Kind.FINAL:
        yield _of_department(SelfEvaluation, batch, ("confirmed", "published"))
    elif batch.kind == Kind.CONGRESS:
        yield _last(_of_city(Target, batch, ("approved", "published"), to_congress=True))
    else:
        yield _of_city(KeyEvaluation, batch, ("applied", "published"))
        confirmed = ("confirmed", "published")
        yield _of_city(SelfEvaluation, batch, confirmed, to_congress=True)


def _public(model: Any, batch: Publication, states: Sequence[str]) -> QuerySet[Any]:
    rows: QuerySet[Any] = model._default_manager.filter(
        year=batch.year, state__in=states, project_year__is_secret=False
    )
    return rows.select_related(*FACTS).prefetch_related(*model.PARTS).order_by("pk")


def _of_department(model: Any, batch: Publication, states: Sequence[str]) -> QuerySet[Any]:
    place = batch.organisation_id
    mine = Q(organisation=place) | Q(organisation__department=place)
    whole_or_key = Q(project_year__project__kind=Project.Kind.DEPARTMENT) | Q(
        project_year__is_key=True
    )
    return _public(model, batch, states).filter(mine & whole_or_key)


def _of_city(
    model: Any, batch: Publication, states: Sequence[str], *, to_congress: bool = False
) -> QuerySet[Any]:
    rows = _public(model, batch, states).filter(organisation__bureau=batch.organisation_id)
    wanted_years = {"project_year__to_congress": True} if to_congress else {}
    return rows.filter(**wanted_years)


def _last(targets: Iterable[Target]) -> Iterable[Target]:
    """Keep the highest number of each project-year: the version in force."""
    found: dict[int, Target] = {}
    for target in targets:
        other = found.get(target.project_year_id)
        if other is None or target.number > other.number:
            found[target.project_year_id] = target
    return found.values()


CARRIED = {
    Kind.BUDGET: (Target, "approved"),
    Kind.FINAL: (SelfEvaluation, "confirmed"),
    Kind.REPORT: (KeyEvaluation, "applied"),
}
"""What a batch publishes, and from which state; a batch to the congress publishes nothing more."""


@follows("evaluations.publication", "publish", "publish_city")
def publish_items(moved: Sequence[Publication], act: Act) -> None:
    """Publish the objects of a published batch, by the same person. Raises Refused."""
    for batch in moved:
        if batch.kind not in CARRIED:
            continue
        model, state = CARRIED[Kind(batch.kind)]
        items = PublicationItem.objects.filter(publication=batch, machine=model.stage())
        rows = model._default_manager.filter(
            pk__in=items.values_list("object_id", flat=True), state=state
        )
        result = fire_many(rows, "publish", by=act.by, note=act.note, at=act.at)
        if result.refused:
            raise Refused(*next(iter(result.refused.values())))
