"""The scoring forms 评分表 of an ex-ante appraisal, as data: which dimensions, what to look at.

Sources: the five dimensions and the items of the first three come from the form of a district
finance bureau (as found in public), the items of the last two from domain 1.9; the eight of
special bonds from 财预〔2021〕61号.
"""

from lifecycle.rules.appraisal import BOND_DIMENSIONS, DIMENSIONS, Dimension
from lifecycle.rules.materials import Kind

FORMS: dict[Kind, tuple[Dimension, ...]] = {
    Kind.PROJECT: DIMENSIONS,
    Kind.POLICY: DIMENSIONS,
    Kind.BOND: BOND_DIMENSIONS,
}
"""The dimensions on which each kind is judged, in the order of its form."""

APPRAISAL_TITLES: dict[Kind, str] = {
    Kind.PROJECT: "项目支出事前绩效评估表",
    Kind.POLICY: "政策事前绩效评估表",
    Kind.BOND: "专项债券项目事前绩效评估表",
}
"""What the form of each kind is headed with."""

ITEMS: dict[Dimension, tuple[str, ...]] = {
    Dimension.NECESSITY: (
        "实施目的明确，内容具体",
        "符合规划、决策和社会发展要求，与单位职责密切相关",
        "与其他项目不重复交叉",
        "经过可行性研究、专家论证、风险评估和集体决策",
    ),
    Dimension.ECONOMY: (
        "支出内容与部门职责相匹配",
        "预算明细清晰",
        "勤俭节约，量力而行",
        "测算依据充分，符合定额等支出标准",
    ),
    Dimension.GOAL: ("填报规范、完整，无缺项错项", "目标明确具体，反映项目的主要情况"),
    Dimension.FEASIBILITY: ("组织、进度和保障安排可行", "风险识别充分，有应对措施"),
    Dimension.FUNDING: (
        "资金来源合法",
        "各级财政分担符合规定，配套资金已落实",
        "不新增隐性债务",
    ),
    Dimension.WORTH: ("确有必要，不重复建设", "属于有一定收益的公益性项目"),
    Dimension.MATURITY: ("审批、用地、环评等手续合规", "前期准备充分，可以按期开工"),
    Dimension.SOURCES: ("各项资金来源真实合规", "资本金和配套资金能按时到位"),
    Dimension.FORECAST: ("收入、成本有依据，测算方法合理", "预测期内收益稳定"),
    Dimension.BOND_NEED: ("申请额度与建设进度相符", "期限与收益周期匹配"),
    Dimension.REPAYMENT: ("项目收益能覆盖本息", "偿债风险点已识别并有应对措施"),
    Dimension.OTHER: ("其他影响是否支持的事项",),
}
"""What to look at under each dimension."""
