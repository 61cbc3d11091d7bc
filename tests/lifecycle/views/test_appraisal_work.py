"""What is written in an ex-ante appraisal through its pages, and what is told when it cannot be."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lifecycle.models import AppraisalRuling, Attachment, ExpertScore, TransitionLog
from lifecycle.roles import Role
from lifecycle.rules.appraisal import BOND_DIMENSIONS, DIMENSIONS
from lifecycle.transitions import edit
from tests.conftest import NOON, put
from tests.lifecycle.conftest import replied, reported, scored
from tests.lifecycle.rules.test_file_kinds import PDF
from tests.page import Page, faults

pytestmark = pytest.mark.django_db
ODD = Decimal("7.25")
"""Points that no other number of a page contains."""
CARRIED = ("version", "content_hash", "key")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def sign_in(town, browser):
    return lambda role: browser(town.people[role])


def at(subject, name=""):
    return f"/appraisals/{subject.pk}/{name}"


def carried(client, url, **typed):
    answer = client.get(url)
    assert (answer.status_code, faults(answer)) == (200, {})
    page = Page(answer)
    return {name: page.named(name)[0] or "" for name in CARRIED} | typed


def points(value="15", words="有据"):
    typed = {f"points-{dimension}": value for dimension in DIMENSIONS}
    return typed | {f"opinion-{dimension}": words for dimension in DIMENSIONS}


SELF = {"kind": "project", "declared": "7,500,000.00", "expires_on": ""}


def test_the_unit_saves_amount_points_and_a_file_at_once(appraisal, sign_in):
    client, url = sign_in(Role.UNIT_OFFICER), at(appraisal, "self/")
    file = SimpleUploadedFile("方案.pdf", PDF)
    typed = carried(client, url, **SELF, **points("16.5"), **{"file-0": file})
    answer = client.post(url, typed, follow=True)
    assert answer.redirect_chain == [(url, 302)]
    appraisal.refresh_from_db()
    assert (appraisal.declared, appraisal.version) == (7_500_000, 1)
    assert {row.points for row in appraisal.scores.all()} == {16.5}
    assert f"/files/{Attachment.objects.get().pk}/" in answer.content.decode()


def test_every_error_stands_at_its_field_and_nothing_typed_is_lost(appraisal, sign_in):
    client, url = sign_in(Role.UNIT_OFFICER), at(appraisal, "self/")
    wrong = {
        "declared": "八百万",
        "points-necessity": "20.01",
        "points-economy": "NaN",
        "points-goal": "",
        "opinion-goal": "目标明确",
    }
    answer = client.post(url, carried(client, url, **(SELF | points() | wrong)))
    assert (answer.status_code, faults(answer)) == (400, {})
    form = answer.context["form"]
    assert {*form.errors} == {"declared", "points-necessity", "points-economy", "points-goal"}
    page = Page(answer)
    assert [page.named(name)[0] for name in ("declared", "points-necessity", "points-economy")] == [
        "八百万", "20.01", "NaN",
    ]  # fmt: skip
    assert "目标明确" in page.text
    assert not TransitionLog.objects.exists()


def test_what_is_missing_is_listed_and_linked(appraisal, sign_in):
    appraisal.scores.filter(dimension="goal").delete()
    appraisal.materials.filter(name="实施方案").update(provided=False, file_name="")
    for url in (at(appraisal), at(appraisal, "self/")):
        text = sign_in(Role.UNIT_OFFICER).get(url).content.decode()
        assert "报送前还缺2项" in text
        assert f"{at(appraisal, 'self/')}#id_points-goal" in text
        assert "缺少材料：实施方案" in text
    assert "报送前还缺" not in sign_in(Role.DESK).get(at(appraisal)).content.decode()


def test_a_stale_page_shows_the_difference_and_keeps_the_words(town, appraisal, sign_in):
    client, url = sign_in(Role.UNIT_OFFICER), at(appraisal, "self/")
    typed = carried(client, url, **SELF, **points(words="写了很久的理由"))
    edit(appraisal, by=town.people[Role.UNIT_HEAD], changes={"declared": 6_000_000}, at=NOON)
    answer = client.post(url, typed)
    assert (answer.status_code, faults(answer)) == (409, {})
    page = Page(answer)
    assert "页面打开后该事项已有变化" in page.text
    assert "写了很久的理由" in page.text
    again = typed | {name: page.named(name)[0] or "" for name in CARRIED}
    assert client.post(url, again).status_code == 302
    appraisal.refresh_from_db()
    assert (appraisal.declared, appraisal.version) == (7_500_000, 2)


def test_a_second_click_saves_nothing_twice(appraisal, sign_in):
    client, url = sign_in(Role.UNIT_OFFICER), at(appraisal, "self/")
    typed = carried(client, url, **SELF, **points())
    assert [client.post(url, typed).status_code for _ in range(2)] == [302, 302]
    assert TransitionLog.objects.count() == 1


def test_a_bond_has_its_eight_dimensions_on_the_page(appraisal, sign_in):
    appraisal = put(appraisal, "self_assessing", kind="bond")
    answer = sign_in(Role.UNIT_OFFICER).get(at(appraisal, "self/"))
    assert faults(answer) == {}
    names = [tag.get("name", "") for tag in Page(answer).all("input")]
    asked = [name for name in names if name.startswith("points-")]
    assert asked == [f"points-{dimension}" for dimension in BOND_DIMENSIONS]


WRITERS = {
    "self/": Role.UNIT_OFFICER,
    "opinion/": Role.DEPARTMENT_HEAD,
    "panel/": Role.PERFORMANCE,
    "sheet/": Role.EXPERT,
    "report/": Role.AGENCY,
    "reply/": Role.UNIT_OFFICER,
    "ruling/": Role.PERFORMANCE,
}


@pytest.mark.parametrize("name", WRITERS)
def test_each_page_is_for_whoever_writes_on_it_and_404_to_others(appraisal, panel, sign_in, name):
    unit = {Role.UNIT_OFFICER, Role.UNIT_HEAD}
    department = {Role.DEPARTMENT_OFFICER, Role.DEPARTMENT_HEAD}
    team = next((t for t in (unit, department) if WRITERS[name] in t), {WRITERS[name]})
    for role in (*unit, *department, Role.DESK, Role.PERFORMANCE, Role.LEADER, Role.AUDITOR,
                 Role.EXPERT, Role.AGENCY, Role.CONGRESS):  # fmt: skip
        status = sign_in(role).get(at(appraisal, name)).status_code
        assert (role, status in (200, 302)) == (role, role in team)


def test_whoever_comes_at_the_wrong_time_is_led_back_with_a_sentence(appraisal, sign_in):
    answer = sign_in(Role.PERFORMANCE).get(at(appraisal, "ruling/"), follow=True)
    assert answer.redirect_chain == [(at(appraisal), 302)]
    assert "现为“待评估”，此处不能填写" in answer.content.decode()


def test_the_department_concludes_with_its_reason(appraisal, sign_in):
    subject, client = put(appraisal, "dept_review"), sign_in(Role.DEPARTMENT_HEAD)
    url = at(subject, "opinion/")
    typed = carried(client, url, conclusion="partial", approved="9000000", reason="")
    answer = client.post(url, typed)
    errors = answer.context["form"].errors
    assert errors == {
        "approved": ["核定金额应在0到申报金额之间"],
        "reason": ["部分支持须写明理由"],
    }
    typed |= {"approved": "7000000", "reason": "子项重复"}
    assert client.post(url, typed).status_code == 302
    given = AppraisalRuling.objects.get()
    assert (given.level, given.approved, given.reason) == ("department", 7_000_000, "子项重复")


def test_an_expert_signs_blind_and_sees_the_others_when_all_have(
    town, appraisal, panel, experts, browser
):
    subject = put(appraisal, "expert_scoring")
    scored(subject, panel[1], points=ODD)
    first, url = browser(experts[0]), at(subject, "sheet/")
    typed = carried(first, url, **points("17"))
    for page in (first.get(at(subject)), first.get(url)):
        assert "7.25" not in page.content.decode()
    answer = first.post(url, typed | {"opinion-goal": ""})
    assert (answer.status_code, {*answer.context["form"].errors}) == (400, {"opinion-goal"})
    assert first.post(url, typed).status_code == 302
    assert first.get(url).status_code == 302
    assert "7.25" not in first.get(at(subject)).content.decode()
    for assignment in panel[2:]:
        scored(subject, assignment)
    closed = put(subject, "report_draft")
    text = Page(first.get(at(closed))).text
    assert "7.25" in text
    assert "分歧大" in text
    assert ExpertScore.objects.filter(assignment=panel[0]).count() == 5


def test_units_and_departments_see_no_sheet_and_no_draft_of_the_report(
    town, appraisal, panel, sign_in
):
    subject = put(appraisal, "report_draft")
    for assignment in panel:
        scored(subject, assignment, points=ODD)
    reported(subject, town.people[Role.AGENCY])
    for role in (Role.UNIT_OFFICER, Role.DEPARTMENT_HEAD):
        text = sign_in(role).get(at(subject)).content.decode()
        assert ("7.25" in text, "第1轮第1版" in text) == (False, False)
    put(subject, "consulting")
    assert "第1轮第1版" in sign_in(Role.UNIT_OFFICER).get(at(subject)).content.decode()
    inside = sign_in(Role.DESK).get(at(subject)).content.decode()
    assert "7.25" in inside


def test_the_agency_keeps_each_version_of_its_report(appraisal, panel, sign_in):
    subject, client = put(appraisal, "report_draft"), sign_in(Role.AGENCY)
    url = at(subject, "report/")
    typed = carried(client, url, matter="某校", **{"grade-goal": "good", "text-goal": ""})
    answer = client.post(url, typed)
    assert answer.context["form"].errors == {"text-goal": ["评定了等级，请写明结论"]}
    for words in ("合理", "较合理"):
        again = carried(client, url, matter="某校", **{"grade-goal": "good", "text-goal": words})
        assert client.post(url, again).status_code == 302
    assert [row.number for row in subject.reports.order_by("pk")] == [1, 2]
    page = Page(client.get(at(subject)))
    assert page.text.index("第1轮第2版") < page.text.index("第1轮第1版")


def test_the_unit_answers_the_report(town, appraisal, sign_in):
    subject, client = put(appraisal, "consulting"), sign_in(Role.UNIT_OFFICER)
    reported(subject, town.people[Role.AGENCY])
    url = at(subject, "reply/")
    typed = carried(client, url, accepted="no", text="")
    assert {*client.post(url, typed).context["form"].errors} == {"text"}
    assert client.post(url, typed | {"text": "口径不同"}).status_code == 302
    assert subject.replies.get().text == "口径不同"


@pytest.fixture
def concluded(town, appraisal, panel):
    subject = put(appraisal, "concluded", key_path=True)
    for assignment in panel:
        scored(subject, assignment, points=14)
    reported(subject, town.people[Role.AGENCY])
    replied(subject, town.people[Role.UNIT_OFFICER])
    return subject


def test_the_cut_is_computed_on_the_server_with_and_without_a_script(concluded, sign_in):
    client, url = sign_in(Role.PERFORMANCE), at(concluded, "ruling/")
    typed = {"conclusion": "partial", "approved": "6,000,000"}
    part = client.get(f"{url}figures/", typed).content.decode()
    whole = client.post(url, carried(client, url, act="figures", **typed))
    assert (whole.status_code, faults(whole)) == (200, {})
    for text in (part, whole.content.decode()):
        assert "200.00" in text  # 万元
        assert "25.00" in text  # percent
    assert not AppraisalRuling.objects.exists()
    assert Page(whole).named("approved") == ["6,000,000"]
    vetoed = client.get(f"{url}figures/", typed | {"poor": "funding"}).content.decode()
    assert "立项必要性或筹资合规性评为差，只能不予支持" in vetoed
    for odd in ("", "NaN", "1e999999", "x", "-1"):
        assert client.get(f"{url}figures/", {"approved": odd}).status_code == 200


def test_finance_rules_and_every_fault_is_told_at_once(concluded, sign_in):
    client, url = sign_in(Role.PERFORMANCE), at(concluded, "ruling/")
    typed = carried(client, url, conclusion="support", approved="9000000", poor=["necessity"])
    errors = client.post(url, typed).context["form"].errors
    assert errors == {
        "approved": ["核定金额应在0到申报金额之间"],
        "conclusion": ["立项必要性或筹资合规性评为差，只能不予支持"],
        "reason": ["结论与专家评分不一致，须写明理由"],
    }
    right = {"conclusion": "partial", "approved": "6000000", "poor": [], "reason": "测算偏高"}
    assert client.post(url, typed | right | {"conditions": "先落实选址"}).status_code == 302
    given = AppraisalRuling.objects.get()
    assert (given.level, given.approved, given.conditions) == ("bureau", 6_000_000, "先落实选址")
    assert "6,000,000" in sign_in(Role.DESK).get(at(concluded)).content.decode()
    assert "6,000,000" not in sign_in(Role.UNIT_OFFICER).get(at(concluded)).content.decode()
