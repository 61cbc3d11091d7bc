"""The forms of an ex-ante appraisal 事前绩效评估: every error at its field, all at once."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle.fields import choices_of
from lifecycle.forms.steps import CarriedForm
from lifecycle.forms.windows import DayField
from lifecycle.forms.words import Note
from lifecycle.models import AppraisalFinding
from lifecycle.rules import appraisal as rules
from lifecycle.rules.appraisal import CONCLUSION_LABELS, DIMENSION_LABELS, Conclusion, Dimension
from lifecycle.rules.appraisal_report import SECTIONS
from lifecycle.rules.materials import KIND_LABELS

LONGEST_SECTION = 20_000
CONCLUSIONS = choices_of(CONCLUSION_LABELS)
Weights = Mapping[Dimension, Decimal]


class YuanField(forms.DecimalField):
    """An amount in 元, exact to the cent."""

    def __init__(self, **more: Any) -> None:
        box = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(min_value=0, max_digits=14, decimal_places=2, widget=box, **more)

    def to_python(self, value: Any) -> Any:
        """Read an amount as people write it, with commas between the thousands."""
        text = str(value or "").replace(",", "").replace("，", "").strip()
        return super().to_python(text)


class OpeningForm(forms.Form):
    """What an appraisal is opened for."""

    kind = forms.ChoiceField(label=gettext_lazy("评估类别"), choices=choices_of(KIND_LABELS))
    declared = YuanField(label=gettext_lazy("申报金额（元）"))
    expires_on = DayField(
        label=gettext_lazy("原政策、项目到期日"),
        required=False,
        help_text=gettext_lazy("新增的不填；到期后拟延续的须填"),
    )


class ScoringForm(CarriedForm):
    """Points with a reason on each dimension of a form; `whole` owes every one of them."""

    def __init__(self, *args: Any, weights: Weights, whole: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        self.weights = weights
        for dimension, most in weights.items():
            label = _(DIMENSION_LABELS[dimension])
            self.fields[f"points-{dimension}"] = forms.DecimalField(
                label=_("%(dimension)s得分") % {"dimension": label},
                help_text=_("0至%(most)s分") % {"most": f"{most:f}"},
                required=whole,
                min_value=Decimal(0),
                max_value=most,
                decimal_places=2,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            )
            self.fields[f"opinion-{dimension}"] = Note(
                label=_("%(dimension)s理由") % {"dimension": label}, required=whole
            )

    def clean(self) -> dict[str, Any]:
        """Refuse a reason without points."""
        typed = dict(self.cleaned_data)
        for dimension in self.weights:
            wordy, points = typed.get(f"opinion-{dimension}"), f"points-{dimension}"
            if wordy and points not in self.errors and typed.get(points) is None:
                self.add_error(points, _("写了理由，请同时填写得分"))
        return typed

    def rows(self) -> Iterator[tuple[Dimension, forms.BoundField, forms.BoundField]]:
        """Yield the two fields of each dimension."""
        for dimension in self.weights:
            yield dimension, self[f"points-{dimension}"], self[f"opinion-{dimension}"]

    def points(self) -> dict[Dimension, Decimal]:
        """Return the points that were typed."""
        found = {d: self.cleaned_data.get(f"points-{d}") for d in self.weights}
        return {dimension: value for dimension, value in found.items() if value is not None}

    def opinions(self) -> dict[Dimension, str]:
        """Return the reasons that were typed."""
        return {d: self.cleaned_data.get(f"opinion-{d}", "") for d in self.weights}


class SelfForm(ScoringForm):
    """The unit's self-assessment: amount, points with reasons, and a file for each material."""

    kind = forms.ChoiceField(
        label=gettext_lazy("评估类别"),
        choices=choices_of(KIND_LABELS),
        help_text=gettext_lazy("改变类别并保存后，换成该类别的评分表和材料清单"),
    )
    declared = YuanField(label=gettext_lazy("申报金额（元）"))
    expires_on = DayField(label=gettext_lazy("原政策、项目到期日"), required=False)

    def __init__(self, *args: Any, materials: Sequence[str], **more: Any) -> None:
        super().__init__(*args, whole=False, **more)
        self.materials = materials
        for n, name in enumerate(materials):
            self.fields[f"file-{n}"] = forms.FileField(label=name, required=False, max_length=200)
            self.fields[f"drop-{n}"] = forms.BooleanField(
                label=_("撤下“%(name)s”") % {"name": name}, required=False
            )

    def material_fields(self) -> Iterator[tuple[forms.BoundField, forms.BoundField]]:
        """Yield the two fields of each material."""
        for n, _name in enumerate(self.materials):
            yield self[f"file-{n}"], self[f"drop-{n}"]

    def scores(self) -> dict[Dimension, tuple[Decimal, str] | None]:
        """Return the points with their reason; None where a score is taken back."""
        points, opinions = self.points(), self.opinions()
        return {d: (points[d], opinions[d]) if d in points else None for d in self.weights}

    def uploads(self) -> dict[str, tuple[str, Any]]:
        """Return the file name and the bytes by material."""
        files = {name: self.cleaned_data.get(f"file-{n}") for n, name in enumerate(self.materials)}
        return {name: (file.name, file) for name, file in files.items() if file}

    def dropped(self) -> list[str]:
        """Name the materials that are taken back and not replaced."""
        given = self.uploads()
        named = enumerate(self.materials)
        return [m for n, m in named if self.cleaned_data.get(f"drop-{n}") and m not in given]


class ConclusionForm(CarriedForm):
    """A conclusion with an amount and its reason."""

    conclusion = forms.ChoiceField(
        label=gettext_lazy("结论"), choices=CONCLUSIONS, widget=forms.RadioSelect
    )
    approved = YuanField(
        label=gettext_lazy("核定金额（元）"),
        required=False,
        help_text=gettext_lazy("不填：予以支持为申报金额，不予支持为0"),
    )
    reason = Note(label=gettext_lazy("理由"), required=False)

    def __init__(self, *args: Any, declared: Decimal, **more: Any) -> None:
        super().__init__(*args, **more)
        self.declared = declared

    def clean(self) -> dict[str, Any]:
        """Hold the amount and the reason against the conclusion."""
        typed = dict(self.cleaned_data)
        if "conclusion" not in typed or "approved" not in typed:
            return typed
        said = Conclusion(typed["conclusion"])
        if typed["approved"] is None:
            typed["approved"] = self.meant(said)
        if typed["approved"] is None:
            self.add_error("approved", _("部分支持的，请填写核定金额"))
        elif fault := self._amount_fault(said, typed["approved"]):
            self.add_error("approved", _(fault))
        if said is not Conclusion.SUPPORT and not typed.get("reason"):
            words = {"conclusion": _(CONCLUSION_LABELS[said])}
            self.add_error("reason", _("%(conclusion)s须写明理由") % words)
        return typed

    def meant(self, said: Conclusion) -> Decimal | None:
        """Return the amount that a conclusion means where none is typed."""
        amounts = {Conclusion.SUPPORT: self.declared, Conclusion.REFUSE: Decimal(0)}
        return amounts.get(said)

    def _amount_fault(self, said: Conclusion, approved: Decimal) -> str:
        return rules.approved_fault(self.declared, approved=approved, conclusion=said)


class RulingForm(ConclusionForm):
    """Finance's conclusion, with its conditions and the dimensions judged 差."""

    conditions = Note(label=gettext_lazy("附带条件"), required=False)
    poor = forms.MultipleChoiceField(
        label=gettext_lazy("评为差的维度"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        *args: Any,
        dimensions: Collection[Dimension],
        poor: Collection[Dimension],
        suggested: Conclusion | None,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.dimensions, self.judged, self.suggested = dimensions, set(poor), suggested
        field: Any = self.fields["poor"]
        field.choices = [(str(d), _(DIMENSION_LABELS[d])) for d in dimensions]

    def clean(self) -> dict[str, Any]:
        """Add the veto, and the reason that is owed to the experts."""
        typed = super().clean()
        said = typed.get("conclusion")
        poor = self.judged | {Dimension(name) for name in typed.get("poor", ())}
        if said and said != Conclusion.REFUSE and rules.vetoed(poor):
            self.add_error("conclusion", _(rules.veto_fault(self.dimensions)))
        differs = said and self.suggested not in (None, said)
        if differs and not typed.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("结论与专家评分不一致，须写明理由"))
        return typed


class ReportForm(CarriedForm):
    """The agency's report: its sections, a grade and a conclusion on each dimension."""

    def __init__(self, *args: Any, dimensions: Collection[Dimension], **more: Any) -> None:
        super().__init__(*args, **more)
        self.dimensions = dimensions
        for name, label in SECTIONS.items():
            box = {"max_length": LONGEST_SECTION, "required": False}
            self.fields[name] = Note(label=_(label), **box)
        grades = [("", _("尚未评定")), *AppraisalFinding.Grade.choices]
        for dimension in dimensions:
            words = {"dimension": _(DIMENSION_LABELS[dimension])}
            self.fields[f"grade-{dimension}"] = forms.ChoiceField(
                label=_("%(dimension)s等级") % words, choices=grades, required=False
            )
            self.fields[f"text-{dimension}"] = Note(
                label=_("%(dimension)s结论") % words, required=False
            )

    def clean(self) -> dict[str, Any]:
        """Ask for both halves of a conclusion, the grade and its words, or for neither."""
        typed = dict(self.cleaned_data)
        for dimension in self.dimensions:
            grade, text = typed.get(f"grade-{dimension}"), typed.get(f"text-{dimension}")
            if grade and not text:
                self.add_error(f"text-{dimension}", _("评定了等级，请写明结论"))
            if text and not grade:
                self.add_error(f"grade-{dimension}", _("写了结论，请评定等级"))
        return typed

    def sections(self) -> dict[str, str]:
        """Return the sections."""
        return {name: self.cleaned_data[name] for name in SECTIONS}

    def section_fields(self) -> list[forms.BoundField]:
        """Return the fields of the sections."""
        return [self[name] for name in SECTIONS]

    def finding_fields(self) -> Iterator[tuple[str, forms.BoundField, forms.BoundField]]:
        """Yield the two fields of each dimension under its name."""
        for each in self.dimensions:
            yield _(DIMENSION_LABELS[each]), self[f"grade-{each}"], self[f"text-{each}"]

    def findings(self) -> dict[Dimension, tuple[str, str]]:
        """Return (grade, text) by dimension, where there is one."""
        typed = self.cleaned_data
        found = {d: (typed[f"grade-{d}"], typed[f"text-{d}"]) for d in self.dimensions}
        return {dimension: given for dimension, given in found.items() if given[0]}


class ReplyForm(CarriedForm):
    """The unit's answer to the report."""

    accepted = forms.TypedChoiceField(
        label=gettext_lazy("对评估报告的意见"),
        choices=[("yes", gettext_lazy("同意")), ("no", gettext_lazy("不同意"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    text = Note(label=gettext_lazy("反馈意见"), required=False)

    def clean(self) -> dict[str, Any]:
        """Ask whoever does not agree for the reason."""
        typed = dict(self.cleaned_data)
        if typed.get("accepted") is False and not typed.get("text"):
            self.add_error("text", _("不同意报告结论的，请写明意见"))
        return typed
