"""What a certificate derives from its numbers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detente.solve.certificate import (
    Certificate,
    ClaimChange,
    Multiplicity,
    PlayedOut,
    Refinement,
    Regret,
    Selection,
    ValueChange,
    ValueGap,
    by_chance,
)

BARE = Certificate(max_residual=1e-9, unsolved_share=0.0, num_nodes=10, num_unsolved=0)


def test_what_was_not_asked_for_has_no_number() -> None:
    assert BARE.grid_error is None
    assert BARE.max_regret is None
    assert replace(BARE, refinement=Refinement({}, obstacle="too large")).grid_error is None


def test_the_largest_of_each_kind_is_named() -> None:
    values = (ValueChange("a", None, 1.0, 1.1), ValueChange("b", "hawk", 5.0, 4.7))
    claims = (
        ClaimChange("one", "", True, 0.5, 0.52, "holds", "holds"),
        ClaimChange("two", "", True, 0.5, 0.46, "holds", "undecided"),
        ClaimChange("three", "", False, 3.0, 3.5, "fails", "fails"),
        ClaimChange("four", "", False, None, None, "undecided", "undecided"),
    )
    refined = Refinement({"b": 9}, values, claims)
    assert refined.largest == values[1]
    assert refined.largest_of_claims == (claims[1], claims[2])
    assert refined.other_verdicts == (claims[1],)
    assert replace(BARE, refinement=refined).grid_error == pytest.approx(0.3)
    assert replace(BARE, regrets=(Regret("a", None, 0.2), Regret("b", "hawk", 0.7))).max_regret == 0.7


def test_chance_is_three_standard_errors_or_rounding() -> None:
    assert by_chance(0.1, 1.0) == pytest.approx(0.3)
    assert by_chance(0.0, 50.0) == pytest.approx(5e-5)
    assert ValueGap("a", None, 1.0, gap=-0.5, error=0.1).beyond_chance == pytest.approx(0.2)


@pytest.mark.parametrize(("gap", "is_alarming", "grade"), [(0.3, True, "do not use"), (0.05, False, "with care")])
def test_a_gap_alarms_if_it_is_large(gap: float, is_alarming: bool, grade: str) -> None:
    played_out = PlayedOut(gap, gap, 0.01, 5, 100)
    assert played_out.is_alarming is is_alarming
    assert replace(BARE, played_out=played_out).grade == grade


def test_of_several_solutions_the_one_farthest_off_is_named() -> None:
    near, far = (Selection(name, 0, (), "a", None, change) for name, change in (("near", 0.1), ("far", -0.4)))
    found = Multiplicity(20, 5, 2, (), (), (near, far))
    assert found.largest == far
    assert found.share_several == 0.25
