"""The pages of the rule packs: read by all, changed, tried and put in force by the division."""

from dataclasses import replace

import pytest

from lifecycle.actions.pack_trials import ask_trial, work_trials
from lifecycle.actions.rule_packs import copy_pack
from lifecycle.forms import pack_words
from lifecycle.models import FiscalYear, PackActivation, PackProposal, PackTrial, RulePack
from lifecycle.roles import CITY_WIDE, PEOPLE, Role
from lifecycle.rules.pack import NATIONAL, from_json, to_json
from tests.conftest import NOON, YEAR, seated
from tests.page import Page, faults

pytestmark = pytest.mark.django_db
RULES = "/rules/"


@pytest.fixture
def sign_in(town, browser):
    return lambda role: browser(town.people[role])


@pytest.fixture
def mine(division):
    return copy_pack("national", name="贵阳", by=division, at=NOON)


@pytest.fixture
def second(town):
    """Another person of the division."""
    return seated("second", Role.PERFORMANCE, town.bureau)


def typed(page):
    """Return what a form of the page would send, as it stands."""
    form = page.context["form"]
    return {field.html_name: field.value() or "" for field in form} | {"note": "从严"}


def change(client, pack, table, **differs):
    url = f"{RULES}{pack.pk}/change/{table}/"
    return client.post(url, typed(client.get(url)) | differs)


@pytest.mark.parametrize("role", PEOPLE)
def test_everybody_reads_the_packs_and_the_division_alone_changes_them(mine, sign_in, role):
    client, own = sign_in(role), role is Role.PERFORMANCE
    for url in (RULES, f"{RULES}{mine.pk}/"):
        page = client.get(url)
        assert (page.status_code, faults(page)) == (200, {})
        assert ('<form method="post" action="/rules/' in page.content.decode()) is own
    held = RulePack.objects.count()
    table = f"{RULES}{mine.pk}/change/grades/"
    assert client.get(table).status_code == (200 if own else 403)
    answers = [
        client.post(table, {}).status_code,
        client.post(f"{RULES}copy/", {}).status_code,
        client.post(f"{RULES}{mine.pk}/try/", {"year": YEAR}).status_code,
        client.post(
            f"{RULES}{mine.pk}/propose/", {"propose-year": YEAR, "propose-note": "新"}
        ).status_code,
    ]
    assert answers == ([400, 400, 302, 409] if own else [403] * 4)
    assert RulePack.objects.count() == held
    assert PackProposal.objects.count() == 0
    assert PackTrial.objects.count() == int(own)


def test_the_list_says_what_judges_which_year_and_who_kept_it(mine, sign_in):
    page = sign_in(Role.UNIT_OFFICER).get(RULES)
    text = " ".join(Page(page).text.split())
    assert f"national v1 用于{YEAR}年度 全国" in text
    assert "贵阳 v1 草稿" in text
    assert "复制自national" in text
    assert "川财绩〔2025〕10号" in text


def test_the_pack_page_tells_every_table_with_units_and_what_differs(mine, sign_in):
    client = sign_in(Role.PERFORMANCE)
    change(client, mine, "grades", **{"grades[0][0]": "95"})
    page = client.get(f"{RULES}{RulePack.objects.get(name='贵阳', version=2).pk}/")
    shown = {table.name: table for table in page.context["tables"]}
    assert list(shown) == list(pack_words.TABLES)
    assert {name: table.differing for name, table in shown.items() if table.differing} == {
        "grades": 1
    }
    first = shown["grades"].rows[0]
    assert (first.label, first.value) == ("评价等级，第1行", "分数线 95分；等级名称 优")
    assert first.national == "分数线 90分；等级名称 优"
    rows = {row.label: row.value for row in shown["deadlines"].rows}
    assert rows["监控填报：逾期未报转红灯"] == "工作日 5个工作日"
    rows = {row.label: row.value for row in shown["scoring"].rows}
    assert rows["超过完成日期此数不得分"] == "30天"
    assert not [row for table in shown.values() for row in table.rows if "_" in row.label]


@pytest.mark.parametrize("table", list(pack_words.TABLES))
def test_a_form_sent_as_it_stands_keeps_the_same_table(mine, sign_in, table):
    client = sign_in(Role.PERFORMANCE)
    page = client.get(f"{RULES}{mine.pk}/change/{table}/")
    assert faults(page) == {}
    answer = change(client, mine, table)
    made = RulePack.objects.get(name="贵阳", version=2)
    assert (answer.status_code, answer["Location"]) == (302, f"{RULES}{made.pk}/")
    assert from_json(made.body) == replace(NATIONAL, name="贵阳", version="2")
    assert (made.note, made.title) == ("从严", "全国")


def test_all_faults_stand_at_their_fields_at_once_and_nothing_typed_is_lost(mine, sign_in):
    client = sign_in(Role.PERFORMANCE)
    wrong = {"lights.red_below": "x", "lights.rates[1].month": "13", "note": ""}
    answer = change(client, mine, "lights", **wrong)
    assert (answer.status_code, faults(answer)) == (400, {})
    errors = answer.context["form"].errors
    assert errors == {
        "lights.red_below": ["应为0到1000之间的数"],
        "lights.rates[1].month": ["应为1到12之间的整数"],
        "lights.rates[1].green_from": ["请填写"],
        "note": ["这个字段是必填项。"],
    }
    assert Page(answer).named("lights.red_below") == ["x"]
    assert RulePack.objects.filter(name="贵阳").count() == 1


def test_what_does_not_fit_together_is_told_above_the_fields(mine, sign_in):
    client = sign_in(Role.PERFORMANCE)
    answer = change(client, mine, "lights", **{"lights.red_below": "80"})
    assert answer.context["form"].non_field_errors() == ["红灯线应低于绿灯线"]
    answer = change(client, mine, "deadlines", **{"deadlines.report.filling.days": "3"})
    (said,) = answer.context["form"].non_field_errors()
    assert said.endswith("工作日、自然日和固定日期只能填一种")
    assert RulePack.objects.filter(name="贵阳").count() == 1


def test_rows_are_emptied_and_filled(mine, sign_in):
    client = sign_in(Role.PERFORMANCE)
    gone = {
        f"layout.tables[0].{name}": "" for name in ("cost", "output", "benefit", "satisfaction")
    }
    change(client, mine, "layout", **gone)
    made = RulePack.objects.get(name="贵阳", version=2)
    assert made.body["layout"]["tables"] == to_json(NATIONAL)["layout"]["tables"][1:]
    monthly = {"lights.rates[0].month": "7", "lights.rates[0].green_from": "58"}
    change(client, made, "lights", **monthly)
    newest = RulePack.objects.get(name="贵阳", version=3)
    assert newest.body["lights"]["rates"] == [{"month": 7, "green_from": "58"}]
    change(client, newest, "deadlines", **{"deadlines.report.filling.workdays": ""})
    last = RulePack.objects.get(name="贵阳", version=4)
    assert "report.filling" not in last.body["deadlines"]
    assert last.body["lights"] == newest.body["lights"]


def test_a_change_of_an_older_version_is_refused_with_what_was_typed(mine, sign_in):
    client = sign_in(Role.PERFORMANCE)
    change(client, mine, "grades", **{"grades[0][0]": "95"})
    answer = change(client, mine, "grades", **{"grades[0][0]": "96"})
    assert answer.status_code == 409
    assert "页面打开后已有新的版本v2" in Page(answer).text
    assert Page(answer).named("grades[0][0]") == ["96"]
    assert RulePack.objects.filter(name="贵阳").count() == 2


def test_the_list_offers_nothing_as_typed_that_nobody_typed(mine, sign_in):
    client, _mine = sign_in(Role.PERFORMANCE), mine
    assert "您刚才填写的内容" not in Page(client.get("/rules/")).text


def test_a_copy_is_made_on_the_page(division, sign_in):
    answer = sign_in(Role.PERFORMANCE).post(
        f"{RULES}copy/", {"source": "grades_80_70_60", "name": "贵阳"}
    )
    made = RulePack.objects.get(name="贵阳")
    assert answer["Location"] == f"{RULES}{made.pk}/"
    assert (made.title, made.body["grades"][0]) == ("等级分数线80、70、60", ["80", "优"])


def test_a_trial_waits_for_the_worker_and_then_shows_its_rows(target, mine, sign_in):
    client = sign_in(Role.PERFORMANCE)
    change(client, mine, "quality", **{"quality.fewest": "6"})
    newest = RulePack.objects.get(name="贵阳", version=2)
    url = client.post(f"{RULES}{newest.pk}/try/", {"year": YEAR})["Location"]
    waiting = client.get(url)
    assert faults(waiting) == {}
    assert "后台约10秒内开始计算" in Page(waiting).text
    assert work_trials() == 1
    page = client.get(url)
    assert faults(page) == {}
    text = " ".join(Page(page).text.split())
    assert "三级指标宜不少于6个，现有5个" in text
    assert [(f.name, f.value) for f in page.context["figures"]] == [
        ("质量问题", "1"), ("得分", "0"), ("等级", "0"), ("红黄灯", "0"),
    ]  # fmt: skip
    assert client.get(f"{url}?kind=scores").context["listing"].found == 0
    exported = b"".join(client.get(f"{url}?export=csv")).decode()
    assert "校舍维修" in exported


@pytest.mark.parametrize("role", PEOPLE)
def test_the_rows_of_a_trial_are_for_whoever_sees_the_city(mine, division, sign_in, role):
    made = ask_trial(mine, year=YEAR, month=None, by=division, at=NOON)
    status = sign_in(role).get(f"{RULES}trials/{made.pk}/").status_code
    assert status == (200 if role in CITY_WIDE else 404)


def test_a_second_person_sees_the_flips_and_puts_the_pack_in_force(
    target, mine, division, second, browser
):
    ask_trial(mine, year=YEAR, month=None, by=division, at=NOON)
    work_trials()
    first = browser(division)
    posted = {"propose-year": YEAR, "propose-note": "市级细则"}
    url = first.post(f"{RULES}{mine.pk}/propose/", posted)["Location"]
    own = first.get(url)
    assert faults(own) == {}
    assert "您是申请人，须由绩效科另一人启用" in Page(own).text
    seen = own.context["form"]["seen"].value()
    assert first.post(url, {"note": "同意", "seen": seen}).status_code == 403
    assert FiscalYear.objects.get(year=YEAR).pack.name == "national"
    other = browser(second)
    stale = other.post(url, {"note": "同意", "seen": 0})
    assert (stale.status_code, Page(stale).named("seen")) == (409, [str(seen)])
    assert not PackActivation.objects.exists()
    done = other.post(url, {"note": "同意", "seen": seen})
    assert (done.status_code, done["Location"]) == (302, f"{RULES}{mine.pk}/")
    assert FiscalYear.objects.get(year=YEAR).pack == mine
    assert f"用于{YEAR}年度" in Page(other.get(f"{RULES}{mine.pk}/")).text
    assert faults(other.get(url)) == {}


def test_the_pages_cost_few_queries(mine, division, sign_in, django_assert_max_num_queries):
    made = ask_trial(mine, year=YEAR, month=None, by=division, at=NOON)
    work_trials()
    client = sign_in(Role.PERFORMANCE)
    client.get(RULES)
    for url in (RULES, f"{RULES}{mine.pk}/", f"{RULES}{mine.pk}/change/deadlines/",
                f"{RULES}trials/{made.pk}/"):  # fmt: skip
        with django_assert_max_num_queries(12):
            assert client.get(url).status_code == 200
