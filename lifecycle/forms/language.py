"""The language in which letters are written."""

from django import forms
from django.utils.translation import gettext_lazy as _


class LanguageForm(forms.Form):
    """The language of one's own mails."""

    language = forms.ChoiceField(
        label=_("邮件语言"),
        choices=[("zh-hans", _("中文")), ("en", _("中文，后附英文"))],
        widget=forms.RadioSelect,
    )
