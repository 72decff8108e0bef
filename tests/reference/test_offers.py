"""Offers from a range of numbers: policies, plays and claims against trees that are solved by hand."""

from __future__ import annotations

import numpy as np
import pytest

from detente.claims.grammar import parse
from detente.claims.measure import measure
from detente.claims.readings import Readings
from detente.claims.statements import list_measurements
from detente.errors import ScenarioError
from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.scenario.model import Claim
from detente.simulate.play import simulate
from detente.solve.backward import solve
from detente.solve.equilibrium import Equilibrium
from support.offers import OFFERS, logit, solve_offers

NUM_PLAYS = 20_000


def solved(text: str) -> Equilibrium:
    return solve(compile_game(loads(text)))


@pytest.fixture(scope="module")
def equilibrium() -> Equilibrium:
    return solved(OFFERS)


def test_offers_and_answers_are_those_of_the_tree_solved_by_hand(equilibrium: Equilibrium) -> None:
    offers, accepts = solve_offers()
    for period in range(2):
        tables = [next(t for t in tables if t.mover >= 0) for tables in equilibrium.game.periods[period].stages]
        for stage, (table, expected) in enumerate(zip(tables, (offers, accepts), strict=True)):
            place = equilibrium.game.periods[period].stages[stage].index(table)
            log_policy = equilibrium.log_policies[period][stage][place]
            assert log_policy is not None
            found = np.exp(np.asarray(log_policy, dtype=np.float64)).reshape(len(table.states), -1, len(table.actions))
            if stage == 0:
                assert found[0, 0] == pytest.approx(expected[period], abs=1e-6)
            else:
                assert np.sort(np.unique(np.round(found[:, 0, 0], 6))) == pytest.approx(expected[period], abs=2e-6)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("P(ann plays share 0.50 at 1)", lambda offers, _: offers[0, 2]),
        ("P(ann plays share 25% at 1)", lambda offers, _: offers[0, 1]),
        ("E(share at 1)", lambda offers, _: offers[0, :5] @ np.arange(5) / 4),
        ("P(share >= 0.5 at 1)", lambda offers, _: offers[0, 2:5].sum()),
        ("P((ann plays share and share < 0.3) at 1)", lambda offers, _: offers[0, :2].sum()),
        ("rate(bob plays accept by 1 given share == 0.75)", lambda _, accepts: accepts[0, 3]),
        ("rate(bob plays accept by 1 given ann plays share 1)", lambda _, accepts: accepts[0, 4]),
        ("rate(ann plays share 0 by 1)", lambda offers, _: offers[0, 0]),
        ("E(last at 1)", lambda offers, _: offers[0, :5] @ np.arange(5) / 4),
        ("P(bob plays accept at 1 given do(ann plays share 0.25 at 1))", lambda _, accepts: accepts[0, 1]),
    ],
)
def test_claims_ask_about_the_number(equilibrium: Equilibrium, text: str, expected: object) -> None:
    assert callable(expected)
    statement = parse(Claim("c", "", f"{text} > 0.5"), equilibrium.game.scenario)
    (only,) = list_measurements(statement)
    readings = Readings(simulate(equilibrium, num_plays=NUM_PLAYS, seed=3, forced=only.run.forced))
    estimate = measure(only.quantity, equilibrium, readings)
    assert estimate.value is not None
    # Four standard errors of a share of all plays; a rate has at least a tenth of them.
    assert estimate.value == pytest.approx(expected(*solve_offers()), abs=4 * (0.25 / (NUM_PLAYS / 10)) ** 0.5)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("P(ann plays share) > 0.5", "'share' is a range of numbers; write one, as in ann plays share 0"),
        ("P(ann plays share 0.3) > 0.5", "ann has no action 'share 0.3'"),
        ("P(ann plays shore 0.5) > 0.5", "did you mean 'share"),
    ],
)
def test_claims_that_name_no_number_of_the_range(equilibrium: Equilibrium, text: str, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        parse(Claim("c", "", text), equilibrium.game.scenario)
    assert message in str(caught.value)


SEALED = """
crisis: Sealed numbers
calendar: {rounds: 1}
state: {phase: {one of: [only], starts: only}}
actors:
  ann: {precision: 0.5, wants: {prize: "ann.bid if ann.bid < bob.bid else 0"}}
  bob: {precision: 0.5, wants: {prize: "bob.bid if bob.bid < ann.bid else 0"}}
each round:
  - at once:
      ann writes: {bid: {from: -1, to: 4}}
      bob writes_too: {bid: {from: -1, to: 4}}
"""


def test_two_sealed_numbers_are_a_logit_equilibrium_of_their_matrix() -> None:
    """Whoever writes the smaller number gets it: a symmetric game, whose policies are a fixed point of the logit."""
    equilibrium = solved(SEALED)
    first, second = (
        np.exp(np.asarray(equilibrium.log_policies[0][stage][0], dtype=np.float64)).ravel() for stage in (0, 1)
    )
    bids = np.arange(-1, 5)
    payoff = np.where(bids[:, None] < bids[None, :], bids[:, None], 0.0)
    assert first == pytest.approx(logit(payoff @ second, 0.5), abs=1e-6)
    assert second == pytest.approx(logit(payoff @ first, 0.5), abs=1e-6)


def test_menus_with_more_acts_than_a_byte_counts_are_played_as_they_are_solved() -> None:
    text = """
crisis: Many
calendar: {rounds: 1}
state: {kept: {from: 0, to: 199, starts: 0}}
actors: {ann: {precision: 0.05, wants: {x: kept}}}
each round:
  - ann takes: {amount: {from: 0, to: 199, then: kept = amount}}
"""
    equilibrium = solved(text)
    policy = logit(np.arange(200.0), 0.05)
    paths = simulate(equilibrium, num_plays=NUM_PLAYS, seed=1)
    shares = np.bincount(paths.act[:, 0, 0], minlength=200) / NUM_PLAYS
    assert paths.act.min() >= 0
    assert np.abs(shares - policy).max() < 5 * np.sqrt(policy.max() / NUM_PLAYS)
