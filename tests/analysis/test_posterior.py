"""The posterior of numbers, against numerical integration of a likelihood in closed form; and its calibration."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy.integrate import quad

from detente.analysis.options import Options
from detente.analysis.posterior import Posterior, WorldSampler, learn_numbers
from detente.analysis.workbench import Workbench
from detente.analysis.world_claims import require_uncertain
from detente.errors import DetenteError
from detente.scenario.model import Scenario
from detente.service.setting_up import build_workbench, quiet
from support.dated import with_events

CHOICE = """
crisis: A choice that is made again and again
calendar: {rounds: ROUNDS}
state: {phase: {scale: [only], starts: only}}
numbers:
  gain: {range: [-2, 2], why: nobody knows it}
  idle: {range: [0, 1], why: it moves nothing}
actors:
  ann: {patience: 0.5, precision: 1, wants: {idle: 0 * idle}}
each round:
  - ann decides:
      stay: {}
      go: {costs: -gain}
"""


def written(happened: list[bool]) -> Scenario:
    return with_events(
        CHOICE.replace("ROUNDS", str(len(happened))),
        *(f"date: {n}, happened: {'' if each else 'not '}ann plays go" for n, each in enumerate(happened, start=1)),
    )


def bench_of(scenario: Scenario, seed: int = 0) -> Workbench:
    return build_workbench(scenario, None, Options(num_plays=40, seed=seed), quiet)


def log_likelihood(gain: np.ndarray, happened: list[bool]) -> np.ndarray:
    """Of n rounds k are `go`: L = σ^k (1 − σ)^(n − k) with σ = 1 / (1 + e^−gain)."""
    sigma = 1 / (1 + np.exp(-gain))
    return np.asarray(sum(happened) * np.log(sigma) + (len(happened) - sum(happened)) * np.log(1 - sigma))


class KnownLikelihood(WorldSampler):
    """The sampler with the likelihood in closed form in place of solved games."""

    def __init__(self, happened: list[bool], num_worlds: int, seed: int) -> None:
        scenario = written(happened)
        numbers = list(require_uncertain(scenario))
        super().__init__(bench_of(scenario, seed), scenario.events, numbers, num_worlds)
        self.happened = happened

    def likelihoods(self, uniform: np.ndarray) -> np.ndarray:
        return log_likelihood(np.array([each["gain"] for each in self.values(uniform)]), self.happened)


def test_games_have_the_likelihood_in_closed_form() -> None:
    happened = [True, True, False]
    scenario = written(happened)
    sampler = WorldSampler(bench_of(scenario), scenario.events, list(require_uncertain(scenario)), 4)
    uniform = np.array([[0.1, 0.5], [0.5, 0.2], [0.9, 0.9]])
    gain = np.array([each["gain"] for each in sampler.values(uniform)])
    assert gain == pytest.approx(-2 + 4 * uniform[:, 0])
    assert sampler.likelihoods(uniform) == pytest.approx(log_likelihood(gain, happened), abs=1e-9)


def test_against_numerical_integration() -> None:
    happened = [True] * 7 + [False]
    whole = quad(lambda g: np.exp(log_likelihood(g, happened)), -2, 2)[0]
    mean = quad(lambda g: g * np.exp(log_likelihood(g, happened)), -2, 2)[0] / whole
    found = KnownLikelihood(happened, 400, 0).run()
    gain, idle = found.numbers
    assert gain.mean == pytest.approx(mean, abs=0.1)
    assert found.log_evidence == pytest.approx(np.log(whole / 4), abs=0.1)
    assert gain.interval[0] > gain.low + 0.8
    assert not gain.says_nothing
    assert idle.says_nothing
    assert idle.mean == pytest.approx(0.5, abs=0.06)
    assert found.distinct > 0.9


def test_ranks_are_uniform() -> None:
    """Talts et al. (2018): a number from the prior, events from it, and its rank among worlds of the posterior."""
    _require_uniform(lambda happened, seed: KnownLikelihood(happened, 31, seed).run(), 64)


@pytest.mark.long
def test_ranks_are_uniform_with_games_that_are_solved() -> None:
    def run(happened: list[bool], seed: int) -> Posterior:
        scenario = written(happened)
        return learn_numbers(bench_of(scenario, seed), scenario.events, 31)

    _require_uniform(run, 32)


def _require_uniform(run: Callable[[list[bool], int], Posterior], number: int) -> None:
    """Ranks 0 … 31 in four bins; χ² with 3 degrees of freedom is beyond 16.3 once in a thousand."""
    random, ranks = np.random.default_rng(3), []
    for seed in range(number):
        gain = random.uniform(-2, 2)
        happened = [bool(each) for each in random.random(6) < 1 / (1 + np.exp(-gain))]
        ranks.append(sum(world["gain"] < gain for world in run(happened, seed).worlds))
    counts = np.bincount(np.array(ranks) // 8, minlength=4)
    assert ((counts - number / 4) ** 2 / (number / 4)).sum() < 16.3


def test_a_small_crisis_from_end_to_end() -> None:
    scenario = written([True, True])
    found = learn_numbers(bench_of(scenario), scenario.events, 8)
    assert found.num_solved >= 24
    assert len(found.worlds) == len(found.rows()) == 8
    assert found.betas[-1] == 1


def test_what_cannot_be_learned() -> None:
    scenario = with_events(CHOICE.replace("ROUNDS", "2"), "date: 1, happened: ann plays go and not ann plays go")
    bench = bench_of(scenario)
    with pytest.raises(DetenteError, match="impossible in every world"):
        learn_numbers(bench, scenario.events, 8)
    with pytest.raises(DetenteError, match="there are none"):
        learn_numbers(bench, (), 8)
