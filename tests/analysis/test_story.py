"""A typical play: the medoid against all pairs by hand, contrasting plays, and one play told again."""

from __future__ import annotations

import numpy as np
import pytest

from detente.analysis.story import find_typical, measure_apart, tell_story
from detente.claims.grammar import parse_given
from detente.errors import DetenteError, ScenarioError
from support.told import template_bench


def by_hand(levels: np.ndarray, scales: list[float]) -> np.ndarray:
    """Distances of all pairs: steps between levels as shares of the range, summed over dates and variables."""
    count = len(levels)
    apart = np.zeros((count, count))
    for i in range(count):
        for j in range(count):
            apart[i, j] = sum(
                abs(int(a) - int(b)) / scale for a, b, scale in zip(levels[i], levels[j], scales, strict=True)
            )
    return apart


def test_the_medoid_is_nearest_to_all() -> None:
    paths = template_bench().paths().first(150)
    levels = np.concatenate([paths.levels(period) for period in range(paths.game.num_periods)], axis=1)
    expected = by_hand(levels, [2.0, 1.0] * paths.game.num_periods)
    apart = measure_apart(paths, np.arange(150))
    np.testing.assert_allclose(apart.mean_to_all(), expected.mean(axis=1))
    np.testing.assert_allclose(apart.pairs(np.arange(150)), expected)
    np.testing.assert_allclose(apart.between(np.arange(150), 7), expected[:, 7])
    told = find_typical(paths, np.ones(150, dtype=bool))
    assert told[0][0] == int(np.argmin(expected.mean(axis=1)))
    second = np.maximum(expected[:, told[0][0]][:, None] - expected, 0).sum(axis=0)
    assert second[told[1][0]] == pytest.approx(second.max())
    nearest = expected[:, [number for number, _ in told]].argmin(axis=1)
    assert [share for _, share in told] == pytest.approx([(nearest == place).mean() for place in range(len(told))])


def test_plays_that_do_not_count_are_not_told() -> None:
    bench = template_bench()
    story = tell_story(bench, "eventually front == retreat")
    paths = bench.paths()
    retreated = np.stack([paths.levels(period)[:, 0] == 0 for period in range(paths.game.num_periods)]).any(axis=0)
    assert story.num_counted == retreated.sum()
    assert all(retreated[play.number] for play in story.plays)


def test_moves_that_are_made() -> None:
    story = tell_story(template_bench(), "do(patron plays arm at 2015-05)")
    for play in story.plays:
        first = play.turns[0]
        assert (first.act, first.is_given, first.probability) == ("arm", True, 1.0)
        assert play.given == "do(patron plays arm at 2015-05)"


def test_one_play_is_told_as_it_was() -> None:
    bench = template_bench()
    story = tell_story(bench)
    again = tell_story(bench, play=story.plays[1].number)
    assert again.is_chosen
    (play,) = again.plays
    assert (play.turns, play.beliefs) == (story.plays[1].turns, story.plays[1].beliefs)
    assert story.to_json() == tell_story(bench).to_json()
    assert {row["play"] for row in story.rows()} <= {each.number for each in story.plays}


def test_what_cannot_be_told() -> None:
    bench = template_bench()
    with pytest.raises(DetenteError, match="no play 5,000; 2,000 plays"):
        tell_story(bench, play=5_000)
    with pytest.raises(DetenteError, match="in none of 2,000 plays"):
        tell_story(bench, "front == retreat at 2015-05 and front == advance at 2015-05")
    with pytest.raises(ScenarioError, match=r"given:1:1 .*'frnt'"):
        tell_story(bench, "frnt == retreat at 2015-05")
    with pytest.raises(ScenarioError, match="the condition is empty"):
        parse_given("  ", bench.base)
    with pytest.raises(DetenteError, match=r"boldness 0\.5 is not"):
        tell_story(bench, boldness=0.5)
