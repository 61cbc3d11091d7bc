"""What concerns several columns of a row at once: a sentence for each column at fault."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from lifecycle.rules.indicators import Accumulation, Operator

NOT_UPWARD = _("不能小于目标值")
DIVIDED = {"numerator": _("比率指标须写明分子"), "denominator": _("比率指标须写明分母")}
NOT_DIVIDED = {
    "numerator": _("只有累计方式为“分子与分母之比”时才填写分子"),
    "denominator": _("只有累计方式为“分子与分母之比”时才填写分母"),
}
BEYOND_WEIGHT = _("得分不能超过权重")


def of_measure(values: Mapping[str, Any]) -> dict[str, Any]:
    """Say where an indicator's range does not run upward, or its ratio does not divide."""
    return dict(_range(values)) | dict(_ratio(values))


def _range(values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    if values.get("operator") != Operator.RANGE:
        return
    low, high = values.get("target"), values.get("target_high")
    if low is None:
        yield "target", _("区间须填写下限")
    if high is None:
        yield "target_high", _("区间须填写上限")
    elif low is not None and low > high:
        yield "target_high", NOT_UPWARD


def _ratio(values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    divided = values.get("accumulation") == Accumulation.RATIO
    for name, sentence in (DIVIDED if divided else NOT_DIVIDED).items():
        if bool(values.get(name)) is not divided:
            yield name, sentence


def of_score(values: Mapping[str, Any]) -> dict[str, Any]:
    """Say that an indicator earns more than its weight."""
    score, weight = values.get("score"), values.get("weight")
    beyond = score is not None and weight is not None and score > weight
    return {"score": BEYOND_WEIGHT} if beyond else {}
