"""What is drawn in play where a decision may not come up, a move changes its mover, or a signal is about two actors."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int

from detente.game.beliefs import BeliefGrid, probabilities_of
from detente.game.tables import Game, PairSignal, StageTable
from detente.simulate.sampling import draw

Of = Int[np.ndarray, " play"]


def come_up(
    table: StageTable, where: np.ndarray, uniform: np.ndarray, prescribed: np.ndarray | None
) -> tuple[np.ndarray | None, np.ndarray]:
    """In which plays a decision comes up (None: in all), and a uniform number for what is then done.

    One number serves for both, so that what a variant changes of one leaves the other as it was.
    """
    if table.occasion is None:
        return None, uniform
    chance = table.occasion.chance[where]
    is_up = uniform < chance
    if prescribed is not None:
        is_up = np.ones_like(is_up)
    return is_up, np.where(is_up, np.minimum(uniform / chance, 1 - 2**-53), uniform)


def draw_types(game: Game, actor: int, uniform: np.ndarray) -> Of:
    """What an actor is in every play, by its prior; whatever the order in which the file has its types."""
    order = np.argsort([kind.name for kind in game.scenario.actors[actor].types])
    return np.asarray(order[draw(game.prior[actor][order][:, None], uniform)])


def draw_shift(
    shift_prob: Float[np.ndarray, "state action message type type_after"],
    at: tuple[Of, Of, Of],
    uniform: np.ndarray,
    untaken: tuple[Bool[np.ndarray, " play"], Float[np.ndarray, "state message type"]] | None = None,
) -> tuple[Of, Of]:
    """The message of every play, and the type of the mover after it.

    Args:
        at: state, action and type before.
        untaken: in which plays the decision comes up, and P(message | state, type) where it does not; None: in all.
    """
    state, action, kind = at
    num_kinds = shift_prob.shape[4]
    options = shift_prob[state, action, :, kind]
    if untaken is not None:
        is_up, message_prob = untaken
        staying = message_prob[state, :, kind][..., None] * np.eye(num_kinds)[kind][:, None]
        options = np.where(is_up[:, None, None], options, staying)
    # Message by message and type by type, so that the message drawn is what it would be if no type changed.
    message, after = np.divmod(draw(options.reshape(len(state), -1).T, uniform), num_kinds)
    return message, after


class SignalOfTwo(NamedTuple):
    """A signal about two actors, of some plays.

    Args:
        odds: of the message, by types of both. told: L(message | type) of either, by what is believed of the other.
    """

    message: Of
    odds: Float[np.ndarray, "play type other_type"]
    told: tuple[Float[np.ndarray, "play type"], Float[np.ndarray, "play other_type"]]


def draw_signal(
    pair: PairSignal,
    at: tuple[Of, Of, Of],
    grid: BeliefGrid,
    log_odds: Float[np.ndarray, "play axis"],
    uniform: np.ndarray,
) -> SignalOfTwo:
    """The message of every play, drawn by what both actors are, and what it tells of either.

    Args:
        at: state, and types of both. log_odds: public beliefs about all informed actors.
    """
    state, one, other = at
    every = np.arange(len(state))
    odds = pair.prob[state]
    message = draw(odds[every, :, one, other].T, uniform)
    odds = odds[every, message]
    beliefs = [probabilities_of(log_odds[:, grid.axis_slice(informed)]) for informed in pair.about]
    told = np.einsum("pl,pkl->pk", beliefs[1], odds), np.einsum("pk,pkl->pl", beliefs[0], odds)
    return SignalOfTwo(message, odds, told)
