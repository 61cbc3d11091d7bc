"""The auditors' site: every table is read, nothing is written, nobody else comes in."""

import re
from datetime import date
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, resolve, reverse

from lifecycle.admin_site import site
from lifecycle.audit.columns import columns
from lifecycle.models import Heartbeat, Notice, Person, StepToken, Target, TransitionLog
from lifecycle.roles import PEOPLE, Role
from lifecycle.transitions import fire
from tests.conftest import NOON, YEAR
from tests.ground import standing

pytestmark = pytest.mark.django_db
APPS = ("lifecycle", "monitoring", "evaluations")
MODELS = [model for app in APPS for model in apps.get_app_config(app).get_models()]
MODEL_IDS = [model._meta.label_lower for model in MODELS]
WRITING = ("post", "put", "patch", "delete")
ORACLES = [
    ("lifecycle.seat", "person__password__startswith", "pbkdf2"),
    ("lifecycle.seat", "person__username__startswith", "a"),
    ("lifecycle.person", "password__startswith", "pbkdf2"),
    ("lifecycle.person", "password", "x"),
    ("lifecycle.person", "seats__role", "auditor"),
    ("lifecycle.transitionlog", "by__password__startswith", "pbkdf2"),
    ("lifecycle.transitionlog", "by__email__contains", "@"),
    ("lifecycle.target", "filed_by__password__regex", "^p"),
    ("lifecycle.target", "state__regex", "("),
]


@pytest.fixture
def auditor(town):
    client = Client()
    client.force_login(town.people[Role.AUDITOR])
    return client


def page(model, name, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


@standing
def life(town, target):
    """A few rows in the tables that a step writes."""
    fire(target, "submit", by=town.people[Role.UNIT_OFFICER], key="k" * 20, at=NOON)
    fire(target, "dept_return", by=town.people[Role.DEPARTMENT_HEAD], note="偏少", at=NOON)
    Heartbeat.objects.create(loop="tick", last_seen=NOON)
    return target


def test_every_table_is_registered():
    assert set(site._registry) == set(MODELS)


@pytest.mark.parametrize("model", MODELS, ids=MODEL_IDS)
def test_every_list_and_every_row_can_be_read(auditor, life, amendment, appraisal, model):
    answer = auditor.get(page(model, "changelist"), {"q": "校"} if model is Target else {})
    assert answer.status_code == 200
    for row in model._default_manager.all()[:2]:
        answer = auditor.get(page(model, "change", row.pk))
        assert answer.status_code == 200
        assert b'name="_save"' not in answer.content


def test_the_rows_under_test_are_not_none(life, amendment, appraisal):
    filled = [model for model in MODELS if model._default_manager.exists()]
    assert len(filled) > 15
    assert {TransitionLog, Notice, StepToken, Target} <= set(filled)


@pytest.mark.parametrize("model", MODELS, ids=MODEL_IDS)
def test_every_search_and_filter_answers(auditor, life, model):
    registered = site._registry[model]
    for name in registered.offered():
        assert auditor.get(page(model, "changelist"), {name: "1"}).status_code in (200, 302)
    for typed in ("校", "'", "\x00", "%", "1" * 300):
        assert auditor.get(page(model, "changelist"), {"q": typed}).status_code == 200


def test_lists_of_many_rows_cost_no_more_than_lists_of_few(auditor, life):
    def cost():
        with CaptureQueriesContext(connection) as found:
            auditor.get(page(Target, "changelist"))
        return len(found)

    one = cost()
    for number in range(2, 5):
        project = type(life.project_year.project).objects.create(
            code=f"Y{number}", name=f"项目{number}", organisation=life.organisation
        )
        found = type(life.project_year).objects.create(project=project, year=YEAR)
        Target.objects.create(
            project_year=found, organisation=life.organisation, year=YEAR, goal="目标", amount=1
        )
    assert cost() == one


@pytest.mark.parametrize("model", MODELS, ids=MODEL_IDS)
def test_nothing_is_added_changed_or_deleted(auditor, town, life, model):
    row = model._default_manager.first()
    key = row.pk if row else 1
    for url in written(model, key):
        for method in WRITING:
            with pytest.raises(PermissionDenied):
                asked(method, url, town.people[Role.AUDITOR])
    assert auditor.get(page(model, "add")).status_code == 403
    if row:
        assert auditor.get(page(model, "delete", key)).status_code == 403


def written(model, key):
    """Return the addresses at which the framework adds, changes and deletes."""
    places = [("add",), ("change", key), ("delete", key), ("changelist",)]
    return [page(model, name, *args) for name, *args in places]


def asked(method, url, person):
    """Ask a view itself: what stands before and after it is the same for every table."""
    request = getattr(RequestFactory(), method)(url, {"action": "delete_selected"})
    request.user = person
    found = resolve(url)
    return found.func(request, *found.args, **found.kwargs)


@pytest.mark.parametrize("method", WRITING)
def test_an_attempt_to_write_is_answered_with_a_refusal(auditor, life, method):
    for url in written(Target, life.pk):
        assert getattr(auditor, method)(url, {"action": "delete_selected"}).status_code == 403


def below(patterns, prefix="/audit/"):
    for found in patterns:
        here = prefix + re.sub(r"\(\?P<app_label>[^)]*\)", "lifecycle", str(found.pattern))
        here = re.sub(r"<[^>]*stage>", "lifecycle.target", here)
        here = re.sub(r"<[^>]*>", "1", here)
        if isinstance(found, URLResolver):
            yield from below(found.url_patterns, here)
        else:
            yield here.replace("^", "").replace("$", "")


def takes(url, person):
    """Say whether a view takes a POST; an export then asks which kind of file."""
    try:
        asked("post", url, person)
    except PermissionDenied:
        return False
    except BadRequest:
        return True
    return True


def test_the_exports_are_the_only_addresses_that_take_a_post(auditor, town, life):
    urls = set(below(site.get_urls())) - {"/audit/login/"}
    taken = {url for url in urls if takes(url, town.people[Role.AUDITOR])}
    assert taken == {page(model, "export") for model in MODELS}
    assert len(urls) > 4 * len(MODELS)


@pytest.mark.parametrize("mark", ["_to_field=password", "_to_field=id__x", "id__in=1,x", "o=x.y"])
@pytest.mark.parametrize("popup", ["", "&_popup=1"])
def test_no_mark_of_the_framework_opens_more(auditor, life, mark, popup):
    answer = auditor.get(f"{page(Person, 'changelist')}?{mark}{popup}")
    assert answer.status_code in (200, 400)
    assert "pbkdf2" not in answer.content.decode()
    assert answer.status_code == 200 or not mark.startswith("o=")


def test_the_log_comes_first(auditor):
    answer = auditor.get("/audit/")
    apps_shown = answer.context["app_list"]
    assert [app["app_label"] for app in apps_shown] == list(APPS)
    names = [model["object_name"] for model in apps_shown[0]["models"]]
    assert names[:2] == ["TransitionLog", "Export"]


def test_the_log_is_narrowed_by_stage_role_day_and_object_and_searched(auditor, life):
    def found(**query):
        answer = auditor.get(page(TransitionLog, "changelist"), query)
        assert answer.status_code == 200
        return [line.step for line in answer.context["cl"].result_list]

    assert found() == ["dept_return", "submit"]
    assert found(role="unit_officer") == ["submit"]
    assert found(machine="lifecycle.target") == ["dept_return", "submit"]
    assert found(machine="monitoring.report") == []
    assert found(q="偏少") == ["dept_return"]
    assert found(at__year=2023, at__month=3) == ["dept_return", "submit"]
    assert found(machine="lifecycle.target", object_id=life.pk + 1) == []


def test_the_history_of_an_object_is_its_versions(auditor, life):
    answer = auditor.get(page(Target, "history", life.pk), follow=True)
    assert answer.redirect_chain == [(f"/audit/versions/lifecycle.target/{life.pk}/", 302)]
    for model, key in ((Target, "x"), (Target, 10**30), (Person, 1)):
        assert auditor.get(page(model, "history", key), follow=True).status_code == 404


@pytest.mark.parametrize(("label", "lookup", "value"), ORACLES)
def test_no_lookup_answers_for_a_column_that_is_not_offered(auditor, life, label, lookup, value):
    url = page(apps.get_model(label), "changelist")
    answer = auditor.get(f"{url}?{urlencode({lookup: value})}")
    assert answer.status_code == 400


def test_secrets_are_nowhere(auditor, town, life):
    person = town.people[Role.UNIT_OFFICER]
    person.set_password("canary-password")
    person.save()
    for url in (page(Person, "changelist"), page(Person, "change", person.pk)):
        assert person.password[:12] not in auditor.get(url).content.decode()
    token = StepToken.objects.get().token
    for url in (
        page(StepToken, "changelist"),
        page(StepToken, "change", StepToken.objects.get().pk),
    ):
        assert token not in auditor.get(url).content.decode()
    for model, secret in ((Person, "password"), (StepToken, "token")):
        assert secret not in {field.name for field in columns(model)}
        assert secret not in site._registry[model].search_fields


@pytest.mark.parametrize("role", [role for role in PEOPLE if role is not Role.AUDITOR])
def test_whoever_is_no_auditor_is_sent_away(town, role):
    person = town.people[role]
    person.is_staff = person.is_superuser = True
    person.save()
    client = Client()
    client.force_login(person)
    for url in ("/audit/", page(Target, "changelist"), page(TransitionLog, "changelist")):
        answer = client.get(url, follow=True)
        assert "/" in dict(answer.redirect_chain)
        assert "审计查阅只对审计岗位开放" in answer.content.decode()
        assert client.post(url).status_code == 403


def test_whoever_is_nobody_is_sent_to_the_login_page_and_back(town):
    answer = Client().get(page(Target, "changelist"), follow=True)
    assert answer.redirect_chain[-1][0].startswith("/login/?next=/audit/")


def test_a_seat_that_ended_opens_nothing(town, auditor):
    town.people[Role.AUDITOR].seats.update(ends_on=date(2021, 1, 1))
    assert auditor.get("/audit/").status_code == 302


def test_no_page_of_the_site_changes_a_password(auditor):
    for url in ("/audit/password_change/", "/audit/autocomplete/", "/audit/logout/"):
        assert auditor.get(url).status_code == 404


def test_the_log_speaks_in_words(auditor, life):
    text = auditor.get(page(TransitionLog, "changelist")).content.decode()
    for words in ("绩效目标", "部门退回", "单位送审 → 退回修改", "偏少", "部门负责人"):
        assert words in text


def test_a_row_shows_what_the_engine_wrote_too(auditor, life):
    line = TransitionLog.objects.latest("pk")
    text = auditor.get(page(TransitionLog, "change", line.pk)).content.decode()
    assert line.hash in text
    assert line.prev_hash in text
    life.refresh_from_db()
    text = auditor.get(page(Target, "change", life.pk)).content.decode()
    assert life.content_hash in text
    assert "退回修改" in text
