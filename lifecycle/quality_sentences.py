"""What the quality rules say of a goal, told in the reader's language."""

from django.utils.translation import gettext_noop as _

from lifecycle import sentences
from lifecycle.rules.quality import RULES

sentences.add(
    (
        _("指标“{name}”权重{n}，超过{limit}分，且超过所属一级指标的{share}%"),
        _("指标“{name}”的名称过于笼统"),
        _("指标“{name}”的名称不足{least}个字"),
        _("绩效目标写的是资金安排的原因，不是要达到的结果"),
        _("指标与本单位项目“{name}”基本相同"),
        _("指标“{name}”写的是{names}，却放在效益指标下"),
        _("指标“{name}”不是满意度，却放在满意度指标下"),
        _("指标“{name}”等数量指标与项目名称和绩效目标都没有联系"),
        _("指标“{name}”的指标值是{n}，一定能完成"),
        _("指标“{name}”的指标值是{n}，绩效目标中写的是{said}{names}"),
        _("定量指标{n}个，占{whole}个指标的{share}%，应不少于{least}%"),
        _("定量指标权重占{share}%，应不少于{least}%"),
        _("指标“{name}”属于数量或成本，应为定量指标"),
        _("指标“{name}”没有写明要达到的程度"),
        _("指标“{name}”把等次“{names}”都写上了，没有选定"),
        _("指标“{name}”没有分别说明达成、部分达成、未达成的情形"),
        _("{n}个定量指标中有{full}个都是100%，没有区分度"),
        _("指标“{name}”的指标值{n}不如上年实际{last}"),
        _("指标“{name}”的指标值{n}低于近三年平均水平的{share}%"),
        _("指标“{name}”的指标值{n}不如行业参考值{reference}"),
        _("指标“{name}”上年目标{n}、实际{last}，今年几乎没有提高"),
        _("指标“{name}”已远超全年目标，目标值可能偏低"),
        _("预算比上年增加{share}%，数量指标却没有提高"),
        _("全年预算比年初预算变动{share}%，尚未调整绩效目标"),
        _("全年预算比年初预算变动{share}%，尚未调整绩效目标，已过{year}-{month}-{day}"),
        _("全年预算比年初预算变动{share}%，尚未调整绩效目标，应在{year}-{month}-{day}前"),
        _("项目{first}已变更，尚未调整绩效目标"),
        _("项目已暂停，绩效目标仍在执行"),
        _("全年预算为0，绩效目标仍在执行"),
        _("指标“{name}”监控中{n}次填报“完全不可能”完成，尚未调整绩效目标"),
        _("目标调整于{year}-{month}-{day}报送，已过{year2}-{month2}-{day2}的截止日"),
        _("目标调整于{year}-{month}-{day}报送，自评已于{year2}-{month2}-{day2}开始"),
        _("指标“{name}”由{n}调为{actual}，与目前实际相同"),
        _("{n}个指标都没有填写权重"),
        _("指标“{name}”缺少权重"),
        _("指标“{name}”的完成日期{year}-{month}-{day}不在预算年度内"),
        _("指标“{name}”的二级指标不在规定之列"),
        _("缺少三级指标的名称"),
        _("指标“{name}”重复填报"),
        _("没有填写年度资金总额"),
    ),
    clauses=(_("名称"), _("单位"), _("地点"), _("期限")),
)
sentences.add(text for one in RULES.values() for text in (one.why, one.mend))
