"""Several equilibria: what else is an answer, sought from other starts.

A node may have several fixed points, and what follows may have several continuations. Two questions are asked.

*By node:* with what follows as it is in the answer, every node of one informed mover (not of two at once) is started
from other plays too. Two answers are different if some probability differs by more than `DISTINCT`; counted are the
answer itself and every other one that is solved to the tolerance and stable under the logit dynamic
(`fixed_point.py`), since play leaves the others.

*As a whole:* every start gives a backward pass of its own, in which all nodes start from it instead of from next
period's policy. Its values at the start are compared with the answer's.

A start is one play for each decision, the same at every date, state and belief, so that neighbouring nodes are not
torn apart by their starts: uniform play, then in turn a nearly pure profile of actions and types, and random scores.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import jax.numpy as jnp
import numpy as np
from jaxtyping import Float, Int

from detente.game.dump import describe_state
from detente.game.tables import Game, StageTable
from detente.solve.backward import solve_batch
from detente.solve.certificate import belief_in_words
from detente.solve.checks import DecisionWithSeveral, Multiplicity, Selection, SeveralAnswers
from detente.solve.conventions import Conventions, Key
from detente.solve.equilibrium import Equilibrium, Settings
from detente.solve.fixed_point import PURE_SCORE, Scores, first_answers
from detente.solve.kernel.nodes import KernelNodes
from detente.solve.response import Nodes
from detente.solve.side_by_side import lay_side_by_side

DISTINCT = 1e-3
"""Solved answers are right to the tolerance over the distance from a fold, so that one answer's copies differ less."""

NUM_SHOWN = 5
"""Nodes with several answers that are named."""

Profile = Float[np.ndarray, "action type"]


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

    def profile(self, key: Key, num_actions: int, num_types: int) -> Profile:
        """The scores of one decision."""
        scores = np.zeros((num_actions, num_types))
        turn = (self.number - 1) // 2
        if self.number % 2:
            action = [(turn // num_actions**k) % num_actions for k in range(num_types)]
            scores[action, range(num_types)] = PURE_SCORE
        elif self.number:
            stage, mover = key
            # A signal has no mover, whose number is then −1.
            draws = np.random.default_rng([self.seed, self.number, stage, mover + 1])
            scores = draws.normal(scale=PURE_SCORE, size=scores.shape)
        return scores


def several_equilibria(
    game: Game,
    settings: Settings,
    num_starts: int,
    seed: int = 0,
    progress: Callable[[str, float], None] | None = None,
) -> Multiplicity:
    """What is found from so many other starts, by node and as a whole.

    Args:
        seed: of the random starts.
        progress: told what is going on and the share done.

    Raises:
        ValueError: there is no start.
    """
    if num_starts < 1:
        raise ValueError(f"several_equilibria: num_starts must be at least 1, not {num_starts}")
    starts = [Start(number, seed) for number in range(num_starts)]
    counts = _Counts(game, settings, starts)
    batch = lay_side_by_side([game])
    allowed = replace(settings, allow_unsolved=True, regret=False)

    def reporting(number: int) -> Callable[[str, float], None] | None:
        if progress is None:
            return None
        return lambda what, fraction: progress(what, (number + fraction) / (1 + num_starts))

    (answer,) = solve_batch(batch, allowed, reporting(0), observer=counts)
    selections = []
    for number, start in enumerate(starts, start=1):
        (found,) = solve_batch(batch, allowed, reporting(number), Conventions(start.profile))
        selections.append(_selection(answer, found, start))
    return Multiplicity(
        counts.num_nodes,
        counts.num_several,
        counts.most,
        counts.shown(),
        counts.by_decision(),
        tuple(selections),
    )


def _selection(answer: Equilibrium, found: Equilibrium, start: Start) -> Selection:
    change = found.start_values - answer.start_values
    worst = int(np.argmax(np.abs(change)))
    row = answer.game.rows[worst]
    actor = answer.game.scenario.actors[row.actor]
    kind = actor.types[row.type].name if len(actor.types) > 1 else None
    values = tuple(float(value) for value in found.start_values)
    return Selection(start.name, found.certificate.num_unsolved, values, actor.name, kind, float(change[worst]))


@dataclass
class _Counts:
    """Counts the answers of every node while a game is solved; blocks are looked at by several threads."""

    game: Game
    settings: Settings
    starts: list[Start]
    num_nodes: int = 0
    num_several: int = 0
    most: int = 1
    _nodes: list[tuple[int, int, int, StageTable, int, int]] = field(default_factory=list)
    _decisions: dict[tuple[str, str], list[tuple[int, int]]] = field(default_factory=dict)

    def look(self, key: Key, nodes: Nodes | KernelNodes, scores: Scores) -> Int[np.ndarray, " node"]:
        """The number of answers at every node of a block."""
        available = np.asarray(nodes.available)[:, None]
        known = [_policy(np.asarray(scores), available)]
        number = np.ones(known[0].shape[-1], dtype=np.int64)
        for start in self.starts:
            profile = start.profile(key, *known[0].shape[:2])
            first = jnp.asarray(np.broadcast_to(profile[..., None], known[0].shape))
            answers = first_answers(nodes, first, self.settings)
            policy = _policy(answers.scores, available)
            is_new = answers.bound <= self.settings.tolerance
            for other in known:
                is_new &= ~(np.abs(policy - other).max(axis=(0, 1)) <= DISTINCT)
            if is_new.any():
                is_new[answers.unstable(self.settings.tolerance)] = False
            number += is_new
            known.append(np.where(is_new, policy, np.nan))
        return number

    def add(self, t: int, s: int, table: StageTable, found: Int[np.ndarray, "state belief"]) -> None:
        """Takes over the numbers of a table's nodes."""
        self.num_nodes += found.size
        several = int((found > 1).sum())
        if several == 0:
            return
        self.num_several += several
        self.most = max(self.most, int(found.max()))
        self._decisions.setdefault((self.game.scenario.actors[table.mover].name, table.name), []).append((t, several))
        for place in np.argsort(-found, axis=None, kind="stable")[: min(several, NUM_SHOWN)]:
            state, belief = np.unravel_index(place, found.shape)
            self._nodes.append((-int(found[state, belief]), t, s, table, int(table.states[state]), int(belief)))
        self._nodes = sorted(self._nodes, key=lambda node: node[:3])[:NUM_SHOWN]

    def shown(self) -> tuple[SeveralAnswers, ...]:
        """The nodes with the most answers, by date."""
        game = self.game
        return tuple(
            SeveralAnswers(
                date=game.scenario.calendar.labels[t],
                actor=game.scenario.actors[table.mover].name,
                stage=table.name,
                state=describe_state(game, t, s, state),
                belief=belief_in_words(game, belief),
                num_answers=-less,
            )
            for less, t, s, table, state, belief in self._nodes
        )

    def by_decision(self) -> tuple[DecisionWithSeveral, ...]:
        """How many nodes of every decision have several answers."""
        labels = self.game.scenario.calendar.labels
        decisions = []
        for (actor, stage), found in sorted(self._decisions.items()):
            periods, numbers = zip(*found, strict=True)
            decisions.append(
                DecisionWithSeveral(actor, stage, labels[min(periods)], labels[max(periods)], sum(numbers))
            )
        return tuple(decisions)


def _policy(
    scores: Float[np.ndarray, "action type node"], available: np.ndarray
) -> Float[np.ndarray, "action type node"]:
    """softmax over the menu."""
    inside = np.where(available, scores, -np.inf)
    weight = np.exp(inside - inside.max(axis=0))
    return np.asarray(weight / weight.sum(axis=0))
