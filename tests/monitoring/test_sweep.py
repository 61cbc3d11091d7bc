"""The sweep against hand-computed lights; a second run changes nothing."""

from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from lifecycle.models import FiscalYear, Hold, Notice, Project, ProjectYear, TransitionLog
from lifecycle.roles import Role
from lifecycle.transitions import fire
from monitoring.actions import Entry, record_readings, send_warnings
from monitoring.models import LightResult, Report, Warning  # noqa: A004
from monitoring.models.warning import PROJECT_LIGHT, fingerprint
from monitoring.sweep import Swept, sweep
from tests.conftest import YEAR, put
from tests.monitoring.conftest import AUGUST, JULY, entries, paid

DAY = date(2023, 8, 1)
NEXT = date(2023, 8, 2)
# 58.33 of 100 are due by the end of July: red below 35, green from 46.67.
ORACLE = {
    "34.99": "red",
    "35": "yellow",
    "46.66": "yellow",
    "46.67": "green",
    "100": "green",
    "100.01": "red",
    None: "grey",
}


def project_year_of(town, number):
    project = Project.objects.create(
        code=f"520100{23:02d}T{number:012d}", name=f"项目{number}", organisation=town.unit
    )
    return ProjectYear.objects.create(project=project, year=YEAR)


@pytest.fixture
def oracle(town):
    made = {}
    for number, (amount, light) in enumerate(ORACLE.items(), start=10):
        project_year = project_year_of(town, number)
        made[project_year] = light
        if amount is not None:
            paid(project_year, amount)
    return made


def everything():
    """Every row that a sweep may write, with its version."""
    return (
        list(LightResult.objects.order_by("pk").values_list()),
        list(Warning.objects.order_by("pk").values_list("pk", "state", "version", "since")),
        list(Hold.objects.order_by("pk").values_list()),
        sorted(Notice.objects.values_list("message_id", flat=True)),
        TransitionLog.objects.count(),
    )


def project_lights(month=JULY):
    rows = LightResult.objects.filter(month=month, kind="project").order_by("revision")
    return {row.project_year_id: row.light for row in rows}


def test_each_project_gets_the_light_of_the_oracle(oracle):
    swept = sweep(YEAR, month=JULY, as_of=DAY)
    assert swept == Swept(judged=7, written=21, opened=4)
    assert project_lights() == {one.pk: light for one, light in oracle.items()}
    opened = {w.project_year_id: w.light for w in Warning.objects.filter(state="open")}
    assert opened == {one.pk: at for one, at in oracle.items() if at in ("red", "yellow")}


def test_a_light_keeps_its_words_its_numbers_and_its_pack(oracle):
    sweep(YEAR, month=JULY, as_of=DAY)
    first = LightResult.objects.get(project_year=next(iter(oracle)), kind="execution")
    assert first.sentence == "7月末应支出58.33%，实际34.99%，进度比59.98% < 60% → 红灯"
    assert first.inputs == {"paid": "34.99", "budget": "100", "ahead": False, "pace": "59.9829"}
    assert (first.pack, first.as_of, first.revision) == ("national v1", DAY, 1)


@pytest.mark.parametrize("day", [DAY, NEXT])
def test_a_second_run_changes_nothing(oracle, day):
    sweep(YEAR, month=JULY, as_of=DAY)
    before = everything()
    assert sweep(YEAR, month=JULY, as_of=day) == Swept(judged=7, written=0)
    assert everything() == before


def test_no_red_is_open_without_a_hold_and_a_notice(oracle, town):
    sweep(YEAR, month=JULY, as_of=DAY)
    send_warnings(DAY)
    red = Warning.objects.filter(light="red")
    assert [w.object_id for w in Hold.objects.filter(kind="red_light", lifted_on=None)] == [
        w.pk for w in red
    ]
    for role, lines in (
        (Role.UNIT_OFFICER, 4),
        (Role.UNIT_HEAD, 4),
        (Role.DEPARTMENT_OFFICER, 2),
        (Role.DESK, 2),
    ):
        (notice,) = Notice.objects.filter(person=town.people[role])
        assert notice.body.count("/alerts/") == lines
        assert all(f"/alerts/{w.pk}/" in notice.body for w in red)
    assert Notice.objects.count() == 4


def test_a_run_reads_nothing_of_a_later_day(project_year):
    paid(project_year, 60)
    paid(project_year, 10, revision=2, on=NEXT)
    sweep(YEAR, month=JULY, as_of=DAY)
    assert project_lights() == {project_year.pk: "green"}
    assert sweep(YEAR, month=JULY, as_of=NEXT) == Swept(judged=1, written=2, opened=1)
    assert project_lights() == {project_year.pk: "red"}


def test_a_late_run_of_an_earlier_day_has_no_say(project_year):
    paid(project_year, 10)
    paid(project_year, 60, revision=2, on=NEXT)
    sweep(YEAR, month=JULY, as_of=NEXT)
    before = everything()
    assert sweep(YEAR, month=JULY, as_of=DAY) == Swept(judged=1, written=0)
    assert everything() == before


def test_an_earlier_month_moves_no_warning(project_year):
    paid(project_year, 60)
    paid(project_year, 1, month=6)
    sweep(YEAR, month=JULY, as_of=DAY)
    assert sweep(YEAR, month=6, as_of=NEXT) == Swept(judged=1, written=3)
    assert not Warning.objects.exists()


def test_a_green_light_resolves_and_the_next_run_closes(project_year):
    paid(project_year, 10)
    sweep(YEAR, month=JULY, as_of=DAY)
    paid(project_year, 60, revision=2, on=NEXT)
    assert sweep(YEAR, month=JULY, as_of=NEXT).resolved == 1
    assert Hold.objects.get().lifted_on == NEXT
    assert sweep(YEAR, month=JULY, as_of=NEXT) == Swept(judged=1, written=0)
    third = date(2023, 8, 3)
    assert sweep(YEAR, month=JULY, as_of=third) == Swept(judged=1, written=0, closed=1)
    assert str(Warning.objects.get().state) == "closed"


def test_a_worse_light_supersedes_and_asks_anew(project_year, town):
    paid(project_year, 40)
    sweep(YEAR, month=JULY, as_of=DAY)
    put(Warning.objects.get(), "acknowledged")
    paid(project_year, 10, revision=2, on=NEXT)
    assert sweep(YEAR, month=JULY, as_of=NEXT) == Swept(judged=1, written=2, opened=1, superseded=1)
    yellow, red = Warning.objects.order_by("pk")
    assert (yellow.light, str(yellow.state)) == ("yellow", "closed")
    assert (red.light, str(red.state), red.answer_by) == ("red", "open", date(2023, 8, 9))
    assert red.fingerprint == yellow.fingerprint


def test_the_light_of_a_closed_order_opens_no_second_warning(project_year):
    paid(project_year, 10)
    sweep(YEAR, month=JULY, as_of=DAY)
    put(Warning.objects.get(), "resolved", resolved_on=DAY, remedied_on=DAY)
    assert sweep(YEAR, month=JULY, as_of=NEXT) == Swept(judged=1, written=0, closed=1)
    paid(project_year, 11, month=10, on=date(2023, 11, 1))
    october = sweep(YEAR, month=10, as_of=date(2023, 11, 1))
    assert october == Swept(judged=1, written=3, opened=1)


def test_only_filed_readings_count(report, town, project_year):
    sweep(YEAR, month=JULY, as_of=DAY)
    goal = LightResult.objects.filter(project_year=project_year, kind="goal")
    assert [row.light for row in goal] == ["grey"]
    fire(report, "submit", by=town.people[Role.UNIT_OFFICER], at=AUGUST)
    sweep(YEAR, month=JULY, as_of=DAY)
    assert [row.light for row in goal.order_by("revision")] == ["grey", "green"]


def test_a_concluded_report_fixes_its_lights(report, town, project_year):
    officer = town.people[Role.UNIT_OFFICER]
    late = Entry(Decimal(2000), cause="other", note="生源减少")
    yellow = record_readings(report, entries(report, 受益学生数=late), by=officer, at=AUGUST)
    fire(yellow, "submit", by=officer, at=AUGUST)
    sweep(YEAR, month=JULY, as_of=DAY)
    fire(put(yellow, "biz_review"), "conclude_clean", by=town.people[Role.DESK], at=AUGUST)
    frozen = LightResult.objects.filter(frozen=True)
    assert {row.kind: row.light for row in frozen} == {
        "execution": "green",
        "goal": "yellow",
        "project": "yellow",
    }
    before = everything()
    paid(project_year, 1, revision=2, on=DAY)
    assert sweep(YEAR, month=JULY, as_of=NEXT) == Swept(judged=1, written=0)
    assert everything() == before


def test_a_year_that_is_not_open_is_refused(year):
    with pytest.raises(FiscalYear.DoesNotExist):
        sweep(1999, month=JULY, as_of=DAY)


def test_the_number_of_queries_does_not_grow_with_the_projects(town):
    def queries(numbers):
        for number in numbers:
            paid(project_year_of(town, number), 10)
        with CaptureQueriesContext(connection) as found:
            sweep(YEAR, month=JULY, as_of=DAY)
        return len(found)

    queries([99])
    assert queries(range(100, 102)) == queries(range(102, 122))


def test_the_command_says_what_it_did(oracle):
    out = StringIO()
    call_command("sweep", year=YEAR, month=JULY, as_of=DAY, stdout=out)
    assert "judged 7，written 21，opened 4" in out.getvalue()


def test_a_light_is_written_once(project_year):
    paid(project_year, 10)
    sweep(YEAR, month=JULY, as_of=DAY)
    for change in (
        lambda: LightResult.objects.update(light="green"),
        lambda: LightResult.objects.all().delete(),
        lambda: connection.cursor().execute("TRUNCATE monitoring_lightresult"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    row = LightResult.objects.first()
    row.pk = None
    with pytest.raises(IntegrityError, match="light_revision_once"), transaction.atomic():
        row.save(force_insert=True)


def test_one_episode_at_once(warning):
    for state in Warning.State:
        if state in ("pending", "closed"):
            continue
        put(warning, state)
        copy = Warning(
            project_year=warning.project_year,
            organisation=warning.organisation,
            year=YEAR,
            month=JULY,
            light="yellow",
            reason="黄灯",
            fingerprint=warning.fingerprint,
        )
        with pytest.raises(IntegrityError, match="one_episode_at_once"), transaction.atomic():
            copy.save()
    put(warning, "closed")
    copy.pk = None
    copy.save()
    assert warning.fingerprint == fingerprint(
        warning.project_year_id, rule=PROJECT_LIGHT, year=YEAR
    )


def test_readings_of_a_filed_report_are_frozen(report, town):
    fire(report, "submit", by=town.people[Role.UNIT_OFFICER], at=AUGUST)
    with pytest.raises(DatabaseError), transaction.atomic():
        report.readings.update(actual=1)
    assert Report.objects.get().readings.get(name="验收合格率").actual == 100
