"""Comments and files through the page: written, shown in their place, refused with the words."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lifecycle.models import Attachment, Comment, CommentResolution
from lifecycle.roles import Level, Role
from tests.conftest import organisation, seated
from tests.page import Page, faults

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def words_of(target, **more):
    return {"text": "目标值偏低", "anchor": "goal", **more}


def tab_of(target):
    return f"/project-years/{target.project_year_id}/"


@pytest.fixture
def said(town, target, browser):
    desk = browser(town.people[Role.DESK])
    desk.post(f"/comments/lifecycle.target/{target.pk}/", words_of(target))
    return Comment.objects.get()


def test_a_comment_comes_back_to_its_tab_and_stands_beside_its_field(town, target, browser):
    desk = browser(town.people[Role.DESK])
    url = f"/comments/lifecycle.target/{target.pk}/"
    answer = desk.post(url, words_of(target), follow=True)
    assert answer.redirect_chain == [(f"{target.get_absolute_url()}#target-{target.pk}", 302)]
    assert faults(answer) == {}
    text = Page(answer).text
    assert text.index("年度总体目标") < text.index("目标值偏低") < text.index("预算金额（元）")


def test_the_tab_of_comments_says_what_each_is_about(town, target, said, browser):
    text = Page(browser(town.people[Role.DESK]).get(f"{tab_of(target)}?tab=comments")).text
    assert text.index("关于“年度总体目标”") < text.index("目标值偏低")


def test_a_comment_on_a_row_stands_below_the_row(town, target, browser):
    key = target.indicators.order_by("pk").first().key
    desk = browser(town.people[Role.DESK])
    place = f"indicators.{key}.weight"
    desk.post(f"/comments/lifecycle.target/{target.pk}/", words_of(target, anchor=place))
    page = Page(desk.get(target.get_absolute_url()))
    assert page.text.index("维修校舍数量") < page.text.index("目标值偏低")
    assert page.text.index("目标值偏低") < page.text.index("按期完工率")


def test_an_empty_comment_is_refused_with_its_place_kept(town, target, browser):
    desk = browser(town.people[Role.DESK])
    url = f"/comments/lifecycle.target/{target.pk}/"
    answer = desk.post(url, words_of(target, text="长" * 2001))
    page = Page(answer)
    assert (answer.status_code, faults(answer)) == (400, {})
    assert "长" * 2001 in page.text
    chosen = [o["value"] for o in page.all("option") if "selected" in o and o["value"] == "goal"]
    assert chosen == ["goal"]
    assert not Comment.objects.exists()


def test_an_internal_comment_is_for_the_bureau_alone(town, target, browser):
    desk = browser(town.people[Role.DESK])
    url = f"/comments/lifecycle.target/{target.pk}/"
    desk.post(url, words_of(target, internal="on"))
    tab = f"/project-years/{target.project_year_id}/?tab=comments"
    assert "目标值偏低" in Page(desk.get(tab)).text
    unit = browser(town.people[Role.UNIT_HEAD])
    assert "目标值偏低" not in Page(unit.get(tab)).text
    assert "目标值偏低" not in Page(unit.get(target.get_absolute_url())).text
    refused = unit.post(url, words_of(target, internal="on"))
    assert refused.status_code == 403


def test_a_comment_is_answered_and_settled(town, target, said, browser):
    unit = browser(town.people[Role.UNIT_OFFICER])
    answer = unit.post(f"/comments/{said.pk}/answer/", {"text": "已核实"}, follow=True)
    assert answer.redirect_chain == [
        (f"/project-years/{target.project_year_id}/?tab=comments", 302)
    ]
    assert "已核实" in Page(answer).text
    assert unit.post(f"/comments/{said.pk}/resolve/", {}).status_code == 403
    desk = browser(town.people[Role.DESK])
    settled = desk.post(f"/comments/{said.pk}/resolve/", {"note": "可以"}, follow=True)
    assert "2023-03-01 财政业务科室标为已解决" in Page(settled).text
    assert CommentResolution.objects.get().note == "可以"
    late = unit.post(f"/comments/{said.pk}/answer/", {"text": "再说一句"})
    assert (late.status_code, "此批注已解决" in Page(late).text) == (400, True)


def test_a_refused_answer_keeps_its_words(town, target, said, browser):
    unit = browser(town.people[Role.UNIT_OFFICER])
    answer = unit.post(f"/comments/{said.pk}/answer/", {"text": "字" * 2001})
    assert (answer.status_code, "字" * 2001 in Page(answer).text) == (400, True)


def upload(client, target, name, content):
    file = SimpleUploadedFile(name, content)
    about = f"lifecycle.target:{target.pk}"
    url = f"/project-years/{target.project_year_id}/files/"
    return client.post(url, {"about": about, "content": file}, follow=True)


PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def test_a_file_is_uploaded_listed_downloaded_and_withdrawn(town, target, browser):
    unit = browser(town.people[Role.UNIT_OFFICER])
    answer = upload(unit, target, "证明.pdf", PDF)
    assert answer.redirect_chain == [(f"/project-years/{target.project_year_id}/?tab=files", 302)]
    assert faults(answer) == {}
    assert "证明.pdf" in Page(answer).text
    file = Attachment.objects.get()
    sent = browser(town.people[Role.DESK]).get(f"/files/{file.pk}/")
    assert (b"".join(sent), sent["X-Content-Type-Options"]) == (PDF, "nosniff")
    assert sent["Content-Disposition"].startswith("attachment")
    gone = unit.post(f"/files/{file.pk}/withdraw/", {"reason": "传错"}, follow=True)
    assert "单位经办作废：传错" in Page(gone).text
    assert unit.get(f"/files/{file.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("name", "content"), [("证明.pdf", b"no pdf"), ("证明.exe", PDF), ("空.pdf", b"")]
)
def test_a_file_that_cannot_be_kept_is_refused_with_the_reason(
    town, target, browser, name, content
):
    answer = upload(browser(town.people[Role.UNIT_OFFICER]), target, name, content)
    assert (answer.status_code, faults(answer)) == (400, {})
    assert "这次办理没有生效" in Page(answer).text
    assert not Attachment.objects.exists()


def test_a_withdrawal_without_a_reason_is_refused(town, target, browser):
    unit = browser(town.people[Role.UNIT_OFFICER])
    upload(unit, target, "证明.pdf", PDF)
    file = Attachment.objects.get()
    answer = unit.post(f"/files/{file.pk}/withdraw/", {"reason": " "})
    assert (answer.status_code, "作废事由" in Page(answer).text) == (400, True)
    assert not Attachment.objects.get().withdrawn


def test_a_stranger_reaches_neither_comments_nor_files(town, target, said, browser):
    upload(browser(town.people[Role.UNIT_OFFICER]), target, "证明.pdf", PDF)
    file = Attachment.objects.get()
    elsewhere = organisation("220", "卫健局", Level.DEPARTMENT, town.desk)
    client = browser(seated("stranger", Role.DEPARTMENT_HEAD, elsewhere))
    for url in (
        f"/comments/lifecycle.target/{target.pk}/",
        f"/comments/{said.pk}/answer/",
        f"/comments/{said.pk}/resolve/",
        f"/files/{file.pk}/withdraw/",
        f"/project-years/{target.project_year_id}/files/",
    ):
        assert client.post(url, {"text": "x", "reason": "x"}).status_code == 404
    assert client.get(f"/files/{file.pk}/").status_code == 404
