"""The unit's self-assessment 部门自评估 as its page saves it: words, points and files at once."""

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, BinaryIO

from django.db import transaction

from lifecycle.actions.appraisal import fill_appraisal
from lifecycle.actions.attaching import attach
from lifecycle.models import Appraisal, Attachment
from lifecycle.rules.appraisal import Dimension


def save_parts(
    appraisal: Appraisal,
    *,
    changes: Mapping[str, Any],
    scores: Mapping[Dimension, tuple[Decimal, str] | None],
    uploads: Mapping[str, tuple[str, BinaryIO]],
    dropped: Collection[str],
    by: Any,
    at: datetime | None = None,
) -> Appraisal:
    """Keep what the page holds; `uploads` are (file name, bytes) by material.

    A file that is refused refuses all. Raises Refused or Forbidden.
    """
    with transaction.atomic():
        files: dict[str, str | Attachment] = dict.fromkeys(dropped, "")
        for material, (name, content) in uploads.items():
            files[material] = attach(appraisal, name=name, content=content, by=by, at=at)
        return fill_appraisal(appraisal, by=by, changes=changes, scores=scores, files=files, at=at)
