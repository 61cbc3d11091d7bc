"""Forms of the rule packs: a table as single fields, a copy, a trial, a proposal, its decision."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle.fields import one_line
from lifecycle.forms import pack_words
from lifecycle.forms.words import LONGEST_NOTE, Note, Words, offer
from lifecycle.rules.pack import PACK
from lifecycle.rules.pack_fields import SPARE_ROWS, Leaf, leaves, options, put_together
from lifecycle.rules.pack_misfits import misfit
from lifecycle.rules.shapes import Number, Whole
from lifecycle.sentences import told

LONGEST_LINE = 200


def table_shape(table: str) -> Any:
    """Return the shape of one table of a pack."""
    return {**PACK.parts, **PACK.also}[table]


class PackTableForm(forms.Form):
    """Every number of one table as a field; rows may be emptied, and spare ones filled."""

    def __init__(self, sent: Any = None, *, table: str, body: Mapping[str, Any]) -> None:
        super().__init__(sent, auto_id="f-%s", label_suffix="")
        self.table, self.shape = table, table_shape(table)
        self.leaves = leaves(self.shape, body.get(table), place=table, spare=SPARE_ROWS)
        for leaf in self.leaves:
            self.fields[leaf.place] = _field(leaf)
        self.fields["note"] = Note(label=_("改动说明"), help_text=_("为什么改，依据什么文件"))
        self.fields["seen"] = forms.IntegerField(widget=forms.HiddenInput())

    def clean(self) -> dict[str, Any]:
        """Judge the whole table at once, each fault at its field or above them all."""
        typed = {leaf.place: str(self.cleaned_data.get(leaf.place, "")) for leaf in self.leaves}
        reading = put_together(self.shape, typed, place=self.table)
        for fault in self.shape.faults(reading.value, place=self.table):
            place, _colon, sentence = fault.partition("：")
            self._put(reading.typed_at.get(place, place), sentence)
        return {**self.cleaned_data, "table": reading.value}

    def _put(self, place: str, sentence: str) -> None:
        said = told(misfit(sentence))
        if place in self.fields:
            if place not in self.errors:
                self.add_error(place, said)
            return
        where = pack_words.group_of(place)
        self.add_error(None, _("%(where)s：%(said)s") % {"where": where, "said": said}
                       if where else said)  # fmt: skip

    def groups(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """Yield the fields by the row or part that they share, in order."""
        fields: dict[str, list[forms.BoundField]] = {}
        for leaf in self.leaves:
            group = leaf.group.removesuffix(".by")
            fields.setdefault(group, []).append(self[leaf.place])
        for group, bound in fields.items():
            yield pack_words.group_of(group), bound


def _field(leaf: Leaf) -> forms.Field:
    label, unit = pack_words.label_of(leaf.key), pack_words.unit_of(leaf.key)
    shown: dict[str, Any] = {"label": label, "required": leaf.owed, "initial": leaf.value}
    if words := options(leaf.shape):
        none = ("", _("按通常做法"))
        return forms.ChoiceField(choices=[none, *pack_words.choices_of(leaf.key, words)], **shown)
    typed = {"inputmode": "decimal"} if isinstance(leaf.shape, Number | Whole) else {}
    box = forms.TextInput(attrs={"autocomplete": "off", **typed})
    hint = str(unit) if unit else ""
    return Words(max_length=LONGEST_LINE, widget=box, help_text=hint, **shown)


class CopyForm(forms.Form):
    """Which pack is copied, and the name of the copy."""

    source = forms.ChoiceField(label=gettext_lazy("复制哪个规则包"))
    name = Words(
        label=gettext_lazy("新规则包的名称"), max_length=40, validators=[one_line],
        help_text=gettext_lazy("例如：贵阳2024；已有的名称会成为它的下一个版本"),
    )  # fmt: skip

    def __init__(self, sent: Any = None, *, sources: Sequence[tuple[str, str]]) -> None:
        super().__init__(sent)
        offer(self, source=sources)


class TryForm(forms.Form):
    """Against which year a pack is tried, and whether on the lights of one month alone."""

    year = forms.TypedChoiceField(label=gettext_lazy("对照年度"), coerce=int)
    month = forms.TypedChoiceField(
        label=gettext_lazy("范围"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, sent: Any = None, *, years: Sequence[int], **more: Any) -> None:
        super().__init__(sent, **more)
        months = [(n, _("只看%(n)s月的灯") % {"n": n}) for n in range(1, 13)]
        whole = ("", _("全年：质量问题、得分、等级和各月的灯"))
        offer(self, year=[(year, year) for year in years], month=[whole, *months])


class ProposalForm(forms.Form):
    """For which year a pack is proposed, and why."""

    year = forms.TypedChoiceField(label=gettext_lazy("启用年度"), coerce=int)
    note = Note(label=gettext_lazy("启用理由"), max_length=LONGEST_NOTE)

    def __init__(self, sent: Any = None, *, years: Sequence[int], **more: Any) -> None:
        super().__init__(sent, prefix="propose", **more)
        offer(self, year=[(year, year) for year in years])


class ActivationForm(forms.Form):
    """Why the second person agrees, and the trial that was on the page."""

    note = Note(label=gettext_lazy("启用意见"))
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput())
