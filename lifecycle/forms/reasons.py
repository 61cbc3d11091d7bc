"""Why remarks of the quality rules may stand 说明: one box for each that can be answered."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from lifecycle.fields import prose
from lifecycle.forms.words import LONGEST_REASON, Words
from lifecycle.rules.quality import Finding, Severity

MARK = 10
"""Characters of the digest that tells the places of a rule apart."""


class Reasons(forms.Form):
    """The boxes; what stands in one already is its answer so far."""

    def __init__(self, data: Any, *, said: Mapping[Finding, str]) -> None:
        """Ask for each remark that warns, with what was said of it; none of them is owed."""
        found = {named(one): (one, reason) for one, reason in said.items() if may_stand(one)}
        super().__init__(data, initial={name: reason for name, (_one, reason) in found.items()})
        self.asked = {name: one for name, (one, _reason) in found.items()}
        for name, one in self.asked.items():
            self.fields[name] = _box(one)

    def given(self) -> dict[tuple[str, str], str]:
        """Return the new reasons by rule and place."""
        typed = ((one, name, self.cleaned_data[name]) for name, one in self.asked.items())
        return {
            (one.code, one.place): reason
            for one, name, reason in typed
            if reason and reason != self.initial[name]
        }


def may_stand(finding: Finding) -> bool:
    """Tell whether a reason is an answer to it: what blocks is mended, a hint needs none."""
    return finding.level is Severity.WARN


def named(finding: Finding) -> str:
    """Name the box of a remark: the same whatever else is found."""
    return f"reason-{finding.code}-{sha256(finding.place.encode()).hexdigest()[:MARK]}"


def _box(finding: Finding) -> Words:
    words = {"code": finding.code}
    widget = forms.TextInput(attrs={"hx-preserve": "true"})
    label = _("保留的理由（%(code)s）") % words
    return Words(
        label=label, required=False, max_length=LONGEST_REASON, validators=[prose], widget=widget
    )
