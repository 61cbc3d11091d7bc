"""What people type: explicit fields, clean text (R16, R21)."""

from lifecycle.forms.appraisal import (
    ConclusionForm,
    OpeningForm,
    ReplyForm,
    ReportForm,
    RulingForm,
    ScoringForm,
    SelfForm,
)
from lifecycle.forms.beside import (
    AnswerForm,
    CommentForm,
    ConsultForm,
    FileForm,
    LetterWithdrawalForm,
    SettlingForm,
    WithdrawalForm,
)
from lifecycle.forms.draws import AssignForm, EndForm, ExpertsForm, InterestForm, SampleForm
from lifecycle.forms.inbox import InboxFilter, TransferForm
from lifecycle.forms.language import LanguageForm
from lifecycle.forms.review import NATURES, REASON, ReviewFilter, ReviewForm
from lifecycle.forms.steps import BulkForm, CarriedForm, StepForm
from lifecycle.forms.windows import ExceptionForm, MonthForm, RevocationForm, WindowForm

__all__ = [
    "NATURES",
    "REASON",
    "AnswerForm",
    "AssignForm",
    "BulkForm",
    "CarriedForm",
    "CommentForm",
    "ConclusionForm",
    "ConsultForm",
    "EndForm",
    "ExceptionForm",
    "ExpertsForm",
    "FileForm",
    "InboxFilter",
    "InterestForm",
    "LanguageForm",
    "LetterWithdrawalForm",
    "MonthForm",
    "OpeningForm",
    "ReplyForm",
    "ReportForm",
    "ReviewFilter",
    "ReviewForm",
    "RevocationForm",
    "RulingForm",
    "SampleForm",
    "ScoringForm",
    "SelfForm",
    "SettlingForm",
    "StepForm",
    "TransferForm",
    "WindowForm",
    "WithdrawalForm",
]
