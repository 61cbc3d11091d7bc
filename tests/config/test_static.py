"""The sheets that every page wears: colours that can be read, nothing from elsewhere."""

import re
from pathlib import Path

import django.contrib.admin
import pytest

STATIC = Path(__file__).parents[2] / "config" / "static"
TOKENS = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", (STATIC / "tokens.css").read_text()))
SHEETS = sorted(STATIC.glob("*.css"))
TEXT, SHAPE = 4.5, 3.0


def luminance(colour):
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    high, low = sorted((luminance(TOKENS[one]), luminance(TOKENS[other])), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("ground", ["paper", "sheet", "lead-pale", "grey-pale"])
@pytest.mark.parametrize("ink", ["ink", "soft", "lead", "lead-deep", "red", "grey"])
def test_words_can_be_read_on_every_ground(ink, ground):
    assert contrast(ink, ground) >= TEXT


@pytest.mark.parametrize("tone", ["red", "yellow", "green", "blue", "grey"])
def test_each_tone_can_be_read_on_its_own_pale_and_on_the_sheet(tone):
    assert contrast(tone, f"{tone}-pale") >= TEXT
    assert contrast(tone, "sheet") >= TEXT


@pytest.mark.parametrize("edge", ["edge", "focus", "yellow-shape", "red", "green", "blue"])
def test_borders_shapes_and_the_focus_stand_out(edge):
    assert contrast(edge, "sheet") >= SHAPE
    assert contrast(edge, "paper") >= SHAPE


def test_a_button_can_be_read():
    assert contrast("sheet", "lead") >= TEXT
    assert contrast("sheet", "red") >= TEXT


ADMIN = Path(django.contrib.admin.__file__).parent / "static/admin/css/base.css"


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_a_sheet_asks_for_nothing_from_elsewhere_and_names_known_tokens(sheet):
    text = sheet.read_text()
    assert "url(" not in text
    assert "@import" not in text
    known = re.findall(r"--([\w-]+):", (STATIC / "tokens.css").read_text())
    if sheet.name == "audit.css":
        known += re.findall(r"--([\w-]+):", ADMIN.read_text())
    own = re.findall(r"--([\w-]+):", text)
    assert set(re.findall(r"var\(--([\w-]+)\)", text)) <= {*known, *own}


def test_what_every_page_loads_is_small():
    every = [path for path in STATIC.iterdir() if path.suffix in (".css", ".js", ".svg")]
    assert sum(path.stat().st_size for path in every) < 60_000
