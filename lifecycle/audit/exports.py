"""Sending what is filtered as a file: made first, then logged, only then sent."""

import json
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import BadRequest
from django.db import models
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lifecycle import clock
from lifecycle.actions.exporting import Parcel, record_export
from lifecycle.audit import files
from lifecycle.audit.columns import columns
from lifecycle.audit.files import Column
from lifecycle.audit.reading import reading
from lifecycle.models.export import Export

if TYPE_CHECKING:
    from lifecycle.audit.tables import ReadOnlyAdmin

CHUNK = 2000
PAGE = "p"


def send(page: "ReadOnlyAdmin", request: HttpRequest) -> HttpResponseBase:
    """Answer with the file; its line is committed before its first byte leaves."""
    kind = request.POST.get("format", "")
    if kind not in files.TYPES:
        raise BadRequest
    try:
        made = _made(page, request, kind)
    except files.DoesNotFit:
        messages.error(request, _("内容超出 Excel 的限度，请导出 CSV"))
        back = reverse(f"admin:{page.opts.app_label}_{page.opts.model_name}_changelist")
        return redirect(f"{back}?{request.GET.urlencode()}")
    label = page.opts.label_lower
    parcel = Parcel(label, condition(request), kind, made.rows, made.size, made.sha256)
    at = clock.now()
    record_export(parcel, by=request.user, at=at)
    name = f"{label}-{timezone.localtime(at):%Y%m%d-%H%M%S}.{kind}"
    return FileResponse(
        made.file, as_attachment=True, filename=name, content_type=files.TYPES[Export.Kind(kind)]
    )


def condition(request: HttpRequest) -> str:
    """Write down what the list was narrowed and sorted by."""
    asked = {name: request.GET.getlist(name) for name in sorted(request.GET) if name != PAGE}
    return json.dumps(asked, ensure_ascii=False) if asked else ""


def _made(page: "ReadOnlyAdmin", request: HttpRequest, kind: str) -> files.Made:
    with reading():
        try:
            rows = page.get_changelist_instance(request).queryset
        except IncorrectLookupParameters as error:
            raise BadRequest from error
        return files.make(kind, columns_of(page.model), page.joined(rows).iterator(CHUNK))


def columns_of(model: type[models.Model]) -> list[Column]:
    """List every column that is no secret: what is stored, and beside a key or code its name."""
    found: list[Column] = []
    for field in columns(model):
        title, name = str(field.verbose_name), field.name
        if field.is_relation:
            found += [_stored(f"{title} ID", field.attname), _stored(title, name)]
        elif field.choices:
            found += [_stored(f"{title} {name}", name), _named(title, name)]
        else:
            found.append(_stored(title, name))
    return found


def _stored(title: str, name: str) -> Column:
    return Column(title, lambda row: getattr(row, name))


def _named(title: str, name: str) -> Column:
    return Column(title, lambda row: getattr(row, f"get_{name}_display")())
