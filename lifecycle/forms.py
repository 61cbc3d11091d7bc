"""What people type on the first pages: explicit fields, clean text (R16, R21)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from lifecycle.fields import one_line, prose
from lifecycle.rules.text import tidied
from lifecycle.rules.windows import Span

LONGEST_NOTE = 2000
LARGEST_VERSION = 2**31 - 1
LONGEST_REASON = 500
SHOWN_LINES = 3
REVIEW_FORM = "review-form"
"""The form of a review page, to which boxes elsewhere on the page belong."""
REASON = "-reason"
NATURES = ("completeness", "relevance", "appropriateness", "feasibility")
"""The four natures 四性 of a target, in the order of their points."""
LONGEST_PLACE = 200


class Words(forms.CharField):
    """Typed text, composed and with plain line ends before it is judged."""

    def to_python(self, value: Any) -> str:
        """Tidy what the browser sent."""
        typed = super().to_python(value)
        return tidied(typed) if typed else ""


class StepForm(forms.Form):
    """One step as it is posted: the opinion, what the reader saw, and the one-time token."""

    note = Words(
        label=_("意见"),
        required=False,
        max_length=LONGEST_NOTE,
        validators=[prose],
        widget=forms.Textarea(attrs={"rows": SHOWN_LINES}),
    )
    version = forms.IntegerField(min_value=0, max_value=LARGEST_VERSION, widget=forms.HiddenInput())
    content_hash = forms.CharField(
        required=False,
        validators=[RegexValidator(r"^([0-9a-f]{64})?$")],
        widget=forms.HiddenInput(),
    )
    key = forms.CharField(
        validators=[RegexValidator(r"^[A-Za-z0-9_-]{16,64}$")], widget=forms.HiddenInput()
    )


class ReasonBound(forms.BoundField):
    """A reason on its page: its id is a number, for an anchor may hold what an id may not."""

    @property
    def auto_id(self) -> str:
        """Return the id."""
        field: Any = self.field
        return f"reason-{field.number}"


class ReasonField(Words):
    """Why one place of a content is returned; `number` counts the places of the page."""

    def __init__(self, number: int, place: str) -> None:
        box = forms.Textarea(attrs={"rows": 2, "form": REVIEW_FORM})
        label = _("%(place)s的退回理由") % {"place": place}
        more: dict[str, Any] = {"max_length": LONGEST_REASON, "validators": [prose]}
        super().__init__(label=label, required=False, widget=box, **more)
        self.number = number
        self.place = place

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        """Bind it under an id of its own."""
        return ReasonBound(form, self, field_name)


class ReasonForm(forms.Form):
    """One reason alone: how a page that lists typed words names it."""

    reason = Words(label=_("退回理由"), required=False, max_length=LONGEST_REASON)


class PointsField(forms.DecimalField):
    """Points of one of the four natures."""

    def __init__(self, label: Any, most: int) -> None:
        hint = _("0至%(most)s分") % {"most": most}
        box = forms.NumberInput(attrs={"step": "0.5", "inputmode": "decimal"})
        super().__init__(
            label=label, help_text=hint, required=False, widget=box,
            min_value=0, max_value=most, decimal_places=2,
        )  # fmt: skip


class ReviewForm(StepForm):
    """A judgement as it is posted: a step, points of the four natures, reasons on places."""

    completeness = PointsField(_("完整性"), 20)
    relevance = PointsField(_("相关性"), 30)
    appropriateness = PointsField(_("适当性"), 30)
    feasibility = PointsField(_("可行性"), 20)

    def __init__(self, *args: Any, places: Mapping[str, str], scored: bool, **more: Any) -> None:
        """Ask a reason for each place, by its anchor; the points only where they are given."""
        super().__init__(*args, **{**more, "auto_id": "review-%s"})
        if not scored:
            for name in NATURES:
                del self.fields[name]
        typed = self.data if self.is_bound else self.initial
        gone = {
            name: _("已不存在的位置")
            for name in typed
            if name.endswith(REASON) and typed[name] and name.removesuffix(REASON) not in places
        }
        asked = {f"{anchor}{REASON}": label for anchor, label in places.items()} | gone
        self.gone = list(gone)
        self.asked = list(asked)
        for number, (name, label) in enumerate(asked.items(), start=1):
            self.fields[name] = ReasonField(number, str(label))

    def clean(self) -> dict[str, Any]:
        """Ask all four natures or none."""
        found = super().clean() or self.cleaned_data
        given = [name for name in self.natures if found.get(name) is not None]
        for name in self.natures if given else ():
            if found.get(name) is None and name not in self.errors:
                self.add_error(name, _("请填写四项得分，或四项都不填"))
        return found

    @property
    def natures(self) -> list[str]:
        """The names of the points that are asked for."""
        return [name for name in NATURES if name in self.fields]

    @property
    def scores(self) -> list[forms.BoundField]:
        """The boxes of the points."""
        return [self[name] for name in self.natures]

    @property
    def stranded(self) -> list[forms.BoundField]:
        """The boxes of reasons whose place is there no more: what was typed is not lost."""
        return [self[name] for name in self.gone]

    def reason_boxes(self) -> dict[str, forms.BoundField]:
        """Return the box of each place by its anchor."""
        return {name.removesuffix(REASON): self[name] for name in self.asked}

    def reasons(self) -> dict[str, str]:
        """Return what was written on each place, by its anchor."""
        written = {name: self.cleaned_data[name].strip() for name in self.asked}
        return {name.removesuffix(REASON): text for name, text in written.items() if text}

    def points(self) -> Sequence[Decimal] | None:
        """Return the points of the four natures in their order, where they were given."""
        found = [self.cleaned_data[name] for name in self.natures]
        return None if not found or found[0] is None else found


class ReviewFilter(forms.Form):
    """What the list of a reviewer may be narrowed by, all of it in the address; money in 万元."""

    text = Words(label=_("名称、代码或单位"), required=False, max_length=100, validators=[one_line])
    stage = forms.ChoiceField(label=_("环节"), required=False)
    unit = forms.TypedChoiceField(label=_("主管部门"), required=False, coerce=int, empty_value=None)
    least = forms.DecimalField(
        label=_("金额不少于（万元）"), required=False, min_value=0, max_digits=12
    )
    most = forms.DecimalField(
        label=_("金额不超过（万元）"), required=False, min_value=0, max_digits=12
    )
    light = forms.ChoiceField(label=_("红黄灯"), required=False)
    claimed = forms.ChoiceField(label=_("认领"), required=False)

    def __init__(self, data: Any, **choices: Any) -> None:
        """Offer the choices that this reader has: stages, units, lights, claims."""
        super().__init__(data)
        for name, options in choices.items():
            field: Any = self.fields[name]
            field.choices = [("", _("全部")), *options]

    def wanted(self) -> dict[str, Any]:
        """Return the values that are clean; a value that is not offered narrows nothing."""
        self.is_valid()
        return dict(self.cleaned_data)


class CommentForm(forms.Form):
    """A comment on an object or on one place of it; `anchor` is checked against the content."""

    anchor = forms.CharField(label=_("位置"), required=False, max_length=LONGEST_PLACE)
    text = Words(
        label=_("批注"),
        max_length=LONGEST_NOTE,
        validators=[prose],
        widget=forms.Textarea(attrs={"rows": SHOWN_LINES}),
    )
    internal = forms.BooleanField(label=_("只给财政内部看"), required=False)


class AnswerForm(forms.Form):
    """An answer to a comment, or the words with which it is settled."""

    text = Words(
        label=_("答复"),
        max_length=LONGEST_NOTE,
        validators=[prose],
        widget=forms.Textarea(attrs={"rows": SHOWN_LINES}),
    )


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


class WithdrawalForm(forms.Form):
    """Why a file no longer counts."""

    reason = Words(label=_("作废事由"), max_length=LONGEST_NOTE, validators=[prose])


class DayField(forms.DateField):
    """A day, picked by whatever the browser offers."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class WindowForm(forms.Form):
    """The days on which a stage of a budget year is open for filing, and why."""

    stage = forms.ChoiceField(label=_("环节"))
    year = forms.TypedChoiceField(label=_("预算年度"), coerce=int)
    opens_on = DayField(label=_("开放日"), required=False)
    closes_on = DayField(
        label=_("截止日"), required=False, help_text=_("两个日期都不填，表示取消限制，不再关闭")
    )
    note = Words(
        label=_("说明"),
        max_length=LONGEST_NOTE,
        validators=[prose],
        widget=forms.Textarea(attrs={"rows": SHOWN_LINES}),
    )

    def __init__(self, *args: Any, stages: Any, years: Any, **more: Any) -> None:
        """Offer the stages that may have a window, and the open budget years."""
        super().__init__(*args, **more)
        _offer(self, stage=stages, year=[(year, year) for year in years])

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order, and hand the two over as one span."""
        return _as_span(self, "opens_on", "closes_on")


class ExceptionForm(forms.Form):
    """The days on which one unit may file outside the window, and the reason."""

    organisation: Any = forms.ModelChoiceField(queryset=None, label=_("单位"))
    stage = forms.ChoiceField(label=_("环节"))
    year = forms.TypedChoiceField(label=_("预算年度"), coerce=int)
    starts_on = DayField(label=_("开始日"))
    ends_on = DayField(label=_("截止日"), help_text=_("到期自动失效"))
    extends = forms.BooleanField(
        label=_("该单位此环节待报送事项的应办结日期同时延至截止日"), required=False
    )
    reason = Words(
        label=_("理由"),
        max_length=LONGEST_NOTE,
        validators=[prose],
        widget=forms.Textarea(attrs={"rows": SHOWN_LINES}),
    )

    def __init__(self, *args: Any, units: Any, stages: Any, years: Any, **more: Any) -> None:
        """Offer the units of the division's bureau, the stages and the open budget years."""
        super().__init__(*args, **more)
        place: Any = self.fields["organisation"]
        place.queryset = units
        _offer(self, stage=stages, year=[(year, year) for year in years])

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order, and hand the two over as one span."""
        return _as_span(self, "starts_on", "ends_on")


class RevocationForm(forms.Form):
    """Why an exception counts no more."""

    note = Words(label=_("撤销事由"), max_length=LONGEST_NOTE, validators=[prose])


class MonthForm(forms.Form):
    """Which month of the calendar, and of which stage; all of it in the address."""

    year = forms.IntegerField(label=_("年"), min_value=2000, max_value=2100)
    month = forms.TypedChoiceField(
        label=_("月份"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("全年")), *((month, month) for month in range(1, 13))],
    )
    stage = forms.ChoiceField(label=_("环节"), required=False)

    def __init__(self, *args: Any, stages: Any, **more: Any) -> None:
        """Offer every stage."""
        super().__init__(*args, **more)
        _offer(self, stage=[("", _("全部")), *stages])


class LanguageForm(forms.Form):
    """The language of one's own mails."""

    language = forms.ChoiceField(
        label=_("邮件语言"),
        choices=[("zh-hans", _("中文")), ("en", _("中文，后附英文"))],
        widget=forms.RadioSelect,
    )


def _offer(form: forms.Form, **choices: Any) -> None:
    for name, offered in choices.items():
        field: Any = form.fields[name]
        field.choices = offered


def _as_span(form: forms.Form, first: str, last: str) -> dict[str, Any]:
    typed = dict(form.cleaned_data)
    if first in typed and last in typed:
        try:
            typed["span"] = Span(typed.pop(first), typed.pop(last))
        except ValueError:
            form.add_error(last, _("截止日不能早于开始的日期"))
    return typed


class InboxFilter(forms.Form):
    """What the inbox may be narrowed by, all of it in the address."""

    DUE = [("", _("全部")), ("late", _("已逾期")), ("week", _("七天内到期"))]
    CLAIMED = [("", _("全部")), ("mine", _("我认领的")), ("free", _("无人认领")),
               ("others", _("他人认领的"))]  # fmt: skip
    ORDERS = [("due", _("期限先后")), ("age", _("等待长短"))]

    q = Words(label=_("项目或单位"), required=False, max_length=100, validators=[one_line])
    stage = forms.ChoiceField(label=_("环节"), required=False)
    unit = forms.TypedChoiceField(label=_("部门"), required=False, coerce=int, empty_value=None)
    due = forms.ChoiceField(label=_("期限"), required=False, choices=DUE)
    claimed = forms.ChoiceField(label=_("认领"), required=False, choices=CLAIMED)
    order = forms.ChoiceField(label=_("排序"), required=False, choices=ORDERS)

    def __init__(self, data: Any, **choices: Any) -> None:
        """Offer the stages and the departments that this reader has."""
        super().__init__(data)
        for name, options in choices.items():
            field: Any = self.fields[name]
            field.choices = [("", _("全部")), *options]

    def wanted(self) -> dict[str, Any]:
        """Return the values that are clean; a value that is not offered narrows nothing."""
        self.is_valid()
        return dict(self.cleaned_data)


class TransferForm(forms.Form):
    """To whom an object is handed, and why."""

    to = forms.TypedChoiceField(label=_("转给谁"), coerce=int)
    note = Words(
        label=_("事由"),
        max_length=LONGEST_NOTE,
        validators=[prose],
        widget=forms.Textarea(attrs={"rows": SHOWN_LINES}),
        help_text=_("转办须写明事由，接办人会收到通知。"),
    )

    def __init__(self, data: Any, *, takers: Any) -> None:
        """Offer the other holders of the same seat."""
        super().__init__(data)
        field: Any = self.fields["to"]
        field.choices = [("", _("请选择")), *((person.pk, str(person)) for person in takers)]


class BulkForm(forms.Form):
    """A bulk step as it is confirmed: the opinion and the one-time token."""

    note = Words(
        label=_("意见"),
        required=False,
        max_length=LONGEST_NOTE,
        validators=[prose],
        widget=forms.Textarea(attrs={"rows": SHOWN_LINES}),
    )
    key = forms.CharField(
        validators=[RegexValidator(r"^[A-Za-z0-9_-]{16,64}$")], widget=forms.HiddenInput()
    )

    def __init__(self, data: Any = None, *, owes_note: bool = False, key: str = "") -> None:
        super().__init__(data, initial={"key": key})
        self.fields["note"].required = owes_note
