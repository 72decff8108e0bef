"""Plays drawn from a solved game.

Play goes forward through the stages, all plays of a chunk at once. At a decision the mover's node is solved at the
play's own public belief (`solve/at_belief.py`); the same policy draws the act of the mover's true type and enters
Bayes' rule,

    L(m | θ) = Σ_a σ(a | θ) P(m | a, θ),    z_k ← z_k + log L(m | k) − log L(m | K − 1),

so that beliefs are a martingale exactly where types stay, however coarse the grid. A likelihood of zero counts as
1e-300, as everywhere (`beliefs.LEAST_PROBABILITY`): log-odds stay finite, and two impossibilities cancel. Where actors
act on perceptions of the game (`prepared.py`), the mover's own view gives the act, and every view moves its beliefs by
its own policies.

Every play has its own column of random numbers, three for every stage: plays of different games with one seed can be
compared play by play, which is what makes differences between variants sharp.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from detente.cores import share_out
from detente.game.beliefs import log_likelihood_of, shift_belief
from detente.game.tables import Joint, StageTable
from detente.simulate.apart import find_pairs
from detente.simulate.batch import PlayBatch
from detente.simulate.likelihood import find_log_likelihood
from detente.simulate.moves import ForcedMove
from detente.simulate.on_tree import simulate_on_tree
from detente.simulate.paths import Paths
from detente.simulate.paying import add_flows, add_payoffs
from detente.simulate.prepared import PreparedGame, PreparedTable, prepare
from detente.simulate.sampling import draw
from detente.simulate.turns import Turns
from detente.simulate.unseen import come_up, draw_shift, draw_signal
from detente.solve.equilibrium import Equilibrium
from detente.solve.kernel.between import draw_actions

CHUNK = 5_000  # the working arrays of a chunk stay in a core's cache

Guide = Callable[[PreparedTable, "At", Float[np.ndarray, "action play"], np.ndarray], np.ndarray]
"""Chooses in place of the policy: table, which plays, log σ of every play's mover up to a constant, uniform numbers."""


def simulate(
    equilibrium: Equilibrium,
    num_plays: int = 100_000,
    seed: int = 0,
    forced: tuple[ForcedMove, ...] = (),
    progress: Callable[[str, float], None] | None = None,
    *,
    with_turns: bool = False,
    boldness: float = 1.0,
    until: int | None = None,
) -> Paths:
    """Plays of the solved game, from the start to the horizon, or to the end of a period before it.

    Args:
        seed: see `Paths.seed`.
        forced: moves made for their owners; a later one wins over an earlier one.
        progress: called with the task under way and the share of it that is done.
        with_turns: whether to keep how likely everything was that happened (`turns.py`); the plays are the same.
        boldness: above 1, draws are from probabilities to the power 1 / boldness, in which rare things happen more
            often; what is kept of their probabilities is what it is in the game. Such plays are no sample of it.
        until: the last period that is played; default: the calendar's. Up to there the plays are the same. A crisis
            that is solved on its tree is played to the end.

    Raises:
        ValueError: `num_plays` is below one.
    """
    if num_plays < 1:
        raise ValueError(f"simulate: num_plays must be at least 1, not {num_plays}")
    if equilibrium.on_tree is not None:
        return simulate_on_tree(equilibrium, num_plays, seed, forced, progress, with_turns, boldness)
    prepared = prepare(equilibrium, (forced,))
    record = empty_record(prepared, seed, num_plays, forced, with_turns, until)
    starts = range(0, num_plays, CHUNK)
    streams = np.random.SeedSequence(seed).spawn(len(starts))

    def play(number: int) -> None:
        span = slice(starts[number], min(starts[number] + CHUNK, num_plays))
        play_chunk(prepared, record, span, streams[number], boldness)

    for done, _ in enumerate(share_out(play, range(len(starts))), start=1):
        if progress is not None:
            progress("playing", done / len(starts))
    return record


def empty_record(
    prepared: PreparedGame,
    seed: int,
    num_plays: int,
    forced: tuple[ForcedMove, ...],
    with_turns: bool = False,
    until: int | None = None,
) -> Paths:
    game = prepared.game
    num_periods = game.num_periods if until is None else min(until + 1, game.num_periods)
    num_stages, num_actors = len(game.stage_names), len(game.prior)
    num_states = max(len(codes) for period in game.periods for codes in period.codes)
    state_type = np.int16 if num_states < 2**15 else np.int32
    shape = (num_periods + 1, len(game.grid.axis_points), num_plays)
    log_odds = [np.empty(shape, np.float64).transpose(2, 0, 1) for _ in prepared.start_log_odds]
    is_changing = any(actor.is_changing for actor in game.scenario.actors)
    turns = (num_periods, num_stages, num_plays)
    odds = [np.empty(turns, np.float64).transpose(2, 0, 1) if with_turns else None for _ in range(2)]
    return Paths(
        game=game,
        seed=seed,
        num_plays=num_plays,
        types=np.empty((num_actors, num_plays), np.int8).T,
        mover=np.empty((num_periods, num_stages, num_plays), np.int8).transpose(2, 0, 1),
        act=np.empty((num_periods, num_stages, num_plays), np.int16).transpose(2, 0, 1),
        state=np.empty((num_periods, num_stages + 1, num_plays), state_type).transpose(2, 0, 1),
        final_state=np.empty(num_plays, np.int32),
        log_odds=log_odds[0],
        seen_log_odds=tuple(log_odds[1:]),
        view_of=prepared.view_of,
        payoffs=np.empty((num_periods, num_actors, num_plays), np.float32).transpose(2, 0, 1),
        aftermath=np.empty((num_actors, num_plays), np.float32).T,
        forced=forced,
        apart=np.zeros((num_periods, num_plays), np.float32).T if find_pairs(game) else None,
        known=np.empty((num_periods, num_stages + 1, num_actors, num_plays), np.int8).transpose(3, 0, 1, 2)
        if is_changing
        else None,
        chosen=odds[0],
        drawn=odds[1],
        message=np.empty(turns, np.int16).transpose(2, 0, 1) if with_turns else None,
    )


def play_chunk(
    prepared: PreparedGame, record: Paths, span: slice, stream: np.random.SeedSequence, boldness: float
) -> None:
    """Plays one chunk and writes it into its part of the record."""
    plays = PlayBatch.from_the_start(prepared, span.stop - span.start, stream)
    plays.boldness = boldness
    record.types[span] = plays.types
    for period in range(record.num_periods):
        play_period(prepared, record, span, period, plays)


def play_period(prepared: PreparedGame, record: Paths, span: slice, period: int, plays: PlayBatch) -> None:
    """Plays one period and writes it into its part of the record."""
    payoffs = np.zeros((len(prepared.game.prior), plays.num_plays))
    for stage in range(len(prepared.game.stage_names)):
        record_stage(prepared, record, span, (period, stage), plays, payoffs)
    record_period(prepared, record, span, period, plays, payoffs)


def record_stage(
    prepared: PreparedGame,
    record: Paths,
    span: slice,
    at: tuple[int, int],
    plays: PlayBatch,
    payoffs: np.ndarray,
    prescribed: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Plays one stage as `play_stage` does, and writes it into its part of the record. at: period and stage."""
    period, stage = at
    if stage == 0:
        record_beliefs(record, span, period, plays)
    record.state[span, period, stage] = plays.state
    if record.known is not None:
        record.known[span, period, stage] = plays.types
    plays.turns = None if record.chosen is None else Turns(plays.num_plays)
    mover, act = play_stage(prepared, period, stage, plays, payoffs, prescribed)
    record.mover[span, period, stage] = mover
    record.act[span, period, stage] = act
    record.note_turns(span, period, stage, plays.turns)
    return mover, act


def record_period(
    prepared: PreparedGame, record: Paths, span: slice, period: int, plays: PlayBatch, payoffs: np.ndarray
) -> None:
    """Ends a period, after the calendar's last one with what follows it. payoffs: of its stages, to which it adds."""
    tables = prepared.game.periods[period]
    record.state[span, period, -1] = plays.state
    if record.known is not None:
        record.known[span, period, -1] = plays.types
    if record.apart is not None:
        record.apart[span, period] = plays.apart.measure(prepared.game.grid, plays.log_odds[0])
    add_flows([each.periods[period].end.flow for each in prepared.payoffs.games], plays, payoffs)
    record.payoffs[span, period] = payoffs.T
    plays.state = tables.end.next_state[plays.state]
    if period == record.num_periods - 1:
        end_record(prepared, record, span, plays)


def end_record(prepared: PreparedGame, record: Paths, span: slice, plays: PlayBatch) -> None:
    """Records where plays have come to, and after the calendar's last period what follows it."""
    record_beliefs(record, span, -1, plays)
    record.final_state[span] = plays.state
    if not record.is_whole:
        record.aftermath[span] = np.nan
        return
    aftermath = np.zeros((len(prepared.game.prior), plays.num_plays))
    add_flows([each.aftermath for each in prepared.payoffs.games], plays, aftermath)
    record.aftermath[span] = aftermath.T


def record_beliefs(record: Paths, span: slice, boundary: int, plays: PlayBatch) -> None:
    for recorded, log_odds in zip((record.log_odds, *record.seen_log_odds), plays.log_odds, strict=True):
        recorded[span, boundary] = log_odds


def play_stage(
    prepared: PreparedGame,
    period: int,
    stage: int,
    plays: PlayBatch,
    payoffs: np.ndarray,
    prescribed: np.ndarray | None = None,
    guide: Guide | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Plays one stage; adds to the payoffs [actor, play] and returns who moved and what they did.

    Args:
        prescribed: what every play's mover does in place of a draw from its policy. guide: what chooses in its place.
    """
    lookup = prepared.lookups[period][stage]
    uniform = plays.random((3, plays.num_plays))
    mover, act = np.full((2, plays.num_plays), -1, dtype=np.int16)
    next_state = np.empty_like(plays.state)
    table_of = lookup.table[plays.state]
    # Tables see the beliefs as they were when the stage began: they are disjoint sets of plays.
    for number, here in enumerate(prepared.tables[period][stage]):
        who: np.ndarray | slice = slice(None)
        if len(lookup.tables) > 1:
            who = np.flatnonzero(table_of == number)
            if len(who) == 0:
                continue
        at = At(who, lookup.position[plays.state[who]])
        acts = None if prescribed is None else prescribed[who]
        before = None if plays.turns is None else plays.types_at(here.table, who)
        action, next_state[who] = _play_table(here, plays, at, uniform[:, who], payoffs, acts, guide)
        if plays.turns is not None and before is not None:
            turn = (at.where, action, before, plays.types_at(here.table, who))
            plays.turns.note_chance(here.table, who, turn, plays.held[who], next_state[who])
        if here.table.mover >= 0:
            mover[who] = np.where(action >= 0, here.table.mover, -1)
            act[who] = action
    plays.state = next_state
    if lookup.tables[0].joint is not None:
        plays.announce()
    return mover, act


class At(NamedTuple):
    """The plays `who` that stand at a table. where: by play the place of its state there."""

    who: np.ndarray | slice
    where: np.ndarray


def _play_table(
    here: PreparedTable,
    plays: PlayBatch,
    at: At,
    uniform: np.ndarray,
    payoffs: np.ndarray,
    prescribed: np.ndarray | None,
    guide: Guide | None,
) -> tuple[np.ndarray, np.ndarray]:
    """Plays one table; returns actions, −1 where the decision does not come up, and next states."""
    table, (who, where) = here.table, at
    type_index = plays.types_at(table, who)
    if table.pair is not None:
        return np.zeros(len(where), dtype=np.int64), _signal_of_two(table, plays, at, uniform[1])
    is_up, uniform_of_act = come_up(table, where, uniform[0], prescribed)
    action, log_policies_seen = _choose(here, plays, at, uniform_of_act, guide)
    if prescribed is not None:
        action = prescribed
        if plays.turns is not None:
            plays.turns.note_given(who)
    add_payoffs(here, plays, who, (where, action, type_index), payoffs, is_up)

    message = action
    if table.shift_prob is not None:
        assert table.told_shift is not None
        staying = None if is_up is None or table.occasion is None else (is_up, table.occasion.message_prob)
        message, after = draw_shift(table.shift_prob, (where, action, type_index), uniform[1], staying)
        before = plays.log_odds[0][who, plays.game.grid.axis_slice(table.informs)]
        told = shift_belief(before, log_policies_seen.get(0), table.told_shift[where, :, message])
        plays.become(table.informs, who, after, told)
        action = action if is_up is None else np.where(is_up, action, -1)
    elif not table.is_overt:
        message_prob = _across(table.message_prob, (where, action), type_index)
        if table.occasion is not None and is_up is not None:
            untaken = _across(table.occasion.message_prob[:, None], (where, np.zeros_like(action)), type_index)
            message_prob = np.where(is_up, message_prob, untaken)
            action = np.where(is_up, action, -1)
        message = draw(plays.embolden(message_prob), uniform[1])
    if plays.turns is not None:
        plays.turns.note_message(who, message)
    learn = plays.hold if table.is_held else plays.update
    if table.informs >= 0 and table.shift_prob is None:
        for number, view in enumerate(here.views):
            log_likelihood = find_log_likelihood(view, log_policies_seen.get(number), where, message)
            learn(number, table.informs, who, log_likelihood)
    plays.message[who] = message
    if table.is_held:
        plays.held[who] = message
    if table.joint is not None:
        return action, _after_both(plays, table.joint, where, (plays.held[who], message), uniform[2])
    if table.branch_prob.shape[2] == 1:
        return action, table.branch_state[where, message, 0]
    branch_prob = _across(table.branch_prob[..., None], (where, message), np.zeros_like(message))
    branch = draw(plays.embolden(branch_prob), uniform[2])
    return action, table.branch_state[where, message, branch]


def _signal_of_two(table: StageTable, plays: PlayBatch, at: At, uniform: np.ndarray) -> np.ndarray:
    """Draws a signal about two actors and updates the beliefs about both; returns next states."""
    assert table.pair is not None
    (who, where), about = at, table.pair.about
    one, other = (plays.types[who, plays.game.informed[informed]] for informed in about)
    drawn = draw_signal(table.pair, (where, one, other), plays.game.grid, plays.log_odds[0][who], uniform)
    plays.apart.note(about, who, drawn.odds, drawn.told)
    plays.message[who] = drawn.message
    if plays.turns is not None:
        plays.turns.note_message(who, drawn.message, drawn.odds[plays.numbers[: len(where)], one, other])
    for informed, told in zip(about, drawn.told, strict=True):
        plays.update(0, informed, who, log_likelihood_of(told.T))
    return np.asarray(table.branch_state[where, drawn.message, 0])


def _choose(
    here: PreparedTable, plays: PlayBatch, at: At, uniform: np.ndarray, guide: Guide | None
) -> tuple[np.ndarray, dict[int, np.ndarray]]:
    """What every play's mover does, forced moves included; and by view log σ at the public belief, where needed."""
    table, (who, where) = here.table, at
    action = np.zeros(len(where), dtype=np.int64)
    by_view: dict[int, np.ndarray] = {}
    if table.mover >= 0:
        needed = range(len(here.views)) if table.informs >= 0 else [here.mover_view]
        by_view = {view: find_policy(here, plays, who, where, view) for view in needed}
        own = in_true_menu(here, by_view[here.mover_view], where)
        kind = plays.types[who, table.mover]
        bold = own if plays.boldness == 1 else own / plays.boldness
        if guide is None:
            action = draw_actions(bold, kind, uniform)
        else:
            of_type = kind if own.shape[1] > 1 else np.zeros_like(kind)
            chosen = np.take_along_axis(own, of_type[None, None, :].astype(np.int64), axis=1)[:, 0]
            action = guide(here, at, chosen, uniform)
        if plays.turns is not None:
            plays.turns.note_choice(who, own, kind, action)
    for run, forced in here.forced:
        is_made = _is_in_menu(plays, table, (who, where), forced)
        if plays.run is not None:
            is_made = is_made & (plays.run[who] == run)
        action = np.where(is_made, forced, action)
        if plays.turns is not None:
            plays.turns.note_given(plays.numbers[who][is_made])
    return action, by_view


def _is_in_menu(
    plays: PlayBatch, table: StageTable, at: tuple[np.ndarray | slice, np.ndarray], action: int
) -> np.ndarray:
    """In which plays the mover, being of its true type, has an action."""
    who, where = at
    if table.anchor is None:
        return np.asarray(table.available[where, action])
    kind = plays.types[who, table.mover] if table.anchor.shape[2] > 1 else 0
    return np.asarray(table.available[where, action] & (table.anchor[where, action, kind] > -np.inf))


def _after_both(
    plays: PlayBatch, joint: Joint, where: np.ndarray, messages: tuple[np.ndarray, np.ndarray], uniform: np.ndarray
) -> np.ndarray:
    """Next states after the messages of two decisions made at once."""
    num_states, _, num_second, num_branches = joint.branch_prob.shape
    pair = messages[0] * num_second + messages[1]
    branch_prob = joint.branch_prob.reshape(num_states, -1, num_branches, 1)
    branch = draw(plays.embolden(_across(branch_prob, (where, pair), np.zeros_like(pair))), uniform)
    return np.asarray(joint.branch_state.reshape(num_states, -1, num_branches)[where, pair, branch])


def _across(table: np.ndarray, at: tuple[np.ndarray, np.ndarray], last: np.ndarray) -> np.ndarray:
    """Entries table[i, j, :, k], one for every play [option, play]."""
    _, num_second, num_options, num_last = table.shape
    first = (at[0] * num_second + at[1]) * (num_options * num_last) + last
    return np.asarray(np.take(table.reshape(-1), first[None, :] + num_last * np.arange(num_options)[:, None]))


def in_true_menu(
    here: PreparedTable, log_policy: Float[np.ndarray, "seen_action type play"], where: np.ndarray
) -> Float[np.ndarray, "action type play"]:
    """The mover's log σ over the true menu, up to a constant: its view may know fewer or more actions."""
    aligned = here.views[here.mover_view].aligned
    if aligned is None:
        return log_policy
    is_known = (here.table.available[where].T & (aligned.actions >= 0)[:, None])[:, None]
    if here.table.anchor is not None:
        is_known = is_known & (here.table.anchor[where] > -np.inf).transpose(1, 2, 0)
    scores = np.where(is_known, log_policy[aligned.actions], -np.inf)
    return np.asarray(scores - scores.max(axis=0))


def find_policy(
    here: PreparedTable, plays: PlayBatch, who: np.ndarray | slice, where: np.ndarray, view: int = 0
) -> Float[np.ndarray, "action type play"]:
    """log σ at every play's public belief, of the menu as a view has it."""
    seen = here.views[view]
    return seen.policies.find(*seen.at, seen.places(where), plays.log_odds[view][who])
