"""What is written beside an object: comments, answers and files, each posted from its page."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lifecycle import queries
from lifecycle.actions import attaching, commenting
from lifecycle.forms import AnswerForm, CommentForm, FileForm, SettlingForm, WithdrawalForm
from lifecycle.refusals import Refused
from lifecycle.views.common import Request, Trouble, hour_of
from lifecycle.views.project_page import page_of, project_year_page
from lifecycle.views.project_tabs import COMMENTS, FILES, file_choices
from lifecycle.views.publications import publication_page

Act = Callable[[dict[str, Any]], Any]


@require_POST
def comment(request: Request, stage: str, pk: int) -> HttpResponse:
    """Write a comment on an object or one place of it."""
    subject = queries.subject_for(request.user, stage, pk, hour_of(request).day)
    form = CommentForm(request.POST)
    return _taken(
        request,
        Trouble(subject, form),
        lambda typed: commenting.comment(subject, by=request.user, **typed),
        _("批注已写下"),
    )


@require_POST
def answer(request: Request, pk: int) -> HttpResponse:
    """Answer a comment."""
    said, subject = _said(request, pk)
    form = AnswerForm(request.POST)
    return _taken(
        request,
        Trouble(subject, form, tab=COMMENTS),
        lambda typed: commenting.answer(said, by=request.user, **typed),
        _("答复已写下"),
    )


@require_POST
def resolve(request: Request, pk: int) -> HttpResponse:
    """Settle a comment."""
    said, subject = _said(request, pk)
    form = SettlingForm(request.POST)
    return _taken(
        request,
        Trouble(subject, form, tab=COMMENTS),
        lambda typed: commenting.resolve(said, by=request.user, **typed),
        _("批注已标为解决"),
    )


def _said(request: Request, pk: int) -> tuple[Any, Any]:
    day = hour_of(request).day
    said = queries.comment_for(request.user, pk, day)
    return said, queries.subject_for(request.user, said.machine, said.object_id, day)


@require_POST
def attach(request: Request, pk: int) -> HttpResponse:
    """Keep a file beside one of the objects of a project-year."""
    page = page_of(request, pk)
    form = FileForm(request.POST, request.FILES, objects=file_choices(page))
    subject = _chosen(page, request.POST.get("about", ""))

    def keep(typed: dict[str, Any]) -> Any:
        content = typed["content"]
        return attaching.attach(subject, name=content.name, content=content, by=request.user)

    trouble = Trouble(subject, form, tab=FILES, home=pk)
    return _taken(request, trouble, keep, _("文件已上传"))


def _chosen(page: Any, about: str) -> Any:
    subjects = {f"{one.stage()}:{one.pk}": one for one in page.subjects}
    if not subjects:
        raise Http404
    return subjects.get(about) or next(iter(subjects.values()))


@require_safe
def download(request: Request, pk: int) -> HttpResponseBase:
    """Send a file to whoever was given it."""
    found = queries.download_for(request.user, pk, hour_of(request).day)
    file = found.path.open("rb")
    return FileResponse(
        file, as_attachment=True, filename=found.attachment.name, headers=found.headers
    )


@require_POST
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Mark a file as no longer counting."""
    day = hour_of(request).day
    found = queries.file_for(request.user, pk, day)
    subject = queries.subject_for(request.user, found.machine, found.object_id, day)
    form = WithdrawalForm(request.POST)
    return _taken(
        request,
        Trouble(subject, form, tab=FILES),
        lambda typed: attaching.withdraw(found, by=request.user, **typed),
        _("文件已作废"),
    )


def _taken(request: Request, trouble: Trouble, act: Act, words: str) -> HttpResponse:
    if not trouble.form.is_valid():
        return _again(request, trouble)
    try:
        act(trouble.form.cleaned_data)
    except Refused as refused:
        return _again(request, replace(trouble, refused=refused))
    messages.success(request, words)
    return redirect(_back(request, trouble))


def _back(request: Request, trouble: Trouble) -> str:
    # A comment may have been answered on the tab of its stage or on that of all comments.
    subject, home = trouble.subject, _home(trouble)
    if request.POST.get("back") == "review":
        return reverse("review-object", args=[subject.stage(), subject.pk])
    if home and trouble.tab and request.POST.get("back") != "stage":
        return f"{reverse('project-year', args=[home])}?tab={trouble.tab}"
    return f"{subject.get_absolute_url()}#{subject.stage_name()}-{subject.pk}"


def _again(request: Request, trouble: Trouble) -> HttpResponse:
    if home := _home(trouble):
        return project_year_page(request, home, trouble)
    return publication_page(request, trouble.subject.pk, trouble)


def _home(trouble: Trouble) -> int | None:
    found = getattr(trouble.subject, "project_year", None)
    return trouble.home or (found.pk if found else None)
