"""The played-out check: action values recomputed by play, without interpolating any value.

At public histories that play reaches, every action of the mover is tried by every type of it: the others' types are
drawn from the public belief, play goes on by the solved policies to the horizon, and the mover's discounted payoffs are
averaged to Q̂(a, k). The policy there is compared with softmax(λ Q̂). The residual cannot see an error of the
interpolation; this does. All actions and types of a history are tried with the same random numbers, so that
differences between actions are sharp.

The values at the start, too, are compared with the mean payoffs of plays from the start.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int

from detente.game.beliefs import LEAST_PROBABILITY, probabilities_of
from detente.game.tables import StageTable
from detente.simulate.apart import find_pairs
from detente.simulate.batch import PlayBatch
from detente.simulate.paths import Paths
from detente.simulate.paying import add_flows
from detente.simulate.play import find_policy, play_stage, simulate
from detente.simulate.prepared import PreparedGame, PreparedTable, prepare
from detente.simulate.sampling import draw
from detente.solve.certificate import CHANCE_ERRORS, Apartness, PlayedOut, ValueGap
from detente.solve.equilibrium import Equilibrium

FINEST_ERROR = 0.02
"""Where chance leaves a policy open by more than this, the check is repeated with more plays."""


@dataclass(frozen=True)
class History:
    """A public history at which an actor decides: where it stands, and what everyone believes."""

    period: int
    stage: int
    state: int
    log_odds: np.ndarray


def play_out(
    equilibrium: Equilibrium,
    num_histories: int = 20,
    num_rollouts: int = 500,
    num_plays: int = 10_000,
    seed: int = 0,
    most_rollouts: int = 8_000,
) -> PlayedOut | None:
    """The check at histories drawn from play, and of the values at the start; None if no actor ever decides.

    Args:
        num_rollouts: for each action and type at first; four times as many, again and again, where chance leaves a
            policy open by more than `FINEST_ERROR`, up to `most_rollouts`.
        num_plays: from the start, in which values are found; 0: values are not checked.
    """
    prepared = prepare(equilibrium)
    first, second = np.random.SeedSequence(seed).spawn(2)
    histories = draw_histories(prepared, num_histories, first)
    if not histories:
        return None
    checked = [
        _check(prepared, at, (num_rollouts, most_rollouts), stream)
        for at, stream in zip(histories, second.spawn(len(histories)), strict=True)
    ]
    paths = simulate(equilibrium, num_plays, seed) if num_plays else None
    return PlayedOut(
        max_gap=max(each.gap for each in checked),
        mean_gap=float(np.mean([each.gap for each in checked])),
        error=max(each.error for each in checked),
        num_histories=len(checked),
        num_rollouts=max(each.num_rollouts for each in checked),
        value=find_value_gap(equilibrium, paths) if paths is not None else None,
        num_plays=num_plays,
        apart=find_apartness(paths) if paths is not None else None,
    )


class _Checked(NamedTuple):
    """The check at one history: the gap that chance does not explain, and by how much chance leaves policies open."""

    gap: float
    error: float
    num_rollouts: int


def _check(prepared: PreparedGame, at: History, rollouts: tuple[int, int], stream: np.random.SeedSequence) -> _Checked:
    """The check at one history, with as many rollouts as it takes. rollouts: at first and at most."""
    num_rollouts, most = rollouts
    while True:
        gap, error = _gap_at(prepared, at, num_rollouts, stream.spawn(1)[0])
        if error <= FINEST_ERROR or 4 * num_rollouts > most:
            return _Checked(gap, error, num_rollouts)
        num_rollouts *= 4


def find_value_gap(equilibrium: Equilibrium, paths: Paths) -> ValueGap | None:
    """The gap of which chance explains least, of the types that occur in the plays; None without any."""
    game, discounted = equilibrium.game, paths.discounted()
    gaps = []
    for row, value in zip(game.rows, equilibrium.start_values, strict=True):
        payoffs = discounted[paths.types[:, row.actor] == row.type, row.actor]
        if len(payoffs) > 1:
            error = float(payoffs.std() / np.sqrt(len(payoffs)))
            gaps.append(ValueGap(*game.who(row), float(value), float(value - payoffs.mean()), error))
    return max(gaps, key=lambda each: each.beyond_chance, default=None)


def find_apartness(paths: Paths) -> Apartness | None:
    """How far beliefs about two actors are from the joint posterior; None where no signal depends on two."""
    if paths.apart is None:
        return None
    game = paths.game
    date = int(paths.apart.mean(axis=0).argmax())
    informed = dict.fromkeys(each for pair in find_pairs(game) for each in pair)
    names = tuple(game.scenario.actors[game.informed[each]].name for each in informed)
    return Apartness(names, float(paths.apart[:, date].mean()), float(paths.apart[:, date].max()))


def draw_histories(prepared: PreparedGame, num_histories: int, stream: np.random.SeedSequence) -> list[History]:
    """At most `num_histories` histories: plays stopped at a stage drawn at random, kept if an actor decides there."""
    game = prepared.game
    num_plays, num_stages = 10 * num_histories, len(game.stage_names)
    chosen, following = stream.spawn(2)
    stop = np.random.default_rng(chosen).integers(game.num_periods * num_stages, size=num_plays)
    plays = PlayBatch.from_the_start(prepared, num_plays, following)
    unpaid = np.zeros((len(game.prior), num_plays))
    histories: dict[int, History] = {}
    for moment in range(game.num_periods * num_stages):
        period, stage = divmod(moment, num_stages)
        state, log_odds = plays.state, plays.log_odds[0].copy()
        mover, _ = play_stage(prepared, period, stage, plays, unpaid)
        for play in np.flatnonzero((stop == moment) & (mover >= 0)):
            histories[int(play)] = History(period, stage, int(state[play]), log_odds[play])
        if stage == num_stages - 1:
            plays.state = game.periods[period].end.next_state[plays.state]
    return [histories[play] for play in sorted(histories)[:num_histories]]


def _gap_at(
    prepared: PreparedGame, at: History, num_rollouts: int, stream: np.random.SeedSequence
) -> tuple[float, float]:
    """The largest gap at one history that chance does not explain, and by how much chance leaves a policy open.

    Policy and values are compared as log-odds between actions, log σ(a) − log η(a) and λ Q̂(a), each less its mean over
    the type's menu: there the Monte Carlo error is that of a mean, however sharply the response follows it. The
    difference, less what chance explains of it, is then a difference of probabilities.
    """
    game = prepared.game
    here, where = find_table(prepared, at)
    table = here.table
    actions = np.flatnonzero(table.available[where])
    kinds = find_possible_types(prepared, at, table.mover)
    payoffs = _rollouts(prepared, at, table.mover, actions, num_rollouts, stream)[:, kinds]
    anchor = _anchor_of(table, where, actions)[:, kinds]
    precision = game.precision[game.rows_of(table.mover)][kinds][:, None]
    scores = precision * (payoffs - _mean_over_menu(payoffs, anchor[..., None]))
    chance = CHANCE_ERRORS * scores.std(axis=2) / np.sqrt(num_rollouts)

    at_history = _standing(at, np.zeros((1, len(game.prior)), np.int64))
    alone = PlayBatch(prepared, np.random.default_rng(stream).random, *at_history)
    log_policy = find_policy(here, alone, slice(None), np.array([where]))[actions][:, kinds, 0]
    pulled = np.where(anchor > -np.inf, log_policy - np.where(anchor > -np.inf, anchor, 0.0), 0.0)
    apart = np.where(anchor > -np.inf, scores.mean(axis=2) - (pulled - _mean_over_menu(pulled, anchor)), 0.0)
    unexplained = np.sign(apart) * np.maximum(np.abs(apart) - chance, 0)
    policy = np.exp(log_policy)
    gap = np.abs(_softmax(log_policy + unexplained) - policy).max()
    directions = [sign * np.eye(len(actions))[a][:, None] for a in range(len(actions)) for sign in (1, -1)]
    error = max(np.abs(_softmax(log_policy + chance * each) - policy).max() for each in directions)
    return float(gap), float(error)


def _anchor_of(table: StageTable, where: int, actions: np.ndarray) -> Float[np.ndarray, "action kind"]:
    """log η of some actions at a state."""
    if table.anchor is None:
        return np.zeros((len(actions), table.message_prob.shape[3]))
    return np.asarray(table.anchor[where, actions])


def _mean_over_menu(numbers: np.ndarray, anchor: np.ndarray) -> np.ndarray:
    """Means over what the menu of each type holds."""
    if (anchor > -np.inf).all():
        return np.asarray(numbers.mean(axis=0))
    return np.asarray(np.mean(numbers, axis=0, where=np.broadcast_to(anchor > -np.inf, numbers.shape)))


def find_possible_types(prepared: PreparedGame, at: History, mover: int) -> Int[np.ndarray, " kind"]:
    """The mover's types that the public does not hold to be less likely than the end of the belief grid.

    The others are excluded as far as the solver can tell: a belief that would bring them back is beyond its grid.
    """
    game = prepared.game
    if mover not in game.informed:
        return np.arange(len(game.prior[mover]))
    informed = game.informed.index(mover)
    belief = probabilities_of(at.log_odds[game.grid.axis_slice(informed)])
    return np.flatnonzero(np.log(np.maximum(belief, LEAST_PROBABILITY) / belief.max()) >= -game.grid.limits[informed])


def find_table(prepared: PreparedGame, at: History) -> tuple[PreparedTable, int]:
    """The table of the decision at a history, and the place of its state there."""
    lookup = prepared.lookups[at.period][at.stage]
    number = int(lookup.table[at.state]) if len(lookup.tables) > 1 else 0
    return prepared.tables[at.period][at.stage][number], int(lookup.position[at.state])


def _standing(at: History, types: np.ndarray) -> tuple[np.ndarray, list[np.ndarray], np.ndarray]:
    """Types, beliefs and states of plays that stand at a history."""
    return types, [np.tile(at.log_odds, (len(types), 1))], np.full(len(types), at.state)


def _rollouts(
    prepared: PreparedGame,
    at: History,
    mover: int,
    actions: np.ndarray,
    num_rollouts: int,
    stream: np.random.SeedSequence,
) -> np.ndarray:
    """The mover's discounted payoffs [action, type, rollout] from a history on."""
    plays, prescribed = begin_rollouts(prepared, at, mover, actions, num_rollouts, stream)
    total = _play_on(prepared, at, plays, prescribed, mover)
    return total.reshape(len(actions), len(prepared.game.prior[mover]), num_rollouts)


def begin_rollouts(
    prepared: PreparedGame,
    at: History,
    mover: int,
    actions: np.ndarray,
    num_rollouts: int,
    stream: np.random.SeedSequence,
) -> tuple[PlayBatch, np.ndarray]:
    """Plays that stand at a history, in the order [action, type, rollout], and what the mover does in each of them."""
    game = prepared.game
    generator = np.random.default_rng(stream)
    num_types = len(game.prior[mover])
    copies = len(actions) * num_types

    def same_for_all(shape: tuple[int, ...]) -> np.ndarray:
        return np.tile(generator.random((*shape[:-1], num_rollouts)), copies)

    types = np.zeros((copies * num_rollouts, len(game.prior)), dtype=np.int64)
    for informed, actor in enumerate(game.informed):
        belief = probabilities_of(at.log_odds[game.grid.axis_slice(informed)])
        types[:, actor] = draw(belief[:, None], same_for_all((1,)))
    types[:, mover] = np.tile(np.repeat(np.arange(num_types), num_rollouts), len(actions))
    plays = PlayBatch(prepared, same_for_all, *_standing(at, types))
    return plays, np.repeat(actions, num_types * num_rollouts)


def _play_on(prepared: PreparedGame, at: History, plays: PlayBatch, prescribed: np.ndarray, mover: int) -> np.ndarray:
    """The mover's discounted payoffs of every play from a history to the horizon, its first move prescribed."""
    game = prepared.game
    total, weight = np.zeros(plays.num_plays), np.ones(plays.num_plays)
    # The other one's move is drawn anew where two are made at once; it stands at the same state and belief.
    first_stage = at.stage - (game.periods[at.period].stages[at.stage][0].joint is not None)
    for period in range(at.period, game.num_periods):
        payoffs = np.zeros((len(game.prior), plays.num_plays))
        for stage in range(first_stage if period == at.period else 0, len(game.stage_names)):
            is_first = (period, stage) == (at.period, at.stage)
            play_stage(prepared, period, stage, plays, payoffs, prescribed if is_first else None)
        end = game.periods[period].end
        add_flows([end.flow], plays, payoffs)
        total += weight * payoffs[mover]
        weight *= game.patience[plays.rows[:, mover]]
        plays.state = end.next_state[plays.state]
    aftermath = np.zeros((len(game.prior), plays.num_plays))
    add_flows([game.aftermath], plays, aftermath)
    return np.asarray(total + weight * aftermath[mover])


def _softmax(scores: np.ndarray) -> np.ndarray:
    """Along the first axis."""
    weights = np.exp(scores - scores.max(axis=0))
    return np.asarray(weights / weights.sum(axis=0))
