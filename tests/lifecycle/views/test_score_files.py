"""The scored forms on their pages: taken away, filled, sent back, previewed and recorded."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from lifecycle.models import ExpertScore, TargetReview
from lifecycle.roles import PEOPLE, Role
from tests.conftest import assign
from tests.lifecycle.goal_books import filled
from tests.page import Page, faults

pytestmark = pytest.mark.django_db


def sent(client, home, raw):
    return client.post(f"{home}import/", {"content": SimpleUploadedFile("表.xlsx", raw)})


def confirmed(client, preview, address):
    """Press the preview's button."""
    page = Page(preview)
    (url,) = [f["action"] for f in page.all("form") if f.get("action", "").endswith(address)]
    given = {a["name"]: a.get("value", "") for a in page.all("input") if a.get("type") == "hidden"}
    return client.post(url, given)


@pytest.fixture
def head(town, browser):
    return browser(town.people[Role.DEPARTMENT_HEAD])


@pytest.fixture
def review(accepted):
    return f"/targets/{accepted.pk}/review/form/"


def test_a_review_is_taken_away_filled_and_recorded(town, accepted, head, review):
    page = Page(head.get(f"/review/lifecycle.target/{accepted.pk}/"))
    assert {review, f"{review}import/"} <= {a.get("href") for a in page.all("a")}
    raw = head.get(review).content
    asked = head.get(f"{review}import/")
    assert (asked.status_code, faults(asked)) == (200, {})
    preview = sent(head, review, filled(raw, D7=19, D8=28, D9=27, D10="１８", B12="同意"))
    assert (preview.status_code, faults(preview)) == (200, {})
    assert TargetReview.objects.count() == 0
    assert confirmed(head, preview, "/points/").status_code == 302
    made = TargetReview.objects.get()
    assert (made.level, made.total, made.opinion) == ("department", 92, "同意")
    again = sent(head, review, head.get(review).content)
    assert "表中的内容与系统中的相同" in Page(again).text


def test_all_that_is_wrong_is_said_and_marked_in_the_file(head, review):
    raw = filled(head.get(review).content, D7=21, D8="甲")
    answer = sent(head, review, raw)
    assert (answer.status_code, faults(answer)) == (400, {})
    assert "没有导入任何内容" in Page(answer).text
    (workbook,) = Page(answer).named("workbook")
    book = head.post(f"{review}faults/", {"workbook": workbook})
    page = load_workbook(BytesIO(book.content)).worksheets[0]
    assert "20" in page["D7"].comment.text
    assert "不是有效的数字" in page["D8"].comment.text
    assert TargetReview.objects.count() == 0


def test_an_empty_review_asks_for_its_points(head, review):
    answer = sent(head, review, head.get(review).content)
    assert answer.status_code == 400
    assert "请填写四性得分" in Page(answer).text


def test_a_file_too_large_is_one_sentence(head, review):
    answer = sent(head, review, b"\0" * (2**20 + 1))
    assert answer.status_code == 400
    assert "文件超过1MB" in Page(answer).text


def test_who_does_not_judge_now_imports_nothing(town, browser, head, review):
    raw = head.get(review).content
    desk = browser(town.people[Role.DESK])
    assert desk.get(review).status_code == 200
    answer = sent(desk, review, raw)
    assert (answer.status_code, faults(answer)) == (400, {})
    assert "没有需要您评分的四性审核" in Page(answer).text
    assert browser(town.people[Role.EXPERT]).get(review).status_code == 404


def test_the_units_points_come_back_into_its_self_assessment(town, appraisal, browser):
    home = f"/appraisals/{appraisal.pk}/self/form/"
    officer = browser(town.people[Role.UNIT_OFFICER])
    page = Page(officer.get(f"/appraisals/{appraisal.pk}/self/"))
    assert {home, f"{home}import/"} <= {a.get("href") for a in page.all("a")}
    preview = sent(officer, home, filled(officer.get(home).content, D7=15.5, E7="另有依据"))
    assert (preview.status_code, faults(preview)) == (200, {})
    assert "确认导入这2处改动" in Page(preview).text
    assert confirmed(officer, preview, "/self/").status_code == 302
    row = appraisal.scores.get(dimension="necessity")
    assert (str(row.points), row.opinion) == ("15.5", "另有依据")
    appraisal.refresh_from_db()
    assert appraisal.declared == 8_000_000
    assert appraisal.materials.filter(provided=True).count() == appraisal.materials.count()


def test_an_expert_signs_what_came_back(town, appraisal, browser, at):
    expert = town.people[Role.EXPERT]
    assign(expert, Role.EXPERT, appraisal)
    at(appraisal, "expert_scoring")
    home = f"/appraisals/{appraisal.pk}/sheet/form/"
    client = browser(expert)
    raw = client.get(home).content
    assert load_workbook(BytesIO(raw)).worksheets[0]["D7"].value is None
    points = {f"D{row}": 17 for row in range(7, 12)} | {f"E{row}": "同意" for row in range(7, 12)}
    wrong = sent(client, home, filled(raw, **points | {"E9": None}))
    assert wrong.status_code == 400
    preview = sent(client, home, filled(raw, **points))
    assert (preview.status_code, faults(preview)) == (200, {})
    assert ExpertScore.objects.count() == 0
    assert confirmed(client, preview, "/sheet/").status_code == 302
    assert ExpertScore.objects.filter(points=17, opinion="同意").count() == 5


@pytest.mark.parametrize("role", PEOPLE)
def test_only_the_unit_takes_its_own_form_away(town, appraisal, browser, role):
    own = role in (Role.UNIT_OFFICER, Role.UNIT_HEAD)
    answer = browser(town.people[role]).get(f"/appraisals/{appraisal.pk}/self/form/")
    assert answer.status_code == (200 if own else 404)
