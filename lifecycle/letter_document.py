"""An approval letter as a Word document: the same letter gives the same bytes, whenever asked."""

from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docxtpl import DocxTemplate

from lifecycle.models import ApprovalLetter
from lifecycle.rules.approval_letter import BASIS, in_wan_exactly

FORM = Path(__file__).parent / "letter_forms" / "approval.docx"
"""The form, to be changed in a word processor; its places are the names of `words_of`."""


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
    """Return what stands in each place of the form, in Chinese: a letter has one language."""
    content: Mapping[str, Any] = letter.content
    act = "补充批复" if letter.supplements else "批复"
    year, department = content["year"], content["department"]
    return {
        "bureau": content["bureau"],
        "department": department,
        "number": letter.number,
        "title": f"关于{act}{department}{year}年度项目支出绩效目标的通知",
        "basis": "和".join(BASIS),
        "act": act,
        "year": year,
        "count": len(content["projects"]),
        "amount": in_wan_exactly(content["amount"]),
        "secret": _secret(content["secret"]),
        "out_by": _day(letter.out_by),
        "days": (letter.out_by - letter.issued_on).days,
        "issued_on": _day(letter.issued_on),
        "projects": [_project(one) for one in content["projects"]],
        "sha256": letter.sha256,
    }


def _secret(count: int) -> str:
    return f"另有涉密项目{count}个，绩效目标一并批复，不列入清单。" if count else ""


def _project(project: Mapping[str, Any]) -> dict[str, Any]:
    note = ""
    if project["version"] > 1:
        before = f"，替代{project['replaces']}所批复的目标" if project["replaces"] else ""
        note = f"（调整后第{project['version']}版{before}）"
    return {**project, "amount": in_wan_exactly(project["amount"]), "note": note}


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
