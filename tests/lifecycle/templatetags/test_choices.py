"""The options of a select are what Django's own templates would make of them."""

from django import forms
from django.forms.renderers import DjangoTemplates

CHOICES = [
    ("", "全部"),
    ("<1>", "甲&乙"),
    ("部门", [(2, "教育局"), (3, "农业局")]),
]


def words(html):
    return " ".join(html.replace(">", "> ").replace("<", " <").split())


def test_a_select_is_drawn_as_django_draws_it():
    for widget in (forms.Select(choices=CHOICES), forms.SelectMultiple(choices=CHOICES)):
        value = ["<1>", "3"] if widget.allow_multiple_selected else "3"
        own = widget.render("place", value, {"id": "place", "required": True})
        django = widget.render("place", value, {"id": "place", "required": True}, DjangoTemplates())
        assert words(own) == words(django)
        assert own.count("selected") == (2 if widget.allow_multiple_selected else 1)
