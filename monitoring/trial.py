"""What another rule pack would change: lights that would turn, judged from the same facts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from lifecycle.models import ProjectYear
from lifecycle.queries.trial import Flip, Question, trial
from lifecycle.rules.pack import Pack
from monitoring.models import LightResult
from monitoring.sweep import MISSING, judged
from monitoring.sweep.judging import Found

Both = tuple[int, Found, Found]
"""A month, and one of its lights by either pack."""


@dataclass(frozen=True, slots=True)
class FlippedLight:
    """One light of a month by either pack; the sentences say why."""

    project_year: ProjectYear
    month: int
    kind: str
    before: str
    after: str
    sentence: str


def flipped_lights(
    year: int, *, before: Pack, after: Pack, month: int | None = None
) -> list[FlippedLight]:
    """Judge every month that was judged, or one, by both packs; return the lights that differ."""
    if _same(before, after):
        return []
    projects = ProjectYear.objects.filter(year=year).select_related("project").in_bulk()
    return [
        FlippedLight(
            projects[old.project_year], of, old.kind, str(old.light), str(new.light), new.sentence
        )
        for of, old, new in both_lights(year, before=before, after=after, month=month)
        if old.light != new.light
    ]


def judged_months(year: int) -> Mapping[int, date]:
    """Return the months of a year that were judged, each with the day as of which it last was."""
    months = LightResult.objects.filter(year=year).order_by("month").values_list("month")
    return dict(months.annotate(Max("as_of")))


def both_lights(
    year: int, *, before: Pack, after: Pack, month: int | None = None
) -> Iterator[Both]:
    """Judge every month that was judged, or one, by both packs from the facts of its day."""
    for of, as_of in judged_months(year).items():
        if month in (None, of):
            old = judged(year, month=of, as_of=as_of, pack=before)
            new = judged(year, month=of, as_of=as_of, pack=after)
            yield from ((of, *pair) for pair in zip(old, new, strict=True))


def _same(before: Pack, after: Pack) -> bool:
    terms = [pack.deadlines.get(MISSING) for pack in (before, after)]
    return before.lights == after.lights and terms[0] == terms[1]


@trial("lights")
def _lights(asked: Question) -> Iterable[Flip]:
    """Yield what differs; of one month what stays too, so that old and new make a whole."""
    if asked.month is None and _same(asked.before, asked.after):
        return
    rows = both_lights(asked.year, before=asked.before, after=asked.after, month=asked.month)
    for month, old, new in rows:
        if asked.month is not None or old.light != new.light:
            key, kind = old.project_year, str(old.kind)
            yield Flip(key, kind, str(old.light), str(new.light), new.sentence, month)
