"""Turning results into proposals 结果应用建议 for a later budget, and hearing departments."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from evaluations.actions.issuing import BATCH
from evaluations.models import Answer, Application, KeyEvaluation, SelfEvaluation
from evaluations.models.application import CONFIRMED
from evaluations.models.ledger import with_ledger
from evaluations.rules.consequences import Pause, proposal
from evaluations.rules.grades import Grade
from evaluations.rules.idle import idle_balance
from lifecycle import bookkeeping, rights
from lifecycle.actions.admission import require
from lifecycle.machine import Act
from lifecycle.models import Hold
from lifecycle.models.hold import halting
from lifecycle.models.rulepack import pack_of
from lifecycle.refusals import Code, Refusal, refuse
from lifecycle.roles import DEPARTMENT_ROLES, Role
from lifecycle.rules.pack import Pack
from lifecycle.rules.pause_table import HOLDS

NOTHING = Decimal(0)


def propose_applications(
    year: int, *, target_year: int, by: Any, at: datetime | None = None
) -> int:
    """Propose what every confirmed result of a year does to a later budget; return how many.

    A key evaluation goes before the self-evaluation of the same project-year. A desk proposes
    for its own departments, the bureau and the timetable for all.
    """
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        act = bookkeeping.act(by, "", at)
        reach = _reach(act)
        sources: dict[int, Any] = {}
        for model in (SelfEvaluation, KeyEvaluation):
            rows = _results(model, year, target_year).filter(**reach)
            sources |= {row.project_year_id: row for row in rows}
        pack = pack_of(year).pack
        late, paused = _unrectified(sources), _paused(sources, pack)
        halted = _halted(sources, target_year)
        made = [
            _proposed(
                row, target_year, pack.consequences,
                unrectified=key in late, pause=paused.get(key), halt=halted.get(key, ""), at=act.at,
            )
            for key, row in sources.items()
        ]  # fmt: skip
        Application.objects.bulk_create(made, batch_size=BATCH)
    return len(made)


def _reach(act: Act) -> dict[str, Any]:
    """Narrow to what the actor answers for. Raises Forbidden."""
    seats = rights.seats_of(act.by, act.day)
    if any(one.role is Role.SYSTEM for one in seats):
        return {}
    bureaus = [one.organisation_id for one in seats if one.role is Role.PERFORMANCE]
    if bureaus:
        return {"organisation__bureau__in": bureaus}
    desks = [one.organisation_id for one in seats if one.role is Role.DESK]
    if not desks:
        raise refuse(Refusal(Code.RIGHT, _("结果应用由财政业务科室提出建议")))
    return {"organisation__desk__in": desks}


def _results(model: Any, year: int, target_year: int) -> QuerySet[Any]:
    rows = model._default_manager.filter(year=year, state__in=CONFIRMED[model])
    rows = rows.exclude(project_year__applications__target_year=target_year)
    return with_ledger(rows).order_by("pk")


def _unrectified(project_years: Iterable[int]) -> set[int]:
    holds = Hold.objects.filter(
        project_year__in=project_years, kind=Hold.Kind.RECTIFICATION, lifted_on=None
    )
    return set(holds.values_list("project_year_id", flat=True))


def _paused(project_years: Iterable[int], pack: Pack) -> dict[int, Pause]:
    """Return the newest pause of payment of each that is marked for result application."""
    marked = Hold.objects.filter(
        project_year__in=project_years, kind=Hold.Kind.PAYMENT, for_application=True
    )
    rows = marked.order_by("pk").values_list("project_year_id", "reason", "lifted_on")
    return {
        key: Pause(why, lifted is None, lifted is None and pack.pause.next_year == HOLDS)
        for key, why, lifted in rows
    }


def _halted(project_years: Iterable[int], target_year: int) -> dict[int, str]:
    """Say what halts the projects of some project-years by the year of the money."""
    years = "project_year__project__years"
    halts = Hold.objects.filter(halting(target_year), lifted_on=None)
    rows = halts.filter(**{f"{years}__in": list(project_years)}).order_by("pk")
    return dict(rows.values_list(years, "reason"))


def _proposed(
    row: Any,
    target_year: int,
    coefficients: Mapping[str, Decimal],
    *,
    at: datetime,
    **hindered: Any,
) -> Application:
    """Write the proposal of one result; `hindered` says what stands in its way."""
    is_key = isinstance(row, KeyEvaluation)
    grade = Grade(row.grade if is_key else row.final_grade)
    paid = row.ledger_budget if row.ledger_paid is None else row.ledger_paid
    idle = idle_balance(row.ledger_carried, budget=row.ledger_budget, paid=paid)
    found = proposal(
        row.ledger_budget,
        grade=grade,
        coefficients=coefficients,
        idle_balance=idle,
        **hindered,
    )
    return Application(
        project_year_id=row.project_year_id,
        organisation_id=row.organisation_id,
        year=row.year,
        target_year=target_year,
        key_evaluation=row if is_key else None,
        self_evaluation=None if is_key else row,
        source_version=row.version,
        source_hash=row.content_hash,
        grade=str(grade),
        base=row.ledger_budget,
        coefficient=coefficients[grade],
        idle_balance=idle,
        proposed_amount=found.amount,
        action=str(found.action),
        reason=found.sentence,
        since=at,
    )


def answer_applications(
    applications: QuerySet[Application],
    *,
    by: Any,
    accepts: bool = True,
    text: str = "",
    at: datetime | None = None,
) -> int:
    """Keep what a department says to the proposals it was asked about; return how many.

    Raises Refused, and Forbidden where one of them is not the department's.
    """
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        act = bookkeeping.act(by, text, at)
        require(accepts or act.note, _("有异议的须写明理由"))
        rows = _asked(applications)
        held = rights.seats_of(act.by, act.day)
        if any(rights.seat_for(held, DEPARTMENT_ROLES, row, act.day) is None for row in rows):
            raise refuse(Refusal(Code.RIGHT, _("由主管部门表态")))
        kind = Answer.Kind.ACCEPTS if accepts else Answer.Kind.OBJECTS
        return _keep(rows, kind, act)


def close_silent_objections(*, at: datetime | None = None) -> int:
    """Keep the silence of departments whose five working days are over; return how many."""
    with transaction.atomic():
        act = bookkeeping.act(None, "", at)
        late = Application.objects.filter(due_on__lt=act.day)
        return _keep(_asked(late), Answer.Kind.SILENT, act)


def _asked(rows: QuerySet[Application]) -> list[Application]:
    waiting = rows.filter(state=Application.State.DEPT_OBJECTION).order_by("pk")
    found = waiting.select_for_update(of=("self",)).select_related("organisation")
    answers = found.prefetch_related("answers")
    return [
        row
        for row in answers
        if all(one.proposed_amount != row.proposed_amount for one in row.answers.all())
    ]


def _keep(rows: Sequence[Application], kind: Answer.Kind, act: Act) -> int:
    answers = [
        Answer(
            application=row,
            kind=kind,
            proposed_amount=row.proposed_amount,
            text=act.note,
            by=act.by,
            at=act.at,
        )
        for row in rows
    ]
    return len(Answer.objects.bulk_create(answers, batch_size=BATCH))
