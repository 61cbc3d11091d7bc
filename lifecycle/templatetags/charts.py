"""Charts on a page: `{% chart drawn %}` for every kind, `{% spark drawn %}` in a cell."""

from typing import Any

from django import template

from lifecycle.rules.charts import Spark
from lifecycle.templatetags.marks import SHAPES

register = template.Library()
SHAPE_OF = {light: path for light, (path, _word) in SHAPES.items()}


@register.inclusion_tag("components/chart.html")
def chart(drawn: Any, *, wide: bool = True) -> dict[str, Any]:
    """Draw a chart from `lifecycle.rules.charts` with its head and its table twin."""
    return {
        "drawn": drawn,
        "head": drawn.head,
        "body": f"components/chart_{drawn.kind}.html",
        "wide": wide,
    }


@register.inclusion_tag("components/spark.html")
def spark(drawn: Spark) -> dict[str, Any]:
    """Draw a line in a cell, its values in words behind it."""
    return {"spark": drawn}


@register.filter
def shape(light: str) -> str:
    """Give the outline of a light's shape in a box of 14."""
    return SHAPE_OF.get(light, SHAPE_OF["grey"])
