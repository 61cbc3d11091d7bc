"""How long each state lasts nationally: "stage.state" to its deadline, for the default pack."""

from lifecycle.rules.deadlines import Deadline

NATIONAL_TERMS = {
    # ex-ante appraisal, domain 4.3.1: the summer before the budget year
    "appraisal.pending": Deadline(by=(8, 15, -1)),
    "appraisal.self_assessing": Deadline(by=(8, 31, -1)),
    "appraisal.dept_review": Deadline(by=(9, 10, -1)),
    "appraisal.desk_review": Deadline(workdays=20),
    "appraisal.key_selected": Deadline(workdays=10),
    "appraisal.expert_scoring": Deadline(workdays=10),
    "appraisal.report_draft": Deadline(workdays=10),
    "appraisal.consulting": Deadline(workdays=5),
    "appraisal.concluded": Deadline(by=(10, 31, -1)),  # before 一上 ends
    # goal, domain 4.3.2 and the calendar of 5: 一上 by October, 一下 November, 二上 December
    "target.draft": Deadline(by=(10, 31, -1)),
    "target.unit_submitted": Deadline(by=(10, 31, -1)),
    "target.dept_review": Deadline(by=(10, 31, -1)),
    "target.biz_review": Deadline(by=(11, 30, -1)),
    "target.perf_review": Deadline(by=(12, 31, -1)),
    "target.finalised": Deadline(by=(3, 20, 0)),  # 预算法 art. 52: 20 days after the congress
    "target.approved": Deadline(days=20),  # 预算法 art. 14
    # amendment, domain 4.3.3
    "amendment.draft": Deadline(by=(11, 30, 0)),
    # monitoring, domain 4.3.4; the form of January to July: 财预〔2019〕136号
    "report.filling": Deadline(workdays=10),
    "report.dept_review": Deadline(workdays=5),
    "report.biz_review": Deadline(workdays=5),
    "report.missing": Deadline(workdays=5),  # warnings.md L4: yellow at once, then red
    "report.july_dept_review": Deadline(by=(8, 31, 0)),
    # what a light asks for, domain 2.4
    "warning.blue": Deadline(workdays=10),
    "warning.yellow": Deadline(workdays=10),  # 川财绩〔2025〕10号
    "warning.promise": Deadline(workdays=15),
    "warning.red_plan": Deadline(workdays=5),
    "warning.red_done": Deadline(days=30),
    "warning.red_amendment": Deadline(workdays=20),
    "warning.red_overdue": Deadline(days=60),
    # self-evaluation, domain 4.3.5: in the year after
    "self_evaluation.filling": Deadline(by=(3, 31, 1)),
    "self_evaluation.dept_review": Deadline(by=(4, 30, 1)),
    "self_evaluation.recheck": Deadline(by=(6, 30, 1)),
    # key evaluation, domain 4.3.7: in the year after
    "key_evaluation.candidate": Deadline(by=(4, 30, 1)),
    "key_evaluation.selected": Deadline(by=(4, 30, 1)),
    "key_evaluation.commissioned": Deadline(by=(5, 31, 1)),
    "key_evaluation.plan_review": Deadline(by=(6, 30, 1)),
    "key_evaluation.field": Deadline(by=(8, 31, 1)),
    "key_evaluation.draft_report": Deadline(workdays=10),
    "key_evaluation.unit_reply": Deadline(by=(9, 30, 1)),
    "key_evaluation.report_review": Deadline(by=(9, 30, 1)),
    "key_evaluation.final": Deadline(by=(10, 31, 1)),
    # rectification and application, domain 4.3.8 and 4.3.9
    "rectification.issued": Deadline(workdays=3),
    "rectification.received": Deadline(workdays=5),
    "rectification.rectifying": Deadline(days=30),
    "rectification.serious": Deadline(days=60),
    "application.dept_objection": Deadline(workdays=5),
    "publication.batch_draft": Deadline(days=20),  # 预算法 art. 14
}
