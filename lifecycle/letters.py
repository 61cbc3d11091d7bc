"""Letters 邮件: one message as text and as HTML with the same facts, in its reader's languages."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.conf import settings
from django.template.loader import get_template
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from lifecycle.rules import money

Words = str | Promise
ROWS_SHOWN = 20
TEMPLATE = "lifecycle/mail/notice.html"


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that a letter is about: its name and address, where it stands, its last day."""

    name: str
    href: str = ""
    facts: Words = ""
    due_on: date | None = None
    amount: Decimal | None = None


def row_of(subject: Any, *, facts: Words = "", due_on: date | None = None) -> Row:
    """Describe an object: by its present state and due date, where nothing else is said."""
    return Row(
        name=str(subject),
        href=f"{settings.SITE_URL}{subject.get_absolute_url()}",
        facts=facts or subject.State(subject.state).label,
        due_on=due_on or subject.due_on,
        amount=getattr(subject, "amount", None),
    )


@dataclass(frozen=True, slots=True)
class Letter:
    """What one message says before it is written down in a language."""

    subject: str
    at: datetime
    number: str
    rows: Sequence[Row] = ()
    more: int = 0
    words: Sequence[Words] = ()
    why: Sequence[Words] = ()
    otherwise: Words = ""
    rules: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A letter in one language, every word ready: what text and HTML both are made from."""

    language: str
    greeting: str
    words: list[str]
    heads: list[str]
    rows: list[list[str]]
    links: list[str]
    more: str
    open: str
    closing: list[str]

    @property
    def cells(self) -> Iterator[list[tuple[str, str]]]:
        """Each row with the address on its first cell."""
        for row, href in zip(self.rows, self.links, strict=True):
            yield [(row[0], href), *((cell, "") for cell in row[1:])]


def written(letter: Letter, person: Any) -> tuple[str, str]:
    """Write a letter to a person as text and as HTML: Chinese, then English to who chose it."""
    languages = list(dict.fromkeys([settings.LANGUAGE_CODE, person.language]))
    blocks = [_block(letter, person, language) for language in languages]
    text = "\n\n----------\n\n".join(_text(block) for block in blocks)
    shown = {"subject": letter.subject, "blocks": blocks, "home": f"{settings.SITE_URL}/"}
    return text, _template().render(shown)


@cache
def _template() -> Any:
    return get_template(TEMPLATE)


def _block(letter: Letter, person: Any, language: str) -> Block:
    with translation.override(language):
        columns = _columns(letter.rows, inside=internal(person.email))
        more = _("……另有 %(n)s 项") % {"n": letter.more} if letter.more else ""
        return Block(
            language=language,
            greeting=_("%(name)s：") % {"name": person.name},
            words=[str(one) for one in letter.words],
            heads=[head for head, _cell in columns],
            rows=[[cell(row) for _head, cell in columns] for row in letter.rows],
            links=[row.href for row in letter.rows],
            more=more,
            open=_("打开待办清单"),
            closing=list(_closing(letter)),
        )


Cell = Callable[[Row], str]


def _columns(rows: Sequence[Row], *, inside: bool) -> list[tuple[str, Cell]]:
    columns: list[tuple[str, Cell]] = [(_("事项"), lambda row: row.name)]
    if any(row.facts for row in rows):
        columns.append((_("情况"), lambda row: str(row.facts)))
    if any(row.due_on for row in rows):
        columns.append((_("期限"), lambda row: row.due_on.isoformat() if row.due_on else "—"))
    if inside and any(row.amount is not None for row in rows):
        columns.append((_("金额（元）"), _amount))
    return columns


def _amount(row: Row) -> str:
    return "—" if row.amount is None else f"{Decimal(money.exact(row.amount)):,}"


def internal(address: str) -> bool:
    """Tell whether an address lies in a domain to which amounts may go."""
    domain = address.rpartition("@")[2].lower()
    return domain in {known.lower() for known in settings.MAIL_INTERNAL_DOMAINS}


def _closing(letter: Letter) -> Iterator[str]:
    if letter.otherwise:
        yield _("如不办理：%(otherwise)s") % {"otherwise": letter.otherwise}
    if letter.why:
        roles = "、".join(str(one) for one in letter.why)
        yield _("您收到此邮件，因为您是这些事项的%(roles)s。") % {"roles": roles}
    if settings.SUPPORT_CONTACT:
        yield _("有疑问请联系：%(contact)s") % {"contact": settings.SUPPORT_CONTACT}
    if letter.rules:
        yield _("规则版本：%(rules)s") % {"rules": letter.rules}
    sent = f"{timezone.localtime(letter.at):%Y-%m-%d %H:%M}"
    yield _("通知时间：%(at)s，编号：%(number)s") % {"at": sent, "number": letter.number}


def _text(block: Block) -> str:
    lines = [block.greeting, "", *block.words]
    for place, (row, href) in enumerate(zip(block.rows, block.links, strict=True), 1):
        name, *rest = row
        facts = [f"{head}：{cell}" for head, cell in zip(block.heads[1:], rest, strict=True)]
        lines += [f"{place}. {name}", *([f"   {'；'.join(facts)}"] if facts else [])]
        lines += [f"   {href}"] if href else []
    lines += [block.more] if block.more else []
    lines += ["", f"{block.open}：{settings.SITE_URL}/", "", *block.closing]
    return "\n".join(lines)
