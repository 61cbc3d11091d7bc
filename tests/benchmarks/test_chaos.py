"""Fifty real kills of workers and database: no row lost or doubled, every mail accepted."""

from collections import Counter

from benchmarks.chaos.__main__ import trial
from benchmarks.chaos.rows import differences, mail_faults

SEED = 2023
KILLS = 52


def test_fifty_kills_leave_the_rows_of_an_undisturbed_run_and_the_control_loses_mail():
    outcome = trial(seed=SEED, kills=KILLS, broker=False)
    assert outcome.total >= 50
    assert outcome.faults == []
    assert min(outcome.rows[name] for name in ("lights", "warnings", "log lines", "notices")) > 0
    assert sum(outcome.hit) > 0
    assert any("lost" in fault for fault in outcome.control)


def test_the_comparison_sees_a_row_lost_and_a_row_doubled():
    calm, stormy = {"lights": Counter("ab")}, {"lights": Counter("bb")}
    assert differences(calm, stormy) == {"lights": (1, 1)}
    assert differences(calm, calm) == {}


def test_a_copy_more_than_there_were_faults_is_a_fault():
    taken = Counter({"<a@x>": 3, "<b@x>": 1})
    assert mail_faults({"<a@x>", "<b@x>"}, taken, faults=2) == []
    assert mail_faults({"<a@x>", "<b@x>"}, taken, faults=1) == ["2 extra copies of 1 faults"]
    assert mail_faults({"<a@x>", "<c@x>"}, taken, faults=2) == [
        "1 mails lost",
        "1 mails of no notice",
    ]
