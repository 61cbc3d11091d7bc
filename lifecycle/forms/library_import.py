"""A library's file read before it is taken in: every fault at once, else what it would change."""

from collections.abc import Sequence
from dataclasses import dataclass

from lifecycle.actions.importing_library import library_in
from lifecycle.models import LibraryRelease
from lifecycle.queries.library import newest_of
from lifecycle.queries.library_proposals import pending_of
from lifecycle.queries.library_whole import compared, library_of
from lifecycle.rules.csv_text import FileFault
from lifecycle.rules.differences import Difference
from lifecycle.rules.library_file import LibraryFaults
from lifecycle.sentences import told
from lifecycle.sheets import SheetFault

MOST_SHOWN = 300
"""Differences listed; a first release is all new, and nobody reads it line by line."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would make of a list, or all that keeps it from being taken."""

    name: str
    faults: Sequence[str] = ()
    last: LibraryRelease | None = None
    indicators: int = 0
    templates: int = 0
    differences: Sequence[Difference] = ()
    waiting: int = 0
    """Accepted proposals of the list; those that the file does not hold wait on."""

    @property
    def after(self) -> int:
        """The version with which it was compared, 0 for none."""
        return self.last.version if self.last else 0

    @property
    def version(self) -> int:
        """The version that it would become."""
        return self.after + 1

    @property
    def shown(self) -> Sequence[Difference]:
        """The differences that are listed."""
        return self.differences[:MOST_SHOWN]

    @property
    def more(self) -> int:
        """How many are not."""
        return len(self.differences) - len(self.shown)


def previewed(raw: bytes, *, name: str) -> Preview:
    """Read a file for a list; nothing is saved."""
    try:
        library = library_in(raw)
    except LibraryFaults as found:
        return Preview(name, [told(fault) for fault in found.faults])
    except (FileFault, SheetFault) as fault:
        return Preview(name, [told(fault)])
    last = newest_of(name)
    return Preview(
        name,
        last=last,
        indicators=len(library.entries),
        templates=len(library.templates),
        differences=compared(library_of(last) if last else None, library),
        waiting=len(pending_of(last)) if last else 0,
    )
