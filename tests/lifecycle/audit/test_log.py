"""The log is narrowed by year, unit, actor, step, stage and seat; versions and chains are shown."""

import re

import pytest
from django.db import connection
from django.urls import reverse

from lifecycle import sealing
from lifecycle.audit import log
from lifecycle.models import Snapshot, TransitionLog
from lifecycle.roles import Role
from lifecycle.transitions import fire
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:")
LOG = "/audit/lifecycle/transitionlog/"


def found(client, **query):
    answer = client.get(LOG, query)
    assert answer.status_code == 200
    return [line.version for line in answer.context["cl"].result_list]


@pytest.mark.parametrize(
    ("query", "versions"),
    [
        ({}, [4, 3, 2, 1]),
        ({"budget_year": "2023"}, [4, 3, 2, 1]),
        ({"budget_year": "2022"}, []),
        ({"budget_year": "x"}, []),
        ({"unit": "219001"}, [4, 3, 2, 1]),
        ({"unit": "219"}, [4, 3, 2, 1]),
        ({"unit": "101"}, [4, 3, 2, 1]),
        ({"unit": "100"}, [4, 3, 2, 1]),
        ({"unit": "教育局"}, [4, 3, 2, 1]),
        ({"unit": "900"}, []),
        ({"unit": "nowhere"}, []),
        ({"actor": "unit_officer"}, [4, 3, 2, 1]),
        ({"actor": "单位经"}, [4, 3, 2, 1]),
        ({"actor": "部门"}, []),
        ({"action": "submit"}, [4, 1]),
        ({"action": "lifecycle.target:submit"}, [4, 1]),
        ({"action": "monitoring.report:submit"}, []),
        ({"action": "edit"}, [3]),
        ({"machine": "lifecycle.target"}, [4, 3, 2, 1]),
        ({"machine": "lifecycle.amendment"}, []),
        ({"role": "unit_officer"}, [4, 3, 2, 1]),
        ({"action": "submit", "unit": "219", "budget_year": "2023", "q": "第一次"}, [1]),
        ({"at__year": "2023", "at__month": "3", "at__day": "1"}, [4, 3, 2, 1]),
        ({"at__year": "2022"}, []),
    ],
)
def test_the_log_is_narrowed(auditor, life, query, versions):
    assert found(auditor, **query) == versions


def test_hours_are_written_in_english_as_in_every_other_table(auditor, life):
    auditor.cookies["language"] = "en"
    assert "2023-03-01 12:00" in auditor.get(LOG).content.decode()


def test_one_form_keeps_search_and_dates_beside_every_filter(auditor, life):
    text = auditor.get(LOG, {"at__year": 2023, "q": "第", "action": "edit"}).content.decode()
    form = text[text.index('class="narrow"') :]
    assert '<input type="hidden" name="at__year" value="2023">' in form
    assert '<input type="hidden" name="q" value="第">' in form
    assert '<option value="edit" selected>' in form
    names = set(re.findall(r'(?:select|input type="text")[^>]*?name="(\w+)"', form, re.DOTALL))
    assert names == {"budget_year", "unit", "machine", "action", "actor", "role"}


def test_each_line_leads_to_its_objects_versions(auditor, life):
    text = auditor.get(LOG).content.decode()
    assert f'<a href="/audit/versions/lifecycle.target/{life.pk}/#v3">' in text


def versions(client, subject):
    return client.get(reverse("admin:versions", args=[subject.stage(), subject.pk]))


def test_the_page_of_versions_tells_each_with_what_it_changed(auditor, life):
    answer = versions(auditor, life)
    shown = answer.context["versions"]
    assert [each.line.entry.version for each in shown] == [4, 3, 2, 1]
    changes = [[(str(d.place), d.seen, d.now) for d in each.differences] for each in shown]
    [(_place, seen, now)] = changes[1]
    assert (changes[0], seen, now, changes[2]) == ([], "3000000", "7", [])
    assert len(changes[3]) > 1
    text = answer.content.decode()
    for each in shown:
        entry = each.line.entry
        assert f'id="v{entry.version}"' in text
        assert entry.hash in text
    for words in ("第一次", "单位经办 · 第一小学", "<del>3000000</del>", "<ins>7</ins>"):
        assert words in text


def test_an_object_without_a_line_says_so_and_one_that_is_none_is_not_found(auditor, target):
    assert "还没有流转记录" in versions(auditor, target).content.decode()
    for place in (f"lifecycle.target/{target.pk + 1}", "lifecycle.person/1", "x.y/1",
                  f"lifecycle.target/{10**30}"):  # fmt: skip
        assert auditor.get(f"/audit/versions/{place}/").status_code == 404
        assert auditor.get(f"/audit/chain/{place}/").status_code == 404


def chain(client, subject):
    answer = client.get(reverse("admin:chain", args=[subject.stage(), subject.pk]))
    return [str(fault.sentence) for fault in answer.context["found"].faults], answer


def tamper(statement, *values, table="lifecycle_transitionlog"):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement, values)
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_a_whole_chain_is_said_to_be_whole(auditor, life):
    faults, answer = chain(auditor, life)
    assert faults == []
    text = answer.content.decode()
    assert "指纹链完整" in text
    assert "1 个对象的 4 行记录" in text


def test_each_fault_is_told_in_words_and_leads_to_its_version(auditor, life):
    tamper("UPDATE lifecycle_transitionlog SET note = 'x' WHERE version = 2")
    faults, answer = chain(auditor, life)
    assert faults == ["内容与指纹不符，此行被改动"]
    assert f"/audit/versions/lifecycle.target/{life.pk}/#v2" in answer.content.decode()


def test_a_changed_state_and_a_changed_or_lost_content_are_found(auditor, life):
    tamper("UPDATE lifecycle_target SET state = 'approved'", table="lifecycle_target")
    marks = list(Snapshot.objects.values_list("content_hash", flat=True))
    assert len(marks) == 2
    change = "UPDATE lifecycle_snapshot SET content = '{}' WHERE content_hash = %s"
    tamper(change, marks[0], table="lifecycle_snapshot")
    tamper("DELETE FROM lifecycle_snapshot WHERE content_hash = %s", marks[1],
           table="lifecycle_snapshot")  # fmt: skip
    faults, _answer = chain(auditor, life)
    assert len(faults) == 3
    assert {"内容快照缺失", "内容快照与指纹不符，快照被改动"} <= set(faults)
    assert "无法比较" in versions(auditor, life).content.decode()


def test_a_tail_cut_with_its_state_shows_against_the_seal(auditor, life, settings, tmp_path):
    settings.SEAL_DIR = tmp_path / "seals"
    sealing.seal(settings.SEAL_DIR)
    assert chain(auditor, life)[0] == []
    tamper("DELETE FROM lifecycle_transitionlog WHERE version = 4")
    state = "UPDATE lifecycle_target SET version = 3, state = 'draft'"
    tamper(state, table="lifecycle_target")
    assert chain(auditor, life)[0] == ["封存时有 4 行，现已缺失"]


def test_the_click_on_the_log_verifies_what_is_filtered(auditor, town, life, amendment):
    fire(amendment, "submit", by=town.people[Role.UNIT_OFFICER], at=NOON)
    tamper("UPDATE lifecycle_transitionlog SET note = 'x' WHERE machine = 'lifecycle.amendment'")

    def click(**query):
        answer = auditor.get(f"{LOG}chain/", query)
        context = answer.context
        return context["objects"], context["cut"], len(context["found"].faults)

    assert click(machine="lifecycle.amendment") == (1, False, 1)
    assert click(action="edit")[:2] == (1, False)
    assert click()[0] == 2
    assert click(budget_year="1999") == (0, False, 0)
    assert auditor.get(f"{LOG}chain/?by__password=x").status_code == 400


def test_a_click_verifies_so_many_objects_and_says_when_there_are_more(
    auditor, town, life, amendment, monkeypatch
):
    fire(amendment, "submit", by=town.people[Role.UNIT_OFFICER], at=NOON)
    monkeypatch.setattr(log, "MOST_OBJECTS", 1)
    answer = auditor.get(f"{LOG}chain/")
    assert (answer.context["objects"], answer.context["cut"]) == (1, True)
    assert "只核验了前面这些" in answer.content.decode()


def test_no_page_holds_a_script_or_a_style_of_its_own(auditor, life):
    pages = ["/audit/", LOG, f"{LOG}chain/", f"/audit/versions/lifecycle.target/{life.pk}/",
             f"/audit/chain/lifecycle.target/{life.pk}/", "/audit/lifecycle/target/",
             f"/audit/lifecycle/target/{life.pk}/change/", "/audit/lifecycle/export/"]  # fmt: skip
    for page in pages:
        answer = auditor.get(page)
        assert answer.status_code == 200, page
        text = answer.content.decode()
        assert INLINE.findall(text) == []
        assert "audit.css" in text


def test_an_auditor_changes_the_language_where_they_are(auditor):
    text = auditor.get(f"{LOG}?action=submit").content.decode()
    assert f'name="next" value="{LOG}?action=submit"' in text
    assert "English</option>" in text


def test_a_line_is_told_in_words_with_the_way_to_its_versions(auditor, life):
    line = TransitionLog.objects.get(version=1)
    text = auditor.get(f"{LOG}{line.pk}/change/").content.decode()
    assert (
        text.index("编制中 → 单位送审") < text.rindex("存储的内容") < text.rindex("unit_submitted")
    )
    assert f'href="/audit/versions/lifecycle.target/{life.pk}/#v1"' in text
