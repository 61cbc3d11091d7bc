"""What another rule pack would change; each app registers what it judges, findings are here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from lifecycle.models import Target
from lifecycle.queries.target_check import Judged, judged_targets
from lifecycle.rules.pack import Pack
from lifecycle.rules.quality import Finding

Place = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """Which year is judged by which two packs as of a day; `month` asks for its lights alone."""

    year: int
    day: date
    before: Pack
    after: Pack
    month: int | None = None


@dataclass(frozen=True, slots=True)
class Flip:
    """One thing by either pack: `subject` is a rule, a stage or a kind of light."""

    project_year: int
    subject: str
    before: str
    after: str
    sentence: str = ""
    month: int | None = None


Tried = Callable[[Question], Iterable[Flip]]
TRIALS: dict[str, Tried] = {}
"""Who judges each kind of `TrialRow`, by its name there."""


def trial(kind: str) -> Callable[[Tried], Tried]:
    """Register who judges one kind by two packs."""

    def register(tried: Tried) -> Tried:
        TRIALS[kind] = tried
        return tried

    return register


@trial("findings")
def _findings(asked: Question) -> Iterable[Flip]:
    if asked.month is not None:
        return
    found = flipped_findings(asked.year, day=asked.day, before=asked.before, after=asked.after)
    for one in found:
        key, said = one.target.project_year_id, one.finding
        yield Flip(key, said.code, one.before, one.after, said.sentence)


@dataclass(frozen=True, slots=True)
class FlippedFinding:
    """A finding and its level by either pack, "" where there is none."""

    target: Target
    finding: Finding
    before: str
    after: str


def flipped_findings(year: int, *, day: date, before: Pack, after: Pack) -> list[FlippedFinding]:
    """Judge every target of a year by both packs and return what differs."""
    first = judged_targets(year, day=day, pack=before)
    second = judged_targets(year, day=day, pack=after)
    return [
        flipped for old, new in zip(first, second, strict=True) for flipped in _flipped(old, new)
    ]


def _flipped(old: Judged, new: Judged) -> Iterable[FlippedFinding]:
    before, after = _by_place(old), _by_place(new)
    for place in [*before, *(place for place in after if place not in before)]:
        levels = [str(found[place].level) if place in found else "" for found in (before, after)]
        if levels[0] != levels[1]:
            finding = before.get(place) or after[place]
            yield FlippedFinding(new.target, finding, levels[0], levels[1])


def _by_place(judged: Judged) -> dict[Place, Finding]:
    """Key findings by rule and place; two of a rule at one place are told apart by their count."""
    found: dict[Place, Finding] = {}
    for one in judged.findings:
        at = sum(1 for code, place, _n in found if (code, place) == (one.code, one.place))
        found[one.code, one.place, str(at)] = one
    return found
