"""A key appraisal from its opening, through a reassessment, into the project pool."""

from datetime import timedelta
from decimal import Decimal

import pytest

from lifecycle.actions.appraisal import (
    conclude_appraisal,
    fill_appraisal,
    judge_appraisal,
    open_appraisal,
)
from lifecycle.actions.outsiders import assign_outsider, declare_no_conflict
from lifecycle.actions.panel import submit_expert_score, write_report
from lifecycle.models import Appraisal, PoolEntry, ProjectYear, TransitionLog
from lifecycle.roles import Role
from lifecycle.rules.appraisal import DIMENSIONS, Conclusion
from lifecycle.rules.appraisal_report import SECTIONS
from lifecycle.rules.materials import PROJECT, Kind
from lifecycle.transitions import fire
from lifecycle.verification import examine
from tests.conftest import NOON, seated

pytestmark = pytest.mark.django_db


def test_a_key_appraisal_from_opening_to_the_pool(town, project_year):
    made = _forwarded(town, project_year)
    _selected(town, made)
    _panel(town, made, town.people[Role.PERFORMANCE])
    _concluded(made, town.people[Role.PERFORMANCE])
    stored = Appraisal.objects.get()
    assert (stored.state, stored.round_number, stored.key_path) == ("in_pool", 2, True)
    assert PoolEntry.objects.get().approved == 7_000_000
    assert TransitionLog.objects.count() == stored.version == 15
    found = examine()
    assert (found.objects() > 0, found.faults) == (True, [])


def _forwarded(town, project_year):
    """Open an appraisal and take it to where its department hands it over."""
    officer, head = town.people[Role.UNIT_OFFICER], town.people[Role.DEPARTMENT_HEAD]
    ProjectYear.objects.update(is_new=True)
    made = open_appraisal(
        project_year, kind=Kind.PROJECT, declared=Decimal(9_000_000), by=officer, at=NOON
    )
    fire(made, "start", by=officer, at=NOON)
    fill_appraisal(
        made,
        by=officer,
        scores={dimension: (Decimal(18), "依据充分") for dimension in DIMENSIONS},
        files={material.name: "附件.pdf" for material in PROJECT},
        at=NOON,
    )
    fire(made, "submit", by=officer, at=NOON)
    judge_appraisal(made, conclusion=Conclusion.SUPPORT, by=head, at=NOON)
    fire(made, "forward", by=head, at=NOON)
    return made


def _selected(town, made):
    """Have the finance bureau send it back into a second round and select it."""
    desk, bureau = town.people[Role.DESK], town.people[Role.PERFORMANCE]
    fire(made, "accept", by=desk, at=NOON)
    fire(made, "clear", by=desk, at=NOON)
    fire(made, "reassess", by=bureau, note="金额较大", at=NOON)
    fire(made, "review_again", by=desk, at=NOON)
    fire(made, "select", by=bureau, note="社会关注度高", at=NOON)


def _panel(town, made, bureau):
    agency = town.people[Role.AGENCY]
    experts = [seated(f"panel{n}", Role.EXPERT, town.outside) for n in range(5)]
    chosen = [(agency, Role.AGENCY), *((expert, Role.EXPERT) for expert in experts)]
    for person, role in chosen:
        assignment = assign_outsider(made, person, role, by=bureau, at=NOON)
        declare_no_conflict(assignment, by=person, at=NOON)
    fire(made, "convene", by=bureau, at=NOON)
    for expert in experts:
        submit_expert_score(
            made,
            points=dict.fromkeys(DIMENSIONS, Decimal(15)),
            opinions=dict.fromkeys(DIMENSIONS, "同意"),
            by=expert,
            at=NOON,
        )
    write_report(
        made,
        sections=dict.fromkeys(SECTIONS, "略"),
        findings=dict.fromkeys(DIMENSIONS, ("good", "合理")),
        by=agency,
        at=NOON,
    )
    fire(made, "issue", by=agency, at=NOON)


def _concluded(made, bureau):
    """Close the consulting and support the project in part."""
    after = NOON + timedelta(days=30)
    fire(made, "close_consulting", by=bureau, at=after)
    conclude_appraisal(
        made,
        conclusion=Conclusion.PARTIAL,
        approved=Decimal(7_000_000),
        reason="部分子项测算偏高",
        conditions="先行落实选址",
        by=bureau,
        at=after,
    )
    fire(made, "support_partly", by=bureau, at=after)
