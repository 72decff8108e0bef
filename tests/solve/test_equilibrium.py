"""Laws that every solution obeys, on small random crises (docs/theory: ground truth)."""

from __future__ import annotations

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings

from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.solve.backward import solve
from detente.solve.equilibrium import Equilibrium
from support.games import Names, RandomCrisis, random_crises

laws = settings(
    max_examples=8, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
EXACT = 1e-6
"""Solved nodes are right to 1e-8 in probabilities; what is built on them loses a little."""


def solved(text: str, num_points: int = 61) -> Equilibrium:
    scenario = loads(text)
    points = {actor.name: num_points for actor in scenario.actors if len(actor.types) > 1}
    return solve(compile_game(scenario, points, 7.0)).require()


def policies(equilibrium: Equilibrium) -> list[np.ndarray]:
    """σ(action | type) of every stage at which somebody decides, axes state, belief, action, type."""
    return [
        np.exp(log_policy)
        for period in equilibrium.log_policies
        for stage in period
        for log_policy in stage
        if log_policy is not None
    ]


def values(equilibrium: Equilibrium) -> dict[tuple[str, str], float]:
    actors = equilibrium.game.scenario.actors
    return {
        (actors[row.actor].name, actors[row.actor].types[row.type].name): float(value)
        for row, value in zip(equilibrium.game.rows, equilibrium.start_values, strict=True)
    }


def assert_same_policies(first: Equilibrium, second: Equilibrium) -> None:
    pairs = list(zip(policies(first), policies(second), strict=True))
    assert pairs
    for one, other in pairs:
        np.testing.assert_allclose(one, other, atol=EXACT)


@laws
@given(crisis=random_crises())
def test_without_precision_play_is_uniform(crisis: RandomCrisis) -> None:
    for policy in policies(solved(crisis.text(precision_scale=0.0))):
        np.testing.assert_allclose(policy, np.broadcast_to(1 / policy.shape[2], policy.shape), atol=1e-12)


@laws
@given(crisis=random_crises())
def test_adding_a_constant_changes_no_policy(crisis: RandomCrisis) -> None:
    assert_same_policies(solved(crisis.text()), solved(crisis.text(added=0.7)))


@laws
@given(crisis=random_crises())
def test_units_of_payoff_change_no_policy(crisis: RandomCrisis) -> None:
    plain, scaled = solved(crisis.text()), solved(crisis.text(payoff_scale=4.0, precision_scale=0.25))
    assert_same_policies(plain, scaled)
    np.testing.assert_allclose(4.0 * plain.start_values, scaled.start_values, atol=EXACT)


@laws
@given(crisis=random_crises())
def test_names_and_their_order_change_nothing(crisis: RandomCrisis) -> None:
    names = Names(("zulu", "alpha"), ("zigzag", "yield", "attack"), ("zero", "all_out"), ("zealous", "able"))
    plain, renamed = values(solved(crisis.text())), values(solved(crisis.text(names, is_reversed=True)))
    new_name = dict(zip(Names().actors + Names().types, names.actors + names.types, strict=True)) | {"only": "only"}
    assert len(plain) == len(renamed)
    for (actor, kind), value in plain.items():
        np.testing.assert_allclose(renamed[new_name[actor], new_name[kind]], value, atol=EXACT)


@laws
@given(crisis=random_crises())
def test_types_that_do_not_differ_reveal_nothing(crisis: RandomCrisis) -> None:
    """Two types with equal payoffs play alike at every belief, as the one type does from which nothing is learned."""
    alike = RandomCrisis(**{**vars(crisis), "gains": tuple((gains[0], gains[0]) for gains in crisis.gains)})
    single = RandomCrisis(**{**vars(alike), "num_types": (1, 1)})
    with_types, without = solved(alike.text()), solved(single.text())
    for policy, reference in zip(policies(with_types), policies(without), strict=True):
        np.testing.assert_allclose(policy, np.broadcast_to(reference, policy.shape), atol=EXACT)
    for (actor, _), value in values(with_types).items():
        np.testing.assert_allclose(value, values(without)[actor, "only"], atol=EXACT)
