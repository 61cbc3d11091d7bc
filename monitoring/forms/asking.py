"""What is asked for: that mails stop for a while, that an order may take longer."""

from django import forms
from django.core.validators import MinLengthValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lifecycle.fields import prose
from lifecycle.forms.windows import DayField
from lifecycle.forms.words import Note, Words
from lifecycle.rules.warning_table import WarningNumbers
from monitoring.models import Halt
from monitoring.models.silence import RULES
from monitoring.rules.pauses import SHORTEST_REASON

MONTHS = [(month, month) for month in range(1, 13)]


class SilenceForm(forms.Form):
    """Which mails shall stop, until when, and why."""

    whole_unit = forms.TypedChoiceField(
        label=_("范围"),
        choices=[("", _("仅此项目")), ("yes", _("本单位全部项目"))],
        coerce=bool,
        empty_value="",
        required=False,
    )
    rule = forms.ChoiceField(label=_("规则"), choices=[("", _("各项规则")), *RULES], required=False)
    month = forms.TypedChoiceField(
        label=_("月份"),
        choices=[("", _("各月")), *MONTHS],
        coerce=int,
        empty_value=None,
        required=False,
    )
    ends_on = DayField(label=_("截止日"))
    reason = Note(label=_("理由"))

    def bounded(self, numbers: WarningNumbers) -> None:
        """Say and hold what the pack of the year allows."""
        day, reason = self.fields["ends_on"], self.fields["reason"]
        words = {"n": numbers.silence_days}
        day.help_text = gettext("最长%(n)s天，且不跨预算年度；到期自动恢复通知") % words
        reason.help_text = gettext("不少于%(n)s个字") % {"n": numbers.silence_reason}
        reason.validators.append(MinLengthValidator(numbers.silence_reason))


class PauseForm(forms.Form):
    """Why payments shall pause, what is asked of the unit, and what ends the pause."""

    reason = Note(label=_("暂缓原因"), min_length=SHORTEST_REASON, help_text=_("不少于10个字"))
    demand = Note(label=_("对单位的要求"))
    until = DayField(
        label=_("暂缓至"), required=False,
        help_text=_("不跨预算年度；到期由人决定是否恢复，不自动恢复"),
    )  # fmt: skip
    condition = Note(label=_("恢复条件"), required=False, help_text=_("期限和条件至少填一项"))
    for_application = forms.BooleanField(
        label=_("列入结果应用，作为安排下年预算的依据"), required=False
    )


class HaltForm(forms.Form):
    """By which document a project was suspended or terminated, and why."""

    kind = forms.ChoiceField(label=_("暂停或终止"), choices=[("", _("请选择")), *Halt.Kind.choices])
    document = Words(label=_("文号"), max_length=60, validators=[prose])
    dated = DayField(label=_("文件日期"))
    reason = Note(label=_("事由"))


class ExtensionForm(forms.Form):
    """Until when an order may take, and why."""

    until = DayField(label=_("延至"))
    reason = Note(label=_("延期理由"))

    def bounded(self, days: int) -> None:
        """Say by how many days the pack of the year extends an order at the most."""
        self.fields["until"].help_text = gettext("每次最长%(n)s天") % {"n": days}
