"""The sampler against numerical integration of a likelihood in closed form; its calibration; and that it goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import ndtri

from detente.analysis.sampler import SamplerState, find_step, sample
from support.calibrated import log_terms, require_uniform


def evaluator(happened: list[bool]) -> Callable[[np.ndarray], np.ndarray]:
    """A number in [−2, 2] by its quantile, and one that moves nothing."""
    return lambda points: log_terms(-2 + 4 * points[:, 0], happened)


def test_against_numerical_integration() -> None:
    happened = [True] * 7 + [False]

    def likelihood(gain: float) -> float:
        return float(np.exp(log_terms(np.array([gain]), happened).sum()))

    whole = quad(likelihood, -2, 2)[0]
    mean = quad(lambda g: g * likelihood(g), -2, 2)[0] / whole
    found = sample(evaluator(happened), 400, 2, 0)
    gain, idle = -2 + 4 * found.points[:, 0], found.points[:, 1]
    assert gain.mean() == pytest.approx(mean, abs=0.1)
    assert found.log_evidence == pytest.approx(np.log(whole / 4), abs=0.1)
    assert idle.mean() == pytest.approx(0.5, abs=0.06)
    assert len(np.unique(found.points, axis=0)) > 360
    assert found.terms == pytest.approx(log_terms(gain, happened))
    assert found.betas[-1] == 1


def test_ranks_are_uniform() -> None:
    """Talts et al. (2018): a number from the prior, events from it, and its rank among points of the posterior."""
    require_uniform(
        lambda happened, seed: -2 + 4 * sample(evaluator(happened), 31, 1, seed).points[:, 0], number=128, length=6
    )


@pytest.mark.parametrize("calls", [1, 2, 3, 4])
def test_a_run_that_was_ended_goes_on_and_finds_the_same(calls: int) -> None:
    happened, kept = [True] * 9 + [False], list[str]()
    evaluate = evaluator(happened)
    whole = sample(evaluate, 60, 2, 7)
    assert len(whole.betas) > 1

    def ended(points: np.ndarray) -> np.ndarray:
        if len(kept) == calls:
            raise KeyboardInterrupt
        return evaluate(points)

    with pytest.raises(KeyboardInterrupt):
        sample(ended, 60, 2, 7, keep=lambda state: kept.append(state.to_text()))
    rest = list[int]()

    def counted(points: np.ndarray) -> np.ndarray:
        rest.append(len(points))
        return evaluate(points)

    found = sample(counted, 60, 2, 7, start=SamplerState.from_text(kept[-1]))
    assert found.to_text() == whole.to_text()
    # At most what was under way was lost: all that was kept is not evaluated again.
    assert sum(rest) == whole.num_evaluated - 60 * calls


def test_a_run_that_was_done_evaluates_nothing() -> None:
    whole = sample(evaluator([True]), 20, 1, 0)

    def never(_: np.ndarray) -> np.ndarray:
        raise KeyboardInterrupt

    assert sample(never, 20, 1, 0, start=SamplerState.from_text(whole.to_text())).to_text() == whole.to_text()


def test_impossible_points() -> None:
    with pytest.raises(ValueError, match="impossible"):
        sample(lambda points: np.full((len(points), 1), -np.inf), 10, 1, 0)
    # Where half of the prior is impossible, the posterior has none of it.
    found = sample(lambda points: np.where(points < 0.5, -np.inf, 0.0), 100, 1, 0)
    assert found.points.min() >= 0.5
    assert found.log_evidence == pytest.approx(np.log(0.5), abs=0.2)


def test_steps_keep_half_of_the_points() -> None:
    log_likelihood = np.array([0.0] * 50 + [-200.0] * 50)
    assert find_step(np.zeros(10), 0.3) == pytest.approx(0.7)
    step = find_step(log_likelihood - np.linspace(0, 10, 100), 0.0)
    weight = np.exp(step * (log_likelihood - np.linspace(0, 10, 100)))
    assert weight.sum() ** 2 / (weight**2).sum() == pytest.approx(50, rel=0.03)


def test_many_numbers_and_few_points() -> None:
    """A likelihood of one number in a hundred, normal as its prior is: the posterior is normal with known moments.

    With z standard normal and one observation 1.5 with deviation 0.5: mean 1.2, variance 0.2, and for the idle ones 0
    and 1. A random walk over copies leaves idle numbers at the values of the few points that survive.
    """
    noise = 0.5

    def evaluate(points: np.ndarray) -> np.ndarray:
        return np.asarray(-0.5 * ((ndtri(points[:, :1]) - 1.5) / noise) ** 2)

    runs = [ndtri(sample(evaluate, 64, 100, seed).points) for seed in range(20)]
    told, idle = np.concatenate([run[:, 0] for run in runs]), np.concatenate([run[:, 1:] for run in runs])
    assert told.mean() == pytest.approx(1.2, abs=0.1)
    assert told.var() == pytest.approx(0.2, abs=0.05)
    assert idle.mean() == pytest.approx(0.0, abs=0.02)
    assert idle.var() == pytest.approx(1.0, abs=0.05)


def test_how_many_points_are_independent() -> None:
    found = sample(evaluator([True] * 9), 60, 2, 3)
    counts = np.unique(found.families, return_counts=True)[1]
    # A random walk may stay where it is: points of one family count as one.
    assert found.num_independent == pytest.approx(60**2 / (counts**2).sum())
    assert 1 < found.num_independent < 60
    # Two families of two, one of which has moved half away from its copy: 4 + 2 (1 + 1/4) pairs' correlations.
    pairs = replace(found, families=np.array([0, 0, 3, 3]), kept=np.array([1.0, 1.0, 0.5, 0.5]))
    assert pairs.num_independent == pytest.approx(16 / 6.5)


def test_worlds_of_one_family_part_as_they_move() -> None:
    """The variance of the mean of an idle number over runs is that of as many independent points, or less."""

    def evaluate(points: np.ndarray) -> np.ndarray:
        return np.asarray(-0.5 * ((ndtri(points[:, :1]) - 1.5) / 0.5) ** 2)

    runs = [sample(evaluate, 64, 100, seed) for seed in range(30)]
    means = np.array([ndtri(run.points[:, 1:]).mean(axis=0) for run in runs])
    worth = float(np.mean([run.num_independent for run in runs]))
    assert worth < 50
    assert means.var() < 1.1 / worth
