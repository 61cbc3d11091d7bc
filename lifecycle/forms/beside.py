"""What is typed beside the steps: comments, answers and files."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lifecycle.fields import prose
from lifecycle.forms.words import LONGEST_NOTE, LONGEST_PLACE, Note, Words


class CommentForm(forms.Form):
    """A comment on an object or on one place of it; `anchor` is checked against the content."""

    anchor = forms.CharField(label=_("位置"), required=False, max_length=LONGEST_PLACE)
    text = Note(label=_("批注"))
    internal = forms.BooleanField(label=_("只给财政内部看"), required=False)


class ConsultForm(forms.Form):
    """Whose opinion is asked, and on what."""

    whom = forms.TypedChoiceField(label=_("会商对象"), coerce=int)
    text = Note(label=_("请对方就什么发表意见"))

    def __init__(self, data: Any, *, colleagues: Any) -> None:
        """Offer the colleagues who see the object."""
        super().__init__(data)
        field: Any = self.fields["whom"]
        field.choices = [("", _("请选择")), *((person.pk, str(person)) for person in colleagues)]


class AnswerForm(forms.Form):
    """An answer to a comment, or the words with which it is settled."""

    text = Note(label=_("答复"))


class SettlingForm(forms.Form):
    """What is said when a comment is settled, if anything."""

    note = Words(label=_("说明"), required=False, max_length=LONGEST_NOTE, validators=[prose])


class FileForm(forms.Form):
    """A file to keep beside an object of the page (`app.model:key`)."""

    about = forms.ChoiceField(label=_("附于"))
    content = forms.FileField(label=_("文件"), max_length=LONGEST_PLACE)

    def __init__(self, *args: Any, objects: Sequence[tuple[str, str]], **more: Any) -> None:
        """Offer the objects that the reader sees."""
        super().__init__(*args, **more)
        field: Any = self.fields["about"]
        field.choices = objects


class LetterWithdrawalForm(forms.Form):
    """Why an approval letter counts no more."""

    reason = Note(label=_("撤回事由"))


class WithdrawalForm(forms.Form):
    """Why a file no longer counts."""

    reason = Words(label=_("作废事由"), max_length=LONGEST_NOTE, validators=[prose])
