import pytest

from evaluations.rules.publication import BatchKind, batch_faults
from lifecycle.rules.pack import NATIONAL

COMPLETE = {"department_present": True, "key_count": 2, "secret_count": 0}


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({}, []),
        ({"key_count": 3}, []),
        ({"key_count": 1}, ["重点项目绩效目标应不少于2个，现有1个"]),
        ({"department_present": False}, ["缺少部门整体绩效目标"]),
        ({"secret_count": 1}, ["含涉密项目1个，涉密项目不得公开，请移出"]),
    ],
)
def test_a_batch_says_what_is_missing_or_must_go(changes, faults):
    batch = COMPLETE | changes
    minimum = NATIONAL.publication.min_key_projects
    assert batch_faults(BatchKind.BUDGET, minimum=minimum, **batch) == faults


def test_all_faults_come_at_once_in_the_words_of_the_final_accounts():
    assert batch_faults(
        BatchKind.FINAL, department_present=False, key_count=0, secret_count=2, minimum=2
    ) == [
        "缺少部门整体绩效自评",
        "重点项目绩效自评应不少于2个，现有0个",
        "含涉密项目2个，涉密项目不得公开，请移出",
    ]
