"""What nature does at a stage: lotteries, signals about what actors know, changes of it, or nothing at all."""

from __future__ import annotations

from itertools import product

import numpy as np
from jaxtyping import Float, Int

from detente.game.frame import Reader
from detente.game.habits import rates_to_period
from detente.game.messages import Moves, Outcome, find_messages, find_shift_prob, list_seen
from detente.game.outcomes import apply, compute_lottery, settle
from detente.game.shifts import Shifter
from detente.game.states import merge_equal
from detente.game.tables import PairSignal
from detente.scenario.model import Chance


def build_chance_moves(
    reader: Reader, chance: Chance, index: int, states: np.ndarray, levels: Int[np.ndarray, "state variable"]
) -> Moves:
    frame = reader.frame
    if chance.about is not None and chance.also is not None:
        both = [frame.actor_index(name) for name in (chance.about, chance.also)]
        if all(actor in frame.informed for actor in both):
            return _two_sided_moves(reader, chance, (both[0], both[1]), index, (states, levels))
    informs = -1
    kinds: list[dict[str, str]] = [{}]
    known = [name for name in (chance.about, chance.also) if name is not None]
    if known:
        # Of two actors one that has a single type tells nothing.
        name = next((each for each in known if frame.actor_index(each) in frame.informed), known[0])
        about = frame.actor_index(name)
        kinds = [{name: entry.name} for entry in frame.scenario.actors[about].types]
        informs = frame.informed.index(about) if about in frame.informed else -1
    prob = compute_lottery(reader, chance.results, levels, kinds)
    prob = rates_to_period(chance, prob, frame.scenario.calendar.length)
    codes = np.stack(
        [settle(reader, index, apply(reader, result.effects, levels)) for result in chance.results], axis=1
    )
    if informs >= 0 and (chance.is_covert or any(result.shifts for result in chance.results)):
        return _shifting_moves(reader, chance, informs, (states, levels), prob, codes)
    if informs < 0:
        codes, branch_prob = merge_equal(codes, prob[:, :, 0])
        return _unmoved(chance.name, states, levels, codes[:, None], branch_prob[:, None])
    is_possible = np.any(prob > 0, axis=2)
    occurs = is_possible.any(axis=0)
    return Moves(
        name=chance.name,
        actor=-1,
        informs=informs,
        actions=(),
        states=states,
        levels=levels,
        available=np.ones((len(states), 1), dtype=bool),
        message_prob=prob[:, None, occurs],
        branch_prob=is_possible[:, occurs, None].astype(np.float64),
        branch_codes=np.where(is_possible, codes, 0)[:, occurs, None],
        is_overt=False,
        seen=tuple((result.name,) for result, is_open in zip(chance.results, occurs, strict=True) if is_open),
        message_seen=np.where(is_possible[:, occurs], np.arange(occurs.sum()), -1),
    )


def _two_sided_moves(
    reader: Reader,
    chance: Chance,
    about: tuple[int, int],
    index: int,
    at: tuple[np.ndarray, Int[np.ndarray, "state variable"]],
) -> Moves:
    """The table of a signal about two actors. at: which states, and their levels."""
    frame, (states, levels) = reader.frame, at
    one, other = (frame.scenario.actors[actor] for actor in about)
    kinds = [{one.name: k.name, other.name: m.name} for k, m in product(one.types, other.types)]
    prob = compute_lottery(reader, chance.results, levels, kinds)
    prob = rates_to_period(chance, prob, frame.scenario.calendar.length)
    codes = np.stack([settle(reader, index, apply(reader, each.effects, levels)) for each in chance.results], axis=1)
    mean, names = prob.mean(axis=2), [(result.name,) for result in chance.results]
    return Moves(
        name=chance.name,
        actor=-1,
        informs=-1,
        actions=(),
        states=states,
        levels=levels,
        available=np.ones((len(states), 1), dtype=bool),
        message_prob=mean[:, None, :, None],
        branch_prob=np.asarray(mean > 0, dtype=np.float64)[..., None],
        branch_codes=np.where(mean > 0, codes, 0)[..., None],
        is_overt=False,
        seen=tuple(names),
        message_seen=np.where(mean > 0, np.arange(len(names)), -1),
        pair=PairSignal(
            about=(frame.informed.index(about[0]), frame.informed.index(about[1])),
            prob=prob.reshape(*prob.shape[:2], len(one.types), len(other.types)),
        ),
    )


def _shifting_moves(
    reader: Reader,
    chance: Chance,
    informs: int,
    at: tuple[np.ndarray, Int[np.ndarray, "state variable"]],
    prob: Float[np.ndarray, "state result type"],
    codes: Int[np.ndarray, "state result"],
) -> Moves:
    """The table of a lottery that changes what an actor knows, or of which only the new state is seen.

    Args:
        at: which states, and their levels.
    """
    states, levels = at
    actor = reader.frame.scenario.actors[reader.frame.informed[informs]]
    shifter = Shifter(reader, actor, levels)
    outcomes = [
        Outcome(
            action=0,
            seen=("" if chance.is_covert else result.name,),
            prob=prob[:, column],
            codes=codes[:, column],
            effects=result.effects,
            after=shifter.apply(result.shifts, shifter.start()) if result.shifts else None,
        )
        for column, result in enumerate(chance.results)
    ]
    message_prob, branch_prob, branch_codes = find_messages([outcomes], [False], len(states))
    seen, message_seen = list_seen((), [outcomes], [False], message_prob)
    return Moves(
        name=chance.name,
        actor=-1,
        informs=informs,
        actions=(),
        states=states,
        levels=levels,
        available=np.ones((len(states), 1), dtype=bool),
        message_prob=message_prob,
        branch_prob=branch_prob,
        branch_codes=branch_codes,
        is_overt=False,
        seen=seen,
        message_seen=message_seen,
        shift_prob=find_shift_prob([outcomes], [False], message_prob),
    )


def build_idle_moves(
    reader: Reader, index: int, states: np.ndarray, levels: Int[np.ndarray, "state variable"]
) -> Moves:
    """The table of the states at which a stage does not take place."""
    codes = settle(reader, index, levels)[:, None, None]
    return _unmoved("", states, levels, codes, np.ones(codes.shape))


def _unmoved(
    name: str, states: np.ndarray, levels: np.ndarray, branch_codes: np.ndarray, branch_prob: np.ndarray
) -> Moves:
    """A table with one action and one message."""
    return Moves(
        name=name,
        actor=-1,
        informs=-1,
        actions=(),
        states=states,
        levels=levels,
        available=np.ones((len(states), 1), dtype=bool),
        message_prob=np.ones((len(states), 1, 1, 1)),
        branch_prob=branch_prob,
        branch_codes=branch_codes,
        is_overt=True,
        seen=(("",),),
        message_seen=np.zeros((len(states), 1), dtype=np.int64),
    )
