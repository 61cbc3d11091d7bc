"""An approval letter as a Word document: the same letter gives the same bytes, whenever asked."""

from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docxtpl import DocxTemplate

from lifecycle.models import ApprovalLetter
from lifecycle.rules.approval_letter import letter_words

FORM = Path(__file__).parent / "letter_forms" / "approval.docx"
"""The form, to be changed in a word processor; its places are the names of `letter_words`."""


def letter_document(letter: ApprovalLetter) -> bytes:
    """Write a letter as Word."""
    form = DocxTemplate(FORM)
    form.render(words_of(letter), autoescape=True)
    form.docx.core_properties.title = str(letter.number)
    out = BytesIO()
    form.save(out)
    return _timeless(out.getvalue())


def _timeless(raw: bytes) -> bytes:
    # An archive notes when each part was packed, which would make every copy another file.
    out = BytesIO()
    with ZipFile(BytesIO(raw)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(ZipInfo(part.filename), old.read(part), ZIP_DEFLATED)
    return out.getvalue()


def words_of(letter: ApprovalLetter) -> dict[str, Any]:
    """Return what stands in each place of the form."""
    return letter_words(
        letter.content,
        number=letter.number,
        supplements=letter.supplements,
        issued_on=letter.issued_on,
        last_day=letter.out_by,
        sha256=letter.sha256,
    )
