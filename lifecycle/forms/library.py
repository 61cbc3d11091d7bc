"""What people type for the indicator library: a proposal, a ruling on one, a file, a search."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle.fields import LineField, one_line
from lifecycle.forms.words import Filter, Note, Words, offer
from lifecycle.models import LibraryIndicator, LibraryProposal
from lifecycle.queries.library_whole import COLUMNS, entry_of
from lifecycle.rules.library_file import CODE
from lifecycle.rules.library_sheet import proposal_faults
from lifecycle.sentences import told

MOST_BYTES = 2**20
"""A library of some three thousand rows; this much also fits into a page."""
LARGEST_KEY = 2**63 - 1
NAME = 40


class ProposalForm(forms.Form):
    """An entry as it should be, and why; the fields of the entry stand before `reason`."""

    library = forms.ChoiceField(label=gettext_lazy("指标库"))

    def __init__(self, *args: Any, libraries: Iterable[str], **more: Any) -> None:
        """Offer the lists; the columns are those of the library itself."""
        super().__init__(*args, **more)
        self.fields.update({name: _field(name) for name in COLUMNS})
        self.fields["reason"] = Note(label=_("为什么提出"))
        offer(self, library=[(name, name) for name in libraries])

    def clean(self) -> dict[str, Any]:
        """Hold the entry to all that a row of an imported file is held to."""
        typed = super().clean() or self.cleaned_data
        if not self.errors:
            entry = entry_of(LibraryProposal(**self.values()), "")
            for field, sentence in proposal_faults(entry):
                self.add_error(field, told(sentence))
        return typed

    def values(self) -> dict[str, Any]:
        """Return the columns of the entry as typed."""
        return {name: self.cleaned_data[name] for name in COLUMNS}


def _field(name: str) -> Any:
    column: Any = LibraryProposal._meta.get_field(name)
    if isinstance(column, LineField) and not column.choices:
        return column.formfield(form_class=Words, validators=column.default_validators)
    return column.formfield()


class LibraryRulingForm(forms.Form):
    """The division's answer; a new entry gets its code with it."""

    accepted = forms.TypedChoiceField(
        label=gettext_lazy("审核结论"),
        choices=[("yes", gettext_lazy("采纳，列入下一版本")), ("no", gettext_lazy("不采纳"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    code = Words(
        label=gettext_lazy("编码"),
        required=False,
        max_length=30,
        help_text=gettext_lazy("新指标采纳时填写，今后各版本不变；字母、数字、点和横线。"),
        validators=[
            one_line,
            RegexValidator(
                rf"^{CODE.pattern}$", gettext_lazy("应为字母、数字、点和横线，不超过30个")
            ),
        ],
    )
    note = Note(
        label=gettext_lazy("意见"), required=False, help_text=gettext_lazy("不采纳的须写明理由。")
    )

    def __init__(self, *args: Any, new: bool, **more: Any) -> None:
        """Ask for a code where the entry has none yet."""
        super().__init__(*args, **more)
        if not new:
            del self.fields["code"]


class LibraryFileForm(forms.Form):
    """A library as a file, and the name of the list whose next release it becomes."""

    name = Words(
        label=gettext_lazy("指标库名称"),
        max_length=NAME,
        validators=[one_line],
        help_text=gettext_lazy("已有的指标库请照原名填写，成为其下一版本；新的名称另立一库。"),
    )
    content = forms.FileField(
        label=gettext_lazy("指标库文件（.csv或.xlsx）"), max_length=200, allow_empty_file=True
    )

    def clean_content(self) -> bytes:
        """Read the file, unless it is too large for a page."""
        sent = self.cleaned_data["content"]
        if sent.size > MOST_BYTES:
            words = {"n": MOST_BYTES // 2**20}
            sentence = _("文件超过%(n)sMB，请由系统管理员用命令import_library导入")
            raise forms.ValidationError(sentence % words)
        return bytes(sent.read())


class ReleaseForm(forms.Form):
    """Which version of a list its reader saw when they asked for the next."""

    name = Words(max_length=NAME, validators=[one_line], widget=forms.HiddenInput())
    after = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput())


class TakingForm(forms.Form):
    """What a draft takes over, from where, at the version that its reader saw."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput())


class SourceForm(forms.Form):
    """From where a draft takes over, all of it in the address: template, entries or last year."""

    template = forms.IntegerField(min_value=1, max_value=LARGEST_KEY, required=False)
    last = forms.BooleanField(required=False)
    entry = forms.ModelMultipleChoiceField(
        queryset=LibraryIndicator.objects.order_by("level", "code"), required=False
    )


class PickFilter(Filter):
    """What entries are searched for by."""

    q = Words(
        label=gettext_lazy("名称或编码"), required=False, max_length=100, validators=[one_line]
    )
    sector = forms.ChoiceField(label=gettext_lazy("行业"), required=False)


def shown_entry(base: LibraryIndicator | None) -> dict[str, Any]:
    """Return what the form of a proposal starts from: the entry that it changes."""
    return {name: getattr(base, name) for name in COLUMNS} if base else {}
