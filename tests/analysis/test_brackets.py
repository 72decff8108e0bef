"""Brackets are halved until they are narrow, and only those that may hold the nearest turn."""

from __future__ import annotations

import pytest

from detente.analysis.brackets import Ray, find_first, narrow, pick_nearest
from detente.analysis.varying import Axis
from support.known_judge import KnownJudge

FAILS = frozenset({"fails"})


A, B = Axis("a", 0.0, 0.0, 1.0), Axis("b", 10.0, 0.0, 20.0)


@pytest.mark.parametrize("turn", [0.137, 0.5, 0.73])
def test_a_bracket_closes_in_on_the_turn(turn: float) -> None:
    judge = KnownJudge(lambda values: values.get("a", 0.0) >= turn)
    ray, parts = Ray((A,), (0.0,), (1.0,)), [0.25, 0.5, 0.75, 1.0]
    judge.judge(ray.point(part) for part in [0.0, *parts])
    found = find_first(judge, ray, parts, 0, FAILS)
    assert found is not None
    assert found.far - found.near == 0.25
    (narrowed,) = narrow(judge, [found], 1 / 64)
    assert narrowed.near < turn <= narrowed.far
    assert narrowed.far - narrowed.near == 1 / 64
    assert len(judge.asked) == 5 + 4


def test_no_turn_no_bracket() -> None:
    judge = KnownJudge(lambda _: False)
    ray = Ray((A,), (0.0,), (1.0,))
    judge.judge([ray.point(1.0)])
    assert find_first(judge, ray, [1.0], 0, FAILS) is None
    assert narrow(judge, [], 0.1) == []


def test_a_bracket_that_cannot_hold_the_nearest_turn_is_left_as_it_is() -> None:
    """`a` turns at 0.2 of its range; `b`, which does at 0.4, is halved until it cannot be the nearer one."""
    judge = KnownJudge(lambda values: values.get("a", 0.0) >= 0.2 or values.get("b", 10.0) >= 18)
    rays = [Ray((A,), (0.0,), (1.0,)), Ray((B,), (0.5,), (1.0,))]
    judge.judge(ray.point(part) for ray in rays for part in (0.0, 0.5, 1.0))
    searches = [find_first(judge, ray, [0.5, 1.0], 0, FAILS) for ray in rays]
    assert [(each.near, each.far) for each in searches if each] == [(0.0, 0.5), (0.25, 0.5)]
    first, second = narrow(judge, [each for each in searches if each is not None], 1 / 64)
    assert first.near < 0.2 <= first.far
    assert (second.near, second.far) == (0.375, 0.5)
    assert pick_nearest([second, first]) == {(0, ""): first}


def test_two_numbers_move_together_and_the_longer_way_counts() -> None:
    ray = Ray((A, B), (0.0, 0.5), (0.4, 1.0))
    assert ray.length == 0.5
    assert dict(ray.point(0.5)) == {"a": 0.2, "b": 15.0}
    assert ray.point(0.0) == ()


def test_between_two_of_several_values_there_is_nothing_to_halve() -> None:
    axis = Axis("c", 1.0, 1.0, 4.0, values=(1.0, 2.0, 4.0))
    judge = KnownJudge(lambda values: values.get("c", 1.0) >= 4)
    ray = Ray((axis,), (0.0,), (1.0,))
    parts = [axis.share(2.0), 1.0]
    judge.judge(ray.point(part) for part in [0.0, *parts])
    found = find_first(judge, ray, parts, 0, FAILS)
    assert found is not None
    (narrowed,) = narrow(judge, [found], 1 / 64)
    assert set(judge.asked) == {(), (("c", 2.0),), (("c", 4.0),)}
    assert ray.values(narrowed.inner) == (2.0,)
    assert ray.values(narrowed.outer) == (4.0,)
