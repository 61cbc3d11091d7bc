"""Windows and exceptions: who sets, grants and withdraws them, and what stays on record."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from lifecycle.actions.windows import set_window, withdraw_exception
from lifecycle.models import Organisation, Seat, Window, WindowException, Withdrawal
from lifecycle.refusals import Code, Forbidden, Refused
from lifecycle.roles import PEOPLE, Level, Role
from lifecycle.rules.windows import Span
from lifecycle.transitions import fire
from tests.conftest import NOON, YEAR, organisation
from tests.lifecycle.conftest import PAST
from tests.lifecycle.windows import DAY, TODAY, granted, noon, refused_codes

pytestmark = pytest.mark.django_db


class TestWindow:
    @pytest.mark.parametrize("role", [role for role in PEOPLE if role is not Role.PERFORMANCE])
    def test_nobody_but_the_division_sets_one(self, town, role):
        with pytest.raises(Forbidden, match="绩效科"):
            set_window("target", year=YEAR, span=PAST, note="说明", by=town.people[role], at=NOON)
        assert not Window.objects.exists()

    @pytest.mark.parametrize(
        ("stage", "of", "note", "sentence"),
        [
            ("warning", YEAR, "说明", "该环节没有填报窗口"),
            ("target", 1999, "说明", "该预算年度尚未建立"),
            ("target", YEAR, "  ", "请说明"),
        ],
    )
    def test_what_is_set_is_of_a_stage_and_a_year_and_explained(
        self, division, stage, of, note, sentence
    ):
        with pytest.raises(Refused, match=sentence):
            set_window(stage, year=of, span=PAST, note=note, by=division, at=NOON)
        assert not Window.objects.exists()


class TestException:
    def test_it_opens_the_window_for_its_unit(self, town, target, officer, division, closed):
        granted(town, division)
        assert fire(target, "submit", by=officer, at=NOON).state == "unit_submitted"

    def test_it_expires_by_itself(self, town, target, officer, division, closed):
        granted(town, division)
        codes = [
            refused_codes(target, "submit", by=officer, at=noon(TODAY + days * DAY))
            for days in (-1, 0, 9, 10)
        ]
        assert codes == [(Code.WINDOW,), (), (), (Code.WINDOW,)]

    def test_the_other_units_stay_out(self, town, target, officer, division, closed):
        other = organisation("219002", "第二小学", Level.UNIT, town.department)
        granted(town, division, organisation=other)
        assert refused_codes(target, "submit", by=officer, at=NOON) == (Code.WINDOW,)

    def test_withdrawn_it_counts_no_more_and_stays_on_record(
        self, town, target, officer, division, closed
    ):
        found = granted(town, division)
        withdraw_exception(found, note="单位已不需要", by=division, at=NOON)
        assert refused_codes(target, "submit", by=officer, at=NOON) == (Code.WINDOW,)
        assert (WindowException.objects.count(), Withdrawal.objects.count()) == (1, 1)
        with pytest.raises(Refused, match="已经撤销"):
            withdraw_exception(found, note="再撤一次", by=division, at=NOON)

    @pytest.mark.parametrize("role", [role for role in PEOPLE if role is not Role.PERFORMANCE])
    def test_nobody_but_the_division_grants_or_withdraws(self, town, division, role):
        with pytest.raises(Forbidden):
            granted(town, town.people[role])
        found = granted(town, division)
        with pytest.raises(Forbidden):
            withdraw_exception(found, note="说明", by=town.people[role], at=NOON)

    @pytest.mark.parametrize("place", ["unit", "department"])
    def test_nobody_grants_one_to_their_own_unit_or_department(self, town, division, place):
        Seat.objects.create(
            person=division,
            organisation=town.at(Level(place)),
            role=Role.UNIT_HEAD,
            starts_on=date(2020, 1, 1),
        )
        with pytest.raises(Forbidden, match="本人所在的单位"):
            granted(town, division)

    def test_nobody_grants_one_to_a_unit_of_another_bureau(self, town, division):
        far = Organisation.objects.create(code="700", name="别处", level=Level.UNIT)
        with pytest.raises(Forbidden, match="不由您所在"):
            granted(town, division, organisation=far)

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"span": Span(TODAY, None)}, "从哪天到哪天"),
            ({"span": Span(TODAY - 2 * DAY, TODAY - DAY)}, "已经过去"),
            ({"span": Span(TODAY, TODAY + 366 * DAY)}, "最长一年"),
            ({"reason": " "}, "理由"),
            ({"stage": "warning"}, "没有填报窗口"),
        ],
    )
    def test_one_without_an_end_a_future_or_a_reason_is_refused(
        self, town, division, changes, sentence
    ):
        with pytest.raises(Refused, match=sentence):
            granted(town, division, **changes)
        assert not WindowException.objects.exists()


@pytest.mark.parametrize("model", [Window, WindowException, Withdrawal])
def test_what_is_written_is_never_rewritten(town, division, closed, model):
    withdraw_exception(granted(town, division), note="撤销", by=division, at=NOON)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model.objects.update(at=NOON + DAY)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model._base_manager.all()._raw_delete("default")
