"""Which remarks on a target have been answered, for its reviewer."""

from collections.abc import Iterable

from lifecycle.models import FindingAnswer, Subject
from lifecycle.rules.quality import Finding


def answered(subject: Subject, findings: Iterable[Finding]) -> dict[Finding, FindingAnswer]:
    """Return the newest answer to each remark that still says what was answered."""
    rows = FindingAnswer.objects.filter(machine=subject.stage(), object_id=subject.pk)
    newest = {(row.code, row.place, row.sentence): row for row in rows.order_by("pk")}
    return {
        found: newest[key]
        for found in findings
        if (key := (found.code, found.place, found.sentence)) in newest
    }
