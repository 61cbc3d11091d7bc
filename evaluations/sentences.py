"""Sentences of scores and their use 评分和结果应用的语句, for readers of another language."""

from django.utils.translation import gettext_noop as _

from evaluations.rules.consequences import ACTION_LABELS
from evaluations.rules.grades import GRADE_LABELS
from lifecycle.sentences import add

add(
    (
        _("等级{first}：{base}元 × {coefficient}，{second}"),
        _("尚未设置评价指标"),
        _("指标权重合计应为{whole}，现为{n}"),
        _("产出和效益权重应不低于{floor}%，现为{n}%"),
        _("尚无评分或评价底稿：{names}"),
        _("未得满分，须说明偏差原因"),
        _("远超目标值，须说明原因"),
        _("尚未选择达成程度"),
        _("尚未填写实际完成值"),
        _("按公式应得{right}分，现为{n}分"),
        _("“{first}”的得分应在{low}至{high}（含）之间"),
        _("“{first}”的得分应在{low}至{high}（不含）之间"),
        _("缺少部门整体{first}"),
        _("重点项目{first}应不少于{least}个，现有{n}个"),
        _("含涉密项目{n}个，涉密项目不得公开，请移出"),
    ),
    clauses=(
        *GRADE_LABELS.values(),
        *ACTION_LABELS.values(),
        _("绩效目标"),
        _("绩效自评"),
        _("收回沉淀资金{idle}元，{second}"),
        _("{third}，恢复前不予安排：{first}"),
        _("{third}，暂缓拨付尚未解除，解除前不予安排（{names}）"),
        _("{third}，暂缓拨付尚未解除（{names}）"),
        _("{third}，年内曾暂缓拨付（{names}）"),
        _("建议{first}，{amount}元，整改完成前不予拨付"),
        _("建议{first}，{amount}元"),
    ),
)
