"""The tables of the ground floor."""

from lifecycle.models.amendment import Amendment, AmendmentLine
from lifecycle.models.amendment_request import AmendmentRequest
from lifecycle.models.appraisal import Appraisal, visible_scores
from lifecycle.models.approval_letter import (
    ApprovalLetter,
    ApprovalLetterItem,
    ApprovalLetterWithdrawal,
)
from lifecycle.models.attachment import Attachment, AttachmentWithdrawal
from lifecycle.models.budget import BudgetEvent, Execution, ImportBatch, PlannedPayment
from lifecycle.models.calendar import Holiday
from lifecycle.models.claim import Claim
from lifecycle.models.comment import Comment, CommentResolution, CommentWording
from lifecycle.models.draw import Draw, DrawnLot
from lifecycle.models.export import Export
from lifecycle.models.feed import CalendarFeed
from lifecycle.models.finding_answer import FindingAnswer
from lifecycle.models.glance import Glance
from lifecycle.models.hold import Demand, Hold
from lifecycle.models.interest import Interest
from lifecycle.models.intervention import Intervention
from lifecycle.models.library import (
    LibraryIndicator,
    LibraryRelease,
    LibraryTemplate,
    LibraryTemplateLine,
)
from lifecycle.models.library_proposal import LibraryAdoption, LibraryProposal, LibraryRuling
from lifecycle.models.log import Snapshot, StepToken, TransitionLog
from lifecycle.models.notice import Notice
from lifecycle.models.organisation import Assignment, Organisation, Seat, Substitution
from lifecycle.models.pack_trial import PackProposal, PackTrial, TrialRow
from lifecycle.models.panel import (
    AppraisalFinding,
    AppraisalReply,
    AppraisalReport,
    AppraisalRuling,
    ExpertScore,
    PoolEntry,
)
from lifecycle.models.person import Person
from lifecycle.models.project import Project, ProjectYear
from lifecycle.models.published import PublishedScore
from lifecycle.models.rulepack import FiscalYear, PackActivation, RulePack
from lifecycle.models.schedule import DueSlot, Heartbeat, Installation
from lifecycle.models.self_assessment import AppraisalMaterial, AppraisalScore
from lifecycle.models.subject import Subject
from lifecycle.models.tally import ExecutionSum, GlanceSum, Tally
from lifecycle.models.target import Indicator, Target, TargetReview
from lifecycle.models.touch import Touch
from lifecycle.models.watch import Watch
from lifecycle.models.window import Window, WindowException, Withdrawal

__all__ = [
    "Amendment",
    "AmendmentLine",
    "AmendmentRequest",
    "Appraisal",
    "AppraisalFinding",
    "AppraisalMaterial",
    "AppraisalReply",
    "AppraisalReport",
    "AppraisalRuling",
    "AppraisalScore",
    "ApprovalLetter",
    "ApprovalLetterItem",
    "ApprovalLetterWithdrawal",
    "Assignment",
    "Attachment",
    "AttachmentWithdrawal",
    "BudgetEvent",
    "CalendarFeed",
    "Claim",
    "Comment",
    "CommentResolution",
    "CommentWording",
    "Demand",
    "Draw",
    "DrawnLot",
    "DueSlot",
    "Execution",
    "ExecutionSum",
    "ExpertScore",
    "Export",
    "FindingAnswer",
    "FiscalYear",
    "Glance",
    "GlanceSum",
    "Heartbeat",
    "Hold",
    "Holiday",
    "ImportBatch",
    "Indicator",
    "Installation",
    "Interest",
    "Intervention",
    "LibraryAdoption",
    "LibraryIndicator",
    "LibraryProposal",
    "LibraryRelease",
    "LibraryRuling",
    "LibraryTemplate",
    "LibraryTemplateLine",
    "Notice",
    "Organisation",
    "PackActivation",
    "PackProposal",
    "PackTrial",
    "Person",
    "PlannedPayment",
    "PoolEntry",
    "Project",
    "ProjectYear",
    "PublishedScore",
    "RulePack",
    "Seat",
    "Snapshot",
    "StepToken",
    "Subject",
    "Substitution",
    "Tally",
    "Target",
    "TargetReview",
    "Touch",
    "TransitionLog",
    "TrialRow",
    "Watch",
    "Window",
    "WindowException",
    "Withdrawal",
    "visible_scores",
]
