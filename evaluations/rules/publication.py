"""Publication 信息公开: what keeps a department's batch from going out (domain 1.10)."""

from enum import StrEnum


class BatchKind(StrEnum):
    """What a batch goes out with: the department budget or its final accounts."""

    BUDGET = "budget"
    FINAL = "final"


SUBJECTS = {BatchKind.BUDGET: "绩效目标", BatchKind.FINAL: "绩效自评"}


def batch_faults(
    kind: BatchKind,
    *,
    department_present: bool,
    key_count: int,
    secret_count: int,
    minimum: int,
) -> list[str]:
    """Say why a batch may not go out; the minimum of key projects is `Pack.publication`'s."""
    subject = SUBJECTS[kind]
    checks = (
        (not department_present, f"缺少部门整体{subject}"),
        (key_count < minimum, f"重点项目{subject}应不少于{minimum}个，现有{key_count}个"),
        (secret_count > 0, f"含涉密项目{secret_count}个，涉密项目不得公开，请移出"),
    )
    return [sentence for wrong, sentence in checks if wrong]
