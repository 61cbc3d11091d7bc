"""What the style page shows: made-up words and objects that never were stored."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle import clock
from lifecycle.forms import StepForm
from lifecycle.refusals import Code, Refusal
from lifecycle.rules.differences import Wording, differences
from lifecycle.rules.parts import Figure, Job, Remark, Severity, Tab, Tone
from lifecycle.transitions import Choice


class ExampleForm(forms.Form):
    """A form with every kind of field."""

    name = forms.CharField(label=gettext_lazy("项目名称"), max_length=40)
    amount = forms.DecimalField(
        label=gettext_lazy("预算金额（万元）"),
        help_text=gettext_lazy("填写到小数点后两位，例如 300.00"),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("类别"),
        choices=[("new", gettext_lazy("新增")), ("old", gettext_lazy("延续"))],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=gettext_lazy("说明"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


@dataclass(frozen=True, slots=True)
class ExampleSubject:
    """An object that never was stored."""

    stage: str = "lifecycle.target"
    pk: int = 0


@dataclass(frozen=True, slots=True)
class ExamplePlace:
    """Where it stands."""

    state: str


@dataclass(frozen=True, slots=True)
class ExampleStage:
    """One stage of the example's year."""

    name: str
    label: str
    mark: str
    objects: tuple[ExamplePlace, ...] = ()


@dataclass(frozen=True, slots=True)
class ExampleCard:
    """A card with open and closed steps."""

    placed: ExamplePlace
    open: tuple[Choice, ...]
    closed: tuple[Choice, ...]
    form: StepForm
    subject: ExampleSubject = ExampleSubject()
    mark: str = "example"
    owes_note: bool = True


def words() -> dict[str, Any]:
    """Give an example of everything that is shown in words."""
    today = clock.today()
    return {
        "tones": [(tone, words) for tone, words in _tones().items()],
        "lights": _lights(),
        "amounts": [None, Decimal(0), Decimal("12345678.91"), Decimal("1933967300.00")],
        "days": [today + timedelta(days=n) for n in (-9, -1, 0, 2, 30)] + [None],
        "tab_items": [
            Tab(_("待办"), "?tab=todo", here=True, count=12),
            Tab(_("已办"), "?tab=done", count=0),
            Tab(_("被退回"), "?tab=returned"),
        ],
        "figures": _figures(),
        "findings": _findings(),
        "differences": _differences(),
        "jobs": [
            Job(_("导入支付数据"), 320, 1000, _("约剩2分钟")),
            Job(_("生成年度报告"), 0, None),
            Job(_("导出清单"), 40, 100, _("第41行金额不是数字。"), failed=True),
        ],
        "stages": _stages(),
    }


def _tones() -> dict[Tone, str]:
    return {
        Tone.WAITING: _("部门审核"),
        Tone.MOVING: _("编制中"),
        Tone.RETURNED: _("退回修改"),
        Tone.DONE: _("已公开"),
        Tone.ENDED: _("作废"),
    }


def _lights() -> list[tuple[str, str]]:
    return [
        ("red", _("执行率41.20%，低于序时进度30.47个百分点")),
        ("yellow", _("执行率58.00%，低于序时进度13.67个百分点")),
        ("green", _("执行率71.67%，与序时进度一致")),
        ("blue", _("产出完成120%，明显超出目标，请核实目标值")),
        ("grey", _("本月数据未报，不作判断")),
    ]


def _figures() -> list[Figure]:
    return [
        Figure(_("纳入监控项目"), "35", _("个"), _("其中重点12个")),
        Figure(_("预算金额"), "19.34", _("亿元")),
        Figure(_("执行率"), "71.67", "%", _("序时进度66.67%")),
        Figure(_("红灯项目"), "3", _("个"), _("金额占2.10%"), "#lights"),
    ]


def _findings() -> list[Remark]:
    return [
        Remark(
            Severity.INFO, _("去年同类项目的满意度目标为92%"), _("服务对象满意度"),
        ),
        Remark(
            Severity.BLOCK, _("产出指标权重合计45分，应为50分"), _("绩效指标"),
            _("权重不足会使自评得分不能满分"), _("把“数量指标”的权重加5分"), "#findings",
        ),
        Remark(
            Severity.WARN, _("指标“按期完工率”没有写明完工日期"), _("时效指标"),
            _("年底无法核对是否按期"), _("写出日期，例如“11月30日前完工”"),
        ),
    ]  # fmt: skip


def _differences() -> Any:
    seen = {
        "goal": _("全年完成10所学校校舍维修，验收合格率100%。"),
        "amount": "3000000",
        "indicators": [
            {"name": _("维修校舍数量"), "target": "10", "weight": "20"},
            {"name": _("按期完工率"), "target": "100", "weight": "15"},
        ],
    }
    now = {
        "goal": _("全年完成8所学校校舍维修和2个操场改造，验收合格率100%。"),
        "amount": "2800000",
        "indicators": [
            {"name": _("维修校舍数量"), "target": "8", "weight": "20"},
            {"name": _("改造操场数量"), "target": "2", "weight": "15"},
        ],
    }
    labels = {
        "goal": _("年度总体目标"),
        "amount": _("预算金额（元）"),
        "indicators": _("绩效指标"),
        "indicators.name": _("指标名称"),
        "indicators.target": _("目标值"),
        "indicators.weight": _("权重"),
    }
    return differences(seen, now, wording=Wording(labels))


def _stages() -> list[ExampleStage]:
    done, going = (ExamplePlace(_("已公开")),), (ExamplePlace(_("部门审核")),)
    return [
        ExampleStage("appraisal", _("事前绩效评估"), "done", done),
        ExampleStage("target", _("绩效目标"), "done", done),
        ExampleStage("report", _("监控填报"), "now", going),
        ExampleStage("self_evaluation", _("绩效自评"), "ahead"),
        ExampleStage("application", _("结果应用"), "ahead"),
        ExampleStage("publication", _("信息公开"), "ahead"),
    ]


def filled_forms() -> dict[str, Any]:
    """Give a form as it is opened, one with errors, and the form of a step."""
    wrong = ExampleForm({"name": "", "amount": "abc", "kind": ""}, auto_id="wrong-%s")
    wrong.is_valid()
    return {
        "form": ExampleForm(auto_id="right-%s"),
        "wrong": wrong,
        "card": ExampleCard(
            ExamplePlace(_("部门审核")),
            (
                _open("endorse", _("部门审核通过"), _("业务科室审核"), _("下一步办理人")),
                _open("dept_return", _("部门退回"), _("退回修改"), _("报送人"), note=True),
            ),
            (_closed(),),
            StepForm(initial={"version": 3, "content_hash": "", "key": "example"}),
        ),
    }


def _open(name: str, label: str, target: str, told: str, *, note: bool = False) -> Choice:
    return Choice(name, label, target, note=note, refusals=(), told=(told,))


def _closed() -> Choice:
    sentences = (_("此动作由部门负责人办理"), _("尚未完成四性审核"))
    reasons = tuple(Refusal(Code.NEED, sentence) for sentence in sentences)
    return Choice("dept_block", _("部门不予通过"), _("不得入库"), note=True, refusals=reasons)
