"""Work the due slots, mail what waits, try packs: for cron, or when no worker runs."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from lifecycle import relay, slots
from lifecycle.actions.pack_trials import work_trials


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options: Any) -> None:
        """Do both once and say how much was done."""
        done = slots.tick()
        slots.beat("relay")
        work_trials()
        words = {"slots": done, "mails": relay.relay()}
        self.stdout.write(_("定时任务完成 %(slots)s 项，发出邮件 %(mails)s 封") % words)
