"""Many worlds of one crisis, solved together: games that differ in their numbers, not in what can happen.

A small game leaves most of a processor idle: its blocks hold a few states, and every step of every block costs the same
call whatever it holds. Stacked (`stacking.py`) the worlds fill their blocks. A game that fills them alone
gains nothing, so that only as many are stacked as fill `NODES_AT_ONCE`. Worlds of another shape, because some
chance is nil in them or some menu is shorter, are solved with their like, or alone.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from detente.game.memory import NODES_PER_BLOCK, held_bytes, machine_bytes, solution_bytes
from detente.game.tables import Game
from detente.solve.backward import ProgressCallback, solve_batch
from detente.solve.equilibrium import Equilibrium, Settings
from detente.solve.stacking import count_stackable, shape_of, stack_games

NODES_AT_ONCE = 32 * NODES_PER_BLOCK
"""States times beliefs of a stage that are solved together, as long as several games are: blocks enough for all cores,
few enough for the values of two stages to stay small."""


def solve_worlds(
    games: Sequence[Game], settings: Settings | None = None, progress: ProgressCallback | None = None
) -> tuple[Equilibrium, ...]:
    """The equilibrium of every game, in order, with its own certificate.

    A game with unsolved nodes is handed back as it is, so that one world does not stop the others; whoever needs it
    solved asks it (`Equilibrium.require`).

    Args:
        progress: called with a word and the fraction done.
    """
    settings = settings or Settings()
    by_shape: dict[Hashable, list[int]] = {}
    for index, game in enumerate(games):
        by_shape.setdefault(shape_of(game), []).append(index)
    found: dict[int, Equilibrium] = {}
    for alike in by_shape.values():
        size = at_once(games[alike[0]])
        for first in range(0, len(alike), size):
            chosen = alike[first : first + size]
            solved = solve_batch(
                stack_games([games[index] for index in chosen]),
                settings,
                None if progress is None else _part(progress, len(found) / len(games), len(chosen) / len(games)),
            )
            found.update(zip(chosen, solved, strict=True))
    return tuple(found[index] for index in range(len(games)))


def at_once(game: Game) -> int:
    """How many games like this one are worth solving together, and fit into memory; an endless one is solved alone."""
    if game.scenario.calendar.is_endless:
        return 1
    num_states = max(len(codes) for period in game.periods for codes in period.codes)
    fitting = (machine_bytes() - held_bytes()) // solution_bytes(game)
    return min(max(1, NODES_AT_ONCE // (num_states * game.grid.size)), max(1, fitting), count_stackable(game))


def _part(progress: ProgressCallback, done: float, share: float) -> ProgressCallback:
    """The progress of one batch among several."""
    return lambda what, fraction: progress(what, done + share * fraction)
