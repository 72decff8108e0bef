"""The optimiser finds the best of families whose scores are known, and asks the same again."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from detente.analysis.optimiser import Member, list_members, propose, require_optimiser
from detente.errors import DetenteError
from detente.scenario.model import FreeWord
from support.bargain import best_offer, leader_value


def word(name: str, size: int, is_ordered: bool = True) -> FreeWord:
    return FreeWord(name, tuple(map(str, range(size))), is_ordered)


def search(
    words: list[FreeWord], value: Callable[[Member], float | None], tries: int, seed: int
) -> dict[Member, float | None]:
    scores: dict[Member, float | None] = {}
    for _ in range(tries):
        member = propose(words, scores, seed)
        assert member not in scores
        scores[member] = value(member)
    return scores


def best(scores: dict[Member, float | None]) -> Member:
    return max((member for member in scores if scores[member] is not None), key=lambda each: scores[each] or 0.0)


@pytest.mark.parametrize("seed", range(4))
def test_the_best_of_half_a_family_is_the_best_of_all(seed: int) -> None:
    words = [word("k", 101)]
    scores = search(words, lambda member: leader_value(member[0] / 50), 50, seed)
    every = {member: leader_value(member[0] / 50) for member in list_members(words)}
    assert best(scores) == best(dict(every))
    assert abs(best(scores)[0] / 50 - best_offer()) <= 0.01


def test_two_words_with_and_without_an_order() -> None:
    words = [word("k", 21), word("who", 4, is_ordered=False)]
    heights = [0.0, 0.5, 2.0, 1.0]
    scores = search(words, lambda member: heights[member[1]] - ((member[0] - 13) / 5) ** 2, 42, 0)
    every = np.sort([height - ((k - 13) / 5) ** 2 for k in range(21) for height in heights])
    assert (scores[best(scores)] or 0.0) >= every[-2]


def test_the_same_seed_asks_for_the_same_and_goes_on_from_what_is_known() -> None:
    words = [word("k", 40), word("l", 40)]
    value = lambda member: -float(sum(member))  # noqa: E731
    whole = search(words, value, 15, 3)
    assert list(search(words, value, 15, 3)) == list(whole)
    some = dict(list(whole.items())[:8])
    for _ in range(7):
        member = propose(words, some, 3)
        some[member] = value(member)
    assert list(some) == list(whole)


def test_every_member_is_asked_for_in_the_end_and_then_none() -> None:
    words = [word("k", 3), word("who", 2, is_ordered=False)]
    scores = search(words, lambda member: None if member[0] == 1 else 1.0, 6, 0)
    assert set(scores) == set(list_members(words))
    with pytest.raises(ValueError, match="every member"):
        propose(words, scores, 0)


def test_without_optuna_the_command_to_install_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    found = builtins.__import__

    def refuse(name: str, *rest: Any, **more: Any) -> Any:
        if name == "optuna":
            raise ImportError
        return found(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(DetenteError, match=r"pip install .*\[design\]'"):
        require_optimiser()
