"""Rule packs as their pages show them: every version with its state, and what differs."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import Http404

from lifecycle.models import FiscalYear, PackActivation, RulePack
from lifecycle.queries.packs import shipped_head, shipped_packs


@dataclass(frozen=True, slots=True)
class PackState:
    """One version of a pack: the years that it judges, those it once did, and its head."""

    pack: RulePack
    years: tuple[int, ...]
    former: tuple[int, ...]
    head: dict[str, str]

    @property
    def name(self) -> str:
        """How the list calls its state."""
        return "in_force" if self.years else "superseded" if self.former else "draft"


def pack_states(packs: Iterable[RulePack]) -> list[PackState]:
    """Return each version with the years it judges or judged."""
    now: dict[int, list[int]] = defaultdict(list)
    for year, pack in FiscalYear.objects.order_by("year").values_list("year", "pack"):
        now[pack].append(year)
    once: dict[int, set[int]] = defaultdict(set)
    for year, pack in PackActivation.objects.values_list("year", "pack"):
        once[pack].add(year)
    return [
        PackState(
            one, tuple(now[one.pk]), tuple(sorted(once[one.pk] - set(now[one.pk]))), _head(one)
        )
        for one in packs
    ]


def _head(pack: RulePack) -> dict[str, str]:
    if pack.title or pack.source:
        return {"title": pack.title, "source": pack.source}
    known = pack.name in shipped_packs()
    return shipped_head(pack.name) if known else {"title": "", "source": ""}


def kept_packs() -> list[PackState]:
    """List every version that is kept, by name, the newest first."""
    return pack_states(RulePack.objects.select_related("by").order_by("name", "-version"))


def kept_for(pk: int) -> RulePack:
    """Return one version; packs are no secret to whoever is signed in. Raises Http404."""
    found = RulePack.objects.select_related("by").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def versions_of(pack: RulePack) -> list[PackState]:
    """List the versions under the name of a pack, the newest first."""
    rows = RulePack.objects.select_related("by").filter(name=pack.name)
    return pack_states(rows.order_by("-version"))


def activations_of(name: str) -> list[PackActivation]:
    """List when packs of a name were put in force, the newest first."""
    rows = PackActivation.objects.filter(pack__name=name)
    return list(rows.select_related("pack", "by", "proposal__by"))


def sources(kept: Iterable[PackState]) -> list[tuple[str, str]]:
    """Name what may be copied: what is kept, its newest version first, then what is shipped."""
    titles: dict[str, str] = {}
    for state in kept:
        titles.setdefault(state.pack.name, state.head["title"])
    for one in shipped():
        titles.setdefault(one["name"], one["title"])
    return [(name, f"{name}：{title}" if title else name) for name, title in titles.items()]


def shipped() -> list[dict[str, Any]]:
    """List the packs that come with the program, with title and source."""
    return [{"name": name, **shipped_head(name)} for name in shipped_packs()]
