"""Charts 图表 as plain geometry: numbers in, coordinates and a table twin out. No drawing library.

Values are given in the unit that the head names; None is not known, and never drawn as zero.
"""

from lifecycle.rules.charts.bars import Bar, Bars, Series, Stacked, bars, stacked
from lifecycle.rules.charts.heat import Cell, Heat, heat
from lifecycle.rules.charts.lines import (
    NARROW,
    Line,
    Lines,
    Multiples,
    Spark,
    lines,
    multiples,
    spark,
)
from lifecycle.rules.charts.scale import Head, Twin

__all__ = [
    "NARROW",
    "Bar",
    "Bars",
    "Cell",
    "Head",
    "Heat",
    "Line",
    "Lines",
    "Multiples",
    "Series",
    "Spark",
    "Stacked",
    "Twin",
    "bars",
    "heat",
    "lines",
    "multiples",
    "spark",
    "stacked",
]
