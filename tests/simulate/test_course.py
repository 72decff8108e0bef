"""A play taken stage by stage: the same numbers as plays of the whole, the same luck for the same seed."""

from __future__ import annotations

import math

import numpy as np
import pytest

from detente.simulate.course import Course
from detente.simulate.moments import Seeds
from detente.simulate.play import simulate
from support.tables import solved

NUM_PLAYS = 250


def finished(name: str, seed: int, types: tuple[int, ...] | None = None) -> Course:
    course = Course(solved(name).prepared, Seeds(seed), types)
    while not course.is_over:
        course.take({})
    return course


def test_payoffs_are_those_of_plays_of_the_whole() -> None:
    """Two samples of one distribution: their means differ by chance alone."""
    own = np.concatenate([finished("hidden", seed).record.discounted() for seed in range(NUM_PLAYS)])
    whole = simulate(solved("hidden").equilibrium, 5_000, seed=1).discounted()
    error = np.sqrt(own.var(axis=0) / len(own) + whole.var(axis=0) / len(whole))
    assert (np.abs(own.mean(axis=0) - whole.mean(axis=0)) < 4 * error + 1e-9).all()


def test_beliefs_are_a_martingale() -> None:
    ends = [finished("programme", seed).belief(0)[1] for seed in range(NUM_PLAYS)]
    begun = [finished("programme", seed).kinds[0] == 1 for seed in range(NUM_PLAYS)]
    apart = np.array(ends) - np.array(begun)
    assert abs(apart.mean()) < 4 * apart.std() / math.sqrt(NUM_PLAYS)


def test_a_play_that_is_taken_again_is_the_same() -> None:
    course = finished("hidden", 3)
    given = {moment.number: moment.act for moment in course.moments if moment.act}
    again = Course(solved("hidden").prepared, Seeds(3))
    while not again.is_over:
        first = again.period * again.num_stages
        again.take({due.stage: given[first + due.stage] for due in again.list_due() if due.comes_up})
    assert [(each.act, each.seen, each.after) for each in again.moments] == [
        (each.act, each.seen, each.after) for each in course.moments
    ]
    assert (again.record.payoffs == course.record.payoffs).all()


def test_later_seeds_change_what_comes_later_alone() -> None:
    seeds = Seeds(3).from_stage(7, 11)
    assert seeds.random_at(6).random() == Seeds(3).random_at(6).random()
    assert seeds.random_at(7).random() == Seeds(11).random_at(7).random()
    assert seeds.from_stage(5, 2).later == ((5, 2),)


def test_values_follow_from_the_policy() -> None:
    """The loyal patron loses half as much by a rescue: 0.5 apart, whatever λ makes of it."""
    course = Course(solved("classics/proxy").prepared, Seeds(0), (0, 0))
    course.take({0: "provoke"})
    (due,) = course.list_due()
    values = due.stand.values()
    assert values is not None
    assert values == pytest.approx([0.0, -0.5], abs=1e-6)
    assert course.payoffs_of(due)[:, 1] == pytest.approx([-0.5, -1.0])


def test_what_cannot_be_done_is_refused() -> None:
    course = Course(solved("classics/proxy").prepared, Seeds(0))
    with pytest.raises(ValueError, match="not in list"):
        course.take({0: "run"})
    course.take({})
    course.take({})
    with pytest.raises(ValueError, match="over"):
        course.take({})


def test_a_level_is_set_only_where_the_game_can_be() -> None:
    course = Course(solved("spoken").prepared, Seeds(0))
    assert not course.set_level("trust", "low")
    course.take({})
    assert course.set_level("trust", "low")
    assert course.levels[0] == 0
