"""Importing the treasury's file 导入国库支付数据: sent, previewed with every fault, confirmed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from lifecycle.actions.importing_execution import (
    FaultyFile,
    ForeseenMonth,
    batch_of,
    fingerprint_of,
    foresee_execution,
    import_execution,
)
from lifecycle.models import ImportBatch
from lifecycle.rules.csv_text import FileFault
from lifecycle.rules.execution_file import CellFault
from lifecycle.sentences import told
from lifecycle.sheets import SheetFault, weigh
from lifecycle.views import exports, help_text
from lifecycle.views.common import Request, hour_of
from monitoring.forms.execution import MOST_ROWS, CarriedFile, ExecutionFile, packed
from monitoring.queries import execution as queries

FAULTS_SHOWN = 100
BATCHES_SHOWN = 30
help_text.about(
    "execution-import",
    gettext_lazy("导入国库支付数据"),
    gettext_lazy("表头五列：year、project、month、paid、budget，即年度、项目代码、月份、累计支出和全年预算（元）。"),
    gettext_lazy("上传后先预览：行数、合计、新增和更正各多少；有错误的，一次列出全部行和列，一行也不导入。"),
    gettext_lazy("同一文件只导入一次。页面最多两万行；更大的用命令import_execution，结果相同。"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would do, or every fault of it; `earlier` is the batch that it was."""

    file: str
    months: tuple[ForeseenMonth, ...] = ()
    faults: tuple[CellFault, ...] = ()
    whole: str = ""
    """What keeps the file as a whole from being read."""
    earlier: ImportBatch | None = None
    carried: str = ""

    @property
    def rows(self) -> int:
        """Rows of the file."""
        return sum(month.rows for month in self.months)

    @property
    def new(self) -> int:
        """Rows of which the ledger has nothing yet."""
        return sum(month.new for month in self.months)

    @property
    def revised(self) -> int:
        """Rows that correct the ledger."""
        return sum(month.revised for month in self.months)

    @property
    def same(self) -> int:
        """Rows that change nothing."""
        return sum(month.same for month in self.months)

    @property
    def lowered(self) -> int:
        """Rows with less paid than before."""
        return sum(month.lowered for month in self.months)

    @property
    def paid(self) -> Decimal:
        """Payments of all rows, in 元."""
        return sum((month.paid for month in self.months), Decimal(0))

    @property
    def shown(self) -> tuple[CellFault, ...]:
        """The faults that are written out."""
        return self.faults[:FAULTS_SHOWN]

    @property
    def wrong(self) -> bool:
        """Whether nothing of it can be imported."""
        return bool(self.whole or self.faults)


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: Request) -> HttpResponse:
    """Ask for a file, and preview what it would do."""
    _admit(request)
    if request.method != "POST":
        return _drawn(request, ExecutionFile())
    form = ExecutionFile(request.POST, request.FILES)
    if not form.is_valid():
        return _drawn(request, form, status=400)
    found = _foreseen(form.cleaned_data["content"], form.name)
    return _drawn(request, ExecutionFile(), found, status=400 if found.wrong else 200)


@require_POST
def confirm(request: Request) -> HttpResponse:
    """Import the file that the page carried, as the command does."""
    _admit(request)
    form = CarriedFile(request.POST)
    if not form.is_valid():
        return _drawn(request, form, status=400)
    raw, name = form.cleaned_data["workbook"], form.cleaned_data["file"]
    hour = hour_of(request)
    try:
        with _laid(raw) as path:
            done = import_execution(
                path, on=hour.day, at=hour.at, tell=lambda _fault: None, by=request.user, file=name
            )
    except (FaultyFile, FileFault, SheetFault):
        return _drawn(request, ExecutionFile(), _foreseen(raw, name), status=409)
    count = {"n": done.batch.rows, "written": done.written}
    if done.again:
        messages.info(request, _("此文件已导入过：%(n)s 行，没有变动") % count)
    else:
        messages.success(request, _("已导入 %(n)s 行，新增或更正 %(written)s 行") % count)
    return redirect("execution-import")


@require_POST
def faults(request: Request) -> HttpResponseBase:
    """Send every fault of the file as a list: row, column, what is wrong."""
    _admit(request)
    form = CarriedFile(request.POST)
    if not form.is_valid():
        return _drawn(request, form, status=400)
    found = _foreseen(form.cleaned_data["workbook"], form.cleaned_data["file"])
    lines: list[list[Any]] = [[_("行"), _("列"), _("错误")]]
    lines += [[one.row, one.column, told(one.sentence)] for one in found.faults]
    lines += [["", "", told(found.whole)]] if found.whole else []
    answer = StreamingHttpResponse(exports.as_csv(lines), content_type="text/csv; charset=utf-8")
    name = _("%(file)s-错误清单.csv") % {"file": found.file}
    answer["Content-Disposition"] = content_disposition_header(True, name)  # noqa: FBT003
    return answer


def _admit(request: Request) -> None:
    if not queries.imports_execution(hour_of(request).seats):
        raise Http404


@contextmanager
def _laid(raw: bytes) -> Iterator[Path]:
    """Lay a file down for as long as it is read; a workbook is weighed before."""
    if raw[:2] == b"PK":
        weigh(raw)
    with NamedTemporaryFile() as file:
        file.write(raw)
        file.flush()
        yield Path(file.name)


def _foreseen(raw: bytes, name: str) -> Preview:
    found: list[CellFault] = []
    carried = packed(raw)
    try:
        with _laid(raw) as path:
            if earlier := batch_of(fingerprint_of(path)):
                return Preview(name, earlier=earlier)
            months = foresee_execution(path, tell=found.append, most=MOST_ROWS)
    except FaultyFile:
        ordered = sorted(found, key=lambda fault: (fault.row, fault.column))
        return Preview(name, faults=tuple(ordered), carried=carried)
    except (FileFault, SheetFault) as fault:
        return Preview(name, faults=tuple(found), whole=str(fault), carried=carried)
    return Preview(name, tuple(months), carried=carried)


def _drawn(
    request: Request, form: Any, found: Preview | None = None, *, status: int = 200
) -> HttpResponse:
    shown = {
        "form": form if isinstance(form, ExecutionFile) else ExecutionFile(),
        "broken": form if isinstance(form, CarriedFile) else None,
        "found": found,
        "most": MOST_ROWS,
        "batches": queries.batches(BATCHES_SHOWN),
    }
    return render(request, "monitoring/execution_import.html", shown, status=status)
