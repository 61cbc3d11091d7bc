"""A rule pack in words 规则包用语: what each table, number and choice is called, and its unit."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lifecycle.queries import machines_in_course
from lifecycle.rules.appraisal import DIMENSION_LABELS
from lifecycle.rules.indicators import ATTAINMENT_LABELS, LEVEL_ONE_LABELS
from lifecycle.rules.quality import RULES

Words = str | Promise
PERCENT, YUAN, POINTS = _("%"), _("元"), _("分")
DAYS, WORKDAYS, COUNT, CHARACTERS = _("天"), _("个工作日"), _("个"), _("字")
PERIODS = _("期")
SHARE, TIMES, MONTH, DAY = _("倍（1为满分值）"), _("倍"), _("月"), _("日")

TABLES: Mapping[str, Words] = {
    "lights": _("红黄灯"),
    "warnings": _("预警通知"),
    "grades": _("评价等级"),
    "scoring": _("计分办法"),
    "layout": _("权重设置"),
    "quality": _("目标质量"),
    "deadlines": _("办理期限"),
    "reporting_months": _("监控填报月份"),
    "appraisal": _("事前绩效评估"),
    "amendment": _("目标调整"),
    "consequences": _("结果应用系数"),
    "publication": _("信息公开"),
    "pause": _("暂缓拨付"),
}
"""The tables of a pack, in the order of its page."""

LABELS: Mapping[str, tuple[Words, Words]] = {
    "lights.red_below": (_("进度低于此数为红灯"), PERCENT),
    "lights.green_from": (_("进度达到此数为绿灯"), PERCENT),
    "lights.ahead_over": (_("进度超过此数为超前"), PERCENT),
    "lights.blue_from": (_("目标完成达到此数为蓝灯"), PERCENT),
    "lights.range_yellow": (_("区间指标偏离不超过此数为黄灯"), PERCENT),
    "lights.red_weight_from": (_("红灯指标权重达到此数，项目为红灯"), PERCENT),
    "lights.mismatch_over": (_("资金与目标进度相差超过此数为不匹配"), PERCENT),
    "lights.rates": (_("按月执行率"), ""),
    "lights.rates.month": (_("月份"), MONTH),
    "lights.rates.green_from": (_("执行率达到此数为绿灯"), PERCENT),
    "lights.rates.red_below": (_("执行率低于此数为红灯"), PERCENT),
    "lights.zero_budget": (_("预算为0的项目"), ""),
    "lights.blue_by": (_("蓝灯对照"), ""),
    "lights.short": (_("低于计划时的判法"), ""),
    "lights.point": (_("没有里程碑的时点指标（最近一期数、比率）"), ""),
    "lights.recover_by": (_("高出界限此数才解除预警"), _("个百分点")),
    "lights.flap_changes": (_("连续变灯次数"), _("次")),
    "lights.flap_revisions": (_("当月数据改动次数"), _("次")),
    "lights.flap_stable": (_("连续此数未变灯，不再算反复"), PERIODS),
    "lights.overclaim_over": (_("自评高出实际此数为高报"), PERCENT),
    "lights.warn_days": (_("到期前提醒"), DAYS),
    "warnings.head_age": (_("未说明满此数报单位负责人和业务科室"), WORKDAYS),
    "warnings.leader_age": (_("满此数报部门负责人和绩效科"), WORKDAYS),
    "warnings.bureau_age": (_("满此数报市领导"), WORKDAYS),
    "warnings.head_periods": (_("连续红灯达此数报单位负责人和业务科室"), PERIODS),
    "warnings.bureau_periods": (_("连续红灯达此数报市领导"), PERIODS),
    "warnings.plan_overdue": (_("承诺逾期此数报部门负责人和绩效科"), WORKDAYS),
    "warnings.repeat_after": (_("红灯未解除，隔此数再次通知"), WORKDAYS),
    "warnings.amendment_holds": (_("目标调整审核中，抑制指标预警不超过"), WORKDAYS),
    "warnings.silence_days": (_("静默最长"), DAYS),
    "warnings.silence_reason": (_("静默理由不少于"), CHARACTERS),
    "warnings.reminders": (_("期限提醒（负数为到期前，0为到期当天）"), WORKDAYS),
    "warnings.rows_of_one_unit": (_("一个单位缺报超过此数合为一行"), ""),
    "warnings.digest_rows": (_("一封汇总最多列出的行数"), ""),
    "warnings.gap_days": (_("中断超过此数，补发须确认"), DAYS),
    "warnings.gap_mails": (_("补发超过此数须确认"), _("封")),
    "warnings.retry_minutes": (_("发信失败后再试的间隔，用完即搁置"), _("分钟")),
    "grades.0": (_("分数线"), POINTS),
    "grades.1": (_("等级名称"), ""),
    "scoring.method": (_("赋分方法"), ""),
    "scoring.floor": (_("完成比例低于此数不得分"), PERCENT),
    "scoring.equality": (_("等于型指标"), ""),
    "scoring.strict_share": (_("大于、小于型指标未超过目标值时按此比例得分"), PERCENT),
    "scoring.reverse_zero": (_("反向指标达到目标值的此数时不得分"), PERCENT),
    "scoring.late_days": (_("超过完成日期此数不得分"), DAYS),
    "scoring.bands": (_("定性指标各档得分"), ""),
    "scoring.bands.0": (_("下限"), SHARE),
    "scoring.bands.1": (_("上限"), SHARE),
    "scoring.satisfaction": (_("满意度分段赋分"), ""),
    "scoring.satisfaction.0": (_("满意度达到"), PERCENT),
    "scoring.satisfaction.1": (_("得分占分值"), PERCENT),
    "scoring.overshoot": (_("目标偏低"), ""),
    "scoring.overshoot.explain_over": (_("完成超过目标此倍数须说明"), TIMES),
    "scoring.overshoot.reduce_over": (_("完成超过目标此倍数核减"), TIMES),
    "scoring.overshoot.slope": (_("每超1倍核减分值的"), SHARE),
    "scoring.overshoot.most": (_("最多核减分值的"), SHARE),
    "scoring.too_low": (_("目标偏低的核减"), ""),
    "scoring.over_from": (_("完成达到目标的此数扣分"), PERCENT),
    "scoring.over_points": (_("超额完成扣分"), POINTS),
    "scoring.caps": (_("执行率封顶"), ""),
    "scoring.caps.0": (_("执行率低于"), PERCENT),
    "scoring.caps.1": (_("总分不超过"), POINTS),
    "scoring.explain_below": (_("执行率低于此数须说明"), PERCENT),
    "layout.execution": (_("预算执行"), POINTS),
    "layout.tables": (_("权重组合"), ""),
    "layout.areas": (_("按方面分配"), ""),
    "layout.areas.0": (_("方面"), ""),
    "layout.areas.1": (_("分值"), POINTS),
    "appraisal.min_amount": (_("达到此金额须评估"), YUAN),
    "appraisal.support_from": (_("达到此分予以支持"), POINTS),
    "appraisal.partial_from": (_("达到此分部分支持"), POINTS),
    "appraisal.weights": (_("评分表权重"), ""),
    "appraisal.bond_weights": (_("专项债券评分表权重"), ""),
    "appraisal.spread": (_("专家评分相差超过分值的此比例须复议"), SHARE),
    "appraisal.min_experts": (_("专家不少于"), _("人")),
    "appraisal.sample": (_("抽取重点评估项目"), ""),
    "appraisal.sample.always_from": (_("达到此金额必抽"), YUAN),
    "appraisal.sample.share": (_("其余抽取"), PERCENT),
    "amendment.change_over": (_("预算变动超过此数须调整目标"), PERCENT),
    "amendment.file_workdays": (_("预算变动后申报期限"), WORKDAYS),
    "amendment.closes.0": (_("截止月份"), MONTH),
    "amendment.closes.1": (_("截止日"), DAY),
    "amendment.closes": (_("调整截止"), ""),
    "consequences.excellent": (_("优（最高等级）"), TIMES),
    "consequences.good": (_("良（第二等级）"), TIMES),
    "consequences.fair": (_("中（第三等级）"), TIMES),
    "consequences.poor": (_("差（最低等级）"), TIMES),
    "pause.from_level": (_("红灯预警升级至此级才能提出暂缓拨付"), _("级")),
    "pause.application": (_("列入结果应用的暂缓期间，安排下年预算"), ""),
    "pause.plan": (_("暂缓期间修改用款计划"), ""),
    "pause.next_year": (_("列入结果应用的暂缓，对下年预算建议"), ""),
    "reporting_months": (_("月份"), MONTH),
    "publication.min_key_projects": (_("重点项目不少于"), COUNT),
    "publication.days": (_("公开期限"), DAYS),
    "quality.fewest": (_("三级指标不少于"), COUNT),
    "quality.fewest_of_large": (_("大额项目三级指标不少于"), COUNT),
    "quality.large_amount": (_("大额项目自"), YUAN),
    "quality.heaviest_share": (_("单个指标不超过一级指标权重的"), PERCENT),
    "quality.heaviest": (_("单个指标权重不超过"), POINTS),
    "quality.shortest_name": (_("指标名称不少于"), CHARACTERS),
    "quality.generic_names": (_("空泛的指标名称"), ""),
    "quality.shortest_goal": (_("绩效目标不少于"), CHARACTERS),
    "quality.funding_words": (_("写资金缘由的用语"), ""),
    "quality.alike": (_("与其他项目指标相同达到"), PERCENT),
    "quality.cost_words": (_("成本用语"), ""),
    "quality.quantitative_least": (_("定量指标个数占比不低于（须改正）"), PERCENT),
    "quality.quantitative_count": (_("定量指标个数占比不低于"), PERCENT),
    "quality.quantitative_weight": (_("定量指标权重占比不低于"), PERCENT),
    "quality.scales": (_("可用的等级尺度"), ""),
    "quality.flat": (_("目标值全为100%的指标达到"), PERCENT),
    "quality.below_last": (_("目标值比上年实际差超过"), PERCENT),
    "quality.below_average": (_("目标值低于三年平均的"), PERCENT),
    "quality.beaten": (_("上年完成达到目标的"), PERCENT),
    "quality.unchanged": (_("目标值变动不超过此数为未变"), PERCENT),
    "quality.far_ahead": (_("完成达到此数为明显超前"), PERCENT),
    "quality.trivial_from": (_("金额达到此数不应只设必成目标"), YUAN),
    "quality.budget_growth": (_("预算增长超过"), PERCENT),
    "quality.impossible_times": (_("两次监控判为不可能完成，次数达到"), _("次")),
    "quality.levels": (_("各条规则的级别"), ""),
    "deadlines.workdays": (_("工作日"), WORKDAYS),
    "deadlines.days": (_("自然日"), DAYS),
    "deadlines.by.0": (_("固定日期：月"), MONTH),
    "deadlines.by.1": (_("固定日期：日"), DAY),
    "deadlines.by.2": (_("固定日期：预算年度后第几年"), _("年")),
}
PAUSED_OR_FREE: Mapping[str, Words] = {"stops": _("停止办理"), "free": _("照常办理")}
CHOICES: Mapping[str, Mapping[str, Words]] = {
    "lights.zero_budget": {"grey": _("不判灯"), "yellow": _("黄灯")},
    "lights.blue_by": {"year": _("全年目标"), "pace": _("当月应完成数")},
    "lights.short": {"banded": _("分档判灯"), "dual": _("资金短为红灯，目标短为黄灯")},
    "lights.point": {"linear": _("按序时进度判灯"), "grey": _("年底前不判灯")},
    "scoring.method": {
        "ratio": _("完成比例赋分"),
        "whole": _("直接赋分：达到得满分，未达到不得分"),
    },
    "scoring.equality": {
        "reach": _("达到即得满分"),
        "distance": _("高于低于都按偏离程度扣分"),
    },
    "scoring.too_low": {"judged": _("由人判断，系统不自动核减"), "always": _("系统自动核减")},
    "pause.application": PAUSED_OR_FREE,
    "pause.plan": PAUSED_OR_FREE,
    "pause.next_year": {
        "holds": _("暂缓解除前不予安排"),
        "tells": _("在理由中说明，不改变建议"),
    },
    "quality.levels": {
        "block": _("须改正"), "warn": _("请核实"), "info": _("提示"), "off": _("不检查"),
    },
}  # fmt: skip
TERMS: Mapping[str, Words] = {
    "report.missing": _("监控填报：逾期未报转红灯"),
    "report.july_dept_review": _("监控填报：1至7月部门审核"),
    "warning.blue": _("预警：蓝灯回应"),
    "warning.yellow": _("预警：黄灯回应"),
    "warning.promise": _("预警：承诺整改"),
    "warning.red_plan": _("预警：红灯整改方案"),
    "warning.red_done": _("预警：红灯整改完成"),
    "warning.red_amendment": _("预警：红灯目标调整"),
    "warning.red_overdue": _("预警：红灯逾期升级"),
    "rectification.serious": _("整改：情况严重"),
}


def label_of(key: str) -> str:
    """Call a field by its key; what has no name of its own is called by its last part."""
    if key in LABELS:
        return str(LABELS[key][0])
    table, _dot, rest = key.partition(".")
    if table == "deadlines":
        return str(LABELS[f"deadlines.{'.'.join(rest.split('.')[2:])}"][0])
    last = rest.split(".")[-1]
    if last.isdecimal():
        return str(LABELS.get(f"{table}.{rest.split('.')[0]}.{last}", ("",))[0])
    return _part(last)


def _part(name: str) -> str:
    for known in (LEVEL_ONE_LABELS, DIMENSION_LABELS, ATTAINMENT_LABELS):
        if name in known:
            return gettext(known[name])  # type: ignore[index]
    if name in RULES:
        return f"{name} {gettext(RULES[name].why)}"
    return name


def unit_of(key: str) -> Words:
    """Return the unit of a field, "" where it has none."""
    if key in LABELS:
        return LABELS[key][1]
    parts = key.split(".")
    if parts[0] == "deadlines":
        return LABELS[f"deadlines.{'.'.join(parts[3:])}"][1]
    if parts[-1].isdecimal():
        return LABELS.get(f"{parts[0]}.{parts[1]}.{parts[-1]}", ("", ""))[1]
    return POINTS if parts[0] in ("layout", "appraisal") else ""


def choices_of(key: str, words: Any) -> list[tuple[str, Words]]:
    """Return the choices of a field in words."""
    said = CHOICES.get(key) or CHOICES.get(key.rpartition(".")[0], {})
    return [(word, said.get(word, word)) for word in words]


def group_of(place: str) -> str:
    """Call a row or a part by its place; "" for the table itself."""
    bare = re.sub(r"\[\d+\]", "", place)
    row = re.search(r"\[(\d+)\]$", place)
    if bare in TABLES and row is None:
        return ""
    table, _dot, rest = bare.partition(".")
    if table == "deadlines":
        return term_of(rest.removesuffix(".by"))
    name = str(LABELS[bare][0]) if bare in LABELS else label_of(bare) if rest else ""
    name = name or str(TABLES[table])
    if row is None:
        return name
    words = {"name": name, "n": int(row[1]) + 1}
    return gettext("%(name)s，第%(n)s行") % words


def term_of(name: str) -> str:
    """Call the state that a deadline is for: the stage, then the state."""
    if name in TERMS:
        return str(TERMS[name])
    stage, _dot, state = name.partition(".")
    for model in machines_in_course():
        found: Any = model
        if found.stage_name() == stage and state in found.State.values:
            words = {"stage": found._meta.verbose_name, "state": found.State(state).label}
            return gettext("%(stage)s：%(state)s") % words
    return name
