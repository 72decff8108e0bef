"""What is paid in play.

In the game a payoff that depends on another actor's type is averaged under the public belief, and so it is in play as
long as everyone sees the game as it is. A mistaken belief would average wrongly: where actors act on perceptions,
everyone is paid by the true types, for which the game is compiled once for every combination of the types on which
payoffs of others depend. Only a payoff that depends on a belief itself takes the belief in its owner's view.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from itertools import product

import numpy as np
from jaxtyping import Int

from detente.game.compile import compile_game
from detente.game.frame import build_frame
from detente.game.payoffs import find_payoff_relevant_actors
from detente.game.reach import Limits
from detente.game.tables import Game


@dataclass(frozen=True)
class Payoffs:
    """What is paid, by the types of some actors.

    Args:
        games: one for every combination of their types, the last actor's fastest; one alone where payoffs are averaged.
        actors: whose types. num_types: how many each has.
    """

    games: tuple[Game, ...]
    actors: tuple[int, ...] = ()
    num_types: tuple[int, ...] = ()

    def numbers(self, types: Int[np.ndarray, "play actor"]) -> Int[np.ndarray, " play"]:
        """By play the index of the game that holds its payoffs."""
        numbers = np.zeros(len(types), dtype=np.int64)
        for actor, kinds in zip(self.actors, self.num_types, strict=True):
            numbers = numbers * kinds + types[:, actor]
        return numbers


def true_payoffs(game: Game) -> Payoffs:
    """What is paid by the true types."""
    scenario = game.scenario
    indices = find_payoff_relevant_actors(build_frame(scenario, game.grid))
    if not indices:
        return Payoffs((game,))
    actors = [scenario.actors[index] for index in indices]
    games = []
    for kinds in product(*([kind.name for kind in actor.types] for actor in actors)):
        known_types = {actor.name: kind for actor, kind in zip(actors, kinds, strict=True)}
        # The same states and tables as the game itself, which fits into memory already.
        games.append(compile_game(scenario, also=game, known_types=known_types, limits=Limits(bytes=sys.maxsize)))
    return Payoffs(tuple(games), indices, tuple(len(actor.types) for actor in actors))
