"""Printed intervals contain exact numbers: a few crises of `benchmarks/interval_coverage.py`, solved on the tree.

The numbers of poker also follow from one equation (`test_exact.py`).
"""

from __future__ import annotations

import pytest

from support.held_out import ATTRITION, CHAIN_STORE, POKER, HeldOut, with_claims
from support.held_out_long import attrition, entrants
from support.judged import ROUNDING, find_exact, find_printed


def assert_inside(text: str, *numbers: float) -> None:
    """The printed intervals contain the numbers, as far as they are printed."""
    printed = find_printed(text)
    assert len(printed) == len(numbers)
    for each, number in zip(printed, numbers, strict=True):
        assert each.value is not None, each.note
        assert each.misses(number) <= ROUNDING, f"{number} is not in {each.interval}"


def poker(precision: float, *quantities: str) -> str:
    return with_claims(POKER, quantities, precision=precision, king=0.5, stake=2)


def test_poker_at_low_precision() -> None:
    assert_inside(poker(5, "rate(caller plays call)", "P(eventually table == called)"), 0.691200, 0.486963)


@pytest.mark.parametrize(("precision", "calls"), [(100, 0.668930266), (1000, 0.666897253)])
def test_poker_with_mixing_at_high_precision(precision: float, calls: float) -> None:
    assert_inside(poker(precision, "rate(caller plays call)"), calls)


def test_seven_rounds_of_attrition() -> None:
    quantities = ["P(fight == first_gave_in at 7)", "rate(first plays concede given first is soft)"]
    text = with_claims(ATTRITION, quantities, rounds=7, precision=20, doubt=0.2)
    assert_inside(text, 0.318875354, 0.136438959)


def test_five_rounds_of_a_chain_store() -> None:
    quantities = ["P(entrant plays enter)", "rate(store plays fight given store is weak)"]
    assert_inside(with_claims(CHAIN_STORE, quantities, rounds=5, precision=5, doubt=0.2), 0.9533453, 0.2575219)


@pytest.mark.parametrize(
    "crisis", [entrants(3, 20, 0.1), entrants(5, 5, 0.5), attrition(6, 3, 0.4)], ids=lambda crisis: crisis.name
)
def test_games_of_the_long_list(crisis: HeldOut) -> None:
    """A few of the games to eight rounds of `make coverage`, solved exactly here and now."""
    assert_inside(crisis.text, *(claim.number for claim in find_exact(crisis.text)))
