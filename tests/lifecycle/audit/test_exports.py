"""An export holds what is filtered and no secret, and is logged before it leaves."""

import csv
import hashlib
import io
import json
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lifecycle import clock
from lifecycle.models import Export, Person, RulePack, StepToken, Substitution, Target
from lifecycle.roles import PEOPLE, Role
from lifecycle.transitions import fire
from tests.conftest import NOON, seated
from tests.ground import standing

pytestmark = pytest.mark.django_db
LOG = "/audit/lifecycle/transitionlog/"
APPS = ("lifecycle", "monitoring", "evaluations")
MODELS = [model for app in APPS for model in apps.get_app_config(app).get_models()]


def export(client, page, kind="csv"):
    return client.post(f"{page}export/" if page.endswith("/") else page, {"format": kind})


def rows(answer):
    text = answer.getvalue().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_what_is_filtered_is_what_is_in_the_file(auditor, life):
    found = rows(auditor.post(f"{LOG}export/?action=submit", {"format": "csv"}))
    assert [line["版本"] for line in found] == ["4", "1"]
    assert {line["动作"] for line in found} == {"submit"}
    assert len(rows(export(auditor, LOG))) == 4


def test_a_key_has_its_name_beside_it_and_a_code_its_words(auditor, life):
    [line] = rows(export(auditor, "/audit/lifecycle/target/"))
    assert (line["单位 ID"], line["单位"]) == (str(life.organisation_id), "第一小学")
    assert line["预算金额（元）"] == "7"


def test_the_line_of_an_export_says_who_what_and_which_file(auditor, town, life):
    before = clock.now()
    answer = auditor.post(f"{LOG}export/?action=submit&unit=第一&p=1", {"format": "xlsx"})
    raw = answer.getvalue()
    line = Export.objects.get()
    assert line.by == town.people[Role.AUDITOR]
    assert (line.by_name, line.seat, line.organisation) == ("审计", "审计", "市财政局")
    assert (line.table, line.kind, line.rows) == ("lifecycle.transitionlog", "xlsx", 2)
    assert json.loads(line.condition) == {"action": ["submit"], "unit": ["第一"]}
    assert (line.size, line.sha256) == (len(raw), hashlib.sha256(raw).hexdigest())
    assert before <= line.at <= clock.now()
    here = f"{timezone.localtime(line.at):%Y%m%d-%H%M%S}"
    assert f"lifecycle.transitionlog-{here}.xlsx" in answer["Content-Disposition"]


def test_the_log_of_exports_is_read_like_every_table(auditor, life):
    export(auditor, LOG)
    line = Export.objects.get()
    assert line.sha256 in auditor.get("/audit/lifecycle/export/").content.decode()
    assert [found["数据表"] for found in rows(export(auditor, "/audit/lifecycle/export/"))] == [
        "lifecycle.transitionlog"
    ]
    assert Export.objects.count() == 2


@pytest.mark.parametrize("change", [{"rows": 0}, None])
def test_the_line_of_an_export_is_never_changed_or_deleted(auditor, life, change):
    export(auditor, LOG)
    lines = Export.objects.all()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        lines.update(**change) if change else lines._raw_delete("default")
    assert Export.objects.get().rows == 4


def test_whoever_stands_in_is_named_with_whom(town, life):
    deputy = seated("deputy", Role.LEADER, town.bureau, name="代理人")
    today = clock.today()
    Substitution.objects.create(absent=town.people[Role.AUDITOR], substitute=deputy,
                                starts_on=today, ends_on=today, reason="休假")  # fmt: skip
    client = Client()
    client.force_login(deputy)
    export(client, LOG)
    line = Export.objects.get()
    assert (line.by_name, line.acting_for_name) == ("代理人", "审计")


@standing
def canary(town, life):
    """A person with a password, and a token in the books: secrets that no file may hold."""
    person = Person.objects.first()
    person.set_password("canary-password")
    person.save()
    fire(life, "dept_return", by=town.people[Role.DEPARTMENT_HEAD], note="偏少",
         key="canary-token-0123456789", at=NOON)  # fmt: skip
    return person


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label_lower)
def test_every_table_can_be_exported_and_no_secret_with_it(auditor, canary, model, kind):
    page = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    answer = export(auditor, page, kind)
    assert answer.status_code == 200
    raw = answer.getvalue()
    assert model._default_manager.count() - (model is Export) == Export.objects.get().rows
    assert StepToken.objects.get().token.encode() not in raw
    assert canary.password.encode() not in raw
    if kind == "csv":
        heading = raw.decode("utf-8-sig").splitlines()[0]
        assert "密码" not in heading
        assert "令牌" not in heading


def test_a_worksheet_that_cannot_hold_a_text_says_so_and_leaves_no_line(auditor, life):
    pack = RulePack.objects.get()
    body = {**pack.body, "remark": "长" * 40_000}
    RulePack.objects.create(name="long", version=1, body=body)
    answer = export(auditor, "/audit/lifecycle/rulepack/", "xlsx")
    assert answer.status_code == 302
    assert "请导出 CSV" in auditor.get(answer["Location"]).content.decode()
    assert not Export.objects.exists()
    assert len(rows(export(auditor, "/audit/lifecycle/rulepack/"))) == 2


def test_an_export_needs_the_token_of_its_page(auditor, town, life):
    client = Client(enforce_csrf_checks=True)
    client.force_login(town.people[Role.AUDITOR])
    assert export(client, LOG).status_code == 403
    assert not Export.objects.exists()
    page = client.get(LOG)
    token = page.context["csrf_token"]
    sent = {"format": "csv", "csrfmiddlewaretoken": str(token)}
    assert client.post(f"{LOG}export/", sent).status_code == 200
    assert Export.objects.count() == 1


@pytest.mark.parametrize("method", ["get", "head", "put", "patch", "delete", "options"])
def test_no_other_method_exports(auditor, life, method):
    assert getattr(auditor, method)(f"{LOG}export/?format=csv").status_code == 403
    assert not Export.objects.exists()


@pytest.mark.parametrize(
    "query",
    ["by__password__startswith=p", "by__email=x", "_to_field=password",  "at__year=x",
     "note__regex=("],
)  # fmt: skip
def test_no_export_asks_what_the_list_may_not(auditor, life, query):
    answer = auditor.post(f"{LOG}export/?{query}", {"format": "csv"})
    assert answer.status_code == 400
    assert not Export.objects.exists()


@pytest.mark.parametrize("kind", ["", "pdf", "CSV"])
def test_no_other_form_is_made(auditor, life, kind):
    assert export(auditor, LOG, kind).status_code == 400


@pytest.mark.parametrize("role", [role for role in PEOPLE if role is not Role.AUDITOR])
def test_nobody_else_exports(town, life, role):
    client = Client()
    client.force_login(town.people[role])
    assert export(client, LOG).status_code == 302
    assert not Export.objects.exists()


def test_an_auditor_whose_seat_ended_yesterday_is_out(auditor, town, life):
    seats = town.people[Role.AUDITOR].seats
    seats.update(ends_on=clock.today())
    assert auditor.get(LOG).status_code == 200
    seats.update(ends_on=clock.today() - timedelta(days=1))
    for page in ("/audit/", LOG, f"/audit/versions/lifecycle.target/{life.pk}/"):
        assert auditor.get(page).status_code == 302
    assert export(auditor, LOG).status_code == 302
    seats.update(starts_on=date(2020, 1, 1), ends_on=None)
    assert auditor.get(LOG).status_code == 200


def test_the_database_refuses_a_line_without_a_digest(auditor, town, life):
    export(auditor, LOG)
    line = Export.objects.get()
    line.pk, line.sha256 = None, "x"
    with pytest.raises(DatabaseError), transaction.atomic():
        line.save(force_insert=True)


def test_lists_of_many_rows_are_read_in_as_many_queries_as_lists_of_few(auditor, life, at):
    def cost():
        with CaptureQueriesContext(connection) as found:
            export(auditor, "/audit/lifecycle/target/")
        return len(found)

    one = cost()
    for number in range(2, 6):
        project = type(life.project_year.project).objects.create(
            code=f"Y{number}", name=f"项目{number}", organisation=life.organisation
        )
        year = type(life.project_year).objects.create(project=project, year=life.year)
        Target.objects.create(project_year=year, organisation=life.organisation, year=life.year,
                              goal="目标", amount=1)  # fmt: skip
    assert cost() == one
