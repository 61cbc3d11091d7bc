"""Columns that hold their own rule, in Python and in the database alike."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy

from lifecycle.rules import text
from lifecycle.rules.milestones import MONTHS
from lifecycle.sentences import told

if TYPE_CHECKING:
    Chars = models.CharField[str, str]
    Texts = models.TextField[str, str]
    # Any: the plugin cannot see through a subclass whether a column is nullable.
    Decimals = models.DecimalField[Any, Any]
    Arrays = ArrayField[Any, Any]
else:
    Chars, Texts, Decimals = models.CharField, models.TextField, models.DecimalField
    Arrays = ArrayField


def one_line(value: str) -> None:
    """Refuse control, bidirectional and zero-width characters, and line breaks."""
    if fault := text.text_fault(value, multiline=False):
        raise ValidationError(told(fault))


def prose(value: str) -> None:
    """Refuse what `one_line` does, but let lines break."""
    if fault := text.text_fault(value, multiline=True):
        raise ValidationError(told(fault))


def refuse_plainly(fields: Iterable[forms.Field]) -> None:
    """Let choices be refused without repeating what stood in the address."""
    for field in fields:
        if isinstance(field, forms.ChoiceField):
            field.error_messages["invalid_choice"] = gettext_lazy("没有这个选项，请重新选择。")


class LineField(Chars):
    """One line of clean text: NFC, nothing invisible."""

    default_validators = [one_line]

    def db_check(self, connection: Any) -> str:
        """Hold the same rule in the database."""
        return _clean(self.column, text.FORBIDDEN_LINE)


class ProseField(Texts):
    """Clean text of several lines."""

    default_validators = [prose]

    def db_check(self, connection: Any) -> str:
        """Hold the same rule in the database."""
        return _clean(self.column, text.FORBIDDEN_PROSE)


def _clean(column: Any, forbidden: str) -> str:
    return f'"{column}" !~ \'{forbidden}\' AND "{column}" IS NFC NORMALIZED'


class ExactField(Decimals):
    """A number kept as typed: the column has no scale, so nothing is rounded in silence."""

    floor = "0"
    ceiling = "1000000000000"

    def db_type(self, connection: Any) -> str:
        """Use bare `numeric`: numeric(14,2) would round 1.005 and take NaN."""
        return "numeric"

    def db_check(self, connection: Any) -> str:
        """Refuse NaN, infinities and more places than declared."""
        name = f'"{self.column}"'
        return (
            f"{name} >= {self.floor} AND {name} < {self.ceiling}"
            f" AND {name} = round({name}, {self.decimal_places})"
        )


class MoneyField(ExactField):
    """An amount in 元, from 0 to below one trillion, exact to the cent (分)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 14)
        kwargs.setdefault("decimal_places", 2)
        super().__init__(*args, **kwargs)


class ScoreField(ExactField):
    """Points from 0 to 100 with two places."""

    ceiling = "100.005"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 5)
        kwargs.setdefault("decimal_places", 2)
        super().__init__(*args, **kwargs)


class QuantityField(ExactField):
    """A measured value with four places; may be negative."""

    floor = "-10000000000000000"
    ceiling = "10000000000000000"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 20)
        kwargs.setdefault("decimal_places", 4)
        super().__init__(*args, **kwargs)


class RateField(ExactField):
    """A rate in percent with four places."""

    floor = "-1000000"
    ceiling = "1000000"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 10)
        kwargs.setdefault("decimal_places", 4)
        super().__init__(*args, **kwargs)


class MonthsField(Arrays):
    """A measured value for each month, None where none is set; empty where no month has one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("base_field", QuantityField(null=True, blank=True))
        kwargs.setdefault("size", MONTHS)
        super().__init__(*args, **kwargs)

    def validate(self, value: Any, model_instance: Any) -> None:
        """Refuse a year of any other length, or in which nothing is said."""
        super().validate(value, model_instance)
        if value and (len(value) != MONTHS or all(one is None for one in value)):
            raise ValidationError(gettext_lazy("应为12个月的数，没有的月份留空"))

    def db_check(self, connection: Any) -> str:
        """Hold the same rule in the database, and refuse what is no number."""
        name = f'"{self.column}"'
        said = f"array_remove({name}, NULL) <> '{{}}'"
        strange = " AND ".join(
            f"array_position({name}, '{word}'::numeric) IS NULL"
            for word in ("NaN", "Infinity", "-Infinity")
        )
        whole = f"(cardinality({name}) = {MONTHS} AND {said})"
        return f"(cardinality({name}) = 0 OR {whole}) AND {strange}"


def choices_of(labels: Mapping[Any, str]) -> list[tuple[str, Any]]:
    """Turn the labels of a rule's codes into a column's choices, in the reader's language."""
    return [(str(code), gettext_lazy(label)) for code, label in labels.items()]
