"""A person's calendar address 日历订阅: a secret of which only the hash is kept."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class CalendarFeed(models.Model):
    """The one address under which a calendar program reads a person's calendar, until revoked."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, primary_key=True, verbose_name=_("人员")
    )
    token_hash = models.CharField(_("令牌指纹"), max_length=64, unique=True)
    made_at = models.DateTimeField(_("生成时间"))
    revoked_at = models.DateTimeField(_("停用时间"), null=True)
    hour = models.DateTimeField(_("计次起点"), null=True)
    reads = models.PositiveIntegerField(_("本小时读取次数"), default=0)
    read_at = models.DateTimeField(_("最近读取"), null=True)

    class Meta:
        verbose_name = _("日历订阅")
        verbose_name_plural = _("日历订阅")

    def __str__(self) -> str:
        return str(self.person)
