"""One value of a content on a page: `{% cell found %}` draws each kind its own way."""

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils.translation import gettext as _

from lifecycle.queries.contents import Cell
from lifecycle.sentences import told
from lifecycle.templatetags import marks

register = template.Library()


@register.simple_tag
def cell(found: Cell) -> str:
    """Draw an amount in 元, a rate, a light, or words; what is not there is a dash."""
    drawn = {
        "none": lambda: marks.missing(_("未填报")),
        "money": lambda: marks.amount(found.value, "yuan"),
        "rate": lambda: marks.percent(found.value),
        "light": lambda: marks.light(found.value),
    }
    return drawn[found.kind]() if found.kind in drawn else linebreaksbr(told(found.value))
