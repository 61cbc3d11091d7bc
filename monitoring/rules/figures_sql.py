"""Exact arithmetic as SQL text: the same numbers as the rules give, digit for digit."""

HALF_UP_PLACES = (2, 4, 8, 16)


def half_up(part: str, whole: str, places: int) -> str:
    """Give part ÷ whole rounded half up, both not negative: `div` is exact where `/` is not."""
    scale = 10**places
    unit = f"1e-{places}::numeric"
    return f"(div(2 * ({part}) * {scale} + ({whole}), 2 * ({whole})) * {unit})"


def shown(part: str, whole: str, on_a_limit: str) -> str:
    """Give part ÷ whole as text, with as many places as it takes not to seem to stand on a limit.

    `on_a_limit` is a condition with a place for the rounded number.
    """
    found = f"{half_up(part, whole, HALF_UP_PLACES[-1])}::text"
    for places in reversed(HALF_UP_PLACES[:-1]):
        rounded = half_up(part, whole, places)
        exact = f"{rounded} * ({whole}) = ({part})"
        clear = f"NOT ({on_a_limit.format(rounded)})"
        found = f"CASE WHEN {exact} OR {clear} THEN {rounded}::text ELSE {found} END"
    return found
