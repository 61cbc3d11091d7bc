"""Sentences that rules write 规则的语句: kept in Chinese, told in the reader's language.

A pattern is the Chinese sentence with places; its other languages are in the catalogue. Stored
text never changes, and what no pattern knows was written by a person and stays as it is.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from django.conf import settings
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from lifecycle.rules.appraisal import CONCLUSION_LABELS, DIMENSION_LABELS
from lifecycle.rules.indicators import ATTAINMENT_LABELS, LEVEL_ONE_LABELS, LEVEL_TWO_LABELS
from lifecycle.rules.quality import REQUIRED

PLACE = re.compile(r"\{(\w+)\}")
FIGURE = r"-?[\d.,]+"
CLAUSES = frozenset({"first", "second", "third"})
"""Places of a clause that must be known itself."""
AS_WRITTEN = frozenset({"name", "names", "words"})
"""Places of what is the same in every language; every other place holds a figure."""
SENTENCES: dict[str, re.Pattern[str]] = {}
CLAUSE_PATTERNS: dict[str, re.Pattern[str]] = {}
"""What is told only inside a sentence: alone it may be a word that a person wrote."""


def add(sentences: Iterable[str], *, clauses: Iterable[str] = ()) -> None:
    """Make patterns known; the first that fits is told, so what is special comes first."""
    SENTENCES.update({text: _pattern(text) for text in sentences})
    CLAUSE_PATTERNS.update({text: _pattern(text) for text in clauses})
    _clause.cache_clear()


def _pattern(text: str) -> re.Pattern[str]:
    pieces = PLACE.split(text)
    names = pieces[1::2]
    found = [re.escape(pieces[0])]
    for name, after in zip(names, pieces[2::2], strict=True):
        inside = r".+" if name in CLAUSES | AS_WRITTEN else FIGURE
        found.append(f"(?P<{name}>{inside}){re.escape(after)}")
    return re.compile("".join(found), re.DOTALL)


def told(text: object) -> str:
    """Tell a sentence in the reader's language, or give back what is no sentence of a rule."""
    written, language = str(text), get_language()
    if not written or language in (None, settings.LANGUAGE_CODE):
        return written
    found = _clause(written, language or "", whole=True)
    return written if found is None else f"{found[0].upper()}{found[1:]}"


@lru_cache(maxsize=8192)
def _clause(text: str, language: str, *, whole: bool = False) -> str | None:
    known = SENTENCES if whole else {**SENTENCES, **CLAUSE_PATTERNS}
    for template, pattern in known.items():
        if found := pattern.fullmatch(text):
            words = {
                name: _word(name, given, language) for name, given in found.groupdict().items()
            }
            if None not in words.values():
                return gettext(template).format(**words)
    return None


def _word(name: str, given: str, language: str) -> str | None:
    return _clause(given, language) if name in CLAUSES else given


add(
    (
        _("三级指标宜不少于{least}个，现有{n}个"),
        _("缺少{first}"),
        _("绩效目标应不少于{least}个字，现为{n}个字"),
        _("绩效目标应写明可衡量的数字"),
        _("指标“{name}”缺少完成日期"),
        _("指标“{name}”缺少目标值"),
        _("指标“{name}”缺少计量单位"),
        _("指标“{name}”的区间应由低到高填写"),
        _("指标“{name}”的目标值不能为负数"),
        _("指标“{name}”的目标值应大于0"),
        _("尚未填报绩效指标"),
        _("指标权重合计应为{whole}，现为{n}"),
        _("指标权重应为不小于0的数"),
        _("指标权重最多两位小数，现有{n}"),
        _("一级指标组合不在规定之列，现有{first}"),
        _("{first}权重应为{whole}，现为{n}"),
        _("{year}年度绩效目标调整已于{month}月{day}日截止"),
        _("由绩效目标调整形成"),
        _("金额有变化，须附预算调整"),
        _("金额的增减与所附预算调整不一致"),
        _("{first}尚未评分"),
        _("{first}得分应在0到{most}之间，最多两位小数"),
        _("核定金额应在0到申报金额之间"),
        _("不予支持的项目核定金额应为0"),
        _("{first}的项目核定金额应大于0"),
        _("评估报告缺少{first}"),
        _("第{n}个字符是换行或制表符，请删除"),
        _("第{n}个字符（{name}）不可见或不可用，请删除"),
        _("文字未按统一码规范合成（NFC），请重新输入"),
        _("只能上传{names}文件"),
        _("文件内容不是完整的{name}文件，请检查后重新上传"),
        _("压缩包不能加密"),
        _("压缩包内不能超过{n}个文件"),
        _("解压后不能超过{whole}MB，单个文件不能超过{part}MB"),
        _("压缩比不能超过{ratio}倍"),
        _("压缩包内的文件名不能带上级目录"),
        _("文件不能带宏"),
        _("压缩包内只能是{names}文件"),
        _("红灯线应低于绿灯线"),
        _("月份应由小到大，不重复"),
        _("应有4个名称不同的等级"),
        _("等级分数线应由高到低，最后为0"),
        _("每种权重组合合计应为{n}"),
        _("各方面合计应为{n}"),
        _("评分表权重合计应为{n}"),
        _("部分支持的分数应低于予以支持的分数"),
        _("截止不是有效的月日"),
        _("等级越差，系数不应越大"),
        _("应由小到大列出，不重复且不为空"),
        _("工作日、自然日和固定日期只能填一种"),
        _("固定日期不是每年都有的月日"),
        _("期限至少为1天"),
        _("大额项目的指标个数不应少于一般项目"),
        _("须改正的定量指标占比不应高于请核实的占比"),
        _("定性各档的下限不应大于上限"),
        _("定性各档不应重叠，程度越低分值越低"),
        _("各段应由高到低，分数不应回升"),
        _("须说明的倍数不应大于核减的倍数"),
        _("逐级上报的工作日数应逐级不减"),
        _("报单位负责人的红灯期数不应多于报市领导的"),
        _("请填写"),
        _("应为{low}到{high}之间的数"),
        _("应为{low}到{high}之间的整数"),
        _("请从所列各项中选择"),
        _("复制自{name}"),
        _("这是“{name}”，应为“{names}”"),
        _("不是{name}：没有找到“{names}”列"),
        _("该批复已经撤回"),
        _("其后还有补充批复，请先撤回最后一份"),
        _("项目“{name}”的绩效目标已经公开，批复不能撤回"),
        _("{first}；{second}"),
        _("{name}（{first}）"),
    ),
    clauses=(
        *DIMENSION_LABELS.values(),
        *CONCLUSION_LABELS.values(),
        *ATTAINMENT_LABELS.values(),
        *LEVEL_ONE_LABELS.values(),
        *LEVEL_TWO_LABELS.values(),
        *(label for label, _levels in REQUIRED.values()),
        _("{first}的结论"),
        _("评估对象"),
        _("评估方式和方法"),
        _("总体结论"),
        _("相关建议"),
        _("其他需要说明的问题"),
        _("附件"),
        _("{first}、{second}"),
    ),
)
