"""Attachments: what is kept, where its bytes lie, who may fetch them, what is refused."""

import hashlib
import io
from datetime import date
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import Http404

from lifecycle import queries
from lifecycle.actions import attaching
from lifecycle.actions.attaching import attach, withdraw
from lifecycle.models import Attachment, AttachmentWithdrawal, Seat, Target
from lifecycle.refusals import Forbidden, Refused
from lifecycle.roles import PEOPLE, Level, Role
from tests.conftest import NOON, assign, organisation, seated
from tests.lifecycle.rules.test_file_kinds import DOCX, PDF

pytestmark = pytest.mark.django_db
DAY = NOON.date()
DIGEST = hashlib.sha256(PDF).hexdigest()
ATTACH = {
    Role.UNIT_OFFICER, Role.UNIT_HEAD, Role.DEPARTMENT_OFFICER, Role.DEPARTMENT_HEAD,
    Role.DESK, Role.PERFORMANCE, Role.BUDGET,
}  # fmt: skip
FETCH = ATTACH | {Role.LEADER, Role.AUDITOR}


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "attachments"
    return settings.MEDIA_ROOT


@pytest.fixture
def unit(town):
    return town.people[Role.UNIT_OFFICER]


def put_file(subject, by, *, name="验收报告.pdf", content=PDF):
    return attach(subject, name=name, content=io.BytesIO(content), by=by, at=NOON)


def files(folder):
    return sorted(path for path in Path(folder).rglob("*") if path.is_file())


def refused(work):
    with pytest.raises(Refused) as caught:
        work()
    return caught.value.faults[0]


def test_the_row_says_what_the_file_is_and_the_bytes_lie_under_their_digest(target, unit, folder):
    made = put_file(target, unit)
    told = (made.name, made.size, made.sha256, made.media_type, made.version)
    assert told == ("验收报告.pdf", len(PDF), DIGEST, "application/pdf", target.version)
    assert (made.by, made.seat, made.organisation) == (unit, "单位经办", "第一小学")
    (path,) = files(folder)
    assert path == folder / DIGEST[:2] / DIGEST[2:4] / DIGEST
    assert path.read_bytes() == PDF
    assert path.stat().st_mode & 0o777 == 0o440


def test_the_same_bytes_twice_are_two_rows_and_one_file_never_written_again(target, unit, folder):
    put_file(target, unit)
    before = files(folder)[0].stat()
    put_file(target, unit, name="又一份.pdf")
    (path,) = files(folder)
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert [f.name for f in queries.files_for(unit, target, DAY)] == ["验收报告.pdf", "又一份.pdf"]


def test_what_is_rolled_back_leaves_no_row(target, unit, folder):
    with transaction.atomic():
        put_file(target, unit)
        transaction.set_rollback(True)
    assert Attachment.objects.count() == 0
    put_file(target, unit)
    assert len(files(folder)) == 1


def test_a_name_is_made_safe(target, unit):
    assert put_file(target, unit, name="../../x\u202e\r\n报告.PDF").name == "x报告.PDF"


def test_what_may_not_be_attached_is_refused_and_leaves_nothing(target, unit, folder, settings):
    settings.ATTACHMENT_MOST_BYTES = 1024 * 1024
    big = b"%PDF-" + b"x" * 1024 * 1024
    assert "不是完整的docx" in refused(lambda: put_file(target, unit, name="a.docx"))
    assert "只能上传" in refused(lambda: put_file(target, unit, name="a.exe"))
    assert "只能上传" in refused(lambda: put_file(target, unit, name="../"))
    assert refused(lambda: put_file(target, unit, content=b"")) == "文件是空的"
    assert refused(lambda: put_file(target, unit, content=big)) == "文件不能超过1MB"
    assert files(folder) == []
    assert Attachment.objects.count() == 0


def test_one_object_has_so_many_files_and_no_more(target, unit, monkeypatch):
    monkeypatch.setattr(attaching, "MOST", 1)
    first = put_file(target, unit)
    assert "最多1个附件" in refused(lambda: put_file(target, unit))
    withdraw(first, reason="传错", by=unit, at=NOON)
    assert put_file(target, unit).pk > first.pk


@pytest.mark.parametrize("role", PEOPLE)
def test_who_attaches_and_who_fetches(target, town, unit, role):
    user, made = town.people[role], put_file(target, unit)
    if role in ATTACH:
        assert put_file(target, user).role == role
    else:
        with pytest.raises(Forbidden):
            put_file(target, user)
    if role in FETCH:
        assert queries.download_for(user, made.pk, DAY).attachment == made
        assert made in queries.files_for(user, target, DAY)
    else:
        with pytest.raises(Http404):
            queries.download_for(user, made.pk, DAY)
        assert queries.files_for(user, target, DAY) == []


def test_an_expert_reads_the_material_and_attaches_nothing(appraisal, town, unit):
    expert = town.people[Role.EXPERT]
    made = put_file(appraisal, unit)
    assign(expert, Role.EXPERT, appraisal)
    assert queries.download_for(expert, made.pk, DAY).attachment == made
    with pytest.raises(Forbidden):
        put_file(appraisal, expert)


def test_a_stranger_gets_404_as_for_a_file_that_is_not_there(target, town, unit):
    made = put_file(target, unit)
    place = organisation("221", "农业局", Level.DEPARTMENT, town.desk)
    stranger = seated("stranger", Role.DEPARTMENT_HEAD, place)
    for pk in (made.pk, 999_999):
        with pytest.raises(Http404):
            queries.download_for(stranger, pk, DAY)
    Seat.objects.filter(person=unit).update(ends_on=date(2023, 2, 28))
    with pytest.raises(Http404):
        queries.download_for(unit, made.pk, DAY)


def test_the_congress_sees_the_object_and_no_file(target, town, unit, at):
    made = put_file(target, unit)
    at(target, "approved", approved_on=DAY)
    type(target.project_year).objects.update(to_congress=True)
    with pytest.raises(Http404):
        queries.download_for(town.people[Role.CONGRESS], made.pk, DAY)


def test_a_download_is_sent_as_a_file_with_its_own_name_and_no_guessing(target, unit):
    found = queries.download_for(unit, put_file(target, unit, name="验收 “报告”.pdf").pk, DAY)
    assert found.path.read_bytes() == PDF
    assert found.headers["Content-Disposition"] == (
        "attachment; filename*=utf-8''%E9%AA%8C%E6%94%B6%20%E2%80%9C%E6%8A%A5%E5%91%8A%E2%80%9D.pdf"
    )
    assert found.headers["X-Content-Type-Options"] == "nosniff"
    assert found.headers["Content-Type"] == "application/pdf"
    assert found.headers["Cache-Control"] == "private, no-store"


def test_lost_bytes_are_not_found_rather_than_an_error(target, unit):
    made = put_file(target, unit)
    queries.download_for(unit, made.pk, DAY).path.unlink()
    with pytest.raises(Http404):
        queries.download_for(unit, made.pk, DAY)


def test_a_withdrawn_file_stays_on_record_and_opens_for_the_bureau_alone(target, town, unit):
    made = put_file(target, unit)
    assert refused(lambda: withdraw(made, reason=" ", by=unit, at=NOON)) == "作废附件须写明事由"
    withdraw(made, reason="传错", by=unit, at=NOON)
    assert refused(lambda: withdraw(made, reason="再", by=unit, at=NOON)) == "此附件已作废"
    (shown,) = queries.files_for(unit, target, DAY)
    assert shown.withdrawn
    assert (shown.withdrawal.reason, shown.withdrawal.by) == ("传错", unit)
    with pytest.raises(Http404):
        queries.download_for(unit, made.pk, DAY)
    for role in (Role.DESK, Role.AUDITOR):
        assert queries.download_for(town.people[role], made.pk, DAY).path.exists()


def test_only_the_seat_that_attached_it_withdraws_it(target, town, unit):
    made = put_file(target, unit)
    with pytest.raises(Forbidden):
        withdraw(made, reason="x", by=town.people[Role.DESK], at=NOON)
    mate = seated("mate", Role.UNIT_OFFICER, town.unit)
    assert withdraw(made, reason="x", by=mate, at=NOON).by == mate


def test_a_file_changes_nothing_about_the_object(target, unit):
    before = Target.objects.get(pk=target.pk)
    put_file(target, unit, name="a.docx", content=DOCX)
    after = Target.objects.get(pk=target.pk)
    assert (after.version, after.content()) == (before.version, before.content())


WRONG = {
    "no digest": {"sha256": "x" * 64},
    "no byte": {"size": 0},
    "a path": {"name": "a/b.pdf"},
    "no name": {"name": ""},
    "a hidden character": {"name": "a\u202e.pdf"},
    "another version": {"version": 5},
}


@pytest.mark.parametrize("columns", WRONG.values(), ids=WRONG)
def test_the_database_refuses(target, unit, columns):
    row = put_file(target, unit)
    row.pk = None
    vars(row).update(columns)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.parametrize("table", ["attachment", "attachmentwithdrawal"])
def test_rows_are_append_only(target, unit, table):
    withdraw(put_file(target, unit), reason="x", by=unit, at=NOON)
    assert AttachmentWithdrawal.objects.count() == 1
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM lifecycle_{table}")
