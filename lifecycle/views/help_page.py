"""Help 帮助: what each page is for, and the glossary in both languages."""

from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lifecycle.rules.glossary import Section, sections
from lifecycle.views import help_text
from lifecycle.views.common import Request

GLOSSARY = Path("docs/glossary.md")


@require_safe
def help_page(request: Request) -> HttpResponse:
    """Show the help of the page that was asked from, that of all others, and the glossary."""
    asked = help_text.TOPICS.get(request.GET.get("page", ""))
    shown = {"asked": asked, "topics": help_text.TOPICS.values(), "glossary": _glossary()}
    return render(request, "lifecycle/help.html", shown)


@cache
def _glossary() -> list[Section]:
    return sections((settings.BASE_DIR / GLOSSARY).read_text())
