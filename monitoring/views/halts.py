"""Halts 项目暂停或终止: the deed on a project-year that records one."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from lifecycle.models import ProjectYear
from lifecycle.roles import Role
from lifecycle.views.deeds import PROJECT_YEAR, Deed, declare
from monitoring.actions.halt import Document, record_halt
from monitoring.forms import HaltForm
from monitoring.models import Halt
from monitoring.queries.halts import STANDING


def _record(project_year: ProjectYear, *, by: Any, **typed: Any) -> str:
    return record_halt(project_year, Document(**typed), by=by).get_absolute_url()


def _none_stands(subjects: Sequence[Any]) -> bool:
    return not any(isinstance(one, Halt) and str(one.state) in STANDING for one in subjects)


declare(
    Deed(
        PROJECT_YEAR,
        "halt",
        _("登记项目暂停或终止"),
        (Role.PERFORMANCE,),
        HaltForm,
        _record,
        what=_("按文件登记，另一人复核后生效；其间除超预算外不发预警邮件，灯色和统计照常。"),
        tab="warnings",
        wanted=_none_stands,
    )
)
