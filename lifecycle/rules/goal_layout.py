"""Where each thing stands in the official form 项目支出绩效目标申报表 (财预〔2015〕88号)."""

from functools import lru_cache
from types import MappingProxyType

TITLE = "项目支出绩效目标申报表"
HEADINGS = ("一级指标", "二级指标", "三级指标", "指标值", "权重")
FIRST_ROW = 11
"""The row of the first indicator; the headings stand above it."""
COLUMNS = MappingProxyType(
    {"level1": "B", "level2": "C", "name": "D", "target": "E", "unit": "E", "weight": "F"}
)
GOAL_CELLS = MappingProxyType(
    {
        "project": "B3",
        "amount": "D6",
        "text": "B9",
        "indicators": f"B{FIRST_ROW - 1}",
        "weights": f"F{FIRST_ROW - 1}",
    }
)
CODE, VERSION, ROW_KEY = "项目代码", "导出版本", "行标识"
"""What the hidden columns are headed with: whose form it is, of which version, which row."""


@lru_cache(maxsize=256)
def row_cells(at: int) -> MappingProxyType[str, str]:
    """Give the addresses of one indicator by its place among them, from 0 on."""
    return MappingProxyType({name: f"{col}{FIRST_ROW + at}" for name, col in COLUMNS.items()})
