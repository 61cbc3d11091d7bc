"""Where a comment may stand."""

from lifecycle.rules.anchors import anchors

CONTENT = {
    "goal": "目标",
    "amount": "100",
    "indicators": [{"key": "k1", "weight": "20"}],
    "scores": [{"dimension": "input.cost", "points": "18"}],
    "items": [],
}


def test_every_field_row_and_cell_is_a_place_and_nothing_else():
    assert list(anchors(CONTENT)) == [
        "goal",
        "amount",
        "indicators",
        "indicators.k1",
        "indicators.k1.key",
        "indicators.k1.weight",
        "scores",
        "scores.input.cost",
        "scores.input.cost.dimension",
        "scores.input.cost.points",
        "items",
    ]
