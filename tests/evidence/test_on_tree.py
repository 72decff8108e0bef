"""Events held against a whole game tree: Bayes' rule in closed form, and the particle filter's estimates."""

from __future__ import annotations

import numpy as np
import pytest

from detente.evidence.filter import filter_plays
from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.scenario.model import Decision
from detente.solve.backward import solve
from detente.trees.as_equilibrium import solve_on_tree
from support.private import CABLE
from support.trees import CRISES

WORD = """
crisis: A spy's word
calendar: {rounds: 2}
state: {phase: {one of: [only], starts: only}}
actors:
  moscow: {types: {hawk: {prior: 0.3}, dove: {prior: 0.7}}}
  washington:
    precision: 3
    patience: 0
    wants: {right: (washington plays arm) * (moscow is hawk) + (washington plays stay) * (moscow is dove)}
each round:
  - signal word: {seen by: [washington], loud: 0.9 if moscow is hawk else 0.2, quiet: rest}
  - washington acts: {arm: {}, stay: {}}
events:
"""


def arms(odds: float) -> float:
    p = odds / (1 + odds)
    return float(1 / (1 + np.exp(-3 * (2 * p - 1))))


def test_what_one_actor_heard_is_evidence_like_any_other() -> None:
    scenario = loads(WORD + "  - {date: 1, seen: loud}\n  - {date: 2, seen: loud, sure: 0.8}\n")
    found = filter_plays(solve_on_tree(scenario), scenario.events, 1_000)
    first = 0.3 * 0.9 + 0.7 * 0.2
    second = [0.8 * p + 0.2 * (1 - p) for p in (0.9, 0.2)]
    both = [0.3 * 0.9 * second[0], 0.7 * 0.2 * second[1]]
    assert [each.log_likelihood for each in found.surprises] == pytest.approx(
        [np.log(first), np.log(sum(both) / first)], abs=1e-12
    )
    assert found.log_likelihood == pytest.approx(np.log(sum(both)), abs=1e-12)
    assert found.error == 0
    hawk = [0.3, 0.3 * 0.9 / first, both[0] / sum(both)]
    assert found.type_shares[0][:, 0] == pytest.approx(hawk, abs=1e-12)
    assert found.paths is not None
    assert (found.paths.types[:, 0] == 0).mean() == pytest.approx(hawk[2], abs=2e-3)


def test_an_act_tells_what_its_actor_has_heard() -> None:
    scenario = loads(WORD + "  - {date: 1, happened: washington plays arm}\n")
    found = filter_plays(solve_on_tree(scenario), scenario.events, 1_000)
    loud, quiet = arms(0.3 / 0.7 * 0.9 / 0.2), arms(0.3 / 0.7 * 0.1 / 0.8)
    by_type = [0.3 * (0.9 * loud + 0.1 * quiet), 0.7 * (0.2 * loud + 0.8 * quiet)]
    assert found.log_likelihood == pytest.approx(np.log(sum(by_type)), abs=1e-12)
    assert found.type_shares[0][1, 0] == pytest.approx(by_type[0] / sum(by_type), abs=1e-12)


@pytest.mark.parametrize("name", ["seat", "covert", "two_sided", "three_types"])
def test_the_particle_filter_estimates_the_same_where_all_is_public(name: str) -> None:
    text = CRISES[name]
    scenario = loads(text)
    decision = next(stage for stage in scenario.stages if isinstance(stage, Decision))
    happened = f"{decision.owner} plays {decision.actions[0].name}"
    dated = loads(f"{text}events:\n  - {{date: {scenario.calendar.labels[0]}, happened: {happened}}}\n").events
    points = {actor.name: 101 for actor in scenario.actors if len(actor.types) > 1}
    on_grid, on_tree = (
        filter_plays(each, dated) for each in (solve(compile_game(scenario, points)), solve_on_tree(scenario))
    )
    assert on_tree.log_likelihood == pytest.approx(on_grid.log_likelihood, abs=5 * on_grid.error + 1e-3)


def test_what_never_happens_is_impossible_with_a_reason() -> None:
    text = CABLE.replace("loud: 0.8 if moscow is hawk else 0.3", "loud: 1 if moscow is hawk else 0")
    scenario = loads(text + "events:\n  - {date: 1, seen: quiet}\n")
    found = filter_plays(solve_on_tree(scenario), scenario.events, 100)
    # A quiet intercept rules out hawks: 0.4 + 0.1 of the joint prior.
    assert found.log_likelihood == pytest.approx(np.log(0.5), abs=1e-12)
    assert found.type_shares[0][1] == pytest.approx([0, 1], abs=1e-12)
    never = loads(text.replace("else 0\n", "else 0\n      dim: 0\n") + "events:\n  - {date: 1, seen: dim}\n")
    lost = filter_plays(solve_on_tree(never), never.events, 100)
    assert lost.paths is None
    assert lost.impossible[0][1] == "it is seen in no play"
