"""Whatever the ledger brings day after day: what always holds of lights, warnings and holds."""

from collections import Counter
from datetime import timedelta

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lifecycle.models import Hold, Notice
from lifecycle.roles import Role
from monitoring.actions import send_warnings
from monitoring.models import LightResult, Warning, WarningTold  # noqa: A004
from monitoring.sweep import Swept, sweep
from tests.conftest import YEAR
from tests.monitoring.conftest import JULY, paid
from tests.monitoring.test_sweep import DAY, project_year_of

PROJECTS = 3
AMOUNTS = st.sampled_from([0, 20, 40, 60, 101, None])
DAYS = st.lists(st.tuples(*[AMOUNTS] * PROJECTS), min_size=1, max_size=5)


def bring(project_years, amounts, day, revision):
    for project_year, amount in zip(project_years, amounts, strict=True):
        if amount is not None:
            paid(project_year, amount, revision=revision, on=day)


def check(day, officer):
    live = Warning.objects.exclude(state="closed")
    assert set(Counter(live.values_list("fingerprint", flat=True)).values()) <= {1}
    lights = LightResult.objects.filter(kind="project").order_by("project_year", "-revision")
    newest = lights.distinct("project_year").values_list("project_year", "light")
    bad = {key: light for key, light in newest if light in ("red", "yellow")}
    fresh = live.filter(resolved_on=day).values_list("project_year", flat=True)
    assert set(bad) - set(fresh) <= set(live.values_list("project_year", flat=True))
    red = set(live.filter(light="red", state="open").values_list("pk", flat=True))
    held = Hold.objects.filter(kind="red_light", lifted_on=None)
    assert set(held.values_list("object_id", flat=True)) == red
    send_warnings(day)
    told = WarningTold.objects.filter(person=officer)
    assert set(live.filter(state="open").values_list("pk", flat=True)) <= set(
        told.values_list("warning", flat=True)
    )
    assert Notice.objects.filter(person=officer, at__date=day).count() <= 1


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(DAYS)
def test_no_red_is_open_untold_or_unheld_and_no_run_repeats_itself(town, days):
    officer = town.people[Role.UNIT_OFFICER]
    with transaction.atomic():
        project_years = [project_year_of(town, number) for number in range(PROJECTS)]
        for number, amounts in enumerate(days):
            day = DAY + timedelta(days=number)
            bring(project_years, amounts, day, number + 1)
            sweep(YEAR, month=JULY, as_of=day)
            check(day, officer)
            assert sweep(YEAR, month=JULY, as_of=day) == Swept(judged=PROJECTS, written=0)
        transaction.set_rollback(True)
