"""What is written beside an object: on which version of it, by whom, in which seat and when."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lifecycle.fields import LineField


class Beside(models.Model):
    """A signed row about one object of any stage, at the version that its writer saw."""

    machine = LineField(_("环节"), max_length=60)
    object_id = models.BigIntegerField(_("对象"))
    version = models.PositiveIntegerField(_("版本"))

    class Meta:
        abstract = True


class Signed(models.Model):
    """A row that says who wrote it, in which seat, and for whom where they stood in."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        db_index=False,
        related_name="+",
        verbose_name=_("办理人"),
    )
    by_name = LineField(_("办理人姓名"), max_length=60)
    acting_for_name = LineField(_("被代理人姓名"), max_length=60, blank=True)
    role = LineField(_("岗位代码"), max_length=30)
    seat = LineField(_("岗位"), max_length=60)
    organisation = LineField(_("单位"), max_length=100)
    at = models.DateTimeField(_("时间"))

    class Meta:
        abstract = True
