"""A trial is asked once, reckoned by the worker, and writes no judgement."""

import pytest

from lifecycle.actions.pack_trials import ask_trial, work_trials
from lifecycle.actions.rule_packs import change_pack
from lifecycle.models import PackTrial, RulePack, TrialRow
from lifecycle.queries.trial import TRIALS
from lifecycle.refusals import Refused
from tests.conftest import NOON, YEAR

pytestmark = pytest.mark.django_db


@pytest.fixture
def stricter(division):
    changes = {"quality": {"fewest": 6}}
    return change_pack("national", changes=changes, note="从严", by=division, at=NOON)


def asked(pack, by, **differs):
    return ask_trial(pack, **({"year": YEAR, "month": None, "by": by, "at": NOON} | differs))


def test_the_worker_keeps_what_flips_and_how_long_it_took(target, stricter, division):
    trial = asked(stricter, division)
    assert (trial.state, trial.against.version, trial.day) == ("waiting", 1, NOON.date())
    assert (work_trials(), work_trials()) == (1, 0)
    trial.refresh_from_db()
    assert trial.state == "done"
    assert trial.milliseconds is not None
    row = TrialRow.objects.get()
    assert (row.kind, row.subject, row.before, row.after) == ("findings", "A1", "", "warn")
    assert row.project_year == target.project_year


def test_the_same_question_waits_once(stricter, division):
    assert asked(stricter, division) == asked(stricter, division)
    assert asked(stricter, division, month=7) != asked(stricter, division)
    assert PackTrial.objects.count() == 2


def test_a_year_that_is_not_open_has_nothing_to_try_against(stricter, division):
    with pytest.raises(Refused, match="该年度尚未设立"):
        asked(stricter, division, year=YEAR + 1)
    assert not PackTrial.objects.exists()


def test_a_trial_that_fails_says_why_keeps_nothing_and_may_be_asked_again(
    target, stricter, division, monkeypatch
):
    trial = asked(stricter, division)

    def broken(question):
        yield from TRIALS["findings"](question)
        raise RuntimeError("out of order")

    monkeypatch.setitem(TRIALS, "scores", broken)
    assert work_trials() == 0
    trial.refresh_from_db()
    assert (trial.state, trial.fault) == ("failed", "RuntimeError: out of order")
    assert not TrialRow.objects.exists()
    monkeypatch.undo()
    assert asked(stricter, division) != trial
    assert work_trials() == 1
    assert TrialRow.objects.count() == 1


def test_a_trial_changes_no_pack_and_no_year(target, stricter, division):
    before = list(RulePack.objects.values_list("name", "version"))
    asked(stricter, division)
    work_trials()
    assert list(RulePack.objects.values_list("name", "version")) == before
