"""Trials 试算 of the demonstration: finance asks what another province's rules would change."""

from lifecycle.actions.pack_trials import ask_trial
from lifecycle.actions.rule_packs import copy_pack
from lifecycle.demo.chapters import YEAR, chapter
from lifecycle.demo.story import Story
from lifecycle.roles import Role

PACK = "sichuan_2025"
NAME = "川省2025试算"
MONTH = 6


@chapter("绩效科按另一规则包试算6月的灯", on=(8, 23, 0))
def ask(story: Story) -> None:
    """Keep a copy of a shipped pack and ask for a trial, which the worker reckons."""
    person = story.holder(Role.PERFORMANCE)
    pack = copy_pack(PACK, name=NAME, by=person, at=story.at)
    ask_trial(pack, year=YEAR, month=MONTH, by=person, at=story.at)
