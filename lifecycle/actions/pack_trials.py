"""Trials 试算 of a pack: asked on a page, reckoned by the worker, so that no request waits."""

from datetime import datetime
from time import perf_counter
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lifecycle import bookkeeping, rights
from lifecycle.actions.admission import fault
from lifecycle.models import PackTrial, RulePack, TrialRow
from lifecycle.models.rulepack import in_force
from lifecycle.queries.trial import TRIALS, Question
from lifecycle.queries.trials import budgets_of, changes_packs, in_force_of
from lifecycle.refusals import Code, Refusal, refuse

BATCH = 1000
LONGEST = {"sentence": 500, "before": 40, "after": 40}


def ask_trial(
    pack: RulePack, *, year: int, month: int | None, by: Any, at: datetime | None = None
) -> PackTrial:
    """Ask what a pack would change of an open year; what waits already is not asked again.

    Raises Refused.
    """
    with transaction.atomic():
        act = bookkeeping.act(by, "", at)
        if not changes_packs(rights.seats_of(by, act.day)):
            raise refuse(Refusal(Code.RIGHT, _("规则包由财政绩效科试算")))
        against = in_force_of(year)
        if against is None:
            raise fault(_("该年度尚未设立，没有可以对照的判定"))
        waiting = PackTrial.objects.filter(pack=pack, against=against, year=year, month=month)
        found = waiting.filter(state=PackTrial.State.WAITING, day=act.day).first()
        return found or PackTrial.objects.create(
            pack=pack, against=against, year=year, month=month, day=act.day, by=by, at=act.at
        )


def work_trials(limit: int = 10) -> int:
    """Reckon the trials that wait, the oldest first; return how many were done."""
    return sum(_work_one() for _turn in range(limit))


def _work_one() -> bool:
    """Reckon one; where it fails the reason stands on it, and whoever asked may ask again."""
    key = 0
    try:
        with transaction.atomic():
            waiting = PackTrial.objects.select_for_update(skip_locked=True, of=("self",))
            trial = waiting.filter(state=PackTrial.State.WAITING).order_by("pk").first()
            if trial is None:
                return False
            key = trial.pk
            _reckon(trial)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is written down
        said = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        failed = PackTrial.objects.get(pk=key)
        failed.state, failed.fault = PackTrial.State.FAILED, said
        failed.save(update_fields=["state", "fault"])
        return False
    return True


def _reckon(trial: PackTrial) -> None:
    began, budgets = perf_counter(), budgets_of(trial.year)
    packs = in_force(trial.against_id).pack, in_force(trial.pack_id).pack
    asked = Question(trial.year, trial.day, *packs, trial.month)
    rows = [
        TrialRow(
            trial=trial,
            kind=kind,
            project_year_id=flip.project_year,
            subject=flip.subject,
            month=flip.month,
            amount=budgets.get(flip.project_year),
            **{name: str(getattr(flip, name))[:most] for name, most in LONGEST.items()},
        )
        for kind in TrialRow.Kind
        if kind in TRIALS
        for flip in TRIALS[kind](asked)
    ]
    TrialRow.objects.bulk_create(rows, batch_size=BATCH)
    trial.state = PackTrial.State.DONE
    trial.milliseconds = round((perf_counter() - began) * 1000)
    trial.save(update_fields=["state", "milliseconds"])
