"""Columns of a list: each draws its component and exports its exact value."""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.db.models import QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django_tables2.utils import Accessor

from lifecycle import queries
from lifecycle.rules import money
from lifecycle.templatetags import marks

A = Accessor
"""A path to a value of the row, for `linkify=("name", [A("pk")])`."""
RIGHT = {"th": {"class": "number"}, "td": {"class": "number"}, "tf": {"class": "number"}}


class Column(tables.Column):  # type: ignore[misc]
    """Plain text; `linkify=True` leads to the object, `order_by` names what it is sorted by.

    `path_in` tells it of the rows, for lists whose rows may be of several tables.
    """

    def __init__(
        self, *args: Any, path_in: Callable[[QuerySet[Any]], str] | None = None, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.path_in = path_in


class AmountColumn(tables.Column):  # type: ignore[misc]
    """Money in the table's unit, exported in 元 to the cent."""

    empty_values = ()

    def __init__(self, *args: Any, none: Any = "", **more: Any) -> None:
        super().__init__(*args, **{"attrs": RIGHT, "initial_sort_descending": True, **more})
        self.none = none

    def render(self, value: Any, table: Any) -> str:
        """Draw the amount."""
        return marks.amount(value, table.amounts, none=self.none)

    def value(self, value: Any, **_more: Any) -> Decimal | None:
        """Give 元."""
        return None if value in (None, "") else money.round_half_up(value)


class NumberColumn(tables.Column):  # type: ignore[misc]
    """A number; `suffix` follows it on the page only."""

    def __init__(self, *args: Any, suffix: str = "", **more: Any) -> None:
        super().__init__(*args, **{"attrs": RIGHT, **more})
        self.suffix = suffix

    def render(self, value: Any) -> str:
        """Write it with its suffix."""
        return f"{value:,}{self.suffix}"

    def value(self, value: Any, **_more: Any) -> Any:
        """Give the bare number."""
        return value

    def total(self, value: Any) -> str:
        """Write the sum as the numbers above it: it is no money."""
        return self.render(value)


class PercentColumn(tables.Column):  # type: ignore[misc]
    """A rate in percent with two places; its total is a rate of the sums."""

    empty_values = ()

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **{"attrs": RIGHT, "initial_sort_descending": True, **more})

    def render(self, value: Any) -> str:
        """Write it with its sign."""
        return marks.percent(value)

    def value(self, value: Any, **_more: Any) -> Decimal | None:
        """Give the number of percent."""
        return None if value in (None, "") else money.round_half_up(value)

    def total(self, value: Decimal) -> str:
        """Write the rate of the sums."""
        return marks.percent(value)


class TagsColumn(tables.Column):  # type: ignore[misc]
    """The marks of a row that are set: `tags` names each flag of the row with its word."""

    empty_values = ()

    def __init__(self, *args: Any, tags: Sequence[tuple[str, marks.Words]], **more: Any) -> None:
        super().__init__(*args, **{"orderable": False, "accessor": "pk", **more})
        self.tags = tags

    def render(self, record: Any) -> str:
        """Draw a tag for each."""
        words = ((word,) for word in self._words(record))
        return format_html_join(" ", '<span class="tag">{}</span>', words)

    def value(self, record: Any, **_more: Any) -> str:
        """Give the words."""
        return _("、").join(self._words(record))

    def _words(self, record: Any) -> list[str]:
        return [str(word) for name, word in self.tags if getattr(record, name)]


class StateColumn(tables.Column):  # type: ignore[misc]
    """The badge of a state; `stage` is `app.model`, `none` the word where there is none."""

    empty_values = ()

    def __init__(self, *args: Any, stage: str, none: Any = "", **more: Any) -> None:
        super().__init__(*args, **more)
        self.stage = stage
        self.none = none

    def render(self, value: Any) -> str:
        """Draw the badge."""
        return marks.state_of(self.stage, self._code(value), none=self.none)

    def value(self, value: Any, **_more: Any) -> str:
        """Give its word."""
        code = self._code(value)
        model: Any = queries.stage_named(self.stage)
        return str(model.State(code).label) if code else ""

    def _code(self, value: Any) -> str:
        # On the stage's own rows tables2 hands over the word, elsewhere the code.
        model: Any = queries.stage_named(self.stage)
        if value in model.State.values:
            return str(value)
        codes = {str(label): str(code) for code, label in model.State.choices}
        return codes.get(str(value), str(value)) if value else ""


class LightColumn(tables.Column):  # type: ignore[misc]
    """A light; `sentence` names the column of the row that explains it."""

    empty_values = ()

    def __init__(
        self, *args: Any, sentence: str = "", unjudged: marks.Words = "", **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.sentence = Accessor(sentence) if sentence else None
        self.unjudged = unjudged

    def render(self, value: Any, record: Any) -> str:
        """Draw the light, or say why there is none."""
        if self.unjudged and not value:
            return marks.missing(self.unjudged)
        told = self.sentence.resolve(record, quiet=True) if self.sentence else ""
        return marks.light(_colour(value), told or "")

    def value(self, value: Any, **_more: Any) -> str:
        """Give its word."""
        return "" if self.unjudged and not value else str(marks.SHAPES[_colour(value)][1])


def _colour(value: Any) -> str:
    if str(value) in marks.SHAPES:
        return str(value)
    words = {str(word): colour for colour, (_path, word) in marks.SHAPES.items()}
    return words.get(str(value), "grey")


class DueColumn(tables.Column):  # type: ignore[misc]
    """A due date with the working days left; the day alone outside the states that wait for it."""

    empty_values = ()

    def __init__(self, *names: Any, waits: Collection[str] = (), **options: Any) -> None:
        super().__init__(*names, **options)
        self.waits = frozenset(map(str, waits))

    def render(self, value: date | None, record: Any, table: Any) -> str:
        """Draw it by the calendar of the request."""
        if value and self.waits and str(record.state) not in self.waits:
            return marks.day_mark(value)
        return marks.due_mark(marks.reckoned(table.request, value))

    def value(self, value: date | None, **_more: Any) -> date | None:
        """Give the day."""
        return value


class DayColumn(tables.Column):  # type: ignore[misc]
    """A day as pages write it, where nobody waits for it."""

    def render(self, value: date) -> str:
        """Write the day."""
        return marks.day_mark(value)

    def value(self, value: date | None, **_more: Any) -> date | None:
        """Give the day."""
        return value


class PickColumn(tables.Column):  # type: ignore[misc]
    """A box before each row, sent with the form `form` as `pick`."""

    empty_values = ()

    def __init__(self, *, form: str = "bulk", accessor: str = "pk") -> None:
        attrs = {"th": {"class": "narrow-cell pick-cell"}, "td": {"class": "narrow-cell pick-cell"}}
        super().__init__(
            _("选择"), accessor=accessor, orderable=False, exclude_from_export=True, attrs=attrs
        )
        self.form = form

    @property
    def header(self) -> str:
        """A box that picks every row of the page."""
        return format_html(
            '<label class="vh" for="pick-all">{}</label>'
            '<input type="checkbox" class="pick-all" id="pick-all">',
            _("选择本页"),
        )

    def render(self, value: Any, record: Any) -> str:
        """Draw the box."""
        return format_html(
            '<label class="vh" for="pick-{0}">{2}</label>'
            '<input type="checkbox" class="pick" name="pick" value="{0}" id="pick-{0}" form="{1}">',
            value, self.form, record,
        )  # fmt: skip
