"""Several equilibria: other solutions, sought from other starts.

A node may have several fixed points, and the periods after it several equilibria. Two questions are asked.

*By node:* with continuation values as they are in the main solution, every node of an informed mover, or of two at
once, is started from other plays too. Two solutions are different if some probability differs by more than `DISTINCT`;
counted are the main one and every other one that is solved to the tolerance and stable under the logit dynamic
(`search.py`), since play leaves the others.

*As a whole:* every start gives a backward pass of its own, in which all nodes start from it instead of from next
period's policy. Its values at the start are compared with the main solution's.

Of an endless crisis the whole solutions begin from other values and policies (`guesses.py`). Under the rules that
follow the principal branch, other whole solutions are those of the drift of play.

A start is one play for each decision, the same at every date, state and belief, so that neighbouring nodes are not
torn apart by their starts: uniform play, then in turn a nearly pure profile of actions and types, and random scores.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int

from detente.game.dump import describe_state
from detente.game.tables import Game
from detente.solve.backward import solve_batch
from detente.solve.certificate import DecisionWithSeveral, Multiplicity, Selection, SeveralSolutions
from detente.solve.equilibrium import Equilibrium, Settings
from detente.solve.guesses import list_guesses
from detente.solve.nodes import Nodes, NodeScores, find_policies
from detente.solve.residuals import DecisionStates, belief_in_words
from detente.solve.restarts import PURE_SCORE
from detente.solve.search import solve_from
from detente.solve.stacking import stack_games
from detente.solve.warm_starts import Key, Menus, WarmStarts

DISTINCT = 1e-3
"""Solutions are right to the tolerance over the distance from a fold, so that copies of one solution differ less."""

NEXT_PERIOD = "the policies of the next period"

FEW_UNSTABLE = 0.01
"""Share of nodes that may be unstable in a whole solution that counts: starts that are alike everywhere, whatever comes
later, leave some where two branches meet."""

NUM_SHOWN = 5
"""Nodes with several solutions that are named."""


@dataclass(frozen=True)
class Start:
    """A play for each decision, from which all its nodes start.

    Args:
        number: 0 is uniform play, odd numbers are nearly pure profiles, even ones random scores.
    """

    number: int
    seed: int = 0

    @property
    def name(self) -> str:
        if self.number == 0:
            return "uniform play"
        return f"{'pure profile' if self.number % 2 else 'random play'} {(self.number + 1) // 2}"

    def scores(self, key: Key, menus: Menus) -> Float[np.ndarray, " score"]:
        """The scores of one decision, action by action and type by type; of two made at once, one after the other."""
        if self.number % 2:
            return self._pure(menus)
        num_scores = sum(num_actions * num_types for num_actions, num_types in menus)
        if self.number == 0:
            return np.zeros(num_scores)
        stage, mover = key
        # A signal has no mover, whose number is then −1.
        return np.random.default_rng([self.seed, self.number, stage, mover + 1]).normal(
            scale=PURE_SCORE, size=num_scores
        )

    def _pure(self, menus: Menus) -> Float[np.ndarray, " score"]:
        """One action for each type, nearly for sure; every turn another combination."""
        turn, parts = (self.number - 1) // 2, []
        for num_actions, num_types in menus:
            scores = np.zeros((num_actions, num_types))
            for kind in range(num_types):
                turn, action = divmod(turn, num_actions)
                scores[action, kind] = PURE_SCORE
            parts.append(scores.ravel())
        return np.concatenate(parts)


class Solutions(NamedTuple):
    """What is found from other starts. others: whole solutions, by the start, the main one's copies among them."""

    multiplicity: Multiplicity
    others: Mapping[str, Equilibrium]


def find_multiplicity(
    game: Game,
    settings: Settings,
    num_starts: int,
    seed: int = 0,
    progress: Callable[[str, float], None] | None = None,
) -> Multiplicity:
    """How many solutions are found from other starts (`find_solutions`)."""
    return find_solutions(game, settings, num_starts, seed, progress).multiplicity


def find_solutions(
    game: Game,
    settings: Settings,
    num_starts: int,
    seed: int = 0,
    progress: Callable[[str, float], None] | None = None,
) -> Solutions:
    """The solutions that are found from other starts, by node and as a whole.

    Args:
        seed: of the random starts.
        progress: called with what is going on and the share done.

    Raises:
        ValueError: there is no start.
    """
    if num_starts < 1:
        raise ValueError(f"find_solutions: num_starts must be at least 1, not {num_starts}")
    starts = [Start(number, seed) for number in range(num_starts)]
    counts = SolutionCounts(game, settings, starts)
    batch = stack_games([game])
    allowed = replace(settings, allow_unsolved=True, regret=False)

    def reporting(number: int) -> Callable[[str, float], None] | None:
        if progress is None:
            return None
        return lambda what, fraction: progress(what, (number + fraction) / (1 + num_starts))

    (main,) = solve_batch(batch, allowed, reporting(0), observer=counts)
    # The principal branch begins at one place, whatever the start; others are found by the drift of play.
    drift, others = replace(allowed, rule="drift"), dict[str, Equilibrium]()
    if settings.rule != "drift":
        (others[NEXT_PERIOD],) = solve_batch(batch, drift)
    if game.scenario.calendar.is_endless:
        for number, guess in enumerate(list_guesses(game, num_starts), start=1):
            (others[guess.name],) = solve_batch(batch, drift, reporting(number), guess=guess)
    else:
        for number, start in enumerate(starts, start=1):
            (others[start.name],) = solve_batch(batch, drift, reporting(number), WarmStarts(start.scores))
    multiplicity = Multiplicity(
        counts.num_nodes,
        counts.num_several,
        counts.most,
        counts.shown(),
        counts.by_decision(),
        tuple(_selection(main, other, start) for start, other in others.items()),
    )
    # What is not solved is no solution, and what play leaves is none that it comes to.
    most_unstable = max(main.certificate.num_unstable, FEW_UNSTABLE * main.certificate.num_nodes)
    whole = (
        start
        for start, selection in zip(others, multiplicity.selections, strict=True)
        if selection.num_unsolved == 0 and others[start].certificate.num_unstable <= most_unstable
    )
    return Solutions(multiplicity, {start: others[start] for start in whole})


def _selection(main: Equilibrium, other: Equilibrium, start: str) -> Selection:
    change = other.start_values - main.start_values
    worst = int(np.argmax(np.abs(change)))
    who = main.game.who(main.game.rows[worst])
    values = tuple(float(value) for value in other.start_values)
    stationary = other.certificate.stationary
    # What does not come to rest is no solution, wherever that shows.
    num_unsolved = max(other.certificate.num_unsolved, int(stationary is not None and not stationary.is_settled))
    return Selection(start, num_unsolved, values, *who, float(change[worst]))


@dataclass
class SolutionCounts:
    """Counts the solutions of every node while a game is solved; blocks are looked at by several threads."""

    game: Game
    settings: Settings
    starts: list[Start]
    num_nodes: int = 0
    num_several: int = 0
    most: int = 1
    _nodes: list[tuple[int, DecisionStates, int, int]] = field(default_factory=list)
    _decisions: dict[tuple[str, str], list[tuple[int, int]]] = field(default_factory=dict)

    def look(self, key: Key, nodes: Nodes, scores: NodeScores) -> Int[np.ndarray, " node"]:
        """The number of solutions at every node of a block."""
        menus = nodes.shape.menus
        known = [find_policies(scores, nodes)]
        number = np.ones(known[0].shape[-1], dtype=np.int64)
        for start in self.starts:
            first = start.scores(key, menus).reshape(*scores.shape[:2], 1)
            others = solve_from(nodes, np.broadcast_to(first, scores.shape), self.settings)
            policy = find_policies(others.scores, nodes)
            is_new = others.bound <= self.settings.tolerance
            for other in known:
                is_new &= ~(np.abs(policy - other).max(axis=0) <= DISTINCT)
            if is_new.any():
                is_new[others.unstable(self.settings.tolerance)] = False
            number += is_new
            known.append(np.where(is_new, policy, np.nan))
        return number

    def add(self, decided: DecisionStates, counts: Int[np.ndarray, "state belief"]) -> None:
        """Takes over the numbers of a decided's nodes."""
        self.num_nodes += counts.size
        several = int((counts > 1).sum())
        if several == 0:
            return
        self.num_several += several
        self.most = max(self.most, int(counts.max()))
        self._decisions.setdefault((decided.actors, decided.decisions), []).append((decided.period, several))
        for place in np.argsort(-counts, axis=None, kind="stable")[: min(several, NUM_SHOWN)]:
            state, belief = np.unravel_index(place, counts.shape)
            self._nodes.append((-int(counts[state, belief]), decided, int(decided.states[state]), int(belief)))
        self._nodes = sorted(self._nodes, key=lambda node: (node[0], node[1].period, node[1].stage))[:NUM_SHOWN]

    def shown(self) -> tuple[SeveralSolutions, ...]:
        """The nodes with the most solutions, by date."""
        game = self.game
        return tuple(
            SeveralSolutions(
                date=game.scenario.calendar.labels[decided.period],
                actor=decided.actors,
                stage=decided.decisions,
                state=describe_state(game, decided.period, decided.stage, state),
                belief=belief_in_words(game, belief),
                num_solutions=-less,
            )
            for less, decided, state, belief in self._nodes
        )

    def by_decision(self) -> tuple[DecisionWithSeveral, ...]:
        """How many nodes of every decision have several solutions."""
        labels = self.game.scenario.calendar.labels
        decisions = []
        for (actor, stage), found in sorted(self._decisions.items()):
            periods, numbers = zip(*found, strict=True)
            decisions.append(
                DecisionWithSeveral(actor, stage, labels[min(periods)], labels[max(periods)], sum(numbers))
            )
        return tuple(decisions)
