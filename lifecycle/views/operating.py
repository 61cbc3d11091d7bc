"""Operations 运维: the outbox with what may be done about a mail, and how the installation is."""

from datetime import datetime
from typing import Any

import django_filters
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lifecycle import queries
from lifecycle.actions.operating import discard_notice, resend_notice, retry_slot
from lifecycle.filters import Filter, TextFilter
from lifecycle.forms.operating import ReasonForm
from lifecycle.models import DueSlot, Notice
from lifecycle.queries import operating
from lifecycle.refusals import Refused
from lifecycle.slots import label_of
from lifecycle.views import help_text, panels
from lifecycle.views.columns import A, Column, NumberColumn
from lifecycle.views.common import Request, hour_of
from lifecycle.views.context import frame_of
from lifecycle.views.project_filter import choice
from lifecycle.views.tables import Table, table_page

STANDS = [*Notice.State.choices, (operating.DOUBT, gettext_lazy("是否发出不明"))]
ACTS = {"resend": resend_notice, "discard": discard_notice}

help_text.about(
    "ops-mail",
    gettext_lazy("邮件运维"),
    gettext_lazy("每封邮件至少送达一次；发送中断的列为“是否发出不明”，用原编号自动再发。"),
    gettext_lazy("已搁置的可以重新发送或作废，须写明事由，记录在案。"),
    gettext_lazy("发送前重新核对收件人的岗位和查看范围；已不在岗或无权查看的停发，并注明原因。"),
)
help_text.about(
    "ops-health",
    gettext_lazy("运行状况"),
    gettext_lazy("后台心跳、定时任务、邮件队列和恢复纪元；已搁置的任务可以重新执行。"),
)


class MailTable(Table):
    """One mail a row."""

    caption = gettext_lazy("邮件")
    unit = ""
    row_header = "subject"
    first_order = "-created_at"
    hidden = ("kind", "message_id")
    why_empty = gettext_lazy("没有符合条件的邮件。")

    subject = Column(
        gettext_lazy("标题"),
        linkify=("ops-mail-one", [A("pk")]),
        attrs={"td": {"lang": "zh-hans"}},
    )
    person = Column(gettext_lazy("收件人"), accessor="person__name")
    address = Column(gettext_lazy("邮箱"))
    stand = Column(gettext_lazy("状态"))
    attempts = NumberColumn(gettext_lazy("尝试次数"))
    fault = Column(gettext_lazy("失败原因"))
    created_at = Column(gettext_lazy("生成时间"))
    sent_at = Column(gettext_lazy("发送时间"))
    kind = Column(gettext_lazy("种类"))
    message_id = Column(gettext_lazy("消息编号"))

    def render_stand(self, value: str) -> str:
        """Name where it stands."""
        return str(dict(STANDS).get(value, value))

    def value_stand(self, value: str) -> str:
        """Give the same words."""
        return self.render_stand(value)

    def render_created_at(self, value: datetime) -> str:
        """Write the moment."""
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"

    render_sent_at = render_created_at


class MailFilter(Filter):
    """What the outbox may be narrowed by."""

    q = TextFilter(label=gettext_lazy("标题"), field_name="subject", lookup_expr="icontains")
    state = choice(gettext_lazy("状态"), choices=STANDS, field_name="stand")
    kind = TextFilter(label=gettext_lazy("种类"), field_name="kind", lookup_expr="startswith")
    day = django_filters.DateFilter(
        label=gettext_lazy("生成日期"), field_name="created_at", lookup_expr="date"
    )


@require_safe
def mails(request: Request) -> HttpResponseBase:
    """List every mail, with a banner where the sender has stopped."""
    return table_page(
        request,
        operating.mails_for(hour_of(request).seats),
        MailTable,
        filters=MailFilter,
        template="lifecycle/ops/mails.html",
        title=_("邮件运维"),
        stopped=_stopped(request),
        epochs=operating.epochs(),
    )


def _stopped(request: Request) -> bool:
    return "relay" in frame_of(request).silent_loops


@require_safe
def mail(request: Request, pk: int) -> HttpResponse:
    """Show where one mail stands and what was done about it."""
    return _mail_page(request, pk, ReasonForm())


def _mail_page(request: Request, pk: int, form: ReasonForm, *, status: int = 200) -> HttpResponse:
    seats = hour_of(request).seats
    found = operating.mail_for(seats, pk)
    shown = {
        "mail": found,
        "stand": dict(STANDS).get(found.stand, found.stand),
        "form": form,
        "operates": operating.operates(seats),
        "may_resend": found.state in ("parked", "discarded", "withheld"),
        "may_discard": found.state in ("waiting", "parked"),
        "done": operating.interventions_on("lifecycle.notice", pk),
    }
    return render(request, "lifecycle/ops/mail.html", shown, status=status)


@require_POST
def act_on_mail(request: Request, pk: int, name: str) -> HttpResponse:
    """Send a mail again, or let it stay unsent."""
    seats = hour_of(request).seats
    found = operating.mail_for(seats, pk)
    if name not in ACTS or not operating.operates(seats):
        raise Http404
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _mail_page(request, pk, form, status=400)
    try:
        ACTS[name](found, by=request.user, **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _mail_page(request, pk, form, status=409)
    messages.success(request, _("已办理，并已记录在案"))
    return redirect("ops-mail-one", pk)


@require_safe
def health(request: Request) -> HttpResponse:
    """Show whoever operates or audits how the installation is."""
    return health_page(request)


def health_page(request: Request, about: Any = None, *, status: int = 200) -> HttpResponse:
    """Draw the page; `about` is a refused form of one of its panels."""
    hour = hour_of(request)
    operating.admit(hour.seats)
    beats = frame_of(request)
    waited = queries.oldest_notice()
    ours, theirs = operating.epochs()
    shown = {
        "loops": [
            (label, beats.beats.get(loop), loop in beats.silent_loops)
            for loop, label in queries.LOOPS.items()
        ],
        "counts": _counted(),
        "waited": None if waited is None else round(waited.total_seconds() / 60),
        "epochs": (ours, theirs),
        "epoch_differs": ours != theirs,
        "parked": [(slot, label_of(slot.kind)) for slot in queries.parked_slots()],
        "panels": panels.drawn(request, "health", about, hour.day),
        "done": operating.last_interventions(),
        "operates": operating.operates(hour.seats),
    }
    return render(request, "lifecycle/ops/health.html", shown, status=status)


def _counted() -> list[tuple[Any, int]]:
    counts = operating.mail_counts()
    return [(label, counts.get(code, 0)) for code, label in STANDS if code != "sent"]


@require_http_methods(["GET", "HEAD", "POST"])
def retry(request: Request, pk: int) -> HttpResponse:
    """Let parked timed work be tried again."""
    seats = hour_of(request).seats
    slot: DueSlot = operating.slot_for(seats, pk)
    if not operating.operates(seats):
        raise Http404
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        retry_slot(slot, by=request.user, **form.cleaned_data)
        messages.success(request, _("已列入重新执行，并已记录在案"))
        return redirect("ops-health")
    shown = {"slot": slot, "label": label_of(slot.kind), "form": form}
    status = 400 if request.method == "POST" else 200
    return render(request, "lifecycle/ops/retry.html", shown, status=status)
