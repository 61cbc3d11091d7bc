"""What people type: explicit fields, clean text (R16, R21)."""

from lifecycle.forms.beside import AnswerForm, CommentForm, FileForm, SettlingForm, WithdrawalForm
from lifecycle.forms.inbox import InboxFilter, TransferForm
from lifecycle.forms.language import LanguageForm
from lifecycle.forms.review import NATURES, REASON, ReviewFilter, ReviewForm
from lifecycle.forms.steps import BulkForm, StepForm
from lifecycle.forms.windows import ExceptionForm, MonthForm, RevocationForm, WindowForm

__all__ = [
    "NATURES",
    "REASON",
    "AnswerForm",
    "BulkForm",
    "CommentForm",
    "ExceptionForm",
    "FileForm",
    "InboxFilter",
    "LanguageForm",
    "MonthForm",
    "ReviewFilter",
    "ReviewForm",
    "RevocationForm",
    "SettlingForm",
    "StepForm",
    "TransferForm",
    "WindowForm",
    "WithdrawalForm",
]
