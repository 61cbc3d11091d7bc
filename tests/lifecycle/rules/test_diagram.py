"""The drawing of a stage: layers, and lines that never cross a box."""

import re
from itertools import pairwise

import pytest

from lifecycle.rules.diagram import BOX_HEIGHT, BOX_WIDTH, Arc, diagram, fitting, layers
from lifecycle.scope import machines

STATES = ("draft", "sent", "judged", "ended", "aside")
ARCS = (
    Arc("draft", "sent", "送审"),
    Arc("sent", "judged", "受理"),
    Arc("judged", "draft", "退回"),
    Arc("judged", "ended", "批复"),
    Arc("draft", "aside", "作废"),
    Arc("sent", "sent", "延期"),
)


def test_a_state_lies_below_all_that_lead_on_to_it():
    assert layers(STATES, ARCS) == {"draft": 0, "sent": 1, "judged": 2, "ended": 3, "aside": 1}


def test_a_step_to_an_earlier_state_lowers_nothing():
    assert layers(("a", "b"), [Arc("a", "b", ""), Arc("b", "a", "")]) == {"a": 0, "b": 1}


def test_states_without_steps_stand_in_one_row():
    found = diagram(("a", "b"), ())
    assert [box.y for box in found.boxes] == [10, 10]
    assert found.wires == ()


def test_steps_that_lead_back_are_marked():
    found = diagram(STATES, ARCS)
    assert [(wire.label, wire.back) for wire in found.wires] == [
        ("送审", False), ("受理", False), ("退回", True),
        ("批复", False), ("作废", False), ("延期", True),
    ]  # fmt: skip


def corners(path):
    """Follow a path of M, H and V and return its corners."""
    x = y = 0
    found = []
    for command, first, second in re.findall(r"([MHV])(-?\d+)(?: (-?\d+))?", path):
        if command == "M":
            x, y = int(first), int(second)
        elif command == "H":
            x = int(first)
        else:
            y = int(first)
        found.append((x, y))
    return found


def crosses(box, start, end):
    """Tell whether a straight line runs through the inside of a box."""
    (x1, y1), (x2, y2) = start, end
    across = min(x1, x2) < box.x + BOX_WIDTH and max(x1, x2) > box.x
    down = min(y1, y2) < box.y + BOX_HEIGHT and max(y1, y2) > box.y
    return across and down


@pytest.mark.parametrize("model", machines(), ids=lambda model: model.stage_name())
def test_every_stage_is_drawn_within_its_sheet_and_past_its_boxes(model):
    arcs = [Arc(edge.source, edge.target, str(edge.about.label)) for edge in model.edges()]
    found = diagram([str(state) for state in model.State], arcs)
    assert [box.name for box in found.boxes] == [str(state) for state in model.State]
    assert [wire.label for wire in found.wires] == [arc.label for arc in arcs]
    boxes = [(box.x, box.y) for box in found.boxes]
    assert len(set(boxes)) == len(boxes)
    for wire in found.wires:
        points = corners(wire.path)
        assert all(0 <= x <= found.width and 0 <= y <= found.height for x, y in points)
        lines = list(pairwise(points))
        assert not any(crosses(box, *line) for box in found.boxes for line in lines)


def test_a_box_is_as_wide_as_its_longest_line_and_never_narrower_than_usual():
    assert fitting(["批复"]) == BOX_WIDTH
    wide = fitting(["批复", "Barred from the pool of projects of the city"])
    drawn = diagram(STATES, ARCS, wide=wide)
    assert wide > BOX_WIDTH
    assert {box.width for box in drawn.boxes} == {wide}
    for one, other in pairwise(sorted(drawn.boxes, key=lambda box: (box.y, box.x))):
        assert one.y != other.y or one.x + one.width < other.x
    assert max(box.x + box.width for box in drawn.boxes) < drawn.width
