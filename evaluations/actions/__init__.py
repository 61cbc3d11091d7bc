"""What changes rows of evaluation; importing the package registers what follows from steps."""

from evaluations.actions.applying import (
    answer_applications,
    close_silent_objections,
    propose_applications,
)
from evaluations.actions.evaluating import (
    Candidate,
    give_opinion,
    nominate_key_evaluations,
    open_demands,
    pass_silent_drafts,
    plan_department_evaluation,
    record_problems,
    reply_to_report,
    set_indicators,
)
from evaluations.actions.issuing import issue_self_evaluations
from evaluations.actions.publishing import (
    prepare_batch,
    publish_items,
    recopy_batch,
)
from evaluations.actions.scores import (
    LineEntry,
    ScoreEntry,
    enter_published_scores,
    enter_scores,
    fill_scores,
    record_recheck,
)

__all__ = [
    "Candidate",
    "LineEntry",
    "ScoreEntry",
    "answer_applications",
    "close_silent_objections",
    "enter_published_scores",
    "enter_scores",
    "fill_scores",
    "give_opinion",
    "issue_self_evaluations",
    "nominate_key_evaluations",
    "open_demands",
    "pass_silent_drafts",
    "plan_department_evaluation",
    "prepare_batch",
    "propose_applications",
    "publish_items",
    "recopy_batch",
    "record_problems",
    "record_recheck",
    "reply_to_report",
    "set_indicators",
]
