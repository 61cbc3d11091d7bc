"""The pages of the approval letters: seen by finance and the department, issued by the budget."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lifecycle.models import ApprovalLetter, Installation
from lifecycle.roles import DEPARTMENT_ROLES, PEOPLE, Level, Role
from tests.conftest import YEAR, organisation, seated
from tests.ground import standing
from tests.lifecycle.approvals import amended, another, approved
from tests.page import Page, faults

pytestmark = pytest.mark.django_db
READERS = {Role.BUDGET, Role.PERFORMANCE, Role.DESK, *DEPARTMENT_ROLES}
MOST_QUERIES = 12


@standing
def granted(target):
    return approved(target)


@pytest.fixture
def budget(town, browser, granted):
    return browser(town.people[Role.BUDGET])


def sent(page):
    """Return what the form of the preview sends."""
    names = [a["name"] for a in page.all("input") if a.get("name", "").startswith("seen-")]
    return {"pick": page.named("pick")} | {name: page.named(name)[0] for name in names}


def issued(client, *places):
    preview = client.post("/approvals/preview/", {"pick": [place.pk for place in places]})
    assert (preview.status_code, faults(preview)) == (200, {})
    return client.post("/approvals/issue/", sent(Page(preview)))


def test_the_list_says_where_each_departments_letter_stands(town, granted, budget):
    another(town.unit, secret=True, amount=999_999)
    answer = budget.get("/approvals/")
    assert (answer.status_code, faults(answer)) == (200, {})
    text = " ".join(Page(answer).text.split())
    for words in ("教育局", "待印发", "300.00", "合计 2 1 300.00"):
        assert words in text
    assert "399" not in text
    assert issued(budget, town.department)["Location"] == f"/approvals/{town.department.pk}/"
    text = Page(budget.get("/approvals/")).text
    for words in ("已印发", "财绩〔2023〕1号", "2023-03-21"):
        assert words in text
    amended(granted, 2_500_000)
    assert "待补充批复" in Page(budget.get("/approvals/?standing=owed")).text
    assert "教育局" not in Page(budget.get("/approvals/?standing=issued")).text.split("选择列")[1]


def test_the_preview_changes_nothing_and_what_it_showed_is_issued(town, budget):
    preview = budget.post("/approvals/preview/", {"pick": town.department.pk})
    assert "校舍维修" in Page(preview).text
    assert ApprovalLetter.objects.count() == 0
    issued(budget, town.department)
    letter = ApprovalLetter.objects.get()
    assert letter.by == town.people[Role.BUDGET]
    again = budget.post("/approvals/issue/", {"pick": town.department.pk})
    assert (again.status_code, ApprovalLetter.objects.count()) == (302, 1)


def test_the_preview_says_what_the_letter_will_say(town, budget):
    another(town.department, name="教育局部门整体", kind="department", amount=3_000_000)
    text = Page(budget.post("/approvals/preview/", {"pick": town.department.pk})).text
    issued(budget, town.department)
    said = ApprovalLetter.objects.get().content["said"]
    assert said.startswith("1个项目的绩效目标，涉及资金300万元，清单见附件。另批复部门整体")
    assert said in text
    assert said in Page(budget.get(f"/approvals/{town.department.pk}/")).text
    assert "清单（2项，万元）" in text


def test_a_preview_that_grew_stale_is_shown_anew(town, budget):
    preview = budget.post("/approvals/preview/", {"pick": town.department.pk})
    another(town.unit)
    answer = budget.post("/approvals/issue/", sent(Page(preview)))
    assert (answer.status_code, faults(answer)) == (409, {})
    assert "请重新预览" in Page(answer).text
    assert "食堂改造" in Page(answer).text
    assert ApprovalLetter.objects.count() == 0


def test_a_letter_is_withdrawn_with_a_reason_alone(town, budget):
    issued(budget, town.department)
    letter = ApprovalLetter.objects.get()
    url = f"/approvals/letters/{letter.pk}/withdraw/"
    wrong = budget.post(url, {f"letter-{letter.pk}-reason": ""})
    assert (wrong.status_code, faults(wrong)) == (400, {})
    assert not hasattr(ApprovalLetter.objects.get(), "withdrawal")
    assert budget.post(url, {f"letter-{letter.pk}-reason": "附件有误"}).status_code == 302
    page = budget.get(f"/approvals/{town.department.pk}/")
    assert (page.status_code, faults(page)) == (200, {})
    assert "附件有误" in Page(page).text
    assert "已撤回，待重新印发" in Page(budget.get("/approvals/")).text
    assert budget.post(url, {f"letter-{letter.pk}-reason": "再次"}).status_code == 400


def test_each_value_stands_under_its_heading(budget):
    for asked in ("", "?columns=issued_on"):
        listing = budget.get(f"/approvals/{asked}").context["listing"]
        names = [column.name for column in listing.table.columns]
        assert [heading.name for heading in listing.shown] == names
        assert names[:2] == ["pick", "name"] or asked


@pytest.mark.parametrize("role", PEOPLE)
def test_finance_and_the_department_read_letters_and_nobody_else(town, budget, browser, role):
    issued(budget, town.department)
    client = browser(town.people[role])
    pk = ApprovalLetter.objects.get().pk
    status = 200 if role in READERS else 404
    for url in ("/approvals/", f"/approvals/{town.department.pk}/", f"/approvals/letters/{pk}/"):
        assert client.get(url).status_code == status
    own = role is Role.BUDGET
    posted = client.post("/approvals/preview/", {"pick": town.department.pk})
    assert posted.status_code == (200 if own else 404)
    boxes = Page(client.get("/approvals/")).named("pick") if status == 200 else []
    assert bool(boxes) is own
    linked = [a.get("href") for a in Page(client.get("/help/")).all("a")]
    assert ("/approvals/" in linked) is (role in READERS)


def test_another_department_finds_no_such_letter(town, budget, browser):
    issued(budget, town.department)
    other = organisation("220", "民政局", Level.DEPARTMENT, town.desk)
    stranger = browser(seated("stranger", Role.DEPARTMENT_HEAD, other))
    pk = ApprovalLetter.objects.get().pk
    assert stranger.get(f"/approvals/letters/{pk}/").status_code == 404
    assert stranger.get(f"/approvals/{town.department.pk}/").status_code == 404
    assert "教育局" not in Page(stranger.get("/approvals/")).text


def test_the_file_is_the_same_whenever_it_is_taken(town, budget, browser):
    issued(budget, town.department)
    url = f"/approvals/letters/{ApprovalLetter.objects.get().pk}/"
    first = budget.get(url)
    Installation.objects.update(rehearsal_at=None)
    head = browser(town.people[Role.DEPARTMENT_HEAD])
    assert first["Content-Disposition"].startswith("attachment")
    assert first.content == head.get(url).content


def test_the_pages_cost_the_same_whatever_the_number_of_letters(town, budget):
    counts = []
    for n in range(2):
        another(town.unit, code=f"52010023T1{n:011d}", name=f"项目{n}")
        issued(budget, town.department)
        for url in ("/approvals/", f"/approvals/{town.department.pk}/"):
            with CaptureQueriesContext(connection) as found:
                budget.get(url)
            counts.append(len(found))
    assert counts[:2] == counts[2:]
    assert max(counts) <= MOST_QUERIES


def test_the_list_is_taken_away_with_amounts_in_yuan(budget):
    raw = b"".join(budget.get("/approvals/?export=csv").streaming_content).decode()
    assert "教育局,1,0,3000000.00,待印发" in raw
    assert str(YEAR) in budget.get("/approvals/").content.decode()
