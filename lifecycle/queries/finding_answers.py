"""Which remarks on a target have been answered, for its reviewer."""

from collections.abc import Collection, Sequence

from lifecycle.models import FindingAnswer, Subject
from lifecycle.rules.quality import RULES, Finding, Severity

OF_THE_PAST = frozenset(("C1", "C2", "C4", "C7"))
"""Rules that look at earlier years, which a reviewer's page does not read again."""


def answered(subject: Subject, findings: Sequence[Finding]) -> dict[Finding, FindingAnswer]:
    """Return the newest answer to each remark that still says what was answered."""
    if all(one.level is Severity.BLOCK for one in findings):
        return {}
    return _matched(_answers(subject), findings)


def answers_for_review(
    subject: Subject, findings: Sequence[Finding]
) -> dict[Finding, FindingAnswer]:
    """Return the same for a reviewer, and the remarks of the past that were answered."""
    rows = _answers(subject)
    past = {(row.code, row.place): row for row in rows if row.code in OF_THE_PAST}
    return {**_matched(rows, findings), **{_finding(row): row for row in past.values()}}


def _answers(subject: Subject) -> list[FindingAnswer]:
    rows = FindingAnswer.objects.filter(machine=subject.stage(), object_id=subject.pk)
    return list(rows.order_by("pk"))


def _matched(
    rows: Sequence[FindingAnswer], findings: Collection[Finding]
) -> dict[Finding, FindingAnswer]:
    newest = {(row.code, row.place, row.sentence): row for row in rows}
    return {
        found: newest[key]
        for found in findings
        if (key := (found.code, found.place, found.sentence)) in newest
    }


def _finding(row: FindingAnswer) -> Finding:
    rule = RULES[row.code]
    return Finding(row.code, Severity.WARN, row.sentence, row.place, "", rule.why, rule.mend)
