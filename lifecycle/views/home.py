"""The first page: what waits for me, in which seats I sit, what I was told."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lifecycle import queries
from lifecycle.views.common import Request


@require_safe
def home(request: Request) -> HttpResponse:
    """Show the to-do list by stage, the seats and the newest notices."""
    inbox = queries.inbox_for(request.user)
    found = {
        "inbox": inbox,
        "waiting_count": inbox.total,
        "seats": queries.seats_for(request.user),
        "notices": queries.notices_for(request.user),
    }
    return render(request, "lifecycle/home.html", found)
