"""Filling in what an object holds on its page, and what people do beside the steps."""

from datetime import date
from decimal import Decimal

import pytest

from lifecycle.actions.windows import set_window
from lifecycle.models import Amendment, BudgetEvent, Installation, Target
from lifecycle.roles import Role
from lifecycle.rules.windows import Span
from lifecycle.transitions import edit, fire
from tests.conftest import GOAL, INDICATORS, NOON, put
from tests.lifecycle.queries.test_target_check import booked
from tests.lifecycle.test_races import made
from tests.lifecycle.windows import granted, noon
from tests.page import Page, faults

pytestmark = pytest.mark.django_db
MOST = 14


def address(subject):
    return f"/content/{subject.stage()}/{subject.pk}/"


def typed(answer, **changed):
    """Send back what a page shows, as a browser would, with some values changed."""
    form, sent = answer.context["form"], {}
    for each in (form, answer.context["rows"].management_form, *answer.context["rows"]):
        for field in each:
            value = field.value()
            sent[field.html_name] = "" if value is None else str(value)
    removed = {name: value for name, value in sent.items() if not name.endswith("DELETE")}
    return removed | changed


def test_an_officer_changes_goal_amount_and_indicators(town, target, browser):
    officer = browser(town.people[Role.UNIT_OFFICER])
    kept = {str(row.key) for row in target.indicators.all()}
    page = officer.get(address(target))
    assert (page.status_code, faults(page)) == (200, {})
    sent = typed(page, amount="2600000.00")
    sent |= {"rows-0-weight": "15", "rows-5-name": "一次验收通过率", "rows-5-level": "quality"}
    sent |= {"rows-5-operator": "ge", "rows-5-target": "98", "rows-5-unit": "%"}
    answer = officer.post(address(target), sent | {"rows-5-weight": "5"})
    assert answer["Location"] == f"{target.get_absolute_url()}#target-{target.pk}"
    target.refresh_from_db()
    assert (target.amount, target.version) == (2_600_000, 1)
    rows = list(target.indicators.order_by("pk"))
    assert [row.name for row in rows] == [*(row[1] for row in INDICATORS), "一次验收通过率"]
    assert rows[0].weight == 15
    assert kept < {str(row.key) for row in rows}


def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_saved(town, target, browser):
    officer = browser(town.people[Role.UNIT_OFFICER])
    sent = typed(officer.get(address(target)), amount="-1")
    sent |= {"rows-0-operator": "range", "rows-0-target": "9", "rows-0-target_high": "8"}
    sent |= {"rows-1-name": "受益学生数"}
    answer = officer.post(address(target), sent)
    assert (answer.status_code, faults(answer)) == (400, {})
    text = Page(answer).text
    assert "第1行 维修校舍数量 · 目标值上限：不能小于目标值" in text
    assert "大于或等于0" in text.replace(" ", "")
    assert (target.version, Target.objects.get().amount) == (0, 3_000_000)
    twice = typed(officer.get(address(target))) | {"rows-1-name": "受益学生数"}
    again = officer.post(address(target), twice)
    assert "“受益学生数”重复" in Page(again).text


def test_a_row_goes_when_its_box_is_ticked(town, target, browser):
    officer = browser(town.people[Role.UNIT_OFFICER])
    sent = typed(officer.get(address(target))) | {"rows-1-DELETE": "on", "stay": "1"}
    assert officer.post(address(target), sent)["Location"] == address(target)
    assert target.indicators.count() == len(INDICATORS) - 1


def test_a_stale_sheet_is_refused_with_the_difference_and_keeps_what_was_typed(
    town, target, browser
):
    officer = browser(town.people[Role.UNIT_OFFICER])
    sent = typed(officer.get(address(target)), goal=f"{GOAL}（重写）")
    edit(target, by=town.people[Role.UNIT_HEAD], changes={"amount": Decimal(2500000)}, at=NOON)
    refused = officer.post(address(target), sent)
    assert (refused.status_code, faults(refused)) == (409, {})
    text = Page(refused).text
    assert "页面打开后该事项已有变化" in text
    assert f"{GOAL}（重写）" in text
    assert Target.objects.get().goal == GOAL
    assert officer.post(address(target), typed(refused))["Location"]
    assert Target.objects.get().goal == f"{GOAL}（重写）"


def test_the_same_content_twice_is_one_change(town, target, browser):
    officer = browser(town.people[Role.UNIT_OFFICER])
    sent = typed(officer.get(address(target)), amount="2600000.00")
    for _click in range(2):
        assert officer.post(address(target), sent).status_code == 302
    assert Target.objects.get().version == 1


def test_whoever_may_not_change_it_reads_why(town, target, browser):
    head = browser(town.people[Role.DEPARTMENT_HEAD])
    answer = head.get(address(target))
    assert (answer.status_code, faults(answer)) == (403, {})
    assert "您不在可以修改此事项的岗位上" in Page(answer).text
    assert "填写内容" not in Page(head.get(target.get_absolute_url())).text
    officer = browser(town.people[Role.UNIT_OFFICER])
    sent = typed(officer.get(address(target)), amount="1")
    fire(target, "submit", by=town.people[Role.UNIT_OFFICER], at=NOON)
    assert officer.get(address(target)).status_code == 400
    assert officer.post(address(target), sent).status_code == 409
    assert Target.objects.get().amount == 3_000_000


def test_a_stranger_and_a_stage_without_a_sheet_are_not_found(town, target, browser):
    assert browser(town.people[Role.EXPERT]).get(address(target)).status_code == 404
    officer = browser(town.people[Role.UNIT_OFFICER])
    assert officer.get(f"/content/lifecycle.nothing/{target.pk}/").status_code == 404


def test_an_officer_drafts_the_first_target_of_a_project(town, project_year, browser):
    officer = browser(town.people[Role.UNIT_OFFICER])
    home, deed = f"/project-years/{project_year.pk}/", "lifecycle.projectyear"
    assert "编制绩效目标" in Page(officer.get(f"{home}?tab=targets")).text
    url = f"/deeds/{deed}/{project_year.pk}/draft-target/"
    page = officer.get(url)
    assert (page.status_code, faults(page)) == (200, {})
    assert officer.post(url, {"goal": "", "amount": "x"}).status_code == 400
    answer = officer.post(url, {"goal": GOAL, "amount": "3000000"})
    assert answer["Location"] == address(Target.objects.get())
    again = officer.post(url, {"goal": GOAL, "amount": "3000000"})
    assert (again.status_code, faults(again)) == (400, {})
    assert "已有绩效目标" in Page(again).text
    assert Target.objects.count() == 1
    assert "先写总体目标" not in Page(officer.get(f"{home}?tab=targets")).text


def test_a_deed_is_there_for_its_seats_alone(town, project_year, browser):
    url = f"/deeds/lifecycle.projectyear/{project_year.pk}/draft-target/"
    assert browser(town.people[Role.DEPARTMENT_HEAD]).get(url).status_code == 404
    nothing = f"/deeds/lifecycle.projectyear/{project_year.pk}/nothing/"
    assert browser(town.people[Role.UNIT_OFFICER]).get(nothing).status_code == 404


def test_an_approved_target_is_changed_by_an_amendment(town, target, browser):
    put(target, "approved", approved_on=NOON.date())
    officer = browser(town.people[Role.UNIT_OFFICER])
    assert "申请调整目标" in Page(officer.get(target.get_absolute_url())).text
    url = f"/deeds/lifecycle.target/{target.pk}/begin-amendment/"
    officer.post(url, {"reason_kind": "policy", "reason": "上级政策要求提高满意度"})
    made = Amendment.objects.get()
    page = officer.get(address(made))
    assert (page.status_code, faults(page)) == (200, {})
    officer.post(address(made), typed(page, **{"rows-4-target": "95"}))
    assert made.lines.get(name="师生满意度").target == 95


def test_an_amendment_that_comes_too_late_is_offered_grey_with_its_reason(town, target, browser):
    put(target, "approved", approved_on=NOON.date())
    officer = browser(town.people[Role.UNIT_OFFICER])
    Installation.objects.update(rehearsal_at=noon(date(2024, 11, 27)))
    page = officer.get(target.get_absolute_url())
    assert faults(page) == {}
    url = f"/deeds/lifecycle.target/{target.pk}/begin-amendment/"
    assert url not in {link.get("href") for link in Page(page).all("a")}
    why, grey = "2023年度绩效目标调整已于11月30日截止", f"why-begin-amendment-{target.pk}"
    assert why in Page(page).text
    described = {"type": "button", "disabled": None, "aria-describedby": grey}
    assert described in Page(page).all("button")
    form = officer.get(url)
    assert (faults(form), why in Page(form).text) == ({}, True)
    answer = officer.post(url, {"reason_kind": "policy", "reason": "上级政策要求提高满意度"})
    assert (answer.status_code, why in Page(answer).text) == (400, True)
    assert Amendment.objects.count() == 0


def test_the_head_of_the_page_urges_no_filing_that_comes_too_late(town, amendment, browser):
    officer = browser(town.people[Role.UNIT_OFFICER])

    def urged():
        page = Page(officer.get(f"/project-years/{amendment.project_year.pk}/"))
        return [a["href"] for a in page.all("a") if "primary" in (a.get("class") or "")]

    mark = f"/project-years/{amendment.project_year.pk}/?tab=amendments#amendment-{amendment.pk}"
    assert urged() == [mark]
    Installation.objects.update(rehearsal_at=noon(date(2023, 12, 1)))
    assert urged() == []
    division = town.people[Role.PERFORMANCE]
    day, span = noon(date(2023, 12, 1)), Span(date(2023, 12, 1), date(2023, 12, 9))
    granted(town, division, stage="amendment", span=span, at=day)
    assert urged() == [mark]
    window = Span(date(2023, 12, 2), date(2023, 12, 9))
    Installation.objects.update(rehearsal_at=noon(date(2023, 12, 10)))
    set_window("amendment", year=2023, span=window, note="顺延", by=division, at=day)
    assert urged() == []


def test_an_amendment_rests_on_a_change_of_its_own_projects_budget(town, amendment, browser):
    booked(amendment.project_year, "initial", 3_000_000, on=date(2023, 1, 1))
    booked(amendment.project_year, "increase", 900_000)
    booked(made(town, 7).project_year, "increase", 5, line=2)
    officer = browser(town.people[Role.UNIT_OFFICER])
    page = officer.get(address(amendment))
    assert faults(page) == {}
    own, other = BudgetEvent.objects.filter(kind="increase").order_by("line")
    offered = [str(words) for key, words in page.context["form"].fields["budget_event"].choices]
    assert offered[1:] == ["2023-06-01 调增 900,000.00元 文increase"]
    sent = typed(page, amount="3900000.00")
    wrong = officer.post(address(amendment), sent | {"budget_event": str(other.pk)})
    assert (wrong.status_code, faults(wrong)) == (400, {})
    assert (Amendment.objects.get().amount, Amendment.objects.get().version) == (3_000_000, 0)
    right = officer.post(address(amendment), sent | {"budget_event": str(own.pk)})
    assert right.status_code == 302
    kept = Amendment.objects.get()
    assert (kept.budget_event, kept.amount, kept.budget_fault()) == (own, 3_900_000, "")
    again = officer.get(address(amendment))
    assert typed(again)["budget_event"] == str(own.pk)
    assert officer.post(address(amendment), typed(again)).status_code == 302
    assert Amendment.objects.get().version == 1


def test_before_and_after_of_an_amendment_are_read_by_its_unit_and_its_judge(
    town, amendment, browser, at, django_assert_max_num_queries
):
    at(amendment, "biz_review")
    for role, url in (
        (Role.UNIT_OFFICER, f"/project-years/{amendment.project_year.pk}/?tab=amendments"),
        (Role.DESK, f"/review/lifecycle.amendment/{amendment.pk}/"),
    ):
        reader = browser(town.people[role])
        with django_assert_max_num_queries(MOST):
            page = reader.get(url)
        assert (page.status_code, faults(page)) == (200, {})
        words = " ".join(Page(page).text.split())
        assert "调整前后对照 1处 位置 调整前 调整后 绩效指标 › 师生满意度 › 目标值 90 95" in words
