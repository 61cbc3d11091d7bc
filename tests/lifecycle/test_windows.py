"""Windows and the engine: what is closed, what an exception opens, one by one and in bulk."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction

from lifecycle.actions.windows import grant_exception, set_window
from lifecycle.models import Project, ProjectYear, Seat, Target, TransitionLog, Window
from lifecycle.queries import history_of, subject_for
from lifecycle.refusals import Code, Refused
from lifecycle.roles import Level, Role
from lifecycle.rules.windows import Span
from lifecycle.scope import machines, windowed_stages
from lifecycle.transitions import fire, fire_many, steps_for
from lifecycle.verification import examine
from tests.conftest import GOAL, INDICATORS, NOON, YEAR, organisation, put
from tests.lifecycle.conftest import PAST, passes, refused
from tests.lifecycle.windows import DAY, TODAY, Statements, granted, noon, refused_codes

pytestmark = pytest.mark.django_db


class TestWindow:
    def test_without_one_nothing_is_closed(self, target, officer):
        assert fire(target, "submit", by=officer, at=NOON).state == "unit_submitted"

    def test_a_filing_outside_is_refused_with_the_days_and_what_to_do(
        self, target, officer, closed
    ):
        with pytest.raises(Refused) as caught:
            fire(target, "submit", by=officer, at=NOON)
        assert caught.value.codes == (Code.WINDOW,)
        assert caught.value.faults == (
            "2023年度绩效目标的填报窗口已经关闭（2022-09-01至2022-10-31）；"
            "窗口外确需办理的，请由主管部门向财政绩效科申请例外",
        )
        target.refresh_from_db()
        assert (target.state, target.version) == ("draft", 0)

    @pytest.mark.parametrize(
        ("day", "open_"),
        [
            (PAST.opens_on - DAY, False),
            (PAST.opens_on, True),
            (PAST.closes_on, True),
            (PAST.closes_on + DAY, False),
        ],
    )
    def test_its_first_and_last_day_are_in(self, target, officer, closed, day, open_):
        codes = refused_codes(target, "submit", by=officer, at=noon(day))
        assert codes == (() if open_ else (Code.WINDOW,))

    def test_before_it_opens_the_sentence_says_so(self, target, officer, closed):
        with pytest.raises(Refused, match="尚未开放"):
            fire(target, "submit", by=officer, at=noon(PAST.opens_on - DAY))

    def test_a_page_greys_the_button_with_the_same_sentence(self, target, officer, closed):
        shown = subject_for(officer, "lifecycle.target", target.pk, TODAY)
        submit = next(c for c in steps_for(shown, officer, at=NOON) if c.name == "submit")
        assert [refusal.code for refusal in submit.refusals] == [Code.WINDOW]

    def test_a_page_asks_nothing_for_it_beside_the_row(self, target, officer, closed):
        shown = subject_for(officer, "lifecycle.target", target.pk, TODAY)
        with Statements() as asked:
            steps_for(shown, officer, at=NOON)
        assert not [sql for sql in asked.statements if "lifecycle_window" in sql]

    def test_what_was_sent_back_may_be_filed_again(self, target, officer, closed):
        returned = put(target, "returned")
        assert fire(returned, "submit", by=officer, at=NOON).state == "unit_submitted"

    def test_steps_of_those_who_judge_are_bound_to_none(self, town, target, officer, closed):
        filed = put(target, "unit_submitted")
        accepting = town.people[Role.DEPARTMENT_OFFICER]
        assert fire(filed, "accept", by=accepting, at=NOON).state == "dept_review"

    def test_the_newest_row_stands_and_the_old_ones_stay(self, target, officer, division, closed):
        wide = Span(PAST.opens_on, TODAY)
        set_window("target", year=YEAR, span=wide, note="延长一次", by=division, at=NOON)
        assert Window.objects.count() == 2
        assert fire(target, "submit", by=officer, at=NOON).state == "unit_submitted"

    def test_a_row_without_days_takes_the_limit_away(self, target, officer, division, closed):
        set_window("target", year=YEAR, span=Span(), note="不再限制", by=division, at=NOON)
        assert fire(target, "submit", by=officer, at=NOON).state == "unit_submitted"

    def test_another_year_and_another_stage_are_not_concerned(self, target, officer, division):
        set_window("report", year=YEAR, span=PAST, note="另一环节", by=division, at=NOON)
        assert fire(target, "submit", by=officer, at=NOON).state == "unit_submitted"


class TestDueDate:
    def test_an_extension_reaches_what_waits_in_the_unit_and_is_logged(
        self, town, target, division
    ):
        granted(town, division, extends=True)
        target.refresh_from_db()
        assert (target.state, target.version, target.due_on) == ("draft", 1, TODAY + 9 * DAY)
        line = TransitionLog.objects.get(object_id=target.pk)
        assert (line.step, line.by, line.role) == ("extend", division, "performance")
        assert line.note == "因机构改革延期报送"
        assert [each.step for each in history_of([target])] == ["延长期限"]
        assert examine().faults == []

    def test_a_later_due_date_is_left_alone(self, town, target, division):
        put(target, "draft", due_on=TODAY + 30 * DAY)
        granted(town, division, extends=True)
        target.refresh_from_db()
        assert (target.version, target.due_on) == (0, TODAY + 30 * DAY)

    def test_without_the_wish_no_due_date_moves(self, town, target, division):
        granted(town, division)
        target.refresh_from_db()
        assert (target.version, target.due_on) == (0, None)

    def test_what_comes_back_to_the_unit_keeps_the_extension(
        self, town, target, division, officer, closed
    ):
        granted(town, division, extends=True)
        filed = fire(target, "submit", by=officer, at=NOON)
        back = fire(filed, "withdraw", by=officer, at=NOON)
        assert back.due_on == TODAY + 9 * DAY

    def test_in_bulk_it_keeps_it_too(self, town, target, division, officer, closed):
        granted(town, division, extends=True)
        fire(target, "submit", by=officer, at=NOON)
        moved = fire_many(Target.objects.all(), "withdraw", by=officer, at=NOON)
        assert moved.moved == [target.pk]
        assert Target.objects.get().due_on == TODAY + 9 * DAY


class TestMany:
    @pytest.fixture
    def two(self, town, target, officer):
        """The target of the unit, and one of its sister."""
        sister = organisation("219002", "第二小学", Level.UNIT, town.department)
        Seat.objects.create(
            person=officer,
            organisation=sister,
            role=Role.UNIT_OFFICER,
            starts_on=date(2020, 1, 1),
        )
        project = Project.objects.create(
            code="52010023T000000000002", name="操场", organisation=sister
        )
        year = ProjectYear.objects.create(project=project, year=YEAR)
        other = Target.objects.create(
            project_year=year, organisation=sister, year=YEAR, goal=GOAL, amount=Decimal(100)
        )
        for level, name, operator, value, unit, weight in INDICATORS:
            other.indicators.create(
                level=level, name=name, operator=operator, target=value, unit=unit, weight=weight
            )
        return target, other

    def test_a_bulk_filing_is_told_row_by_row(self, town, two, officer, division, closed):
        target, other = two
        granted(town, division)
        found = fire_many(Target.objects.all(), "submit", by=officer, at=NOON)
        assert found.moved == [target.pk]
        assert [refusal.code for refusal in found.refused[other.pk]] == [Code.WINDOW]

    def test_a_bulk_step_without_a_window_asks_nothing_of_it(self, two, officer, closed):
        for each in two:
            put(each, "unit_submitted")
        with Statements() as asked:
            fire_many(Target.objects.all(), "withdraw", by=officer, at=NOON)
        assert not [sql for sql in asked.statements if '"lifecycle_window"' in sql]


def test_a_step_asks_no_more_where_no_window_is_set(target, officer):
    with Statements() as asked:
        fire(target, "submit", by=officer, at=NOON)
    named = [sql for sql in asked.statements if "lifecycle_window" in sql]
    assert len(named) == 1
    assert "FOR UPDATE OF t" in named[0]


@pytest.mark.parametrize("model", windowed_stages().values(), ids=windowed_stages())
def test_what_is_bound_to_a_window_may_be_edited_there(model):
    # Else the database would refuse an extended due date.
    assert model.window_states() <= {str(state) for state in model.EDITABLE}


def test_only_filings_are_bound_to_a_window():
    edges = [edge for model in machines() for edge in model.edges() if edge.about.window]
    assert edges
    assert all(edge.about.files for edge in edges)


def test_a_window_or_an_exception_takes_the_place_of_the_packs_closing_day(
    town, amendment, officer
):
    late = noon(date(YEAR, 12, 5))
    division = town.people[Role.PERFORMANCE]
    span = Span(date(YEAR, 12, 1), date(YEAR, 12, 31))
    asked = {"stage": "amendment", "year": YEAR, "by": division, "at": late}
    with transaction.atomic():
        grant_exception(town.unit, span=span, reason="追加预算", **asked)
        assert passes(amendment, "submit", officer, late) == "submitted"
        transaction.set_rollback(True)
    assert refused(amendment, "submit", officer, late)
    set_window("amendment", year=YEAR, span=span, note="顺延一月", by=division, at=late)
    assert passes(amendment, "submit", officer, late) == "submitted"
