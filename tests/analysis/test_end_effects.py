"""Jumps at the calendar's end: found where they stand out, and nowhere else."""

from __future__ import annotations

from detente.analysis.end_effects import EndEffect, collect_shares, find_end_effects

CALM = [0.5, 0.52, 0.53, 0.52, 0.53]


def test_a_jump_in_the_last_period_is_found_by_its_largest_level() -> None:
    """17 points down in one level, 13 and 4 up in the others; the three changes before are 2 points at most."""
    shares = {
        ("front", "held"): [0.2, 0.22, 0.23, 0.22, 0.23, 0.36],
        ("front", "beyond"): [0.75, 0.74, 0.73, 0.74, 0.73, 0.56],
        ("front", "back"): [0.05, 0.04, 0.04, 0.04, 0.04, 0.08],
        ("arms", "sent"): [0.1, 0.1, 0.1, 0.1, 0.1, 0.1],
    }
    assert find_end_effects(shares) == (EndEffect("front", "beyond", 0.73, 0.56),)


def test_what_moves_all_the_time_or_little_or_for_too_short_does_not_jump() -> None:
    for own in (
        [0.1, 0.3, 0.5, 0.7, 0.8],
        [*CALM, 0.57],
        [0.1, 0.1, 0.9],
        [],
    ):
        assert find_end_effects({("x", "y"): own}) == (), own


def test_a_jump_before_the_end_is_none_of_these() -> None:
    assert find_end_effects({("x", "y"): [0.5, 0.5, 0.5, 0.9, 0.9]}) == ()


def test_exactly_twice_the_largest_change_before_is_enough() -> None:
    assert len(find_end_effects({("x", "y"): [0.0, 0.0, 0.25, 0.25, 0.75]})) == 1
    assert not find_end_effects({("x", "y"): [0.0, 0.0, 0.25, 0.25, 0.74]})


def test_shares_are_collected_by_level_in_order_of_date() -> None:
    rows = [
        ("front", level, share)
        for shares in ((0.2, 0.8), (0.3, 0.7))
        for level, share in zip(("held", "lost"), shares, strict=True)
    ]
    assert collect_shares(rows) == {("front", "held"): [0.2, 0.3], ("front", "lost"): [0.8, 0.7]}
