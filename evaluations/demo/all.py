"""Every chapter of evaluation."""

from evaluations.demo import applying, department, key, publishing, self_evaluation

__all__ = ["applying", "department", "key", "publishing", "self_evaluation"]
