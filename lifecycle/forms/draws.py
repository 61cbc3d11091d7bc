"""The forms of the draws, of assigning outsiders and of declaring interests."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from lifecycle.fields import one_line
from lifecycle.forms.words import Note, Words
from lifecycle.models import Interest
from lifecycle.roles import Role
from lifecycle.rules.sampling import SEED

MOST_EXPERTS = 99


class SeedField(Words):
    """What a draw can be repeated from."""

    def __init__(self) -> None:
        wrong = _("种子应为6至64位数字、英文字母或短横线，如当日开奖号码")
        super().__init__(
            label=_("种子"),
            help_text=_(
                "6至64位数字、英文字母或短横线；用事先商定、当众可查的号码，如当日开奖号码"
            ),
            max_length=64,
            validators=[one_line, RegexValidator(rf"^{SEED.pattern}$", wrong)],
        )


class SampleForm(forms.Form):
    """The seed of a sample; `listed` and `marked` are the keys of rows of the page."""

    seed = SeedField()


class ExpertsForm(forms.Form):
    """How many experts to draw, from which seed."""

    wanted = forms.IntegerField(label=_("抽取人数"), min_value=1, max_value=MOST_EXPERTS)
    seed = SeedField()


class AssignForm(forms.Form):
    """Whom to assign by name."""

    person: Any = forms.ModelChoiceField(queryset=None, empty_label=_("请选择"), label=_("人员"))
    role = forms.ChoiceField(
        choices=[(Role.AGENCY, Role.AGENCY.label), (Role.EXPERT, Role.EXPERT.label)],
        widget=forms.HiddenInput(),
    )

    def __init__(self, *args: Any, people: Any, **more: Any) -> None:
        """Offer who sits in the role."""
        super().__init__(*args, **more)
        field: Any = self.fields["person"]
        field.queryset = people


class InterestForm(forms.Form):
    """With which organisation somebody is bound, how, and in what words."""

    place: Any = forms.ModelChoiceField(queryset=None, empty_label=_("请选择"), label=_("涉及单位"))
    kind = forms.ChoiceField(label=_("情形"), choices=Interest.Kind.choices)
    reason = Note(label=_("说明"))

    def __init__(self, *args: Any, places: Any, **more: Any) -> None:
        """Offer the departments and units."""
        super().__init__(*args, **more)
        field: Any = self.fields["place"]
        field.queryset = places


class EndForm(forms.Form):
    """Why an interest binds no more."""

    reason = Note(label=_("解除事由"))
