"""What the system itself can check for a reviewer: conditions of the steps, remarks on the text."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from lifecycle import clock
from lifecycle.machine import Need
from lifecycle.models import FindingAnswer, Subject, Target
from lifecycle.models.rulepack import pack_of, remembering
from lifecycle.queries.finding_answers import answers_for_review
from lifecycle.queries.stages import Line
from lifecycle.refusals import Code
from lifecycle.rules.pack import band
from lifecycle.rules.quality import Finding

REFERENCE = re.compile(r"（[^（）]*(?:E\d|domain)[^（）]*）")
"""Where a rule stands in the papers: nothing to a reader."""


@dataclass(frozen=True, slots=True)
class Check:
    """One condition in words, and what is wrong; "" where it holds."""

    sentence: str
    fault: str


@dataclass(frozen=True, slots=True)
class Examined:
    """The conditions under which it was filed, those of the steps that lead on, and remarks.

    `answers` say why remarks may stand, in the words of the unit.
    """

    filed: tuple[Check, ...]
    onward: tuple[Check, ...]
    findings: tuple[Finding, ...]
    answers: Mapping[Finding, FindingAnswer]


def examined(subject: Any, lines: Iterable[Line], choices: Sequence[Any]) -> Examined:
    """Ask again what the filing asked, as of its day, and read the answers that steps gave.

    `choices` are those of `transitions.steps_for`.
    """
    with remembering():
        remarks: Sequence[Finding] = getattr(subject, "findings", tuple)()
        answers = answers_for_review(subject, remarks) if isinstance(subject, Target) else {}
        return Examined(
            tuple(_filed(subject, lines)),
            tuple(_onward(subject, choices)),
            (*remarks, *(one for one in answers if one not in remarks)),
            answers,
        )


def _filed(subject: Subject, lines: Iterable[Line]) -> list[Check]:
    filing = {edge.name: edge.about.needs for edge in subject.edges() if edge.about.files}
    last = next((line.entry for line in lines if line.entry.step in filing), None)
    done = next(subject.edges_here(), None) is None
    if last is None or done:  # what it brought about has changed what was asked
        return []
    today, subject.acting_on = subject.acting_on, clock.day_of(last.at)
    found = [Check(said(need), need(subject)) for need in filing[last.step]]
    subject.acting_on = today
    return found


def _onward(subject: Subject, choices: Sequence[Any]) -> list[Check]:
    found: dict[str, Check] = {}
    for choice in choices:
        edge = subject.edge_here(choice.name)
        asked = not any(r.code in (Code.RIGHT, Code.FOUR_EYES) for r in choice.refusals)
        if edge is None or not asked or not edge.about.checks:
            continue
        faults = {refusal.need: refusal.sentence for refusal in choice.refusals}
        for need in edge.about.needs:
            found.setdefault(need.name, Check(said(need), faults.get(need.name, "")))
    return list(found.values())


def said(need: Need) -> str:
    """Say a condition as a reader does, in the reader's language."""
    return REFERENCE.sub("", _(need.about.rstrip(".。")))


def grade_label(year: int, total: Decimal) -> str:
    """Name the grade 优良中差 that points of 100 reach by the pack of a year."""
    grades = pack_of(year).pack.grades
    return grades[band(total, grades=grades)][1]
