"""The light tables that are documented in use, each a named pack: data beside this file."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lifecycle.rules.pack import NATIONAL, Pack, from_json, to_json

FILE = Path(__file__).with_suffix(".json")


@dataclass(frozen=True, slots=True)
class LightTable:
    """A pack with its title, where its numbers come from, and what differs from there."""

    title: str
    source: str
    note: str
    pack: Pack


@cache
def light_tables() -> Mapping[str, LightTable]:
    """Read and check every table by its name; what a table leaves out is as in the national pack.

    Raises PackError with all faults of the first table that has any.
    """
    return {body["name"]: _table(body) for body in json.loads(FILE.read_text(encoding="utf-8"))}


def _table(body: Mapping[str, Any]) -> LightTable:
    whole = to_json(NATIONAL)
    whole |= {"name": body["name"], "lights": whole["lights"] | body["lights"]}
    return LightTable(body["title"], body["source"], body.get("note", ""), from_json(whole))
