"""What a page showed of a content that was never sealed: carried by the page, for a difference.

The content of every later version has a snapshot; that in which an object is born has none.
"""

from collections.abc import Mapping
from typing import Any

from django.core import signing

from lifecycle import checks
from lifecycle.refusals import Code, Refused

NAME = "seen"
"""The field of a form that carries it."""
BORN = "0"


def carried(subject: Any, own: Any) -> str:
    """Return what the form of a content carries; "" where the log knows what it showed."""
    if own is None or str(own["version"].value()) != BORN:
        return ""
    if own.is_bound:
        return str(own.data.get(NAME, ""))
    return signing.dumps(subject.content(), salt=NAME, compress=True)


def told(subject: Any, refused: Refused, posted: Mapping[str, str]) -> Refused:
    """Add to a stale refusal what changed since such a page was drawn."""
    if Code.STALE not in refused.codes or posted.get("version") != BORN:
        return refused
    try:
        seen = signing.loads(posted.get(NAME, ""), salt=NAME)
    except signing.BadSignature:
        return refused
    more = checks.compare(type(subject), seen, subject.content())
    return type(refused)(*refused.refusals, differences=(*refused.differences, *more))
