"""The parts of the homes that evaluation knows."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.queries import home
from lifecycle.queries import AtHome
from lifecycle.rules.parts import Figure
from lifecycle.views.common import Request
from lifecycle.views.panels import panel

Shown = Mapping[str, Any]


@panel(
    "home.head", "self-evaluation", title=gettext_lazy("自评进度"), order=40,
    template="evaluations/home/self_evaluation.html",
)  # fmt: skip
def self_evaluation(_request: Request, about: AtHome, day: date) -> Shown:
    """Show how far the self-evaluations are."""
    return {"years": home.self_evaluations_of(about.seats, about.year, day)}


@panel(
    "home.performance", "sample", title=gettext_lazy("自评抽查"), order=50,
    template="evaluations/home/sample.html",
)  # fmt: skip
def sample(_request: Request, about: AtHome, day: date) -> Shown:
    """Show how much of the sample is drawn and scored again."""
    found = home.sample_of(about.seats, about.year, day)
    unit = _("份")
    figures = [
        Figure(_("可抽取"), str(found.filed), unit, _("部门审核中")),
        Figure(_("已抽取待复核"), str(found.drawn), unit),
        Figure(_("已有复核分"), str(found.rescored), unit),
    ]
    return {"found": found, "figures": figures}


@panel(
    "home.performance", "key", title=gettext_lazy("重点评价"), order=60,
    template="evaluations/home/key.html",
)  # fmt: skip
def key(_request: Request, about: AtHome, day: date) -> Shown:
    """Show the key evaluations that go on."""
    return {"found": home.key_evaluations_of(about.seats, about.year, day)}


@panel(
    "home.performance", "publication", title=gettext_lazy("待公开批次"), order=70,
    template="evaluations/home/publication.html",
)  # fmt: skip
def publication(_request: Request, about: AtHome, day: date) -> Shown:
    """Show the batches that are not out yet."""
    return {"found": home.batches_of(about.seats, day)}
