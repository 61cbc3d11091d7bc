"""Materials 材料 that an ex-ante appraisal rests on, by what is appraised.

Source: 附件2-1 (project) and 附件2-2 (policy) of a Beijing district's ex-ante tool, 北京市 read as
本市; a bond adds what 财预〔2021〕61号 asks of its income and repayment.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What is appraised."""

    PROJECT = "project"
    POLICY = "policy"
    BOND = "bond"


KIND_LABELS = {Kind.PROJECT: "项目", Kind.POLICY: "政策", Kind.BOND: "专项债券项目"}


@dataclass(frozen=True, slots=True)
class Material:
    """One line of the checklist."""

    group: str
    name: str
    required: bool = True


PROJECT = (
    Material("项目单位需填报的资料", "事前绩效评估项目申报书"),
    Material("项目单位需填报的资料", "事前绩效评估绩效目标申报表"),
    Material("项目单位需填报的资料", "事前绩效评估预期绩效报告"),
    Material("背景及发展规划", "国家及本市相关法律、法规和规章制度"),
    Material("背景及发展规划", "国家及本市确定的大政方针、政策"),
    Material("背景及发展规划", "部门或行业的发展规划（计划）"),
    Material("申请材料", "实施方案"),
    Material("申请材料", "可行性研究报告"),
    Material("申请材料", "立项专家论证意见"),
    # Only works have drawings and quotas, only purchases have models and makers.
    Material("申请材料", "初步设计资料或总体设计、初步设计图纸", required=False),
    Material("预算测算材料", "项目预算及明细、项目预算测算说明"),
    Material(
        "预算测算材料",
        "主要材料、设备的名称、型号、规格品牌、生产厂家、价格及依据",
        required=False,
    ),
    Material(
        "预算测算材料",
        "工程预算定额、取费标准及行业主管部门制定的相关专业定额",
        required=False,
    ),
    Material("预算测算材料", "反映测算依据的其他相关文件规定"),
    Material("其他", "与项目设立和预算有关的其他材料", required=False),
)
POLICY = (
    Material("政策背景类", "政策出台背景说明"),
    Material("政策背景类", "上位政策依据/法律法规"),
    Material("政策背景类", "同类政策对比分析", required=False),
    Material("政策文本类", "政策草案/实施意见"),
    Material("政策文本类", "政策征求意见汇总材料"),
    Material("政策文本类", "合法性审查意见"),
    Material("测算论证类", "政策资金需求测算说明"),
    Material("测算论证类", "受益对象/覆盖范围测算"),
    Material("测算论证类", "专家论证/听证意见", required=False),
    Material("绩效目标类", "政策绩效目标申报表"),
    Material("绩效目标类", "政策绩效指标设置依据"),
    Material("实施保障类", "组织实施方案"),
    Material("实施保障类", "风险评估与防控措施"),
)
BOND = (
    *PROJECT,
    Material("偿债测算", "项目收入、成本、收益预测"),
    Material("偿债测算", "偿债计划及偿债风险点说明"),
)
CHECKLISTS = {Kind.PROJECT: PROJECT, Kind.POLICY: POLICY, Kind.BOND: BOND}


def missing(provided: Collection[str], *, kind: Kind) -> list[str]:
    """Name the required materials that were not provided, in the order of the checklist."""
    wanted = (material.name for material in CHECKLISTS[kind] if material.required)
    return [name for name in wanted if name not in provided]
