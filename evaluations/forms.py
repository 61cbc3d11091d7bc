"""What people type in evaluation besides the content of a stage."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluations.models import Publication
from evaluations.models.publication import CITY
from lifecycle.fields import prose
from lifecycle.forms.windows import DayField
from lifecycle.forms.words import LONGEST_NOTE, SHOWN_LINES, Words

Kind = Publication.Kind


def _opinion(label: Any, *, required: bool = True, **more: Any) -> Words:
    box = forms.Textarea(attrs={"rows": SHOWN_LINES})
    words: dict[str, Any] = {"max_length": LONGEST_NOTE, "validators": [prose], "widget": box}
    return Words(label=label, required=required, **words, **more)


class AmountForm(forms.Form):
    """How much of the money of a project-year is evaluated."""

    amount = forms.DecimalField(
        label=_("评价金额（元）"), min_value=0, max_digits=14, decimal_places=2
    )


class LaterYearForm(forms.Form):
    """To which budget the results of a year are applied."""

    target_year = forms.IntegerField(label=_("应用于预算年度"), min_value=2001, max_value=2100)


class AnswerForm(forms.Form):
    """What a department says to a proposal."""

    accepts = forms.TypedChoiceField(
        label=_("表态"),
        choices=[("yes", _("无异议")), ("no", _("有异议"))],
        coerce=lambda typed: typed == "yes",
        widget=forms.RadioSelect,
    )
    text = _opinion(_("意见"), required=False, help_text=_("有异议的须写明理由。"))


class RecheckForm(forms.Form):
    """The bureau's own score of a self-evaluation."""

    total = forms.DecimalField(
        label=_("复核总分"), min_value=0, max_value=100, max_digits=5, decimal_places=2
    )
    opinion = _opinion(_("复核意见"))


class BatchForm(forms.Form):
    """Which batch is drawn up, and from which day its time runs."""

    kind = forms.ChoiceField(
        label=_("批次"), choices=[(str(k), k.label) for k in Kind if k not in CITY]
    )
    clock_from = DayField(
        label=_("批复日期"), required=False, help_text=_("公开期限从这一天起算，不填为今天。")
    )


class CityBatchForm(BatchForm):
    """The same of the bureau's own batches."""

    kind = forms.ChoiceField(label=_("批次"), choices=[(str(k), k.label) for k in CITY])


class NothingForm(forms.Form):
    """Nothing to type: the button alone."""
