"""What the system itself says of a rule pack: its faults in words, and where a copy is from."""

import re

MISFITS = (
    (r"(?:\[\d+\]的)?red_below应小于green_from", "红灯线应低于绿灯线"),
    (r"月份应由小到大，不重复", "月份应由小到大，不重复"),
    (r"应有4个名称不同的等级", "应有4个名称不同的等级"),
    (r"等级分数线应由高到低，最后为0", "等级分数线应由高到低，最后为0"),
    (r"tables\[\d+\]合计应为(?P<n>\S+)", "每种权重组合合计应为{n}"),
    (r"areas合计应为(?P<n>\S+)", "各方面合计应为{n}"),
    (r"(?:bond_)?weights合计应为(?P<n>\S+)", "评分表权重合计应为{n}"),
    (r"partial_from应小于support_from", "部分支持的分数应低于予以支持的分数"),
    (r"closes不是有效的月日", "截止不是有效的月日"),
    (r"等级越差，系数不应越大", "等级越差，系数不应越大"),
    (r"应由小到大列出，不重复且不为空", "应由小到大列出，不重复且不为空"),
    (r"期限应在workdays、days、by中只写一项", "工作日、自然日和固定日期只能填一种"),
    (r"by不是每年都有的月日", "固定日期不是每年都有的月日"),
    (r"期限至少为1天", "期限至少为1天"),
    (r"fewest_of_large不应小于fewest", "大额项目的指标个数不应少于一般项目"),
    (r"quantitative_least不应大于quantitative_count", "须改正的定量指标占比不应高于请核实的占比"),
    (r"bands各档的下限不应大于上限", "定性各档的下限不应大于上限"),
    (r"bands各档不应重叠，程度越低分值越低", "定性各档不应重叠，程度越低分值越低"),
    (r"(?:satisfaction|caps)应由高到低，分数不应回升", "各段应由高到低，分数不应回升"),
    (r"overshoot\.explain_over不应大于reduce_over", "须说明的倍数不应大于核减的倍数"),
    (r"head_age、leader_age、bureau_age不应递减", "逐级上报的工作日数应逐级不减"),
    (r"head_periods不应大于bureau_periods", "报单位负责人的红灯期数不应多于报市领导的"),
    (r"缺少这一项", "请填写"),
    (r"应为文字，且不能为空", "请填写"),
    (r"应为(?P<low>\S+)到(?P<high>\S+)之间的数，.*", "应为{low}到{high}之间的数"),
    (r"应为(?P<low>\S+)到(?P<high>\S+)之间的整数", "应为{low}到{high}之间的整数"),
    (r"应为.+之一", "请从所列各项中选择"),
)
"""The complaint of a shape, and its words without the names of a body."""


def copied(source: str) -> str:
    """Say in the note of a copy what it was copied from."""
    return f"复制自{source}"


def misfit(sentence: str) -> str:
    """Say a complaint of a shape in words; what has no other words stays as it is."""
    for pattern, said in MISFITS:
        if found := re.fullmatch(pattern, sentence):
            return said.format(**found.groupdict())
    return sentence
