"""A refusal is data: what was wrong, in words fit for the page, and how to tell it apart."""

from dataclasses import dataclass
from enum import StrEnum

from django.core.exceptions import PermissionDenied

from lifecycle.rules.differences import Difference


class Code(StrEnum):
    """Why a step cannot be taken."""

    STATE = "state"
    RIGHT = "right"
    FOUR_EYES = "four_eyes"
    NEED = "need"
    NOTE = "note"
    STALE = "stale"
    TOKEN = "token"  # noqa: S105 - a code, no secret
    CONTENT = "content"
    CLAIMED = "claimed"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason: its code, its sentence, and the need that failed where one did."""

    code: Code
    sentence: str
    need: str = ""


class Refused(Exception):  # noqa: N818 - an answer, not a failure
    """The step cannot be taken now; all reasons at once, nothing has changed."""

    def __init__(self, *refusals: Refusal, differences: tuple[Difference, ...] = ()) -> None:
        super().__init__("；".join(refusal.sentence for refusal in refusals))
        self.refusals = refusals
        self.differences = differences

    @property
    def faults(self) -> tuple[str, ...]:
        """The sentences alone."""
        return tuple(refusal.sentence for refusal in self.refusals)

    @property
    def codes(self) -> tuple[Code, ...]:
        """The codes alone."""
        return tuple(refusal.code for refusal in self.refusals)


class Forbidden(Refused, PermissionDenied):
    """This person may not take this step on this object."""


def refuse(*refusals: Refusal, differences: tuple[Difference, ...] = ()) -> Refused:
    """Build the answer: Forbidden where rights are what is missing."""
    barred = any(refusal.code in (Code.RIGHT, Code.FOUR_EYES) for refusal in refusals)
    return (Forbidden if barred else Refused)(*refusals, differences=differences)
