"""Windows 填报窗口 of a budget year, and the dated exceptions 例外 of one unit; never rewritten."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from lifecycle import guards
from lifecycle.fields import LineField, ProseField
from lifecycle.models.organisation import Organisation
from lifecycle.models.subject import Subject
from lifecycle.rules.windows import Span


class Window(models.Model):
    """From when to when a stage is open for filing; the newest row of a year and stage stands.

    A row without days takes the limit away again; a stage without a row is never closed.
    """

    year = models.PositiveSmallIntegerField(_("预算年度"))
    stage = LineField(_("环节"), max_length=40)
    opens_on = models.DateField(_("开放日"), null=True, blank=True)
    closes_on = models.DateField(_("截止日"), null=True, blank=True)
    note = ProseField(_("说明"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("设置人")
    )
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("填报窗口")
        verbose_name_plural = _("填报窗口")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="window_closes_after_opening",
                condition=Q(opens_on=None) | Q(closes_on=None) | Q(closes_on__gte=F("opens_on")),
            ),
            guards.AppendOnly(name="window_append_only"),
        ]
        indexes = [models.Index(fields=["stage", "year", "-id"], name="window_newest")]

    def __str__(self) -> str:
        return f"{self.year} {self.stage}"

    @property
    def span(self) -> Span:
        """The two days as a rule reads them."""
        return Span(self.opens_on, self.closes_on)


class WindowException(models.Model):
    """Days on which one unit may file although the window is closed to the others."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("单位")
    )
    year = models.PositiveSmallIntegerField(_("预算年度"))
    stage = LineField(_("环节"), max_length=40)
    starts_on = models.DateField(_("开始日"))
    ends_on = models.DateField(_("截止日"))
    extends = models.BooleanField(_("应办结日期延至截止日"), default=False)
    reason = ProseField(_("理由"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("批准人")
    )
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("窗口例外")
        verbose_name_plural = _("窗口例外")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="exception_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))
            ),
            guards.AppendOnly(name="exception_append_only"),
        ]
        indexes = [models.Index(fields=["stage", "year", "organisation"], name="exception_by_unit")]

    def __str__(self) -> str:
        return f"{self.organisation} {self.year} {self.stage}"

    @property
    def span(self) -> Span:
        """The two days as a rule reads them."""
        return Span(self.starts_on, self.ends_on)


class Withdrawal(models.Model):
    """The mark that an exception counts no more; the exception itself stays as it was granted."""

    exception = models.OneToOneField(
        WindowException, models.PROTECT, primary_key=True, verbose_name=_("窗口例外")
    )
    note = ProseField(_("说明"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("撤销人")
    )
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("例外撤销")
        verbose_name_plural = _("例外撤销")
        constraints = [guards.AppendOnly(name="withdrawal_append_only")]

    def __str__(self) -> str:
        return str(self.exception)


SHUT = "shut_span"
"""The name under which a query brings what `shut` found with each row."""


def shut(model: type[Subject], day: date) -> Case:
    """Find the window that is closed to a row on a day; NULL where nothing keeps it from filing."""
    own = {"stage": model.stage_name(), "year": OuterRef("year")}
    newest = Window.objects.filter(**own).order_by("-id")
    spared = in_force(day).filter(**own, organisation=OuterRef("organisation_id"))
    found = JSONObject(opens_on=F("opens_on"), closes_on=F("closes_on"))
    return Case(When(~Exists(spared), then=Subquery(newest.values(found=found)[:1])))


def in_force(day: date) -> QuerySet[WindowException]:
    """Return the exceptions that count on a day."""
    rows = WindowException.objects.filter(starts_on__lte=day, ends_on__gte=day)
    return rows.filter(withdrawal=None)


def shut_span(found: dict[str, Any] | None, day: date) -> Span | None:
    """Read what `shut` found; None where the window is open on the day."""
    if found is None:
        return None
    days = {name: date.fromisoformat(on) if on else None for name, on in found.items()}
    span = Span(**days)
    return None if span.holds(day) else span


def shut_among(model: type[Subject], keys: list[int], day: date) -> dict[int, Span]:
    """Find for some rows of a stage the window that is closed to them on a day."""
    rows = model._default_manager.filter(pk__in=keys).annotate(found=shut(model, day))
    found = rows.exclude(found=None).values_list("pk", "found")
    spans = ((key, shut_span(one, day)) for key, one in found)
    return {key: span for key, span in spans if span is not None}


def shut_to(subject: Subject, day: date) -> Span | None:
    """Find the window that is closed on a day to an object that need not be stored yet."""
    own = {"stage": subject.stage_name(), "year": subject.year}
    newest = Window.objects.filter(**own).order_by("-id").first()
    if newest is None or newest.span.holds(day):
        return None
    spared = in_force(day).filter(**own, organisation=subject.organisation_id).exists()
    return None if spared else newest.span


def windowed(model: type[Subject], years: set[int]) -> bool:
    """Tell whether a stage has any window in some budget years."""
    return Window.objects.filter(stage=model.stage_name(), year__in=years).exists()


def decided(subject: Subject, day: date) -> bool:
    """Tell whether a window or an exception takes the place of the pack's own closing day."""
    own = {"stage": subject.stage_name(), "year": subject.year}
    newest = Window.objects.filter(**own).order_by("-id").first()
    if newest is not None and newest.span != Span():
        return True
    return in_force(day).filter(**own, organisation=subject.organisation_id).exists()


def extensions(
    model: type[Subject], year: int, organisations: set[int], day: date
) -> dict[int, date]:
    """Return until when the exceptions in force on a day extend the due dates of units."""
    rows = in_force(day).filter(
        stage=model.stage_name(), year=year, organisation__in=organisations, extends=True
    )
    return dict(rows.order_by("ends_on").values_list("organisation_id", "ends_on"))
