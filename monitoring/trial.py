"""What another rule pack would change: lights that would turn, judged from the same facts."""

from dataclasses import dataclass

from django.db.models import Max

from lifecycle.models import ProjectYear
from lifecycle.rules.pack import Pack
from monitoring.models import LightResult
from monitoring.sweep import judged


@dataclass(frozen=True, slots=True)
class FlippedLight:
    """One light of a month by either pack; the sentences say why."""

    project_year: ProjectYear
    month: int
    kind: str
    before: str
    after: str
    sentence: str


def flipped_lights(year: int, *, before: Pack, after: Pack) -> list[FlippedLight]:
    """Judge every month that was judged by both packs and return the lights that differ."""
    if before.lights == after.lights:
        return []
    projects = ProjectYear.objects.filter(year=year).select_related("project").in_bulk()
    months = LightResult.objects.filter(year=year).order_by("month").values_list("month")
    return [
        FlippedLight(
            projects[old.project_year], month, old.kind, str(old.light), str(new.light),
            new.sentence,
        )
        for month, as_of in months.annotate(Max("as_of"))
        for old, new in zip(
            judged(year, month=month, as_of=as_of, pack=before),
            judged(year, month=month, as_of=as_of, pack=after),
            strict=True,
        )
        if old.light != new.light
    ]  # fmt: skip
