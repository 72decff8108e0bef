"""Where everything stands in the workspace: nothing overlaps, whatever the sizes."""

from __future__ import annotations

import itertools

import pytest

from detente.solve.kernel.workspace import MoverLayout, PairLayout, Sizes, build_layout


def sizes(num_actions: int, num_messages: int, num_types: int, is_overt: bool = True, has_own: bool = False) -> Sizes:
    return Sizes(num_actions, num_messages, num_types, num_types - 1, 5, 25, 8.0, is_overt, has_own, has_own)


ONE = [
    sizes(*each)
    for each in ((2, 2, 2), (3, 3, 3), (4, 4, 1), (3, 5, 2, False), (2, 4, 4, False), (3, 3, 2, True, True))
]


def spans(side: MoverLayout) -> list[tuple[int, int]]:
    """The entries of everything that a mover needs, by its own sizes."""
    size, given = side.size, side.given
    cells, told = size.num_actions * size.num_types, size.num_messages * size.num_types
    widths = {
        given.menu: size.num_actions,
        given.payoff: cells,
        given.precision: 1,
        given.log_odds: size.num_axes,
        given.offset: 1,
        given.belief: size.num_types,
    }
    if not size.is_overt:
        widths[given.message_prob] = cells * size.num_messages
    if size.has_anchor:
        widths |= {given.anchor: cells, given.sharpness: size.num_types}
    for point in (side.at, side.trial):
        widths |= {point.scores: cells, point.policy: cells, point.defect: cells}
        widths |= {point.likelihood: told} | ({point.gain: told * size.num_axes} if size.num_axes else {})
    widths |= {side.scratch.log_policy: cells, side.scratch.change: cells, side.scratch.sway: cells * size.num_messages}
    return sorted((first, first + width) for first, width in widths.items() if width)


def assert_apart(parts: list[tuple[int, int]], end: int) -> None:
    for (_, one_ends), (other_begins, _) in itertools.pairwise(sorted(parts)):
        assert one_ends <= other_begins
    assert max(last for _, last in parts) <= end


@pytest.mark.parametrize("size", ONE)
def test_entries_of_one_mover_are_apart(size: Sizes) -> None:
    layout = build_layout((size,))
    assert isinstance(layout.whole, MoverLayout)
    assert layout.sides == (layout.whole,)
    assert_apart(spans(layout.whole), layout.whole.scratch.end)


@pytest.mark.parametrize(("one", "other"), list(itertools.product(ONE, ONE)))
def test_entries_of_two_movers_are_apart(one: Sizes, other: Sizes) -> None:
    layout = build_layout((one, other))
    assert isinstance(layout.whole, PairLayout)
    first, second = layout.sides
    # Intermediate results of a change have no room of their own where two move: they share the pair's.
    parts = [span for side in (first, second) for span in spans(side)]
    assert_apart(parts, layout.whole.scratch.end)
    assert layout.whole.at.defect - layout.whole.at.scores == sum(s.num_actions * s.num_types for s in (one, other))


def test_one_mover_is_the_second_of_two_on_the_plane() -> None:
    plane = build_layout((sizes(2, 3, 3),)).plane
    assert (plane.axes, plane.points, plane.num_messages, plane.num_types) == ((0, 2), (1, 5), (1, 3), (0, 3))
    assert plane.width == 25
