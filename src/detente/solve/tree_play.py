"""A crisis solved on its game tree, as plays are drawn from it: plain arrays, made in `trees/as_equilibrium.py`.

Axes: `node` in an order in which parents come first, and the children of a node follow one another in the order of its
branches; `item`, the histories at one moment (after a stage, or at a period's start).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NoReturn

import numpy as np
from jaxtyping import Float, Int

from detente.errors import DetenteError
from detente.game.beliefs import log_odds_of

OCCASION, ACT, OUTCOME, ROOT, LAST = 0, 1, 2, 3, 4
"""What is drawn at a node: whether a decision comes up, an act, what chance adds, all types; nothing at an end."""

NEVER = -1e6
"""Logarithm of the probability of what is never drawn: beliefs after it are the limit of equally small chances."""

EVERYBODY = -1
"""In place of an actor: somebody who sees what everybody sees."""


@dataclass(frozen=True)
class Layer:
    """A stage.

    Args:
        state, kinds: before it, by item. mover: who decides there, −1 for nobody.
        origin, act, message: by item after it, the item before, what was chosen (−1), and what could be seen, as an
            index into the messages of the item's table (−1 at a period's end).
    """

    state: Int[np.ndarray, " item"]
    kinds: Int[np.ndarray, "item actor"]
    mover: Int[np.ndarray, " item"]
    origin: Int[np.ndarray, " after"]
    act: Int[np.ndarray, " after"]
    message: Int[np.ndarray, " after"]


@dataclass(frozen=True)
class PeriodHistories:
    """The histories at a period's start, or after the last period.

    Args:
        public: what everybody knows, as a number. known: the same of every actor.
        parent, rank: the last node, and which of its branches was taken. state: as of the next period.
    """

    public: Int[np.ndarray, " item"]
    known: Int[np.ndarray, "item actor"]
    kinds: Int[np.ndarray, "item actor"]
    parent: Int[np.ndarray, " item"]
    rank: Int[np.ndarray, " item"]
    state: Int[np.ndarray, " item"]


@dataclass(frozen=True)
class TreePlay:
    """The tree.

    Args:
        first_child: of every node, one number more. prob: of the branch into a node. log_reach: of the node.
        draws: what is drawn there. stage: at which stage of all periods, counted through; −1 at the root.
        owner: its information set, below 0 where nobody chooses. mover: who chooses. chosen: by node, the action that
            leads into it, −1 else.
        profiles, profile_prob: types at the start.
        layers, boundaries: by period; the last layer of a period is its end.
        payoffs: by period by item at its end; last the aftermath.
        ends: by node the item after the last period; −1 elsewhere.
        least, most: what every actor can get in a play, discounted to the start.
        expected: where actors act on perceptions, by observer the tree with the policies and odds that it expects;
            `EVERYBODY` stands for all that are not there. Empty where everybody expects what is played.
    """

    first_child: Int[np.ndarray, " _"]
    prob: Float[np.ndarray, " node"]
    log_reach: Float[np.ndarray, " node"]
    draws: Int[np.ndarray, " node"]
    stage: Int[np.ndarray, " node"]
    owner: Int[np.ndarray, " node"]
    mover: Int[np.ndarray, " node"]
    chosen: Int[np.ndarray, " node"]
    profiles: Int[np.ndarray, "profile actor"]
    profile_prob: Float[np.ndarray, " profile"]
    layers: tuple[tuple[Layer, ...], ...]
    boundaries: tuple[PeriodHistories, ...]
    payoffs: tuple[Float[np.ndarray, "_item actor"], ...]
    ends: Int[np.ndarray, " node"]
    least: Float[np.ndarray, " actor"]
    most: Float[np.ndarray, " actor"]
    expected: Mapping[int, TreePlay] = field(default_factory=dict)
    _beliefs: dict[tuple[int, int, int], Float[np.ndarray, "_number type"]] = field(default_factory=dict)

    def behaviour(self) -> tuple[Float[np.ndarray, " _"], ...]:
        """The probability of every action, in the order of the menu, at every information set."""
        sets, node = np.unique(self.owner, return_index=True)
        first = self.first_child
        return tuple(self.prob[first[each] : first[each + 1]] for each in node[sets >= 0].tolist())

    @cached_property
    def parent(self) -> Int[np.ndarray, " node"]:
        """Of every node the one above it; −1 of the root."""
        return np.concatenate([[-1], np.repeat(np.arange(len(self.prob)), np.diff(self.first_child))])

    def number_at(self, boundary: int, observer: int) -> Int[np.ndarray, " item"]:
        """By item a number for what an actor, or `EVERYBODY`, knows."""
        at = self.boundaries[boundary]
        return at.public if observer == EVERYBODY else at.known[:, observer]

    def belief(self, boundary: int, observer: int, about: int, num_types: int) -> Float[np.ndarray, "_number type"]:
        """What an observer thinks of an actor, by the number of what it knows: Bayes' rule on the whole tree."""
        if self.expected:
            source = self.expected.get(observer, self.expected[EVERYBODY])
            return source.belief(boundary, observer, about, num_types)
        key = (boundary, observer, about)
        if key not in self._beliefs:
            at, number = self.boundaries[boundary], self.number_at(boundary, observer)
            # A first item that is its own root is reached for sure.
            child = np.where(at.parent >= 0, self.first_child[np.maximum(at.parent, 0)] + at.rank, 0)
            with np.errstate(divide="ignore"):
                step = np.where(at.parent >= 0, np.log(self.prob[np.minimum(child, len(self.prob) - 1)]), 0.0)
            reach = np.where(at.parent >= 0, self.log_reach[np.maximum(at.parent, 0)], 0.0) + np.maximum(step, -1e6)
            most = np.full(int(number.max()) + 1, -np.inf)
            np.maximum.at(most, number, reach)
            weight = np.zeros((len(most), num_types))
            np.add.at(weight, (number, at.kinds[:, about]), np.exp(reach - most[number]))
            self._beliefs[key] = weight / weight.sum(axis=1, keepdims=True)
        return self._beliefs[key]

    def log_odds(self, boundary: int, observer: int, about: int, num_types: int) -> Float[np.ndarray, "_number axis"]:
        """The same as log-odds."""
        return log_odds_of(self.belief(boundary, observer, about, num_types))


def act_on_perceptions(tree: TreePlay, seen: Mapping[int, TreePlay]) -> TreePlay:
    """The tree as it is played by actors some of which take another crisis for the true one.

    Args:
        tree: as those play who see it as it is. seen: by actor that does not, the tree as it takes it to be.

    Raises:
        ValueError: what can happen, or be known, is not the same in all of them.
    """
    above = np.maximum(tree.parent, 0)
    prob = tree.prob.copy()
    for actor, other in seen.items():
        if not _is_alike(tree, other):
            raise ValueError(f"perceptions: the tree as actor {actor} sees it has other histories")
        own = (tree.draws[above] == ACT) & (tree.mover[above] == actor) & (tree.parent >= 0)
        prob[own] = other.prob[own]
    with np.errstate(divide="ignore"):
        log_reach = sum_down(tree.parent, np.maximum(np.log(prob), NEVER))
    return replace(tree, prob=prob, log_reach=log_reach, expected={EVERYBODY: tree, **seen}, _beliefs={})


def _is_alike(one: TreePlay, other: TreePlay) -> bool:
    """Whether two trees have the same histories, and everybody knows the same at each."""
    names = ("first_child", "owner", "draws", "stage", "mover", "chosen", "profiles")
    if not all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names):
        return False
    return all(
        np.array_equal(here.known, there.known) and np.array_equal(here.public, there.public)
        for here, there in zip(one.boundaries, other.boundaries, strict=True)
    )


def sum_down(parent: Int[np.ndarray, " node"], amounts: np.ndarray) -> np.ndarray:
    """Sums of amounts on the way from the root to every node; nodes stand level by level."""
    total, done = amounts.copy(), 1
    while done < len(parent):
        # All nodes whose parents are done: they stand next to one another.
        end = int(np.searchsorted(parent, done, side="left"))
        total[done:end] += total[parent[done:end]]
        done = end
    return np.asarray(total)


class NoPolicies(tuple[()]):
    """In place of policies at beliefs, of a crisis that is solved on its tree; who asks for them is told."""

    def refuse(self) -> NoReturn:
        """Raise DetenteError, which says why there are none."""
        raise DetenteError(
            "this crisis is solved on its game tree, where no policy is a function of public beliefs; what asks for "
            "policies at beliefs (policies of a situation, exports to other solvers, commitments) cannot be answered"
        )

    def __getitem__(self, _: object) -> NoReturn:
        self.refuse()

    def __iter__(self) -> Iterator[NoReturn]:
        self.refuse()
