"""Sentences of lights 判灯的语句, for readers of another language than the rules'."""

from django.utils.translation import gettext_noop as _

from lifecycle.sentences import add
from monitoring.rules.lights import LIGHT_LABELS

add(
    (
        _("{first}，超前（> {limit}%），请核对"),
        _("{first} → 项目{second}"),
        _("{first} → {second}"),
        _("{first}，不判灯"),
        _("目标完成{done}%与预算执行{paid}%相差{gap}个百分点 ≤ {limit}"),
    ),
    clauses=(
        *LIGHT_LABELS.values(),
        _("{n}项指标：{first}"),
        _("{first}{n}项"),
        _("目标{first}，执行{second}"),
        _("目标完成{done}%与预算执行{paid}%相差{gap}个百分点 > {limit}"),
        _("超预算：已支出{paid}元 > 全年预算{budget}元"),
        _("{month}月末应支出{due}%，实际{done}%"),
        _("{month}月末应完成{due}，实际{done}"),
        _("进度比{pace}% < {red}%"),
        _("{red}% ≤ 进度比{pace}% < {green}%"),
        _("进度比{pace}% ≥ {green}%"),
        _("已达全年目标的{share}%以上"),
        _("尚无进展"),
        _("提前开始"),
        _("实际{done}，上限{most}"),
        _("实际{done}，应为0"),
        _("实际{done}，区间{low}至{high}"),
        _("偏离不超过{limit}%"),
        _("偏离超过{limit}%"),
        _("填报为“完全不可能”完成目标"),
        _("逾期{days}天"),
        _("按期完成"),
        _("已完成"),
        _("未完成"),
        _("尚未取得预算执行数据"),
        _("全年预算数为0"),
        _("目标完成或预算执行尚无数据"),
        _("{month}月才到期"),
        _("尚未填报完成程度"),
        _("尚未填报实际完成值"),
        _("没有目标值"),
        _("目标值应大于0"),
        _("尚未报送监控情况"),
        _("{first}，{second}"),
    ),
)
