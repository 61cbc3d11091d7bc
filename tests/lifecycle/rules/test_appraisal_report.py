from lifecycle.rules.appraisal import DIMENSIONS
from lifecycle.rules.appraisal_report import SECTIONS, report_fault

WHOLE = dict.fromkeys(SECTIONS, "略")


def test_a_whole_report_lacks_nothing():
    assert report_fault(WHOLE, concluded=DIMENSIONS) == ""


def test_each_section_and_each_conclusion_is_missed_by_name():
    for key, label in SECTIONS.items():
        assert report_fault(WHOLE | {key: " "}, concluded=DIMENSIONS) == f"评估报告缺少{label}"
    fault = report_fault(WHOLE, concluded=DIMENSIONS[2:])
    assert fault == "评估报告缺少立项必要性的结论、投入经济性的结论"
