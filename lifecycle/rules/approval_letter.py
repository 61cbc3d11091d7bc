"""Approval letters 批复 of a department's targets: what one says, under which number, until when.

Sources: 预算法 arts. 14 and 52; 财预〔2015〕88号 (谁批复预算，谁批复目标), domain 1.1 and 1.2.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from lifecycle.rules.goal_sheet import aim_text
from lifecycle.rules.indicators import (
    LEVEL_ONE_LABELS,
    LEVEL_ONE_OF,
    LEVEL_TWO_LABELS,
    LevelTwo,
    Operator,
)
from lifecycle.rules.money import POWERS, Unit
from lifecycle.rules.typed_aim import Aim

REPLIES = "谁批复预算，谁批复目标"
BASIS = (
    "《中华人民共和国预算法》",
    f"财政部《中央部门预算绩效目标管理办法》（财预〔2015〕88号）“{REPLIES}”的规定",
)
"""On what a letter rests, in the order in which it names it."""
COUNTED = {"project": "个项目", "policy": "项政策"}
"""How many of each kind a letter says, in this order."""
WHOLE = "department"
"""The kind of a department as a whole 部门整体: it holds the money of its projects once more."""


@dataclass(frozen=True, slots=True)
class Approved:
    """One approved target: its project, and its content as it was kept at approval.

    `replaces` is the number of the letter that approved the version before, "" where none did.
    """

    code: str
    name: str
    kind: str
    unit: str
    version: int
    content_hash: str
    content: Mapping[str, Any]
    replaces: str = ""


def number_of(mark: str, *, year: int, serial: int) -> str:
    """Write a letter's number 文号, as 财绩〔2023〕12号."""
    return f"{mark}〔{year}〕{serial}号"


def out_by(issued_on: date, *, days: int) -> date:
    """Return the last day to publish: so many days after the reply 批复之日起 (预算法 art. 14)."""
    return issued_on + timedelta(days=days)


def content_of(
    targets: Sequence[Approved], *, department: str, bureau: str, year: int, secret: int
) -> dict[str, Any]:
    """Return what a letter says but for its number and days, as plain JSON values; amounts in 元.

    Secret projects 涉密 are counted and never listed, nor their money. A department as a whole is
    listed last, and part of the amount by itself alone. `said` is the letter's own sentence.
    """
    others = [one for one in targets if one.kind != WHOLE]
    wholes = [one for one in targets if one.kind == WHOLE]
    amounts = [Decimal(one.content["amount"]) for one in others or wholes]
    amount = _plain(sum(amounts, Decimal(0)))
    return {
        "bureau": bureau,
        "department": department,
        "year": year,
        "secret": secret,
        "amount": amount,
        "said": _said([one.kind for one in targets], amount, secret),
        "projects": [_project(one) for one in (*others, *wholes)],
    }


def _said(kinds: Sequence[str], amount: str, secret: int) -> str:
    counts = [(kinds.count(kind), words) for kind, words in COUNTED.items()]
    named = "和".join(f"{n}{words}" for n, words in counts if n)
    whole = f"部门整体绩效目标{kinds.count(WHOLE)}项" if WHOLE in kinds else ""
    if whole and not named:
        return _approving(whole, amount) + _secret(secret)
    also = f"另批复{whole}，其资金包含所属项目的资金，不重复计入。" if whole else ""
    return _approving(f"{named or '0个项目'}的绩效目标", amount) + also + _secret(secret)


def _approving(what: str, amount: str) -> str:
    return f"{what}，涉及资金{in_wan_exactly(amount)}万元，清单见附件。"


def _said_of(content: Mapping[str, Any]) -> str:
    """Return the sentence that a letter keeps; of one that keeps none yet, as it was issued."""
    what = f"{len(content['projects'])}个项目的绩效目标"
    before = _approving(what, content["amount"]) + _secret(content["secret"])
    return str(content.get("said", before))


def _project(target: Approved) -> dict[str, Any]:
    return {
        "code": target.code,
        "name": target.name,
        "kind": target.kind,
        "unit": target.unit,
        "version": target.version,
        "replaces": target.replaces,
        "amount": target.content["amount"],
        "goal": target.content["goal"],
        "content_hash": target.content_hash,
        "indicators": [_indicator(row) for row in target.content["indicators"]],
    }


def _indicator(row: Mapping[str, Any]) -> dict[str, str]:
    level = LevelTwo(row["level"])
    return {
        "first": LEVEL_ONE_LABELS[LEVEL_ONE_OF[level]],
        "second": LEVEL_TWO_LABELS[level],
        "name": row["name"],
        "target": aim_text(_aim(row)),
        "weight": row["weight"],
    }


def _aim(row: Mapping[str, Any]) -> Aim:
    low, high = (_number(row[name]) for name in ("target", "target_high"))
    due = date.fromisoformat(row["due"]) if row["due"] else None
    return Aim(Operator(row["operator"]), row["wording"], low, high, row["unit"], due)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def in_wan_exactly(amount: str) -> str:
    """Write 元 as 万元 to the last cent, as in a legal document: 3000000.5 is 300.00005."""
    return _plain(Decimal(amount).scaleb(-POWERS[Unit.WAN]))


def _plain(value: Decimal) -> str:
    return f"{value.normalize() + 0:f}"


def letter_words(
    content: Mapping[str, Any],
    *,
    number: str,
    supplements: bool,
    issued_on: date,
    last_day: date,
    sha256: str,
) -> dict[str, Any]:
    """Return what stands in each place of the letter's form, in Chinese: it has one language."""
    act = "补充批复" if supplements else "批复"
    year, department = content["year"], content["department"]
    return {
        "bureau": content["bureau"],
        "department": department,
        "number": number,
        "title": f"关于{act}{department}{year}年度项目支出绩效目标的通知",
        "basis": "和".join(BASIS),
        "act": act,
        "year": year,
        "said": _said_of(content),
        "out_by": _day(last_day),
        "days": (last_day - issued_on).days,
        "issued_on": _day(issued_on),
        "projects": [_listed(one) for one in content["projects"]],
        "sha256": sha256,
    }


def _secret(count: int) -> str:
    return f"另有涉密项目{count}个，绩效目标一并批复，不列入清单。" if count else ""


def _listed(project: Mapping[str, Any]) -> dict[str, Any]:
    note = "（部门整体）" if project.get("kind") == WHOLE else ""
    if project["version"] > 1:
        before = f"，替代{project['replaces']}所批复的目标" if project["replaces"] else ""
        note += f"（调整后第{project['version']}版{before}）"
    return {**project, "amount": in_wan_exactly(project["amount"]), "note": note}


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def withdrawal_fault(*, withdrawn: bool, newest: bool, published: Collection[str]) -> str:
    """Say why a letter cannot be withdrawn; `published` names projects that are public already."""
    if withdrawn:
        return "该批复已经撤回"
    if not newest:
        return "其后还有补充批复，请先撤回最后一份"
    if published:
        return f"项目“{min(published)}”的绩效目标已经公开，批复不能撤回"
    return ""
