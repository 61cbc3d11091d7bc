"""Rule packs 规则包 with their numbers in words; the division copies and changes them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lifecycle.actions.rule_packs import change_pack, copy_pack
from lifecycle.forms import pack_words
from lifecycle.forms.packs import CopyForm, PackTableForm, ProposalForm, TryForm, table_shape
from lifecycle.models import RulePack
from lifecycle.queries import rule_packs, trials
from lifecycle.refusals import Code, Refused
from lifecycle.rules.pack import NATIONAL, PackError, whole
from lifecycle.rules.pack_fields import Leaf, differing, leaves
from lifecycle.views import help_text
from lifecycle.views.common import Request, hour_of
from lifecycle.views.context import frame_of

PACK_ABOUT = (
    gettext_lazy("规则包是一个年度的全部判定数字：灯、等级、计分、权重、质量限值、期限。"),
    gettext_lazy("每次改动都存为新的版本，原来的版本不变；已经判定的结果保留判定时的版本。"),
    gettext_lazy("启用前先试算，看清会改变哪些结果；由一人申请，另一人启用。"),
)
help_text.about("rules", gettext_lazy("规则包"), *PACK_ABOUT)
help_text.about("pack", gettext_lazy("规则包"), *PACK_ABOUT)


@dataclass(frozen=True, slots=True)
class Row:
    """One number of a pack in words, beside the national one where it differs."""

    label: str
    value: str
    national: str | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """One table of a pack in words."""

    name: str
    label: Any
    rows: tuple[Row, ...]

    @property
    def differing(self) -> int:
        """How many rows differ from the national pack."""
        return sum(row.national is not None for row in self.rows)


@require_safe
def packs(request: Request) -> HttpResponse:
    """List every version, what is shipped, and what is proposed."""
    return _list(request)


@require_POST
def copy(request: Request) -> HttpResponse:
    """Copy a pack under another name."""
    _changing(request)
    form = CopyForm(request.POST, sources=rule_packs.sources(rule_packs.kept_packs()))
    if not form.is_valid():
        return _list(request, form=form, status=400)
    try:
        made = copy_pack(form.cleaned_data["source"], name=form.cleaned_data["name"],
                         by=request.user)  # fmt: skip
    except Refused as refused:
        for sentence in refused.faults:
            form.add_error(None, sentence)
        return _list(request, form=form, status=400)
    messages.success(request, _("已复制为%(pack)s，可以修改和试算") % {"pack": made})
    return redirect("pack", made.pk)


def _list(request: Request, *, form: CopyForm | None = None, status: int = 200) -> HttpResponse:
    kept, changes = rule_packs.kept_packs(), trials.changes_packs(hour_of(request).seats)
    shown = {
        "packs": kept,
        "shipped": rule_packs.shipped(),
        "proposals": trials.open_proposals(),
        "form": (form or CopyForm(sources=rule_packs.sources(kept))) if changes else None,
    }
    return render(request, "lifecycle/packs/list.html", shown, status=status)


@require_safe
def pack(request: Request, pk: int) -> HttpResponse:
    """Show one version: its head, every table in words, its trials and its years."""
    return pack_page(request, rule_packs.kept_for(pk))


def pack_page(
    request: Request,
    found: RulePack,
    *,
    tried: TryForm | None = None,
    proposed: ProposalForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Draw the page of one version, with what was typed where it was refused."""
    hour, years = hour_of(request), sorted(frame_of(request).years)
    versions = rule_packs.versions_of(found)
    first = {"year": request.year}
    shown: dict[str, Any] = {
        "pack": found,
        "state": next(one for one in versions if one.pack.pk == found.pk),
        "versions": versions,
        "newest": versions[0].pack.pk == found.pk,
        "tables": list(tables_of(found.body)),
        "activations": rule_packs.activations_of(found.name),
        "trials": trials.trials_of(found, hour.seats),
        "wrong": tried or proposed,
    }
    if trials.changes_packs(hour.seats):
        shown["tried"] = tried or TryForm(years=years, initial=first)
        ahead = [*years, max(years) + 1] if years else [hour.day.year]
        shown["proposed"] = proposed or ProposalForm(years=ahead, initial=first)
    return render(request, "lifecycle/packs/pack.html", shown, status=status)


def tables_of(body: dict[str, Any]) -> Iterator[Shown]:
    """Yield every table of a pack in words, beside the national one."""
    national = whole(NATIONAL)
    for name, label in pack_words.TABLES.items():
        shape = table_shape(name)
        mine = leaves(shape, body.get(name, national[name]), place=name)
        usual = leaves(shape, national[name], place=name)
        yield Shown(name, label, tuple(_rows(mine, usual)))


def _rows(mine: list[Leaf], usual: list[Leaf]) -> Iterator[Row]:
    other, differ = _by_group(usual), differing(mine, usual)
    for group, some in _by_group(mine).items():
        before = other.pop(group, [])
        changed = any(leaf.place in differ for leaf in [*some, *before])
        if group == some[0].key.partition(".")[0] or not pack_words.group_of(group):
            yield from (_alone(leaf, before, differ) for leaf in some if _told(leaf, differ))
        elif _said(some) or changed:
            usually = (_said(before) or _("没有")) if changed else None
            yield Row(pack_words.group_of(group), _said(some) or _("没有"), usually)
    for group, before in other.items():
        if _said(before):
            yield Row(pack_words.group_of(group), _("没有"), _said(before))


def _by_group(some: list[Leaf]) -> dict[str, list[Leaf]]:
    found: dict[str, list[Leaf]] = {}
    for leaf in some:
        found.setdefault(leaf.group.removesuffix(".by"), []).append(leaf)
    return found


def _told(leaf: Leaf, differ: set[str]) -> bool:
    return bool(leaf.value) or leaf.place in differ


def _alone(leaf: Leaf, before: list[Leaf], differ: set[str]) -> Row:
    national = None
    if leaf.place in differ:
        usual = next((one for one in before if one.place == leaf.place), None)
        national = (_value(usual) if usual else "") or _("没有")
    return Row(pack_words.label_of(leaf.key), _value(leaf) or _("没有"), national)


def _said(some: list[Leaf]) -> str:
    parts = [(pack_words.label_of(leaf.key), _value(leaf)) for leaf in some if leaf.value]
    if len(parts) == 1 and some[0].key in pack_words.TABLES:
        return parts[0][1]
    words = ({"label": label, "value": value} for label, value in parts)
    return _("；").join(_("%(label)s %(value)s") % one for one in words)


def _value(leaf: Leaf) -> str:
    if not leaf.value:
        return ""
    said = dict(pack_words.choices_of(leaf.key, [leaf.value]))[leaf.value]
    return f"{said}{pack_words.unit_of(leaf.key)}"


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, pk: int, table: str) -> HttpResponse:
    """Show one table as fields; a POST keeps a new version, or shows every fault at its field."""
    _changing(request)
    found = rule_packs.kept_for(pk)
    if table not in pack_words.TABLES:
        raise Http404
    body = {**whole(NATIONAL), **found.body}
    if request.method != "POST":
        form = PackTableForm(table=table, body=body)
        form.initial["seen"] = found.version
        return _change(request, found, form)
    form = PackTableForm(request.POST, table=table, body=body)
    if not form.is_valid():
        return _change(request, found, form, status=400)
    try:
        made = change_pack(
            found.name,
            tables={table: form.cleaned_data["table"]},
            note=form.cleaned_data["note"],
            seen=form.cleaned_data["seen"],
            by=request.user,
        )
    except PackError as wrong:
        return _refused(request, found, form, wrong.faults)
    except Refused as refused:
        stale = Code.STALE in refused.codes
        return _refused(request, found, form, refused.faults, status=409 if stale else 400)
    messages.success(request, _("已存为%(pack)s；尚未启用，可以试算") % {"pack": made})
    return redirect("pack", made.pk)


def _refused(
    request: Request, found: RulePack, form: PackTableForm, faults: Any, *, status: int = 400
) -> HttpResponse:
    for sentence in faults:
        form.add_error(None, sentence)
    return _change(request, found, form, status=status)


def _change(
    request: Request, found: RulePack, form: PackTableForm, *, status: int = 200
) -> HttpResponse:
    others = [
        (label, reverse("pack-change", args=[found.pk, name]), name == form.table)
        for name, label in pack_words.TABLES.items()
    ]
    shown = {"pack": found, "form": form, "label": pack_words.TABLES[form.table], "others": others}
    return render(request, "lifecycle/packs/change.html", shown, status=status)


def _changing(request: Request) -> None:
    if not trials.changes_packs(hour_of(request).seats):
        raise PermissionDenied
