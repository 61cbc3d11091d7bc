"""Every text of a page has its English words, and the check that says so has teeth."""

import importlib.util
import re

import polib
import pytest
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from tests.house.test_tree import ROOT
from tests.page import Page, faults

SPEC = importlib.util.spec_from_file_location("messages", ROOT / ".ci/messages.py")
messages = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(messages)


def test_the_catalogue_is_complete():
    assert messages.complaints() == []


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ('{% translate "项目" %}', ["项目"]),
        ("{% translate '项目' %}", ["项目"]),
        ('<a title="{% translate "项" %}">', ["项"]),
        ('{{ a|yesno:_("是,否") }}', ["是,否"]),
        ("{% blocktranslate with n=x %}共{{ n }}项{% endblocktranslate %}", ["共%(n)s项"]),
        ("<p>项目</p>", []),
    ],
)
def test_texts_of_a_template_are_gathered(template, found):
    assert [text for text, _plural in messages.in_template(template)] == found


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("_('项目')", ["项目"]),
        ("gettext_lazy('项' '目')", ["项目"]),
        ("_('%(n)s项') % words", ["%(n)s项"]),
        ("ngettext('项', '多项', n)", ["项"]),
        ("_(label)", []),
        ("'项目'", []),
    ],
)
def test_texts_of_a_module_are_gathered(code, found):
    assert [text for text, _plural in messages.in_python(code)] == found


@pytest.mark.parametrize(
    ("template", "faulty"),
    [
        ("<p>项目</p>", True),
        ('<a title="项目">', True),
        ('{% translate "项目" %}', False),
        ("{% blocktranslate %}项\n目{% endblocktranslate %}", False),
        ("{# 项目 #}", False),
        ("{% comment %}项\n目{% endcomment %}", False),
        ('{{ a|default:"项目" }}', True),
        ('{{ a|default:_("项目") }}', False),
    ],
)
def test_chinese_outside_a_mark_is_found_in_a_template(template, faulty):
    assert bool(messages.bare_in_template(template)) is faulty


@pytest.mark.parametrize(
    ("code", "faulty"),
    [
        ("x = '项目'", True),
        ("x = f'{n}项'", True),
        ("x = _('项目')", False),
        ("def f():\n    '''项目'''", False),
        ("x = 'project'", False),
    ],
)
def test_chinese_outside_a_mark_is_found_in_a_module(code, faulty):
    assert bool(messages.bare_in_python(code)) is faulty


def entry(english, *, text="共%(n)s项", fuzzy=False):
    return polib.POEntry(msgid=text, msgstr=english, flags=["fuzzy"] if fuzzy else [])


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        (entry("%(n)s items"), []),
        (entry(""), ["not translated"]),
        (entry("%(n)s items", fuzzy=True), ["fuzzy"]),
        (entry("%(n)s项"), ["Chinese in English"]),
        (entry("items"), ["other places for values"]),
        (entry("%(m)s items"), ["other places for values"]),
    ],
)
def test_a_bad_translation_is_found(given, fault):
    assert list(messages.faults(given)) == fault


def test_a_text_without_an_entry_and_an_entry_without_a_text_are_found():
    found = list(messages.gaps([entry("old", text="旧")], {"新": ""}))
    assert found == ["not in the catalogue: 新", "no longer in the source: 旧"]


def test_a_compiled_catalogue_that_says_something_else_is_found():
    other = [*messages.catalogue(), entry("%(n)s odd items", text="古怪%(n)s项")]
    assert list(messages.stale(other)) == [
        "django.mo is not what django.po says: run `make messages`"
    ]


def test_the_words_are_used():
    with translation.override("en"):
        assert gettext("绩效目标") == "Target"
        assert gettext("%(n)s项") % {"n": 3} == "3 items"


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["/login/", "/nowhere/"])
def test_an_english_page_speaks_english_alone(url):
    client = Client()
    client.post("/language/", {"language": "en", "next": "/login/"})
    answer = client.get(url)
    said = Page(answer).text.replace("简体中文", "")
    assert faults(answer) == {}
    assert re.findall(r"[\u3400-\u9fff]+", said) == []
