"""Adopt this environment's restore epoch: until then a restored database mails nobody (R10)."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from lifecycle.models import Installation


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--adopt", action="store_true", help="let this environment mail")

    def handle(self, *, adopt: bool, **options: Any) -> None:
        """Show both epochs, or write this environment's into the database."""
        if not settings.MAIL_EPOCH:
            raise CommandError(_("请先设置环境变量 MAIL_EPOCH"))
        if adopt:
            Installation.objects.update_or_create(id=1, defaults={"epoch": settings.MAIL_EPOCH})
        held = Installation.objects.values_list("epoch", flat=True).first()
        same = held == settings.MAIL_EPOCH
        self.stdout.write(_("纪元一致，邮件可以发送") if same else _("纪元不一致，邮件暂停"))
