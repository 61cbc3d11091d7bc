"""The conclusion of an appraisal stands before the request for money."""

from datetime import date
from decimal import Decimal

import pytest

from lifecycle.models import Project, Target
from lifecycle.refusals import Refused
from lifecycle.roles import Role
from lifecycle.transitions import edit, fire
from tests.conftest import NOON, put

pytestmark = pytest.mark.django_db


def test_a_target_asks_for_no_more_than_its_appraisal_approved(town, appraisal, target):
    assert target.appraisal_fault() == "事前绩效评估尚未给出支持的结论"
    put(appraisal, "in_pool", approved=Decimal("2999999.99"))
    assert target.appraisal_fault() == "申报金额超过事前绩效评估核定的金额"
    put(appraisal, "in_pool", approved=3_000_000)
    assert target.appraisal_fault() == ""


def test_a_policy_that_expires_and_was_refused_asks_for_no_money_either(town, appraisal, target):
    type(target.project_year).objects.update(is_new=False)
    Project.objects.update(kind="policy")
    refused = put(appraisal, "rejected", expires_on=date(2022, 12, 31))
    again = Target.objects.get()
    assert again.appraisal_fault() == "事前绩效评估尚未给出支持的结论"
    with pytest.raises(Refused, match="尚未给出支持的结论"):
        fire(again, "submit", by=town.people[Role.UNIT_OFFICER], at=NOON)
    put(refused, "in_pool", approved=3_000_000)
    assert Target.objects.get().appraisal_fault() == ""


def test_a_large_new_project_files_no_target_before_its_appraisal(town, project_year, target):
    type(project_year).objects.update(is_new=True)
    large = edit(
        target, by=town.people[Role.UNIT_OFFICER], changes={"amount": Decimal(5_000_000)}, at=NOON
    )
    with pytest.raises(Refused, match="新增重大项目须先作事前绩效评估"):
        fire(large, "submit", by=town.people[Role.UNIT_OFFICER], at=NOON)
