"""A play gone on from many times: its past stays, its future is that of the policies."""

from __future__ import annotations

import numpy as np
import pytest

from detente.simulate.course import Course
from detente.simulate.moments import Seeds
from detente.simulate.play import simulate
from detente.simulate.replay import replay
from support.tables import solved


def test_from_the_start_with_believed_types_it_is_a_sample_of_the_game() -> None:
    course = Course(solved("hidden").prepared, Seeds(4))
    paths = replay(course, 0, 4_000, {}, hidden="believed", seed=2)
    whole = simulate(solved("hidden").equilibrium, 4_000, seed=9)
    own, other = paths.discounted(), whole.discounted()
    error = np.sqrt(own.var(axis=0) / len(own) + other.var(axis=0) / len(other))
    assert (np.abs(own.mean(axis=0) - other.mean(axis=0)) < 4 * error + 1e-9).all()
    assert paths.types.mean(axis=0) == pytest.approx(whole.types.mean(axis=0), abs=0.05)


def test_true_types_stay_and_the_past_as_well() -> None:
    course = Course(solved("hidden").prepared, Seeds(4))
    while not course.is_over:
        course.take({})
    number = 2 * course.num_stages
    paths = replay(course, number, 30, {}, seed=1)
    own = course.record
    assert (paths.types == own.types).all()
    assert (paths.act[:, :2] == own.act[:, :2]).all()
    assert (paths.payoffs[:, :2] == own.payoffs[:, :2]).all()
    assert (paths.log_odds[:, :3] == own.log_odds[:, :3]).all()
    assert np.ptp(paths.act[:, 2], axis=0).any()


def test_an_act_is_done_in_every_play() -> None:
    course = Course(solved("classics/proxy").prepared, Seeds(0))
    paths = replay(course, 0, 200, {0: "keep_quiet"})
    assert (paths.act[:, 0, 0] == 0).all()
    assert paths.chosen is not None
    assert (paths.chosen[:, 0, 0] == 0).all()


def test_what_somebody_knows_of_itself_is_not_redrawn() -> None:
    course = Course(solved("hidden").prepared, Seeds(0), (1, 0, 0))
    paths = replay(course, 0, 200, {}, hidden="believed", knows=[0])
    assert (paths.types[:, 0] == 1).all()
    assert len(set(paths.types[:, 1].tolist())) == 2
