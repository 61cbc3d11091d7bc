"""What the quality rules say of a worked example, as they would of a target filled in like it."""

from lifecycle.models import FiscalYear, Indicator, LibraryTemplate
from lifecycle.models.rulepack import pack_of
from lifecycle.queries.taking import from_template
from lifecycle.rules.library import Kind, kind_of
from lifecycle.rules.pack import NATIONAL, Pack
from lifecycle.rules.quality import Finding, GoalDraft, findings

AMOUNT, TEXT = "amount", "text"
"""Places of which an example says nothing, or need not."""


def template_findings(template: LibraryTemplate, year: int) -> list[Finding]:
    """Judge an example by the pack of a year; a template without values is none and has none."""
    if kind_of(template.name) is Kind.LAYOUT:
        return []
    pack = _pack(year)
    rows = [Indicator(**values) for values in from_template(template)]
    draft = GoalDraft(
        text=template.goal,
        amount=None,
        indicators=[row.draft(at) for at, row in enumerate(rows)],
        layout=pack.layout,
        limits=pack.quality,
        project=template.project_type or template.name,
        from_library=True,
    )
    unsaid = {AMOUNT} if template.goal else {AMOUNT, TEXT}
    return [found for found in findings(draft) if found.place not in unsaid]


def _pack(year: int) -> Pack:
    try:
        return pack_of(year).pack
    except FiscalYear.DoesNotExist:
        return NATIONAL
