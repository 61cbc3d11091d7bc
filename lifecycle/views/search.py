"""Search 搜索 in what a person may see, of the year that they look at."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lifecycle import queries
from lifecycle.rules.text import sought
from lifecycle.views.common import Request
from lifecycle.views.context import frame_of

LONGEST = 100


@require_safe
def search(request: Request) -> HttpResponse:
    """Show what matches the typed words; nothing typed finds nothing."""
    text = sought(request.GET.get("q", "").replace("\x00", "")).strip()[:LONGEST]
    day = frame_of(request).day
    found = queries.search_for(request.user, text, year=request.year, day=day) if text else None
    return render(request, "lifecycle/search.html", {"text": text, "found": found})
