"""Work every glance and every sum out anew, and name those that say something else."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from lifecycle import queries

MOST_NAMED = 50


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options: Any) -> None:
        """Name the project-years and the sums that are adrift and fail, or say there are none."""
        found = [*queries.glances_adrift(), *queries.sums_adrift()]
        for key in found[:MOST_NAMED]:
            self.stderr.write(str(key))
        if found:
            words = _("%(n)s 个年度项目的一览或合计与明细不符") % {"n": len(found)}
            raise CommandError(words, returncode=1)
        self.stdout.write(_("年度项目一览及合计与明细一致"))
