"""Other starts for an endless crisis: values, and policies, from which its backward steps may begin.

Which stationary equilibrium the steps arrive at depends on where they start. Cooperation that is upheld by the threat
of a breakdown is found only from a start that has both: play that keeps a state while it lasts, and play that keeps a
worse one everywhere else. For every state x that some play can keep, the start is

- values: what x brings for ever at x, and what the worst state z that can be kept brings for ever elsewhere;
- policies: at x the acts that most probably lead to x again at the round's end, and elsewhere those that lead to z.

Only what is paid at the end of rounds is looked at, and costs of acts are left out: it is a start, not an answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int

from detente.game.dump import describe_state
from detente.game.tables import Game, Period, StageTable
from detente.solve.decisions import StageDecision, list_decisions
from detente.solve.nodes import Values
from detente.solve.restarts import PURE_SCORE
from detente.solve.warm_starts import Key, StateScores

KEPT = 0.5
"""Probability with which some play must lead back to a state for it to count as kept."""

Chances = Float[np.ndarray, " _state"]
Choices = Int[np.ndarray, "_mover _state"]


class Guess(NamedTuple):
    """Where the steps of an endless crisis start.

    Args:
        values: at the beginning of a round, by state, row and belief, of the actors' own rows.
        scores: by decision the states at which it is taken, and the scores from which its nodes start.
    """

    name: str
    values: Values
    scores: tuple[tuple[Key, Int[np.ndarray, " _state"], StateScores], ...] = ()


def list_guesses(game: Game, number: int) -> tuple[Guess, ...]:
    """The starts that keep one state; those that bring all actors together the most come first."""
    period = game.periods[1]
    for_ever = _what_states_bring(game, period)
    ways = [_find_way(game, period, target) for target in range(len(for_ever))]
    kept = [state for state, (chance, _) in enumerate(ways) if chance[state] >= KEPT]
    if not kept:
        return ()
    order = sorted(kept, key=lambda state: (-float(for_ever[state].sum()), state))
    worst = order[-1]
    guesses = []
    for state in order[:number]:
        values = np.tile(for_ever[worst], (len(for_ever), 1))
        values[state] = for_ever[state]
        named = [describe_state(game, 1, 0, each) for each in (state, worst)]
        name = f"{named[0]} for ever" + ("" if state == worst else f" and {named[1]} elsewhere")
        scores = tuple(_score_ways(game, period, state, ways[state][1], ways[worst][1]))
        guesses.append(Guess(name, np.repeat(values[..., None], game.grid.size, axis=-1), scores))
    return tuple(guesses)


def _what_states_bring(game: Game, period: Period) -> Float[np.ndarray, "_state _row"]:
    """What the end of a round pays for ever, by the state that the next one begins with; the mean where it is open."""
    flow, first = period.end.flow, len(period.codes[0])
    paid = flow.values.copy()
    if flow.belief_values is not None:
        paid[:, flow.belief_rows] += flow.belief_values.mean(axis=-1)
    total = np.zeros((first, paid.shape[1]))
    np.add.at(total, period.end.next_state, paid)
    count = np.bincount(period.end.next_state, minlength=first)
    return np.asarray(total / np.maximum(count, 1)[:, None] / (1 - game.patience))


def _find_way(game: Game, period: Period, target: int) -> tuple[Chances, dict[tuple[int, int], Choices]]:
    """The largest probability with which a round can lead to a state, by the state that it begins with, and the acts.

    Returns:
        the probabilities, and by stage and number of the decision the act of every mover at each of its states.
    """
    chance = (period.end.next_state == target).astype(float)
    choices = {}
    for s in reversed(range(len(period.stages))):
        if period.stages[s][0].is_held:
            continue
        before = np.zeros(len(period.codes[s]))
        for number, decision in enumerate(list_decisions(period.stages, s, len(game.prior))):
            best, acts = _choose(decision, chance)
            before[decision.states], choices[s, number] = best, acts
        chance = before
    return chance, choices


def _choose(decision: StageDecision, after: Chances) -> tuple[Chances, Choices]:
    """The acts that lead to what is wanted with the largest probability, and that probability; the first of equals."""
    tables = decision.tables
    told = [table.message_prob.mean(axis=3) for table in tables]
    last = tables[-1]
    if len(tables) == 1:
        by_message = (last.branch_prob * after[last.branch_state]).sum(axis=-1)
        by_act = np.where(last.available, np.einsum("xam,xm->xa", told[0], by_message), -1.0)
        acts = by_act.argmax(axis=1)
        return by_act.max(axis=1), acts[None]
    assert last.joint is not None
    pairs = (last.joint.branch_prob * after[last.joint.branch_state]).sum(axis=-1)
    by_pair = np.einsum("xam,xbn,xmn->xab", told[0], told[1], pairs)
    by_pair[~(tables[0].available[:, :, None] & tables[1].available[:, None, :])] = -1.0
    flat = by_pair.reshape(len(by_pair), -1)
    return flat.max(axis=1), np.stack(np.unravel_index(flat.argmax(axis=1), by_pair.shape[1:]))


def _score_ways(
    game: Game,
    period: Period,
    state: int,
    here: dict[tuple[int, int], Choices],
    elsewhere: dict[tuple[int, int], Choices],
) -> Iterator[tuple[Key, np.ndarray, StateScores]]:
    """Nearly pure scores of one way at a state that rounds begin with and all states within them that it leads to."""
    reached = np.zeros(len(period.codes[0]), dtype=bool)
    reached[state] = True
    for s in range(len(period.stages)):
        if period.stages[s][0].is_held:
            continue
        later = np.zeros(len(period.codes[s + 1]), dtype=bool)
        for number, decision in enumerate(list_decisions(period.stages, s, len(game.prior))):
            is_here = reached[decision.states]
            acts = np.where(is_here, here[s, number], elsewhere[s, number])
            _mark_after(decision, is_here, later)
            if decision.has_nodes and not decision.is_chance:
                yield decision.key, period.codes[s][decision.states], _as_scores(game, decision.tables, acts)
        reached = later


def _mark_after(decision: StageDecision, is_here: np.ndarray, later: np.ndarray) -> None:
    """Marks the states that some of the decision's states lead to, whatever is chosen; filled in."""
    last = decision.tables[-1]
    outcome = last if last.joint is None or len(decision.tables) == 1 else last.joint
    prob, state = outcome.branch_prob, outcome.branch_state
    later[state[is_here][prob[is_here] > 0]] = True


def _as_scores(game: Game, tables: tuple[StageTable, ...], acts: Choices) -> StateScores:
    """Scores that make some acts nearly sure for every type, at every belief."""
    parts = []
    for table, chosen in zip(tables, acts, strict=True):
        num_types = len(game.prior[game.informed[table.informs]]) if table.informs >= 0 else 1
        own = np.zeros((table.available.shape[1], num_types, len(chosen), game.grid.size))
        own[chosen, :, np.arange(len(chosen))] = PURE_SCORE
        parts.append(own)
    if len(parts) == 1:
        return parts[0]
    return np.concatenate([own.reshape(-1, 1, *own.shape[2:]) for own in parts])
