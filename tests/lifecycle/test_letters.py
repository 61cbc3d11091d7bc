"""Letters: text and HTML say the same, nothing typed becomes markup, no amount leaves the house."""

import re
from datetime import date
from decimal import Decimal
from email import policy
from email.parser import BytesParser
from html.parser import HTMLParser

import pytest
from django.db import connection

from config.mail_catcher import MailCatcher
from lifecycle import outbox, relay
from lifecycle.letters import Row
from lifecycle.models import Installation, Notice
from lifecycle.roles import Role
from lifecycle.transitions import fire
from tests.conftest import NOON
from tests.house.test_tree import ROOT

pytestmark = pytest.mark.django_db
ATTACK = '<script src="//x.example/a.js">1</script>"><img src=x onerror=alert(1)>&amp;{{ 7 }}'
TEMPLATE = ROOT / "lifecycle/templates/lifecycle/mail/notice.html"


class Seen(HTMLParser):
    """The words of a page, its addresses and its tags."""

    def __init__(self, html):
        super().__init__()
        self.words, self.links, self.tags, self.quiet = [], [], [], False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.quiet = tag in ("style", "title")
        if tag == "a":
            self.links.append(dict(attrs)["href"])

    def handle_endtag(self, tag):
        self.quiet = False

    def handle_data(self, data):
        if data.strip() and not self.quiet:
            self.words.append(data.strip())


@pytest.fixture
def officer(town):
    return town.people[Role.UNIT_OFFICER]


def composed(person, **changes):
    rows = [
        Row("校舍维修", "http://localhost:8000/project-years/1/", "编制中", date(2023, 3, 10)),
        Row("操场", "http://localhost:8000/project-years/2/", "退回修改"),
    ]
    said = {
        "kind": "test.kind",
        "subject": "【预算绩效】测试：2 项",
        "lines": ["意见：请补充依据", *rows],
        "key": "k",
        "at": NOON,
        "why": ["单位经办", "报送人"],
        "otherwise": "第5个工作日起报单位负责人",
        "rules": "national v1",
    }
    return outbox.compose(person, **(said | changes))


def test_text_and_html_say_the_same(officer, settings):
    settings.SUPPORT_CONTACT = "绩效科 0851-00000000"
    notice = composed(officer)
    seen = Seen(notice.html)
    facts = [
        "单位经办：",
        "意见：请补充依据",
        "校舍维修",
        "编制中",
        "2023-03-10",
        "操场",
        "退回修改",
        "打开待办清单",
        "如不办理：第5个工作日起报单位负责人",
        "您收到此邮件，因为您是这些事项的单位经办、报送人。",
        "有疑问请联系：绩效科 0851-00000000",
        "规则版本：national v1",
    ]
    for fact in facts:
        assert fact in seen.words, fact
        assert fact in notice.body, fact
    assert seen.words.count(notice.subject) == 1
    assert seen.links == [
        "http://localhost:8000/project-years/1/",
        "http://localhost:8000/project-years/2/",
        "http://localhost:8000/",
    ]
    assert all(link in notice.body for link in seen.links)


def test_the_number_is_that_of_the_message_id(officer):
    notice = composed(officer)
    number = re.search(r"通知时间：2023-03-01 12:00，编号：(\w{12})", notice.body)[1]
    assert number in notice.message_id
    assert f"编号：{number}" in notice.html


def test_nothing_typed_becomes_markup(officer):
    officer.name = ATTACK
    row = Row(ATTACK, "http://localhost:8000/project-years/1/", ATTACK, date(2023, 3, 10))
    said = {"why": [ATTACK], "otherwise": ATTACK, "rules": ATTACK, "subject": ATTACK}
    notice = composed(officer, lines=[ATTACK, row], **said)
    seen = Seen(notice.html)
    assert not {"script", "img", "iframe", "link", "form"} & set(seen.tags)
    assert ATTACK in seen.words
    assert "onerror=alert(1)>" not in notice.html


def test_an_opinion_keeps_its_lines(officer):
    notice = composed(officer, lines=["第一行\n第二行"])
    assert "第一行<br>第二行" in notice.html
    assert "第一行\n第二行" in notice.body


def test_a_mail_fetches_nothing_and_tells_nobody_that_it_was_read():
    source = TEMPLATE.read_text()
    for remote in ("<img", "<link", "<script", "url(", "@import", "http:", "https:", "src="):
        assert remote not in source


def test_every_colour_of_a_mail_is_one_of_the_design():
    tokens = set(re.findall(r"#[0-9a-f]{6}", (ROOT / "config/static/tokens.css").read_text()))
    assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", TEMPLATE.read_text())) <= tokens


@pytest.mark.parametrize(
    ("domains", "there"),
    [([], False), (["gov.example"], False), (["EXAMPLE.com"], True)],
)
def test_an_amount_goes_to_the_internal_domain_alone(settings, officer, domains, there):
    settings.MAIL_INTERNAL_DOMAINS = domains
    rows = [Row("校舍维修", amount=Decimal("3000000.00")), Row("操场")]
    notice = composed(officer, lines=rows)
    assert ("3,000,000" in notice.body) is there
    assert ("3,000,000" in notice.html) is there


def test_an_address_that_only_ends_like_the_domain_is_not_inside(settings, officer):
    settings.MAIL_INTERNAL_DOMAINS = ["example.com"]
    officer.email = "a@evilexample.com"
    notice = composed(officer, lines=[Row("校舍维修", amount=Decimal(3))])
    assert "金额" not in notice.body + notice.html


def test_a_long_list_is_cut_in_both_with_its_number(officer):
    rows = [Row(f"第{n}项") for n in range(25)]
    notice = composed(officer, lines=rows)
    for text in (notice.body, notice.html):
        assert "……另有 5 项" in text
        assert "第19项" in text
        assert "第20项" not in text


def test_english_follows_only_for_whoever_chose_it(officer):
    plain = composed(officer)
    officer.language = "en"
    both = composed(officer)
    assert 'lang="en"' not in plain.html
    assert both.html.count('lang="en"') == 1
    assert both.body.startswith(plain.body)
    assert both.body.count("http://localhost:8000/project-years/1/") == 2
    assert both.message_id == plain.message_id


def test_a_step_tells_state_due_date_role_and_rules(town, target, officer):
    filed = fire(target, "submit", by=officer, at=NOON)
    checking = town.people[Role.DEPARTMENT_OFFICER]
    fire(filed, "dept_return", by=checking, note="请补充<依据>", at=NOON)
    notice = Notice.objects.get(person=officer)
    for text in (notice.body, " ".join(Seen(notice.html).words)):
        assert "意见：请补充<依据>" in text
        assert "校舍维修" in text
        assert "退回修改" in text
        assert "您是这些事项的报送人" in text
        assert "规则版本：national v1" in text


class TestDelivery:
    """What really comes out of an SMTP server."""

    @pytest.fixture
    def mailed(self, db, settings, tmp_path):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.MAIL_EPOCH = "test"
        Installation.objects.create(id=1, epoch="test")

        def mail(*notices):
            outbox.leave(notices)
            with MailCatcher(directory=tmp_path) as catcher:
                settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", catcher.port
                relay.relay()
            parser = BytesParser(policy=policy.default)
            return [parser.parsebytes(path.read_bytes()) for path in sorted(tmp_path.iterdir())]

        return mail

    def test_both_parts_arrive_whole_in_utf_8(self, mailed, officer):
        notice = composed(officer)
        (message,) = mailed(notice)
        assert message.get_content_type() == "multipart/alternative"
        parts = list(message.iter_parts())
        assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
        assert {part.get_content_charset() for part in parts} == {"utf-8"}
        text, html = (part.get_content().replace("\r\n", "\n").rstrip("\n") for part in parts)
        assert (text, html) == (notice.body.rstrip("\n"), notice.html.rstrip("\n"))
        assert message["Message-ID"] == notice.message_id
        assert list(message.iter_attachments()) == parts[:0]

    def test_a_long_subject_arrives_whole(self, mailed, officer):
        subject = "【预算绩效】" + "很长的项目名称" * 27
        notice = composed(officer, subject=subject)
        (message,) = mailed(notice)
        assert message["Subject"].strip() == subject[:200] == notice.subject

    def test_a_line_break_forced_into_a_subject_is_parked_and_the_next_goes(self, mailed, officer):
        bad, good = composed(officer, key="1"), composed(officer, key="2")
        bad.subject = "标题\r\nBcc: thief@example.com"
        with connection.cursor() as cursor:  # the column itself would refuse it
            cursor.execute(
                "ALTER TABLE lifecycle_notice DROP CONSTRAINT lifecycle_notice_subject_check"
            )
        (message,) = mailed(bad, good)
        assert message["Message-ID"] == good.message_id
        assert message["Bcc"] is None
        states = dict(Notice.objects.values_list("message_id", "state"))
        assert states == {bad.message_id: "parked", good.message_id: "sent"}

    def test_a_notice_of_before_without_html_still_goes(self, mailed, officer):
        notice = composed(officer)
        notice.html = ""
        (message,) = mailed(notice)
        assert message.get_content_type() == "text/plain"
