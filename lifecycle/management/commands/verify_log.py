"""Verify the transition log: chain, replay, and the seals kept outside the database."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from lifecycle import sealing, verification

MOST_NAMED = 50


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--replay", action="store_true", help="rebuild every object's state")
        parser.add_argument("--seal", action="store_true", help="write the heads to a file")
        parser.add_argument("--folder", type=Path, default=settings.SEAL_DIR)

    def handle(
        self, *, replay: bool, seal: bool, folder: Path, verbosity: int, **options: Any
    ) -> None:
        """Name every fault and fail, or say what was found in order."""
        try:
            sealed, faults = sealing.sealed_lines(folder), sealing.broken_seals(folder)
        except sealing.SealError as fault:
            raise CommandError(str(fault), returncode=1) from fault
        found = verification.examine(sealed)
        objects = found.objects() if replay else 0
        self._report([*map(str, found.faults), *faults])
        words = {"lines": found.lines, "heads": len(found.heads)}
        self.stdout.write(_("流转记录 %(lines)s 行、%(heads)s 个对象，指纹链完整") % words)
        if replay:
            self.stdout.write(_("重放 %(n)s 个对象，状态与记录一致") % {"n": objects})
        if seal:
            path = sealing.seal(folder)
            self.stdout.write(_("已封存：%(path)s") % {"path": path})

    def _report(self, faults: list[str]) -> None:
        for fault in faults[:MOST_NAMED]:
            self.stderr.write(fault)
        if faults:
            raise CommandError(_("流转记录有 %(n)s 处不符") % {"n": len(faults)}, returncode=1)
