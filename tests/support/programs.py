"""Extensive games written as programs, and their agent quantal-response equilibria by brute force over all their ends.

A game is a function that plays itself once: it asks a `Turn` for what nature draws and what a player does, and says
what is paid. It is called again and again until every way through it has been taken. The equilibrium is that of
docs/theory/trees.md, equation (1): at every information set σ(a) ∝ η(a) exp(λ Q(a)), Q by Bayes' rule over the ends,
discounted to the move. Policies are answered all at once, half way each time, while λ rises from 0 to its value.

Nothing is shared with the package: no compiler, no grid, no tree.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping, Sequence

import numpy as np
import scipy.sparse

NUM_STEPS = 10
MOST_ANSWERS = 2_000
TOLERANCE = 1e-12

Key = tuple[str, Hashable]
"""A player, and all that it knows."""


class Turn:
    """One way through a game.

    Attributes:
        log_chance: natural logarithm of the probability of all that nature drew. paid: discounted to the start.
        acts: what was done: information set, place in the menu, and the player's discount until then.
    """

    def __init__(self, script: Sequence[int]) -> None:
        self.script, self.trail = script, list[tuple[int, int]]()
        self.log_chance = 0.0
        self.acts: list[tuple[Key, int, float]] = []
        self.menus: dict[Key, tuple[tuple[str, ...], float, tuple[float, ...]]] = {}
        self.weight: dict[str, float] = {}
        self.paid: dict[str, float] = {}
        self.notes: dict[Hashable, object] = {}

    def _take(self, number: int) -> int:
        place = self.script[len(self.trail)] if len(self.trail) < len(self.script) else 0
        self.trail.append((place, number))
        return place

    def draw(self, odds: Mapping[str, float]) -> str:
        """What nature draws."""
        possible = [(name, prob) for name, prob in odds.items() if prob > 0]
        assert math.isclose(sum(prob for _, prob in possible), 1, rel_tol=1e-12)
        name, prob = possible[self._take(len(possible)) if len(possible) > 1 else 0]
        self.log_chance += math.log(prob)
        return name

    def move(self, player: str, knows: Hashable, usually: Mapping[str, float], precision: float) -> str:
        """What a player does. usually: the acts of its menu with their base rates, in any proportion."""
        key, acts = (player, knows), tuple(usually)
        self.menus[key] = acts, precision, tuple(math.log(rate) for rate in usually.values())
        place = self._take(len(acts))
        self.acts.append((key, place, self.weight.get(player, 1.0)))
        return acts[place]

    def pay(self, player: str, amount: float) -> None:
        self.paid[player] = self.paid.get(player, 0.0) + self.weight.get(player, 1.0) * amount

    def discount(self, player: str, patience: float) -> None:
        """What the player gets from now on counts so much less."""
        self.weight[player] = self.weight.get(player, 1.0) * patience


class Program:
    """A game with all its ends, and its equilibrium."""

    def __init__(self, play: Callable[[Turn], None]) -> None:
        self.ends = list(_all_ways(play))
        self.menus = {key: menu for end in self.ends for key, menu in end.menus.items()}
        sizes = [len(acts) for acts, _, _ in self.menus.values()]
        first = dict(zip(self.menus, np.cumsum([0, *sizes[:-1]]), strict=True))
        self.set_of = np.repeat(np.arange(len(sizes)), sizes)
        self.precision = np.repeat([precision for _, precision, _ in self.menus.values()], sizes)
        self.log_anchor = np.array([rate for _, _, rates in self.menus.values() for rate in rates])
        self.log_chance = np.array([end.log_chance for end in self.ends])
        steps = [
            (row, first[key] + place, key[0], 1 / weight)
            for row, end in enumerate(self.ends)
            for key, place, weight in end.acts
        ]
        rows, columns, owners, scales = (np.array(each) for each in zip(*steps, strict=True))
        shape = len(self.ends), len(self.set_of)
        self.done = scipy.sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=shape)
        self.players = sorted({player for end in self.ends for player in end.paid} | set(owners))
        self.paid = {each: np.array([end.paid.get(each, 0.0) for end in self.ends]) for each in self.players}
        self.scaled = {
            each: scipy.sparse.csr_matrix(
                (scales[owners == each], (rows[owners == each], columns[owners == each])), shape=shape
            )
            for each in self.players
        }
        self.log_policy = self._solve()
        self.prob = self._prob(self.log_policy)

    def _prob(self, log_policy: np.ndarray) -> np.ndarray:
        return np.asarray(np.exp(self.log_chance + self.done @ log_policy))

    def _normalise(self, scores: np.ndarray) -> np.ndarray:
        most = np.full(len(self.menus), -np.inf)
        np.maximum.at(most, self.set_of, scores)
        total = np.bincount(self.set_of, np.exp(scores - most[self.set_of]))
        return np.asarray(scores - (most + np.log(total))[self.set_of])

    def answer(self, log_policy: np.ndarray, share: float = 1.0) -> np.ndarray:
        """log σ of the logit answers to all policies, with every λ multiplied by a share."""
        prob = self._prob(log_policy)
        reached = np.bincount(self.set_of, self.done.T @ prob)[self.set_of]
        worth = sum(self.scaled[each].T @ (prob * self.paid[each]) for each in self.players)
        value = worth / np.exp(log_policy) / reached
        return self._normalise(self.log_anchor + share * self.precision * value)

    def _solve(self) -> np.ndarray:
        log_policy = self._normalise(self.log_anchor)
        for share in np.linspace(0, 1, NUM_STEPS + 1)[1:]:
            for _ in range(MOST_ANSWERS):
                answer = self.answer(log_policy, share)
                change = np.abs(np.exp(answer) - np.exp(log_policy)).max()
                log_policy = self._normalise((log_policy + answer) / 2)
                if change < TOLERANCE:
                    break
            else:
                raise ArithmeticError("the answers do not come to rest")
        return log_policy

    def policy(self, player: str, knows: Hashable) -> dict[str, float]:
        """What a player does where it knows so much."""
        place = list(self.menus).index((player, knows))
        return dict(zip(self.menus[player, knows][0], np.exp(self.log_policy[self.set_of == place]), strict=True))

    def mean(self, of: Callable[[Turn], float], given: Callable[[Turn], bool] = lambda _: True) -> float:
        """The mean of something over ends, of those that count."""
        counts = self.prob * np.array([given(end) for end in self.ends])
        return float(counts @ np.array([float(of(end)) for end in self.ends]) / counts.sum())

    def value(self, player: str, given: Callable[[Turn], bool] = lambda _: True) -> float:
        """What a player expects at the start, given what nature drew there."""
        counts = self.prob * np.array([given(end) for end in self.ends])
        return float(counts @ self.paid[player] / counts.sum())

    def belief(
        self,
        about: Callable[[Turn], bool],
        sees: Callable[[Turn], Hashable],
        given: Callable[[Turn], bool] = lambda _: True,
    ) -> float:
        """The mean over ends of what somebody believes who sees so much, by Bayes' rule."""
        seen: dict[Hashable, list[float]] = {}
        for prob, end in zip(self.prob, self.ends, strict=True):
            so_far = seen.setdefault(sees(end), [0.0, 0.0])
            so_far[0] += prob
            so_far[1] += prob * about(end)
        return self.mean(lambda end: seen[sees(end)][1] / seen[sees(end)][0], given)


def _all_ways(play: Callable[[Turn], None]) -> list[Turn]:
    ends, script = list[Turn](), list[int]()
    while True:
        turn = Turn(script)
        play(turn)
        ends.append(turn)
        trail = turn.trail
        while trail and trail[-1][0] == trail[-1][1] - 1:
            trail.pop()
        if not trail:
            return ends
        script = [place for place, _ in trail]
        script[-1] += 1
