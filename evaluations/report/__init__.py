"""The figures of evaluation in the annual report 年度报告; importing registers them."""

from evaluations.report import application, key_evaluation, publication, self_evaluation

__all__ = ["application", "key_evaluation", "publication", "self_evaluation"]
