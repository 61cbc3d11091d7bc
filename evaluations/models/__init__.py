"""The tables of evaluation."""

from evaluations.models.application import Answer, Application
from evaluations.models.department_evaluation import DepartmentEvaluation, FrameworkIndicator
from evaluations.models.key_evaluation import (
    EvaluationIndicator,
    EvaluationProblem,
    EvaluationReply,
    ExpertOpinion,
    KeyEvaluation,
)
from evaluations.models.publication import Publication, PublicationItem
from evaluations.models.recheck import Recheck
from evaluations.models.self_evaluation import SelfEvaluation, SelfEvaluationLine

__all__ = [
    "Answer",
    "Application",
    "DepartmentEvaluation",
    "EvaluationIndicator",
    "EvaluationProblem",
    "EvaluationReply",
    "ExpertOpinion",
    "FrameworkIndicator",
    "KeyEvaluation",
    "Publication",
    "PublicationItem",
    "Recheck",
    "SelfEvaluation",
    "SelfEvaluationLine",
]
